//! Binary logs: some blocks of one, read with the gate in front.
//!
//! The form asks for every entry whether it is worth a record; the answer comes from the same gate that searches text. A
//! record cannot be read again by its offset, because a block may be packed and what it means may stand at the file's
//! beginning, so the text of those that match is kept. Its place in the order of the file is where its piece begins and its
//! number in it.

use crate::engine::scan::candidates::Candidates;
use crate::engine::scan::gate::{Events, Gate};
use crate::engine::scan::hit::{Scanned, SourceScan};
use crate::engine::scan::input::{Form, Input};
use crate::engine::scan::read::{Item, Reader, Scanner, with_bytes};
use crate::engine::scan::record::{Asked, Keep, Position, Recorder};
use crate::error::Error;
use crate::format::{Blocks, HEAD_BYTES, Located, Piece, Sink};
use crate::record::{Kind, SourceId};
use crate::source::Source;

impl Scanner<'_> {
    /// Some blocks of a binary log.
    pub(super) fn blocks(
        &self,
        source: &Source,
        input: &Input,
        item: Item,
        reader: &mut Reader,
    ) -> Result<SourceScan, Error> {
        let head = source.read(0, HEAD_BYTES)?;
        with_bytes(source, item, self.mmap, reader, |bytes| SourceScan {
            input: input.clone(),
            scanned: self.piece(source, input, item, &head, bytes),
        })
    }

    /// The piece's blocks, whose bytes are at hand.
    pub(super) fn piece(
        &self,
        source: &Source,
        input: &Input,
        item: Item,
        head: &[u8],
        bytes: &[u8],
    ) -> Scanned {
        let mut scanned = Scanned::default();
        let (Form::Log(format), Some(blocks)) = (input.form, input.blocks()) else {
            return scanned;
        };
        let piece = Piece {
            name: source.name(),
            head,
            start: item.start,
            bytes,
            last: item.start.saturating_add(bytes.len() as u64) >= source.bytes,
            messages: self.messages,
        };
        self.read_blocks(
            source,
            format.kind(),
            blocks,
            (piece, item.number),
            &mut scanned,
        );
        scanned
    }

    fn read_blocks(
        &self,
        source: &Source,
        kind: Kind,
        blocks: &dyn Blocks,
        (piece, number): (Piece<'_>, u32),
        scanned: &mut Scanned,
    ) {
        let matching = self.matching(kind, source);
        let events = self.gates.and_then(|gates| gates.of_events(matching.large));
        let mut sink = Sieve {
            recorder: self.recorder,
            candidates: Candidates::new(self.gates, matching.wanted, matching.large),
            large: matching.large,
            gate: matching.gate.filter(|_| kind != Kind::EventLog),
            events: events.filter(|_| kind == Kind::EventLog),
            source: source.id,
            window: number,
            start: piece.start,
            scanned,
        };
        let told = blocks.read(piece, &mut sink);
        scanned.tell(source.id, told);
    }
}

/// Lets through what a rule asks for.
struct Sieve<'s> {
    recorder: &'s Recorder<'s>,
    candidates: Candidates<'s>,
    large: bool,
    /// Finds what is asked of text; without it everything is asked for.
    gate: Option<&'s Gate>,
    /// Tells what is asked of events, where these are.
    events: Option<&'s Events>,
    source: SourceId,
    window: u32,
    start: u64,
    scanned: &'s mut Scanned,
}

impl Sieve<'_> {
    /// The gate for text, where there is one that leaves something out.
    fn of_text(&self) -> Option<&Gate> {
        let texts = self.events.map(Events::texts);
        texts.or(self.gate).filter(|gate| gate.always().is_empty())
    }
}

impl Sink for Sieve<'_> {
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize> {
        let Some(gate) = self.of_text() else {
            return (0..ends.len()).collect();
        };
        let mut asked = Vec::new();
        let mut entry = 0;
        gate.find(text, |at, _| {
            while ends.get(entry).is_some_and(|end| *end <= at) {
                entry += 1;
            }
            if entry < ends.len() && asked.last() != Some(&entry) {
                asked.push(entry);
            }
        });
        asked
    }

    fn wants_event(&self, provider: &str, id: u32) -> bool {
        self.events.is_none_or(|events| events.has(provider, id))
    }

    fn take(&mut self, number: u64, located: Located<'_>) {
        let position = Position {
            source: self.source,
            window: self.window,
            offset: self.start.saturating_add(number),
            length: u32::try_from(located.end.saturating_sub(located.start)).unwrap_or(u32::MAX),
            lines_before: number,
        };
        let asked = Asked {
            candidates: self.candidates.of(&located.record),
            large: self.large,
        };
        self.scanned.observed.record(self.source, &located.record);
        self.recorder.record(
            &located.record,
            asked,
            || position,
            Keep::Shown,
            self.scanned,
        );
    }
}
