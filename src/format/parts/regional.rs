//! Dates and times in the form of a machine's region: `5/14/2024 9:00:00 AM`, `14.05.2024 09:00:00`, `2024-05-14 09:00:00`.
//!
//! Windows Installer, CMTrace's clipboard and PowerShell write dates so. Which number is the day is told by dots (day
//! first), by a year in front (day last) or by a number above 12; `5/4/2024` alone tells nothing, and then there is no date:
//! a wrong day would prove things that did not happen. One date of a file that tells the order tells it for all of them.
//! Not handled: two-digit years, names of months, other calendars, and halves of the day in other scripts, which give no time.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while, take_while_m_n};
use nom::character::complete::{char, one_of};
use nom::combinator::{map_opt, opt, value, verify};
use nom::sequence::preceded;
use nom::{IResult, Parser};

use crate::format::parts::head::{self, Clock, Date};

/// Which of the first two numbers of a date is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Order {
    /// `14/5/2024`.
    DayFirst,
    /// `5/14/2024`.
    MonthFirst,
}

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Written {
    /// Year, month, day.
    YearFirst(Date),
    /// Two numbers, of which dots say that the first is the day, and the year.
    YearLast {
        first: i8,
        second: i8,
        year: i16,
        dots: bool,
    },
}

impl Written {
    /// The order of its region, if this date alone tells it.
    pub(in crate::format) fn order(self) -> Option<Order> {
        match self {
            Self::YearLast { dots: true, .. } => Some(Order::DayFirst),
            Self::YearLast { first, .. } if first > 12 => Some(Order::DayFirst),
            Self::YearLast { second, .. } if second > 12 => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// The date, by itself or by the order that other dates of the same file told.
    pub(in crate::format) fn date(self, known: Option<Order>) -> Option<Date> {
        match self {
            Self::YearFirst(date) => Some(date),
            Self::YearLast {
                first,
                second,
                year,
                ..
            } => match self.order().or(known) {
                Some(Order::DayFirst) => Some((year, second, first)),
                Some(Order::MonthFirst) => Some((year, first, second)),
                None => (first == second).then_some((year, first, second)),
            },
        }
    }
}

/// A date and the clock behind it; the fraction of the second is in nanoseconds.
pub(in crate::format) fn moment(input: &[u8]) -> IResult<&[u8], (Written, Clock, i32)> {
    let (rest, (date, _, (clock, nanos))) =
        (date, verify(blanks, |gap: &[u8]| !gap.is_empty()), clock).parse(input)?;
    Ok((rest, (date, clock, nanos)))
}

/// `5/14/2024`, `14.05.2024`, `2024-05-14`.
pub(in crate::format) fn date(input: &[u8]) -> IResult<&[u8], Written> {
    let (rest, first) = digits(1, 4)(input)?;
    let (rest, separator) = one_of("/-.").parse(rest)?;
    let (rest, second) = digits(1, 2)(rest)?;
    let (rest, third) = preceded(char(separator), digits(1, 4)).parse(rest)?;
    let small = |number: i16| i8::try_from(number).ok();
    let written = match (first, third) {
        (1000.., _) => small(second)
            .zip(small(third))
            .map(|(month, day)| Written::YearFirst((first, month, day))),
        (_, 1000..) => small(first)
            .zip(small(second))
            .map(|(first, second)| Written::YearLast {
                first,
                second,
                year: third,
                dots: separator == '.',
            }),
        _ => None,
    };
    match written {
        Some(written) => Ok((rest, written)),
        None => fail(input),
    }
}

/// `9:00:00`, `9.00.00`, `09:00:00.125`, `9:00:00 PM`; the fraction in nanoseconds. A half of the day that is not understood
/// makes it no clock, because half a day would be wrong.
pub(in crate::format) fn clock(input: &[u8]) -> IResult<&[u8], (Clock, i32)> {
    let number = || map_opt(digits(1, 2), |number| i8::try_from(number).ok());
    let (rest, (hour, separator, minute)) = (number(), one_of(":."), number()).parse(input)?;
    let (rest, second) = preceded(char(separator), number()).parse(rest)?;
    let (rest, nanos) = opt(preceded(one_of(".,"), head::fraction)).parse(rest)?;
    let (rest, half) = opt(preceded(blanks, half)).parse(rest)?;
    let is_unknown = half.is_none() && {
        let (behind, _) = blanks(rest)?;
        behind.first().is_some_and(|byte| !byte.is_ascii())
    };
    if is_unknown {
        return fail(input);
    }
    let hour = match half {
        Some(half) => half + hour % 12,
        None => hour,
    };
    Ok((rest, ((hour, minute, second), nanos.unwrap_or(0))))
}

/// The first hour of the half of the day, in English and in Spanish.
fn half(input: &[u8]) -> IResult<&[u8], i8> {
    let morning = alt((
        tag_no_case("AM"),
        tag_no_case("a.m."),
        tag_no_case("a. m."),
        tag_no_case("a.\u{A0}m."),
    ));
    let evening = alt((
        tag_no_case("PM"),
        tag_no_case("p.m."),
        tag_no_case("p. m."),
        tag_no_case("p.\u{A0}m."),
    ));
    alt((value(0, morning), value(12, evening))).parse(input)
}

/// Blanks, also the narrow one that newer versions of PowerShell put before AM and PM.
fn blanks(input: &[u8]) -> IResult<&[u8], &[u8]> {
    const NARROW: &str = "\u{202F}";
    alt((tag(NARROW), take_while(head::is_blank))).parse(input)
}

fn digits(least: usize, most: usize) -> impl FnMut(&[u8]) -> IResult<&[u8], i16> {
    move |input| {
        map_opt(
            take_while_m_n(least, most, |byte: u8| byte.is_ascii_digit()),
            |digits: &[u8]| i16::try_from(head::number(digits, 10)?).ok(),
        )
        .parse(input)
    }
}

fn fail<T>(input: &[u8]) -> IResult<&[u8], T> {
    nom::combinator::fail().parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_where_only_one_reading_is_possible() {
        let check = |text: &str, expected: Option<Date>| {
            assert_eq!(
                date(text.as_bytes()).unwrap().1.date(None),
                expected,
                "{text}"
            );
        };
        check("5/14/2024", Some((2024, 5, 14)));
        check("14/05/2024", Some((2024, 5, 14)));
        check("04.05.2024", Some((2024, 5, 4)));
        check("2024-05-14", Some((2024, 5, 14)));
        check("2024/5/4", Some((2024, 5, 4)));
        check("5/5/2024", Some((2024, 5, 5)));
        check("4/5/2024", None);
        check("04-05-2024", None);
    }

    #[test]
    fn an_order_told_elsewhere_settles_the_rest() {
        let order = date(b"5/14/2024").unwrap().1.order();
        assert_eq!(order, Some(Order::MonthFirst));
        let open = date(b"5/4/2024").unwrap().1;
        assert_eq!(open.date(order), Some((2024, 5, 4)));
        assert_eq!(open.date(Some(Order::DayFirst)), Some((2024, 4, 5)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "5/14/24",
            "1/2",
            "12345/1/2",
            "5/14-2024",
            "a/b/c",
            "",
            "300/1/2024",
        ] {
            assert!(date(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn clocks_of_twelve_and_of_twenty_four_hours() {
        let check = |text: &str, expected: (Clock, i32)| {
            assert_eq!(clock(text.as_bytes()).unwrap().1, expected, "{text}");
        };
        check("9:00:05", ((9, 0, 5), 0));
        check("09:00:05.125", ((9, 0, 5), 125_000_000));
        check("12:00:05 AM", ((0, 0, 5), 0));
        check("12:00:05 PM", ((12, 0, 5), 0));
        check("1:00:05\u{202F}PM", ((13, 0, 5), 0));
        check("1:00:05 p. m.", ((13, 0, 5), 0));
        check("1:00:05 p.\u{A0}m.", ((13, 0, 5), 0));
        check("9.00.05", ((9, 0, 5), 0));
        assert!(clock(b"9.00:05").is_err());
        assert!(clock("1:00:05 μ.μ.".as_bytes()).is_err());
        assert!(clock(b"900").is_err());
    }

    #[test]
    fn a_moment_leaves_what_stands_behind_it() {
        let (rest, (written, time, _)) = moment(b"8/14/2024 8:06:26 AM 1 (0x0001)").unwrap();
        assert_eq!(rest, b" 1 (0x0001)");
        assert_eq!(
            (written.date(None), time),
            (Some((2024, 8, 14)), (8, 6, 26))
        );
        assert!(moment(b"8/14/20248:06:26").is_err());
    }
}
