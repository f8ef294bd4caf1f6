//! One log as parts that lie in memory: windows of a framed log, all of a small one, blocks of a binary one.
//!
//! A part has the records that begin in it, whole, as in the scan for rules; so memory is bounded by the part and by the
//! longest record, whatever the size of the log.

use crate::engine::scan::frame::{Frames, MAX_RECORD, Place};
use crate::engine::scan::input::Input;
use crate::engine::scan::read::{Item, Reader, TAIL, WHOLE_LIMIT, decode, with_bytes};
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
    /// The parts, in their order.
    pub(super) fn parts(&self) -> Vec<Item> {
        let (bytes, window) = (self.source.bytes, self.window);
        let starts: Vec<u64> = match self.format.framing() {
            Framing::Whole => return vec![part(0, WHOLE_LIMIT)],
            Framing::Lines(_) | Framing::Elements { .. } => {
                return (self.input.mark as u64..bytes)
                    .step_by(window)
                    .map(|start| part(start, window))
                    .collect();
            }
            Framing::Blocks(blocks) => {
                let mut read = |start, length| {
                    let read = self.source.read(start, length);
                    read.map_or_else(|_| Vec::new(), std::borrow::Cow::into_owned)
                };
                let cuts = blocks.cuts(bytes, window as u64, &mut read);
                std::iter::once(0).chain(cuts).collect()
            }
        };
        let ends = starts.iter().skip(1).copied().chain([bytes]);
        let lengths = starts.iter().zip(ends).map(|(start, end)| {
            let length = end.saturating_sub(*start);
            part(*start, usize::try_from(length).unwrap_or(usize::MAX))
        });
        lengths.collect()
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
        let encoding = self.input.encoding;
        let first = item.start <= self.input.mark as u64;
        let before = if first { 0 } else { encoding.unit() };
        let wanted = Item {
            start: item.start - before as u64,
            length: before + item.length + tail,
            ..item
        };
        let more = wanted.start + (wanted.length as u64) < self.source.bytes;
        with_bytes(self.source, wanted, self.mmap, reader, |bytes| {
            let (previous, bytes) = bytes.split_at_checked(before).unwrap_or_default();
            let (text, split) = decode(encoding, bytes, item.length);
            let place = Place {
                split,
                first,
                at_line_start: first || encoding.is_line_end(previous),
            };
            let frames = Frames::new(&text, framing, place);
            let cut = more && frames.bounds().1 == text.len();
            let text = &text;
            look(
                Part::Framed {
                    text,
                    frames,
                    split,
                    first,
                },
                cut,
            )
        })
    }
}

fn part(start: u64, length: usize) -> Item {
    Item {
        source: 0,
        number: 0,
        start,
        length,
    }
}
