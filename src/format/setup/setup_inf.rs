//! The other setupact.log, of the Windows and the INF folder: what co-installers and the migration of audio devices write.
//!
//! `[05/14/2024 09:00.05.125] WudfCoInstaller: Configuring UMDF Service WpdMtpDriver.`, `AudMig: Migrated {a45c...},2 property`
//!
//! Month before day, a dot before the seconds, local time; the word before the colon is the component. `AudMig` writes no
//! stamps, and where it breaks no lines one line is one record. Measured on whole files.

use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::char;
use nom::sequence::{delimited, preceded, separated_pair, terminated};
use nom::{IResult, Parser};

use crate::format::parts::head::{self, blanks1, fits};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// The log of co-installers.
pub(in crate::format) struct SetupInf;

impl LogFormat for SetupInf {
    fn id(&self) -> FormatId {
        FormatId("setup-inf")
    }

    fn kind(&self) -> Kind {
        Kind::Panther
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let vote = Vote::take(head, starts_record);
        vote.claim(88, 2, "are those of a co-installer")
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
            ..Record::text(Kind::Panther, message)
        })
    }
}

fn starts_record(line: &[u8]) -> bool {
    fits(line, b"[##/##/#### ##:##.##.###] ") || line.starts_with(b"AudMig: ")
}

/// `[05/14/2024 09:00.05.125] `.
fn stamp(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let inside = separated_pair(date, blanks1, clock);
    terminated(delimited(char('['), inside, char(']')), blanks1)
        .map(|(date, (clock, nanos))| head::stamp(date, clock, nanos, Zone::Local))
        .parse(input)
}

/// Month, day, year.
fn date(input: &[u8]) -> IResult<&[u8], head::Date> {
    let part = || head::decimal;
    (
        part(),
        preceded(char('/'), part()),
        preceded(char('/'), part()),
    )
        .map(|(month, day, year)| (narrow(year), narrow(month), narrow(day)))
        .parse(input)
}

/// Hour, minute, second and milliseconds.
fn clock(input: &[u8]) -> IResult<&[u8], (head::Clock, i32)> {
    (head::clock, preceded(char('.'), head::fraction)).parse(input)
}

/// A number as large as a part of a date may be; what does not fit names no date.
fn narrow<T: TryFrom<u32> + Default>(number: u32) -> T {
    T::try_from(number).unwrap_or_default()
}

/// `WudfCoInstaller: `.
fn component(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let word = take_while1(|byte: u8| byte.is_ascii_alphanumeric());
    terminated(word, tag(": ")).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &'static str, time: Option<&str>, component: &str, message: &str) {
        let record = SetupInf.parse(raw.as_bytes()).unwrap();
        assert_eq!(record.stamp.map(Stamp::rfc3339).as_deref(), time, "{raw}");
        assert_eq!(record.component, component, "{raw}");
        assert_eq!(text::display(&record.message), message, "{raw}");
    }

    #[test]
    fn stamped_and_not() {
        check(
            "[05/14/2024 09:00.05.125] WudfCoInstaller: Final status: error(5) x\r\n\r\n",
            Some("2024-05-14T09:00:05.125"),
            "WudfCoInstaller",
            "Final status: error(5) x",
        );
        check(
            "AudMig: Migrated {a},2 property at 1\n",
            None,
            "AudMig",
            "Migrated {a},2 property at 1",
        );
        check("[99/99/2024 09:00.05.125] X: y", None, "X", "y");
    }

    #[test]
    fn other_logs_in_brackets_are_none_of_these() {
        assert!(!starts_record(b"[05/14/2024 09:00:05.125] x"));
        assert!(!starts_record(b"[AudMig: x"));
    }
}
