//! Pieces of record heads that several text logs share: dates, clocks, process ids, and the cheap test of a line's shape.
//!
//! The shape test runs on every line while records are framed, so it only looks at bytes at fixed offsets. The nom parsers
//! run on candidate records alone. Years before 1990 give no stamp: logs converted without symbols carry 1600 and 1601.

use nom::branch::alt;
use nom::bytes::complete::{take, take_while, take_while_m_n, take_while1};
use nom::character::complete::one_of;
use nom::combinator::{map_opt, opt, recognize, verify};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use crate::time::{Stamp, Zone};

/// Civil date as [`Stamp::from_civil`] takes it: year, month, day.
pub(in crate::format) type Date = (i16, i8, i8);

/// Civil time to the second: hour, minute, second.
pub(in crate::format) type Clock = (i8, i8, i8);

/// Whether the line begins with a shape: `#` stands for a digit, `?` for one byte of punctuation or a blank, any other byte
/// for itself.
pub(in crate::format) fn fits(line: &[u8], shape: &[u8]) -> bool {
    line.len() >= shape.len()
        && line.iter().zip(shape).all(|(byte, want)| match want {
            b'#' => byte.is_ascii_digit(),
            b'?' => byte.is_ascii_punctuation() || *byte == b' ',
            _ => byte == want,
        })
}

/// A space or a tab.
pub(in crate::format) fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Any number of blanks.
pub(in crate::format) fn blanks0(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(is_blank).parse(input)
}

/// At least one blank.
pub(in crate::format) fn blanks1(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while1(is_blank).parse(input)
}

/// A run of bytes that are no white space.
pub(in crate::format) fn word(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while1(|byte: u8| !byte.is_ascii_whitespace()).parse(input)
}

/// The word, when it is one of `known`, up to a blank or the end.
pub(in crate::format) fn known_word<'a>(
    known: &[&[u8]],
    line: &'a [u8],
) -> Option<(&'a [u8], &'a [u8])> {
    let (rest, first) = word(line).ok()?;
    known.contains(&first).then_some((first, rest))
}

/// `2024-05-14`, `2024/05/14`, `2024.05.14`: year first, whatever separates.
pub(in crate::format) fn date(input: &[u8]) -> IResult<&[u8], Date> {
    let separator = || one_of("-/.");
    (
        fixed(4),
        preceded(separator(), fixed(2)),
        preceded(separator(), fixed(2)),
    )
        .map(|(year, month, day)| (year, narrow(month), narrow(day)))
        .parse(input)
}

/// `09:00:00`; some regions write `09.00.00`.
pub(in crate::format) fn clock(input: &[u8]) -> IResult<&[u8], Clock> {
    let separator = || one_of(":.");
    (
        fixed(2),
        preceded(separator(), fixed(2)),
        preceded(separator(), fixed(2)),
    )
        .map(|(hour, minute, second)| (narrow(hour), narrow(minute), narrow(second)))
        .parse(input)
}

/// Digits after a decimal sign as nanoseconds: `5` is half a second, what follows the ninth digit is dropped.
pub(in crate::format) fn fraction(input: &[u8]) -> IResult<&[u8], i32> {
    let (rest, digits) = take_while1(|byte: u8| byte.is_ascii_digit()).parse(input)?;
    let nanos = digits
        .iter()
        .chain(std::iter::repeat(&b'0'))
        .take(9)
        .fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'));
    Ok((rest, nanos))
}

/// A decimal number of at most ten digits that fits.
pub(in crate::format) fn decimal(input: &[u8]) -> IResult<&[u8], u32> {
    let digits = take_while_m_n(1, 10, |byte: u8| byte.is_ascii_digit());
    map_opt(digits, |digits: &[u8]| number(digits, 10)).parse(input)
}

/// A hexadecimal number of at most eight digits, in either case, without a prefix.
pub(in crate::format) fn hex(input: &[u8]) -> IResult<&[u8], u32> {
    let digits = take_while_m_n(1, 8, |byte: u8| byte.is_ascii_hexdigit());
    map_opt(digits, |digits: &[u8]| number(digits, 16)).parse(input)
}

/// A GUID in braces, with the braces.
pub(in crate::format) fn guid(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let inside = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    let body = verify(take(36_usize), move |body: &[u8]| {
        body.iter().all(|byte| inside(*byte))
    });
    recognize((one_of("{"), body, one_of("}"))).parse(input)
}

/// An offset from UTC as it follows a clock, in seconds east: `+0300`, `-05:30`.
pub(in crate::format) fn offset(input: &[u8]) -> IResult<&[u8], i32> {
    let sign = alt((one_of("+").map(|_| 1), one_of("-").map(|_| -1)));
    let hours = terminated(fixed(2), opt(one_of(":")));
    (sign, hours, fixed(2))
        .map(|(sign, hours, minutes)| sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60))
        .parse(input)
}

/// The reading, unless it is a placeholder from before there was an update agent.
pub(in crate::format) fn stamp(date: Date, clock: Clock, nanos: i32, zone: Zone) -> Option<Stamp> {
    const FIRST_YEAR: i16 = 1990;
    (date.0 >= FIRST_YEAR)
        .then(|| Stamp::from_civil(date, clock, nanos, zone))
        .flatten()
}

/// The number that digits of a base write, if it fits.
pub(in crate::format) fn number(digits: &[u8], base: u32) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok()
}

/// Exactly `count` decimal digits; `count` is at most four.
fn fixed<'a>(
    count: usize,
) -> impl Parser<&'a [u8], Output = i16, Error = nom::error::Error<&'a [u8]>> {
    map_opt(take(count), |digits: &[u8]| {
        let value = digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| number(digits, 10))??;
        i16::try_from(value).ok()
    })
}

/// Two digits fit in any integer.
fn narrow(two_digits: i16) -> i8 {
    i8::try_from(two_digits).unwrap_or(i8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_look_at_fixed_offsets_alone() {
        assert!(fits(b"2024-05-14 rest", b"####?##?##"));
        assert!(fits(b"2024/05/14", b"####?##?##"));
        assert!(!fits(b"2024-05-1", b"####?##?##"));
        assert!(!fits(b"2024x05-14", b"####?##?##"));
    }

    #[test]
    fn fractions_of_any_length_are_nanoseconds() {
        let check = |text: &str, expected: i32| {
            assert_eq!(fraction(text.as_bytes()).unwrap().1, expected, "{text}");
        };
        check("5", 500_000_000);
        check("1234567", 123_456_700);
        check("1234567899", 123_456_789);
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert!(decimal(b"9999999999").is_err());
        assert_eq!(hex(b"fd4 ").unwrap(), (&b" "[..], 0xfd4));
        assert!(hex(b"ghi").is_err());
    }

    #[test]
    fn years_before_the_agent_give_no_stamp() {
        assert_eq!(stamp((1601, 1, 1), (0, 0, 0), 0, Zone::Local), None);
        assert!(stamp((2024, 1, 1), (0, 0, 0), 0, Zone::Local).is_some());
    }

    #[test]
    fn offsets_have_a_sign_and_an_optional_colon() {
        assert_eq!(offset(b"+0300").unwrap().1, 10_800);
        assert_eq!(offset(b"-05:30").unwrap().1, -19_800);
        assert!(offset(b"0300").is_err());
    }
}
