//! MPLog of Defender: scans, detections, updates of signatures and engine.
//!
//! `2024-05-14T09:00:00.123Z ProcessImageName: svchost.exe, Pid: 7836, TotalTime: 6070, ...`
//! `2024-05-14T09:00:00.123Z [Mini-filter] Blocked file: ...`, `2024-05-14T09:00:00.123Z Engine:Setting original file name ...`
//!
//! UTF-16. With `Z` the time is UTC, without it local. What stands in brackets or before a colon without a blank behind it is
//! the component (`Mini-filter`, `Engine`). Blocks without stamps (`BEGIN BM telemetry` and its lines) continue the record
//! before. Shapes: descriptions of the log by those who read it for incidents. Many programs write such stamps, so the log is
//! told by its words or by its name beside them.

use memchr::memmem;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::char;
use nom::combinator::{not, opt, peek};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::format::parts::head::{self, blanks0, blanks1, fits};
use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// Defender's own log.
pub(in crate::format) struct Defender;

impl LogFormat for Defender {
    fn id(&self) -> FormatId {
        FormatId("defender")
    }

    fn kind(&self) -> Kind {
        Kind::Defender
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let named = vote::named(head, &["mplog"]);
        let is_marked = || {
            let found = |mark: &&[u8]| memmem::find(head.text, mark).is_some();
            MARKS.iter().any(found)
        };
        if !named && !is_marked() {
            return None;
        }
        let vote = Vote::take(head, starts_record);
        let one_in = if vote.first || named { 20 } else { 4 };
        vote.claim(88, one_in, "begin with the stamp of Defender's log")
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let raw = raw.trim_ascii();
        let (rest, stamp) = stamp(raw).unwrap_or((raw, None));
        let (message, component) = component(rest).unwrap_or((rest, b""));
        (!message.is_empty()).then(|| Record {
            stamp,
            component: text::display(component),
            ..Record::text(Kind::Defender, message)
        })
    }
}

/// Words that no other log with such stamps has.
const MARKS: [&[u8]; 9] = [
    b"ProcessImageName: ",
    b"[Mini-filter]",
    b" Engine:",
    b"DETECTIONEVENT MPSOURCE",
    b"DETECTION_ADD",
    b"BM telemetry",
    b"Begin Resource Scan",
    b"RTP Perf Log",
    b"Microsoft Antimalware",
];

fn starts_record(line: &[u8]) -> bool {
    fits(line, b"####-##-##T##:##:##.###")
}

/// `2024-05-14T09:00:00.123Z `.
fn stamp(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let clock = (
        preceded(char('T'), head::clock),
        preceded(char('.'), head::fraction),
    );
    let east = opt(nom::branch::alt((char('Z').map(|_| 0), head::offset)));
    terminated((head::date, clock, east), blanks0)
        .map(|(date, (clock, nanos), east)| {
            let local = head::stamp(date, clock, nanos, Zone::Local)?;
            Some(east.map_or(local, |seconds| local.at_offset(seconds)))
        })
        .parse(input)
}

/// `[Mini-filter] ` or `Engine:`; a label with a blank behind its colon belongs to the message.
fn component(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let letters = || take_while1(|byte: u8| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte));
    let word = take_while1(|byte: u8| byte.is_ascii_alphabetic());
    let bracketed = terminated(delimited(char('['), letters(), char(']')), blanks1);
    let prefixed = terminated(word, (tag(":"), peek(not(blanks1))));
    nom::branch::alt((bracketed, prefixed)).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &'static str, time: Option<&str>, component: &str, message: &str) {
        let record = Defender.parse(raw.as_bytes()).unwrap();
        assert_eq!(record.stamp.map(Stamp::rfc3339).as_deref(), time, "{raw}");
        assert_eq!(record.component, component, "{raw}");
        assert_eq!(text::display(&record.message), message, "{raw}");
    }

    #[test]
    fn stamps_and_components() {
        check(
            "2024-05-14T09:00:00.125Z [Mini-filter] Blocked file: x",
            Some("2024-05-14T09:00:00.125Z"),
            "Mini-filter",
            "Blocked file: x",
        );
        check(
            "2024-05-14T09:00:00.125 Engine:command line reported",
            Some("2024-05-14T09:00:00.125"),
            "Engine",
            "command line reported",
        );
        check(
            "2024-05-14T09:00:00.125Z ProcessImageName: a.exe, Pid: 1\r\n",
            Some("2024-05-14T09:00:00.125Z"),
            "",
            "ProcessImageName: a.exe, Pid: 1",
        );
        check(
            "2024-05-14T11:00:00.125+02:00 Engine:started",
            Some("2024-05-14T09:00:00.125Z"),
            "Engine",
            "started",
        );
        check(
            "BEGIN BM telemetry\r\nGUID:{1}",
            None,
            "",
            "BEGIN BM telemetry\r\nGUID:{1}",
        );
    }

    #[test]
    fn such_stamps_alone_are_not_enough() {
        let sniff = |name, text: &'static str| {
            let head = Head {
                name,
                text: text.as_bytes(),
                whole: true,
            };
            Defender.sniff(&head).is_some()
        };
        let line = "2024-05-14T09:00:00.125Z starting\n2024-05-14T09:00:01.125Z started\n";
        assert!(!sniff("agent.log", line));
        assert!(sniff("MPLog-20240514-090000.log", line));
        assert!(sniff("x.log", "2024-05-14T09:00:00.125Z Engine:x\n"));
    }
}
