//! A record of a trace as an entry of a log: component and message, and what else is known of it.
//!
//! The texts of a buffer's entries are written one behind the other, because all of them are shown to the rules before any
//! becomes a record. A line of the update agent reads as Get-WindowsUpdateLog writes it, white space at its ends included; other events that describe
//! themselves become pairs of names and values; of the rest the identifiers and readable strings are shown.

use std::borrow::Cow;

use super::bytes::{Guid, Reader, byte, dword, push_wide, qword};
use super::event::{self, Event};
use super::payload::{self, Pairs};
use super::provider;
use super::raw::{Raw, Shape};
use super::schema::{self, Count, Fields};
use super::tmf::TraceMessages;
use super::value::push;
use super::wpp::{self, Message};
use crate::format::update::windows_update;
use crate::record::{Kind, Level, Record};
use crate::text::display;
use crate::time::Stamp;

/// The field with numbers that may be error codes. They stay out of the message, where they would count as certain.
const CANDIDATES: &str = "candidate_codes";
const UTF16: u8 = 1;

/// What is known of an entry beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entry {
    /// Reading of the session's clock.
    pub(super) clock: Option<u64>,
    process: Option<u32>,
    thread: Option<u32>,
    level: Option<Level>,
    /// Where in its text the component ends.
    component: usize,
    /// Where in its text the message begins and ends.
    message: (usize, usize),
    /// Whether it is a message whose text is not known.
    pub(super) without_text: bool,
}

/// Appends the text of a record; `None` where the record is damaged.
pub(super) fn write(raw: &Raw<'_>, messages: &TraceMessages, text: &mut Vec<u8>) -> Option<Entry> {
    let mut writer = Writer {
        begin: text.len(),
        text,
        entry: Entry::default(),
    };
    match raw.shape {
        Shape::Event => writer.event(&Event::of(raw)?),
        Shape::Classic => writer.classic(raw)?,
        Shape::Message => writer.message(&Message::of(raw)?, messages),
        Shape::Session | Shape::Kernel => return None,
    }
    Some(writer.entry)
}

impl Entry {
    /// The record of an entry whose text is `text`. Named data is read once more, for few entries are asked for.
    pub(super) fn record<'a>(
        &self,
        kind: Kind,
        stamp: Option<Stamp>,
        text: &'a [u8],
        raw: &Raw<'_>,
    ) -> Record<'a> {
        let (begin, end) = self.message;
        let message = text.get(begin..end).unwrap_or_default();
        Record {
            stamp,
            level: self.level,
            component: display(text.get(..self.component).unwrap_or_default()),
            process: self.process,
            thread: self.thread,
            fields: self.fields(raw),
            ..Record::text(kind, message)
        }
    }

    fn fields(&self, raw: &Raw<'_>) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let fields = match raw.shape {
            Shape::Event => Event::of(raw).map(|event| event_fields(&event)),
            Shape::Message if self.without_text => {
                Message::of(raw).map(|message| candidate_field(&message))
            }
            _ => None,
        };
        let fields = fields.unwrap_or_default().into_iter();
        fields
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    }
}

fn event_fields(event: &Event<'_>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    if let Some((_, data)) = event.schema.and_then(schema::open)
        && line(event, &data).is_none()
    {
        payload::pairs(data, event.data, event.pointer, &mut fields);
    }
    fields
}

fn candidate_field(message: &Message<'_>) -> Vec<(String, String)> {
    let codes = codes(&message.candidates());
    let field = (!codes.is_empty()).then(|| (CANDIDATES.to_owned(), codes));
    field.into_iter().collect()
}

fn codes(candidates: &[u32]) -> String {
    let codes: Vec<_> = candidates
        .iter()
        .map(|code| format!("0x{code:08X}"))
        .collect();
    codes.join(" ")
}

/// The text of an event that is a line of a log, and how its provider writes those.
fn line<'a>(event: &Event<'a>, fields: &Fields<'a>) -> Option<(&'a [u8], provider::Lines)> {
    let mut fields = fields.clone();
    let lines = provider::lines(event.provider, event.provider_name)?;
    let field = fields.next()?;
    let is_line = field.name == lines.field
        && field.kind == UTF16
        && field.count == Count::One
        && fields.next().is_none();
    let mut data = Reader { rest: event.data };
    is_line.then(|| (data.wide_text(), lines))
}

