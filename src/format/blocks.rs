//! Binary forms: files made of blocks that can be read alone.
//!
//! A trace is a chain of buffers, an event log a row of chunks. Decoding an entry of either costs far more than finding out
//! that nobody asks for it, so a form shows its entries to a [`Sink`] first, as text or as provider and id, and makes
//! records only of those that the sink wants. A large file is cut at its blocks and its pieces are read in parallel; each
//! piece comes with the beginning of the file, because that holds what is common to all blocks (clock, zone).

use std::fmt::Debug;

use super::{Located, Numbers, Parsed, TraceMessages};
use crate::record::Fact;
use crate::time::Stamp;

/// How a binary form is cut and read.
pub trait Blocks: Debug + Sync {
    /// Offsets at which a file of `size` bytes can be cut, ascending, none of them 0, about `step` bytes apart. `read`
    /// gives the bytes at an offset, fewer at the end of the file. Where the file cannot be cut, there are none.
    fn cuts(&self, size: u64, step: u64, read: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64>;

    /// Reads every entry of the piece and hands those to the sink that it asks for, in their order in the file. Whatever
    /// the bytes are, it ends and does not panic.
    fn read(&self, piece: Piece<'_>, sink: &mut dyn Sink) -> Told;
}

/// Some blocks of a file.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// File name without folders.
    pub name: &'a str,
    /// The beginning of the file, at least [`HEAD_BYTES`](super::HEAD_BYTES) where there are so many.
    pub head: &'a [u8],
    /// Offset of the piece in the file; that of the first piece is 0.
    pub start: u64,
    /// The blocks, from one cut to the next or to the end of the file.
    pub bytes: &'a [u8],
    /// Whether the piece reaches the end of the file.
    pub last: bool,
    /// Texts for messages that older traces hold only the numbers of.
    pub messages: &'a TraceMessages,
}

/// Takes the records of a piece, and says beforehand which entries are worth making one of.
pub trait Sink {
    /// Which of several entries are asked for. Their texts stand one after the other in `text`, each up to its end in
    /// `ends`; the numbers come in ascending order, counted from 0. A text has what a rule can match: component,
    /// message, codes as digits.
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize>;

    /// Whether any rule asks for events of the provider with this id. Rules that name neither are asked by
    /// [`asked`](Self::asked).
    fn wants_event(&self, provider: &str, id: u32) -> bool;

    /// Takes a record. `number` is its place among all entries of the piece, from 0; its offsets are those of the file.
    fn take(&mut self, number: u64, located: Located<'_>);
}

/// What a piece was found to hold, whether records were made of it or not.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Told {
    /// How many entries there are.
    pub records: u64,
    /// How many pieces could not be read.
    pub bad: u64,
    /// What the reader of a report should know, each once.
    pub notes: Vec<String>,
    /// The earliest and the latest time of its entries.
    pub span: Option<(Stamp, Stamp)>,
    /// What it tells of the machine.
    pub facts: Vec<Fact>,
    /// The numbers that run through a log: record numbers of an event log, buffer numbers of a trace.
    pub numbers: Numbers,
    /// The channel, where it is the log of one.
    pub channel: Option<String>,
}

/// A sink that wants no record, for whom only what is [`Told`] matters.
#[derive(Debug)]
pub struct Nothing;

impl Sink for Nothing {
    fn asked(&self, _: &[u8], _: &[usize]) -> Vec<usize> {
        Vec::new()
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        false
    }

    fn take(&mut self, _: u64, _: Located<'_>) {}
}

/// A sink that wants everything.
#[derive(Default)]
struct All {
    parsed: Parsed<'static>,
}

impl Sink for All {
    fn asked(&self, _: &[u8], ends: &[usize]) -> Vec<usize> {
        (0..ends.len()).collect()
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        true
    }

    fn take(&mut self, _: u64, located: Located<'_>) {
        self.parsed.records.push(Located {
            start: located.start,
            end: located.end,
            record: located.record.into_owned(),
        });
    }
}

/// Every record of a file that lies in memory.
pub(super) fn every(blocks: &dyn Blocks, bytes: &[u8]) -> Parsed<'static> {
    let mut sink = All::default();
    let piece = Piece {
        name: "",
        head: bytes,
        start: 0,
        bytes,
        last: true,
        messages: &TraceMessages::default(),
    };
    let told = blocks.read(piece, &mut sink);
    Parsed {
        bad: told.bad,
        notes: told.notes,
        facts: told.facts,
        ..sink.parsed
    }
}
