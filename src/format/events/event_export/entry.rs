//! One event of an export, put together from its columns, whatever they are called.

use std::borrow::Cow;

use super::when::{self, Order};
use crate::format::events::event_element;
use crate::record::{EventHead, Kind, Level, Record};

/// What an export tells of an event.
#[derive(Debug, Default)]
pub(super) struct Entry {
    provider: String,
    id: Option<u32>,
    instance: Option<u32>,
    channel: String,
    computer: String,
    record_id: Option<u64>,
    level: Option<Level>,
    date: String,
    clock: String,
    process: Option<u32>,
    thread: Option<u32>,
    values: Vec<String>,
    message: String,
}

/// A column that tells something of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Provider,
    Id,
    /// The number under which the message of an event is kept; its lower half is the id.
    Instance,
    Channel,
    Computer,
    RecordId,
    Level,
    /// The level as Get-EventLog has it, which counts in its own way.
    EntryType,
    Time,
    Clock,
    Process,
    Thread,
    Values,
    Message,
    /// Known to belong to events, and not used.
    Other,
}

impl Column {
    /// The column of that name, in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        Some(match name.as_str() {
            "providername" | "source" | "event source" => Self::Provider,
            "id" | "eventid" | "event id" => Self::Id,
            "instanceid" => Self::Instance,
            "logname" | "log name" => Self::Channel,
            "machinename" | "computer" => Self::Computer,
            "recordid" | "index" => Self::RecordId,
            "level" | "leveldisplayname" => Self::Level,
            "entrytype" | "event type" => Self::EntryType,
            "timecreated" | "date and time" | "timegenerated" | "date" => Self::Time,
            "time" => Self::Clock,
            "processid" => Self::Process,
            "threadid" => Self::Thread,
            "replacementstrings" => Self::Values,
            "message" | "description" => Self::Message,
            _ if OTHERS.contains(&name.as_str()) => Self::Other,
            _ => return None,
        })
    }
}

/// Further columns of the same exports, by which these are recognised.
const OTHERS: [&str; 32] = [
    "version",
    "qualifiers",
    "task",
    "opcode",
    "keyword",
    "keywords",
    "providerid",
    "userid",
    "user",
    "user name",
    "username",
    "activityid",
    "relatedactivityid",
    "containerlog",
    "matchedqueryids",
    "bookmark",
    "opcodedisplayname",
    "taskdisplayname",
    "keywordsdisplaynames",
    "properties",
    "task category",
    "event category",
    "category",
    "categorynumber",
    "timewritten",
    "data",
    "site",
    "container",
    "event xml",
    "pscomputername",
    "runspaceid",
    "operational code",
];

impl Entry {
    /// Takes the text of a column. What cannot be one, such as a level in another language, changes nothing.
    pub(super) fn set(&mut self, column: Column, value: &str) {
        let value = value.trim();
        match column {
            Column::Provider => value.clone_into(&mut self.provider),
            Column::Id => self.id = value.parse().ok().or(self.id),
            Column::Instance => self.instance = value.parse().ok(),
            Column::Channel => value.clone_into(&mut self.channel),
            Column::Computer => value.clone_into(&mut self.computer),
            Column::RecordId => self.record_id = value.parse().ok().or(self.record_id),
            Column::Level => self.level = level(value).or(self.level),
            Column::EntryType => self.level = entry_type(value).or(self.level),
            Column::Time => value.clone_into(&mut self.date),
            Column::Clock => value.clone_into(&mut self.clock),
            Column::Process => self.process = value.parse().ok(),
            Column::Thread => self.thread = value.parse().ok(),
            Column::Values => self.values = list(value),
            Column::Message => self.message = value.replace("\r\n", "\n"),
            Column::Other => {}
        }
    }

    /// Takes the values of the event in their order.
    pub(super) fn set_values(&mut self, values: Vec<String>) {
        self.values = values;
    }

