//! Events that are no lines: data of every type, messages without text, and records whose text lies elsewhere.

use wutriage::format::TraceMessages;
use wutriage::record::{Level, Record};

use super::reading::{read, read_pieces};
use super::trace::{Event, Session, classic, message, utf16};

const FILE: u128 = 0x1f9e54c8_9e31_3e53_867d_d9f39756ad7f;
const NO_TEXT: &str = "messages without text";

fn event<'a>(fields: Vec<(&'a str, &'a [u8])>, data: &[u8]) -> Event<'a> {
    Event {
        wide: true,
        after: 0,
        provider: (5, "Contoso.Agent"),
        level: 2,
        schema: Some(("Offer", fields)),
        data: data.to_vec(),
    }
}

fn record(bytes: Vec<u8>) -> Record<'static> {
    let (mut records, told) = read(&Session::default().one(vec![bytes]));
    assert_eq!((records.len(), told.bad), (1, 0));
    records.remove(0)
}

/// The pairs of an event as text and as named data.
fn check(fields: Vec<(&str, &[u8])>, data: &[u8], expected: &[(&str, &str)]) {
    let record = record(event(fields, data).record());
    let text: Vec<_> = expected
        .iter()
        .map(|(name, value)| format!("[{name}] : {value};"))
        .collect();
    assert_eq!(String::from_utf8_lossy(&record.message), text.join(" "));
    let fields: Vec<_> = record
        .fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(fields, expected);
    assert_eq!(
        (&*record.component, record.level),
        ("Offer", Some(Level::Error))
    );
}

#[test]
fn every_type_of_value() {
    let fields: Vec<(&str, &[u8])> = vec![
        ("wide", &[1]),
        ("narrow", &[2]),
        ("i8", &[3]),
        ("u8", &[4]),
        ("i16", &[5]),
        ("u16", &[6]),
        ("i32", &[7]),
        ("u32", &[8]),
        ("i64", &[9]),
        ("u64", &[10]),
        ("float", &[11]),
        ("double", &[12]),
        ("bool", &[13]),
        ("binary", &[14]),
        ("guid", &[15]),
        ("pointer", &[16]),
        ("filetime", &[17]),
        ("systemtime", &[18]),
        ("sid", &[19]),
        ("hex32", &[20]),
        ("hex64", &[21]),
        ("counted", &[22]),
        ("counted8", &[23]),
        ("bytes", &[25]),
        ("result", &[0x87, 15]),
    ];
    let parts: [&[u8]; 25] = [
        b"h\0i\0\0\0",
        b"ansi\0",
        b"\xFB",
        b"\xFB",
        b"\xFE\xFF",
        b"\xFE\xFF",
        b"\xFF\xFF\xFF\xFF",
        b"\x2C\x40\x24\x80",
        b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
        b"\x01\0\0\0\0\0\0\0",
        &1.5f32.to_le_bytes(),
        &2.5f64.to_le_bytes(),
        b"\x01\0\0\0",
        b"\x02\0\xAB\xCD",
        b"\x04\x03\x02\x01\x06\x05\x08\x07\x09\x0A\x0B\x0C\x0D\x0E\x0F\x10",
        b"\xEF\xBE\xAD\xDE\0\0\0\0",
        &133_601_184_000_000_000u64.to_le_bytes(),
        b"\xE8\x07\x05\0\x02\0\x0E\0\x09\0\x1E\0\x01\0\0\0",
        b"\x01\x01\0\0\0\0\0\x05\x12\0\0\0",
        b"\x05\0\x07\x80",
        b"\x10\0\0\0\0\0\0\0",
        b"\x04\0h\0i\0",
        b"\x02\0hi",
        b"\x01\0\xFF",
        b"\x2C\x40\x24\x80",
    ];
    let expected = [
        ("wide", "hi"),
        ("narrow", "ansi"),
        ("i8", "-5"),
        ("u8", "251"),
        ("i16", "-2"),
        ("u16", "65534"),
        ("i32", "-1"),
        ("u32", "2149859372"),
        ("i64", "-1"),
        ("u64", "1"),
        ("float", "1.5"),
        ("double", "2.5"),
        ("bool", "true"),
        ("binary", "abcd"),
        ("guid", "01020304-0506-0708-090A-0B0C0D0E0F10"),
        ("pointer", "0xdeadbeef"),
        ("filetime", "2024-05-14T00:00:00Z"),
        ("systemtime", "2024-05-14T09:30:01"),
        ("sid", "S-1-5-18"),
        ("hex32", "0x80070005"),
        ("hex64", "0x10"),
        ("counted", "hi"),
        ("counted8", "hi"),
        ("bytes", "ff"),
        ("result", "0x8024402c"),
    ];
    check(fields, &parts.concat(), &expected);
}

