//! The failure codes that count as failures by themselves, where a log records no outcomes.
//!
//! A small log may be a piece that somebody pasted, so every known code counts there in every
//! spelling, and every named Win32 code in hex. In a large
//! log the codes with a meaning of their own are looked for, in hex, which is how logs write them: the price of more would
//! be paid on every byte.

use std::collections::BTreeSet;

use crate::code::{self, ErrorCode, Found};

/// What stands before a Win32 number, `%%1053`; too short for a window and searched for on its own.
pub(in crate::engine) const PERCENTS: &[u8] = b"%%";

/// Bytes of a spelling that tell it in a small log.
const PREFIX: usize = 5;

/// Known failure codes.
#[derive(Debug, Default)]
pub(in crate::engine) struct Codes {
    /// With a meaning of their own, ascending.
    known: Vec<ErrorCode>,
}

impl Codes {
    /// The built-in knowledge.
    pub(in crate::engine) fn known() -> Self {
        Self {
            known: code::known_failures(),
        }
    }

    /// Which of the codes in a message count, each once, ascending.
    pub(in crate::engine) fn among(
        &self,
        found: &[Found],
        message: &[u8],
        large: bool,
    ) -> Vec<ErrorCode> {
        let counts = |found: &&Found| {
            let known = self.known.binary_search(&found.code).is_ok();
            (known && !large)
                || ((known || (!large && is_named(found.code))) && is_hex(found, message))
        };
        let mut codes: Vec<ErrorCode> = found
            .iter()
            .filter(counts)
            .map(|found| found.code)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// Literals of which one stands in every record with such a code, folded.
    pub(in crate::engine) fn literals(&self, large: bool) -> Vec<Vec<u8>> {
        if large {
            return self.known.iter().map(|code| hex(*code)).collect();
        }
        let win32 = (0..=u16::MAX)
            .step_by(4096)
            .map(ErrorCode::from_win32)
            .map(hex);
        let spelled = self
            .known
            .iter()
            .flat_map(|code| code.spellings())
            .map(String::into_bytes);
        let prefixes = spelled
            .chain(win32)
            .map(|text| text.get(..PREFIX).unwrap_or(&text).to_ascii_lowercase());
        let distinct: BTreeSet<Vec<u8>> = prefixes.chain([PERCENTS.to_vec()]).collect();
        distinct.into_iter().collect()
    }
}

/// Whether it is a Win32 number with a name.
fn is_named(code: ErrorCode) -> bool {
    code.win32().is_some() && code.info().is_some_and(|info| !info.names.is_empty())
}

fn hex(code: ErrorCode) -> Vec<u8> {
    format!("{:08x}", code.0).into_bytes()
}

/// Whether the code is written in hex where it was found.
fn is_hex(found: &Found, message: &[u8]) -> bool {
    let text = message
        .get(found.start..found.end)
        .unwrap_or_default()
        .to_ascii_lowercase();
    memchr::memmem::find(&text, &hex(found.code)).is_some()
}
