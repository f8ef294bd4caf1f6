//! One value of an event, by the type it stands in and the format it is to be shown in.
//!
//! Numbers that are results or hexadecimal are written with eight digits (`0x8024402c`), so that an error code is one
//! wherever it stands. Times are RFC 3339, security identifiers and addresses in their usual form, bytes in hex up to a
//! limit. Source: the input and output types of TraceLoggingProvider.h and of Microsoft's `tracelogging` crate.

use std::io::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::bytes::{Guid, Reader, push_wide};
use crate::text::display;
use crate::time::{Stamp, Zone};

/// Most bytes of binary data that are shown.
const SHOWN_BYTES: usize = 256;

/// Formats of values.
mod format {
    pub(super) const STRING: u8 = 2;
    pub(super) const BOOLEAN: u8 = 3;
    pub(super) const HEX: u8 = 4;
    pub(super) const PORT: u8 = 7;
    pub(super) const IPV4: u8 = 8;
    pub(super) const IPV6: u8 = 9;
    pub(super) const NTSTATUS: u8 = 14;
    pub(super) const HRESULT: u8 = 15;
    pub(super) const SIGNED: u8 = 17;
    pub(super) const UNSIGNED: u8 = 18;
    pub(super) const CODE_POINTER: u8 = 37;
}

/// How a value stands in the data and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Type {
    /// Number of the input type.
    pub(super) kind: u8,
    /// Number of the output type; 0 leaves it to the input type.
    pub(super) format: u8,
    /// Bytes of a pointer, 4 or 8.
    pub(super) pointer: usize,
}

impl Type {
    /// Bytes of a character, where the numbers of this type are characters of a text.
    pub(super) fn characters(self) -> Option<usize> {
        match (self.kind, self.format) {
            (3 | 4, format::STRING) => Some(1),
            (5 | 6, format::STRING) => Some(2),
            _ => None,
        }
    }

    /// Reads a value and appends it as text. `None` where the data ends before it does, or the type is unknown.
    pub(super) fn push(self, data: &mut Reader<'_>, text: &mut Vec<u8>) -> Option<()> {
        match self.kind {
            0 => {}
            1 => push_wide(text, data.wide_text()),
            2 => text.extend_from_slice(display(data.narrow_text()).as_bytes()),
            3 | 5 | 7 | 9 => self.push_number(data, 1 << ((self.kind - 3) / 2), true, text)?,
            4 | 6 | 8 | 10 => self.push_number(data, 1 << ((self.kind - 4) / 2), false, text)?,
            11 => push(text, format_args!("{}", f32::from_le_bytes(data.array()?))),
            12 => push(text, format_args!("{}", f64::from_le_bytes(data.array()?))),
            13 => push(text, format_args!("{}", data.dword()? != 0)),
            14 | 25 => self.push_binary(data.counted()?, text),
            15 => push_guid(text, data.guid()?),
            16 => push(text, format_args!("{:#x}", data.number(self.pointer)?)),
            17 => push_filetime(text, data.qword()?),
            18 => push_system_time(text, data)?,
            19 => push_sid(text, data)?,
            20 => push(text, format_args!("{:#010x}", data.dword()?)),
            21 => push(text, format_args!("{:#x}", data.qword()?)),
            22 => push_wide(text, data.counted()?),
            23 => text.extend_from_slice(display(data.counted()?).as_bytes()),
            _ => return None,
        }
        Some(())
    }

    fn push_number(
        self,
        data: &mut Reader<'_>,
        size: usize,
        signed: bool,
        text: &mut Vec<u8>,
    ) -> Option<()> {
        let number = data.number(size)?;
        let negative = match size {
            1 => i64::from(number.to_le_bytes()[0].cast_signed()),
            _ => sign_extended(number, size),
        };
        match self.format {
            format::HRESULT | format::NTSTATUS => push(text, format_args!("{number:#010x}")),
            format::HEX | format::CODE_POINTER if size == 4 => {
                push(text, format_args!("{number:#010x}"));
            }
            format::HEX | format::CODE_POINTER => push(text, format_args!("{number:#x}")),
            format::BOOLEAN => push(text, format_args!("{}", number != 0)),
            format::STRING => push_character(text, number),
            format::PORT if size == 2 => {
                let [high, low, ..] = number.to_le_bytes();
                push(text, format_args!("{}", u16::from_be_bytes([high, low])));
            }
            format::IPV4 if size == 4 => {
                let [a, b, c, d, ..] = number.to_le_bytes();
                push(text, format_args!("{}", Ipv4Addr::new(a, b, c, d)));
            }
            format::UNSIGNED => push(text, format_args!("{number}")),
            format::SIGNED => push(text, format_args!("{negative}")),
            _ if signed => push(text, format_args!("{negative}")),
            _ => push(text, format_args!("{number}")),
        }
        Some(())
    }

