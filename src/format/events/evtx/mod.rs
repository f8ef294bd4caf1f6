//! Windows event logs as Windows keeps them: `.evtx`, a file header of 4 KiB and chunks of 64 KiB.
//!
//! ```text
//! ElfFile\0 .. flags  |  ElfChnk\0 first last .. free | **\0\0 size number written binary-XML size | **\0\0 ...
//! ```
//!
//! Each chunk has its own strings and templates and is read alone, whatever the file header says: in a log copied while
//! Windows had it open the header is older than the chunks. A record is looked at first: number and time stand before its
//! binary XML, provider, id and data are found through an outline of its template. Only records that the sink asks for are
//! rendered, by the evtx crate, to the XML that `event_element` reads, so that both forms make the same record. Layout:
//! MS-EVEN6 2.2.12 and real logs. Not handled: records that a reused chunk still holds behind its end, and texts of
//! messages, which lie in the providers' libraries.

mod chunk;
mod cursor;
mod gate;
mod instance;
mod outline;
mod render;
mod spelled;
mod tally;

use crate::format::{Blocks, Framing, Head, Located, LogFormat, Piece, Sink, Sniffed, Told};
use crate::record::{FormatId, Kind};
use tally::Tally;

/// An event log file.
pub(in crate::format) struct Evtx;

/// Bytes before the first chunk.
const FILE_HEADER: u64 = 4096;
/// Bytes of a chunk.
const CHUNK: usize = 65536;
/// How a file begins.
const MAGIC: &[u8] = b"ElfFile\0";

impl LogFormat for Evtx {
    fn id(&self) -> FormatId {
        FormatId("evtx")
    }

    fn kind(&self) -> Kind {
        Kind::EventLog
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        head.text.starts_with(MAGIC).then(|| Sniffed {
            score: 100,
            why: "begins as an event log file does".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Blocks(&Chunks)
    }
}

/// The file as a row of chunks.
#[derive(Debug)]
struct Chunks;

impl Blocks for Chunks {
    fn cuts(&self, size: u64, step: u64, _: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64> {
        let chunk = CHUNK as u64;
        let stride = step.div_ceil(chunk).max(1).saturating_mul(chunk);
        let cuts = std::iter::successors(FILE_HEADER.checked_add(stride), |cut| {
            cut.checked_add(stride)
        });
        cuts.take_while(|cut| *cut < size).collect()
    }

    fn read(&self, piece: Piece<'_>, sink: &mut dyn Sink) -> Told {
        let mut tally = Tally::default();
        let skipped = usize::try_from(FILE_HEADER.saturating_sub(piece.start)).unwrap_or(CHUNK);
        let chunks = piece.bytes.get(skipped..).unwrap_or_default();
        let start = usize::try_from(piece.start).unwrap_or(0) + skipped;
        for (number, bytes) in chunks.chunks(CHUNK).enumerate() {
            read_chunk(bytes, start + number * CHUNK, &mut tally, sink);
        }
        let mut told = tally.told();
        // A log that was open misses nothing by that alone; it explains damage where there is some.
        if told.bad > 0 && is_dirty(piece.head) {
            let note = "the log was copied while it was being written";
            told.notes.push(note.to_owned());
        }
        if piece.last && (chunks.len() % CHUNK != 0 || piece.bytes.len() < skipped) {
            told.notes.push("the file is cut off".to_owned());
        }
        told
    }
}

/// Whether the log was open when its header was written.
fn is_dirty(head: &[u8]) -> bool {
    const FLAGS: usize = 120;
    head.get(FLAGS).is_some_and(|flags| flags & 1 != 0)
}

/// Hands the records of one chunk to the sink; `base` is the chunk's offset in the file.
fn read_chunk(bytes: &[u8], base: usize, tally: &mut Tally, sink: &mut dyn Sink) {
    let Some(walked) = chunk::walk(bytes) else {
        tally.bad += u64::from(bytes.iter().any(|byte| *byte != 0));
        return;
    };
    tally.bad += walked.bad;
    let mut entries = walked.entries;
    let first = tally.count(&mut entries);
    let wanted = gate::wanted(bytes, &entries, tally, sink);
    let rendered = render::render(bytes, &entries, &wanted);
    tally.lose(wanted.len().saturating_sub(rendered.len()));
    for (entry, record) in rendered {
        let place = entries.partition_point(|other| other.at < entry.at);
        let located = Located {
            start: base + entry.at,
            end: base + entry.end,
            record,
        };
        sink.take(first + place as u64, located);
    }
}
