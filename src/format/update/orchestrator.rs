//! The Update Orchestrator's traces as text (`C:\ProgramData\USOShared\Logs`, converted).
//!
//! `*Error Originate:DownloadHandler::UpdateDownloadResult:1893* -> [hr] : -2145124322 (0x8024001E);`, alone as people paste it
//! or behind the columns of a converted trace, `2024/05/14 09:00:00.1234567 1088  5120  Orchestrator    *Download finished* -> ...`
//!
//! The event's name stands between stars, with the function that wrote it where there is one; then fields in brackets with
//! their values, each up to a semicolon. Local time. Source: excerpts in Microsoft's pages. Not handled: lines of the
//! orchestrator without a name between stars, which are only kept as what follows the record before.

use std::borrow::Cow;

use memchr::memmem;
use nom::Parser;
use nom::bytes::complete::tag;
use nom::combinator::opt;
use nom::sequence::{preceded, terminated};

use crate::format::parts::head::{self, blanks0, blanks1, word};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// Text of the orchestrator's traces.
pub(in crate::format) struct Orchestrator;

impl LogFormat for Orchestrator {
    fn id(&self) -> FormatId {
        FormatId("orchestrator")
    }

    fn kind(&self) -> Kind {
        Kind::Orchestrator
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        memmem::find(head.text, BEHIND_NAME)?;
        let vote = Vote::take(head, starts_record);
        // The columns of a converted trace are those of the update log; these names are the orchestrator's alone.
        vote.claim(98, 2, "name an event of the Update Orchestrator")
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let text = raw.trim_ascii();
        if text.is_empty() {
            return None;
        }
        let (columns, message) = split(text).unwrap_or((b"", text));
        let columns = Columns::read(columns);
        let event = Event::read(message);
        let component = match event.class {
            b"" => columns.component,
            class => class,
        };
        Some(Record {
            stamp: columns.stamp,
            level: level(event.name),
            component: text::display(component),
            process: columns.process,
            thread: columns.thread,
            fields: event.fields,
            ..Record::text(self.kind(), message)
        })
    }
}

/// What stands behind an event's name.
const BEHIND_NAME: &[u8] = b"* -> [";

fn starts_record(line: &[u8]) -> bool {
    split(line).is_some_and(|(columns, _)| {
        columns.is_empty() || head::fits(columns, b"####?##?## ##?##?##")
    })
}

/// The columns in front, and the text from the star on.
fn split(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    let behind = memmem::find(text, BEHIND_NAME)?;
    let star = memchr::memchr(b'*', text.get(..behind)?)?;
    text.split_at_checked(star)
}

/// The columns of a converted trace.
#[derive(Default)]
struct Columns<'a> {
    stamp: Option<Stamp>,
    process: Option<u32>,
    thread: Option<u32>,
    component: &'a [u8],
}

impl<'a> Columns<'a> {
    fn read(text: &'a [u8]) -> Self {
        let fraction = opt(preceded(tag("."), head::fraction));
        let moment = (terminated(head::date, blanks1), head::clock, fraction);
        let id = || opt(preceded(blanks1, head::decimal));
        let name = opt(preceded(blanks0, word));
        let Ok((_, ((date, clock, nanos), process, thread, component))) =
            (moment, id(), id(), name).parse(text)
        else {
            return Self::default();
        };
        Self {
            stamp: head::stamp(date, clock, nanos.unwrap_or(0), Zone::Local),
            process,
            thread,
            component: component.unwrap_or_default(),
        }
    }
}

/// What a text says of itself.
#[derive(Default)]
struct Event<'a> {
    /// `Error Originate`.
    name: &'a [u8],
    /// `DownloadHandler`.
    class: &'a [u8],
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Event<'a> {
    /// From the first line; what follows belongs to no field.
    fn read(message: &'a [u8]) -> Self {
        let line = message.split(|byte| *byte == b'\n').next();
        let message = line.unwrap_or_default().trim_ascii_end();
        let Some(end) = memmem::find(message, BEHIND_NAME) else {
            return Self::default();
        };
        let (name, function) = name(message.get(1..end).unwrap_or_default());
        let class = memmem::find(function, b"::").and_then(|end| function.get(..end));
        let mut fields = vec![(Cow::Borrowed("event"), text::display(name))];
        if !function.is_empty() {
            fields.push((Cow::Borrowed("function"), text::display(function)));
        }
        let values = message.get(end + BEHIND_NAME.len() - 1..);
        fields.extend(bracketed(values.unwrap_or_default()));
        Self {
            name,
            class: class.unwrap_or_default(),
            fields,
        }
    }
}

