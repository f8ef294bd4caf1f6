//! Which records of a chunk are asked for, found out before any of them is rendered.
//!
//! Provider and id first; what is not wanted by these is shown to the sink as text, all of a chunk at once. A record whose
//! columns cannot be told this way is wanted: only rendering can tell what it is.

use std::collections::HashMap;
use std::rc::Rc;

use super::chunk::{Entry, RECORD_HEADER};
use super::instance::Instance;
use super::outline::{self, Outline, Part, Slot};
use super::spelled::{self, BINARY_XML};
use super::tally::Tally;
use crate::format::Sink;

/// Bytes of template definitions read per chunk; a chunk holds 64 KiB, hostile ones overlap.
const MAX_TEMPLATES: usize = 1 << 20;
/// Text of one record; the values of a record say less.
const MAX_TEXT: usize = 1 << 17;
/// Text of all records of a chunk; real ones say a tenth of it. What a template says is said again by each of its records,
/// so that what a hostile chunk says is not bounded by its size.
const MAX_SAID: usize = 1 << 24;
/// Text after which the sink is asked, so that hostile records do not add up.
const MAX_ASKED: usize = 1 << 22;
/// Values that are binary XML hold no further ones in real logs.
const MAX_NESTING: usize = 4;

/// The entries that are asked for, in order.
pub(super) fn wanted(
    chunk: &[u8],
    entries: &[Entry],
    tally: &mut Tally,
    sink: &dyn Sink,
) -> Vec<Entry> {
    let mut templates = Templates::new(chunk);
    let mut asking = Asking::default();
    let mut wanted = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        if asking.said > MAX_SAID {
            tally.lose(entries.len() - place);
            break;
        }
        let Some(seen) = templates.look(entry) else {
            wanted.push(place);
            continue;
        };
        tally.number(seen.number);
        tally.channel(&seen.channel);
        tally.computer(&seen.computer);
        if sink.wants_event(&seen.provider, seen.id) {
            wanted.push(place);
        } else {
            templates.say(&seen.instance, &mut asking.text, 0);
            asking.end(place, sink, &mut wanted);
        }
    }
    asking.ask(sink, &mut wanted);
    wanted.sort_unstable();
    wanted
        .iter()
        .filter_map(|place| entries.get(*place).copied())
        .collect()
}

/// Texts that the sink has yet to be asked about.
#[derive(Default)]
struct Asking {
    /// Bytes that the sink was asked about before.
    said: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
    places: Vec<usize>,
}

impl Asking {
    fn end(&mut self, place: usize, sink: &dyn Sink, wanted: &mut Vec<usize>) {
        self.ends.push(self.text.len());
        self.places.push(place);
        if self.text.len() > MAX_ASKED {
            self.ask(sink, wanted);
        }
    }

    fn ask(&mut self, sink: &dyn Sink, wanted: &mut Vec<usize>) {
        if self.ends.is_empty() {
            return;
        }
        let asked = sink.asked(&self.text, &self.ends).into_iter();
        wanted.extend(asked.filter_map(|number| self.places.get(number)));
        self.said = self.said.saturating_add(self.text.len());
        self.text.clear();
        self.ends.clear();
        self.places.clear();
    }
}

/// What is seen of a record before it is rendered.
struct Seen<'a> {
    provider: String,
    id: u32,
    number: Option<u64>,
    channel: String,
    computer: String,
    instance: Instance<'a>,
}

/// The templates of a chunk by their offsets, each read once.
struct Templates<'a> {
    chunk: &'a [u8],
    known: HashMap<usize, Option<Rc<Outline>>>,
    left: usize,
}

impl<'a> Templates<'a> {
    fn new(chunk: &'a [u8]) -> Self {
        Self {
            chunk,
            known: HashMap::new(),
            left: MAX_TEMPLATES,
        }
    }

    fn look(&mut self, entry: &Entry) -> Option<Seen<'a>> {
        let instance = Instance::read(self.chunk, entry.at + RECORD_HEADER, entry.end)?;
        let outline = self.outline(instance.template)?;
        Some(Seen {
            provider: text(&outline.provider, &instance).filter(|name| !name.is_empty())?,
            id: u32::try_from(number(&outline.id, &instance)?).ok()?,
            number: number(&outline.number, &instance),
            channel: text(&outline.channel, &instance).unwrap_or_default(),
            computer: text(&outline.computer, &instance).unwrap_or_default(),
            instance,
        })
    }

    fn outline(&mut self, template: usize) -> Option<Rc<Outline>> {
        if let Some(known) = self.known.get(&template) {
            return known.clone();
        }
        let read = (self.left > 0)
            .then(|| outline::read(self.chunk, template))
            .flatten();
        let size = read.as_ref().map_or(0, |(_, size)| *size);
        self.left = self.left.saturating_sub(size.max(1));
        let outline = read.map(|(outline, _)| Rc::new(outline));
        self.known.insert(template, outline.clone());
        outline
    }

    /// Appends what a record says beside its columns.
    fn say(&mut self, instance: &Instance<'a>, out: &mut Vec<u8>, depth: usize) {
        let Some(outline) = self.outline(instance.template) else {
            return;
        };
        let most = out.len().saturating_add(MAX_TEXT);
        for part in &outline.parts {
            match part {
                Part::Text(text) => out.extend(text),
                Part::Value(number) => match instance.value(*number) {
                    Some((BINARY_XML, bytes)) => self.say_nested(bytes, out, depth),
                    Some(value) => spelled::value(value, out),
                    None => {}
                },
            }
            if out.len() > most {
                return;
            }
        }
    }

    fn say_nested(&mut self, bytes: &'a [u8], out: &mut Vec<u8>, depth: usize) {
        let at = (bytes.as_ptr() as usize).wrapping_sub(self.chunk.as_ptr() as usize);
        let nested = Instance::read(self.chunk, at, at.saturating_add(bytes.len()));
        match nested {
            Some(nested) if depth < MAX_NESTING => self.say(&nested, out, depth + 1),
            _ => narrow(bytes, out),
        }
    }
}

/// Bytes of binary XML without a template: the UTF-16 texts in it, with the end marks left out.
fn narrow(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend(bytes.iter().filter(|byte| **byte != 0));
}

fn text(slot: &Slot, instance: &Instance<'_>) -> Option<String> {
    match slot {
        Slot::Nowhere => None,
        Slot::Text(text) => Some(text.clone()),
        Slot::Value(number) => instance
            .value(*number)
            .map(|(_, bytes)| spelled::string(bytes)),
    }
}

fn number(slot: &Slot, instance: &Instance<'_>) -> Option<u64> {
    match slot {
        Slot::Nowhere => None,
        Slot::Text(text) => text.parse().ok(),
        Slot::Value(number) => {
            let (kind, bytes) = instance.value(*number)?;
            u64::try_from(spelled::number(kind, bytes)?).ok()
        }
    }
}
