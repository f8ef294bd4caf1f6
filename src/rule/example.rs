//! Tests inside a rule: small logs, and what the rule has to say of them.
//!
//! ```yaml
//! tests:
//!   - name: an abort alone is only a suspicion
//!     files: { ReportingEvents.log: { text: "...", encoding: utf-16, eol: crlf } }
//!     expect: { state: active, confidence: low }
//! ```

use super::fields::{Fields, list, map, names, number, text, word};
use super::keys::{self, Disk};
use super::node::{Node, Value};
use super::problems::Problems;
use super::signal::{Captures, one_code};
use super::{Expect, Expected, RuleTest};
use crate::report::{Confidence, State};

/// Reads `tests`; `captures` are those that the rule's signals take.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    captures: &Captures<'_>,
    problems: &mut Problems<'_>,
) -> Vec<RuleTest> {
    fields.list("tests", problems, |one, problems| {
        let fields = Fields::of(one, "a test", &keys::TEST, problems)?;
        let name = fields.required_text("name", problems);
        let files = fields
            .required("files", problems)
            .map(|node| files(node, problems));
        let expect = fields
            .required("expect", problems)
            .and_then(|node| expect(node, captures, problems));
        Some(RuleTest {
            name,
            line: one.start.line,
            files: files?,
            expect: expect?,
        })
    })
}

fn files(node: &Node<'_>, problems: &mut Problems<'_>) -> Vec<(String, Vec<u8>)> {
    let entries = map(node, "'files'", problems).unwrap_or_default();
    if entries.is_empty() {
        problems.add(node.start, "'files' holds no log");
    }
    entries
        .iter()
        .filter_map(|entry| Some((entry.name.to_string(), bytes(&entry.node, problems)?)))
        .collect()
}

/// A log in the bytes it has on disk.
fn bytes(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Vec<u8>> {
    let Value::Map(_) = node.value else {
        return log_text(node, problems).map(|text| text.as_bytes().to_vec());
    };
    let fields = Fields::of(node, "a file", &keys::TEST_FILE, problems)?;
    let text = log_text(fields.required("text", problems)?, problems)?;
    let encoding = match fields.get("encoding") {
        Some(node) => word(node, "encoding", &keys::ENCODINGS, problems)?,
        None => Disk::Utf8,
    };
    let crlf = match fields.get("eol") {
        Some(node) => word(node, "eol", &keys::LINE_ENDS, problems)?,
        None => false,
    };
    let text = if crlf {
        text.replace('\n', "\r\n")
    } else {
        text.to_owned()
    };
    Some(encode(&text, encoding))
}

/// The text of a log, untrimmed.
fn log_text<'n>(node: &'n Node<'_>, problems: &mut Problems<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Scalar(text, _) if !node.is_null() => Some(text),
        _ => text(node, "files", problems),
    }
}

fn encode(text: &str, encoding: Disk) -> Vec<u8> {
    match encoding {
        Disk::Utf8 => text.as_bytes().to_vec(),
        Disk::Utf8Bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Disk::Utf16 => std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
    }
}

/// `none`, a state, or a map of all that is expected.
fn expect(node: &Node<'_>, captures: &Captures<'_>, problems: &mut Problems<'_>) -> Option<Expect> {
    if let Value::Map(_) = node.value {
        return expected(node, captures, problems).map(Expect::Found);
    }
    let word = text(node, "expect", problems)?;
    if word == "none" {
        return Some(Expect::None);
    }
    let state = State::from_name(word);
    if state.is_none() {
        let states = State::ALL.iter().map(|state| state.name());
        problems.unknown(node.start, "expectation", word, states.chain(["none"]));
    }
    Some(Expect::Found(Expected {
        state,
        ..Expected::default()
    }))
}

fn expected(
    node: &Node<'_>,
    captures: &Captures<'_>,
    problems: &mut Problems<'_>,
) -> Option<Expected> {
    let fields = Fields::of(node, "'expect'", &keys::EXPECTED, problems)?;
    let mut expected = Expected::default();
    if let Some(node) = fields.get("state") {
        expected.state = word(node, "state", &names(State::ALL, State::name), problems);
    }
    if let Some(node) = fields.get("confidence") {
        let words = names(Confidence::ALL, Confidence::name);
        expected.confidence = word(node, "confidence", &words, problems);
    }
    if let Some(node) = fields.get("count") {
        let count = number(node, "count", (0_u32, u32::MAX), problems);
        expected.count = count.map(u64::from);
    }
    if let Some(node) = fields.get("captures") {
        for entry in map(node, "'captures'", problems)? {
            if let Some(message) = captures.refuse(&entry.name, &[]) {
                problems.add(entry.at, message);
            }
            let (name, value) = (&entry.name, text(&entry.node, &entry.name, problems)?);
            expected.captures.insert(name.to_string(), value.to_owned());
        }
    }
    if let Some(node) = fields.get("rank") {
        expected.rank = number(node, "rank", (1, u32::MAX), problems);
    }
    if let Some(node) = fields.get("unexplained") {
        let codes = list(node, "unexplained", problems, |one, problems| {
            one_code(one, "unexplained", problems)
        });
        expected.unexplained = codes.iter().map(ToString::to_string).collect();
    }
    Some(expected)
}
