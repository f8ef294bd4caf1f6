//! Error codes of a signal: `code: [0x80072EFE, 0x800F08*, CBS_E_SOURCE_MISSING, 0xC1900101-0x20017]`.
//!
//! YAML reads `80070005` as a number and `800705E7` as a float, so a rule's codes have one spelling, and every other is
//! refused with the right one in the message.

use super::super::Predicate;
use super::super::fields::{list, text};
use super::super::node::Node;
use super::super::problems::{Message, Problems, closest};
use crate::code::{self, CodeRange, ErrorCode};
use crate::error::Error;

const ONE_SPELLING: &str = "YAML reads 80070005 as a number and 800705E7 as a fraction with an exponent, without a word; 0x and eight digits are always read as the code";

/// What a rule's spelling stands for.
#[derive(Debug, PartialEq, Eq)]
enum Spelled {
    Range(CodeRange),
    Extended(ErrorCode, u32),
}

/// Reads the value of a `code`.
pub(super) fn read(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Predicate> {
    let (mut ranges, mut extended) = (Vec::new(), Vec::new());
    let found = list(node, "code", problems, |one, problems| {
        let written = text(one, "code", problems)?;
        spelled(written)
            .map_err(|error| problems.add(one.start, refusal(written, &error)))
            .ok()
    });
    for one in found {
        match one {
            Spelled::Range(range) => ranges.push(range),
            Spelled::Extended(code, extend) => extended.push((code, extend)),
        }
    }
    match (ranges.is_empty(), extended.is_empty()) {
        (true, true) => None,
        (false, true) => Some(Predicate::Code(ranges)),
        (true, false) => Some(Predicate::ExtendedCode(extended)),
        (false, false) => Some(Predicate::Any(vec![
            Predicate::Code(ranges),
            Predicate::ExtendedCode(extended),
        ])),
    }
}

/// Most slips in a symbol: there are so many that more of them lead from one to another.
const MOST_SLIPS: usize = 2;

/// The error with why there is one spelling only, and with the right one where the number is plain.
fn refusal(written: &str, error: &Error) -> Message {
    let symbols = code::known_symbols().filter(|symbol| {
        let (one, other) = (symbol.len(), written.len());
        one.abs_diff(other) <= MOST_SLIPS && one.min(other) > 2 * MOST_SLIPS
    });
    if let Some((..=MOST_SLIPS, symbol)) = closest(written, symbols) {
        let message = format!("unknown symbol '{written}'; did you mean '{symbol}'?");
        return Message::from(message).meant(written, symbol);
    }
    let message = Message::explained(error.to_string(), ONE_SPELLING);
    match ErrorCode::parse(written) {
        Ok(code) if error.to_string().ends_with(&format!("write '{code}'")) => {
            message.meant(written, &code.to_string())
        }
        _ => message,
    }
}

/// What to say of a scalar without quotes that is a code in a spelling YAML takes for a number: seven or eight hex digits
/// that begin with 8 or C. Seven decimal digits are one only where they begin as nearly all codes do.
pub(super) fn mistaken(written: &str) -> Option<Message> {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let is_hex = written.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_code = match (written.len(), digits) {
        (7, 7) => written.starts_with("80"),
        (7 | 8, 1..) => written.starts_with(['8', 'C', 'c']),
        _ => false,
    };
    if !is_hex || !is_code {
        return None;
    }
    let error = CodeRange::parse_rule(written).err()?;
    Some(refusal(written, &error))
}

/// One code, neither a range nor an extended one, with a problem noted for what is none.
pub(in super::super) fn one(
    node: &Node<'_>,
    what: &str,
    problems: &mut Problems<'_>,
) -> Option<ErrorCode> {
    let written = text(node, what, problems)?;
    ErrorCode::parse_rule(written)
        .map_err(|error| problems.add(node.start, refusal(written, &error)))
        .ok()
}

fn spelled(written: &str) -> Result<Spelled, Error> {
    match ErrorCode::parse_extended(written) {
        Some((code, extend)) => Ok(Spelled::Extended(code, extend)),
        None => CodeRange::parse_rule(written).map(Spelled::Range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, low: u32, high: u32) {
        let range = CodeRange {
            low: ErrorCode(low),
            high: ErrorCode(high),
        };
        assert_eq!(
            spelled(written).ok(),
            Some(Spelled::Range(range)),
            "{written}"
        );
    }

    fn refused(written: &str, expected: &str) {
        let message = spelled(written).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn numbers_and_ranges_are_read() {
        check("0x80072EFE", 0x8007_2EFE, 0x8007_2EFE);
        check("0x80072efe", 0x8007_2EFE, 0x8007_2EFE);
        check("0x800F08*", 0x800F_0800, 0x800F_08FF);
        check("0x8*", 0x8000_0000, 0x8FFF_FFFF);
    }

    #[test]
    fn an_extended_code_is_two_numbers() {
        assert_eq!(
            spelled("0xC1900101-0x20017").ok(),
            Some(Spelled::Extended(ErrorCode(0xC190_0101), 0x20017))
        );
        refused("0xC1900101-20017", "eight hex digits");
    }

    #[test]
    fn every_other_spelling_is_refused_with_the_right_one() {
        refused("80070005", "write '0x80070005'");
        refused("800705E7", "write '0x800705E7'");
        refused("0X80070005", "write '0x80070005'");
        refused("-2147012889", "write '0x80072EE7'");
        refused("2147954407", "write '0x80072EE7'");
        refused("12007", "write '0x80072EE7'");
        refused("0x8007zz", "eight hex digits");
        refused("0x8007", "eight hex digits");
        refused("0x800F081", "eight hex digits");
        refused("0x*", "one to seven hex digits");
        refused("0x+0070005", "eight hex digits");
    }
}
