//! Reading typed values out of the tree, with a problem noted for everything that does not fit.
//!
//! Every function here gives `None` only after it noted why, so callers need no messages of their own.

use saphyr_parser::ScalarStyle;

use super::node::{Entry, Node, Value};
use super::problems::{Message, Problems};
use crate::time::parse_duration;

const MISSING: &str = "nothing sensible can be assumed in its place";

/// Why only some words are known.
const WORDS: [(&str, &str); 3] = [
    (
        "severity",
        "findings are ranked by it, so every rule uses the same words",
    ),
    (
        "owner",
        "reports are sorted by who has to act, so every rule uses the same words",
    ),
    (
        "risk",
        "plans are ordered by it, and what is refused depends on it",
    ),
];

/// A map whose keys are all known.
pub(super) struct Fields<'n, 'a> {
    node: &'n Node<'a>,
    entries: &'n [Entry<'a>],
}

impl<'n, 'a> Fields<'n, 'a> {
    /// The map, with every key that is not among `known` noted.
    pub(super) fn of(
        node: &'n Node<'a>,
        what: &str,
        known: &[&str],
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let entries = map(node, what, problems)?;
        for entry in entries {
            if !known.contains(&entry.name.as_ref()) {
                problems.unknown(entry.at, "key", &entry.name, known.iter().copied());
            }
        }
        Some(Self { node, entries })
    }

    /// Whether no key but those `beside` is there.
    pub(super) fn holds_only(&self, beside: &[&str]) -> bool {
        let mut names = self.entries.iter().map(|entry| entry.name.as_ref());
        names.all(|name| beside.contains(&name))
    }

    /// The value of a key, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<&'n Node<'a>> {
        self.entries
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.node)
    }

    /// The value of a key that has to be there.
    pub(super) fn required(&self, name: &str, problems: &mut Problems<'_>) -> Option<&'n Node<'a>> {
        let found = self.get(name);
        if found.is_none() {
            let message = format!("missing key '{name}'");
            problems.add(self.node.start, Message::explained(message, MISSING));
        }
        found
    }

    /// The text of a key that has to be there; empty where it is not.
    pub(super) fn required_text(&self, name: &str, problems: &mut Problems<'_>) -> String {
        self.required(name, problems)
            .and_then(|node| text(node, name, problems))
            .unwrap_or_default()
            .to_owned()
    }

    /// The items of a key that may be missing, each read by `item`.
    pub(super) fn list<T>(
        &self,
        name: &str,
        problems: &mut Problems<'_>,
        item: impl FnMut(&'n Node<'a>, &mut Problems<'_>) -> Option<T>,
    ) -> Vec<T> {
        self.get(name)
            .map(|node| list(node, name, problems, item))
            .unwrap_or_default()
    }
}

/// The entries of a map; `what` is how a message calls it.
pub(super) fn map<'n, 'a>(
    node: &'n Node<'a>,
    what: &str,
    problems: &mut Problems<'_>,
) -> Option<&'n [Entry<'a>]> {
    let Value::Map(entries) = &node.value else {
        problems.add(
            node.start,
            format!("{what} wants a map, found {}", node.describe()),
        );
        return None;
    };
    Some(entries)
}

/// A scalar's text without the white space around it; nothing is no text.
pub(super) fn text<'n>(
    node: &'n Node<'_>,
    what: &str,
    problems: &mut Problems<'_>,
) -> Option<&'n str> {
    match &node.value {
        Value::Scalar(text, _) if !node.is_null() => Some(text.trim()),
        _ => {
            problems.add(
                node.start,
                format!("'{what}' wants text, found {}", node.describe()),
            );
            None
        }
    }
}

/// Whether the scalar is written without quotes, so that YAML would guess its type.
pub(super) const fn is_plain(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Scalar(_, ScalarStyle::Plain))
}

/// From here up the end of a range is no rule of ours and is not spelled out.
const ANY: i64 = u32::MAX as i64;

/// A whole number, decimal or `0x` hex, within `low..=high`.
pub(super) fn number<T: TryFrom<i64> + Into<i64> + Copy>(
    node: &Node<'_>,
    what: &str,
    (low, high): (T, T),
    problems: &mut Problems<'_>,
) -> Option<T> {
    let written = text(node, what, problems)?;
    let found = parse_number(written)
        .filter(|number| (low.into()..=high.into()).contains(number))
        .and_then(|number| T::try_from(number).ok());
    if found.is_none() {
        let range = match (low.into(), high.into()) {
            (i64::MIN, _) => String::new(),
            (low, ANY..) => format!(" from {low} on"),
            (low, high) => format!(" from {low} to {high}"),
        };
        problems.add(
            node.start,
            format!("'{what}' wants a whole number{range}, found '{written}'"),
        );
    }
    found
}

/// A number in decimal or in `0x` hex.
pub(super) fn parse_number(written: &str) -> Option<i64> {
    match written.strip_prefix("0x") {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            i64::from_str_radix(hex, 16).ok()
        }
        Some(_) => None,
        None => written.parse().ok(),
    }
}

/// A word of a closed set.
pub(super) fn word<T>(
    node: &Node<'_>,
    what: &str,
    known: &[(&str, T)],
    problems: &mut Problems<'_>,
) -> Option<T>
where
    T: Copy,
{
    let written = text(node, what, problems)?;
    let found = known.iter().find(|(name, _)| *name == written);
    if found.is_none() {
        let names = known.iter().map(|(name, _)| *name);
        let message = Message::unknown(what, written, names);
        let why = WORDS.iter().find(|(known, _)| *known == what);
        let message = match why {
            Some((_, why)) => message.because(why),
            None => message,
        };
        problems.add(node.start, message);
    }
    found.map(|(_, value)| *value)
}

/// A duration such as `5m`, in nanoseconds.
pub(super) fn duration(node: &Node<'_>, what: &str, problems: &mut Problems<'_>) -> Option<i64> {
    let written = text(node, what, problems)?;
    let found = parse_duration(written);
    if found.is_none() {
        problems.add(node.start, bad_duration(written));
    }
    found
}

/// What to say of a duration that is none.
pub(super) fn bad_duration(written: &str) -> String {
    format!("'{written}' is no duration; write one as in 90s, 5m, 2h, 7d")
}

/// The items of a list, or the one value that stands in its place; an empty list is a problem.
pub(super) fn list<'n, 'a, T>(
    node: &'n Node<'a>,
    what: &str,
    problems: &mut Problems<'_>,
    mut item: impl FnMut(&'n Node<'a>, &mut Problems<'_>) -> Option<T>,
) -> Vec<T> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if items.is_empty() {
        problems.add(node.start, format!("'{what}' is an empty list"));
    }
    items.iter().filter_map(|one| item(one, problems)).collect()
}

/// A list of plain texts, or one.
pub(super) fn texts(node: &Node<'_>, what: &str, problems: &mut Problems<'_>) -> Vec<String> {
    list(node, what, problems, |one, problems| {
        text(one, what, problems).map(str::to_owned)
    })
}

/// Whether it can name a signal, a capture or a parameter: `[a-z][a-z0-9_]*`.
pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && word
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Values beside the words for them.
pub(super) fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<(&'static str, T)> {
    all.iter().map(|value| (name(*value), *value)).collect()
}