    fn push_binary(self, bytes: &[u8], text: &mut Vec<u8>) {
        match <[u8; 16]>::try_from(bytes) {
            Ok(address) if self.format == format::IPV6 => {
                push(text, format_args!("{}", Ipv6Addr::from(address)));
            }
            _ => push_hex(text, bytes, SHOWN_BYTES),
        }
    }
}

/// The number of so many bytes as a signed one.
pub(super) fn sign_extended(number: u64, size: usize) -> i64 {
    let unused = 64 - 8 * u32::try_from(size).unwrap_or(8).clamp(1, 8);
    (number.cast_signed() << unused) >> unused
}

/// Appends what is to be printed. Writing to memory does not fail.
pub(super) fn push(text: &mut Vec<u8>, what: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(what);
}

/// Appends bytes in hex, and ` ...` where there are more than `most`.
pub(super) fn push_hex(text: &mut Vec<u8>, bytes: &[u8], most: usize) {
    for byte in bytes.iter().take(most) {
        push(text, format_args!("{byte:02x}"));
    }
    if bytes.len() > most {
        text.extend_from_slice(b" ...");
    }
}

/// Appends an identifier in capitals, as the update agent writes it.
pub(super) fn push_guid(text: &mut Vec<u8>, guid: Guid) {
    let begin = text.len();
    push(text, format_args!("{guid}"));
    if let Some(written) = text.get_mut(begin..) {
        written.make_ascii_uppercase();
    }
}

pub(super) fn push_filetime(text: &mut Vec<u8>, filetime: u64) {
    match Stamp::from_filetime(filetime) {
        Some(stamp) if filetime > 0 => push(text, format_args!("{}", stamp.rfc3339())),
        _ => push(text, format_args!("{filetime}")),
    }
}

fn push_character(text: &mut Vec<u8>, number: u64) {
    let character = u32::try_from(number).ok().and_then(char::from_u32);
    push(text, format_args!("{}", character.unwrap_or('\u{FFFD}')));
}

fn push_system_time(text: &mut Vec<u8>, data: &mut Reader<'_>) -> Option<()> {
    let mut part = || data.word();
    let (year, month, _, day) = (part()?, part()?, part()?, part()?);
    let (hour, minute, second, millisecond) = (part()?, part()?, part()?, part()?);
    let small = |part: u16| i8::try_from(part).unwrap_or(-1);
    let stamp = Stamp::from_civil(
        (i16::try_from(year).unwrap_or(-1), small(month), small(day)),
        (small(hour), small(minute), small(second)),
        i32::from(millisecond).saturating_mul(1_000_000),
        Zone::Local,
    );
    match stamp {
        Some(stamp) => push(text, format_args!("{}", stamp.rfc3339())),
        None => text.extend_from_slice(b"no time"),
    }
    Some(())
}

