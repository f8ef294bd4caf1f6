//! The stable words of a message, as the `text` or the `regex` of a signal.
//!
//! `SendRequestUsingProxy failed for <http://wsus.contoso.com/a.cab>. error 0x8024402c` becomes the text
//! `SendRequestUsingProxy failed for` and, because a rule can use the address, a regex with a group for it.

use super::values::{Shape, Value, values};
use super::yaml;
use crate::code::Found;

/// Longest text that is taken, in bytes; longer ones are no surer and harder to read.
const LONGEST: usize = 60;
/// Fewer letters tell nothing apart.
const LEAST: usize = 4;
/// Most captured values of a regex.
const MOST_CAPTURED: usize = 2;

/// What is stable in a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The longest stable text.
    pub(super) text: Option<String>,
    /// A regex for the values worth capturing, with the words around them.
    pub(super) regex: Option<String>,
    /// Captures with their types, each once.
    pub(super) captures: Vec<(&'static str, &'static str)>,
}

/// The stable words of the first line of a message that has any.
/// `invented` are the names in it that stand for others; no text has a part of one.
pub(super) fn of_message(message: &str, codes: &[Found], invented: &[String]) -> Words {
    let mut offset = 0;
    for line in message.split_inclusive('\n') {
        let within = codes.iter().filter_map(|code| {
            let start = code.start.checked_sub(offset)?;
            let end = code.end.checked_sub(offset)?;
            (start < end && end <= line.len()).then_some((start, end))
        });
        let words = of_line(line.trim_end(), &within.collect::<Vec<_>>(), invented);
        if words.text.is_some() {
            return words;
        }
        offset += line.len();
    }
    Words::default()
}

fn of_line(line: &str, codes: &[(usize, usize)], invented: &[String]) -> Words {
    let values = values(line, codes, invented);
    let text = longest(line, &values);
    let (regex, captures) = regex(line, &values).unzip();
    Words {
        text,
        regex,
        captures: captures.unwrap_or_default(),
    }
}

/// The stable stretch with the most letters.
fn longest(line: &str, values: &[Value]) -> Option<String> {
    let starts = std::iter::once(0).chain(values.iter().map(|value| value.end));
    let ends = values.iter().map(|value| value.start).chain([line.len()]);
    starts
        .zip(ends)
        .flat_map(|(start, end)| plain_stretches(line, start, end))
        .map(|(start, end)| trimmed(whole_words(line, start, end)))
        .filter(|piece| letters(piece) >= LEAST)
        .reduce(|best, next| {
            if letters(next) > letters(best) {
                next
            } else {
                best
            }
        })
        .map(str::to_owned)
}

/// The text, its first half and its second, at a blank; only what still tells something.
pub(super) fn halves(text: &str) -> Vec<&str> {
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    let nearest = blanks.min_by_key(|at| at.abs_diff(text.len() / 2));
    let halves = nearest.and_then(|at| text.split_at_checked(at));
    let parts = std::iter::once(text).chain(halves.into_iter().flat_map(|(one, two)| [one, two]));
    parts
        .map(trimmed)
        .filter(|part| letters(part) >= LEAST)
        .collect()
}

/// The parts of a stretch without brackets and characters that logs in other encodings spell in another way.
fn plain_stretches(line: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let piece = line.get(start..end).unwrap_or_default();
    let ends = |it: char| !matches!(it, ' '..='~') || "[](){}<>".contains(it);
    let (mut stretches, mut from) = (Vec::new(), start);
    for (at, found) in piece.match_indices(ends) {
        stretches.push((from, start + at));
        from = start + at + found.len();
    }
    stretches.push((from, end));
    stretches
}

/// The stretch without the words that begin before it or go on behind it.
fn whole_words(line: &str, start: usize, end: usize) -> &str {
    let before = line.get(..start).unwrap_or_default();
    let after = line.get(end..).unwrap_or_default();
    let mut piece = line.get(start..end).unwrap_or_default();
    if before.ends_with(is_in_word) && piece.starts_with(is_in_word) {
        piece = piece.find(is_between).map_or("", |at| piece.split_at(at).1);
    }
    if piece.ends_with(is_in_word) && after.starts_with(is_in_word) {
        piece = piece
            .rfind(is_between)
            .map_or("", |at| piece.split_at(at).0);
    }
    piece
}

/// What a word of a log is made of: `IPv4`, `HTTP/1.1`, `Temp\a-b.log`.
fn is_in_word(character: char) -> bool {
    character.is_alphanumeric() || (character.is_ascii_punctuation() && !is_between(character))
}

fn is_between(character: char) -> bool {
    character.is_whitespace() || "[](){}<>\"'=:,;|".contains(character)
}

/// Without what only frames a value, and cut behind a word.
fn trimmed(piece: &str) -> &str {
    let frames = |it: char| it.is_whitespace() || "=:,;.'\"-|#@/\\".contains(it);
    let piece = piece.trim_matches(frames);
    match piece.get(..LONGEST).filter(|_| piece.len() > LONGEST) {
        Some(cut) => {
            let end = cut.rfind(' ').unwrap_or(0);
            cut.get(..end).unwrap_or_default().trim_matches(frames)
        }
        None => piece,
    }
}

fn letters(piece: &str) -> usize {
    piece.bytes().filter(u8::is_ascii_alphabetic).count()
}

type Captures = Vec<(&'static str, &'static str)>;

