//! Text in lines of the terminal's width, for subcommands that tell something in a list.

use std::io;

use wutriage::output::sanitize;
use wutriage::output::wrap::wrap;

/// Columns by which a line that goes on is moved in.
const HANGING: usize = 2;
/// A line is never broken into less than this, however far it is moved in.
const LEAST: usize = 20;

/// The text within the width and escaped, moved in by `indent` columns. What goes on of text that is moved in, an entry of
/// a list, is moved in further, so that it is told from the next entry.
pub(super) fn write(
    out: &mut dyn io::Write,
    indent: usize,
    text: &str,
    width: usize,
) -> io::Result<()> {
    let safe = sanitize::one_line(text);
    if safe.trim().is_empty() {
        return writeln!(out);
    }
    let hanging = if indent > 0 { HANGING } else { 0 };
    let room = width.saturating_sub(indent + hanging).max(LEAST);
    let mut before = indent;
    for piece in wrap(&safe, room) {
        writeln!(out, "{:before$}{piece}", "")?;
        before = indent + hanging;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(indent: usize, text: &str, expected: &str) {
        let mut bytes = Vec::new();
        write(&mut bytes, indent, text, 24).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn an_entry_that_goes_on_is_told_from_the_next() {
        check(0, "", "\n");
        check(
            0,
            "a paragraph that goes on and on",
            "a paragraph that goes on\nand on\n",
        );
        check(
            2,
            "one entry that goes on",
            "  one entry that goes\n    on\n",
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        check(0, "a\u{1b}[2Jb\nc", "a\\x1b[2Jb | c\n");
    }
}
