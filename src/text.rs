//! Bytes to text: which encoding a log is in, and its bytes as UTF-8 for the formats to read.
//!
//! Windows writes logs as UTF-8 with and without a byte order mark, as UTF-16LE (ReportingEvents.log, PowerShell's
//! `Out-File`, `reg export`) and in the machine's ANSI code page. UTF-8 and ASCII are used in place, without a copy and
//! without a check: whatever is no UTF-8 stays as the bytes it is until a person has to read it. Only UTF-16 is decoded,
//! chunk by chunk. Source of the byte order marks: the Unicode standard, section 23.8.

use std::borrow::Cow;

/// How the bytes of a source become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 or ASCII; also a legacy code page, whose bytes above 0x7F then are no UTF-8.
    Utf8,
    /// UTF-16, little endian, with or without a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, with or without a byte order mark.
    Utf16Be,
    /// No text: traces, event logs, registry hives. Never detected; a binary format says so.
    Binary,
}

impl Encoding {
    /// The name people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Binary => "binary",
        }
    }

    /// Bytes per code unit; chunks are cut at multiples of it.
    pub const fn unit(self) -> usize {
        match self {
            Self::Utf8 | Self::Binary => 1,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// The encoding of a log that begins with `head`, and the length of its byte order mark.
    ///
    /// Without a mark, UTF-16 is told by its zero bytes: text of Western scripts has them in every second place.
    pub fn detect(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => return (Self::Utf8, 3),
            [0xFF, 0xFE, ..] => return (Self::Utf16Le, 2),
            [0xFE, 0xFF, ..] => return (Self::Utf16Be, 2),
            _ => {}
        }
        let sample = head.get(..head.len().min(512) & !1).unwrap_or_default();
        let zeros = |parity: usize| {
            sample
                .iter()
                .skip(parity)
                .step_by(2)
                .filter(|byte| **byte == 0)
                .count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        // Two fifths of the units are Western characters; on their other side a few zeros may stand (U+0100, U+4E00).
        let (most, few) = (sample.len() / 5, sample.len() / 64);
        match () {
            () if sample.len() < 4 => (Self::Utf8, 0),
            () if odd >= most && even <= few => (Self::Utf16Le, 0),
            () if even >= most && odd <= few => (Self::Utf16Be, 0),
            () => (Self::Utf8, 0),
        }
    }

    /// Whether the bytes of one code unit are a line end.
    pub fn is_line_end(self, unit: &[u8]) -> bool {
        match self {
            Self::Utf8 | Self::Binary => unit == b"\n",
            Self::Utf16Le => unit == b"\n\0",
            Self::Utf16Be => unit == b"\0\n",
        }
    }

    /// The bytes without the first half of a surrogate pair at their end.
    pub fn whole_characters(self, bytes: &[u8]) -> &[u8] {
        let high = match (self, bytes) {
            (Self::Utf16Le, [.., _, high]) | (Self::Utf16Be, [.., high, _]) => *high,
            _ => return bytes,
        };
        let cut = if (0xD8..0xDC).contains(&high) { 2 } else { 0 };
        bytes.get(..bytes.len() - cut).unwrap_or_default()
    }

    /// The bytes as text, without a byte order mark. Unpaired surrogates become U+FFFD, an odd last byte is dropped.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        let decoder = match self {
            Self::Utf8 | Self::Binary => return Cow::Borrowed(bytes),
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        };
        let even = bytes.get(..bytes.len() & !1).unwrap_or_default();
        let (text, _) = decoder.decode_without_bom_handling(even);
        Cow::Owned(text.into_owned().into_bytes())
    }
}

/// Bytes as a person reads them: UTF-8 where they are, else the Western Windows code page.
pub fn display(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
    }
}

/// The lines of a text with their offsets, without their line ends (`\n` or `\r\n`). A last line without an end is a line;
/// nothing after a last line end is none.
pub fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let offset = start;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        start += end + 1;
        let line = rest.get(..end)?;
        Some((offset, line.strip_suffix(b"\r").unwrap_or(line)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn byte_order_marks_decide() {
        assert_eq!(Encoding::detect(b"\xEF\xBB\xBF2024"), (Encoding::Utf8, 3));
        assert_eq!(Encoding::detect(b"\xFF\xFE2\0"), (Encoding::Utf16Le, 2));
        assert_eq!(Encoding::detect(b"\xFE\xFF\x002"), (Encoding::Utf16Be, 2));
        assert_eq!(Encoding::detect(b""), (Encoding::Utf8, 0));
    }

    #[test]
    fn utf16_without_a_mark_is_told_by_its_zero_bytes() {
        assert_eq!(
            Encoding::detect(&utf16("2024-05-14 failed", false)),
            (Encoding::Utf16Le, 0)
        );
        assert_eq!(
            Encoding::detect(&utf16("2024-05-14 failed", true)),
            (Encoding::Utf16Be, 0)
        );
        assert_eq!(
            Encoding::detect(b"plain text of more than four bytes"),
            (Encoding::Utf8, 0)
        );
    }

    #[test]
    fn decoding_survives_half_pairs_and_odd_ends() {
        assert_eq!(
            Encoding::Utf16Le.decode(b"\x00\xD8a\0b").as_ref(),
            "\u{FFFD}a".as_bytes()
        );
        assert_eq!(
            Encoding::Utf16Be.decode(&utf16("ähm", true)).as_ref(),
            "ähm".as_bytes()
        );
    }

    #[test]
    fn what_is_no_utf8_is_shown_in_the_western_code_page() {
        assert_eq!(display(b"f\xFCr"), "für");
        assert_eq!(display("für".as_bytes()), "für");
    }

    #[test]
    fn both_line_ends_and_a_last_line_without_one() {
        let got: Vec<_> = lines(b"a\r\nb\n\nc").collect();
        assert_eq!(got, [(0, &b"a"[..]), (3, b"b"), (5, b""), (6, b"c")]);
        assert_eq!(lines(b"a\n").count(), 1);
        assert_eq!(lines(b"").count(), 0);
    }
}
