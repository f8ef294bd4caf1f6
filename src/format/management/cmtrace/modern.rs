//! `<![LOG[text]LOG]!><time="09:00:00.125+240" date="05-14-2024" component="WUAHandler" context="" type="3" thread="1088"
//! file="cwuahandler.cpp:2440">`
//!
//! Web pages turn the quotes into typographic ones, one at the start and another at the end.

use std::borrow::Cow;

use memchr::memmem;

use crate::format::parts::head;
use crate::record::{Kind, Level, Record};
use crate::text;

/// What a record begins with.
pub(super) const OPEN: &[u8] = b"<![LOG[";
const CLOSE: &[u8] = b"]LOG]!>";

/// Whether a text ends in the line, as that of a record whose beginning is cut off.
pub(super) fn ends_text(line: &[u8]) -> bool {
    // Brackets are rarer than letters, so this is cheaper than a search for all seven bytes.
    memchr::memchr_iter(b']', line)
        .any(|at| line.get(at..).is_some_and(|rest| rest.starts_with(CLOSE)))
}

/// A record between its marks. Where one of them is cut off, what is there is the message.
pub(super) fn record(text: &[u8]) -> Record<'_> {
    let body = text.strip_prefix(OPEN).unwrap_or(text);
    let (message, attributes) = split(body, CLOSE).unwrap_or((body, b""));
    let value = |name: &str| attribute(attributes, name).unwrap_or_default();
    let fields = ["context", "file"].map(|name| (Cow::Borrowed(name), text::display(value(name))));
    Record {
        stamp: super::stamp(value("date"), value("time")),
        level: level(value("type")),
        component: text::display(value("component")),
        thread: head::number(value("thread"), 10),
        fields: fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        ..Record::text(Kind::Configmgr, message.trim_ascii())
    }
}

fn split<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (before, rest) = text.split_at_checked(memmem::find(text, at)?)?;
    Some((before, rest.get(at.len()..)?))
}

/// The value between whatever quotes.
fn attribute<'a>(attributes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let name = format!("{name}=");
    let at = memmem::find_iter(attributes, &name).find(|at| {
        let before = at.checked_sub(1).and_then(|before| attributes.get(before));
        before.is_some_and(|byte| matches!(byte, b'<' | b' '))
    })?;
    let quoted = attributes.get(at + name.len()..)?;
    let start = quoted.iter().position(|byte| !is_quote(*byte))?;
    if start == 0 {
        return None;
    }
    let value = quoted.get(start..)?;
    // An empty value has both its quotes in front of what follows.
    if value
        .first()
        .is_some_and(|byte| matches!(byte, b' ' | b'>'))
    {
        return None;
    }
    let end = value.iter().position(|byte| is_quote(*byte));
    value.get(..end.unwrap_or(value.len()))
}

/// A plain quote, a typographic one of the Western code page, or a byte of one in UTF-8 (U+201C, U+201D, U+2033).
const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | 0x93 | 0x94 | 0xE2 | 0x80 | 0x9C | 0x9D | 0xB3)
}

fn level(kind: &[u8]) -> Option<Level> {
    match kind {
        b"0" | b"1" => Some(Level::Info),
        b"2" => Some(Level::Warning),
        b"3" => Some(Level::Error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &'static str, message: &str) -> Record<'static> {
        let record = record(text.as_bytes());
        assert_eq!(text::display(&record.message), message);
        record
    }

    #[test]
    fn every_column_is_read() {
        let record = check(
            "<![LOG[Scan failed, error = 0x80244021.]LOG]!><time=\"09:00:00.125+240\" date=\"05-14-2024\" \
             component=\"WUAHandler\" context=\"\" type=\"3\" thread=\"1088\" file=\"cwuahandler.cpp:2440\">",
            "Scan failed, error = 0x80244021.",
        );
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T13:00:00.125Z");
        assert_eq!(
            (record.level, record.thread),
            (Some(Level::Error), Some(1088))
        );
        assert_eq!(record.component, "WUAHandler");
        assert_eq!(record.field("file"), Some("cwuahandler.cpp:2440"));
        assert_eq!(record.field("context"), None);
    }

    #[test]
    fn typographic_quotes_are_quotes() {
        let record = check(
            "<![LOG[Done]LOG]!><time=”09:00:00.125+240″ date=”05-14-2024″ component=”ScanAgent” context=”” type=”2″ thread=”7″>",
            "Done",
        );
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T13:00:00.125Z");
        assert_eq!(
            (record.level, record.thread),
            (Some(Level::Warning), Some(7))
        );
        assert_eq!(record.component, "ScanAgent");
    }

    #[test]
    fn a_cut_record_keeps_what_is_there() {
        check("<![LOG[Scan fai", "Scan fai");
        let record = check(
            "<![LOG[Done]LOG]!><time=\"09:00:00.125+240\" date=\"05-14-20",
            "Done",
        );
        assert_eq!(record.stamp, None);
        assert_eq!(check("<![LOG[Done]LOG]!><time=", "Done").component, "");
    }

    #[test]
    fn texts_of_several_lines_are_one_message() {
        check(
            "<![LOG[first\r\nsecond]LOG]!><time=\"1\">",
            "first\r\nsecond",
        );
    }
}
