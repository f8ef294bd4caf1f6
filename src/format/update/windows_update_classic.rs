//! The classic WindowsUpdate.log of Windows XP to Server 2012 R2: six columns divided by tabs.
//!
//! `2024-05-14<TAB>09:00:05:125<TAB> 912<TAB>a3c<TAB>Misc<TAB>WARNING: Send failed with hr = 80072ee7.`
//!
//! Measured on whole files: local time with milliseconds after a colon, the process id decimal and padded to four, the
//! thread id in lower case hex, no continuation lines. Tabs may have become blanks. What people paste otherwise is read by
//! [`windows_update_pasted`](crate::format::update::windows_update_pasted). The oldest versions wrote no milliseconds.

use std::borrow::Cow;

use nom::branch::alt;
use nom::bytes::complete::{tag, take};
use nom::combinator::{map, map_opt, opt, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use crate::format::parts::head::{self, blanks0, blanks1, fits, word};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// The file as the agent writes it, and big pieces of it.
pub(in crate::format) struct WindowsUpdateClassic;

impl LogFormat for WindowsUpdateClassic {
    fn id(&self) -> FormatId {
        FormatId("windows-update-classic")
    }

    fn kind(&self) -> Kind {
        Kind::WindowsUpdate
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        Vote::take(head, starts_record).claim(
            90,
            2,
            "begin with the columns of the classic update log",
        )
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        record(raw.trim_ascii())
    }
}

/// Components of the classic agent, longest first where one begins another.
pub(in crate::format) const COMPONENTS: [&[u8]; 22] = [
    b"AUClnt", b"AU", b"Agent", b"CDM", b"COMAPI", b"DnldMgr", b"Driver", b"DtaStor", b"EEHndlr",
    b"EP", b"Handler", b"IdleTmr", b"Inv", b"Misc", b"OfflSnc", b"PT", b"Report", b"Service",
    b"Setup", b"Shutdwn", b"WuTask", b"WS",
];

/// The columns in front of the message.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) struct Columns<'a> {
    pub(in crate::format) stamp: Option<Stamp>,
    pub(in crate::format) process: Option<u32>,
    pub(in crate::format) thread: Option<u32>,
    pub(in crate::format) component: &'a [u8],
}

/// One record, with or without its columns; `None` when there is nothing behind the stamp.
pub(in crate::format) fn record(text: &[u8]) -> Option<Record<'_>> {
    let (message, columns) = alt((columns, cut_columns, no_columns)).parse(text).ok()?;
    let message = message.trim_ascii();
    if message.is_empty() && columns.component.is_empty() {
        return None;
    }
    Some(Record {
        stamp: columns.stamp,
        level: level(message),
        component: text::display(columns.component),
        process: columns.process,
        thread: columns.thread,
        ..Record::text(Kind::WindowsUpdate, Cow::Borrowed(message))
    })
}

/// Stamp, ids and component as written, or with blanks, or with nothing between them.
pub(in crate::format) fn columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let (rest, stamp) = stamp(input)?;
    let (rest, (process, thread, component)) = alt((divided, glued)).parse(rest)?;
    Ok((
        rest,
        Columns {
            stamp,
            process: Some(process),
            thread: Some(thread),
            component,
        },
    ))
}

/// `PT WARNING: PTError`, the component alone.
pub(in crate::format) fn cut_columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let known = verify(word, |name: &[u8]| COMPONENTS.contains(&name));
    map(terminated(known, blanks1), |component| Columns {
        component,
        ..Columns::default()
    })
    .parse(input)
}

/// A stamp alone in front, or nothing.
fn no_columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    map(opt(stamp), |stamp| Columns {
        stamp: stamp.flatten(),
        ..Columns::default()
    })
    .parse(input)
}

/// Whether the line begins with a date, blanks and a clock with milliseconds.
pub(in crate::format) fn starts_record(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    if !fits(line, b"####-##-##") {
        return false;
    }
    line.get(10..).is_some_and(|rest| {
        let clock = rest.trim_ascii_start();
        clock.len() < rest.len() && fits(clock, b"##:##:##:###") && ends_clock(clock.get(12))
    })
}

/// ReportingEvents.log writes an offset right behind the milliseconds.
fn ends_clock(next: Option<&u8>) -> bool {
    next.is_some_and(|byte| head::is_blank(*byte))
}

