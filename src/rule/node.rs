//! YAML as a tree of values that know where they stand and how they were written.
//!
//! Rules need more of YAML than serde gives: the line and column of every key and value for messages, the style of a
//! scalar (`text: 'C:\new'` must be single-quoted), and an error for a key that stands twice. One pass over the parser's
//! events gives all three. The subset is what rules need: one document, text, lists and maps; anchors, aliases, tags and
//! merge keys are errors, so a rule reads the same to a person and to every tool.

use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::problems::{At, Message, Problems};

mod refusal;

/// How deep lists and maps may nest; rules need about eight.
const MAX_DEPTH: usize = 32;

const TWICE: &str = "most readers of YAML keep one of the two and drop the other without a word";

/// A value in a rule file.
#[derive(Debug)]
pub(super) struct Node<'a> {
    /// Its first character.
    pub(super) start: At,
    /// Just past its last character; the start for lists and maps.
    pub(super) end: At,
    pub(super) value: Value<'a>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Scalar(Cow<'a, str>, ScalarStyle),
    List(Vec<Node<'a>>),
    Map(Vec<Entry<'a>>),
}

/// A key of a map and its value.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) at: At,
    pub(super) node: Node<'a>,
}

impl<'a> Node<'a> {
    /// Reads a whole file. `None` where it is no YAML; other problems leave a tree without the parts concerned.
    pub(super) fn parse(text: &'a str, problems: &mut Problems<'_>) -> Option<Self> {
        if let Some((at, message)) = refusal::unread(text) {
            problems.add(at, message);
            return None;
        }
        let mut tree = Tree::default();
        for event in Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            match event {
                Ok((event, span)) => tree.take(event, span, problems)?,
                Err(error) => {
                    let (at, message) = refusal::told(text, at(*error.marker()), error.info());
                    problems.add(at, message);
                    return None;
                }
            }
        }
        if tree.root.is_none() {
            problems.add(At::default(), "the file is empty");
        }
        tree.root
    }

    /// What it is, in words for messages.
    pub(super) fn describe(&self) -> &'static str {
        match &self.value {
            Value::Scalar(..) if self.is_null() => "nothing",
            Value::Scalar(..) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The value of a key, or an item of a list by its number from 0.
    pub(super) fn step(&self, name: &str) -> Option<&Self> {
        self.entry(name).map(|(_, node)| node)
    }

    /// The same with the place of the key or item.
    pub(super) fn entry(&self, name: &str) -> Option<(At, &Self)> {
        match &self.value {
            Value::Map(entries) => {
                let entry = entries.iter().find(|entry| entry.name == name)?;
                Some((entry.at, &entry.node))
            }
            Value::List(items) => {
                let item = items.get(name.parse::<usize>().ok()?)?;
                Some((item.start, item))
            }
            Value::Scalar(..) => None,
        }
    }

    /// Whether a key stands there without a value.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(text, ScalarStyle::Plain) if matches!(text.as_ref(), "" | "~" | "null"))
    }

    /// Whether it is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.value, Value::Scalar(text, _) if text == word)
    }

    /// The place of the scalar's byte `offset`; where escapes or line breaks forbid to tell, the scalar's start.
    pub(super) fn place_of(&self, offset: usize) -> At {
        let Value::Scalar(text, style) = &self.value else {
            return self.start;
        };
        let before = text.get(..offset).unwrap_or_default();
        let count = u32::try_from(before.chars().count()).unwrap_or(u32::MAX);
        let quotes = u32::try_from(before.matches('\'').count()).unwrap_or(u32::MAX);
        let skipped = match style {
            ScalarStyle::Plain => count,
            ScalarStyle::SingleQuoted => count.saturating_add(quotes).saturating_add(1),
            _ => return self.start,
        };
        if self.start.line != self.end.line {
            return self.start;
        }
        At {
            line: self.start.line,
            column: self.start.column.saturating_add(skipped),
        }
    }
}

fn at(marker: Marker) -> At {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    At {
        line: number(marker.line()),
        column: number(marker.col()).saturating_add(1),
    }
}

/// A list or map whose end has not come yet.
enum Open<'a> {
    List(At, Vec<Node<'a>>),
    Map(At, Vec<Entry<'a>>, Option<(Cow<'a, str>, At)>),
}

/// The tree as far as the events have come.
#[derive(Default)]
struct Tree<'a> {
    open: Vec<Open<'a>>,
    root: Option<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// Takes one event; `None` after a problem that makes the rest meaningless.
    fn take(&mut self, event: Event<'a>, span: Span, problems: &mut Problems<'_>) -> Option<()> {
        let start = at(span.start);
        if let Some(what) = foreign(&event) {
            problems.add(start, format!("{what} are no part of the rule language"));
            return None;
        }
        match event {
            Event::Scalar(text, style, ..) => {
                let node = Node {
                    start,
                    end: at(span.end),
                    value: Value::Scalar(text, style),
                };
                self.place(node, problems)
            }
            Event::SequenceStart(..) => self.enter(Open::List(start, Vec::new()), start, problems),
            Event::MappingStart(..) => {
                self.enter(Open::Map(start, Vec::new(), None), start, problems)
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(problems),
            Event::DocumentStart(_) if self.root.is_some() => {
                problems.add(start, "a rule file holds one document; split it into files");
                None
            }
            _ => Some(()),
        }
    }

    fn enter(&mut self, open: Open<'a>, start: At, problems: &mut Problems<'_>) -> Option<()> {
        if self.open.len() >= MAX_DEPTH {
            problems.add(start, format!("nested deeper than {MAX_DEPTH} levels"));
            return None;
        }
        self.open.push(open);
        Some(())
    }

    fn leave(&mut self, problems: &mut Problems<'_>) -> Option<()> {
        let (start, value) = match self.open.pop()? {
            Open::List(start, items) => (start, Value::List(items)),
            Open::Map(start, entries, _) => (start, Value::Map(entries)),
        };
        let node = Node {
            start,
            end: start,
            value,
        };
        self.place(node, problems)
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, node: Node<'a>, problems: &mut Problems<'_>) -> Option<()> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => {
                if let Some((name, at)) = key.take() {
                    add_entry(entries, Entry { name, at, node }, problems);
                } else if let Value::Scalar(text, _) = node.value {
                    *key = Some((text, node.start));
                } else {
                    problems.add(node.start, "a key must be a word");
                    return None;
                }
            }
        }
        Some(())
    }
}

/// What the event holds that rules do without.
fn foreign(event: &Event<'_>) -> Option<&'static str> {
    match event {
        Event::Alias(_) => Some("aliases"),
        Event::Scalar(_, _, anchor, _)
        | Event::SequenceStart(anchor, _)
        | Event::MappingStart(anchor, _)
            if *anchor != 0 =>
        {
            Some("anchors")
        }
        Event::Scalar(_, _, _, Some(_))
        | Event::SequenceStart(_, Some(_))
        | Event::MappingStart(_, Some(_)) => Some("tags"),
        _ => None,
    }
}

/// Adds the entry, or notes that its key stands there already.
fn add_entry<'a>(entries: &mut Vec<Entry<'a>>, entry: Entry<'a>, problems: &mut Problems<'_>) {
    match entries.iter().find(|known| known.name == entry.name) {
        Some(first) => {
            let message = format!(
                "key '{}' stands here again, first in line {}",
                entry.name, first.at.line
            );
            problems.add(entry.at, Message::explained(message, TWICE));
        }
        None => entries.push(entry),
    }
}

#[cfg(test)]
mod tests;