/// Writes one entry.
struct Writer<'t> {
    text: &'t mut Vec<u8>,
    begin: usize,
    entry: Entry,
}

impl Writer<'_> {
    fn event(&mut self, event: &Event<'_>) {
        self.entry.clock = Some(event.clock);
        self.entry.process = Some(event.process);
        self.entry.thread = Some(event.thread);
        self.entry.level = event.level;
        let described = event.schema.and_then(schema::open);
        match described {
            Some((name, fields)) => match line(event, &fields) {
                Some((message, lines)) => self.line(name, message, lines),
                None => self.pairs(event, name, fields),
            },
            None if event.text_only => {
                self.component(&display(event.provider_name));
                push_wide(self.text, Reader { rest: event.data }.wide_text());
            }
            None => {
                let numbers = format_args!("event {} version {}", event.id, event.version);
                self.strings(event.provider, numbers, event.data);
            }
        }
        self.end_message();
    }

    fn line(&mut self, name: &[u8], message: &[u8], lines: provider::Lines) {
        match lines.component {
            Some(component) => self.component(component),
            None => self.component(&display(name)),
        }
        push_wide(self.text, message);
        if !lines.leveled {
            self.level_of_line();
        }
    }

    /// The agent's lines say in their text that they are failures.
    fn level_of_line(&mut self) {
        let written = self.text.get(self.begin + self.entry.message.0..);
        let failed = written.is_some_and(|text| windows_update::failed(text.trim_ascii_start()));
        self.entry.level = failed.then_some(Level::Error);
    }

    fn pairs(&mut self, event: &Event<'_>, name: &[u8], fields: Fields<'_>) {
        self.component(&display(name));
        payload::pairs(
            fields,
            event.data,
            event.pointer,
            self.text as &mut dyn Pairs,
        );
        let end = self.text.trim_ascii_end().len();
        self.text
            .truncate(end.max(self.begin + self.entry.message.0));
    }

    fn classic(&mut self, raw: &Raw<'_>) -> Option<()> {
        let bytes = raw.bytes;
        self.entry = Entry {
            clock: Some(qword(bytes, 0x10)?),
            thread: Some(dword(bytes, 0x08)?),
            process: Some(dword(bytes, 0x0C)?),
            level: event::level(byte(bytes, 0x05)?),
            ..Entry::default()
        };
        let guid = Guid::at(bytes, 0x18)?;
        let numbers = format_args!("event {}", byte(bytes, 0x04)?);
        self.strings(guid, numbers, bytes.get(0x30..)?);
        self.end_message();
        Some(())
    }

    fn strings(&mut self, guid: Guid, numbers: std::fmt::Arguments<'_>, data: &[u8]) {
        push(self.text, format_args!("{guid} {numbers}"));
        wpp::push_strings(self.text, ": ", data);
    }

    fn message(&mut self, message: &Message<'_>, messages: &TraceMessages) {
        self.entry.clock = message.clock;
        self.entry.process = message.process;
        self.entry.thread = message.thread;
        let Message {
            guid,
            number,
            data,
            pointer,
            ..
        } = *message;
        if let Some((component, line)) = messages.render(guid, number, data, pointer) {
            self.component(component);
            self.text.extend_from_slice(line.trim().as_bytes());
            self.level_of_line();
            self.end_message();
            return;
        }
        self.entry.without_text = true;
        message.push_without_text(self.text);
        self.end_message();
        let codes = codes(&message.candidates());
        if !codes.is_empty() {
            push(self.text, format_args!(" {codes}"));
        }
    }

    fn component(&mut self, name: &str) {
        self.text.extend_from_slice(name.as_bytes());
        self.entry.component = name.len();
        if !name.is_empty() {
            self.text.push(b' ');
        }
        self.entry.message.0 = self.text.len() - self.begin;
    }

    fn end_message(&mut self) {
        self.entry.message.1 = self.text.len() - self.begin;
    }
}
