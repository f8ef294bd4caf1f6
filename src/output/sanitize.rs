//! Making text from logs harmless on a terminal, and measuring it there.
//!
//! A log line can hold anything: `\x1b]0;...` renames the window, U+202E turns the rest of a line around, a zero-width
//! space hides a difference between two host names. What is not plainly visible becomes a visible escape such as `\x1b`
//! or `\u{202e}`. A backslash of the text stays as it is, because Windows paths are full of them: an escape tells that
//! something was there, it is not meant to be read back.
//!
//! Widths are sums over characters, which is never less than what a terminal shows.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// What stands for text that was cut.
const ELLIPSIS: &str = "...";

/// Characters that show nothing, or change how others show: Unicode's `Default_Ignorable_Code_Point`, the two separators
/// that some terminals take for line ends, and interlinear annotations. First and last of each range.
const INVISIBLE: [(char, char); 19] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fff8}'),
    ('\u{fff9}', '\u{fffb}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Whether the character must not reach a terminal as it is: controls, C1 included, and what cannot be seen.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || (character >= '\u{ad}'
            && INVISIBLE
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&character)))
}

/// The text with every unsafe character, line ends and tabs included, as a visible escape.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        push_escaped(&mut safe, character);
    }
    safe
}

/// The text on one line, escaped: line ends become ` | `, tabs a space. A carriage return that ends no line is escaped,
/// since a terminal would overwrite what stands before it.
pub fn one_line(text: &str) -> String {
    let lines = text.trim_end_matches(['\r', '\n']).split('\n');
    let mut safe = String::with_capacity(text.len());
    for (index, line) in lines.enumerate() {
        if index > 0 {
            safe.push_str(" | ");
        }
        for character in line.strip_suffix('\r').unwrap_or(line).chars() {
            match character {
                '\t' => safe.push(' '),
                other => push_escaped(&mut safe, other),
            }
        }
    }
    safe
}

fn push_escaped(safe: &mut String, character: char) {
    let written = match character {
        '\n' => safe.write_str("\\n"),
        '\r' => safe.write_str("\\r"),
        '\t' => safe.write_str("\\t"),
        other if !is_unsafe(other) => safe.write_char(other),
        other if other < '\u{100}' => write!(safe, "\\x{:02x}", u32::from(other)),
        other => write!(safe, "\\u{{{:x}}}", u32::from(other)),
    };
    debug_assert!(written.is_ok(), "a String takes everything");
}

/// How many terminal columns the text takes. Unsafe characters count as none, so escape first.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text cut to at most `limit` columns, with `...` at the end where something was cut and three columns are there.
pub fn truncate(text: &str, limit: usize) -> String {
    match split_at_width(text, limit) {
        (_, "") => text.to_owned(),
        (head, _) if limit < ELLIPSIS.len() => head.to_owned(),
        _ => {
            let (head, _) = split_at_width(text, limit - ELLIPSIS.len());
            format!("{}{ELLIPSIS}", head.trim_end())
        }
    }
}

/// The longest beginning of the text that takes at most `limit` columns, and the rest.
pub(super) fn split_at_width(text: &str, limit: usize) -> (&str, &str) {
    let mut taken = 0;
    let end = text.char_indices().find_map(|(offset, character)| {
        taken += columns(character);
        (taken > limit).then_some(offset)
    });
    end.and_then(|offset| text.split_at_checked(offset))
        .unwrap_or((text, ""))
}

fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(input: &str, expected: &str) {
        assert_eq!(one_line(input), expected);
    }

    #[test]
    fn controls_become_visible() {
        check("\u{1b}]0;owned\u{7}", "\\x1b]0;owned\\x07");
        check("nul \0 del \u{7f}", "nul \\x00 del \\x7f");
        check("C1 \u{9b}31m", "C1 \\x9b31m");
    }

    #[test]
    fn what_cannot_be_seen_becomes_visible() {
        check("gpj.\u{202e}exe", "gpj.\\u{202e}exe");
        check("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}");
        check("micro\u{200b}soft.com", "micro\\u{200b}soft.com");
        check("\u{feff}start", "\\u{feff}start");
        check("soft\u{ad}hyphen", "soft\\xadhyphen");
        check("a\u{2028}b", "a\\u{2028}b");
    }

    #[test]
    fn letters_of_every_language_stay() {
        check("Größe 更新 обновление", "Größe 更新 обновление");
        check(r"C:\Windows\Logs", r"C:\Windows\Logs");
    }

    #[test]
    fn a_record_of_several_lines_is_put_on_one() {
        check("first\r\nsecond\tthird\n", "first | second third");
    }

    #[test]
    fn a_lone_carriage_return_cannot_hide_what_stands_before_it() {
        check("failed\rok", "failed\\rok");
    }

    #[test]
    fn text_is_cut_by_columns_and_not_by_characters() {
        assert_eq!(truncate("short", 5), "short");
        assert_eq!(truncate("longer", 5), "lo...");
        assert_eq!(truncate("更新更新", 7), "更新...");
        assert_eq!(truncate("longer", 2), "lo");
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left_of_any_text(text in any::<String>()) {
            prop_assert!(!escape(&text).chars().any(is_unsafe));
            prop_assert!(!one_line(&text).chars().any(is_unsafe));
        }

        #[test]
        fn cut_text_takes_no_more_than_was_asked(text in any::<String>(), limit in 0_usize..40) {
            prop_assert!(width(&truncate(&text, limit)) <= limit);
        }
    }
}
