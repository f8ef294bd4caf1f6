//! Breaking text into lines of a terminal's width.

use super::sanitize;

/// Where a word that is wider than a line is broken rather than anywhere: behind what joins the parts of keys, addresses,
/// ids and lists.
const JOINTS: [char; 9] = ['\\', '/', ',', ';', '=', '&', '?', '-', '_'];

/// The text in lines of at most `width` columns, at least one character each. Lines end at spaces where there are any,
/// else behind a joint such as `\`, else anywhere. Spaces inside a line stay as they are, since columns of a log line are
/// told apart by them. Text without anything visible gives no line.
pub fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (line, tail) = first_line(rest, width);
        lines.push(line.trim_end());
        rest = tail.trim_start();
    }
    lines
}

fn first_line(text: &str, width: usize) -> (&str, &str) {
    let (head, tail) = fitting(text, width);
    if tail.is_empty() || tail.starts_with(' ') {
        return (head, tail);
    }
    // A joint near the beginning would leave the line all but empty.
    let far = |end: &usize| end * 2 > head.len();
    let joint = || head.rfind(JOINTS).map(|at| at + 1).filter(far);
    let end = head.rfind(' ').or_else(joint);
    end.and_then(|end| text.split_at_checked(end))
        .unwrap_or((head, tail))
}

/// What fits, and the rest; a first character that is wider than the line is taken all the same, so that there is an end.
fn fitting(text: &str, width: usize) -> (&str, &str) {
    let (head, tail) = sanitize::split_at_width(text, width);
    if !head.is_empty() {
        return (head, tail);
    }
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.split_at_checked(first).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &[&str]) {
        assert_eq!(wrap(text, width), expected);
    }

    #[test]
    fn lines_break_at_spaces() {
        check("one two three", 7, &["one two", "three"]);
        check("one two three", 8, &["one two", "three"]);
        check("one two three", 6, &["one", "two", "three"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_behind_a_joint() {
        check(
            r"HKLM\SOFTWARE\Policies",
            16,
            &[r"HKLM\SOFTWARE\", "Policies"],
        );
        check("store/agent-state", 13, &["store/agent-", "state"]);
        check("/abcdefgh", 4, &["/abc", "defg", "h"]);
    }

    #[test]
    fn a_word_without_a_joint_is_cut() {
        check("abcdefgh ij", 3, &["abc", "def", "gh", "ij"]);
        check("更新更新", 5, &["更新", "更新"]);
        check("更新", 1, &["更", "新"]);
    }

    #[test]
    fn columns_of_a_log_line_keep_their_spaces() {
        check("1088  5120  Agent", 30, &["1088  5120  Agent"]);
        check("1088  5120  Agent", 10, &["1088  5120", "Agent"]);
    }

    #[test]
    fn nothing_visible_is_no_line() {
        check("  ", 5, &[]);
    }
}
