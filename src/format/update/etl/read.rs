//! From a piece of a trace to records: buffers, the entries of each, and of those the ones that are asked for.
//!
//! A buffer costs itself alone when it is damaged. All texts of a buffer go to the sink at once; records are made of the
//! entries it asks for, at the offsets of their bytes in the file. The entries of a packed buffer have no bytes of their
//! own there, and lie where the buffer does.

use super::buffer::{Buffer, Chain, HEADER, Step};
use super::entry::{self, Entry};
use super::lz77;
use super::raw::{Raw, Shape, walk};
use super::session::Session;
use super::tmf::TraceMessages;
use crate::format::{Located, Piece, Sink, Told};
use crate::record::Kind;

const NO_TEXT: &str = "messages without text: this trace comes from Windows 10 before version 1709, Server 2016 or another \
    program that leaves its texts in symbol files; only strings and possible codes are shown. Collect the log that \
    Get-WindowsUpdateLog makes on the machine itself, or give the folder of its .tmf files with --tmf";
const CUT_OFF: &str = "the file is cut off in the middle of a buffer";
const NO_SESSION: &str =
    "the description of the session is damaged; the times of its events are not known";

/// Most bytes that packed buffers may hold in all, for each byte of the piece and beside those. Records with their differing
/// times pack to no less than a thirtieth.
const UNPACKED: (usize, usize) = (100, 64 << 20);

/// Reads every entry of the piece; see [`Blocks::read`](crate::format::Blocks::read).
pub(super) fn read(kind: Kind, piece: Piece<'_>, sink: &mut dyn Sink) -> Told {
    let session = Session::of(piece.head);
    let mut reading = Reading {
        kind,
        messages: piece.messages,
        session: session.as_ref(),
        told: Told::default(),
        sequences: Vec::new(),
        clocks: None,
        unpacked: Vec::new(),
        left: UNPACKED
            .0
            .saturating_mul(piece.bytes.len())
            .saturating_add(UNPACKED.1),
        text: Vec::new(),
        ends: Vec::new(),
        entries: Vec::new(),
    };
    if piece.start == 0 {
        reading.tell_of_session();
    }
    reading.buffers(&piece, sink);
    reading.finish()
}

struct Reading<'s> {
    kind: Kind,
    messages: &'s TraceMessages,
    session: Option<&'s Session>,
    told: Told,
    /// Numbers of the buffers.
    sequences: Vec<u64>,
    /// Earliest and latest reading of the clock that is an instant.
    clocks: Option<(u64, u64)>,
    /// How many more bytes may be unpacked.
    left: usize,
    /// Records of a packed buffer. This and what follows is used again for every buffer.
    unpacked: Vec<u8>,
    text: Vec<u8>,
    ends: Vec<usize>,
    entries: Vec<Entry>,
}

/// Where the records of a buffer lie in the file.
#[derive(Clone, Copy)]
struct Place {
    /// The buffer's bounds.
    begin: u64,
    end: u64,
    packed: bool,
}

impl Place {
    fn of(self, raw: &Raw<'_>) -> (usize, usize) {
        let (begin, end) = if self.packed {
            (self.begin, self.end)
        } else {
            let begin = self.begin + wide(HEADER + raw.at);
            (begin, begin + wide(raw.bytes.len()))
        };
        let offset = |at| usize::try_from(at).unwrap_or(usize::MAX);
        (offset(begin), offset(end))
    }
}

