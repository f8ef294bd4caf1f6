//! Configuration Manager's logs, in both forms that CMTrace reads, and what CMTrace puts on the clipboard.
//!
//! `<![LOG[Scan failed, error = 0x80244021.]LOG]!><time="09:00:00.125+240" date="05-14-2024" component="WUAHandler" context=""
//! type="3" thread="1088" file="cwuahandler.cpp:2440">`, the form of clients and of the Intune Management Extension; texts may
//! have several lines. Servers write the older form, `text~  $$<SMS_WSUS_SYNC_MANAGER><05-14-2024 09:00:00.125+240><thread=1088
//! (0x440)>`. Measured on whole files of clients; the older form is from logs of servers quoted in public.
//!
//! A record of the older form ends with its columns, so the first lines of a text of several lines go to the record before.
//! What is pasted without a time keeps its component where that is a known one. Not handled: texts without any column,
//! which stay plain, and marks turned into entities of HTML.

mod legacy;
mod modern;
mod pasted;

use crate::format::parts::regional;
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::time::{Stamp, Zone};

/// Logs in CMTrace's forms.
pub(in crate::format) struct CmTrace;

impl LogFormat for CmTrace {
    fn id(&self) -> FormatId {
        FormatId("cmtrace")
    }

    fn kind(&self) -> Kind {
        Kind::Configmgr
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        // Of a text of several lines the last one is told as well as the first, which the head may have cut off.
        let vote = Vote::take(head, |line| starts_record(line) || modern::ends_text(line));
        let one_in = if vote.first { 10 } else { 2 };
        vote.claim(
            95,
            one_in,
            "have the columns of a Configuration Manager log",
        )
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let text = raw.trim_ascii();
        if text.is_empty() {
            return None;
        }
        let record = if text.starts_with(modern::OPEN) || modern::ends_text(text) {
            Some(modern::record(text))
        } else {
            legacy::record(text).or_else(|| pasted::record(text))
        };
        record.or_else(|| Some(Record::text(self.kind(), text)))
    }
}

fn starts_record(line: &[u8]) -> bool {
    line.starts_with(modern::OPEN) || legacy::has_columns(line) || pasted::has_columns(line)
}

/// `05-14-2024` and `09:00:00.125+240`: month first, then the minutes that local time is behind UTC. Intune writes neither
/// the zeros nor the minutes, and then the zone is unknown.
fn stamp(date: &[u8], time: &[u8]) -> Option<Stamp> {
    let (_, written) = regional::date(date).ok()?;
    let (bias, (clock, nanos)) = regional::clock(time).ok()?;
    let date = written.date(Some(regional::Order::MonthFirst))?;
    let local = crate::format::parts::head::stamp(date, clock, nanos, Zone::Local)?;
    Some(seconds_behind(bias).map_or(local, |seconds| local.at_offset(-seconds)))
}

fn seconds_behind(bias: &[u8]) -> Option<i32> {
    const HALF_A_DAY_AND_MORE: i32 = 15 * 60;
    let minutes: i32 = std::str::from_utf8(bias.trim_ascii()).ok()?.parse().ok()?;
    (minutes.abs() < HALF_A_DAY_AND_MORE).then_some(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minutes_behind_utc_give_the_instant() {
        let check = |date: &str, time: &str, expected: Option<&str>| {
            let got = stamp(date.as_bytes(), time.as_bytes()).map(Stamp::rfc3339);
            assert_eq!(got.as_deref(), expected, "{date} {time}");
        };
        check(
            "07-14-2021",
            "08:53:25.263+240",
            Some("2021-07-14T12:53:25.263Z"),
        );
        check(
            "07-14-2021",
            "08:53:25.263-570",
            Some("2021-07-13T23:23:25.263Z"),
        );
        check(
            "07-14-2021",
            "08:53:25.263+000",
            Some("2021-07-14T08:53:25.263Z"),
        );
        check(
            "2-4-2024",
            "9:00:00.1234567",
            Some("2024-02-04T09:00:00.1234567"),
        );
        check(
            "07-14-2021",
            "08:53:25.263+9999",
            Some("2021-07-14T08:53:25.263"),
        );
        check("13-14-2021", "08:53:25.263", None);
        check("", "08:53:25", None);
    }
}
