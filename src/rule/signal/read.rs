//! One signal as a rule writes it: `{ in: [cbs], code: [0x800F0831], text: 'missing' }`.
//!
//! All keys given must hold. The order of the parts in the predicate is from cheap to dear, so that a record is refused
//! as early as it can be.

use super::super::fields::{Fields, list, number, text, texts, word};
use super::super::node::Node;
use super::super::problems::Problems;
use super::super::{Predicate, Signal, keys};
use super::{capture, code, data, is_bare_code, key, pattern};
use crate::record::{Kind, KindSet, Level};

/// Reads a signal that will be known by `name`.
pub(in super::super) fn read(
    name: String,
    node: &Node<'_>,
    problems: &mut Problems<'_>,
) -> Option<Signal> {
    let fields = Fields::of(node, "a signal", &keys::SIGNAL, problems)?;
    let predicate = holds(&fields, node, fields.get("key").is_some(), problems)?;
    if fields.holds_only(&["in", "capture"]) {
        problems.add(node.start, "the signal holds for every record of its kinds");
    }
    Some(Signal {
        name,
        kinds: kinds_of(&predicate),
        captures: capture::read(&fields, &predicate, problems),
        bare_code: is_bare_code(&predicate),
        predicate,
    })
}

/// The kinds of the outermost `in`.
fn kinds_of(predicate: &Predicate) -> KindSet {
    let parts = match predicate {
        Predicate::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let kinds = parts.iter().find_map(|part| match part {
        Predicate::In(kinds) => Some(*kinds),
        _ => None,
    });
    kinds.unwrap_or_default()
}

/// A predicate nested in a signal; `keyed` says whether a registry key stands above it.
fn nested(node: &Node<'_>, keyed: bool, problems: &mut Problems<'_>) -> Option<Predicate> {
    let [known @ .., _capture] = &keys::SIGNAL;
    let fields = Fields::of(node, "a predicate", known, problems)?;
    let keyed = keyed || fields.get("key").is_some();
    holds(&fields, node, keyed, problems)
}

/// Everything the keys of one map ask for.
fn holds(
    fields: &Fields<'_, '_>,
    node: &Node<'_>,
    keyed: bool,
    problems: &mut Problems<'_>,
) -> Option<Predicate> {
    let mut parts = columns(fields, problems);
    parts.extend(content(fields, keyed, problems));
    let many = |name, problems: &mut Problems<'_>| {
        fields.get(name).map(|node| {
            list(node, name, problems, |one, problems| {
                nested(one, keyed, problems)
            })
        })
    };
    parts.extend(many("any", problems).map(Predicate::Any));
    parts.extend(many("all", problems).into_iter().flatten());
    if let Some(node) = fields.get("not").filter(|node| data::is_map(node)) {
        parts.extend(nested(node, keyed, problems).map(|inner| Predicate::Not(Box::new(inner))));
    }
    if fields.holds_only(&["capture"]) {
        problems.add(node.start, "nothing is asked of the record");
    }
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Predicate::All(parts)),
    }
}

/// What is asked of the record's kind and columns.
fn columns(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> Vec<Predicate> {
    let mut parts = Vec::new();
    let mut add = |name, read: &mut dyn FnMut(&Node<'_>) -> Predicate| {
        parts.extend(fields.get(name).map(read));
    };
    add("in", &mut |node| Predicate::In(kinds(node, "in", problems)));
    add("level", &mut |node| {
        Predicate::Level(list(node, "level", problems, level))
    });
    add("process", &mut |node| {
        Predicate::Process(numbers(node, "process", problems))
    });
    add("component", &mut |node| {
        Predicate::Component(texts(node, "component", problems))
    });
    add("provider", &mut |node| {
        Predicate::Provider(texts(node, "provider", problems))
    });
    add("event", &mut |node| {
        Predicate::Event(numbers(node, "event", problems))
    });
    parts
}

/// What is asked of the record's codes, message and data.
fn content(fields: &Fields<'_, '_>, keyed: bool, problems: &mut Problems<'_>) -> Vec<Predicate> {
    let mut parts = Vec::new();
    if let Some(node) = fields.get("key") {
        parts.extend(key::read(node, problems).map(Predicate::Key));
    }
    parts.extend(data::value(fields, keyed, problems));
    if let Some(node) = fields.get("code") {
        parts.extend(code::read(node, problems));
    }
    if let Some(node) = fields.get("listed") {
        let table = word(node, "listed", &keys::TABLES, problems);
        parts.extend(table.map(|()| Predicate::KnownIssue));
    }
    if let Some(node) = fields.get("text") {
        parts.push(Predicate::Text(pattern::quoted_texts(
            node, "text", problems,
        )));
    }
    if let Some(node) = fields.get("text_all") {
        parts.push(Predicate::TextAll(pattern::quoted_texts(
            node, "text_all", problems,
        )));
    }
    parts.extend(data::fields(fields, problems));
    if let Some(node) = fields
        .get("regex")
        .filter(|_| fields.get("value").is_none())
    {
        parts.push(Predicate::Regex(list(
            node,
            "regex",
            problems,
            pattern::regex,
        )));
    }
    parts
}

/// The kinds of an `in` or `needs`.
pub(in super::super) fn kinds(node: &Node<'_>, what: &str, problems: &mut Problems<'_>) -> KindSet {
    list(node, what, problems, |one, problems| {
        let word = text(one, what, problems)?;
        let known = keys::kinds_of(word);
        if known.is_empty() {
            let names = Kind::ALL.map(Kind::name);
            problems.unknown(
                one.start,
                "kind",
                word,
                names.into_iter().chain([keys::SERVICING]),
            );
        }
        Some(known)
    })
    .into_iter()
    .flatten()
    .collect()
}

fn level(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Level> {
    let word = text(node, "level", problems)?;
    let found = Level::from_name(word);
    if found.is_none() {
        problems.unknown(node.start, "level", word, keys::LEVELS);
    }
    found
}

fn numbers(node: &Node<'_>, what: &str, problems: &mut Problems<'_>) -> Vec<u32> {
    list(node, what, problems, |one, problems| {
        number(one, what, (0, u32::MAX), problems)
    })
}
