//! The chain of buffers that a trace file is, and where it can be cut.
//!
//! ```text
//! 00 10 00 00  .. 30: 78 0F 00 00  20 00  00 00 ..      4096 bytes on disk, 3960 of them filled, generic
//! ```
//!
//! A buffer begins with 72 bytes that say how long it is; the next one follows it. Uncompressed files have buffers of one
//! size, which lets a damaged one be stepped over; compressed ones are of any size. A copied or preallocated file may end
//! in zeros. Source: WMI_BUFFER_HEADER as published in the Windows driver kit's symbols, measured on whole files.

use super::bytes::{dword, qword, word};

/// Length of a buffer's header.
pub(super) const HEADER: usize = 0x48;
/// Largest buffer, on disk and unpacked; Windows allows 16 MB.
pub(super) const LARGEST: u32 = 64 << 20;
/// Smallest buffer that Windows allocates. Relogged files begin with a smaller one, which says nothing of the others.
const SMALLEST_STRIDE: u32 = 1024;

const COMPRESSED: u16 = 0x40;
const TYPE_HEADER: u16 = 4;

/// What a buffer says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Buffer {
    /// Bytes on disk, header included.
    pub(super) size: u32,
    /// Bytes in use once unpacked, header included.
    pub(super) filled: u32,
    /// When it was last written to, on the clock of its records.
    pub(super) clock: u64,
    /// Its number in the session.
    pub(super) sequence: u64,
    /// Whether its records are packed.
    pub(super) compressed: bool,
    /// Whether it is the first of a file and holds the session's description.
    pub(super) first: bool,
}

impl Buffer {
    /// The header at the beginning of `bytes`; `None` where those are none.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let sizes = HEADER_SIZES;
        let (size, filled) = (dword(bytes, 0)?, dword(bytes, 0x30)?);
        let flags = word(bytes, 0x34)?;
        let kind = word(bytes, 0x36)?;
        bytes.get(..HEADER)?;
        (sizes.contains(&size) && sizes.contains(&filled)).then_some(Self {
            size,
            filled,
            clock: qword(bytes, 0x10)?,
            sequence: qword(bytes, 0x18)?,
            compressed: flags & COMPRESSED != 0,
            first: kind == TYPE_HEADER,
        })
    }

    /// Whether a file that begins so is a trace: a first buffer whose first record describes the session.
    pub(super) fn begins_trace(bytes: &[u8]) -> bool {
        let is_system = matches!(bytes.get(0x4A..0x4C), Some([1..=4, 0xC0]));
        Self::parse(bytes).is_some_and(|buffer| buffer.first)
            && is_system
            && word(bytes, 0x4E) == Some(0)
            && bytes.len() >= 0x70
    }
}

const HEADER_SIZES: std::ops::RangeInclusive<u32> = 0x48..=LARGEST;

/// How to come from one buffer to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    /// Size of every buffer that is not compressed, where it is known.
    stride: Option<u32>,
}

/// What stands at a place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A buffer.
    Buffer(Buffer),
    /// Bytes to step over; whether they are more than zeros.
    Skip { length: u64, damaged: bool },
    /// The chain ends; whether more than zeros follows.
    End { damaged: bool },
}

impl Step {
    /// How far it is to the next place.
    fn length(self) -> Option<u64> {
        match self {
            Self::Buffer(buffer) => Some(u64::from(buffer.size)),
            Self::Skip { length, .. } => Some(length),
            Self::End { .. } => None,
        }
    }
}

impl Chain {
    /// The chain of a file that begins so.
    pub(super) fn of(head: &[u8]) -> Self {
        let first = Buffer::parse(head).filter(|buffer| buffer.first && !buffer.compressed);
        let size = first.map(|buffer| buffer.size);
        Self {
            stride: size.filter(|size| *size >= SMALLEST_STRIDE),
        }
    }

    /// What stands at an offset of the file. `bytes` begin there and hold at least a header, unless the file ends.
    pub(super) fn step(self, offset: u64, bytes: &[u8]) -> Step {
        let header = bytes.get(..bytes.len().min(HEADER)).unwrap_or_default();
        let fits = |buffer: &Buffer| {
            buffer.compressed || self.stride.is_none_or(|stride| stride == buffer.size)
        };
        if let Some(buffer) = Buffer::parse(header).filter(fits) {
            return Step::Buffer(buffer);
        }
        let damaged = header.iter().any(|byte| *byte != 0);
        match self.stride.map(u64::from) {
            Some(stride) => Step::Skip {
                length: stride - offset % stride,
                damaged,
            },
            None => Step::End { damaged },
        }
    }
}

