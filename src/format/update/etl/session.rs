//! The description of the session at the beginning of a trace: clock, machine, losses, and where the file came from.
//!
//! It is the first record of the first buffer (TRACE_LOGFILE_HEADER). Of its fields these are used: mode, events and
//! buffers lost, build, time zone, start of machine and session, clock, and the path the file was written to. The columns
//! of 32-bit Windows differ from the time zone on by the size of two pointers. What a file copied while in use may have
//! wrong (its end, the number of buffers) is not looked at. Source: evntrace.h, measured on whole files.

use super::buffer::HEADER;
use super::bytes::{Reader, dword, push_wide, qword};
use super::clock::Clock;
use super::raw::{Shape, walk};
use super::zone;
use crate::record::Fact;
use crate::time::Stamp;

/// Offset of the fields in the record.
const FIELDS: usize = 0x20;
/// Log file mode: buffers overwrite older ones once the file is full.
const MODE_CIRCULAR: u32 = 0x02;
/// Log file mode: sessions are written one behind the other.
const MODE_APPEND: u32 = 0x04;

/// What the file says of the session that wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Session {
    /// Turns the times of records into instants; `None` where the session's own start is not told.
    pub(super) clock: Option<Clock>,
    /// Events that were never written.
    pub(super) events_lost: u32,
    /// Buffers that were never written.
    pub(super) buffers_lost: u32,
    /// Whether buffer numbers run through the file without a break.
    pub(super) numbered: bool,
    /// Path that the file was written to; empty where it is not told.
    pub(super) path: String,
    /// What it tells of the machine.
    pub(super) facts: Vec<Fact>,
}

impl Session {
    /// The description in a file that begins so.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let record = walk(head.get(HEADER..)?).next()?;
        if record.shape != Shape::Session {
            return None;
        }
        let fields = record.bytes.get(FIELDS..)?;
        let after_pointers = 0x38 + 2 * record.pointer;
        let mode = dword(fields, 0x20)?;
        Some(Self {
            clock: Clock::of(qword(record.bytes, 0x10)?, fields, after_pointers),
            events_lost: dword(fields, 0x30)?,
            buffers_lost: dword(fields, after_pointers + 0xCC).unwrap_or(0),
            numbered: mode & (MODE_CIRCULAR | MODE_APPEND) == 0,
            path: path(fields.get(after_pointers + 0xD0..).unwrap_or_default()),
            facts: facts(fields, after_pointers),
        })
    }

    /// What was lost while the trace was written, for people.
    pub(super) fn losses(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.events_lost > 0 {
            let count = self.events_lost;
            notes.push(format!("events lost while the trace was written: {count}"));
        }
        if self.buffers_lost > 0 {
            let count = self.buffers_lost;
            notes.push(format!(
                "buffers of events lost while the trace was written: {count}"
            ));
        }
        notes
    }
}

/// Behind the session's name stands the path.
fn path(strings: &[u8]) -> String {
    let mut reader = Reader { rest: strings };
    reader.wide_text();
    let mut path = Vec::new();
    push_wide(&mut path, reader.wide_text());
    String::from_utf8(path).unwrap_or_default()
}

fn facts(fields: &[u8], after_pointers: usize) -> Vec<Fact> {
    let zone = fields.get(after_pointers..).and_then(zone::fact);
    let build = dword(fields, 8).filter(|build| *build > 0);
    let times = |at: usize| qword(fields, after_pointers + at);
    let started = times(0xB0).zip(times(0xC0));
    // A machine starts before its sessions do; anything else is no time of a start.
    let boot = started
        .filter(|(boot, session)| *boot > 0 && boot <= session)
        .and_then(|(boot, _)| Stamp::from_filetime(boot));
    [
        build.map(|build| Fact::Build(build.to_string())),
        zone,
        boot.map(Fact::Boot),
    ]
    .into_iter()
    .flatten()
    .collect()
}
