//! Tests inside a rule: small logs, and what the rule has to say of them.
//!
//! ```yaml
//! tests:
//!   - name: an abort alone is only a suspicion
//!     files: { ReportingEvents.log: { text: "...", encoding: utf-16, eol: crlf } }
//!     expect: { state: active, confidence: low }
//! ```

use std::collections::BTreeMap;

use super::fields::{Fields, map, names, number, text, texts, word};
use super::node::{Node, Value};
use super::problems::Problems;
use super::{Expect, RuleTest};
use crate::report::{Confidence, State};

/// What an expectation can say.
const EXPECTED: [&str; 6] = [
    "state",
    "confidence",
    "count",
    "captures",
    "rank",
    "unexplained",
];

/// Encodings a test's file can have on disk.
#[derive(Clone, Copy)]
enum Disk {
    Utf8,
    Utf8Bom,
    Utf16,
}

/// Reads `tests`.
pub(super) fn read(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> Vec<RuleTest> {
    fields.list("tests", problems, |one, problems| {
        let fields = Fields::of(one, "a test", &["name", "files", "expect"], problems)?;
        let name = fields.required_text("name", problems);
        let files = fields
            .required("files", problems)
            .map(|node| files(node, problems));
        let expect = fields
            .required("expect", problems)
            .and_then(|node| expect(node, problems));
        Some(RuleTest {
            name,
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
    let fields = Fields::of(node, "a file", &["text", "encoding", "eol"], problems)?;
    let text = log_text(fields.required("text", problems)?, problems)?;
    let encodings = [
        ("utf-8", Disk::Utf8),
        ("utf-8-bom", Disk::Utf8Bom),
        ("utf-16", Disk::Utf16),
    ];
    let encoding = match fields.get("encoding") {
        Some(node) => word(node, "encoding", &encodings, problems)?,
        None => Disk::Utf8,
    };
    let crlf = match fields.get("eol") {
        Some(node) => word(node, "eol", &[("lf", false), ("crlf", true)], problems)?,
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
fn expect(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Expect> {
    let mut found = Found::default();
    if let Value::Map(_) = node.value {
        found.read(node, problems)?;
    } else {
        let word = text(node, "expect", problems)?;
        if word == "none" {
            return Some(Expect::None);
        }
        found.state = State::from_name(word);
        if found.state.is_none() {
            let states = State::ALL.iter().map(|state| state.name());
            problems.unknown(node.start, "expectation", word, states.chain(["none"]));
        }
    }
    Some(Expect::Found {
        state: found.state,
        confidence: found.confidence,
        count: found.count,
        captures: found.captures,
        rank: found.rank,
        unexplained: found.unexplained,
    })
}

/// The parts of [`Expect::Found`].
#[derive(Default)]
struct Found {
    state: Option<State>,
    confidence: Option<Confidence>,
    count: Option<u64>,
    captures: BTreeMap<String, String>,
    rank: Option<u32>,
    unexplained: Vec<String>,
}

impl Found {
    fn read(&mut self, node: &Node<'_>, problems: &mut Problems<'_>) -> Option<()> {
        let fields = Fields::of(node, "'expect'", &EXPECTED, problems)?;
        if let Some(node) = fields.get("state") {
            self.state = word(node, "state", &names(State::ALL, State::name), problems);
        }
        if let Some(node) = fields.get("confidence") {
            let words = names(Confidence::ALL, Confidence::name);
            self.confidence = word(node, "confidence", &words, problems);
        }
        if let Some(node) = fields.get("count") {
            let count = number(node, "count", (0_u32, u32::MAX), problems);
            self.count = count.map(u64::from);
        }
        if let Some(node) = fields.get("captures") {
            for entry in map(node, "'captures'", problems)? {
                let value = text(&entry.node, &entry.name, problems)?;
                self.captures
                    .insert(entry.name.to_string(), value.to_owned());
            }
        }
        if let Some(node) = fields.get("rank") {
            self.rank = number(node, "rank", (1, u32::MAX), problems);
        }
        if let Some(node) = fields.get("unexplained") {
            self.unexplained = texts(node, "unexplained", problems);
        }
        Some(())
    }
}
