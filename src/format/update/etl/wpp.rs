//! Messages of the software tracing preprocessor (WPP), as Windows Update wrote them before Windows 10 1709.
//!
//! ```text
//! 3C 00 00 90  0F 00  AA 00  <16 bytes of message GUID>  <time>  <thread> <process>  <values>
//! ```
//!
//! The text of a message stands in a file of symbols; the record has its number and the values alone, without their types.
//! Strings among the values are shown, and whatever looks like an error code is named as a candidate, for four bytes may
//! look like one by chance. Source: the flags of TraceMessage in the Windows SDK, measured records.

use super::bytes::{Guid, Reader, byte, word};
use super::raw::Raw;
use super::value::push;

const FLAG_SEQUENCE: u16 = 0x01;
const FLAG_GUID: u16 = 0x02;
const FLAG_COMPONENT: u16 = 0x04;
const FLAG_TIME: u16 = 0x08;
const FLAG_IDS: u16 = 0x20;
const FLAG_POINTER_32: u16 = 0x40;

/// Fewest characters of a string, of one byte each and of two.
const SHORTEST: (usize, usize) = (4, 3);
/// Most candidates of a message.
const MOST_CANDIDATES: usize = 8;

/// A message as its header tells of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    /// Of the text's file; zeros where the message does not carry it.
    pub(super) guid: Guid,
    /// Of the text.
    pub(super) number: u16,
    /// Reading of the session's clock, where there is one.
    pub(super) clock: Option<u64>,
    pub(super) process: Option<u32>,
    pub(super) thread: Option<u32>,
    /// Bytes of a pointer, 4 or 8.
    pub(super) pointer: usize,
    /// The values.
    pub(super) data: &'a [u8],
}

impl<'a> Message<'a> {
    pub(super) fn of(raw: &Raw<'a>) -> Option<Self> {
        let (number, flags) = (word(raw.bytes, 4)?, word(raw.bytes, 6)?);
        let has = |flag| flags & flag != 0;
        let mut reader = Reader {
            rest: raw.bytes.get(8..)?,
        };
        if has(FLAG_SEQUENCE) {
            reader.dword()?;
        }
        let mut guid = Guid(0);
        if has(FLAG_GUID) {
            guid = reader.guid()?;
        } else if has(FLAG_COMPONENT) {
            reader.dword()?;
        }
        let clock = if has(FLAG_TIME) {
            Some(reader.qword()?)
        } else {
            None
        };
        let ids = if has(FLAG_IDS) {
            Some((reader.dword()?, reader.dword()?))
        } else {
            None
        };
        Some(Self {
            guid,
            number,
            clock,
            process: ids.map(|(_, process)| process),
            thread: ids.map(|(thread, _)| thread),
            pointer: if has(FLAG_POINTER_32) { 4 } else { 8 },
            data: reader.rest,
        })
    }

    /// Appends what can be told of it without its text: `GUID number: strings`.
    pub(super) fn push_without_text(&self, text: &mut Vec<u8>) {
        push(text, format_args!("{} {}", self.guid, self.number));
        push_strings(text, ": ", self.data);
    }

    /// Numbers among the values that may be error codes, each once.
    pub(super) fn candidates(&self) -> Vec<u32> {
        let mut found = Vec::new();
        for window in self.data.windows(4) {
            let code = Reader { rest: window }.dword().unwrap_or(0);
            if is_candidate(code) && !found.contains(&code) {
                found.push(code);
            }
            if found.len() == MOST_CANDIDATES {
                break;
            }
        }
        found
    }
}

/// Whether a number is of a family that failures of updates come from.
fn is_candidate(code: u32) -> bool {
    let families = [
        0x8007, 0x8009, 0x800F, 0x8024, 0x80D0, 0x80F0, 0xC180, 0xC190,
    ];
    families.contains(&(code >> 16)) && code & 0xFFFF != 0
}

