//! Bounds-checked readers of little-endian fields, and the identifiers and texts made of them.
//!
//! Nothing in a trace is aligned once buffers are compressed, so bytes are read, never cast. A field that the bytes do not
//! reach is `None`. Of a GUID the first three parts are little-endian, the rest stands as printed.

use std::fmt;

/// The field of `N` bytes at an offset.
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk::<N>().copied()
}

pub(super) fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

pub(super) fn word(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

pub(super) fn dword(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

pub(super) fn qword(bytes: &[u8], at: usize) -> Option<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

/// Reads fields one after the other; what it cannot read it leaves where it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    /// What is not read yet.
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn word(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn dword(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn qword(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn guid(&mut self) -> Option<Guid> {
        let mut ahead = *self;
        let (first, second, third) = (ahead.dword()?, ahead.word()?, ahead.word()?);
        let last = u64::from_be_bytes(ahead.array()?);
        *self = ahead;
        let front = u128::from(first) << 32 | u128::from(second) << 16 | u128::from(third);
        Some(Guid(front << 64 | u128::from(last)))
    }

    /// An unsigned number of 1, 2, 4 or 8 bytes.
    pub(super) fn number(&mut self, size: usize) -> Option<u64> {
        let mut whole = [0; 8];
        whole.get_mut(..size)?.copy_from_slice(self.take(size)?);
        Some(u64::from_le_bytes(whole))
    }

    /// As many bytes as the 16-bit number in front of them says.
    pub(super) fn counted(&mut self) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let count = ahead.word()?;
        let taken = ahead.take(usize::from(count))?;
        *self = ahead;
        Some(taken)
    }

    /// 8-bit text up to its NUL or the end.
    pub(super) fn narrow_text(&mut self) -> &'a [u8] {
        let end = memchr::memchr(0, self.rest).unwrap_or(self.rest.len());
        let text = self.take(end).unwrap_or_default();
        self.take(1);
        text
    }

    /// UTF-16 up to its NUL or the end, as bytes.
    pub(super) fn wide_text(&mut self) -> &'a [u8] {
        let (units, _) = self.rest.as_chunks::<2>();
        let end = units.iter().position(|unit| *unit == [0, 0]);
        let text = self
            .take(end.unwrap_or(units.len()) * 2)
            .unwrap_or_default();
        if self.take(2).is_none() {
            self.rest = &[];
        }
        text
    }
}

/// Appends UTF-16 text as UTF-8. Unpaired surrogates become U+FFFD, an odd last byte is dropped.
pub(super) fn push_wide(text: &mut Vec<u8>, wide: &[u8]) {
    let begin = text.len();
    let (units, _) = wide.as_chunks::<2>();
    let mut beyond = 0;
    // Nearly all text is ASCII: taking the low bytes and finding out afterwards costs a fraction of a real conversion.
    text.extend(units.iter().map(|[low, high]| {
        beyond |= high | (low & 0x80);
        *low
    }));
    if beyond != 0 {
        text.truncate(begin);
        let (converted, _) =
            encoding_rs::UTF_16LE.decode_without_bom_handling(units.as_flattened());
        text.extend_from_slice(converted.as_bytes());
    }
}

/// An identifier of 16 bytes, as the number whose hex digits are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guid(pub(super) u128);

impl Guid {
    /// The identifier at an offset.
    pub(super) fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..)?;
        Reader { rest }.guid()
    }

    /// Its printed form, with or without braces.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('{').trim_end_matches('}');
        let digits: String = text.split('-').collect();
        let is_whole = digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let printed = is_whole.then(|| u128::from_str_radix(&digits, 16));
        printed?.ok().map(Self)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number) = self;
        let part = |shift: u32, digits: u32| (number >> (4 * shift)) & ((1 << (4 * digits)) - 1);
        write!(f, "{:08x}-{:04x}-", part(24, 8), part(20, 4))?;
        write!(
            f,
            "{:04x}-{:04x}-{:012x}",
            part(16, 4),
            part(12, 4),
            part(0, 12)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_printed_as_it_is_read() {
        let printed = "0b7a6f19-47c4-454e-8c5c-e868d637e4d8";
        let guid = Guid::parse(printed).unwrap();
        assert_eq!(guid, Guid(0x0b7a6f19_47c4_454e_8c5c_e868d637e4d8));
        let bytes = b"\x19\x6F\x7A\x0B\xC4\x47\x4E\x45\x8C\x5C\xE8\x68\xD6\x37\xE4\xD8";
        assert_eq!(Guid::at(bytes, 0), Some(guid));
        assert_eq!(Guid::at(bytes, 1), None);
        assert_eq!(guid.to_string(), printed);
        assert_eq!(
            Guid::parse("{0B7A6F19-47C4-454E-8C5C-E868D637E4D8}"),
            Some(guid)
        );
        assert_eq!(Guid::parse("0b7a6f19"), None);
    }

    #[test]
    fn texts_end_at_their_nul_or_with_the_bytes() {
        let mut reader = Reader {
            rest: b"ab\0c\0d\0\0\0e",
        };
        assert_eq!(reader.narrow_text(), b"ab");
        assert_eq!(reader.wide_text(), b"c\0d\0");
        assert_eq!(reader.wide_text(), b"");
        assert_eq!(reader.rest, b"");
        let mut reader = Reader { rest: b"a\0b\0c" };
        assert_eq!(reader.wide_text(), b"a\0b\0");
        assert_eq!(reader.rest, b"");
    }

    #[test]
    fn wide_text_becomes_utf8_whatever_it_holds() {
        let check = |wide: &[u8], expected: &str| {
            let mut text = b">".to_vec();
            push_wide(&mut text, wide);
            assert_eq!(text, format!(">{expected}").into_bytes());
        };
        check(b" \0a\0b\0\r\0\n\0", " ab\r\n");
        check(b"f\0\xFC\0r\0", "f\u{FC}r");
        check(b"a\0\x3D\xD8\xA5\xDC", "a\u{1F4A5}");
        check(b"\x3D\xD8a\0b", "\u{FFFD}a");
        check(b" \0x", " ");
    }

    #[test]
    fn a_count_that_the_bytes_do_not_reach_reads_nothing() {
        let mut reader = Reader { rest: b"\x03\0ab" };
        assert_eq!(reader.counted(), None);
        assert_eq!(reader.rest.len(), 4);
        assert_eq!(reader.number(8), None);
        assert_eq!(reader.number(9), None);
        assert_eq!(reader.number(4), Some(0x6261_0003));
    }
}
