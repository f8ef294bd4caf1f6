//! A part of time as a user names it: `--from 2024-05-14T09:00 --to 2024-05-14`.
//!
//! A bound is as long as it is exact: a day reaches to its last moment, a minute to its last second, so that `--to` takes in
//! all of what it names. Without an offset a bound is read on the clock that times are shown on: the machine's own where
//! its zone is known, else that of each log.

use super::{HOUR, LocalOffset, MINUTE, SECOND, Stamp, Zone, parse_offset};
use crate::error::Error;

/// The forms that are taken, for messages.
const FORMS: &str = "write '2024-05-14', '2024-05-14T09:00' or '2024-05-14 09:00:00', each time also with an offset such as '+02:00' or 'Z'";
/// The farthest that local time is ahead of UTC and behind it, in seconds.
const AHEAD: i32 = 14 * 3600;
const BEHIND: i32 = -12 * 3600;

/// One end of a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// First moment, in nanoseconds since 1970 on its clock.
    first: i64,
    /// Last moment.
    last: i64,
    /// Seconds east of UTC, where the user gives them.
    offset: Option<i32>,
}

impl Bound {
    /// A bound as users and this program write times. The error names the forms that are taken, or says that the day is
    /// missing.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        read(text).ok_or_else(|| match read(&format!("2024-05-14T{text}")) {
            Some(_) => {
                let expected = format!("it lacks the day; write it as in '2024-05-14T{text}'");
                Error::invalid("time", text, expected)
            }
            None => Error::invalid("time", text, FORMS),
        })
    }

    /// The instants that a reading of the bound's clock can be; `None` on a local clock of unknown zone.
    fn instants(self, nanos: i64, local: &LocalOffset) -> Option<(i64, i64)> {
        let reading = Stamp {
            nanos,
            zone: Zone::Local,
        };
        let stamp = self
            .offset
            .map_or(reading, |seconds| reading.at_offset(seconds));
        local.instants(stamp)
    }
}

/// From one bound to the other, both included; without a bound it is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// Where it begins.
    pub from: Option<Bound>,
    /// Where it ends.
    pub to: Option<Bound>,
}

impl Period {
    /// Whether it is all of time.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Whether it ends before it begins, in whatever zones its bounds are read.
    pub fn is_reversed(&self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| {
            let (earliest, latest) = match (from.offset, to.offset) {
                (None, None) => (0, 0),
                (from, to) => (from.unwrap_or(AHEAD), to.unwrap_or(BEHIND)),
            };
            let instant =
                |nanos: i64, offset: i32| nanos.saturating_sub(i64::from(offset) * SECOND);
            instant(from.first, earliest) > instant(to.last, latest)
        })
    }

    /// Whether the stamp lies in it, on the clock of a machine with this offset. Where zones leave that open, it does: what
    /// may belong to it is not hidden.
    pub fn has(&self, stamp: Stamp, local: &LocalOffset) -> bool {
        let ends =
            |bound: &Bound, nanos: i64| match (local.instants(stamp), bound.instants(nanos, local))
            {
                (Some(at), Some(edge)) => Some((at, edge)),
                // Neither clock has a known zone, or the times are shown as each log has them.
                _ if bound.offset.is_none() => Some(((stamp.nanos, stamp.nanos), (nanos, nanos))),
                _ => None,
            };
        let early = |bound: Bound| {
            ends(&bound, bound.first).is_some_and(|((_, last), (edge, _))| last < edge)
        };
        let late = |bound: Bound| {
            ends(&bound, bound.last).is_some_and(|((first, _), (_, edge))| first > edge)
        };
        !self.from.is_some_and(early) && !self.to.is_some_and(late)
    }
}

