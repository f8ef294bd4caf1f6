//! Steps and checks of an action, each read by itself: `- set-winhttp-proxy: { proxy: '{proxy}' }`.
//!
//! Which there are and what they are given, the plan's types say; their own words for what does not fit are put as all
//! other messages are, at the word they are about.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::super::fields::{Fields, is_plain, list};
use super::super::node::{Node, Value};
use super::super::problems::{At, Message, Problems};
use crate::plan;

pub(super) const ASCII: &str =
    "scripts are plain ASCII, because Windows reads other characters in whichever code page it has";
const CLOSED: &str = "steps and checks are a closed set, so that each can test itself first, keep a backup and be undone";
const GUARDED: &str = "no script may overrule a policy or touch what keeps Windows safe, whoever wrote the rule; 'show' prints it and 'manual' tells a person";
const TYPED: &str =
    "a step is checked when the rule is loaded, not on the machine that it should mend";

/// The items of a list that could be read, with where they stand.
pub(super) struct Items<'n, 'a, T> {
    pub(super) read: Vec<T>,
    pub(super) nodes: Vec<&'n Node<'a>>,
    /// Whether all of them could be read.
    pub(super) complete: bool,
}

impl<'n, 'a, T: DeserializeOwned> Items<'n, 'a, T> {
    /// Reads the list of that key; `what` is how a message calls an item.
    pub(super) fn read(
        fields: &Fields<'n, 'a>,
        key: &str,
        what: &str,
        problems: &mut Problems<'_>,
    ) -> Self {
        let mut items = Self {
            read: Vec::new(),
            nodes: Vec::new(),
            complete: true,
        };
        // Only an action without steps makes no sense.
        let given = fields.get(key);
        let Some(node) = given.filter(|node| key == "steps" || !is_empty_list(node)) else {
            return items;
        };
        list(node, key, problems, |node, problems| {
            match plan::item(json(node)) {
                Ok(item) => {
                    items.read.push(item);
                    items.nodes.push(node);
                }
                Err(message) => {
                    items.complete = false;
                    let (at, message) = told(node, what, &message);
                    problems.add(at, message);
                }
            }
            Some(())
        });
        items
    }
}

pub(super) fn is_empty_list(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::List(items) if items.is_empty())
}

/// The tree as the plan's types read it; a scalar without quotes has the type that YAML gives it.
fn json(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Scalar(text, _) if is_plain(node) => {
            serde_yaml::from_str(text).unwrap_or_else(|_| Json::String(text.to_string()))
        }
        Value::Scalar(text, _) => Json::String(text.to_string()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|entry| (entry.name.to_string(), json(&entry.node)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

/// What is said of an item, and the word in it that it is about; the item's start where none is.
pub(super) fn told(node: &Node<'_>, what: &str, message: &str) -> (At, Message) {
    let mut parts = message.split('`');
    let (kind, word) = (parts.next().unwrap_or_default(), parts.next());
    let known: Vec<&str> = parts.skip(1).step_by(2).collect();
    let place = |word: &str| place_of(node, word).unwrap_or(node.start);
    match (kind, word) {
        ("missing field ", Some(word)) => {
            let message = format!("missing key '{word}'");
            (node.start, Message::explained(message, TYPED))
        }
        ("unknown field ", Some(word)) => (place(word), Message::unknown("key", word, known)),
        ("unknown variant ", Some(word)) => {
            let at = place(word);
            let what = if at == node.start || at == first_key(node) {
                what
            } else {
                "word"
            };
            (at, Message::unknown(what, word, known).because(CLOSED))
        }
        _ => other(node, message),
    }
}

/// Messages that are sentences of their own, and those that say which type was expected.
fn other(node: &Node<'_>, message: &str) -> (At, Message) {
    if let Some((found, wanted)) = message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.split_once(", expected "))
    {
        let found_word = found.split(['`', '"']).nth(1).unwrap_or_default();
        let at = place_of(node, found_word).unwrap_or(node.start);
        let message = format!(
            "expected {wanted}, found {}",
            found.replace(['`', '"'], "'")
        );
        return (at, Message::explained(message, TYPED));
    }
    if message.starts_with("a ") {
        let message = format!("expected {message}");
        return (node.start, Message::explained(message, TYPED));
    }
    if message.contains("not printable ASCII") {
        return (node.start, Message::explained(message, ASCII));
    }
    let why = if message.contains("must not") {
        GUARDED
    } else {
        TYPED
    };
    let quoted = message.split('\'').skip(1).step_by(2);
    let at = quoted.filter_map(|word| place_of(node, word)).last();
    (at.unwrap_or(node.start), Message::explained(message, why))
}

/// Where the word stands as a key or a scalar, or in one.
fn place_of(node: &Node<'_>, word: &str) -> Option<At> {
    if word.is_empty() {
        return None;
    }
    match &node.value {
        Value::Scalar(text, _) => text.find(word).map(|offset| node.place_of(offset)),
        Value::List(items) => items.iter().find_map(|item| place_of(item, word)),
        Value::Map(entries) => {
            let key = entries.iter().find(|entry| entry.name == word);
            key.map(|entry| entry.at)
                .or_else(|| entries.iter().find_map(|entry| place_of(&entry.node, word)))
        }
    }
}

fn first_key(node: &Node<'_>) -> At {
    match &node.value {
        Value::Map(entries) => entries.first().map_or(node.start, |entry| entry.at),
        _ => node.start,
    }
}
