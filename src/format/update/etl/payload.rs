//! The data of an event that describes itself, value by value, as pairs of names and texts.
//!
//! `[UpdateId] : 8785BF2C-5AE7-460E-BEC0-37D6CF6CF71F; [Result] : 0x8024402c; `
//!
//! Values stand one behind the other without gaps. A field may be an array, and a structure whose members follow it and bear
//! its name in front of their own. What cannot be read ends the event: the pairs until then stay, the rest is shown as
//! bytes. Not handled: values in a form of the provider's own, which end the event too.

use super::bytes::{Reader, push_wide};
use super::schema::{Count, Field, Fields, STRUCTURE};
use super::value::{self, Type};
use crate::text::display;

/// How deep structures may lie in one another.
const DEEPEST: usize = 32;
/// Most elements of an array.
const LONGEST_ARRAY: u16 = 4096;
/// Most values and structures for each byte of data and each field: arrays of structures of nothing have to end.
const VALUES_PER_BYTE: usize = 8;
/// Most bytes of names and values of an event. A structure repeats the names of its members in every element.
const MOST_TEXT: usize = 1 << 20;
/// How many bytes are shown of what could not be read.
const SHOWN_REST: usize = 64;
/// Name of what could not be read.
const REST: &str = "not decoded";

/// Takes pairs of names and values, those of arrays joined by commas.
pub(super) trait Pairs {
    /// Takes a pair.
    fn pair(&mut self, name: &str, value: &str);
}

/// Pairs as the text of a log.
impl Pairs for Vec<u8> {
    fn pair(&mut self, name: &str, value: &str) {
        for part in ["[", name, "] : ", value, "; "] {
            self.extend_from_slice(part.as_bytes());
        }
    }
}

/// Pairs as named data.
impl Pairs for Vec<(String, String)> {
    fn pair(&mut self, name: &str, value: &str) {
        self.push((name.to_owned(), value.to_owned()));
    }
}

/// Hands on every value of the fields.
pub(super) fn pairs(fields: Fields<'_>, data: &[u8], pointer: usize, to: &mut dyn Pairs) {
    let fields: Vec<_> = fields.collect();
    let mut decoding = Decoding {
        data: Reader { rest: data },
        pointer,
        left: VALUES_PER_BYTE * (data.len() + fields.len()),
        room: MOST_TEXT,
        text: Vec::new(),
        to,
    };
    let done = decoding.members(&fields, fields.len(), "", 0);
    let rest = decoding.data.rest;
    if done.is_none() && !rest.is_empty() {
        let mut text = Vec::new();
        value::push_hex(&mut text, rest, SHOWN_REST);
        to.pair(REST, &display(&text));
    }
}

struct Decoding<'a, 'b> {
    data: Reader<'a>,
    pointer: usize,
    /// How many more values may be read.
    left: usize,
    /// How many more bytes of text may be written.
    room: usize,
    /// The value that is being written.
    text: Vec<u8>,
    to: &'b mut dyn Pairs,
}

impl Decoding<'_, '_> {
    /// The first `count` of the fields, members of structures not counted; gives the fields behind them.
    fn members<'f>(
        &mut self,
        fields: &'f [Field<'f>],
        count: usize,
        outer: &str,
        depth: usize,
    ) -> Option<&'f [Field<'f>]> {
        let mut rest = fields;
        for _ in 0..count {
            let (field, behind) = rest.split_first()?;
            let name = match (outer, display(field.name)) {
                ("", name) => name,
                (outer, name) => format!("{outer}.{name}").into(),
            };
            self.room = self.room.checked_sub(name.len())?;
            rest = behind;
            if field.kind == STRUCTURE {
                rest = self.structure(field, behind, &name, depth)?;
            } else {
                self.field(field, &name)?;
            }
        }
        Some(rest)
    }

    /// A structure, as often as it stands there; gives the fields behind its members.
    fn structure<'f>(
        &mut self,
        field: &Field<'_>,
        fields: &'f [Field<'f>],
        name: &str,
        depth: usize,
    ) -> Option<&'f [Field<'f>]> {
        if depth >= DEEPEST {
            return None;
        }
        for _ in 0..self.count(field)? {
            self.spend()?;
            self.members(fields, usize::from(field.format), name, depth + 1)?;
        }
        behind(fields, usize::from(field.format))
    }

    /// A field that is no structure: one value, an array, or text that is declared as an array of characters.
    fn field(&mut self, field: &Field<'_>, name: &str) -> Option<()> {
        self.text.clear();
        let kind = Type {
            kind: field.kind,
            format: field.format,
            pointer: self.pointer,
        };
        let done = match kind.characters().filter(|_| field.count != Count::One) {
            Some(size) => self.characters(field, size),
            None => self.values(field, kind),
        };
        self.room = self.room.checked_sub(self.text.len())?;
        if done.is_some() || !self.text.is_empty() {
            self.to.pair(name, &display(&self.text));
        }
        done
    }

    fn values(&mut self, field: &Field<'_>, kind: Type) -> Option<()> {
        for number in 0..self.count(field)? {
            self.spend()?;
            if number > 0 {
                self.text.extend_from_slice(b", ");
            }
            kind.push(&mut self.data, &mut self.text)?;
        }
        Some(())
    }

    fn characters(&mut self, field: &Field<'_>, size: usize) -> Option<()> {
        let count = self.length(field)?;
        let text = self.data.take(usize::from(count) * size)?;
        if size == 2 {
            push_wide(&mut self.text, text);
        } else {
            self.text.extend_from_slice(display(text).as_bytes());
        }
        Some(())
    }

    /// How many values there are of a field; `None` where there are too many.
    fn count(&mut self, field: &Field<'_>) -> Option<u16> {
        let before = self.data;
        let count = self.length(field)?;
        if count > LONGEST_ARRAY {
            self.data = before;
            return None;
        }
        Some(count)
    }

    fn length(&mut self, field: &Field<'_>) -> Option<u16> {
        match field.count {
            Count::One => Some(1),
            Count::Fixed(count) => Some(count),
            Count::Told => self.data.word(),
            Count::Custom => None,
        }
    }

    fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }
}

/// The fields behind so many, members of structures not counted.
fn behind<'f>(fields: &'f [Field<'f>], count: usize) -> Option<&'f [Field<'f>]> {
    let (mut left, mut rest) = (count, fields);
    while left > 0 {
        let (field, next) = rest.split_first()?;
        left -= 1;
        if field.kind == STRUCTURE {
            left += usize::from(field.format);
        }
        rest = next;
    }
    Some(rest)
}