    /// Adds a line to the message.
    pub(super) fn continue_message(&mut self, line: &str) {
        if !self.message.is_empty() {
            self.message.push('\n');
        }
        self.message.push_str(line);
    }

    /// When it was written, as the export has it.
    pub(super) fn time(&self) -> Cow<'_, str> {
        if self.clock.is_empty() {
            Cow::Borrowed(&self.date)
        } else {
            Cow::Owned(format!("{} {}", self.date, self.clock))
        }
    }

    /// The entry as a record; `None` where it tells neither who wrote it nor anything else.
    pub(super) fn record(self, order: Order) -> Option<Record<'static>> {
        let stamp = when::stamp(&self.time(), order);
        let values = self.values.into_iter().enumerate();
        let fields: Vec<_> = values
            .map(|(place, value)| (format!("param{}", place + 1), value.trim().to_owned()))
            .collect();
        let message = event_element::message(&fields, self.message.trim());
        let id = self.id.or(self.instance.map(|instance| instance & 0xFFFF));
        let event = id.filter(|_| !self.provider.is_empty());
        let event = event.map(|id| EventHead {
            provider: Cow::Owned(self.provider),
            id,
            channel: Cow::Owned(self.channel),
            computer: Cow::Owned(self.computer),
            record_id: self.record_id,
        });
        let owned = |(name, value)| (Cow::Owned(name), Cow::Owned(value));
        (event.is_some() || !message.is_empty()).then(|| Record {
            stamp,
            level: self.level,
            process: self.process,
            thread: self.thread,
            event,
            fields: fields.into_iter().map(owned).collect(),
            ..Record::text(Kind::EventLog, message.into_bytes())
        })
    }
}

fn level(text: &str) -> Option<Level> {
    event_element::level(text).or_else(|| Level::from_name(text))
}

/// 1, 2, 4 and the audits 8 and 16, or the word.
fn entry_type(text: &str) -> Option<Level> {
    match text {
        "1" => Some(Level::Error),
        "2" | "16" => Some(Level::Warning),
        "4" | "8" => Some(Level::Info),
        word => Level::from_name(word),
    }
}

/// `{BITS, %%1058, 5}` as PowerShell shows a list; a long one ends in `...`.
fn list(text: &str) -> Vec<String> {
    let inside = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    let items = inside.unwrap_or_default().split(", ");
    let is_value = |item: &&str| !matches!(*item, "..." | "…");
    let items: Vec<_> = items.filter(is_value).map(str::to_owned).collect();
    if items.iter().all(String::is_empty) {
        Vec::new()
    } else {
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_export_has_its_names_for_the_same_columns() {
        for (names, column) in [
            (["Source", "ProviderName", "Event Source"], Column::Provider),
            (["Id", "EventID", "Event ID"], Column::Id),
            (["Level", "LevelDisplayName", "level"], Column::Level),
            (
                ["TimeCreated", "Date and Time", "TimeGenerated"],
                Column::Time,
            ),
        ] {
            for name in names {
                assert_eq!(Column::named(name), Some(column), "{name}");
            }
        }
        assert_eq!(Column::named("EntryType"), Some(Column::EntryType));
        assert_eq!(Column::named("Ereignis-ID"), None);
    }

    #[test]
    fn a_level_that_is_not_understood_does_not_undo_one_that_is() {
        let mut entry = Entry::default();
        entry.set(Column::Level, "2");
        entry.set(Column::Level, "Fehler");
        assert_eq!(entry.level, Some(Level::Error));
    }

    #[test]
    fn lists_are_values_in_their_order() {
        let check = |text: &str, expected: &[&str]| assert_eq!(list(text), expected);
        check("{BITS, %%1058}", &["BITS", "%%1058"]);
        check("{a, b, ...}", &["a", "b"]);
        check("{}", &[]);
        check("System.String[]", &[]);
    }

    #[test]
    fn an_entry_that_tells_nothing_is_no_record() {
        assert!(Entry::default().record(Order::Unknown).is_none());
    }
}