/// Offsets of buffers about `step` bytes apart; see [`Blocks::cuts`](crate::format::Blocks::cuts).
pub(super) fn cuts(size: u64, step: u64, read: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64> {
    let chain = Chain::of(&read(0, HEADER));
    let mut cuts = Vec::new();
    let (mut at, mut last) = (0, 0);
    while at < size {
        let Some(length) = chain.step(at, &read(at, HEADER)).length() else {
            break;
        };
        at += length;
        if at - last >= step.max(1) && at < size {
            cuts.push(at);
            last = at;
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(size: u32, filled: u32, flags: u16, kind: u16) -> Vec<u8> {
        let mut bytes = vec![0; HEADER];
        bytes[..4].copy_from_slice(&size.to_le_bytes());
        bytes[0x30..0x34].copy_from_slice(&filled.to_le_bytes());
        bytes[0x34..0x36].copy_from_slice(&flags.to_le_bytes());
        bytes[0x36..0x38].copy_from_slice(&kind.to_le_bytes());
        bytes
    }

    /// A file of buffers of which each is given by its size, the first being that of a header.
    fn file(sizes: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, size) in sizes.iter().enumerate() {
            let begin = bytes.len();
            let kind = if number == 0 { TYPE_HEADER } else { 0 };
            bytes.extend(header(*size, 0x50, 0, kind));
            bytes.resize(begin + usize::try_from(*size).unwrap(), 0xFF);
        }
        bytes
    }

    fn check_cuts(bytes: &[u8], step: u64, expected: &[u64]) {
        let mut read = |at: u64, length: usize| {
            let rest = bytes.get(usize::try_from(at).unwrap()..).unwrap_or(&[]);
            rest[..rest.len().min(length)].to_vec()
        };
        let size = u64::try_from(bytes.len()).unwrap();
        assert_eq!(cuts(size, step, &mut read), expected);
    }

    #[test]
    fn cuts_are_at_buffers_and_about_a_step_apart() {
        let even = file(&[1024; 5]);
        check_cuts(&even, 1, &[1024, 2048, 3072, 4096]);
        check_cuts(&even, 2000, &[2048, 4096]);
        check_cuts(&even, 9000, &[]);
        check_cuts(&file(&[512, 777, 99, 1001]), 600, &[1289]);
        check_cuts(&[], 1, &[]);
    }

    #[test]
    fn a_damaged_buffer_is_stepped_over_where_all_are_of_one_size() {
        let mut bytes = file(&[1024; 4]);
        bytes[1024..1028].fill(0xEE);
        check_cuts(&bytes, 1, &[1024, 2048, 3072]);
        let chain = Chain::of(&bytes);
        let expected = |damaged| Step::Skip {
            length: 1024,
            damaged,
        };
        assert_eq!(chain.step(1024, &bytes[1024..]), expected(true));
        assert_eq!(chain.step(2048, &[0; 2000]), expected(false));
        assert_eq!(
            chain.step(2100, &[0; 10]),
            Step::Skip {
                length: 972,
                damaged: false
            }
        );
    }

    #[test]
    fn a_chain_of_uneven_buffers_ends_at_a_damaged_one() {
        let mut bytes = file(&[512, 777, 99]);
        bytes[512..516].fill(0);
        check_cuts(&bytes, 1, &[512]);
        assert_eq!(
            Chain::of(&bytes).step(512, &bytes[512..]),
            Step::End { damaged: true }
        );
        assert_eq!(
            Chain::of(&bytes).step(512, &[0; 100]),
            Step::End { damaged: false }
        );
    }

    #[test]
    fn sizes_that_cannot_be_are_no_header() {
        assert!(Buffer::parse(&header(0x47, 0x48, 0, 0)).is_none());
        assert!(Buffer::parse(&header(LARGEST + 1, 0x48, 0, 0)).is_none());
        assert!(Buffer::parse(&header(0x48, 0x47, 0, 0)).is_none());
        assert!(
            Buffer::parse(&header(0x48, LARGEST, 0x40, 0))
                .unwrap()
                .compressed
        );
        assert!(Buffer::parse(&header(0x48, 0x48, 0, 4)[..0x47]).is_none());
    }
}
