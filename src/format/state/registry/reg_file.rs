//! `.reg` files of version 4 (`REGEDIT4`) and 5 (`Windows Registry Editor Version 5.00`).
//!
//! `"WUServer"="http://wsus.contoso.test:8530"`, `"UseWUServer"=dword:00000001`, `@=hex(7):61,00,\` and so on
//!
//! Strings escape `\` and `"` with `\` and may hold line ends; byte data continues after a `\` at a line's end. Deletions
//! (`[-KEY]`, `"name"=-`) tell nothing about a machine and are passed over. Source: the file syntax that regedit documents.

use super::data::{self, Strings};
use super::{key_record, normal_key, value_record};
use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, RegistryData};
use crate::text;

/// A registry export.
pub(in crate::format) struct RegFile;

impl LogFormat for RegFile {
    fn id(&self) -> FormatId {
        FormatId("reg-file")
    }

    fn kind(&self) -> Kind {
        Kind::Registry
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let announced = vote::lines(head).next().is_some_and(|line| {
            line.starts_with(b"Windows Registry Editor") || line.starts_with(b"REGEDIT4")
        });
        if announced {
            return Some(Sniffed {
                score: 100,
                why: "begins as a registry export does".to_owned(),
                note: None,
            });
        }
        let keys = Vote::take(head, is_key);
        let claim = Vote::take(head, |line| is_key(line) || is_value(line));
        (keys.fit > 0).then(|| claim.claim(90, 2, "are keys and values of a registry export"))?
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let mut parsed = Parsed::default();
        let mut strings = Strings::Utf16;
        let mut key = String::new();
        for (start, end) in statements(text) {
            let statement = text::display(text.get(start..end).unwrap_or_default());
            match Statement::read(statement.trim(), strings) {
                Some(Statement::Ansi) => strings = Strings::Ansi,
                Some(Statement::Key(path)) => {
                    key = normal_key(path);
                    parsed.records.push(key_record(&key, (start, end)));
                }
                Some(Statement::Value(name, data)) if !key.is_empty() => {
                    let record = value_record(&key, name, data, (start, end));
                    parsed.records.push(record);
                }
                Some(Statement::Deletion) => key.clear(),
                Some(Statement::Nothing) => {}
                Some(Statement::Value(..)) | None => parsed.bad += 1,
            }
        }
        parsed
    }
}

/// What a statement says.
enum Statement<'a> {
    /// The file is of version 4.
    Ansi,
    Key(&'a str),
    Value(String, RegistryData),
    /// A key that the file deletes; what follows up to the next key is not of this machine.
    Deletion,
    /// A comment, the version line or a deleted value.
    Nothing,
}

impl<'a> Statement<'a> {
    fn read(text: &'a str, strings: Strings) -> Option<Self> {
        if text.is_empty() || text.starts_with(';') || text.starts_with("Windows Registry Editor") {
            return Some(Self::Nothing);
        }
        if text.starts_with("REGEDIT4") {
            return Some(Self::Ansi);
        }
        if let Some(path) = text.strip_prefix('[') {
            let path = path.strip_suffix(']')?;
            return Some(if path.starts_with('-') {
                Self::Deletion
            } else {
                Self::Key(path)
            });
        }
        let (name, rest) = match text.strip_prefix('@') {
            Some(rest) => (String::new(), rest),
            None => quoted(text)?,
        };
        let written = rest.trim_start().strip_prefix('=')?.trim();
        if written == "-" {
            return Some(Self::Nothing);
        }
        Some(Self::Value(name, read_data(written, strings)?))
    }
}

fn read_data(written: &str, strings: Strings) -> Option<RegistryData> {
    if written.starts_with('"') {
        let (text, rest) = quoted(written)?;
        return rest.trim().is_empty().then_some(RegistryData::Text(text));
    }
    let (kind, digits) = written.split_once(':')?;
    if kind.eq_ignore_ascii_case("dword") {
        let number = u32::from_str_radix(digits.trim(), 16).ok()?;
        return Some(RegistryData::Number(number.into()));
    }
    let bytes = data::comma_bytes(digits)?;
    if kind.eq_ignore_ascii_case("hex") {
        return Some(RegistryData::Binary(bytes));
    }
    let number = kind.strip_prefix("hex(")?.strip_suffix(')')?;
    Some(data::typed(
        u32::from_str_radix(number, 16).ok()?,
        bytes,
        strings,
    ))
}

/// A string in quotes, unescaped, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut characters = text.strip_prefix('"')?.chars();
    let mut string = String::new();
    loop {
        match characters.next()? {
            '"' => return Some((string, characters.as_str())),
            '\\' => string.push(characters.next()?),
            other => string.push(other),
        }
    }
}

