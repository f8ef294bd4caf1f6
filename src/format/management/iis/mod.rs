//! Logs of a WSUS server's web server: IIS (`u_ex240514.log`) and HTTP.sys (`httperr1.log`), both W3C.
//!
//! `2024-05-14 09:00:00 10.0.0.1 POST /ClientWebService/client.asmx - 8530 - 10.0.0.5 Windows-Update-Agent - 503 2 0 15`
//! `2024-05-14 09:00:00 10.0.0.5 50123 10.0.0.1 8530 HTTP/1.1 POST /ClientWebService/client.asmx - 503 1 QueueFull WsusPool TCP`
//!
//! UTC to the second. A line `#Fields:` names the columns, but such a log has hundreds of megabytes, is read in pieces, and a
//! record is parsed without what stands above it. The server lets one choose the columns, not their order, so they are
//! told by their shape: the method, the path behind it, the addresses, the status among the numbers near the end. Columns
//! that cannot be told are left out of the fields; the message has all of them. Header lines are records of their own, so
//! that a server's restart can be seen. Source: Microsoft's descriptions of both logs. Not handled: columns in a server's
//! own order, which only Advanced Logging writes.

mod rejected;
mod request;

use std::borrow::Cow;

use memchr::memmem;

use crate::format::parts::head::{self, fits};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// W3C logs of IIS and HTTP.sys.
pub(in crate::format) struct Iis;

impl LogFormat for Iis {
    fn id(&self) -> FormatId {
        FormatId("iis")
    }

    fn kind(&self) -> Kind {
        Kind::Web
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let vote = Vote::take(head, |line| is_header(line) || columns(line).is_some());
        vote.claim(93, 2, "have the columns of a web server's log")
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let text = raw.trim_ascii();
        if text.starts_with(b"#") {
            return Some(header(text));
        }
        let Some((fields, stamp, message)) = columns(text) else {
            return (!text.is_empty()).then(|| Record::text(self.kind(), text));
        };
        Some(Record {
            stamp,
            fields: fields
                .into_iter()
                .map(|(name, value)| (Cow::Borrowed(name), text::display(value)))
                .collect(),
            ..Record::text(self.kind(), message)
        })
    }
}

/// Columns by name; those that are a hyphen are left out.
type Columns<'a> = Vec<(&'static str, &'a [u8])>;

const SHAPE: &[u8] = b"####-##-## ##:##:## ";

fn starts_record(line: &[u8]) -> bool {
    fits(line, SHAPE) || line.starts_with(b"#Software:")
}

fn is_header(line: &[u8]) -> bool {
    const NAMES: [&[u8]; 5] = [
        b"#Software:",
        b"#Version:",
        b"#Date:",
        b"#Fields:",
        b"#Start-Date:",
    ];
    NAMES.iter().any(|name| line.starts_with(name))
}

/// The columns of a line, its time, and what stands behind the time.
fn columns(line: &[u8]) -> Option<(Columns<'_>, Option<Stamp>, &[u8])> {
    if !fits(line, SHAPE) {
        return None;
    }
    let (time, rest) = line.split_at_checked(SHAPE.len())?;
    let words: Vec<_> = rest.trim_ascii().split(|byte| *byte == b' ').collect();
    let mut columns = request::columns(&words).or_else(|| rejected::columns(&words))?;
    columns.retain(|(_, value)| *value != b"-" && !value.is_empty());
    Some((columns, stamp(time), rest.trim_ascii()))
}

fn stamp(time: &[u8]) -> Option<Stamp> {
    let (rest, date) = head::date(time).ok()?;
    let (_, clock) = head::clock(rest.trim_ascii_start()).ok()?;
    head::stamp(date, clock, 0, Zone::Utc)
}

/// The lines in front of the first request, and again after a restart.
fn header(text: &[u8]) -> Record<'_> {
    let named = |name: &[u8]| {
        let value = text.get(memmem::find(text, name)? + name.len()..)?;
        let end = memchr::memchr2(b'\r', b'\n', value).unwrap_or(value.len());
        value.get(..end).map(<[u8]>::trim_ascii)
    };
    let software =
        named(b"#Software:").map(|value| (Cow::Borrowed("software"), text::display(value)));
    Record {
        stamp: named(b"#Date:").and_then(stamp),
        fields: software.into_iter().collect(),
        ..Record::text(Kind::Web, text)
    }
}

/// Whether the word is an IP address: digits and dots, or hex digits and colons, with a zone behind it.
fn is_address(word: &[u8]) -> bool {
    let of = |allowed: fn(&u8) -> bool, sign: u8| word.iter().all(allowed) && word.contains(&sign);
    of(|byte| byte.is_ascii_digit() || *byte == b'.', b'.')
        || of(
            |byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.' | b'%' | b'[' | b']'),
            b':',
        )
}

fn is_number(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(u8::is_ascii_digit)
}

/// An HTTP status.
fn is_status(word: &[u8]) -> bool {
    word.len() == 3 && is_number(word) && matches!(word.first(), Some(b'1'..=b'5'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a line's columns have these values.
    pub(super) fn check_columns(line: &str, columns: &[(&str, &[u8])], expected: &[(&str, &str)]) {
        for (name, value) in expected {
            let found = columns.iter().find(|(known, _)| known == name);
            assert_eq!(
                found.map(|(_, value)| *value),
                Some(value.as_bytes()),
                "{name} of {line}"
            );
        }
    }

    #[test]
    fn header_lines_are_one_record_with_a_time() {
        let record = Iis
            .parse(b"#Software: Microsoft HTTP API 2.0\r\n#Version: 1.0\r\n#Date: 2024-05-14 09:00:00\r\n#Fields: date time\r\n")
            .unwrap();
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:00Z");
        assert_eq!(record.field("software"), Some("Microsoft HTTP API 2.0"));
    }

    #[test]
    fn other_logs_with_dates_are_not_taken() {
        for line in [
            "2024-05-14 09:00:00, Info                  CBS    text",
            "2024-05-14 09:00:00 something happened",
            "2024-05-14 09:00:00 GET done",
        ] {
            assert!(columns(line.as_bytes()).is_none(), "{line}");
        }
    }

    #[test]
    fn addresses_of_both_kinds() {
        for word in ["10.0.0.1", "::1", "fe80::1%4", "[2001:db8::1]"] {
            assert!(is_address(word.as_bytes()), "{word}");
        }
        for word in ["-", "contoso", "8530", ""] {
            assert!(!is_address(word.as_bytes()), "{word}");
        }
    }
}
