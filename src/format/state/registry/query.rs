//! What `reg query` prints: a key at the left margin, its values indented below it.
//!
//! `    WUServer    REG_SZ    http://wsus.contoso.test:8530`
//!
//! Columns are divided by four blanks, by tabs in old versions. The default value's name is in the machine's language, in
//! parentheses (`(Standard)`), or `<NO NAME>`; without data its text is in parentheses too, and then there is no value.
//! Lines that are neither key nor value (prompts, totals, messages) say nothing about the registry.

use memchr::memmem;

use super::data::{self, Strings};
use super::{key_record, normal_key, value_record};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, RegistryData};
use crate::text;

/// Text of `reg query`.
pub(in crate::format) struct RegQuery;

impl LogFormat for RegQuery {
    fn id(&self) -> FormatId {
        FormatId("reg-query")
    }

    fn kind(&self) -> Kind {
        Kind::Registry
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let keys = Vote::take(head, is_key);
        let claim = Vote::take(head, |line| is_key(line) || columns(line).is_some());
        (keys.fit > 0).then(|| claim.claim(90, 2, "are keys and values of reg query"))?
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        read(text)
    }
}

/// The keys and values of the text.
pub(in crate::format) fn read(text: &[u8]) -> Parsed<'_> {
    let mut parsed = Parsed::default();
    let mut key = String::new();
    for (start, line) in text::lines(text) {
        let place = (start, start + line.len());
        if is_key(line) {
            key = normal_key(&text::display(line));
            parsed.records.push(key_record(&key, place));
        } else if let Some((name, kind, written)) = columns(line) {
            match value(name, kind, written) {
                _ if key.is_empty() => parsed.bad += 1,
                Value::Data(name, data) => {
                    parsed.records.push(value_record(&key, name, data, place));
                }
                Value::NotSet => {}
                Value::Damaged => parsed.bad += 1,
            }
        }
    }
    parsed
}

enum Value {
    Data(String, RegistryData),
    /// The default value of a key that has none.
    NotSet,
    Damaged,
}

pub(in crate::format) fn is_key(line: &[u8]) -> bool {
    line.starts_with(b"HKEY_") && line.contains(&b'\\')
}

/// Name, type and data of an indented line.
fn columns(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    line.first().filter(|byte| matches!(byte, b' ' | b'\t'))?;
    let at = memmem::find_iter(line, b"REG_").find(|at| {
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        before.is_some_and(|byte| matches!(byte, b' ' | b'\t'))
    })?;
    let (name, rest) = line.split_at_checked(at)?;
    let end = rest.iter().position(u8::is_ascii_whitespace);
    let (kind, written) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    let name = name.trim_ascii();
    (!name.is_empty()).then_some((name, kind, written.trim_ascii()))
}

fn value(name: &[u8], kind: &[u8], written: &[u8]) -> Value {
    let in_parentheses = |text: &[u8]| text.starts_with(b"(") && text.ends_with(b")");
    let is_default = in_parentheses(name) || name == b"<NO NAME>";
    if is_default && in_parentheses(written) {
        return Value::NotSet;
    }
    let name = if is_default {
        String::new()
    } else {
        text::display(name).into_owned()
    };
    read_data(kind, &text::display(written)).map_or(Value::Damaged, |data| Value::Data(name, data))
}

fn read_data(kind: &[u8], written: &str) -> Option<RegistryData> {
    Some(match kind {
        b"REG_SZ" | b"REG_EXPAND_SZ" | b"REG_LINK" => RegistryData::Text(written.to_owned()),
        b"REG_MULTI_SZ" => {
            let items = written.split("\\0").filter(|item| !item.is_empty());
            RegistryData::List(items.map(str::to_owned).collect())
        }
        b"REG_DWORD" | b"REG_DWORD_LITTLE_ENDIAN" | b"REG_DWORD_BIG_ENDIAN" | b"REG_QWORD" => {
            RegistryData::Number(u64::from_str_radix(written.strip_prefix("0x")?, 16).ok()?)
        }
        _ => data::typed(BINARY, data::packed_bytes(written)?, Strings::Utf16),
    })
}

/// Type number of `REG_BINARY`.
const BINARY: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &[&str], bad: u64) {
        let text = format!("\r\nHKEY_LOCAL_MACHINE\\A\r\n{body}\r\n");
        let parsed = read(text.as_bytes());
        let shown: Vec<_> = parsed
            .records
            .iter()
            .skip(1)
            .map(|found| text::display(&found.record.message).into_owned())
            .collect();
        assert_eq!(shown, expected, "{body}");
        assert_eq!(parsed.bad, bad, "{body}");
    }

    #[test]
    fn types_and_both_dividers() {
        check(
            "    WU Server    REG_SZ    http://a b",
            &["HKEY_LOCAL_MACHINE\\A\\WU Server = http://a b"],
            0,
        );
        check(
            "\tEnabled\tREG_DWORD\t0x10",
            &["HKEY_LOCAL_MACHINE\\A\\Enabled = 16"],
            0,
        );
        check(
            "    L    REG_MULTI_SZ    a\\0b",
            &["HKEY_LOCAL_MACHINE\\A\\L = a,b"],
            0,
        );
        check(
            "    B    REG_BINARY    0A0B",
            &["HKEY_LOCAL_MACHINE\\A\\B = 0a0b"],
            0,
        );
        check("    E    REG_SZ", &["HKEY_LOCAL_MACHINE\\A\\E = "], 0);
    }

    #[test]
    fn the_default_value_in_any_language() {
        check(
            "    (Standard)    REG_SZ    x",
            &["HKEY_LOCAL_MACHINE\\A\\(Default) = x"],
            0,
        );
        check("    (Standard)    REG_SZ    (Wert nicht gesetzt)", &[], 0);
        check(
            "    <NO NAME>    REG_SZ    x",
            &["HKEY_LOCAL_MACHINE\\A\\(Default) = x"],
            0,
        );
    }

    #[test]
    fn totals_and_prompts_are_no_values_and_damage_is_counted() {
        check("End of search: 1 match(es) found.\r\nC:\\>", &[], 0);
        check("    Enabled    REG_DWORD    0xzz", &[], 1);
    }
}