/// Bounds of the statements: lines, joined where a string or byte data goes on. A new key ends an open string.
fn statements(text: &[u8]) -> Vec<(usize, usize)> {
    let mut bounds: Vec<(usize, usize)> = Vec::new();
    let mut in_string = false;
    let mut continued = false;
    for (offset, line) in text::lines(text) {
        let joins = continued || (in_string && !is_key(line));
        in_string = ends_in_string(line, joins && in_string);
        continued = !in_string && line.trim_ascii_end().ends_with(b"\\") && !is_key(line);
        match bounds.last_mut().filter(|_| joins) {
            Some(last) => last.1 = offset + line.len(),
            None => bounds.push((offset, offset + line.len())),
        }
    }
    bounds
}

/// Whether a string is open at the end of the line.
fn ends_in_string(line: &[u8], mut open: bool) -> bool {
    let first = line.trim_ascii_start().first();
    if !open && !matches!(first, Some(b'"' | b'@')) {
        return false;
    }
    let mut escaped = false;
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if open => escaped = true,
            b'"' => open = !open,
            _ => {}
        }
    }
    open
}

fn is_key(line: &[u8]) -> bool {
    line.starts_with(b"[HK") || line.starts_with(b"[-HK")
}

fn is_value(line: &[u8]) -> bool {
    let data = [&b"=\""[..], b"=dword:", b"=hex", b"=-"];
    let named = line.starts_with(b"\"") || line.starts_with(b"@");
    let bytes = line.starts_with(b"  ") && line.contains(&b',');
    bytes
        || named
            && data
                .iter()
                .any(|mark| memchr::memmem::find(line, mark).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, u64) {
        let parsed = RegFile.parse_whole(text.as_bytes());
        let shown =
            |found: &crate::format::Located<'_>| text::display(&found.record.message).into_owned();
        (parsed.records.iter().map(shown).collect(), parsed.bad)
    }

    fn check(body: &str, expected: &[&str], bad: u64) {
        let text = format!("Windows Registry Editor Version 5.00\r\n\r\n[HKLM\\A]\r\n{body}");
        let (shown, got_bad) = read(&text);
        assert_eq!(
            shown.first().map(String::as_str),
            Some("HKEY_LOCAL_MACHINE\\A")
        );
        assert_eq!(shown.get(1..).unwrap(), expected, "{body}");
        assert_eq!(got_bad, bad, "{body}");
    }

    #[test]
    fn every_kind_of_data() {
        check(
            "\"s\"=\"C:\\\\a \\\"b\\\"\"\r\n\"d\"=dword:0000000a\r\n@=\"x\"\r\n\"b\"=hex:01,\\\r\n  02\r\n\"q\"=hex(b):01,00,00,00,00,00,00,00\r\n",
            &[
                "HKEY_LOCAL_MACHINE\\A\\s = C:\\a \"b\"",
                "HKEY_LOCAL_MACHINE\\A\\d = 10",
                "HKEY_LOCAL_MACHINE\\A\\(Default) = x",
                "HKEY_LOCAL_MACHINE\\A\\b = 0102",
                "HKEY_LOCAL_MACHINE\\A\\q = 1",
            ],
            0,
        );
    }

    #[test]
    fn strings_may_hold_line_ends() {
        check(
            "\"s\"=\"one\r\ntwo\"\r\n\"d\"=dword:1\r\n",
            &[
                "HKEY_LOCAL_MACHINE\\A\\s = one\r\ntwo",
                "HKEY_LOCAL_MACHINE\\A\\d = 1",
            ],
            0,
        );
    }

    #[test]
    fn deletions_and_comments_say_nothing() {
        check("; note\r\n\"s\"=-\r\n[-HKLM\\B]\r\n", &[], 0);
    }

    #[test]
    fn damage_costs_one_statement() {
        check(
            "\"s\"=\"open\r\n[HKLM\\B]\r\n\"x\"=dword:zz\r\n\"y\"=dword:1\r\n",
            &["HKEY_LOCAL_MACHINE\\B", "HKEY_LOCAL_MACHINE\\B\\y = 1"],
            2,
        );
    }

    #[test]
    fn version_4_strings_are_ansi() {
        let (shown, bad) =
            read("REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\A]\r\n\"e\"=hex(2):61,62,00\r\n");
        assert_eq!(
            shown.get(1).map(String::as_str),
            Some("HKEY_LOCAL_MACHINE\\A\\e = ab")
        );
        assert_eq!(bad, 0);
    }
}