/// Appends the readable strings of some bytes with a blank between them, and `lead` in front of the first.
pub(super) fn push_strings(text: &mut Vec<u8>, lead: &str, bytes: &[u8]) {
    let mut lead = lead;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let wide = rest
            .as_chunks::<2>()
            .0
            .iter()
            .take_while(|unit| is_wide(**unit))
            .count();
        let narrow = rest.iter().take_while(|byte| is_printable(**byte)).count();
        let (length, step) = if wide >= SHORTEST.1 {
            (wide * 2, 2)
        } else if narrow >= SHORTEST.0 {
            (narrow, 1)
        } else {
            at += narrow.max(1);
            continue;
        };
        text.extend_from_slice(lead.as_bytes());
        text.extend(
            (0..length)
                .step_by(step)
                .filter_map(|place| byte(rest, place)),
        );
        lead = " ";
        at += length;
    }
}

fn is_printable(byte: u8) -> bool {
    (0x20..0x7F).contains(&byte)
}

fn is_wide(unit: [u8; 2]) -> bool {
    let [low, high] = unit;
    high == 0 && is_printable(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::update::etl::raw::walk;

    fn strings(bytes: &[u8]) -> String {
        let mut text = Vec::new();
        push_strings(&mut text, "", bytes);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn strings_of_both_widths_are_found_at_any_offset() {
        assert_eq!(strings(b"\x01abcd\0\x02"), "abcd");
        assert_eq!(strings(b"\xEEh\0t\0t\0p\0\0\0abcd"), "http abcd");
        assert_eq!(strings(b"abc\0h\0i\0\0\0"), "");
        assert_eq!(strings(b"abch\0i\0j\0"), "abch");
        assert_eq!(strings(b""), "");
    }

    fn message(flags: u16, rest: &[u8]) -> Vec<u8> {
        let size = u16::try_from(8 + rest.len()).unwrap();
        let [low, high] = size.to_le_bytes();
        let [first, second] = flags.to_le_bytes();
        [&[low, high, 0, 0x90, 15, 0, first, second][..], rest].concat()
    }

    #[test]
    fn flags_say_what_stands_in_front_of_the_values() {
        let guid = [7; 16];
        let rest = [
            &[9; 4][..],
            &guid,
            &[5, 0, 0, 0, 0, 0, 0, 0],
            &[1, 0, 0, 0, 2, 0, 0, 0],
        ];
        let bytes = message(0xAB, &[&rest.concat()[..], b"end"].concat());
        let raw = walk(&bytes).next().unwrap();
        let message = Message::of(&raw).unwrap();
        assert_eq!(
            (message.guid, message.number),
            (Guid::at(&guid, 0).unwrap(), 15)
        );
        assert_eq!(message.clock, Some(5));
        assert_eq!((message.thread, message.process), (Some(1), Some(2)));
        assert_eq!((message.pointer, message.data), (8, &b"end"[..]));
    }

    #[test]
    fn a_message_may_have_nothing_but_values() {
        let bytes = message(0x40, b"ab");
        let message = Message::of(&walk(&bytes).next().unwrap()).unwrap();
        assert_eq!((message.clock, message.process), (None, None));
        assert_eq!((message.pointer, message.data), (4, &b"ab"[..]));
    }

    #[test]
    fn candidates_are_numbers_of_known_families_at_any_offset() {
        let candidates = |data: &[u8]| {
            let bytes = message(0, data);
            Message::of(&walk(&bytes).next().unwrap())
                .unwrap()
                .candidates()
        };
        assert_eq!(
            candidates(b"\x05\0\x07\x80\x01\x22\0\x24\x80"),
            [0x8007_0005, 0x8024_0022]
        );
        assert_eq!(candidates(b"\x05\0\x07\x80\x05\0\x07\x80"), [0x8007_0005]);
        assert_eq!(candidates(b"\0\0\x07\x80"), [0u32; 0]);
        assert_eq!(candidates(b"\x05\0\x07"), [0u32; 0]);
    }
}
