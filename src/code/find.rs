//! Error codes in running text, in every spelling that Windows components use.
//!
//! ```text
//! *FAILED* [80072EE7] Send request            WARNING: SendRequest failed with hr = 80072ee7
//! Error = 0xC1900101-0x20017                  [HRESULT = 0x800f081f - CBS_E_SOURCE_MISSING]
//! error was: 2147942512                       "StatusCode":-2145107924
//! WindowsUpdate_80072EE2
//! HRESULT_FROM_WIN32(1058)                    GLE [1392]   [gle=0x00000715]   <Data>%%1053</Data>
//! ```
//!
//! The shapes are those of real logs. What must not be taken for a code: pieces of GUIDs and of longer hex runs, versions,
//! addresses (`@0x7ff8...`), paths, security identifiers (`S-1-5-21-1111111111-...`), session numbers, flags and sizes.
//! So a number without `0x` must be known, or come from a known component, and must stand alone. Every form found here
//! has its literal in [`spellings`](super::spell); a form without one would be missed by whoever searches by literals.

use super::word::{Word, words};
use super::{ErrorCode, Found, facility, names};

/// Every failure code in a message, in order of appearance. A code with its other spelling directly beside it, as in
/// `0x80070005 (ERROR_ACCESS_DENIED)`, is found once; its range then covers both.
pub fn in_text(message: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    for word in words(message) {
        if let Some(next) = read(&word) {
            join_or_push(&mut found, message, next);
        }
    }
    found
}

/// The code that a word spells where it stands.
fn read(word: &Word<'_>) -> Option<Found> {
    match word.text.len() {
        1..=5 if word.shape.is_decimal() => win32_number(word),
        8 if word.shape.is_hex() => bare_hex(word),
        9 | 10 if word.shape.is_decimal() => decimal(word),
        10 | 11 if word.text.starts_with(b"0") => prefixed_hex(word),
        8.. => symbol(word).or_else(|| shown(word)),
        _ => None,
    }
}

/// `%%1053`, `HRESULT_FROM_WIN32(1058)`, `gle=1058`, `GLE [1392]`. Numbers without a name are message ids and counts.
fn win32_number(word: &Word<'_>) -> Option<Found> {
    let before = word.before;
    let introduced = match before {
        [.., b'%', b'%'] => true,
        [.., b'('] => ends_with(before, b"win32(") && word.after.starts_with(b")"),
        // Three digits and fewer are too short to be searched for as a literal.
        [.., b'='] => word.text.len() > 3 && ends_with(before, b"gle="),
        [.., b'['] => word.text.len() > 3 && ends_with(before, b"gle ["),
        _ => false,
    };
    let code = introduced.then(|| win32(word.text)).flatten()?;
    is_known(code).then(|| at(word, code))
}

fn win32(digits: &[u8]) -> Option<ErrorCode> {
    let canonical = !digits.starts_with(b"0");
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    canonical.then_some(ErrorCode::from_win32(number))
}

/// `80072EE7` on its own, or after words that announce a code.
fn bare_hex(word: &Word<'_>) -> Option<Found> {
    let failure = matches!(word.text, [b'8' | b'c' | b'C', ..]);
    let code = failure.then(|| hex(word.text)).flatten()?;
    let extended = extension(word.after);
    let alone = !joined_before(word.before) && (extended.is_some() || !joined_after(word.after));
    let told = INTRODUCTIONS
        .iter()
        .any(|words| ends_with(word.before, words));
    (alone && (told || is_plausible(code))).then(|| with_extension(word, code, extended))
}

/// What logs write right before a code and nothing else: after these even a code of no known component is one.
const INTRODUCTIONS: [&[u8]; 6] = [
    b"failed* [",
    b"failed [",
    b"hr = ",
    b"hr=",
    b"hresult = ",
    b"hresult=",
];

/// `0x80072EE7`, with `0X`, any case and the `L` of C; `gle=0x00000715` is a Win32 number.
fn prefixed_hex(word: &Word<'_>) -> Option<Found> {
    let [b'0', b'x' | b'X', digits @ ..] = word.text else {
        return None;
    };
    let digits = digits.strip_suffix(b"L").unwrap_or(digits);
    let code = hex(digits).filter(|_| digits.len() == 8)?;
    if let Ok(number @ 1..) = u16::try_from(code.0) {
        let last_error = ends_with(word.before, b"gle=");
        return last_error.then(|| at(word, ErrorCode::from_win32(number)));
    }
    let address = matches!(word.before, [.., b'@' | b'+']);
    (!address && is_no_flag(code)).then(|| with_extension(word, code, extension(word.after)))
}

/// `2147954407` and `-2147012889`.
fn decimal(word: &Word<'_>) -> Option<Found> {
    let digits: i64 = std::str::from_utf8(word.text).ok()?.parse().ok()?;
    let (before, value) = match word.before.strip_suffix(b"-") {
        Some(before) if !ends_in_word(before) => (before, 0x1_0000_0000 - digits),
        _ => (word.before, digits),
    };
    let code = u32::try_from(value).ok().map(ErrorCode)?;
    let alone = !joined_before(before) && !joined_after(word.after);
    let failure = code.is_failure() && !word.text.starts_with(b"0");
    let start = before.len();
    // Status message ids of services are decimals of the NTSTATUS kind, so those must be known by name.
    let likely = is_plausible(code) && (code.0 < 0xC000_0000 || is_known(code));
    (alone && failure && likely).then(|| Found {
        start,
        ..at(word, code)
    })
}

