//! Events as text: copied from Event Viewer, printed by wevtutil, Get-WinEvent and Get-EventLog, one or many.
//!
//! ```text
//! Log Name:      System              Event[0]:                     TimeCreated  : 5/14/2024 9:00:00 AM
//! Source:        Contoso-Updates       Log Name: System            ProviderName : Contoso-Updates
//! Event ID:      20                    Event ID: 20                Id           : 20
//! Description:                         Description:                Message      : Installation failed: ...
//! Installation failed: ...           Installation failed: ...                     second line
//! ```
//!
//! Windows XP wrote `Event Type:`, `Event Source:` and the clock apart from the date. A description ends where the label that
//! began the text comes again with another one behind it. XML behind a description is the business of its own format.
//! Not read: events whose lines a mail has joined.

use super::entry::{Column, Entry};
use super::lines::{Line, read};
use super::{Found, language, parsed};
use crate::format::parts::vote;
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::text;

/// Events as labels with values.
pub(in crate::format) struct EventText;

impl LogFormat for EventText {
    fn id(&self) -> FormatId {
        FormatId("event-text")
    }

    fn kind(&self) -> Kind {
        Kind::EventLog
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        const LINES: usize = 60;
        let lines: Vec<_> = vote::lines(head).take(LINES).map(text::display).collect();
        let first = lines.first()?;
        let known: Vec<_> = lines.iter().filter_map(|line| column(read(line))).collect();
        let has = |column| known.contains(&column);
        let is_head = read(first) != Line::Text;
        let is_numbered = has(Column::Id) || has(Column::Instance);
        let is_event = is_head && is_numbered && has(Column::Provider) && known.len() > 2;
        let is_foreign = language::of_label(first).is_some();
        (is_event || is_foreign).then(|| Sniffed {
            score: 85,
            why: "labels of an event as Windows prints it".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let lines: Vec<_> = text::lines(text)
            .map(|(start, line)| (start, text::display(line)))
            .collect();
        let first = lines.iter().find(|(_, line)| !line.trim().is_empty());
        if let Some(language) = first.and_then(|(_, line)| language::of_label(line)) {
            return not_understood(text, language);
        }
        let mut reader = Reader::default();
        let mut rest = lines.iter();
        while let Some((start, line)) = rest.next() {
            let next = rest.as_slice().iter().take(2);
            let mut next = next.filter_map(|(_, line)| column(read(line)));
            let is_followed = next.any(|next| Some(next) != column(read(line)));
            reader.take(*start, line, is_followed);
        }
        reader.finish(text.len())
    }
}

fn column(line: Line<'_>) -> Option<Column> {
    match line {
        Line::Label { column, .. } => Some(column),
        _ => None,
    }
}

/// Where in an event the reader is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Among labels.
    #[default]
    Head,
    /// In the message: lines belong to it.
    Message,
    /// Behind it, in what is not read.
    Behind,
}

#[derive(Default)]
struct Reader {
    found: Vec<Found>,
    bad: u64,
    /// The label that began the first event, and whether labels are aligned.
    first: Option<(String, bool)>,
    current: Option<(usize, Entry)>,
    /// Labels of the current event.
    seen: Vec<String>,
    place: Place,
}

impl Reader {
    /// Takes a line; `is_followed` says whether another label is on one of the next two.
    fn take(&mut self, start: usize, line: &str, is_followed: bool) {
        match read(line) {
            Line::Begin => {
                self.begin(start);
            }
            Line::Label {
                column,
                name,
                value,
                is_aligned,
            } if self.is_label(name, is_aligned, is_followed) => {
                self.first
                    .get_or_insert_with(|| (name.to_owned(), is_aligned));
                if self.current.is_none() || self.seen.iter().any(|seen| seen == name) {
                    self.begin(start);
                }
                self.label(column, name, value);
            }
            _ => self.text(start, line),
        }
    }

    /// Whether what looks like a label is one here.
    fn is_label(&self, name: &str, is_aligned: bool, is_followed: bool) -> bool {
        let Some((first, aligned)) = &self.first else {
            return true;
        };
        match self.place {
            _ if *aligned => is_aligned,
            Place::Head => true,
            Place::Message => name == "Event Xml" || (first == name && is_followed),
            Place::Behind => first == name,
        }
    }

    fn begin(&mut self, start: usize) {
        self.end(start);
        self.current = Some((start, Entry::default()));
        self.place = Place::Head;
        self.seen.clear();
    }

    fn end(&mut self, end: usize) {
        if let Some((start, entry)) = self.current.take() {
            self.found.push((start, end, entry));
        }
    }

    fn label(&mut self, column: Column, name: &str, value: &str) {
        self.seen.push(name.to_owned());
        self.place = match column {
            Column::Message => Place::Message,
            Column::Other if name == "Event Xml" => Place::Behind,
            _ => Place::Head,
        };
        if let Some((_, entry)) = &mut self.current {
            entry.set(column, value);
        }
    }

    fn text(&mut self, start: usize, line: &str) {
        match (&mut self.current, self.place) {
            (Some((_, entry)), Place::Message) => entry.continue_message(line.trim()),
            (None, _) if !line.trim().is_empty() => {
                self.bad += u64::from(start == 0);
            }
            _ => {}
        }
    }

    fn finish(mut self, end: usize) -> Parsed<'static> {
        self.end(end);
        parsed(self.found, self.bad)
    }
}

/// Events in a language that is not understood, each as its text.
fn not_understood(text: &[u8], language: &str) -> Parsed<'static> {
    let starts = text::lines(text)
        .filter(|(_, line)| language::of_label(&text::display(line)).is_some())
        .map(|(start, _)| start);
    let starts: Vec<_> = starts.collect();
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    let records = starts.iter().copied().zip(ends).map(|(start, end)| {
        let piece = text.get(start..end).unwrap_or_default().trim_ascii();
        let record = Record::text(Kind::EventLog, piece.to_vec());
        Located { start, end, record }
    });
    Parsed {
        records: records.collect(),
        notes: vec![language::note(language)],
        ..Parsed::default()
    }
}
