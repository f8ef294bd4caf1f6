//! ReportingEvents.log: what the update agent reports to its server, one event a line in 13 columns divided by tabs.
//!
//! `{GUID}<TAB>2024-05-14 09:00:00:125+0200<TAB>1<TAB>148 [AGENT_DETECTION_FAILED]<TAB>101<TAB>{GUID}<TAB>0<TAB>80072ee2<TAB>...`
//!
//! Measured on a whole file: UTF-16, milliseconds after a colon, local time with its offset, the result code in hex without
//! `0x` (`0`, `240010` and `8024000b` beside `Success` occur). Pasted text has blanks for tabs and may be wrapped; then
//! category, message and correlation vector stay together.

use std::borrow::Cow;

use memchr::memmem;
use nom::bytes::complete::{is_not, tag};
use nom::character::complete::{digit1, multispace1};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::format::parts::head::{self, fits};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// The agent's list of reported events.
pub(in crate::format) struct ReportingEvents;

impl LogFormat for ReportingEvents {
    fn id(&self) -> FormatId {
        FormatId("reporting-events")
    }

    fn kind(&self) -> Kind {
        Kind::ReportingEvents
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let vote = Vote::take(head, starts_record);
        let one_in = if vote.first { 4 } else { 2 };
        vote.claim(95, one_in, "begin with the columns of ReportingEvents.log")
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let raw = raw.trim_ascii();
        if !starts_record(raw) {
            return (!raw.is_empty()).then(|| Record::text(self.kind(), raw));
        }
        let (rest, front) = front(raw).ok()?;
        Some(assemble(&front, &back(rest)))
    }
}

/// The columns up to the result code.
struct Front<'a> {
    stamp: Option<Stamp>,
    /// Seconds east of UTC.
    offset: i32,
    event: &'a [u8],
    event_name: &'a [u8],
    update: &'a [u8],
    revision: &'a [u8],
    hresult: u32,
}

/// The columns behind it.
#[derive(Default)]
struct Back<'a> {
    caller: &'a [u8],
    result: &'a [u8],
    category: &'a [u8],
    message: &'a [u8],
    correlation: &'a [u8],
}

fn starts_record(line: &[u8]) -> bool {
    const GUID: usize = 38;
    line.first() == Some(&b'{')
        && line.get(GUID - 1) == Some(&b'}')
        && line
            .get(GUID + 1..)
            .is_some_and(|rest| fits(rest, b"####-##-## ##:##:##:###"))
}

fn front(input: &[u8]) -> IResult<&[u8], Front<'_>> {
    let (rest, (_, (stamp, offset), _, (event, event_name), _, update, revision, hresult)) = (
        terminated(head::guid, multispace1),
        terminated(stamp, multispace1),
        terminated(digit1, multispace1),
        terminated(event, multispace1),
        terminated(digit1, multispace1),
        terminated(head::guid, multispace1),
        terminated(digit1, multispace1),
        head::hex,
    )
        .parse(input)?;
    Ok((
        rest,
        Front {
            stamp,
            offset,
            event,
            event_name,
            update,
            revision,
            hresult,
        },
    ))
}

/// The time as an instant, and the offset in seconds that stood beside it.
fn stamp(input: &[u8]) -> IResult<&[u8], (Option<Stamp>, i32)> {
    let (rest, (date, clock, nanos, offset)) = (
        terminated(head::date, multispace1),
        head::clock,
        preceded(tag(":"), head::fraction),
        head::offset,
    )
        .parse(input)?;
    let reading = head::stamp(date, clock, nanos, Zone::Local);
    Ok((rest, (reading.map(|stamp| stamp.at_offset(offset)), offset)))
}

/// `148 [AGENT_DETECTION_FAILED]`; an event without a name has `[(null)]`.
fn event(input: &[u8]) -> IResult<&[u8], (&[u8], &[u8])> {
    let name = delimited(tag("["), is_not("]\r\n"), tag("]"));
    (terminated(digit1, multispace1), name).parse(input)
}

/// Caller, result, category, message and correlation vector, by tabs where they are left.
fn back(rest: &[u8]) -> Back<'_> {
    let mut columns = rest
        .strip_prefix(b"\t")
        .unwrap_or(rest)
        .split(|byte| *byte == b'\t');
    match [(); 5].map(|()| columns.next()) {
        [
            Some(caller),
            Some(result),
            Some(category),
            Some(message),
            correlation,
        ] => Back {
            caller,
            result,
            category,
            message,
            correlation: correlation.unwrap_or_default(),
        },
        _ => back_without_tabs(rest),
    }
}

