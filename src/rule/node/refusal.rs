//! What to say of a file that is no YAML, in the words of who wrote it.
//!
//! The parser says what it expected; most often an apostrophe, a colon or a tab is behind it, which the line itself shows:
//! `text: 'it's over'`, `title: Quote: colon`. Anything else keeps the parser's words.

use super::super::load::UNREADABLE;
use super::super::problems::{At, Message};

const TAB: &str = "YAML is indented with blanks, since nobody can tell how many of them a tab is";
const APOSTROPHE: &str =
    "in single quotes an apostrophe ends the text, and two of them stand for one";
const COLON: &str = "': ' stands between a key and its value, so text that holds it is quoted";
const ENCODING: &str = "in another encoding every character beyond ASCII would be another one, and text with it would never match";

/// What is wrong with a file whose bytes are no text; the characters that could not be read were replaced.
pub(super) fn unread(text: &str) -> Option<(At, Message)> {
    if let Some(reason) = text.strip_prefix(UNREADABLE) {
        return Some((
            At::default(),
            format!("the file cannot be read: {reason}").into(),
        ));
    }
    let (number, line) = (1..)
        .zip(text.lines())
        .find(|(_, line)| line.contains('\u{fffd}'))?;
    let column = line.chars().take_while(|one| *one != '\u{fffd}').count();
    let message = "the file is not UTF-8; save it as UTF-8";
    Some((place(number, column), Message::explained(message, ENCODING)))
}

/// The problem behind the parser's own words, and where it is.
pub(super) fn told(text: &str, at: At, info: &str) -> (At, Message) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let near = [
        at.line,
        at.line.saturating_sub(1),
        at.line.saturating_add(1),
    ];
    let lines = || {
        near.into_iter()
            .filter_map(|number| Some((number, line_of(text, number)?)))
    };
    let found = lines()
        .find_map(|(number, line)| tab(number, line))
        .or_else(|| {
            lines()
                .take(2)
                .find_map(|(number, line)| apostrophe(number, line))
        })
        .or_else(|| {
            let is_colon = info.contains("mapping values are not allowed");
            colon(at.line, line_of(text, at.line)?).filter(|_| is_colon)
        });
    found.unwrap_or_else(|| (at, format!("not YAML: {info}").into()))
}

fn line_of(text: &str, number: u32) -> Option<&str> {
    text.lines()
        .nth(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// The place behind that many characters of the line.
fn place(line: u32, before: usize) -> At {
    let column = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
    At { line, column }
}

/// A tab before the first word of the line.
fn tab(number: u32, line: &str) -> Option<(At, Message)> {
    let blanks = line.chars().take_while(char::is_ascii_whitespace);
    let before = blanks.clone().position(|one| one == '\t')?;
    let message = Message::explained("a tab stands here; indent with blanks", TAB);
    Some((place(number, before), message))
}

/// An apostrophe within a word of single-quoted text: `'it's over'`.
fn apostrophe(number: u32, line: &str) -> Option<(At, Message)> {
    let characters: Vec<char> = line.chars().collect();
    let opens = characters
        .windows(2)
        .position(|pair| matches!(pair, [' ' | '[' | '{' | ',', '\'']))?;
    let inside = characters.get(opens + 1..)?.windows(3).position(|three| {
        matches!(three, [one, '\'', other] if one.is_alphanumeric() && other.is_alphanumeric())
    })?;
    let before = opens + 1 + inside + 1;
    let message = Message::explained(
        "the text ends at this apostrophe; write '' for an apostrophe",
        APOSTROPHE,
    );
    Some((place(number, before), message.meant("'", "''")))
}

/// A value without quotes that holds `: `.
fn colon(number: u32, line: &str) -> Option<(At, Message)> {
    let (key, value) = line.split_once(": ")?;
    let written = value.trim();
    if !written.contains(": ") || written.starts_with(['\'', '"', '{', '[']) {
        return None;
    }
    let before = key.chars().count() + 2 + value.chars().take_while(|one| *one == ' ').count();
    let quoted = format!("'{}'", written.replace('\'', "\'\'"));
    let message = Message::explained("text with ': ' in it: put it in single quotes", COLON);
    Some((place(number, before), message.meant(written, &quoted)))
}
