//! Error codes: one type for every spelling, and what is known about each number.
//!
//! Windows Update reports the same failure as `0x80072EE7`, `80072ee7`, `-2147012889`, `2147954407`,
//! `WININET_E_NAME_NOT_RESOLVED` or `%%12007`, depending on who writes the line. An [`ErrorCode`] is the number behind all of
//! them. [`in_text`] finds codes in running text, [`ErrorCode::spellings`] gives the literals to search for one, and
//! [`ErrorCode::info`] tells names, origin and meaning from the tables in `rules/knowledge/`.
//!
//! HRESULT, NTSTATUS and setup codes share one number space here; a bare Win32 number stands for `0x8007nnnn`.

use std::fmt;

use crate::error::Error;

mod facility;
mod find;
mod names;
mod parse;
mod spell;
mod word;

#[cfg(test)]
mod tests;

pub use find::in_text;

/// An error code as a 32-bit HRESULT (or NTSTATUS or setup code, which share the number space).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorCode(pub u32);

/// Inclusive range of codes; a single code is a range of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeRange {
    /// First code.
    pub low: ErrorCode,
    /// Last code.
    pub high: ErrorCode,
}

impl CodeRange {
    /// A rule's spelling: what [`ErrorCode::parse_rule`] takes, or a range such as `0x800F08*`. The error names the form
    /// that would be right.
    pub fn parse_rule(text: &str) -> Result<Self, Error> {
        parse::rule_range(text)
    }

    /// Whether the code lies in the range.
    pub fn contains(self, code: ErrorCode) -> bool {
        self.low <= code && code <= self.high
    }
}

/// As a rule writes it: one code, or `0x800F0800 to 0x800F08FF`.
impl fmt::Display for CodeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high {
            self.low.fmt(f)
        } else {
            write!(f, "{} to {}", self.low, self.high)
        }
    }
}

/// An error code found in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The code.
    pub code: ErrorCode,
    /// The extend value of a setup code written as `0xC1900101-0x20017`.
    pub extended: Option<u32>,
    /// Offset of its first byte, `0x` or the sign included.
    pub start: usize,
    /// Offset just past it.
    pub end: usize,
}

/// What is known about a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeInfo {
    /// Every symbol of the number, the usual one first; empty where no public name is certain.
    pub names: Vec<String>,
    /// Where it comes from: `WU protocol talker (PT/SOAP)`, `Win32`.
    pub group: String,
    /// What it says, in our words; empty for numbers of which only the origin is known.
    pub meaning: String,
    /// What lies beneath, for codes that only carry another failure upwards.
    pub carrier: Option<&'static str>,
}

impl ErrorCode {
    /// A user's spelling: `0x80072EE7`, eight hex digits that begin with 8 or C, up to five decimal digits for a Win32
    /// number, a leading minus or ten digits for a decimal HRESULT, or a symbol in any case. After `0x` fewer digits are
    /// taken too: up to four are a Win32 number (`0x5`), more are the number itself (`0x20017`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        parse::user(text)
    }

    /// A rule's spelling: `0x` and eight digits, or a symbol in any case. The error names the form that would be right.
    pub fn parse_rule(text: &str) -> Result<Self, Error> {
        parse::rule(text)
    }

    /// A setup code with its extend value, as rules and reports write it: `0xC1900101-0x20017`. `None` for anything else.
    pub fn parse_extended(text: &str) -> Option<(Self, u32)> {
        parse::extended(text)
    }

    /// The code of a field that holds nothing but one, in the form its provider prefers: hex with and without `0x`,
    /// signed and unsigned decimal, `%%1053`, a plain Win32 number, a symbol. Zero, and whatever is no code, is `None`;
    /// other success codes (`240006`) are codes.
    pub fn from_field(text: &str) -> Option<Self> {
        parse::field(text)
    }

    /// The HRESULT of a Win32 number.
    pub const fn from_win32(number: u16) -> Self {
        Self(0x8007_0000 | number as u32)
    }

    /// The Win32 number it wraps, 1 to 65535.
    pub const fn win32(self) -> Option<u16> {
        match self.0 {
            0x8007_0001..=0x8007_FFFF => Some((self.0 & 0xFFFF) as u16),
            _ => None,
        }
    }

    /// The number as the signed decimal that some logs print.
    pub const fn signed(self) -> i32 {
        self.0.cast_signed()
    }

    /// Whether the code says failure: the top bit is set.
    pub const fn is_failure(self) -> bool {
        self.0 & 0x8000_0000 != 0
    }

    /// What is known about it. Win32 and HTTP numbers are decoded generically; of others the origin may be all that is
    /// known. `None` where not even that is.
    pub fn info(self) -> Option<CodeInfo> {
        let entry = names::entry(self);
        let group = entry
            .map(|entry| entry.group)
            .or_else(|| facility::group(self))?;
        Some(CodeInfo {
            names: names::symbols(self).map(str::to_owned).collect(),
            group: group.to_owned(),
            meaning: entry
                .map_or_else(|| facility::meaning(self), |entry| entry.meaning.to_owned()),
            carrier: names::carrier(self),
        })
    }

    /// Without the bit that marks an NTSTATUS as wrapped in an HRESULT: `0xD0000034` is the NTSTATUS `0xC0000034`.
    #[must_use]
    pub const fn unwrapped(self) -> Self {
        if self.0 >> 28 == 0xD {
            Self(self.0 & !0x1000_0000)
        } else {
            self
        }
    }

    /// Whether it only says that something beneath failed.
    pub fn is_carrier(self) -> bool {
        names::carrier(self).is_some()
    }

    /// The literals to search for: text in which [`in_text`] finds the code contains one of them, in lower case. Each is
    /// ASCII of at least eight bytes. Of event data (`%%1053`, or a field's bare number) the form in XML is given.
    pub fn spellings(self) -> Vec<String> {
        spell::spellings(self)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.0)
    }
}

/// Every symbol that stands for a code, `CBS_E_SOURCE_MISSING`, sorted.
pub fn known_symbols() -> impl Iterator<Item = &'static str> {
    names::all_symbols()
}

/// Every failure code that has a meaning in the built-in knowledge, ascending.
pub fn known_failures() -> Vec<ErrorCode> {
    names::entries()
        .iter()
        .map(|entry| entry.code)
        .filter(|code| code.is_failure())
        .collect()
}
