//! Values of messages, by the item types that trace message format files name.
//!
//! Numbers are packed little-endian, strings end in NUL or follow their length in bytes. Lists and sets carry their names in
//! the type (`ItemListByte(Low,APC,DPC)`), enumerations refer to a list of the file. Of types that are not known the size is
//! not either, so that the values behind them are lost too.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::bytes::{Reader, push_wide};
use super::value::{push_filetime, push_guid, push_hex, push_sid, sign_extended};
use crate::text::display;

/// Most bytes of a dump that are shown.
const SHOWN_BYTES: usize = 256;

/// Names of numbers.
pub(super) type Names = BTreeMap<u64, String>;

/// Type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Number(usize),
    /// A result of so many bytes, shown in hex.
    Code,
    Double,
    Pointer,
    Narrow,
    Wide,
    CountedNarrow,
    CountedWide,
    Guid,
    Sid,
    Ipv4,
    Ipv6,
    Hardware,
    Port,
    Time,
    Duration,
    Characters,
    Dump,
    /// A name of the file's list so called.
    Named(String),
    /// Names of bits of the file's list so called.
    Flags(String),
    /// A name by its place.
    List(usize, Vec<String>),
    /// Names of bits by their places.
    Set(usize, Vec<String>),
    Unknown,
}

/// A value as it is put into a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A number of so many bytes.
    Number(u64, usize),
    Double(f64),
    Text(String),
}

impl Item {
    /// The type of that name, such as `ItemLong` or `ItemListByte(Low,APC,DPC)`.
    pub(super) fn parse(text: &str) -> Self {
        let (name, inside) = text.split_once('(').unwrap_or((text, ""));
        let inside = inside.trim_end_matches(')');
        let list = || {
            inside
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect()
        };
        match name.trim_start_matches("Item") {
            "Char" | "UChar" | "CharSign" | "CharShort" => Self::Number(1),
            "Short" | "UShort" => Self::Number(2),
            "Long" | "ULong" | "LongX" | "WINERROR" => Self::Number(4),
            "LongLong" | "ULongLong" | "LongLongX" | "LongLongXX" | "LongLongO" => Self::Number(8),
            "HRESULT" | "NTSTATUS" | "NDIS_STATUS" | "NDIS_OID" => Self::Code,
            "Double" => Self::Double,
            "Ptr" => Self::Pointer,
            "String" | "RString" => Self::Narrow,
            "WString" | "RWString" => Self::Wide,
            "PString" => Self::CountedNarrow,
            "PWString" => Self::CountedWide,
            "Guid" | "CLSID" | "IID" | "LIBID" => Self::Guid,
            "Sid" => Self::Sid,
            "IPAddr" => Self::Ipv4,
            "IPV6Addr" => Self::Ipv6,
            "MACAddr" => Self::Hardware,
            "Port" => Self::Port,
            "Timestamp" | "WaitTime" => Self::Time,
            "TimeDelta" => Self::Duration,
            "Char4" => Self::Characters,
            "HexDump" => Self::Dump,
            "Enum" => Self::Named(inside.to_owned()),
            "FlagsEnum" => Self::Flags(inside.to_owned()),
            "ListByte" => Self::List(1, list()),
            "ListShort" => Self::List(2, list()),
            "ListLong" => Self::List(4, list()),
            "SetByte" => Self::Set(1, list()),
            "SetShort" => Self::Set(2, list()),
            "SetLong" => Self::Set(4, list()),
            _ => Self::Unknown,
        }
    }

    /// Reads a value. `None` where the data ends before it does, or its size is not known.
    pub(super) fn read<'n>(
        &self,
        data: &mut Reader<'_>,
        pointer: usize,
        names: &dyn Fn(&str) -> Option<&'n Names>,
    ) -> Option<Value> {
        let text = |write: &mut dyn FnMut(&mut Vec<u8>)| {
            let mut text = Vec::new();
            write(&mut text);
            Value::Text(display(&text).into_owned())
        };
        Some(match self {
            Self::Number(size) => Value::Number(data.number(*size)?, *size),
            Self::Code => Value::Text(format!("0x{:08x}", data.dword()?)),
            Self::Double => Value::Double(f64::from_le_bytes(data.array()?)),
            Self::Pointer => Value::Number(data.number(pointer)?, pointer),
            Self::Narrow => Value::Text(display(data.narrow_text()).into_owned()),
            Self::Wide => text(&mut |text| push_wide(text, data.wide_text())),
            Self::CountedNarrow => Value::Text(display(data.counted()?).into_owned()),
            Self::CountedWide => {
                let wide = data.counted()?;
                text(&mut |text| push_wide(text, wide))
            }
            Self::Guid => {
                let guid = data.guid()?;
                text(&mut |text| push_guid(text, guid))
            }
            Self::Sid => {
                let mut sid = Vec::new();
                push_sid(&mut sid, data)?;
                Value::Text(display(&sid).into_owned())
            }
            Self::Dump => {
                let bytes = data.counted()?;
                text(&mut |text| push_hex(text, bytes, SHOWN_BYTES))
            }
            Self::Time => {
                let time = data.qword()?;
                text(&mut |text| push_filetime(text, time))
            }
            Self::Named(list) => named(data.dword()?.into(), names(list)),
            Self::Flags(list) => flags(data.dword()?.into(), names(list)),
            Self::List(size, list) => listed(data.number(*size)?, *size, list),
            Self::Set(size, list) => set(data.number(*size)?, list),
            other => Value::Text(other.address(data)?),
        })
    }

    /// Addresses, durations and characters.
    fn address(&self, data: &mut Reader<'_>) -> Option<String> {
        Some(match self {
            Self::Ipv4 => Ipv4Addr::from(data.array::<4>()?).to_string(),
            Self::Ipv6 => Ipv6Addr::from(data.array::<16>()?).to_string(),
            Self::Hardware => {
                let parts = data.array::<6>()?.map(|byte| format!("{byte:02x}"));
                parts.join("-")
            }
            Self::Port => u16::from_be_bytes(data.array()?).to_string(),
            Self::Duration => {
                let steps = data.qword()?.cast_signed();
                let sign = if steps < 0 { "-" } else { "" };
                let steps = steps.unsigned_abs();
                format!("{sign}{}.{:07} s", steps / 10_000_000, steps % 10_000_000)
            }
            Self::Characters => display(&data.array::<4>()?).into_owned(),
            _ => return None,
        })
    }
}