/// A regex from the words before the first value worth capturing to the last of these.
fn regex(line: &str, values: &[Value]) -> Option<(String, Captures)> {
    let captured = |value: &&Value| value.capture.is_some();
    let first = values.iter().position(|value| value.capture.is_some())?;
    let (before, rest) = values.split_at_checked(first)?;
    let start = before.last().map_or(0, |value| value.end);
    let mut source = escaped(last_words(line, start, rest.first()?.start));
    let mut captures: Captures = Vec::new();
    let mut open = rest.iter().filter(captured).count().min(MOST_CAPTURED);
    let mut at = rest.first()?.start;
    for value in rest {
        if open == 0 {
            break;
        }
        source += &escaped(line.get(at..value.start)?);
        at = value.end;
        match value.capture.filter(|shape| is_new(shape, &captures)) {
            Some(shape) => {
                source += shape.pattern;
                captures.extend(shape.captures);
            }
            None => source += ".+?",
        }
        open -= usize::from(value.capture.is_some());
    }
    Some((source, captures))
}

/// Whether none of its names is taken.
fn is_new(shape: &Shape, captures: &Captures) -> bool {
    let mut names = shape.captures.iter();
    names.all(|capture| !captures.contains(capture))
}

/// The end of a stretch, from the beginning of a word.
fn last_words(line: &str, start: usize, end: usize) -> &str {
    let near = line.ceil_char_boundary(end.saturating_sub(LONGEST));
    let start = start.max(near);
    let before = line.get(..start).unwrap_or_default();
    let tail = line.get(start..end).unwrap_or_default();
    let cut = if before.ends_with(is_in_word) && tail.starts_with(is_in_word) {
        tail.find(is_between).unwrap_or(tail.len())
    } else {
        0
    };
    tail.get(cut..).unwrap_or_default().trim_start()
}

/// The piece as a regex: blanks of any number, and any character for what a rule should not have in it.
fn escaped(piece: &str) -> String {
    let mut source = String::new();
    for character in piece.chars() {
        match character {
            ' ' | '\t' if source.ends_with(r"\s+") => {}
            ' ' | '\t' => source += r"\s+",
            '!'..='~' => source += &regex_syntax::escape(&character.to_string()),
            _ if source.ends_with(".+?") => {}
            _ => source += ".+?",
        }
    }
    source
}

impl Words {
    /// The lines of a signal: the regex where there are values to capture, beside it the text where the regex has too few
    /// words of its own.
    pub(super) fn keys(&self) -> Vec<(&'static str, String)> {
        let mut keys = Vec::new();
        let held = |text: &&String| {
            let regex = self.regex.as_deref().unwrap_or_default();
            !regex.contains(&escaped(text))
        };
        keys.extend(
            self.text
                .as_ref()
                .filter(held)
                .map(|text| ("text", yaml::scalar(text))),
        );
        keys.extend(
            self.regex
                .as_ref()
                .map(|regex| ("regex", yaml::scalar(regex))),
        );
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code;
    use crate::rule::Pattern;

    fn check(message: &str, text: &str, regex: Option<&str>) {
        let words = of_message(message, &code::in_text(message.as_bytes()), &[]);
        assert_eq!(words.text.as_deref(), Some(text), "{message}");
        assert_eq!(words.regex.as_deref(), regex, "{message}");
        if let Some(regex) = regex {
            let pattern = Pattern::new(regex);
            let found = pattern.regex().unwrap().is_match(message.as_bytes());
            assert!(found, "{regex} in {message}");
        }
    }

    #[test]
    fn the_longest_words_between_values_are_the_text() {
        check("*FAILED* [80072EE7] Send request", "Send request", None);
        check(
            "WARNING: Send failed with hr = 80072ee7.",
            "WARNING: Send failed with hr",
            None,
        );
        check("Session 12 of 31107412 was left", "Session", None);
    }

    #[test]
    fn values_worth_it_are_captured_with_the_words_before_them() {
        check(
            "Install of KB5037768 failed [HRESULT = 0x800f0831]",
            "Install of",
            Some(r"Install\s+of\s+(?P<kb>\bKB\d{6,8})\b"),
        );
        check(
            "3 files: a C:\\a\\b.cab, at 7 (contoso.sys) missing",
            "missing",
            Some(
                r#"files:\s+a\s+(?P<path>(?:\b[a-z]:|\\\\\?|%\w+%)\\[^\s"<>]*\w),\s+at\s+.+?\s+\((?P<driver>\b[\w-]+\.(?:sys|inf))\b"#,
            ),
        );
    }

    #[test]
    fn no_text_is_cut_inside_a_word() {
        check("Peer refused, IPv4 it was", "Peer refused", None);
        check("Sent over HTTP/1.1 again", "Sent over", None);
        check("In M\u{fc}ller\\AppData, gone", "gone", None);
        check("status=7: refused", "refused", None);
        let long = "a".repeat(LONGEST + 1);
        check(&format!("It was left {long}"), "It was left", None);
    }

    #[test]
    fn no_text_has_a_part_of_an_invented_name() {
        let invented = ["user1".to_owned(), "CONTOSO".to_owned()];
        let texts = [
            (
                "failed because account user1 is gone",
                "failed because account",
            ),
            ("as CONTOSO\\user1 it was", "it was"),
            ("in user1\\AppData\\Local\\Temp it was", "it was"),
        ];
        for (line, expected) in texts {
            let words = of_message(line, &[], &invented);
            assert_eq!(words.text.as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn text_of_any_script_gives_plain_words() {
        check(
            "F\u{fc}r das Paket schlug fehl",
            "das Paket schlug fehl",
            None,
        );
        let words = of_message("\u{4e00}\u{4e00} 12", &[], &[]);
        assert_eq!(words, Words::default());
    }
}
