//! Times in UTC that stand beside local ones, and so tell the offset of the machine's clock.
//!
//! `2024-05-14 09:00:02, Info  CSI    00000001@2024/5/14:07:00:02.125 WcpInitialize (wcp.dll version 10.0.0.1) called`
//!
//! The component store's own lines in CBS.log carry the instant in UTC behind an `@`, as measured on whole files. A session
//! begins with one, so the beginning of a log is enough, and everybody who reads it finds the same.

use memchr::memchr_iter;

use super::Observed;
use crate::format::{self, LogFormat};
use crate::record::{Kind, Record};
use crate::time::{MINUTE, SECOND, Stamp, Zone};

/// How far into a log is looked.
const LOOK: usize = 32 * 1024;
/// Offsets of zones are whole quarters of an hour.
const QUARTER: i64 = 15 * MINUTE;
/// A line is written a moment after the instant it names.
const LATE: i64 = MINUTE;

impl Observed {
    /// Takes the offset that the text at the beginning of a log shows, where the log is one that shows it.
    pub(in crate::engine) fn offset_beside(&mut self, format: &dyn LogFormat, text: &[u8]) {
        if format.kind() == Kind::Cbs
            && let Some((stamp, seconds)) = stamps_beside(format, text)
        {
            self.offset(stamp, seconds);
        }
    }
}

/// The newest offset that the beginning of a log shows, in seconds east of UTC, with the local time it is of.
fn stamps_beside(format: &dyn LogFormat, text: &[u8]) -> Option<(Stamp, i32)> {
    let beginning = text.get(..LOOK).unwrap_or(text);
    let records = format::records(format, beginning).records;
    let offsets = records.iter().filter_map(|found| offset(&found.record));
    offsets.max()
}

fn offset(record: &Record<'_>) -> Option<(Stamp, i32)> {
    let local = record.stamp.filter(|stamp| stamp.zone == Zone::Local)?;
    let utc = instant(&record.message)?;
    let ahead = local.nanos.checked_sub(utc.nanos)?;
    let quarters = ahead.checked_add(QUARTER / 2)?.div_euclid(QUARTER);
    let exact = quarters * QUARTER;
    let fits = (ahead - exact).abs() <= LATE && exact.abs() <= 14 * 60 * MINUTE;
    let seconds = i32::try_from(exact / SECOND).ok()?;
    fits.then_some((local, seconds))
}

/// `00000001@2024/5/14:07:00:02.125 ...`: the instant behind a hexadecimal number and an `@`.
fn instant(message: &[u8]) -> Option<Stamp> {
    let at = memchr_iter(b'@', message).next()?;
    let (number, rest) = message.split_at_checked(at)?;
    let is_number = number.iter().all(u8::is_ascii_hexdigit);
    let stamp = rest.get(1..)?.split(|byte| *byte == b' ').next()?;
    let stamp = str::from_utf8(stamp).ok().filter(|_| is_number)?;
    let mut parts = stamp.split(['/', ':', '.']);
    let mut next = || parts.next()?.parse::<i16>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next()?, next()?, next()?);
    let small = |number: i16| i8::try_from(number).ok();
    let date = (year, small(month)?, small(day)?);
    let time = (small(hour)?, small(minute)?, small(second)?);
    Stamp::from_civil(date, time, 0, Zone::Utc)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i32>) {
        let format = format::by_name("cbs").unwrap();
        let found = stamps_beside(format, text.as_bytes());
        assert_eq!(found.map(|(_, seconds)| seconds), expected, "{text}");
    }

    const FIRST: &str =
        "2024-05-14 09:00:00, Info                  CBS    TI: --- Initializing ---\n";

    #[test]
    fn a_time_in_utc_beside_a_local_one_tells_the_offset() {
        let line = |utc: &str| {
            format!("{FIRST}2024-05-14 09:00:02, Info                  CSI    0000000c@{utc} x\n")
        };
        check(&line("2024/5/14:07:00:02.125"), Some(7200));
        check(&line("2024/5/14:03:15:01.9"), Some(20_700));
        check(&line("2024/5/14:19:00:02.1"), Some(-36_000));
        check(&line("2024/5/14:07:05:02.1"), None);
        check(&line("2024/5/16:07:00:02.1"), None);
        check(&line("2024/5/14:07:00"), None);
        check(&line("contoso.test"), None);
        check(FIRST, None);
        check("", None);
    }

    #[test]
    fn of_two_the_newer_counts() {
        check(
            "2024-05-14 09:00:02, Info                  CSI    00000001@2024/5/14:07:00:02.1 x\n\
             2024-11-14 09:00:02, Info                  CSI    00000002@2024/11/14:08:00:02.1 x\n",
            Some(3600),
        );
    }

    #[test]
    fn a_mail_address_is_no_time() {
        check(
            "2024-05-14 09:00:02, Info                  CSI    a@2024/5/14:07:00:02.1 x y@z\n",
            Some(7200),
        );
        check(
            "2024-05-14 09:00:02, Info                  CSI    me@2024/5/14:07:00:02.1\n",
            None,
        );
    }
}