/// Appends a security identifier: `S-1-5-18`.
pub(super) fn push_sid(text: &mut Vec<u8>, data: &mut Reader<'_>) -> Option<()> {
    let mut ahead = *data;
    let (revision, count) = (ahead.byte()?, ahead.byte()?);
    let authority: [u8; 6] = ahead.array()?;
    let mut parts = Reader {
        rest: ahead.take(4 * usize::from(count))?,
    };
    let authority = authority
        .iter()
        .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    push(text, format_args!("S-{revision}-{authority}"));
    while let Some(part) = parts.dword() {
        push(text, format_args!("-{part}"));
    }
    *data = ahead;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: u8, format: u8, data: &[u8]) -> Option<String> {
        let (mut text, mut reader) = (Vec::new(), Reader { rest: data });
        let kind = Type {
            kind,
            format,
            pointer: 4,
        };
        kind.push(&mut reader, &mut text)?;
        assert_eq!(reader.rest, b"", "{kind:?}");
        Some(String::from_utf8(text).unwrap())
    }

    /// The value, and that no cut of it is one unless it is a text that simply ends.
    fn check(kind: u8, format: u8, data: &[u8], expected: &str) {
        assert_eq!(shown(kind, format, data).as_deref(), Some(expected));
        if kind > 2 {
            for cut in 0..data.len() {
                assert_eq!(shown(kind, format, &data[..cut]), None);
            }
        }
    }

    #[test]
    fn numbers() {
        check(3, 0, b"\xFB", "-5");
        check(4, 0, b"\xFB", "251");
        check(5, 0, b"\xFE\xFF", "-2");
        check(6, 0, b"\xFE\xFF", "65534");
        check(7, 0, b"\x2C\x40\x24\x80", "-2145107924");
        check(8, 0, b"\x01\0\0\0", "1");
        check(9, 0, b"\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "-2");
        check(10, 0, b"\0\0\0\0\x01\0\0\0", "4294967296");
        check(11, 0, &1.5f32.to_le_bytes(), "1.5");
        check(12, 0, &(-0.25f64).to_le_bytes(), "-0.25");
        check(16, 0, b"\xEF\xBE\xAD\xDE", "0xdeadbeef");
        check(21, 0, b"\x10\0\0\0\0\0\0\0", "0x10");
    }

    #[test]
    fn results_have_eight_digits() {
        check(7, 15, b"\x2C\x40\x24\x80", "0x8024402c");
        check(8, 14, b"\x22\0\0\xC0", "0xc0000022");
        check(8, 4, b"\x05\0\0\0", "0x00000005");
        check(20, 0, b"\x05\0\x07\x80", "0x80070005");
        check(6, 4, b"\x05\0", "0x5");
        check(8, 13, b"\x05\0\0\0", "5");
    }

    #[test]
    fn formats_of_numbers() {
        check(4, 3, b"\x01", "true");
        check(13, 0, b"\0\0\0\0", "false");
        check(6, 2, b"A\0", "A");
        check(6, 7, b"\x01\xBB", "443");
        check(8, 8, b"\x7F\0\0\x01", "127.0.0.1");
        check(8, 17, b"\xFF\xFF\xFF\xFF", "-1");
        check(7, 18, b"\xFF\xFF\xFF\xFF", "4294967295");
    }

    #[test]
    fn texts_and_bytes() {
        check(1, 0, b"h\0i\0\0\0", "hi");
        check(1, 0, b"h\0i\0", "hi");
        check(2, 0, b"f\xFCr\0", "für");
        check(22, 0, b"\x04\0h\0i\0", "hi");
        check(23, 0, b"\x02\0hi", "hi");
        check(14, 0, b"\x03\0\x01\x02\xFF", "0102ff");
        check(25, 0, b"\0\0", "");
        let loopback = [&[16, 0][..], &[0; 15], &[1]].concat();
        check(14, 9, &loopback, "::1");
    }

    #[test]
    fn times_and_identifiers() {
        let start = 133_601_184_000_000_000u64.to_le_bytes();
        check(17, 0, &start, "2024-05-14T00:00:00Z");
        check(17, 0, &[0; 8], "0");
        check(17, 0, &[0xFF; 8], "18446744073709551615");
        let parts = [2024u16, 5, 2, 14, 9, 30, 1, 250].map(u16::to_le_bytes);
        check(18, 0, parts.as_flattened(), "2024-05-14T09:30:01.25");
        check(18, 0, &[0xFF; 16], "no time");
        check(19, 0, b"\x01\x01\0\0\0\0\0\x05\x12\0\0\0", "S-1-5-18");
        let guid = b"\x19\x6F\x7A\x0B\xC4\x47\x4E\x45\x8C\x5C\xE8\x68\xD6\x37\xE4\xD8";
        check(15, 0, guid, "0B7A6F19-47C4-454E-8C5C-E868D637E4D8");
    }

    #[test]
    fn a_type_that_is_unknown_cannot_be_read() {
        for kind in [24, 26, 31] {
            assert_eq!(shown(kind, 0, &[0; 32]), None);
        }
    }
}
