//! What a template says of the records made with it: where its columns are, and which datum is which value.
//!
//! A template is an event's binary XML with places for values: `<Data Name="hr">` and then `value 4`. Its outline is read
//! once per chunk. It gives the texts that stand beside the values, `hr=`, without rendering anything. Tokens: MS-EVEN6
//! 2.2.12. What is no template, or nests deeper than events do, has no outline, and its records are rendered unseen.

use super::cursor::Cursor;
use super::spelled;

/// Elements of an event nest about six deep.
const MAX_DEPTH: usize = 32;

/// Where a column of an event stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Slot {
    /// The template does not say.
    #[default]
    Nowhere,
    /// In the template itself.
    Text(String),
    /// In the value of this number.
    Value(u16),
}

/// A piece of what a record says beside its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text of the template.
    Text(Vec<u8>),
    /// The value of this number.
    Value(u16),
}

/// A template, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// Name of the provider.
    pub(super) provider: Slot,
    /// Event id.
    pub(super) id: Slot,
    /// Number of the record in the log that it was written to.
    pub(super) number: Slot,
    /// Name of the channel.
    pub(super) channel: Slot,
    /// Name of the computer.
    pub(super) computer: Slot,
    /// Everything outside the System element, in order, as `name=value` lines.
    pub(super) parts: Vec<Part>,
}

/// An element as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    System,
    Provider,
    EventId,
    RecordId,
    Channel,
    Computer,
    Data,
    Other,
}

/// Reads the outline of the template definition at an offset of the chunk, and how many bytes it has.
pub(super) fn read(chunk: &[u8], at: usize) -> Option<(Outline, usize)> {
    const BEFORE_SIZE: usize = 20;
    let mut header = Cursor::new(chunk, at.checked_add(BEFORE_SIZE)?);
    let size = header.size()?;
    let end = header.at().checked_add(size)?;
    let mut reader = Reader {
        chunk,
        cursor: Cursor::new(chunk.get(..end)?, header.at()),
        open: Vec::new(),
        is_name: false,
        in_attribute: false,
        line: Vec::new(),
        data: 0,
        outline: Outline::default(),
    };
    while reader.step()? {}
    Some((reader.outline, size))
}

struct Reader<'a> {
    chunk: &'a [u8],
    cursor: Cursor<'a>,
    open: Vec<Element>,
    /// Inside an attribute called Name.
    is_name: bool,
    /// Inside any attribute.
    in_attribute: bool,
    /// Name of the line that begins with the open element.
    line: Vec<u8>,
    /// Number of Data elements so far.
    data: usize,
    outline: Outline,
}

impl<'a> Reader<'a> {
    /// Takes one token; `false` at the end.
    fn step(&mut self) -> Option<bool> {
        const HAS_MORE: u8 = 0x40;
        let token = self.cursor.u8()?;
        match token & !HAS_MORE {
            0x00 => return Some(false),
            0x01 => self.open_element(token & HAS_MORE != 0)?,
            0x02 => self.close_start(),
            0x03 => {
                self.close_start();
                self.open.pop();
            }
            0x04 => {
                self.open.pop();
            }
            0x05 => {
                const TEXT: u8 = 1;
                (self.cursor.u8()? == TEXT).then_some(())?;
                let text = self.cursor.counted_text()?;
                self.text(text);
            }
            0x06 => {
                let name = self.name()?;
                self.in_attribute = true;
                self.is_name = spelled::is(name, "Name");
                self.attribute(name);
            }
            0x07 | 0x0B => {
                let text = self.cursor.counted_text()?;
                self.text(text);
            }
            0x08 => {
                let text = self.cursor.take(2)?;
                self.text(text);
            }
            0x09 | 0x0A => {
                self.name()?;
            }
            0x0D | 0x0E => {
                let number = self.cursor.u16()?;
                self.cursor.u8()?;
                self.value(number);
            }
            0x0F => {
                self.cursor.take(3)?;
            }
            _ => return None,
        }
        Some(true)
    }