#[test]
fn arrays_and_structures() {
    let fields: Vec<(&str, &[u8])> = vec![
        ("fixed", &[0x24, 2, 0]),
        ("told", &[0x44]),
        ("text", &[0xC6, 2]),
        ("outer", &[0xD8, 2]),
        ("a", &[4]),
        ("inner", &[0x98, 1]),
        ("b", &[4]),
        ("after", &[4]),
    ];
    let data = b"\x01\x02\x03\0\x07\x08\x09\x02\0h\0i\0\x02\0\x0A\x0B\x0C\x0D\xFF";
    let expected = [
        ("fixed", "1, 2"),
        ("told", "7, 8, 9"),
        ("text", "hi"),
        ("outer.a", "10"),
        ("outer.inner.b", "11"),
        ("outer.a", "12"),
        ("outer.inner.b", "13"),
        ("after", "255"),
    ];
    check(fields, data, &expected);
    let none: Vec<(&str, &[u8])> = vec![("s", &[0xD8, 1]), ("x", &[4]), ("after", &[4])];
    check(none, b"\0\0\x05", &[("after", "5")]);
}

#[test]
fn what_cannot_be_read_ends_the_event_and_is_shown_as_bytes() {
    let fields: Vec<(&str, &[u8])> = vec![("a", &[4]), ("own", &[0x64, 1, 0, 9]), ("b", &[4])];
    check(
        fields,
        b"\x01\x02\x03",
        &[("a", "1"), ("not decoded", "0203")],
    );
    let many: Vec<(&str, &[u8])> = vec![("many", &[0x44])];
    check(many, b"\xFF\xFF\x03", &[("not decoded", "ffff03")]);
    check(vec![("a", &[8])], b"\x01\x02", &[("not decoded", "0102")]);
}

#[test]
fn structures_of_nothing_in_one_another_end() {
    let mut fields: Vec<(&str, &[u8])> = vec![("s", &[0xB8, 1, 0, 16]); 40];
    fields.push(("x", &[0]));
    let record = record(event(fields, b"").record());
    assert_eq!(record.fields.len(), 0);
    let repeated: Vec<(&str, &[u8])> = vec![("s", &[0xB8, 1, 0, 16]), ("x", &[0x20, 0, 0])];
    let few = super::values::record(event(repeated, b"12").record());
    assert!(few.fields.len() < 50, "{}", few.fields.len());
}

#[test]
fn records_whose_text_lies_elsewhere_show_identifiers_and_strings() {
    let manifest = Event {
        schema: None,
        ..event(
            Vec::new(),
            &[b"\x01\x02".as_slice(), &utf16("fabrikam.cab")].concat(),
        )
    };
    let record = record(manifest.record());
    let guid = "00000000-0000-0000-0000-000000000005";
    let expected = format!("{guid} event 19 version 2: fabrikam.cab");
    assert_eq!(String::from_utf8_lossy(&record.message), expected);
    let record = super::values::record(classic(5, b"\x01fabrikam.cab\0"));
    let expected = format!("{guid} event 7: fabrikam.cab");
    assert_eq!(String::from_utf8_lossy(&record.message), expected);
    assert_eq!((record.process, record.thread), (Some(1088), Some(5120)));
}

#[test]
fn a_message_without_text_keeps_possible_codes_out_of_its_message() {
    let values = [
        b"\x22\0\x24\x80".as_slice(),
        &utf16("https://contoso.example"),
    ]
    .concat();
    let (records, told) = read(&Session::default().one(vec![message(FILE, 15, &values)]));
    let record = &records[0];
    let expected = "1f9e54c8-9e31-3e53-867d-d9f39756ad7f 15: https://contoso.example";
    assert_eq!(String::from_utf8_lossy(&record.message), expected);
    assert_eq!(record.field("candidate_codes"), Some("0x80240022"));
    assert!(record.codes().is_empty());
    assert_eq!((record.process, record.thread), (Some(1088), Some(5120)));
    assert_eq!(
        record.stamp.unwrap().rfc3339(),
        "2024-05-14T00:00:00.0000005Z"
    );
    assert!(told.notes.iter().any(|note| note.starts_with(NO_TEXT)));
}

#[test]
fn a_message_whose_text_is_known_reads_like_the_text_log() {
    let mut messages = TraceMessages::default();
    messages.add(
        "1f9e54c8-9e31-3e53-867d-d9f39756ad7f wuaueng // SRC=agent.cpp MJ= MN=\n\
         #typev agent_cpp40 15 \"%0*FAILED* [%10!08X!] Call to %11!s!\" // LEVEL=E FLAGS=Agent FUNC=Call\n\
         {\nhr, ItemLong -- 10\nurl, ItemWString -- 11\n}\n",
    );
    let values = [b"\x22\0\x24\x80".as_slice(), &utf16("contoso")].concat();
    let file = Session::default().one(vec![message(FILE, 15, &values)]);
    let read = read_pieces(&file, usize::MAX, &messages, &|text| {
        text.contains("80240022")
    });
    let record = &read.taken[0].record;
    assert_eq!(&*record.component, "Agent");
    assert_eq!(&*record.message, b"*FAILED* [80240022] Call to contoso");
    assert_eq!(record.level, Some(Level::Error));
    assert!(record.fields.is_empty());
    assert_eq!(read.told[0].notes, Vec::<String>::new());
}
