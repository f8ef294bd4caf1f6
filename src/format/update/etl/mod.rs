//! Event traces (`.etl`), as Windows Update writes them since Windows 10: binary files of buffers of records.
//!
//! ```text
//! 00 10 00 00 .. 04 00 | .. 01 05 .. | 98 00 13 C0 .. "WUTraceLogging" .. "Agent" .. "Info" .. "*FAILED* [80072EE7] ..."
//! ```
//!
//! From Windows 10 1709 on the records describe themselves, so that they are read on any system and without symbols; what
//! they say equals the lines of Get-WindowsUpdateLog, and rules made for that log match them. Older traces have numbers in
//! place of texts (`wpp`), which files of texts (`tmf`, `texts`) turn into lines. `buffer` walks the file, `raw` a buffer, `entry`
//! makes text of a record, `read` ties these together. Other traces are read the same way and cover nothing. Source: the
//! structures of the Windows SDK (evntrace.h, evntcons.h, TraceLoggingProvider.h), measured on whole files. Not handled:
//! the texts of providers with a manifest, which stand in files of the machine, and records of the kernel.

mod buffer;
mod bytes;
mod clock;
mod entry;
mod event;
mod lz77;
mod payload;
mod provider;
mod raw;
mod read;
mod schema;
mod session;
mod sniff;
mod texts;
mod tmf;
mod tmf_item;
mod tmf_text;
mod value;
mod wpp;
mod zone;

pub(in crate::format) use texts::Texts;
pub use tmf::TraceMessages;

use crate::format::{Blocks, Framing, Head, LogFormat, Piece, Sink, Sniffed, Told};
use crate::record::{FormatId, Kind};

/// Traces of Windows Update.
pub(in crate::format) static WINDOWS_UPDATE: Trace = Trace {
    id: FormatId("windows-update-trace"),
    kind: Kind::WindowsUpdate,
};

/// All other traces.
pub(in crate::format) static OTHER: Trace = Trace {
    id: FormatId("trace"),
    kind: Kind::Plain,
};

/// A trace that tells of one kind of thing.
#[derive(Debug)]
pub(in crate::format) struct Trace {
    id: FormatId,
    kind: Kind,
}

impl LogFormat for Trace {
    fn id(&self) -> FormatId {
        self.id
    }

    fn kind(&self) -> Kind {
        self.kind
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        if !buffer::Buffer::begins_trace(head.text) {
            return None;
        }
        let (score, why) = match (self.kind, sniff::tells_of_updates(head)) {
            (Kind::WindowsUpdate, Some(why)) => (98, why),
            (Kind::WindowsUpdate, None) => return None,
            _ => (95, "an event trace"),
        };
        Some(Sniffed {
            score,
            why: why.to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Blocks(match self.kind {
            Kind::WindowsUpdate => &WINDOWS_UPDATE,
            _ => &OTHER,
        })
    }
}

impl Blocks for Trace {
    fn cuts(&self, size: u64, step: u64, read: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64> {
        buffer::cuts(size, step, read)
    }

    fn read(&self, piece: Piece<'_>, sink: &mut dyn Sink) -> Told {
        read::read(self.kind, piece, sink)
    }
}
