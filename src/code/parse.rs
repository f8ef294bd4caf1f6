//! One spelling in, one code out: what users type, what rules say, what a field of a record holds.
//!
//! Users may write a code as they found it. Rules may not: YAML reads `80070005` as a number and `800705E7` as a float, so
//! a rule writes `0x` and eight digits, or a symbol. Fields hold what their provider prefers: BITS and the Task Scheduler
//! unsigned decimals, the recovery environment's agent signed ones, the Service Control Manager `%%1053`, ReportingEvents.log hex without `0x`.

use super::{CodeRange, ErrorCode, names};
use crate::error::Error;

const WHAT: &str = "error code";

/// As [`ErrorCode::parse`] documents.
pub(super) fn user(text: &str) -> Result<ErrorCode, Error> {
    let text = text.trim();
    prefixed(text)
        .or_else(|| bare_hex(text))
        .or_else(|| win32(text))
        .or_else(|| decimal(text))
        .or_else(|| names::by_symbol_in_any_case(text))
        .ok_or_else(|| {
            Error::invalid(
                WHAT,
                text,
                "give it as '0x80072EE7', '80072EE7', '-2147012889', '2147954407', a Win32 number such as '12007', \
                 or a known symbol such as 'WININET_E_NAME_NOT_RESOLVED'",
            )
        })
}

/// As [`ErrorCode::parse_rule`] documents.
pub(super) fn rule(text: &str) -> Result<ErrorCode, Error> {
    rule_hex(text)
        .or_else(|| names::by_symbol_in_any_case(text))
        .ok_or_else(|| Error::invalid(WHAT, text, right_form(text)))
}

/// As [`CodeRange::parse_rule`] documents.
pub(super) fn rule_range(text: &str) -> Result<CodeRange, Error> {
    let Some(prefix) = text.strip_suffix('*') else {
        let code = rule(text)?;
        return Ok(CodeRange {
            low: code,
            high: code,
        });
    };
    let bound = |fill: char| {
        let digits = prefix.strip_prefix("0x").filter(|digits| is_hex(digits))?;
        let missing = 8_usize.checked_sub(digits.len()).filter(|n| *n > 0)?;
        hex(&format!("{digits}{}", fill.to_string().repeat(missing)))
    };
    match (bound('0'), bound('F')) {
        (Some(low), Some(high)) => Ok(CodeRange { low, high }),
        _ => Err(Error::invalid(
            WHAT,
            text,
            "a range is '0x', one to seven hex digits and '*', as in '0x800F08*'",
        )),
    }
}

/// As [`ErrorCode::parse_extended`] documents.
pub(super) fn extended(text: &str) -> Option<(ErrorCode, u32)> {
    let (code, value) = text.split_once("-0x")?;
    let value = hex(value).filter(|value| matches!(value.0, 0x1_0000..=0x5_FFFF))?;
    Some((rule_hex(code)?, value.0))
}

/// As [`ErrorCode::from_field`] documents.
pub(super) fn field(whole: &str) -> Option<ErrorCode> {
    let text = whole.trim_matches(|c: char| c.is_whitespace() || "{}[]()\"'".contains(c));
    // Short numbers are searched for between tags or tabs, so they must fill the field.
    win32(whole.strip_prefix("%%").unwrap_or(whole))
        .or_else(|| known_success(whole))
        .or_else(|| field_hex(text))
        .or_else(|| bare_hex(text))
        .or_else(|| decimal(text.strip_prefix("%%").unwrap_or(text)))
        .or_else(|| names::by_symbol(text).filter(|_| text.len() > 7))
        .filter(|code| code.is_failure() || names::entry(*code).is_some())
}

/// `0x` with any number of digits up to eight; up to four are a Win32 number in hex, as in `0x5`.
fn prefixed(text: &str) -> Option<ErrorCode> {
    let code = hex(without_prefix(text)?)?;
    Some(match u16::try_from(code.0) {
        Ok(number @ 1..) => ErrorCode::from_win32(number),
        _ => code,
    })
}

/// `0x` and a number too large for a state or a flag, so that it can be searched for.
fn field_hex(text: &str) -> Option<ErrorCode> {
    hex(without_prefix(text)?).filter(|code| code.0 > 0xF_FFFF)
}

/// Exactly `0x` and eight digits.
fn rule_hex(text: &str) -> Option<ErrorCode> {
    hex(text.strip_prefix("0x").filter(|digits| digits.len() == 8)?)
}

/// Eight hex digits that begin with 8 or C.
fn bare_hex(text: &str) -> Option<ErrorCode> {
    let failure = text.len() == 8 && text.starts_with(['8', 'c', 'C']);
    failure.then(|| hex(text)).flatten()
}

/// Up to five decimal digits, 1 to 65535.
fn win32(text: &str) -> Option<ErrorCode> {
    let number = is_decimal(text).then(|| text.parse().ok()).flatten()?;
    (number > 0 && text.len() <= 5).then(|| ErrorCode::from_win32(number))
}

/// A decimal HRESULT: unsigned with ten digits, or signed with its minus. Eight digits and more: event data are full of
/// small negative numbers.
fn decimal(text: &str) -> Option<ErrorCode> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number: i64 = is_decimal(digits).then(|| digits.parse().ok()).flatten()?;
    let value = match (text.starts_with('-'), digits.len()) {
        (true, 8..=10) => 0x1_0000_0000 - number,
        (false, 10) => number,
        _ => return None,
    };
    let code = ErrorCode(u32::try_from(value).ok()?);
    code.is_failure().then_some(code)
}

/// A success code as ReportingEvents.log (`240006`) and event data (`2359302`) write it.
fn known_success(text: &str) -> Option<ErrorCode> {
    let listed = |code: &ErrorCode| names::entry(*code).is_some();
    let canonical = (6..=7).contains(&text.len()) && !text.starts_with('0');
    let decimal = || text.parse().ok().map(ErrorCode).filter(listed);
    let code = || hex(text).filter(listed).or_else(decimal);
    canonical.then(code).flatten()
}

/// What to write in a rule instead.
fn right_form(text: &str) -> String {
    // What digits are missing, nobody can tell.
    let is_cut = without_prefix(text).is_some_and(|digits| digits.len() != 8);
    match user(text) {
        Ok(code) if !is_cut => format!("write '{code}'"),
        _ => "a rule writes '0x' and eight hex digits, as in '0x80072EE7', or a known symbol"
            .to_owned(),
    }
}

fn without_prefix(text: &str) -> Option<&str> {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
}

fn hex(digits: &str) -> Option<ErrorCode> {
    let plain = is_hex(digits) && digits.len() <= 8;
    plain
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
        .map(ErrorCode)
}

fn is_hex(digits: &str) -> bool {
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Only digits, without a leading zero.
fn is_decimal(text: &str) -> bool {
    !text.starts_with('0') && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
