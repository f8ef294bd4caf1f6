//! Near misses: the same piece of a log with one thing changed, so that the rule must be silent.

use super::excerpt::Excerpt;
use super::signal::Signal;
use crate::code::ErrorCode;
use crate::rule::Pattern;

/// What stands for the code: failures that say nothing of themselves, and belong to no cause.
const OTHER_CODES: [ErrorCode; 2] = [ErrorCode(0x8000_FFFF), ErrorCode(0x8000_4004)];

/// A log in which the rule must not fire.
pub(super) struct Near {
    /// The name of the test.
    pub(super) name: &'static str,
    /// The log.
    pub(super) text: String,
}

/// What can be changed, the most telling change first. The last one always holds.
pub(super) fn misses(excerpt: &Excerpt, signal: &Signal) -> Vec<Near> {
    let text = &excerpt.text;
    let mut near = Vec::new();
    let mut add = |name, changed: Option<String>| {
        near.extend(changed.map(|text| Near { name, text }));
    };
    add(
        "the same line with another code is not this cause",
        signal.code.and_then(|code| other_code(text, code)),
    );
    add("another value is not this cause", other_number(text));
    add("another event is not this cause", other_event(text));
    for literal in signal.literals.iter().rev() {
        add(
            "the same with something else in this place is not this cause",
            other_text(text, literal),
        );
    }
    add(
        "a line that tells nothing is not this cause",
        Some("Nothing happened.\n".to_owned()),
    );
    near
}

/// The text with another code in every spelling of this one.
fn other_code(text: &str, code: ErrorCode) -> Option<String> {
    let other = OTHER_CODES.into_iter().find(|other| *other != code)?;
    let hex = |code: ErrorCode| format!("{:08X}", code.0);
    let mut pairs = vec![
        (hex(code), hex(other)),
        (code.signed().to_string(), other.signed().to_string()),
        (code.0.to_string(), other.0.to_string()),
    ];
    if let Some(number) = code.win32() {
        pairs.push((format!("%%{number}"), other.to_string()));
        pairs.push((format!("GLE [{number}]"), format!("[{other}]")));
        pairs.push((format!("HRESULT_FROM_WIN32({number})"), other.to_string()));
    }
    let names = code.info().map(|info| info.names).unwrap_or_default();
    pairs.extend(
        names
            .into_iter()
            .map(|name| (name, "E_UNEXPECTED".to_owned())),
    );
    let changed = pairs.iter().fold(text.to_owned(), |text, (from, to)| {
        ignoring_case(&text, from, to)
    });
    (changed != text).then_some(changed)
}

/// The text of a registry export or query with other numbers.
fn other_number(text: &str) -> Option<String> {
    replace(text, r"dword:[0-9a-f]{8}", "dword:7fffffff")
        .or_else(|| {
            replace(
                text,
                r"(?-i)REG_DWORD\s+0x[0-9a-f]+",
                "REG_DWORD    0x7fffffff",
            )
        })
        .or_else(|| {
            replace(
                text,
                r"(?-i)REG_QWORD\s+0x[0-9a-f]+",
                "REG_QWORD    0x7fffffff",
            )
        })
}

/// The text with another event id, where it has one.
fn other_event(text: &str) -> Option<String> {
    let close = text.find("</EventID>")?;
    let digits = text.get(..close)?.rfind('>')? + 1;
    Some(format!("{}9999{}", text.get(..digits)?, text.get(close..)?))
}

fn other_text(text: &str, literal: &str) -> Option<String> {
    let changed = ignoring_case(text, literal.trim(), "Other");
    (changed != text).then_some(changed)
}

fn replace(text: &str, pattern: &str, by: &str) -> Option<String> {
    let pattern = Pattern::new(pattern);
    let found = pattern.regex()?.find(text.as_bytes())?;
    let (before, after) = (text.get(..found.start())?, text.get(found.end()..)?);
    Some(format!("{before}{by}{after}"))
}

fn ignoring_case(text: &str, from: &str, to: &str) -> String {
    if from.is_empty() {
        return text.to_owned();
    }
    let (lower, from) = (text.to_ascii_lowercase(), from.to_ascii_lowercase());
    let (mut changed, mut done) = (String::new(), 0);
    for (start, _) in lower.match_indices(&from) {
        changed += text.get(done..start).unwrap_or_default();
        changed += to;
        done = start + from.len();
    }
    changed + text.get(done..).unwrap_or_default()
}
