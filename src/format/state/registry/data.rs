//! Registry data from its bytes and from the spellings of `.reg` files and `reg query`.

use crate::record::RegistryData;
use crate::text::{self, Encoding};

/// How strings inside byte data are encoded: version 5 files write UTF-16, version 4 files the ANSI code page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strings {
    Utf16,
    Ansi,
}

/// Data of a type number (`hex(7)` is type 7) from its bytes; what is not of the type's length stays bytes.
pub(super) fn typed(kind: u32, bytes: Vec<u8>, strings: Strings) -> RegistryData {
    const SZ: u32 = 1;
    const EXPAND_SZ: u32 = 2;
    const DWORD: u32 = 4;
    const DWORD_BIG_ENDIAN: u32 = 5;
    const MULTI_SZ: u32 = 7;
    const QWORD: u32 = 11;
    let number = match kind {
        SZ | EXPAND_SZ => return RegistryData::Text(first_string(&bytes, strings)),
        MULTI_SZ => return RegistryData::List(all_strings(&bytes, strings)),
        DWORD => bytes
            .as_slice()
            .try_into()
            .map(u32::from_le_bytes)
            .map(u64::from),
        DWORD_BIG_ENDIAN => bytes
            .as_slice()
            .try_into()
            .map(u32::from_be_bytes)
            .map(u64::from),
        QWORD => bytes.as_slice().try_into().map(u64::from_le_bytes),
        _ => return RegistryData::Binary(bytes),
    };
    number.map_or(RegistryData::Binary(bytes), RegistryData::Number)
}

/// `0a,0b`, with line continuations (`\`) and white space between.
pub(super) fn comma_bytes(text: &str) -> Option<Vec<u8>> {
    text.split(',')
        .map(|byte| byte.trim_matches(|c: char| c == '\\' || c.is_whitespace()))
        .filter(|byte| !byte.is_empty())
        .map(|byte| u8::from_str_radix(byte, 16).ok())
        .collect()
}

/// `0A0B`.
pub(super) fn packed_bytes(text: &str) -> Option<Vec<u8>> {
    text.trim()
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

fn decoded(bytes: &[u8], strings: Strings) -> String {
    match strings {
        Strings::Utf16 => text::display(&Encoding::Utf16Le.decode(bytes)).into_owned(),
        Strings::Ansi => text::display(bytes).into_owned(),
    }
}

fn first_string(bytes: &[u8], strings: Strings) -> String {
    let all = decoded(bytes, strings);
    all.split('\0').next().unwrap_or_default().to_owned()
}

fn all_strings(bytes: &[u8], strings: Strings) -> Vec<String> {
    decoded(bytes, strings)
        .split('\0')
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_what_their_type_says() {
        let check = |kind, hex, strings, expected| {
            assert_eq!(
                typed(kind, comma_bytes(hex).unwrap(), strings),
                expected,
                "{hex}"
            );
        };
        let text = |text: &str| RegistryData::Text(text.to_owned());
        check(2, "25,00,61,00,00,00", Strings::Utf16, text("%a"));
        check(2, "25,61,00", Strings::Ansi, text("%a"));
        let list = RegistryData::List(vec!["a".to_owned(), "b".to_owned()]);
        check(
            7,
            "61,00,00,00,62,00,00,00,\\\r\n  00,00",
            Strings::Utf16,
            list,
        );
        check(
            11,
            "01,00,00,00,00,00,00,00",
            Strings::Utf16,
            RegistryData::Number(1),
        );
        check(4, "01,00", Strings::Utf16, RegistryData::Binary(vec![1, 0]));
        check(3, "", Strings::Utf16, RegistryData::Binary(Vec::new()));
    }

    #[test]
    fn what_is_no_hex_is_refused() {
        assert_eq!(comma_bytes("0a,xx"), None);
        assert_eq!(packed_bytes("0A0"), Some(vec![10, 0]));
        assert_eq!(packed_bytes("0G"), None);
    }
}
