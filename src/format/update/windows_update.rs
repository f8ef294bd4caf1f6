//! Text of Get-WindowsUpdateLog (Windows 10 and later): fixed columns of time, process, thread, component and message.
//!
//! `2024/05/14 09:00:00.1234567 1088  5120  WebServices     *FAILED* [80072EE7] Web service call`
//!
//! Measured on whole files: local time with seven fraction digits, the date and time separators of the machine's region,
//! decimal ids, no level column, no continuation lines. As people paste it: without a stamp, with a stamp blanked out
//! (`YYYY/MM/DD HH:MM:SS.1234567`), with ` |` at line ends, without the stars of `*FAILED*`; version 1607 with ids in hex;
//! and with the component in brackets behind a function name. Not handled: dates of other calendars, which give no stamp.

use std::borrow::Cow;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::combinator::{map, map_opt, opt, success, verify};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::format::parts::head::{self, blanks0, blanks1, fits, word};
use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// The form that Get-WindowsUpdateLog writes.
pub(in crate::format) struct WindowsUpdateText;

impl LogFormat for WindowsUpdateText {
    fn id(&self) -> FormatId {
        FormatId("windows-update-text")
    }

    fn kind(&self) -> Kind {
        Kind::WindowsUpdate
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let claim = Vote::take(head, is_told).claim(
            90,
            2,
            "begin with the columns of Get-WindowsUpdateLog",
        )?;
        Some(Sniffed {
            note: vote::lines(head)
                .any(lacks_symbols)
                .then(|| NO_SYMBOLS.to_owned()),
            ..claim
        })
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let (message, columns) = columns(raw.trim_ascii()).ok()?;
        let message = tidy(message);
        if message.is_empty() && columns.component.is_empty() {
            return None;
        }
        Some(Record {
            stamp: columns.stamp,
            level: failed(message).then_some(Level::Error),
            component: text::display(columns.component),
            process: columns.process,
            thread: columns.thread,
            ..Record::text(self.kind(), Cow::Borrowed(message))
        })
    }
}

const NO_SYMBOLS: &str = "converted without symbols: its text is missing; run Get-WindowsUpdateLog on the machine \
    itself and collect the new file, or collect the .etl files of C:\\Windows\\Logs\\WindowsUpdate";

/// Components of version 1607 and later, as seen in whole files.
const COMPONENTS: [&[u8]; 24] = [
    b"Agent",
    b"AppAU",
    b"Api",
    b"ComApi",
    b"DataStore",
    b"Deployment",
    b"DownloadManager",
    b"Driver",
    b"EEHandler",
    b"Endpoint",
    b"Handler",
    b"IdleTimer",
    b"Metadata",
    b"Misc",
    b"ProtocolTalker",
    b"Reporter",
    b"SLS",
    b"Service",
    b"Setup",
    b"Shared",
    b"Test",
    b"UDP",
    b"WIL",
    b"WebServices",
];

/// The columns in front of the message.
#[derive(Default)]
struct Columns<'a> {
    stamp: Option<Stamp>,
    process: Option<u32>,
    thread: Option<u32>,
    component: &'a [u8],
}

fn starts_record(line: &[u8]) -> bool {
    has_head(line, [b"####?##?## ##?##?##.#", b"YYYY?MM?DD HH:MM:SS.#"])
}

/// Whether the line can only be of this log: its stamps have seven digits of a second, those of other logs three.
fn is_told(line: &[u8]) -> bool {
    has_head(
        line,
        [
            b"####?##?## ##?##?##.#######",
            b"YYYY?MM?DD HH:MM:SS.#######",
        ],
    )
}

/// Whether the line begins with one of the stamps, or as a record without one does.
#[inline]
fn has_head<const LENGTH: usize>(line: &[u8], stamps: [&[u8; LENGTH]; 2]) -> bool {
    let line = line.trim_ascii_start();
    stamps.into_iter().any(|stamp| fits(line, stamp))
        || has_hex_head(line)
        || has_component_head(line)
}

/// `0A3C 14D0 Misc Send request failed`, as version 1607 wrote it.
fn has_hex_head(line: &[u8]) -> bool {
    line.get(4) == Some(&b' ') && hex_head(line).is_ok()
}

/// `Agent            * START * Finding updates`: the padded column, or a marker right behind the component.
fn has_component_head(line: &[u8]) -> bool {
    head::known_word(&COMPONENTS, line).is_some_and(|(_, rest)| {
        [&b"  "[..], b"\t", b" *FAILED", b" * START", b" * END"]
            .iter()
            .any(|next| rest.starts_with(next))
    })
}

fn lacks_symbols(line: &[u8]) -> bool {
    fits(line, b"1600?##?## ##?##?##.") || fits(line, b"1601?##?## ##?##?##.")
}

/// Everything up to the message. Text without columns has none and is all message.
fn columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    alt((stamped, hex_head, component_head, no_columns)).parse(input)
}

fn no_columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    map(success(()), |()| Columns::default()).parse(input)
}

/// Stamp, ids and component; whatever has a stamp but not the rest is all message behind it.
fn stamped(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let (rest, stamp) = alt((reading, placeholder)).parse(input)?;
    let (rest, columns) = opt(preceded(blanks1, ids_and_component)).parse(rest)?;
    Ok((
        rest,
        Columns {
            stamp,
            ..columns.unwrap_or_default()
        },
    ))
}

fn reading(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let (rest, (date, clock, nanos)) = (
        terminated(head::date, blanks1),
        head::clock,
        preceded(tag("."), head::fraction),
    )
        .parse(input)?;
    Ok((rest, head::stamp(date, clock, nanos, Zone::Local)))
}

