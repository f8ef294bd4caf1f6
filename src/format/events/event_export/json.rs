//! Events as JSON: `Get-WinEvent | ConvertTo-Json`, a list of objects or, for one event, the object alone.
//!
//! `{ "Id": 20, "ProviderName": "...", "TimeCreated": "\/Date(1715677200000)\/", "Properties": [ { "Value": "..." } ] }`
//!
//! Windows PowerShell writes times as numbers, PowerShell 7 in ISO form. Objects are read one by one, so that a file that
//! is cut off gives all before the cut. `ConvertTo-Json` stops at a depth of 2, where values of events still are.

use serde_json::{Deserializer, Map, Value};

use super::entry::{Column, Entry};
use super::{Found, parsed};
use crate::format::{Framing, Head, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind};
use crate::text;

/// A list of events.
pub(in crate::format) struct EventJson;

impl LogFormat for EventJson {
    fn id(&self) -> FormatId {
        FormatId("event-json")
    }

    fn kind(&self) -> Kind {
        Kind::EventLog
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        const NAMES: [[&str; 2]; 3] = [
            ["\"Id\"", "\"ProviderName\""],
            ["\"Id\"", "\"TimeCreated\""],
            ["\"EventID\"", "\"EntryType\""],
        ];
        let begins = matches!(head.text.trim_ascii_start(), [b'[' | b'{', ..]);
        let has = |name: &str| memchr::memmem::find(head.text, name.as_bytes()).is_some();
        let named = NAMES.iter().any(|names| names.iter().all(|name| has(name)));
        (begins && named).then(|| Sniffed {
            score: 95,
            why: "JSON with the names of an export of events".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let (found, bad) = events(&text::display(text), text.len());
        parsed(found, bad)
    }
}

/// The objects of a list, up to the first that cannot be read. Places are kept within `length`, because text that was no
/// UTF-8 is longer than its bytes.
fn events(json: &str, length: usize) -> (Vec<Found>, u64) {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = json.get(at..).unwrap_or_default();
        let between = |character: char| character.is_whitespace() || matches!(character, '[' | ',');
        let object = rest.trim_start_matches(between);
        if object.is_empty() || object.starts_with(']') {
            return (found, 0);
        }
        let start = at + (rest.len() - object.len());
        let mut values = Deserializer::from_str(object).into_iter::<Value>();
        let Some(Ok(Value::Object(columns))) = values.next() else {
            return (found, 1);
        };
        at = start + values.byte_offset();
        found.push((start.min(length), at.min(length), entry(&columns)));
    }
}

fn entry(columns: &Map<String, Value>) -> Entry {
    let mut entry = Entry::default();
    for (name, value) in columns {
        match (Column::named(name), value) {
            (Some(Column::Values), Value::Array(items)) => {
                entry.set_values(items.iter().filter_map(scalar).collect());
            }
            (Some(Column::Other), Value::Array(items)) if name == "Properties" => {
                let values = items.iter().filter_map(|item| item.get("Value"));
                entry.set_values(
                    values
                        .map(|value| scalar(value).unwrap_or_default())
                        .collect(),
                );
            }
            (Some(column), value) => {
                // A time can be an object with the number beside its words.
                let value = value.get("value").unwrap_or(value);
                if let Some(text) = scalar(value) {
                    entry.set(column, &text);
                }
            }
            (None, _) => {}
        }
    }
    entry
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &[&str], bad: u64) {
        let parsed = EventJson.parse_whole(json.as_bytes());
        let got: Vec<_> = parsed
            .records
            .iter()
            .map(|found| json.get(found.start..found.end).unwrap())
            .collect();
        assert_eq!((got.as_slice(), parsed.bad), (expected, bad), "{json}");
    }

    #[test]
    fn lists_and_single_objects_give_their_events() {
        let (first, second) = (r#"{"Id":1,"Message":"a"}"#, r#"{"Id":2,"Message":"b"}"#);
        check(
            &format!("[\n {first},\n {second}\n]\n"),
            &[first, second],
            0,
        );
        check(first, &[first], 0);
        check("[]", &[], 0);
        check("", &[], 0);
    }

    #[test]
    fn a_list_that_is_cut_off_gives_what_is_before_the_cut() {
        let first = r#"{"Id":1,"Message":"a"}"#;
        check(&format!(r#"[{first},{{"Id":2,"Mes"#), &[first], 1);
        check(&format!("[{first},null]"), &[first], 1);
        check(&"[".repeat(100_000), &[], 0);
        check(&r#"{"a":"#.repeat(100_000), &[], 1);
    }
}
