//! Which traces tell of Windows Update: by the providers of the first records, else by what the file is called.
//!
//! Buffers may be so large that the head of a file holds no record but the session's. Then, and where the records are
//! messages without text, the path that the session was told to write to decides; a bundle may have given the file another
//! name.

use super::buffer::{Buffer, Chain, HEADER, Step};
use super::event::Event;
use super::lz77;
use super::provider;
use super::raw::{Raw, Shape, walk};
use super::session::Session;
use crate::format::{HEAD_BYTES, Head};

/// Parts of paths that traces of Windows Update are written to, in small letters.
const PATHS: [&str; 5] = [
    "\\logs\\windowsupdate\\",
    "\\logs\\sih\\",
    "\\logs\\waasmedic\\",
    "\\usoshared\\logs\\",
    "\\windowsupdate.",
];

/// Why the trace with this head is one of Windows Update, for people; `None` where nothing says so.
pub(super) fn tells_of_updates(head: &Head<'_>) -> Option<&'static str> {
    let seen = providers(head.text);
    let named = || {
        let path = Session::of(head.text).map(|session| session.path);
        let path = path.unwrap_or_default().to_ascii_lowercase();
        head.name.to_ascii_lowercase().starts_with("windowsupdate.")
            || PATHS.iter().any(|part| path.contains(part))
    };
    match seen {
        Seen::Update => Some("a trace with events of Windows Update"),
        Seen::Other => None,
        Seen::Nothing => named().then_some("a trace that Windows Update wrote"),
    }
}

/// What the first records are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Update,
    Other,
    /// No record that names its provider.
    Nothing,
}

fn providers(bytes: &[u8]) -> Seen {
    let chain = Chain::of(bytes);
    let mut seen = Seen::Nothing;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match chain.step(at.try_into().unwrap_or(u64::MAX), rest) {
            Step::Buffer(buffer) => {
                match in_buffer(&buffer, rest) {
                    Seen::Update => return Seen::Update,
                    Seen::Other => seen = Seen::Other,
                    Seen::Nothing => {}
                }
                u64::from(buffer.size)
            }
            Step::Skip { length, .. } => length,
            Step::End { .. } => break,
        };
        at = at.saturating_add(length.try_into().unwrap_or(usize::MAX));
    }
    seen
}

/// What the records of the buffer are of that begins with `rest`, as far as that reaches.
fn in_buffer(buffer: &Buffer, rest: &[u8]) -> Seen {
    let native = |size: u32| usize::try_from(size).unwrap_or(usize::MAX);
    let end = rest.len().min(native(buffer.size));
    let packed = rest.get(HEADER..end).unwrap_or_default();
    let length = native(buffer.filled).saturating_sub(HEADER);
    if buffer.compressed {
        let mut unpacked = Vec::new();
        lz77::unpack(packed, length.min(HEAD_BYTES), &mut unpacked);
        in_body(&unpacked)
    } else {
        in_body(packed.get(..length.min(packed.len())).unwrap_or_default())
    }
}

fn in_body(body: &[u8]) -> Seen {
    let mut seen = Seen::Nothing;
    for raw in walk(body) {
        match provider_of(&raw) {
            Some(true) => return Seen::Update,
            Some(false) => seen = Seen::Other,
            None => {}
        }
    }
    seen
}

/// Whether the record's provider tells of Windows Update; `None` where the record names none.
fn provider_of(raw: &Raw<'_>) -> Option<bool> {
    match raw.shape {
        Shape::Event => {
            let event = Event::of(raw)?;
            Some(provider::is_update(event.provider, event.provider_name))
        }
        Shape::Classic => Some(false),
        Shape::Message | Shape::Session | Shape::Kernel => None,
    }
}
