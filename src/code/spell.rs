//! Every literal by which a code can be searched for, the mirror image of [`find`](super::find).
//!
//! Whoever looks for a code in raw bytes, before anything is parsed, looks for these. The invariant, held by a property
//! test: text in which [`in_text`](super::in_text) finds a code contains, in lower case, one of the code's spellings.
//! `%%nnnn` and a Win32 number that is a datum's whole value count only between the tags of an event's XML: outside of
//! them they are too short to be searched for.

use std::fmt::Display;

use super::{ErrorCode, names};

/// Shortest literal worth searching for, in bytes.
const SHORTEST: usize = 8;

/// All spellings in lower case, each of at least eight bytes of ASCII.
pub(super) fn spellings(code: ErrorCode) -> Vec<String> {
    let mut all = vec![format!("{:08x}", code.0)];
    if code.is_failure() {
        all.push(code.0.to_string());
        all.push(code.signed().unsigned_abs().to_string());
    } else {
        all.extend(success_spellings(code));
    }
    all.extend(names::symbols(code).map(str::to_ascii_lowercase));
    if let Some(number) = code.win32() {
        all.extend(win32_spellings(number));
    }
    all.retain(|spelling| spelling.len() >= SHORTEST);
    all
}

fn win32_spellings(number: u16) -> [String; 6] {
    [
        format!("win32({number})"),
        format!("gle=0x{number:08x}"),
        // Short numbers leave these two below the shortest literal, and `in_text` does not find them.
        format!("gle={number}"),
        format!("gle [{number}"),
        in_tags("%%", number),
        in_tags("", number),
    ]
}

/// Running text is not searched for success codes; columns of ReportingEvents.log and event data hold them.
fn success_spellings(code: ErrorCode) -> [String; 3] {
    [
        format!("0x{:x}", code.0),
        format!("\t{:x}\t", code.0),
        in_tags("", code.0),
    ]
}

/// The number as an event datum, with as much of the closing tag as makes it long enough.
fn in_tags(lead: &str, number: impl Display) -> String {
    let short = format!(">{lead}{number}<");
    if short.len() >= SHORTEST {
        short
    } else {
        format!("{short}/data>")
    }
}