impl Value {
    /// The number with its sign, as its size tells it.
    pub(super) fn signed(number: u64, size: usize) -> i64 {
        sign_extended(number, size)
    }
}

fn named(number: u64, names: Option<&Names>) -> Value {
    match names.and_then(|names| names.get(&number)) {
        Some(name) => Value::Text(name.clone()),
        None => Value::Number(number, 4),
    }
}

fn flags(number: u64, names: Option<&Names>) -> Value {
    let set = |(bit, _): &(&u64, &String)| **bit != 0 && number & **bit == **bit;
    let found: Vec<_> = names
        .into_iter()
        .flatten()
        .filter(set)
        .map(|(_, name)| name.as_str())
        .collect();
    if found.is_empty() {
        Value::Number(number, 4)
    } else {
        Value::Text(found.join("|"))
    }
}

fn listed(number: u64, size: usize, list: &[String]) -> Value {
    let place = usize::try_from(number).ok();
    match place.and_then(|place| list.get(place)) {
        Some(name) => Value::Text(name.clone()),
        None => Value::Number(number, size),
    }
}

fn set(number: u64, list: &[String]) -> Value {
    let places = list.iter().take(64).enumerate();
    let found: Vec<_> = places
        .filter(|(place, _)| number >> place & 1 != 0)
        .map(|(_, name)| name.as_str())
        .collect();
    Value::Text(found.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(item: &str, data: &[u8], expected: impl Into<Option<Value>>) {
        let expected = expected.into();
        let list = Names::from([(1, "Read".to_owned()), (2, "Write".to_owned())]);
        let names = |name: &str| (name == "_F").then_some(&list);
        let mut reader = Reader { rest: data };
        let read = Item::parse(item).read(&mut reader, 4, &names);
        assert_eq!(read, expected, "{item}");
        assert!(expected.is_none() || reader.rest.is_empty(), "{item}");
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn numbers_and_texts() {
        check("ItemLong", b"\x01\0\0\0", Some(Value::Number(1, 4)));
        check("ItemLong", b"\x01\0\0", None);
        check("ItemPtr", b"\x01\0\0\0", Some(Value::Number(1, 4)));
        check(
            "ItemDouble",
            &1.5f64.to_le_bytes(),
            Some(Value::Double(1.5)),
        );
        check("ItemHRESULT", b"\x05\0\x07\x80", text("0x80070005"));
        check("ItemString", b"ab\0", text("ab"));
        check("ItemWString", b"a\0\0\0", text("a"));
        check("ItemPString", b"\x02\0ab", text("ab"));
        check("ItemPWString", b"\x02\0a\0", text("a"));
        check("ItemHexDump", b"\x02\0\x01\xFF", text("01ff"));
        check("ItemNoSuchThing", b"\x01\0\0\0", None);
    }

    #[test]
    fn addresses_and_times() {
        check("ItemIPAddr", b"\x7F\0\0\x01", text("127.0.0.1"));
        check("ItemPort", b"\0\x50", text("80"));
        check(
            "ItemMACAddr",
            b"\0\x01\x02\x03\x04\xFF",
            text("00-01-02-03-04-ff"),
        );
        check(
            "ItemTimeDelta",
            &50_000_000u64.to_le_bytes(),
            text("5.0000000 s"),
        );
        check(
            "ItemTimeDelta",
            &(-1i64).to_le_bytes(),
            text("-0.0000001 s"),
        );
        let start = 133_601_184_000_000_000u64.to_le_bytes();
        check("ItemTimestamp", &start, text("2024-05-14T00:00:00Z"));
        check("ItemChar4", b"RGBA", text("RGBA"));
        check(
            "ItemSid",
            b"\x01\x01\0\0\0\0\0\x05\x12\0\0\0",
            text("S-1-5-18"),
        );
    }

    #[test]
    fn names_of_numbers_and_of_bits() {
        check("ItemEnum(_F)", b"\x02\0\0\0", text("Write"));
        check("ItemEnum(_F)", b"\x07\0\0\0", Some(Value::Number(7, 4)));
        check("ItemFlagsEnum(_F)", b"\x03\0\0\0", text("Read|Write"));
        check(
            "ItemFlagsEnum(_G)",
            b"\x03\0\0\0",
            Some(Value::Number(3, 4)),
        );
        check("ItemListByte(Low,APC,DPC)", b"\x02", text("DPC"));
        check(
            "ItemListByte(Low,APC,DPC)",
            b"\x09",
            Some(Value::Number(9, 1)),
        );
        check("ItemSetLong(1,2,3)", b"\x05\0\0\0", text("1,3"));
    }
}