fn placeholder(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let blanked = verify(word, |date: &[u8]| fits(date, b"YYYY?MM?DD"));
    map((blanked, blanks1, tag("HH:MM:SS."), head::fraction), |_| {
        None
    })
    .parse(input)
}

fn ids_and_component(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let ids = |id: fn(&[u8]) -> IResult<&[u8], u32>| {
        (terminated(id, blanks1), terminated(id, blanks1), component)
    };
    let columns = alt((ids(head::decimal), ids(head::hex)));
    map(columns, |(process, thread, component)| Columns {
        stamp: None,
        process: Some(process),
        thread: Some(thread),
        component,
    })
    .parse(input)
}

fn hex_head(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let upper = |id: &[u8]| (4..=5).contains(&id.len()) && !id.iter().any(u8::is_ascii_lowercase);
    let id = || map_opt(verify(word, upper), |id: &[u8]| head::number(id, 16));
    let known = verify(component, |name: &[u8]| COMPONENTS.contains(&name));
    let columns = (terminated(id(), blanks1), terminated(id(), blanks1), known);
    map(columns, |(process, thread, component)| Columns {
        stamp: None,
        process: Some(process),
        thread: Some(thread),
        component,
    })
    .parse(input)
}

fn component_head(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let known = verify(component, |_: &[u8]| has_component_head(input));
    map(known, |component| Columns {
        component,
        ..Columns::default()
    })
    .parse(input)
}

/// A component and the blanks behind it. Records without symbols have `Unknown( 11): GUID=...` in its place.
fn component(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let unknown = verify(success(&b""[..]), |_: &[u8]| input.starts_with(b"Unknown("));
    terminated(alt((unknown, bracketed, word)), blanks0).parse(input)
}

/// `downloadmanager_cpp20512 [DownloadManager]`.
fn bracketed(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let function = verify(word, |name: &[u8]| {
        memchr::memmem::find(name, b"_cpp").is_some()
    });
    let name = take_while1(|byte: u8| byte.is_ascii_alphanumeric());
    preceded((function, blanks1), delimited(tag("["), name, tag("]"))).parse(input)
}

/// The message without the padding and the table border that copying adds.
fn tidy(message: &[u8]) -> &[u8] {
    let message = message.trim_ascii();
    message
        .strip_suffix(b" |")
        .map_or(message, <[u8]>::trim_ascii_end)
}

/// Whether the agent wrote the message as one of a failure.
pub(in crate::format) fn failed(message: &[u8]) -> bool {
    message.starts_with(b"*FAILED") || message.starts_with(b"FAILED [")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, component: &str, message: &str) -> Record<'static> {
        let line: &'static str = line.to_owned().leak();
        let record = WindowsUpdateText.parse(line.as_bytes()).unwrap();
        assert_eq!(record.component, component, "{line}");
        assert_eq!(text::display(&record.message), message, "{line}");
        assert!(starts_record(line.as_bytes()), "{line}");
        record
    }

    #[test]
    fn both_date_separators_and_the_columns() {
        for date in ["2024/05/14", "2024-05-14", "2024.05.14"] {
            let line = format!(
                "{date} 09:00:00.1234567 1088  5120  WebServices     *FAILED* [80072EE7] Call"
            );
            let record = check(&line, "WebServices", "*FAILED* [80072EE7] Call");
            assert_eq!((record.process, record.thread), (Some(1088), Some(5120)));
            assert_eq!(record.level, Some(Level::Error));
            assert_eq!(
                record.stamp.unwrap().rfc3339(),
                "2024-05-14T09:00:00.1234567"
            );
        }
    }

    #[test]
    fn pasted_forms_keep_component_and_message() {
        check(
            "YYYY/MM/DD HH:MM:SS.1250000 20512 20788 SLS             FAILED [80072EFE] Send  ",
            "SLS",
            "FAILED [80072EFE] Send",
        );
        check(
            "2024/06/11 09:00:49.1234567 20512 20788   Handler  Installed |  ",
            "Handler",
            "Installed",
        );
        let old = check(
            "0A3C 14D0 Misc Send request failed, hr:0x80072f8f",
            "Misc",
            "Send request failed, hr:0x80072f8f",
        );
        assert_eq!((old.process, old.thread), (Some(0xa3c), Some(0x14d0)));
        check(
            "Agent            * START * Finding updates",
            "Agent",
            "* START * Finding updates",
        );
        check(
            "2024/06/11 09:00:50.0000001 1088 10240 downloadmanager_cpp20512 [DownloadManager] Job done",
            "DownloadManager",
            "Job done",
        );
    }

    #[test]
    fn records_without_symbols_have_neither_stamp_nor_component() {
        let record = check(
            "1601/01/01 01:00:00.0000000 0     0     Unknown( 11): GUID=0 (No Format Information found).",
            "",
            "Unknown( 11): GUID=0 (No Format Information found).",
        );
        assert_eq!(record.stamp, None);
    }

    #[test]
    fn a_stamp_with_nothing_behind_it_is_no_record() {
        assert!(
            WindowsUpdateText
                .parse(b"2024/05/14 09:00:00.1234567 ")
                .is_none()
        );
        assert!(WindowsUpdateText.parse(b"\r\n").is_none());
    }

    #[test]
    fn prose_about_the_agent_is_no_record() {
        assert!(!starts_record(b"Agent Smith wrote:"));
        assert!(!starts_record(b"dead beef Misc"));
        assert!(!starts_record(b"2024-05-14 09:00:00, Info  CBS  text"));
    }
}
