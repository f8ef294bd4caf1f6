//! Windows Installer's logs, verbose (`/l*v`) and less so.
//!
//! `=== Verbose logging started: 5/14/2024  9:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: ... ===`, then
//! `MSI (s) (50:38) [09:00:00:123]: Product: Contoso Viewer -- Error 1714. ...`, `Action ended 9:00:05: INSTALL. Return value 3.`
//!
//! Usually UTF-16. The date stands in the first and last line alone, in the form of the machine's region, so a source is read
//! at once; a line without a clock has the time above it. A date that may be two days gives no times and a note says so. Each
//! line is a record. `(50:38)` are the last two digits of process and thread, too few to name either, and are no columns.
//! Fields: `action`, `return_value`, `property`, `value`, `product`, `msi_error`, `status` (a program's exit code), and where the
//! code is a failure `errorCode`, so that rules find 1603 as they find 0x80070643. Source: logs and excerpts quoted in public.
//! Not handled: wording in other languages beyond what `MSI (s)` marks, and logs of Burn bundles.

mod line;

use crate::format::parts::head;
use crate::format::parts::regional::{self, Order, Written};
use crate::format::parts::running_clock::RunningClock;
use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::Zone;

/// The installer's logs.
pub(in crate::format) struct Msi;

impl LogFormat for Msi {
    fn id(&self) -> FormatId {
        FormatId("msi")
    }

    fn kind(&self) -> Kind {
        Kind::Msi
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let vote = Vote::take(head, line::is_told);
        let begun = vote::lines(head)
            .next()
            .is_some_and(|line| header(line).is_some());
        let one_in = if begun || vote.fit > 20 { 50 } else { 2 };
        vote.claim(93, one_in, "are Windows Installer's")
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let mut parsed = Parsed::default();
        let mut clock = RunningClock::default();
        let order = text::lines(text).find_map(|(_, line)| header(line)?.0.order());
        for (start, line) in text::lines(text) {
            let message = line.trim_ascii();
            if message.is_empty() {
                continue;
            }
            if let Some((date, time)) = header(message) {
                begin(&mut clock, &mut parsed, (date, time), order);
            }
            let record = record(message, &mut clock);
            let end = start + line.len();
            parsed.records.push(Located { start, end, record });
        }
        parsed
    }
}

/// Sets the clock by a line with a date.
fn begin(
    clock: &mut RunningClock,
    parsed: &mut Parsed<'_>,
    (date, time): (Written, head::Clock),
    order: Option<Order>,
) {
    let stamp = date
        .date(order)
        .and_then(|date| head::stamp(date, time, 0, Zone::Local));
    clock.set(stamp);
    let note = "its date may be read as two days, so its lines have no time";
    if stamp.is_none() && parsed.notes.is_empty() {
        parsed.notes.push(note.to_owned());
    }
}

fn record<'a>(text: &'a [u8], clock: &mut RunningClock) -> Record<'a> {
    let read = line::read(text);
    if let Some((time, nanos)) = read.clock {
        clock.advance(time, nanos);
    }
    Record {
        stamp: clock.last(),
        level: read.failed.then_some(Level::Error),
        component: text::display(read.component),
        fields: read.fields,
        ..Record::text(Kind::Msi, read.message)
    }
}

/// Date and time of `=== Verbose logging started: 5/14/2024  9:00:00 ...` and `=== Logging stopped: ...`.
fn header(line: &[u8]) -> Option<(Written, head::Clock)> {
    let rest = line.trim_ascii().strip_prefix(b"=== ")?;
    let at = memchr::memmem::find(rest, b"ogging st")?;
    let colon = memchr::memchr(b':', rest.get(at..)?)?;
    let moment = rest.get(at + colon + 1..)?.trim_ascii_start();
    let (_, (date, clock, _)) = regional::moment(moment).ok()?;
    Some((date, clock))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times of the records, and the notes.
    fn check(text: &str, times: &[&str], notes: usize) {
        let parsed = Msi.parse_whole(text.as_bytes());
        let got: Vec<_> = parsed
            .records
            .iter()
            .map(|found| found.record.stamp.map(crate::time::Stamp::rfc3339))
            .map(Option::unwrap_or_default)
            .collect();
        assert_eq!(got, times, "{text}");
        assert_eq!(parsed.notes.len(), notes, "{text}");
    }

    #[test]
    fn the_first_line_gives_the_date_and_clocks_run_past_midnight() {
        check(
            "=== Verbose logging started: 5/14/2024  23:59:59  Build type: SHIP ===\nMSI (c) (24:74) [23:59:59:304]: a\n  b\nAction start 0:00:01: INSTALL.\n",
            &[
                "2024-05-14T23:59:59",
                "2024-05-14T23:59:59.304",
                "2024-05-14T23:59:59.304",
                "2024-05-15T00:00:01",
            ],
            0,
        );
        check(
            "=== Logging started: 14.05.2024  20:08:03 ===\n",
            &["2024-05-14T20:08:03"],
            0,
        );
    }

    #[test]
    fn a_date_that_may_be_two_days_gives_no_time_and_a_note() {
        check(
            "=== Verbose logging started: 3/2/2024  16:04:27 ===\nMSI (c) (7C:7C) [16:04:27:486]: a\n=== Logging stopped: 3/2/2024  16:05:00 ===\n",
            &["", "", ""],
            1,
        );
    }

    #[test]
    fn the_last_line_may_settle_the_first() {
        check(
            "=== Logging started: 12/12/2024  23:59:00 ===\nx\n=== Logging stopped: 12/13/2024  0:01:00 ===\n",
            &[
                "2024-12-12T23:59:00",
                "2024-12-12T23:59:00",
                "2024-12-13T00:01:00",
            ],
            0,
        );
    }
}
