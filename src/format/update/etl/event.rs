//! Events of providers that came with Windows Vista: the header, and the items that may follow it.
//!
//! Of the items two are used: the provider's name and the schema that events carry which describe themselves. Events of
//! providers with a manifest have neither, and their text stands in a file of the machine that wrote them. Source:
//! EVENT_HEADER of evntcons.h; the items as measured on whole files.

use super::bytes::{Guid, Reader, byte, dword, qword, word};
use super::raw::Raw;
use crate::record::Level;

const HEADER: usize = 0x50;
const FLAG_ITEMS: u16 = 0x01;
const FLAG_TEXT_ONLY: u16 = 0x04;
const FLAG_POINTER_32: u16 = 0x20;
const FLAG_POINTER_64: u16 = 0x40;
const ITEM_SCHEMA: u16 = 0x0B;
const ITEM_PROVIDER: u16 = 0x0C;

/// An event as its header tells of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    pub(super) process: u32,
    pub(super) thread: u32,
    /// Reading of the session's clock.
    pub(super) clock: u64,
    pub(super) provider: Guid,
    /// The provider's name; empty where the event does not carry it.
    pub(super) provider_name: &'a [u8],
    pub(super) id: u16,
    pub(super) version: u8,
    pub(super) level: Option<Level>,
    /// Whether its data is nothing but UTF-16 text.
    pub(super) text_only: bool,
    /// Bytes of a pointer, 4 or 8.
    pub(super) pointer: usize,
    /// Its schema, where it describes itself.
    pub(super) schema: Option<&'a [u8]>,
    /// The values.
    pub(super) data: &'a [u8],
}

impl<'a> Event<'a> {
    pub(super) fn of(raw: &Raw<'a>) -> Option<Self> {
        let bytes = raw.bytes;
        let flags = word(bytes, 0x04)?;
        let mut event = Self {
            thread: dword(bytes, 0x08)?,
            process: dword(bytes, 0x0C)?,
            clock: qword(bytes, 0x10)?,
            provider: Guid::at(bytes, 0x18)?,
            provider_name: b"",
            id: word(bytes, 0x28)?,
            version: byte(bytes, 0x2A)?,
            level: level(byte(bytes, 0x2C)?),
            text_only: flags & FLAG_TEXT_ONLY != 0,
            pointer: match flags & (FLAG_POINTER_32 | FLAG_POINTER_64) {
                FLAG_POINTER_32 => 4,
                FLAG_POINTER_64 => 8,
                _ => raw.pointer,
            },
            schema: None,
            data: bytes.get(HEADER..)?,
        };
        if flags & FLAG_ITEMS != 0 {
            event.take_items()?;
        }
        Some(event)
    }

    /// Takes what it uses of the items in front of the data.
    fn take_items(&mut self) -> Option<()> {
        loop {
            let item = self.data;
            let (size, kind) = (word(item, 0)?, word(item, 2)?);
            let more = word(item, 4)? & 1 != 0;
            let length = usize::from(word(item, 6)?);
            let (whole, rest) = item.split_at_checked(usize::from(size))?;
            let data = whole.get(8..8 + length)?;
            match kind {
                ITEM_SCHEMA => self.schema = Some(data),
                ITEM_PROVIDER => self.provider_name = provider_name(data),
                _ => {}
            }
            self.data = rest;
            if !more {
                return Some(());
            }
        }
    }
}

/// Behind a length that counts it all stands the name.
fn provider_name(traits: &[u8]) -> &[u8] {
    let mut reader = Reader { rest: traits };
    reader.word();
    reader.narrow_text()
}

pub(super) fn level(number: u8) -> Option<Level> {
    match number {
        1 => Some(Level::Critical),
        2 => Some(Level::Error),
        3 => Some(Level::Warning),
        4 => Some(Level::Info),
        5 => Some(Level::Verbose),
        _ => None,
    }
}
