//! The stamp of [`servicing`](super::servicing) logs as CMTrace shows and copies them, which leaves out the level.
//!
//! `02-07-2022 15:18:03.000 SYSPRP Failed to remove apps for the current user: 0x80073cf2.`
//!
//! Month first, whatever the machine's region, and local time, as in CMTrace's own logs. Source: setup logs posted in public.

use nom::Parser;
use nom::combinator::verify;

use crate::format::parts::head::{self, fits};
use crate::format::parts::regional::{self, Order};
use crate::time::{Stamp, Zone};

const SHAPE: &[u8] = b"##-##-#### ##:##:##.### ";

/// The reading and what stands behind it.
pub(super) fn stamp(line: &[u8]) -> Option<(&[u8], Option<Stamp>)> {
    let mut moment = verify(regional::moment, |_| fits(line, SHAPE));
    let (rest, (date, clock, nanos)) = moment.parse(line).ok()?;
    let date = date.date(Some(Order::MonthFirst));
    let stamp = date.and_then(|date| head::stamp(date, clock, nanos, Zone::Local));
    Some((rest.trim_ascii_start(), stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let read = stamp(line.as_bytes());
        let read = read.map(|(rest, stamp)| {
            let time = stamp.map_or_else(String::new, Stamp::rfc3339);
            (String::from_utf8_lossy(rest).into_owned(), time)
        });
        let expected = expected.map(|(rest, time)| (rest.to_owned(), time.to_owned()));
        assert_eq!(read, expected, "{line}");
    }

    #[test]
    fn the_month_stands_in_front() {
        check(
            "02-07-2022 15:18:03.000 SYSPRP text",
            Some(("SYSPRP text", "2022-02-07T15:18:03")),
        );
        check("2022-02-07 15:18:03, Info SYSPRP text", None);
        check("02-07-2022 15:18", None);
    }
}
