//! Events as CSV, one a row: what Export-Csv writes and what Event Viewer saves.
//!
//! `"Id","ProviderName","Message",...` behind a line `#TYPE ...` or not; `Level,Date and Time,Source,Event ID,Task
//! Category` with the description in a column without a name. Comma, semicolon and tab divide columns, as the region has
//! it. Quoted columns hold line ends. Not there: the values of an event.

use csv::{ByteRecord, ReaderBuilder};

use super::entry::{Column, Entry};
use super::{language, parsed};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::text;

/// A table of events.
pub(in crate::format) struct EventCsv;

impl LogFormat for EventCsv {
    fn id(&self) -> FormatId {
        FormatId("event-csv")
    }

    fn kind(&self) -> Kind {
        Kind::EventLog
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        Header::read(head.text).map(|_| Sniffed {
            score: 95,
            why: "its columns are those of an export of events".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let Some(header) = Header::read(text) else {
            return Parsed {
                bad: u64::from(!text.trim_ascii().is_empty()),
                ..Parsed::default()
            };
        };
        match header.language {
            None => header.events(text),
            Some(language) => header.texts(text, language),
        }
    }
}

/// The first row.
struct Header {
    delimiter: u8,
    /// Offset of the first event.
    end: usize,
    columns: Vec<Option<Column>>,
    language: Option<&'static str>,
}

impl Header {
    fn read(text: &[u8]) -> Option<Self> {
        let (start, line) = text::lines(text)
            .find(|(_, line)| !line.trim_ascii().is_empty() && !line.starts_with(b"#TYPE "))?;
        let end = (start + line.len()).min(text.len());
        b",;\t"
            .iter()
            .find_map(|delimiter| Self::divided(line, end, *delimiter))
    }

    fn divided(line: &[u8], end: usize, delimiter: u8) -> Option<Self> {
        if !could_be_names(line, delimiter) {
            return None;
        }
        let (_, _, row) = rows(line, delimiter).next()?;
        let names: Vec<_> = row
            .iter()
            .map(|name| text::display(name).into_owned())
            .collect();
        let mut columns: Vec<_> = names.iter().map(|name| Column::named(name)).collect();
        let language = language::of_columns(&names);
        let has = |column| columns.contains(&Some(column));
        let is_told = has(Column::Provider) || has(Column::Message);
        let tells = [
            Column::Level,
            Column::EntryType,
            Column::Time,
            Column::Message,
        ];
        let is_event = has(Column::Id)
            && is_told
            && tells.into_iter().filter(|column| has(*column)).count() > 1;
        // Event Viewer has no name for its last column.
        if !has(Column::Message) {
            columns.push(Some(Column::Message));
        }
        (is_event || language.is_some()).then_some(Self {
            delimiter,
            end,
            columns,
            language,
        })
    }

    fn events(&self, text: &[u8]) -> Parsed<'static> {
        let found = self.rows(text).map(|(start, end, row)| {
            let mut entry = Entry::default();
            for (column, value) in self.columns.iter().zip(&row) {
                if let Some(column) = column {
                    entry.set(*column, &text::display(value));
                }
            }
            (start, end, entry)
        });
        parsed(found.collect(), 0)
    }

    /// Rows in a language that is not understood, each as its text.
    fn texts(&self, text: &[u8], language: &str) -> Parsed<'static> {
        let records = self.rows(text).map(|(start, end, row)| {
            let columns: Vec<_> = row.iter().map(text::display).collect();
            let record = Record::text(Kind::EventLog, columns.join("\n").into_bytes());
            Located { start, end, record }
        });
        Parsed {
            records: records.collect(),
            notes: vec![language::note(language)],
            ..Parsed::default()
        }
    }

    fn rows<'a>(
        &self,
        text: &'a [u8],
    ) -> impl Iterator<Item = (usize, usize, ByteRecord)> + use<'a> {
        let end = self.end;
        let events = text.get(end..).unwrap_or_default();
        rows(events, self.delimiter).map(move |(start, stop, row)| (start + end, stop + end, row))
    }
}

/// Whether a line may name columns: it begins with a letter, as no stamp and no mark-up does, and there are three or more.
/// A reader of tables is dear, and every text is asked.
fn could_be_names(line: &[u8], delimiter: u8) -> bool {
    let first = line.iter().find(|byte| !matches!(byte, b'"' | b' '));
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
        && memchr::memchr_iter(delimiter, line).nth(1).is_some()
}

/// The rows of a table with where they lie; blank lines are none.
fn rows(table: &[u8], delimiter: u8) -> impl Iterator<Item = (usize, usize, ByteRecord)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(table);
    std::iter::from_fn(move || {
        let mut row = ByteRecord::new();
        let place = |at: u64| usize::try_from(at).unwrap_or(table.len()).min(table.len());
        let start = place(reader.position().byte());
        // Reading from memory does not fail, and rows may be of any length.
        let is_row = reader.read_byte_record(&mut row).unwrap_or(false);
        is_row.then(|| (start, place(reader.position().byte()), row))
    })
}