impl Reading<'_> {
    fn tell_of_session(&mut self) {
        if let Some(session) = self.session {
            self.told.notes.extend(session.losses());
            self.told.facts.clone_from(&session.facts);
        } else {
            self.told.bad += 1;
            self.note(NO_SESSION);
        }
    }

    fn buffers(&mut self, piece: &Piece<'_>, sink: &mut dyn Sink) {
        let chain = Chain::of(piece.head);
        let mut at = 0;
        while let Some(rest) = piece.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let length = match chain.step(piece.start + wide(at), rest) {
                Step::Buffer(buffer) => {
                    self.buffer(&buffer, piece, at, sink);
                    u64::from(buffer.size)
                }
                Step::Skip { length, damaged } => {
                    self.told.bad += u64::from(damaged);
                    length
                }
                Step::End { damaged } => {
                    self.told.bad += u64::from(damaged);
                    break;
                }
            };
            at = at.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
        }
    }

    /// A buffer whose header stands at `at` in the piece.
    fn buffer(&mut self, buffer: &Buffer, piece: &Piece<'_>, at: usize, sink: &mut dyn Sink) {
        let rest = piece.bytes.get(at..).unwrap_or_default();
        let size = native(buffer.size);
        let whole = rest.get(..size.min(rest.len())).unwrap_or_default();
        let cut = rest.len() < size;
        if cut {
            self.told.bad += 1;
            self.note(CUT_OFF);
        }
        if !buffer.first {
            self.sequences.push(buffer.sequence);
        }
        let begin = piece.start + wide(at);
        let place = Place {
            begin,
            end: begin + wide(whole.len()),
            packed: buffer.compressed,
        };
        let packed = whole.get(HEADER..).unwrap_or_default();
        let length = native(buffer.filled).saturating_sub(HEADER);
        if buffer.compressed {
            let mut unpacked = std::mem::take(&mut self.unpacked);
            unpacked.clear();
            let limit = length.min(self.left);
            let done = lz77::unpack(packed, limit, &mut unpacked) && limit == length;
            self.left -= unpacked.len();
            self.told.bad += u64::from(!done && !cut);
            self.body(buffer, &unpacked, !done, place, sink);
            self.unpacked = unpacked;
        } else {
            let body = packed.get(..length.min(packed.len())).unwrap_or_default();
            self.body(buffer, body, cut, place, sink);
        }
    }

    /// The records of a buffer. Where their end is known to be missing, that is counted already.
    fn body(&mut self, buffer: &Buffer, body: &[u8], cut: bool, place: Place, sink: &mut dyn Sink) {
        self.text.clear();
        self.ends.clear();
        self.entries.clear();
        let mut raws = walk(body);
        let mut records = Vec::new();
        for raw in raws.by_ref() {
            if matches!(raw.shape, Shape::Session | Shape::Kernel) {
                continue;
            }
            let begin = self.text.len();
            let Some(entry) = entry::write(&raw, self.messages, &mut self.text) else {
                self.text.truncate(begin);
                self.told.bad += 1;
                continue;
            };
            self.entry(buffer, entry);
            records.push(raw);
        }
        self.told.bad += u64::from(raws.damaged && !cut);
        self.hand_over(&records, place, sink);
    }

    fn entry(&mut self, buffer: &Buffer, mut entry: Entry) {
        // A message without a time of its own was written before its buffer was.
        let clock = *entry.clock.get_or_insert(buffer.clock);
        if self.clock_stamp(clock).is_some() {
            let (first, last) = self.clocks.unwrap_or((clock, clock));
            self.clocks = Some((first.min(clock), last.max(clock)));
        }
        if entry.without_text {
            self.note(NO_TEXT);
        }
        self.entries.push(entry);
        self.ends.push(self.text.len());
    }

    fn hand_over(&mut self, records: &[Raw<'_>], place: Place, sink: &mut dyn Sink) {
        if records.is_empty() {
            return;
        }
        for number in sink.asked(&self.text, &self.ends) {
            let (Some(entry), Some(raw)) = (self.entries.get(number), records.get(number)) else {
                continue;
            };
            let begin = number
                .checked_sub(1)
                .and_then(|before| self.ends.get(before));
            let end = self.ends.get(number).copied().unwrap_or(0);
            let text = self.text.get(begin.copied().unwrap_or(0)..end);
            let stamp = entry.clock.and_then(|clock| self.clock_stamp(clock));
            let record = entry.record(self.kind, stamp, text.unwrap_or_default(), raw);
            let (start, end) = place.of(raw);
            sink.take(
                self.told.records + wide(number),
                Located { start, end, record },
            );
        }
        self.told.records += wide(records.len());
    }

    fn clock_stamp(&self, clock: u64) -> Option<crate::time::Stamp> {
        self.session?.clock?.stamp(clock)
    }

    fn note(&mut self, note: &str) {
        if !self.told.notes.iter().any(|known| known == note) {
            self.told.notes.push(note.to_owned());
        }
    }

    fn finish(mut self) -> Told {
        self.told.span = self
            .clocks
            .and_then(|(first, last)| Some((self.clock_stamp(first)?, self.clock_stamp(last)?)));
        if self.session.is_none_or(|session| session.numbered) {
            self.told.numbers = self.sequences.into_iter().collect();
        }
        self.told
    }
}

fn native(size: u32) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
