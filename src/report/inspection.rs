//! What is in a bundle: every source, what it is, what time it covers, and what of it could not be read.
//!
//! Plain data to the JSON contract `wutriage/inspect/1`; field names and their order are the contract. Log text in it is
//! raw, and every output escapes it for its medium.

use serde::{Deserialize, Serialize};

use super::timeline::Selection;
use crate::error::counted;

/// The schema's name and version.
pub const SCHEMA: &str = "wutriage/inspect/1";

/// The sources of all machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// [`SCHEMA`].
    pub schema: String,
    /// One entry for each machine.
    pub machines: Vec<MachineInspection>,
}

/// The sources of one machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineInspection {
    /// Computer name, where a log tells it.
    pub name: Option<String>,
    /// Every source, in path order.
    pub sources: Vec<SourceInspection>,
    /// The zone of the machine's local times, `Europe/Berlin` or `+02:00`, where it is told.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// What the sources of each kind hold together, by the name of the kind.
    #[serde(default)]
    pub kinds: Vec<KindInspection>,
    /// What was skipped and is no source: links, copies, what the system kept shut.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// All sources of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindInspection {
    /// Kind, as rules name it.
    pub kind: String,
    /// How many sources.
    pub sources: u64,
    /// How many records they have.
    pub records: u64,
    /// The earliest time of a record.
    pub first: Option<String>,
    /// The latest time of a record.
    pub last: Option<String>,
}

/// One source and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInspection {
    /// Path as given, with `/`.
    pub path: String,
    /// Form on disk, `windows-update-classic`; for what is not read, what it is.
    pub format: String,
    /// Why it is taken for that.
    pub why: String,
    /// `utf-8`, `utf-16le`, `utf-16be`, or `binary`.
    pub encoding: String,
    /// Size.
    pub bytes: u64,
    /// How many records it has; `null` for what is not read.
    pub records: Option<u64>,
    /// How many pieces of it are no record; `null` for what is not read.
    pub bad_records: Option<u64>,
    /// The earliest time of a record.
    pub first: Option<String>,
    /// The latest time of a record.
    pub last: Option<String>,
    /// What was damaged or cut, and what to do about it.
    pub notes: Vec<String>,
    /// Kind, as rules name it; `null` for what is not read.
    #[serde(default)]
    pub kind: Option<String>,
    /// Where records are missing or none were written for long, the longest of very many, in the order of time.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Its first records, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Vec<ShownRecord>>,
}

impl SourceInspection {
    /// Whether all of it was read and understood. There is nothing to miss in an empty file.
    pub fn read_in_full(&self) -> bool {
        self.bytes == 0 || (self.bad_records == Some(0) && self.notes.is_empty())
    }

    /// What is wrong with it, in words: its notes, and how many pieces of it are no record.
    pub fn problems(&self) -> Vec<String> {
        let bad = self.bad_records.filter(|bad| *bad > 0);
        let bad = bad.map(|bad| counted(bad, "damaged or foreign piece"));
        self.notes.iter().cloned().chain(bad).collect()
    }
}

/// Something that a log lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Time of the record before it, where it is one of time.
    pub from: Option<String>,
    /// Time of the record behind it.
    pub to: Option<String>,
    /// What is missing, `no record for 3 days 2 hours`.
    pub note: String,
}

/// A record as rules see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownRecord {
    /// Line on which it begins, from 1, for text logs.
    pub line: Option<u64>,
    /// When it was written.
    pub time: Option<String>,
    /// Kind, as rules name it.
    pub kind: String,
    /// Level, as rules name it.
    pub level: Option<String>,
    /// Component column; for command output the command.
    pub component: Option<String>,
    /// Process id.
    pub process: Option<u32>,
    /// Thread id.
    pub thread: Option<u32>,
    /// Who wrote it, for events.
    pub event: Option<ShownEvent>,
    /// Named data.
    pub fields: Vec<ShownField>,
    /// Registry key or value, for registry exports.
    pub registry: Option<ShownValue>,
    /// Error codes in it, `0x80072EE7`.
    pub codes: Vec<String>,
    /// Its text, raw, cut at a stated length.
    pub message: String,
}

/// Who wrote an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownEvent {
    /// Provider name.
    pub provider: String,
    /// Event id.
    pub id: u32,
    /// Channel; empty where the log does not say.
    pub channel: String,
    /// Computer; empty where the log does not say.
    pub computer: String,
    /// Record number in its channel.
    pub record: Option<u64>,
}

/// One named datum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownField {
    /// Its name.
    pub name: String,
    /// Its value, cut at a stated length.
    pub value: String,
}

/// A registry value, or a key that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownValue {
    /// Full path of the key.
    pub key: String,
    /// Name of the value, empty for the default one; `null` for the key alone.
    pub name: Option<String>,
    /// Its data as a person reads them; `null` for the key alone.
    pub data: Option<String>,
}

/// Which records are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// How many of each source at most; none is none.
    pub records: usize,
    /// Which of its records.
    pub selection: Selection,
}