/// `Error Originate` and `DownloadHandler::UpdateDownloadResult`, without the number of the source line.
fn name(inside: &[u8]) -> (&[u8], &[u8]) {
    let Some(colon) = memchr::memchr(b':', inside) else {
        return (inside, b"");
    };
    let (name, function) = inside.split_at_checked(colon).unwrap_or_default();
    let function = function.strip_prefix(b":").unwrap_or_default();
    let numbered = memchr::memrchr(b':', function).filter(|colon| {
        let number = function.get(colon + 1..).unwrap_or_default();
        !number.is_empty() && number.iter().all(u8::is_ascii_digit)
    });
    (
        name,
        function
            .get(..numbered.unwrap_or(function.len()))
            .unwrap_or_default(),
    )
}

/// `[hr] : -2145124322 (0x8024001E);` and so on. A number given twice is kept in hex.
fn bracketed(mut rest: &[u8]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut fields = Vec::new();
    while let Some((field, behind)) = one_bracketed(rest) {
        fields.push(field);
        rest = behind.trim_ascii_start();
    }
    fields
}

type Named<'a> = (Cow<'a, str>, Cow<'a, str>);

fn one_bracketed(text: &[u8]) -> Option<(Named<'_>, &[u8])> {
    let inside = text.strip_prefix(b"[")?;
    let (name, rest) = inside.split_at_checked(memchr::memchr(b']', inside)?)?;
    let rest = rest.strip_prefix(b"]")?.trim_ascii_start();
    let value = rest.strip_prefix(b":")?;
    let end = memmem::find_iter(value, b";")
        .find(|end| {
            let behind = value.get(end + 1..).unwrap_or_default().trim_ascii_start();
            behind.is_empty() || behind.starts_with(b"[")
        })
        .unwrap_or(value.len());
    let (value, rest) = value.split_at_checked(end)?;
    let value = in_hex(value.trim_ascii());
    let named = (text::display(name), text::display(value));
    Some((named, rest.strip_prefix(b";").unwrap_or_default()))
}

fn in_hex(value: &[u8]) -> &[u8] {
    let hex = value.strip_suffix(b")").and_then(|value| {
        let open = memmem::rfind(value, b" (0x")?;
        let decimal = value.get(..open)?.strip_prefix(b"-").unwrap_or_default();
        let is_number = !decimal.is_empty() && decimal.iter().all(u8::is_ascii_digit);
        is_number.then(|| value.get(open + 2..))?
    });
    hex.unwrap_or(value)
}

fn level(name: &[u8]) -> Option<Level> {
    let word = name.split(|byte| *byte == b' ').next()?;
    Level::from_name(std::str::from_utf8(word).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &'static str, component: &str, expected: &[(&str, &str)]) -> Record<'static> {
        assert!(starts_record(line.as_bytes()), "{line}");
        let record = Orchestrator.parse(line.as_bytes()).unwrap();
        assert_eq!(record.component, component);
        let fields: Vec<_> = record
            .fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(fields, expected);
        record
    }

    #[test]
    fn the_function_and_the_number_in_hex_are_kept() {
        let record = check(
            "*Error Originate:DownloadHandler::UpdateDownloadResult:1893* -> [hr] : -2145124322 (0x8024001E);",
            "DownloadHandler",
            &[
                ("event", "Error Originate"),
                ("function", "DownloadHandler::UpdateDownloadResult"),
                ("hr", "0x8024001E"),
            ],
        );
        assert_eq!(record.level, Some(Level::Error));
    }

    #[test]
    fn a_value_ends_where_the_next_field_begins() {
        check(
            "*Download finished* -> [Results] : {1}:Update; second part:hr=0x8024001e; [count] : 2;",
            "",
            &[
                ("event", "Download finished"),
                ("Results", "{1}:Update; second part:hr=0x8024001e"),
                ("count", "2"),
            ],
        );
    }

    #[test]
    fn the_columns_of_a_converted_trace_are_read() {
        let record = check(
            "2024/05/14 09:00:00.1234567 1088  5120  Orchestrator    *Scan* -> [id] : 7;",
            "Orchestrator",
            &[("event", "Scan"), ("id", "7")],
        );
        assert_eq!(
            record.stamp.unwrap().rfc3339(),
            "2024-05-14T09:00:00.1234567"
        );
        assert_eq!((record.process, record.thread), (Some(1088), Some(5120)));
    }

    #[test]
    fn stars_of_other_logs_are_not_events() {
        for line in [
            "* START * Service startup",
            "2024/05/14 * END *",
            "text *a* -> [b]",
            "* -> [",
        ] {
            assert!(!starts_record(line.as_bytes()), "{line}");
        }
    }
}