/// A date, then perhaps a time, then perhaps an offset.
fn read(text: &str) -> Option<Bound> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = date_of(date)?;
    if rest.is_empty() {
        let first = civil(date, (0, 0, 0), 0)?;
        return Some(bound(first, 24 * HOUR, None));
    }
    let clock = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, offset) = match clock.find(['+', '-', 'Z', 'z', ' ', 'U', 'u']) {
        Some(at) => {
            let (clock, zone) = clock.split_at_checked(at)?;
            (clock, Some(parse_offset(zone.trim())?))
        }
        None => (clock, None),
    };
    let (clock, fraction) = match clock.split_once('.') {
        Some((_, "")) => return None,
        found => found.unwrap_or((clock, "")),
    };
    let parts: Vec<i8> = clock.split(':').map(two_digits).collect::<Option<_>>()?;
    let (time, length) = match parts[..] {
        [hour, minute] if fraction.is_empty() => ((hour, minute, 0), MINUTE),
        [hour, minute, second] => ((hour, minute, second), SECOND),
        _ => return None,
    };
    let (nanos, exact) = nanos_of(fraction)?;
    let first = civil(date, time, nanos)?;
    Some(bound(first, exact.unwrap_or(length), offset))
}

fn bound(first: i64, length: i64, offset: Option<i32>) -> Bound {
    Bound {
        first,
        last: first.saturating_add(length - 1),
        offset,
    }
}

fn civil(date: (i16, i8, i8), time: (i8, i8, i8), nanos: i32) -> Option<i64> {
    Stamp::from_civil(date, time, nanos, Zone::Local).map(|stamp| stamp.nanos)
}

fn date_of(text: &str) -> Option<(i16, i8, i8)> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| is_number(year, 4))?;
    let (month, day) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let date = (year.parse().ok()?, month, day);
    parts.next().is_none().then_some(date)
}

fn two_digits(text: &str) -> Option<i8> {
    is_number(text, 2).then(|| text.parse().ok()).flatten()
}