    fn open_element(&mut self, has_attributes: bool) -> Option<()> {
        const DEPENDENCY_AND_SIZE: usize = 6;
        self.cursor.take(DEPENDENCY_AND_SIZE)?;
        let name = self.name()?;
        if has_attributes {
            self.cursor.u32()?;
        }
        let element = Element::of(name, &self.open);
        self.line.clear();
        if element == Element::Data {
            self.data += 1;
            self.line.extend(format!("param{}", self.data).bytes());
        } else {
            spelled::text(name, &mut self.line);
        }
        self.open.push(element);
        (self.open.len() <= MAX_DEPTH).then_some(())
    }

    /// The name at the offset that stands next; at its first use it stands right there.
    fn name(&mut self) -> Option<&'a [u8]> {
        const LINK_AND_HASH: usize = 6;
        const END_MARK: usize = 2;
        let at = self.cursor.size()?;
        let mut named = Cursor::new(self.chunk, at.checked_add(LINK_AND_HASH)?);
        let name = named.counted_text()?;
        if at == self.cursor.at() {
            self.cursor
                .take(LINK_AND_HASH + 2 + name.len() + END_MARK)?;
        }
        Some(name)
    }

    fn close_start(&mut self) {
        self.in_attribute = false;
        self.is_name = false;
        if !self.is_quiet() {
            let line = std::mem::take(&mut self.line);
            self.say(b"\n");
            self.say(&line);
            self.say(b"=");
        }
    }

    /// Says the name of an attribute that is a datum of its own.
    fn attribute(&mut self, name: &[u8]) {
        if !self.is_quiet() && self.open.last() != Some(&Element::Data) {
            let mut line = Vec::new();
            spelled::text(name, &mut line);
            self.say(b"\n");
            self.say(&line);
            self.say(b"=");
        }
    }

    fn text(&mut self, text: &[u8]) {
        match (self.open.last(), self.in_attribute) {
            (Some(Element::Provider), true) if self.is_name => {
                self.outline.provider = Slot::Text(spelled::string(text));
            }
            (Some(Element::Data), true) if self.is_name => {
                self.line.clear();
                spelled::text(text, &mut self.line);
            }
            (Some(Element::EventId), false) => {
                self.outline.id = Slot::Text(spelled::string(text));
            }
            (Some(Element::RecordId), false) => {
                self.outline.number = Slot::Text(spelled::string(text));
            }
            (Some(Element::Channel), false) => {
                self.outline.channel = Slot::Text(spelled::string(text));
            }
            (Some(Element::Computer), false) => {
                self.outline.computer = Slot::Text(spelled::string(text));
            }
            (element, in_attribute)
                if !(self.is_quiet() || in_attribute && element == Some(&Element::Data)) =>
            {
                let mut spoken = Vec::new();
                spelled::text(text, &mut spoken);
                self.say(&spoken);
            }
            _ => {}
        }
    }

    fn value(&mut self, number: u16) {
        let slot = Slot::Value(number);
        match (self.open.last(), self.in_attribute) {
            (Some(Element::Provider), true) if self.is_name => self.outline.provider = slot,
            (Some(Element::EventId), false) => self.outline.id = slot,
            (Some(Element::RecordId), false) => self.outline.number = slot,
            (Some(Element::Channel), false) => self.outline.channel = slot,
            (Some(Element::Computer), false) => self.outline.computer = slot,
            _ if !self.is_quiet() => self.outline.parts.push(Part::Value(number)),
            _ => {}
        }
    }

    /// Columns are no part of what a record says.
    fn is_quiet(&self) -> bool {
        self.open.contains(&Element::System)
    }

    fn say(&mut self, text: &[u8]) {
        match self.outline.parts.last_mut() {
            Some(Part::Text(said)) => said.extend(text),
            _ => self.outline.parts.push(Part::Text(text.to_vec())),
        }
    }
}

impl Element {
    fn of(name: &[u8], around: &[Self]) -> Self {
        let in_system = around.contains(&Self::System);
        match () {
            () if spelled::is(name, "System") => Self::System,
            () if spelled::is(name, "Data") => Self::Data,
            () if in_system && spelled::is(name, "Provider") => Self::Provider,
            () if in_system && spelled::is(name, "EventID") => Self::EventId,
            () if in_system && spelled::is(name, "EventRecordID") => Self::RecordId,
            () if in_system && spelled::is(name, "Channel") => Self::Channel,
            () if in_system && spelled::is(name, "Computer") => Self::Computer,
            () => Self::Other,
        }
    }
}
