//! Times as exports write them: in the format of a region, in ISO form, or as a number.
//!
//! `5/14/2024 9:00:00 AM`, `14.05.2024 09:00:00`, `2024-05-14T09:00:00.1234567+02:00`, `/Date(1715677200000)/`. With
//! slashes and hyphens, day and month come in either order; one date that can be read in one way only tells it for all dates
//! of an export. Two dates that contradict each other tell nothing.

use std::borrow::Cow;

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while};
use nom::character::complete::one_of;
use nom::combinator::{all_consuming, opt, value};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::format::parts::{head, json_date};
use crate::time::{Stamp, Zone};

/// In which order day and month stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

impl Order {
    /// What all times of an export tell together.
    pub(super) fn of<'a>(times: impl Iterator<Item = Cow<'a, str>>) -> Self {
        let mut seen = (false, false);
        for time in times {
            match reading(&time).map(|reading| reading.order()) {
                Some(Self::DayFirst) => seen.0 = true,
                Some(Self::MonthFirst) => seen.1 = true,
                _ => {}
            }
        }
        match seen {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

/// The time, local unless it says otherwise; `None` where it is none or cannot be told.
pub(super) fn stamp(text: &str, order: Order) -> Option<Stamp> {
    if let Some(instant) = json_date::instant(text) {
        return Some(instant);
    }
    let reading = reading(text)?;
    let date = reading.date(order)?;
    let stamp = head::stamp(date, reading.clock, reading.nanos, Zone::Local)?;
    Some(match reading.offset {
        Some(seconds_east) => stamp.at_offset(seconds_east),
        None => stamp,
    })
}

/// Whether it is a time whose day and month cannot be told apart.
pub(super) fn is_doubtful(text: impl AsRef<str>, order: Order) -> bool {
    reading(text.as_ref()).is_some_and(|reading| reading.date(order).is_none())
}

/// A time with its date as three numbers.
#[derive(Debug, Clone, Copy)]
struct Reading {
    numbers: (u32, u32, u32),
    /// Full stops stand between day, month and year alone.
    is_dotted: bool,
    clock: head::Clock,
    nanos: i32,
    /// Seconds east of UTC.
    offset: Option<i32>,
}

const FIRST_YEAR: u32 = 1000;

impl Reading {
    /// The order that this date alone shows.
    fn order(&self) -> Order {
        match self.numbers {
            (first, ..) if first >= FIRST_YEAR || self.is_dotted => Order::Unknown,
            (13..=31, 1..=12, _) => Order::DayFirst,
            (1..=12, 13..=31, _) => Order::MonthFirst,
            _ => Order::Unknown,
        }
    }

    fn date(&self, order: Order) -> Option<head::Date> {
        let (first, second, third) = self.numbers;
        let (year, month, day) = if first >= FIRST_YEAR {
            (first, second, third)
        } else if self.is_dotted {
            (third, second, first)
        } else {
            match (self.order(), order) {
                (Order::DayFirst, _) | (Order::Unknown, Order::DayFirst) => (third, second, first),
                (Order::MonthFirst, _) | (Order::Unknown, Order::MonthFirst) => {
                    (third, first, second)
                }
                _ if first == second => (third, first, second),
                _ => return None,
            }
        };
        Some((
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        ))
    }
}

/// Regions put marks of direction and hard blanks into times.
fn reading(text: &str) -> Option<Reading> {
    let plain = |character| match character {
        '\u{200E}' | '\u{200F}' => None,
        '\u{A0}' | '\u{202F}' => Some(' '),
        other => Some(other),
    };
    let text: String = text.chars().filter_map(plain).collect();
    let mut time = all_consuming(terminated(time, head::blanks0));
    let (_, reading) = time.parse(text.trim().as_bytes()).ok()?;
    Some(reading)
}

fn time(input: &[u8]) -> IResult<&[u8], Reading> {
    let separator = || one_of("/.-");
    let (rest, (first, mark, second, _, third)) = (
        head::decimal,
        separator(),
        head::decimal,
        separator(),
        head::decimal,
    )
        .parse(input)?;
    let (rest, _) = take_while(|byte: u8| matches!(byte, b' ' | b'T' | b',')).parse(rest)?;
    let (rest, (clock, nanos)) = clock(rest)?;
    let (rest, offset) = opt(preceded(head::blanks0, zone)).parse(rest)?;
    let numbers = (first, second, third);
    let reading = Reading {
        numbers,
        is_dotted: mark == '.',
        clock,
        nanos,
        offset,
    };
    Ok((rest, reading))
}

/// `9:00:00.123 AM`; seconds and what follows may be missing.
fn clock(input: &[u8]) -> IResult<&[u8], (head::Clock, i32)> {
    let colon = || one_of(":.");
    let half = alt((
        value(0_u32, tag_no_case("am")),
        value(12_u32, tag_no_case("pm")),
    ));
    let (rest, (hour, minute, second, nanos, half)) = (
        terminated(head::decimal, colon()),
        head::decimal,
        opt(preceded(colon(), head::decimal)),
        opt(preceded(one_of(".,"), head::fraction)),
        opt(delimited(head::blanks0, half, head::blanks0)),
    )
        .parse(input)?;
    let hour = half.map_or(hour, |half| hour % 12 + half);
    let narrow = |number: u32| i8::try_from(number).unwrap_or(i8::MAX);
    let clock = (narrow(hour), narrow(minute), narrow(second.unwrap_or(0)));
    Ok((rest, (clock, nanos.unwrap_or(0))))
}

fn zone(input: &[u8]) -> IResult<&[u8], i32> {
    let utc = alt((tag("Z"), tag("UTC"), tag("GMT")));
    alt((value(0, utc), head::offset)).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, order: Order, expected: &str) {
        let shown = stamp(text, order).map_or_else(String::new, Stamp::rfc3339);
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn forms_of_regions_are_local_times() {
        check(
            "5/14/2024 9:00:00 PM",
            Order::Unknown,
            "2024-05-14T21:00:00",
        );
        check(
            "5/14/2024 12:05:00 AM",
            Order::Unknown,
            "2024-05-14T00:05:00",
        );
        check(
            "\u{200E}14/\u{200E}05/\u{200E}2024 09:00:00",
            Order::Unknown,
            "2024-05-14T09:00:00",
        );
        check("04.05.2024 09:00:00", Order::Unknown, "2024-05-04T09:00:00");
        check("2024/5/4 9:00", Order::Unknown, "2024-05-04T09:00:00");
        check(
            "5/14/2024 9:00:00\u{202F}AM",
            Order::Unknown,
            "2024-05-14T09:00:00",
        );
    }

    #[test]
    fn numbers_and_offsets_are_instants() {
        check(
            "/Date(1715677200000)/",
            Order::Unknown,
            "2024-05-14T09:00:00Z",
        );
        check(
            "/Date(1715677200000+0200)/",
            Order::Unknown,
            "2024-05-14T09:00:00Z",
        );
        check(
            "2024-05-14T09:00:00.5000000+02:00",
            Order::Unknown,
            "2024-05-14T07:00:00.5Z",
        );
        check(
            "2024-05-14T09:00:00.123Z",
            Order::Unknown,
            "2024-05-14T09:00:00.123Z",
        );
        check(
            "2024-05-14T09:00:00.123",
            Order::Unknown,
            "2024-05-14T09:00:00.123",
        );
    }

    #[test]
    fn an_order_that_cannot_be_told_gives_no_time() {
        check("5/4/2024 9:00:00 AM", Order::Unknown, "");
        check("5/5/2024 9:00:00 AM", Order::Unknown, "2024-05-05T09:00:00");
        check(
            "5/4/2024 9:00:00 AM",
            Order::MonthFirst,
            "2024-05-04T09:00:00",
        );
        check("5/4/2024 9:00:00", Order::DayFirst, "2024-04-05T09:00:00");
        assert!(is_doubtful("5/4/2024 9:00", Order::Unknown));
        assert!(!is_doubtful("N/A", Order::Unknown));
    }

    #[test]
    fn one_clear_date_tells_the_order_of_all_and_two_that_differ_tell_none() {
        let order =
            |times: &[&'static str]| Order::of(times.iter().map(|time| Cow::Borrowed(*time)));
        assert_eq!(
            order(&["5/4/2024 9:00", "5/14/2024 9:00"]),
            Order::MonthFirst
        );
        assert_eq!(order(&["5/4/2024 9:00", "14/5/2024 9:00"]), Order::DayFirst);
        assert_eq!(order(&["14/5/2024 9:00", "5/14/2024 9:00"]), Order::Unknown);
        assert_eq!(order(&["2024-05-14 9:00"]), Order::Unknown);
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "N/A",
            "99/99/2024 9:00",
            "5/14/2024",
            "5/14/2024 9:00:00 a. m.",
            "/Date()/",
            "/Date(é)/",
        ] {
            check(text, Order::MonthFirst, "");
        }
    }
}