fn stamp(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let millis = verify(preceded(tag(":"), take(3_usize)), |digits: &[u8]| {
        digits.iter().all(u8::is_ascii_digit)
    });
    let nanos = map_opt(millis, |digits: &[u8]| Some(head::fraction(digits).ok()?.1));
    let (rest, (date, clock, nanos)) =
        (terminated(head::date, blanks0), head::clock, opt(nanos)).parse(input)?;
    Ok((
        rest,
        head::stamp(date, clock, nanos.unwrap_or(0), Zone::Local),
    ))
}

fn divided(input: &[u8]) -> IResult<&[u8], (u32, u32, &[u8])> {
    (
        preceded(blanks1, head::decimal),
        preceded(blanks1, head::hex),
        preceded(blanks1, word),
    )
        .parse(input)
}

/// ` 912264MiscWARNING:`: the process id is padded to four, the thread id ends where a component begins.
fn glued(input: &[u8]) -> IResult<&[u8], (u32, u32, &[u8])> {
    const WIDTH_OF_PROCESS: usize = 4;
    let process = map_opt(take(WIDTH_OF_PROCESS), |digits: &[u8]| {
        head::number(digits.trim_ascii(), 10)
    });
    let lower = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let thread = map_opt(
        preceded(blanks0, nom::bytes::complete::take_while1(lower)),
        |digits: &[u8]| head::number(digits, 16),
    );
    (process, thread, preceded(blanks0, leading_component)).parse(input)
}

fn leading_component(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let name = COMPONENTS.iter().find(|name| input.starts_with(name));
    take(name.map_or(usize::MAX, |name| name.len())).parse(input)
}

/// The marker that begins the message, behind the stars and dashes that indent it.
fn level(message: &[u8]) -> Option<Level> {
    let start = message
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'*' | b'-' | b'=' | b'#'))?;
    let marked = message.get(start..)?;
    if marked.starts_with(b"WARNING:") {
        Some(Level::Warning)
    } else if marked.starts_with(b"FATAL:") {
        Some(Level::Critical)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &'static str, component: &str, message: &str) -> Record<'static> {
        let record = record(line.as_bytes()).unwrap();
        assert_eq!(record.component, component, "{line}");
        assert_eq!(text::display(&record.message), message, "{line}");
        record
    }

    #[test]
    fn tabs_blanks_and_nothing_between_columns() {
        for line in [
            "2024-05-14\t09:00:05:125\t 912\ta3c\tMisc\tWARNING: Send failed",
            "2024-05-14 09:00:05:125 912 a3c Misc WARNING: Send failed",
            "2024-05-14    09:00:05:125     912    a3c    Misc    WARNING: Send failed",
            "2024-05-1409:00:05:125 912a3cMiscWARNING: Send failed",
        ] {
            let record = check(line, "Misc", "WARNING: Send failed");
            assert_eq!(
                (record.process, record.thread),
                (Some(912), Some(0xa3c)),
                "{line}"
            );
            assert_eq!(record.level, Some(Level::Warning));
            assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:05.125");
        }
    }

    #[test]
    fn the_oldest_versions_have_no_milliseconds() {
        let record = check(
            "2024-06-1109:00:01 912264MiscWARNING: Send",
            "Misc",
            "WARNING: Send",
        );
        assert_eq!((record.process, record.thread), (Some(912), Some(0x264)));
    }

    #[test]
    fn cut_prefixes_keep_what_is_left() {
        check(
            "PT WARNING: PTError: 0x80244010",
            "PT",
            "WARNING: PTError: 0x80244010",
        );
        let fatal = check("FATAL: CBS called Error", "", "FATAL: CBS called Error");
        assert_eq!(fatal.level, Some(Level::Critical));
        let indented = check(
            "Agent   * WARNING: Exit code = 0x80244010",
            "Agent",
            "* WARNING: Exit code = 0x80244010",
        );
        assert_eq!(indented.level, Some(Level::Warning));
    }

    #[test]
    fn other_logs_with_dates_do_not_start_a_record() {
        assert!(starts_record(
            b"2024-05-14\t09:00:05:125\t 912\ta3c\tMisc\tx"
        ));
        assert!(!starts_record(b"2024-05-14 09:00:00, Info  CBS  x"));
        assert!(!starts_record(
            b"2024-05-14 09:00:55:250-0500 1 148 [AGENT_DETECTION_FAILED]"
        ));
        assert!(!starts_record(b"2024-05-14"));
    }

    #[test]
    fn a_stamp_with_nothing_behind_it_is_no_record() {
        assert!(record(b"2024-05-14\t09:00:05:125\t").is_none());
        assert!(record(b"").is_none());
    }
}
