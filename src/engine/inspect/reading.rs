//! One log as parts that lie in memory: windows of a framed log, all of a small one, blocks of a binary one.
//!
//! A part has the records that begin in it, whole, as in the scan for rules; so memory is bounded by the part and by the
//! longest record, whatever the size of the log.

use crate::engine::scan::frame::{Frames, MAX_RECORD};
use crate::engine::scan::input::Input;
use crate::engine::scan::items_of;
use crate::engine::scan::read::{
    Item, Reader, Stretch, TAIL, WHOLE_LIMIT, with_bytes, with_window,
};
use crate::error::Error;
use crate::format::{Blocks, Framing, HEAD_BYTES, LogFormat, Piece, TraceMessages};
use crate::source::Source;

/// A log and how it is read.
#[derive(Clone, Copy)]
pub(super) struct Log<'s> {
    pub(super) source: &'s Source,
    pub(super) input: &'s Input,
    pub(super) format: &'static dyn LogFormat,
    /// Bytes of a part.
    pub(super) window: usize,
    /// Whether parts of files may be mapped.
    pub(super) mmap: bool,
    /// Texts for older traces.
    pub(super) messages: &'s TraceMessages,
}

/// What a part holds.
pub(super) enum Part<'t> {
    /// Text with framed records.
    Framed {
        text: &'t [u8],
        /// The records that begin in the part.
        frames: Frames<'t>,
        /// Where the next part begins.
        split: usize,
        /// Whether it is the beginning of the log.
        first: bool,
    },
    /// All the text of a log, or as much of it as is read.
    Whole(&'t [u8]),
    /// Blocks of a binary log.
    Blocks(&'static dyn Blocks, Piece<'t>),
}

impl Log<'_> {
    /// The parts, in their order: those of the scan for rules.
    pub(super) fn parts(&self) -> Vec<Item> {
        items_of(0, self.source, Some(self.input), self.window)
    }

    /// Whether it is read only in part because of its size.
    pub(super) fn exceeds_limit(&self) -> bool {
        matches!(self.format.framing(), Framing::Whole) && self.source.bytes > WHOLE_LIMIT as u64
    }

    /// Hands the part to `look`.
    pub(super) fn with<R>(
        &self,
        item: Item,
        reader: &mut Reader,
        look: impl Fn(Part<'_>) -> R,
    ) -> Result<R, Error> {
        match self.format.framing() {
            Framing::Whole => with_bytes(self.source, item, false, reader, |bytes| {
                let text = bytes.get(self.input.mark..).unwrap_or_default();
                look(Part::Whole(&self.input.encoding.decode(text)))
            }),
            Framing::Blocks(blocks) => {
                self.blocks(item, reader, |piece| look(Part::Blocks(blocks, piece)))
            }
            framing => {
                let uncut = |part: Part<'_>, cut: bool| (!cut).then(|| look(part));
                if let Some(result) = self.framed(item, framing, TAIL, reader, uncut)? {
                    return Ok(result);
                }
                let longest = MAX_RECORD * self.input.encoding.unit();
                self.framed(item, framing, longest, reader, |part, _| look(part))
            }
        }
    }

    fn blocks<R>(
        &self,
        item: Item,
        reader: &mut Reader,
        look: impl FnOnce(Piece<'_>) -> R,
    ) -> Result<R, Error> {
        let head = self.source.read(0, HEAD_BYTES)?;
        with_bytes(self.source, item, self.mmap, reader, |bytes| {
            look(Piece {
                name: self.source.name(),
                head: &head,
                start: item.start,
                bytes,
                last: item.start + bytes.len() as u64 >= self.source.bytes,
                messages: self.messages,
            })
        })
    }

    /// The part with `tail` bytes behind it, and whether its last record is longer than that and more can be read.
    fn framed<R>(
        &self,
        item: Item,
        framing: Framing,
        tail: usize,
        reader: &mut Reader,
        look: impl FnOnce(Part<'_>, bool) -> R,
    ) -> Result<R, Error> {
        let ways = (tail, self.mmap);
        with_window(self.source, self.input, item, ways, reader, |stretch| {
            let Stretch { text, place, more } = stretch;
            let frames = Frames::new(text, framing, place);
            let cut = more && frames.bounds().1 == text.len();
            look(
                Part::Framed {
                    text,
                    frames,
                    split: place.split,
                    first: place.first,
                },
                cut,
            )
        })
    }
}
