//! Values of binary XML as the text that rules look for.
//!
//! Numbers are spelled as XML spells them and, where they can be codes, as eight hex digits and between tags too, because
//! those are the literals by which a code is searched for. Floating point numbers and times are left out: no rule asks for
//! them.

use std::io::Write;

/// A value's type and its bytes.
pub(super) type Value<'a> = (u8, &'a [u8]);

/// Type of UTF-16 text.
const TEXT: u8 = 0x01;
/// Type of binary XML.
pub(super) const BINARY_XML: u8 = 0x21;

/// Whether UTF-16 text is this ASCII word.
pub(super) fn is(text: &[u8], word: &str) -> bool {
    text.len() == word.len() * 2
        && units(text)
            .zip(word.bytes())
            .all(|(unit, byte)| unit == u16::from(byte))
}

/// UTF-16 text as UTF-8, up to its end mark.
pub(super) fn string(text: &[u8]) -> String {
    let units = units(text).take_while(|unit| *unit != 0);
    char::decode_utf16(units)
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Appends UTF-16 text as UTF-8; the end marks between the texts of a list become line ends.
pub(super) fn text(text: &[u8], out: &mut Vec<u8>) {
    out.reserve(text.len() / 2);
    for unit in char::decode_utf16(units(text)) {
        match unit.unwrap_or(char::REPLACEMENT_CHARACTER) {
            '\0' => out.push(b'\n'),
            character if character.is_ascii() => out.push(character as u8),
            character => out.extend(character.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
}

/// Appends a value.
pub(super) fn value((kind, bytes): Value<'_>, out: &mut Vec<u8>) {
    const ANSI: u8 = 0x02;
    const LIST_OF_TEXTS: u8 = 0x81;
    match (kind, bytes) {
        (TEXT, _) => {
            let start = out.len();
            text(bytes, out);
            between_tags(start, out);
        }
        (LIST_OF_TEXTS, _) => text(bytes, out),
        (ANSI, _) => out.extend(bytes),
        (0x0F, _) => guid(bytes, out),
        (0x0E, _) => hex(bytes, out),
        (0x13, _) => security_identifier(bytes, out),
        _ => {
            if let Some(number) = number(kind, bytes) {
                spell(kind, number, out);
            }
        }
    }
}

/// The value as a number: any width, with and without sign.
pub(super) fn number(kind: u8, bytes: &[u8]) -> Option<i128> {
    const SIGNED: [u8; 4] = [0x03, 0x05, 0x07, 0x09];
    const UNSIGNED: [u8; 7] = [0x04, 0x06, 0x08, 0x0A, 0x10, 0x14, 0x15];
    let magnitude = bytes
        .iter()
        .rev()
        .fold(0_i128, |sum, byte| sum << 8 | i128::from(*byte));
    let bits = bytes.len() * 8;
    match bits {
        8 | 16 | 32 | 64 if UNSIGNED.contains(&kind) => Some(magnitude),
        8 | 16 | 32 | 64 if SIGNED.contains(&kind) => {
            let is_negative = magnitude >> (bits - 1) & 1 == 1;
            Some(magnitude - (i128::from(is_negative) << bits))
        }
        _ => None,
    }
}

/// A number as XML has it, and as the literals of a code.
fn spell(kind: u8, number: i128, out: &mut Vec<u8>) {
    const IN_HEX: [u8; 3] = [0x10, 0x14, 0x15];
    let start = out.len();
    // Writing to memory does not fail.
    let _ = if IN_HEX.contains(&kind) {
        write!(out, "0x{number:x}")
    } else {
        write!(out, "{number}")
    };
    between_tags(start, out);
    let code = u32::try_from(number).or_else(|_| i32::try_from(number).map(i32::cast_unsigned));
    if let Ok(code) = code {
        let _ = write!(out, " {code:08x}");
    }
}

/// Repeats a short datum as it stands in XML, for codes of few digits are searched for between tags: `>%%1058</data>`.
fn between_tags(start: usize, out: &mut Vec<u8>) {
    const LONGEST: usize = 12;
    let spelled = out.get(start..).unwrap_or_default();
    if (1..=LONGEST).contains(&spelled.len()) {
        let again = [b" >", spelled, b"</data>"].concat();
        out.extend(again);
    }
}

/// `{04030201-0605-0807-090a-0b0c0d0e0f10}`: the first three fields are numbers, little end first.
fn guid(bytes: &[u8], out: &mut Vec<u8>) {
    const FIELDS: [(usize, u8); 5] = [(4, b'{'), (2, b'-'), (2, b'-'), (2, b'-'), (6, b'-')];
    const NUMBERS: usize = 3;
    const SIZE: usize = 16;
    let mut rest = bytes;
    if bytes.len() != SIZE {
        return;
    }
    for (place, (size, lead)) in FIELDS.into_iter().enumerate() {
        let (field, behind) = rest.split_at_checked(size).unwrap_or_default();
        let mut field = field.to_vec();
        if place < NUMBERS {
            field.reverse();
        }
        out.push(lead);
        hex(&field, out);
        rest = behind;
    }
    out.push(b'}');
}

/// `S-1-5-18`: revision, number of parts, the authority big end first, and the parts little end first.
fn security_identifier(bytes: &[u8], out: &mut Vec<u8>) {
    const HEAD: usize = 8;
    let Some((head, parts)) = bytes.split_first_chunk::<HEAD>() else {
        return;
    };
    let revision = head[0];
    let authority = u64::from_be_bytes(*head) & 0xFFFF_FFFF_FFFF;
    // Writing to memory does not fail.
    let _ = write!(out, "S-{revision}-{authority}");
    for part in parts.as_chunks().0 {
        let _ = write!(out, "-{}", u32::from_le_bytes(*part));
    }
}

fn hex(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied();
    let digits = bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    out.extend(digits.flatten());
}

fn units(text: &[u8]) -> impl Iterator<Item = u16> {
    text.chunks_exact(2)
        .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: u8, bytes: &[u8], expected: &str) {
        let mut out = Vec::new();
        value((kind, bytes), &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn codes_are_spelled_in_every_way_they_are_searched_for() {
        let code = 0x8007_2EFE_u32.to_le_bytes();
        check(8, &code, "2147954430 >2147954430</data> 80072efe");
        check(7, &code, "-2147012866 >-2147012866</data> 80072efe");
        check(0x14, &code, "0x80072efe >0x80072efe</data> 80072efe");
        check(0x15, &[0xFF; 8], "0xffffffffffffffff");
        check(1, &utf16("%%1058"), "%%1058 >%%1058</data>");
    }

    #[test]
    fn texts_are_utf8_and_lists_are_lines() {
        check(
            1,
            &utf16("Überprüfung fehlgeschlagen"),
            "Überprüfung fehlgeschlagen",
        );
        check(0x81, &utf16("a\0b\0"), "a\nb\n");
        check(
            1,
            &utf16("\u{1F600}odd number of bytes"),
            "\u{1F600}odd number of bytes",
        );
        check(1, &[0, 0xD8, 1], "\u{FFFD} >\u{FFFD}</data>");
    }

    #[test]
    fn guids_and_bytes_are_hex() {
        let bytes: Vec<u8> = (1..=16).collect();
        check(0x0F, &bytes, "{04030201-0605-0807-090a-0b0c0d0e0f10}");
        check(0x0E, &[0, 0xFF], "00ff");
        check(0x0F, &[1], "");
        check(0x13, &[1, 1], "");
        let system = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
        check(0x13, &system, "S-1-5-18");
    }
}