/// `CBS_E_SOURCE_MISSING`, `WSAETIMEDOUT`, `JET_errDiskIO`.
fn symbol(word: &Word<'_>) -> Option<Found> {
    let likely = match word.text {
        [b'W', b'S', b'A', ..] | [b'J', b'E', b'T', b'_', ..] => true,
        [b'A'..=b'Z', ..] => word.shape.is_upper_identifier(),
        _ => false,
    };
    let text = likely
        .then(|| std::str::from_utf8(word.text).ok())
        .flatten()?;
    let code = names::by_symbol(text).filter(|code| code.is_failure())?;
    Some(at(word, code))
}

/// `WindowsUpdate_80072EE2`, as the window of older versions shows it.
fn shown(word: &Word<'_>) -> Option<Found> {
    const PREFIX: &[u8] = b"WindowsUpdate_";
    let (prefix, digits) = word.text.split_at_checked(PREFIX.len())?;
    let code = hex(digits).filter(|_| prefix.eq_ignore_ascii_case(PREFIX) && digits.len() == 8)?;
    code.is_failure().then(|| at(word, code))
}

/// Adds a code, or widens the one before it where both are spellings of one code, side by side.
fn join_or_push(found: &mut Vec<Found>, message: &[u8], mut next: Found) {
    let Some(last) = found.last_mut() else {
        return found.push(next);
    };
    let beside = message.get(last.end..next.start).is_some_and(is_separator);
    let word = |one: &Found| std::str::from_utf8(message.get(one.start..one.end)?).ok();
    let named = |code, one: &Found| {
        word(one).is_some_and(|word| names::symbols(code).any(|known| known == word))
    };
    if beside && (last.code == next.code || named(last.code, &next)) {
        last.end = next.end;
    } else if beside && named(next.code, last) {
        next.start = last.start;
        *last = next;
    } else {
        found.push(next);
    }
}

/// What stands between two spellings of one code: ` - `, ` (`, `: `, `] [`.
fn is_separator(gap: &[u8]) -> bool {
    gap.len() <= 5
        && !gap
            .iter()
            .any(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'\r' | b'\n'))
}

/// The extend value of `0xC1900101-0x20017` and its length with the dash: phase 1 to 5, then an operation.
fn extension(after: &[u8]) -> Option<(u32, usize)> {
    const DASHES: [&[u8]; 4] = [
        b"-0x",
        b" - 0x",
        "\u{2013}0x".as_bytes(),
        " \u{2013} 0x".as_bytes(),
    ];
    let dash = DASHES.into_iter().find(|dash| starts_with(after, dash))?;
    let digits = words(after.get(dash.len()..)?)
        .next()
        .filter(|word| word.before.is_empty() && word.shape.is_hex())?
        .text;
    let value = hex(digits)?.0;
    matches!(value, 0x1_0000..=0x5_FFFF).then_some((value, dash.len() + digits.len()))
}

fn with_extension(word: &Word<'_>, code: ErrorCode, extended: Option<(u32, usize)>) -> Found {
    let one = at(word, code);
    extended.map_or(one, |(value, length)| Found {
        extended: Some(value),
        end: one.end + length,
        ..one
    })
}

fn at(word: &Word<'_>, code: ErrorCode) -> Found {
    let start = word.before.len();
    Found {
        code,
        extended: None,
        start,
        end: start + word.text.len(),
    }
}

fn hex(digits: &[u8]) -> Option<ErrorCode> {
    let digits = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, 16).ok().map(ErrorCode)
}

/// Whether a number without `0x` can be meant as a code.
fn is_plausible(code: ErrorCode) -> bool {
    facility::group(code).is_some() || is_known(code)
}

fn is_known(code: ErrorCode) -> bool {
    names::symbols(code).next().is_some() || names::entry(code).is_some()
}

/// Whether a number with `0x` is meant as a code. `0xFFFFFFFF`, access masks (`0xC0000000`) and the small handles of
/// registry roots (`0x80000002`) are not.
fn is_no_flag(code: ErrorCode) -> bool {
    match code.0 {
        0x8000_0000..=0x8000_3FFF => is_known(code),
        0xC000_0000 | 0xF000_0000..=u32::MAX => false,
        _ => code.is_failure(),
    }
}

/// Whether what follows belongs to a path, an address, a hardware id or an offset rather than standing alone.
fn joined_before(before: &[u8]) -> bool {
    match before {
        [.., b'\\' | b'/' | b'@' | b'+' | b'&' | b'#' | b'~' | b'`'] => true,
        [.., left, b'-' | b'.'] => left.is_ascii_alphanumeric() || *left == b'}',
        _ => false,
    }
}

fn joined_after(after: &[u8]) -> bool {
    match after {
        [b'@' | b'+' | b'&' | b'#' | b'~' | b'`', ..] => true,
        [b'\\' | b'/' | b'-' | b'.', right, ..] => right.is_ascii_alphanumeric() || *right == b'{',
        _ => false,
    }
}

/// Whether the text ends in this lead, in any case, as a word of its own (`single=` ends in no `gle=`).
fn ends_with(before: &[u8], lead: &[u8]) -> bool {
    before
        .len()
        .checked_sub(lead.len())
        .and_then(|at| before.split_at_checked(at))
        .is_some_and(|(rest, tail)| {
            tail.eq_ignore_ascii_case(lead) && !rest.last().is_some_and(u8::is_ascii_alphanumeric)
        })
}

fn starts_with(after: &[u8], lead: &[u8]) -> bool {
    after
        .get(..lead.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(lead))
}

fn ends_in_word(before: &[u8]) -> bool {
    before
        .last()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'}'))
}
