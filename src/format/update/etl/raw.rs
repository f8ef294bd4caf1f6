//! The records of a buffer, as far as they are told apart: where each lies and which header it has.
//!
//! ```text
//! 98 00 13 C0        152 bytes, header type 0x13: an event with 64-bit pointers
//! 3C 00 00 90        60 bytes, a message of the software tracing preprocessor (WPP)
//! 02 00 02 C0 2C 01  a system record; its size stands elsewhere
//! ```
//!
//! Each begins at a multiple of 8 bytes; what lies between is garbage. Records that cannot be stepped over cost the rest of
//! their buffer and nothing else. Source: the headers of the Windows SDK (evntrace.h, evntcons.h) and measured files.

use super::bytes::{byte, dword, word};

/// Which header a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An event of a provider with a manifest or with a schema of its own.
    Event,
    /// An event of a classic provider.
    Classic,
    /// A message of the software tracing preprocessor.
    Message,
    /// The description of the session.
    Session,
    /// What the kernel tells of itself; nothing is read from it.
    Kernel,
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'a> {
    /// Offset in the buffer's body.
    pub(super) at: usize,
    /// Header and data.
    pub(super) bytes: &'a [u8],
    /// Which header it has.
    pub(super) shape: Shape,
    /// Bytes of a pointer, 4 or 8, as its header says.
    pub(super) pointer: usize,
}

/// Steps from record to record.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    body: &'a [u8],
    at: usize,
    /// Whether it had to stop before the end.
    pub(super) damaged: bool,
}

/// The records of a buffer's body.
pub(super) fn walk(body: &[u8]) -> Walk<'_> {
    Walk {
        body,
        at: 0,
        damaged: false,
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        let rest = self.body.get(self.at..)?;
        let marker = dword(rest, 0)?;
        if rest.len() < 8 || marker == 0 || marker == u32::MAX || self.damaged {
            return None;
        }
        let raw = raw(rest, self.at);
        match &raw {
            Some(raw) => self.at += raw.bytes.len().next_multiple_of(8),
            None => self.damaged = true,
        }
        raw
    }
}

fn raw(rest: &[u8], at: usize) -> Option<Raw<'_>> {
    let (kind, flags) = (byte(rest, 2)?, byte(rest, 3)?);
    let (shape, smallest, size_at) = match (flags, kind) {
        (0x90, _) => (Shape::Message, 8, 0),
        (0xC0, 0x01..=0x04) if word(rest, 6)? == 0 => (Shape::Session, 0x18, 4),
        (0xC0, 0x01..=0x04) => (Shape::Kernel, 0x18, 4),
        (0xC0, 0x10 | 0x11) => (Shape::Kernel, 0x10, 4),
        (0xC0, 0x12 | 0x13) => (Shape::Event, 0x50, 0),
        (0xC0, 0x0A | 0x14 | 0x0B | 0x15) => (Shape::Classic, 0x30, 0),
        (0xC0, _) => (Shape::Kernel, 8, 0),
        _ => return None,
    };
    let size = usize::from(word(rest, size_at)?);
    let bytes = rest.get(..size).filter(|_| size >= smallest)?;
    let narrow = matches!(kind, 0x01 | 0x03 | 0x10 | 0x0A | 0x0B | 0x12);
    Some(Raw {
        at,
        bytes,
        shape,
        pointer: if narrow { 4 } else { 8 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &[u8], expected: &[(usize, usize, Shape)], damaged: bool) {
        let mut walk = walk(body);
        let found: Vec<_> = walk
            .by_ref()
            .map(|raw| (raw.at, raw.bytes.len(), raw.shape))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(walk.damaged, damaged, "{body:x?}");
    }

    fn message(size: u8) -> Vec<u8> {
        let mut bytes = vec![size, 0, 0, 0x90];
        bytes.resize(usize::from(size), 1);
        bytes
    }

    #[test]
    fn records_begin_at_multiples_of_eight() {
        let first = [&message(10)[..], &[0xEE; 6]].concat();
        let both = [&first[..], &message(8)].concat();
        let found = [(0, 10, Shape::Message), (16, 8, Shape::Message)];
        check(&both, &found, false);
        check(&[&both[..], &[0xFF; 16]].concat(), &found, false);
        check(&[&both[..], &[0; 9]].concat(), &found, false);
        check(&[&both[..], &[7; 7]].concat(), &found, false);
    }

    #[test]
    fn what_is_no_record_ends_the_buffer() {
        let good = message(8);
        let found = [(0, 8, Shape::Message)];
        for bad in [
            &b"\x08\0\0\x80\0\0\0\0"[..],
            &message(16)[..8],
            b"\x07\0\0\x90\0\0\0\0",
        ] {
            check(&[&good[..], bad].concat(), &found, true);
        }
        check(b"", &[], false);
    }

    #[test]
    fn the_size_stands_where_the_header_type_says() {
        let mut system = vec![2, 0, 2, 0xC0, 0x20, 0, 0, 0];
        system.resize(0x20, 0);
        check(&system, &[(0, 0x20, Shape::Session)], false);
        system[6] = 0x42;
        check(&system, &[(0, 0x20, Shape::Kernel)], false);
    }
}