fn is_number(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Nanoseconds of a decimal fraction, and how long its last digit lasts where there is any.
fn nanos_of(fraction: &str) -> Option<(i32, Option<i64>)> {
    if fraction.is_empty() {
        return Some((0, None));
    }
    let digits = u32::try_from(fraction.len()).ok().filter(|it| *it <= 9)?;
    let unit = 10_i32.pow(9 - digits);
    let number: i32 = is_number(fraction, fraction.len())
        .then(|| fraction.parse().ok())
        .flatten()?;
    Some((number * unit, Some(i64::from(unit))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds of a morning that lie within the bounds, of stamps 08:00:00, 08:00:01, ... 09:59:59.
    fn seconds(from: &str, to: &str, zone: Zone, local: &LocalOffset) -> Option<(i64, i64)> {
        let bound = |text: &str| (!text.is_empty()).then(|| Bound::parse(text).unwrap());
        let period = Period {
            from: bound(from),
            to: bound(to),
        };
        let start = civil((2024, 5, 14), (8, 0, 0), 0).unwrap();
        let inside = (0..7200).filter(|second| {
            let nanos = start + second * SECOND;
            period.has(Stamp { nanos, zone }, local)
        });
        let inside: Vec<i64> = inside.collect();
        Some((*inside.first()?, *inside.last()?))
    }

    #[track_caller]
    fn check(from: &str, to: &str, expected: Option<(i64, i64)>) {
        let got = seconds(from, to, Zone::Local, &LocalOffset::Unknown);
        assert_eq!(got, expected, "{from} to {to}");
    }

    #[test]
    fn the_hour_that_clocks_show_twice_is_hidden_from_neither_side() {
        let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
        let half_past_two = Bound::parse("2024-10-27T02:30").unwrap();
        let check = |utc: (i8, i8), from: bool, expected: bool| {
            let stamp = Stamp::from_civil((2024, 10, 27), (utc.0, utc.1, 0), 0, Zone::Utc);
            let bound = Some(half_past_two);
            let period = Period {
                from: bound.filter(|_| from),
                to: bound.filter(|_| !from),
            };
            assert_eq!(period.has(stamp.unwrap(), &berlin), expected, "{utc:?}");
        };
        check((0, 29), true, false);
        check((0, 30), true, true);
        check((1, 30), false, true);
        check((1, 31), false, false);
    }

    #[test]
    fn a_bound_takes_in_all_that_it_names() {
        check("", "", Some((0, 7199)));
        check("2024-05-14", "2024-05-14", Some((0, 7199)));
        check("2024-05-15", "", None);
        check("", "2024-05-13", None);
        check("2024-05-14T09:00", "2024-05-14T09:00", Some((3600, 3659)));
        check(
            "2024-05-14 09:00:07",
            "2024-05-14 09:00:08",
            Some((3607, 3608)),
        );
        check("2024-05-14T09:00:07.5", "", Some((3608, 7199)));
    }

    #[test]
    fn offsets_move_a_bound_where_the_zone_is_known() {
        let east = LocalOffset::Fixed(7200);
        let from = |text, zone| seconds(text, "", zone, &east);
        assert_eq!(from("2024-05-14T09:00", Zone::Local), Some((3600, 7199)));
        assert_eq!(from("2024-05-14T11:00", Zone::Utc), Some((3600, 7199)));
        assert_eq!(from("2024-05-14T07:00Z", Zone::Local), Some((3600, 7199)));
        let shown = "2024-05-14 09:00:00 +02:00";
        assert_eq!(from(shown, Zone::Local), Some((3600, 7199)));
        assert_eq!(
            from("2024-05-14 09:00:00 UTC", Zone::Utc),
            Some((3600, 7199))
        );
    }

    #[test]
    fn what_no_zone_decides_is_not_hidden() {
        check("2024-05-14T09:00Z", "", Some((0, 7199)));
        let utc = seconds("2024-05-14T09:00Z", "", Zone::Utc, &LocalOffset::Unknown);
        assert_eq!(utc, Some((3600, 7199)));
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_told_where_zones_leave_no_doubt() {
        let check = |from: &str, to: &str, expected: bool| {
            let bound = |text: &str| Some(Bound::parse(text).unwrap());
            let (from, to) = (bound(from), bound(to));
            assert_eq!(Period { from, to }.is_reversed(), expected);
        };
        check("2024-05-14", "2024-05-14", false);
        check("2024-05-14T09:00", "2024-05-14T09:00:30", false);
        check("2024-05-14T09:01", "2024-05-14T09:00", true);
        check("2024-05-14T09:00+02:00", "2024-05-14T08:00Z", false);
        check("2024-05-14T09:00Z", "2024-05-14T09:30+02:00", true);
        check("2024-05-14T09:00Z", "2024-05-13T23:30", false);
        check("2024-05-14T09:00Z", "2024-05-13T20:00", true);
        let from = Bound::parse("2024-05-14").ok();
        assert!(!Period { from, to: None }.is_reversed());
    }

    #[test]
    fn a_time_without_its_day_is_told_what_it_lacks() {
        for clock in ["08:00", "08:00:05", "08:00+02:00"] {
            assert_eq!(
                Bound::parse(clock).unwrap_err().to_string(),
                format!(
                    "time '{clock}' is not valid: it lacks the day; write it as in '2024-05-14T{clock}'"
                )
            );
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_forms_that_are_taken() {
        for text in [
            "",
            "today",
            "2024-5-14",
            "14.05.2024",
            "2024-05-14T",
            "2024-05-14T9:00",
            "2024-05-14T25:00",
            "2024-02-30",
            "2024-05-14T09:00+99:00",
            "2024-05-14T09:00.5",
            "2024-05-14T09:00:00.",
            "2024-05-14 09:00:00 CEST",
            "2024-05-14é",
            "2024-05-14T09:00:é",
        ] {
            let message = Bound::parse(text).unwrap_err().to_string();
            assert!(message.contains("valid: write '2024-05-14', "), "{message}");
            assert!(message.contains("'2024-05-14T09:00'"), "{message}");
        }
    }
}