fn back_without_tabs(rest: &[u8]) -> Back<'_> {
    let found = [&b"Success"[..], b"Failure"]
        .into_iter()
        .filter_map(|word| Some((memmem::find(rest, word)?, word.len())))
        .min();
    let parts = found.and_then(|(start, length)| {
        let (caller, behind) = rest.split_at_checked(start)?;
        let (result, message) = behind.split_at_checked(length)?;
        Some((caller, result, message))
    });
    let (caller, result, message) = parts.unwrap_or((b"", b"", rest));
    Back {
        caller,
        result,
        message,
        ..Back::default()
    }
}

fn assemble<'a>(front: &Front<'a>, back: &Back<'a>) -> Record<'a> {
    let level = match back.result {
        b"Failure" => Some(Level::Error),
        b"Success" => Some(Level::Info),
        _ => None,
    };
    let text_of = |column: &'a [u8]| text::display(column.trim_ascii());
    let fields = [
        ("event", text_of(front.event)),
        ("event_name", text_of(front.event_name)),
        ("update_guid", text_of(front.update)),
        ("revision", text_of(front.revision)),
        // Eight digits without a prefix could be read as decimal.
        ("hresult", Cow::Owned(format!("0x{:08X}", front.hresult))),
        ("caller", text_of(back.caller)),
        ("result", text_of(back.result)),
        ("category", text_of(back.category)),
        ("correlation", text_of(back.correlation)),
        ("utc_offset", Cow::Owned(offset_text(front.offset))),
    ];
    Record {
        stamp: front.stamp,
        level,
        fields: fields
            .into_iter()
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect(),
        ..Record::text(Kind::ReportingEvents, back.message.trim_ascii())
    }
}

/// `+0300`, as the log has it.
fn offset_text(seconds: i32) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: &str = "{3F0C7A12-5B6E-4D21-8E94-A1B2C3D4E5FF}\t2024-05-14 09:00:00:125+0200\t1\t\
        148 [AGENT_DETECTION_FAILED]\t101\t{5D20A6C4-7E13-4B98-A0F6-2C41D87E9B35}\t200\t80072ee2\t\
        <<PROCESS>>: Contoso.exe\tFailure\tSoftware Synchronization\t\
        Windows Update Client failed to detect with error 0x80072ee2.\tabc.1.0\r\n";

    fn check(raw: &'static str, message: &str) -> Record<'static> {
        let record = ReportingEvents.parse(raw.as_bytes()).unwrap();
        assert_eq!(text::display(&record.message), message);
        record
    }

    #[test]
    fn thirteen_columns() {
        let record = check(
            FAILED,
            "Windows Update Client failed to detect with error 0x80072ee2.",
        );
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T07:00:00.125Z");
        assert_eq!(record.level, Some(Level::Error));
        for (name, value) in [
            ("event", "148"),
            ("event_name", "AGENT_DETECTION_FAILED"),
            ("update_guid", "{5D20A6C4-7E13-4B98-A0F6-2C41D87E9B35}"),
            ("revision", "200"),
            ("hresult", "0x80072EE2"),
            ("caller", "<<PROCESS>>: Contoso.exe"),
            ("result", "Failure"),
            ("category", "Software Synchronization"),
            ("correlation", "abc.1.0"),
        ] {
            assert_eq!(record.field(name), Some(value), "{name}");
        }
    }

    #[test]
    fn pasted_with_blanks_and_wrapped() {
        let raw = "{3F0C7A12-5B6E-4D21-8E94-A1B2C3D4E5F0} 2024-05-14 09:00:55:250-0500 1 148 [AGENT_DETECTION_FAILED] 101 \
            {00000000-0000-0000-0000-000000000000} 0\n8024002e\nContoso Patching Failure Software Synchronization Failed.";
        let record = check(raw, "Software Synchronization Failed.");
        assert_eq!(record.field("hresult"), Some("0x8024002E"));
        assert_eq!(record.field("caller"), Some("Contoso Patching"));
    }

    #[test]
    fn a_line_cut_before_its_code_is_bad() {
        let (cut, _) = FAILED.split_once("80072ee2\t").unwrap();
        assert!(starts_record(cut.as_bytes()));
        assert!(ReportingEvents.parse(cut.as_bytes()).is_none());
    }
}
