//! What happened when: every record that a rule asks about, from all logs of a machine, on one time base.
//!
//! Plain data to the JSON contract `wutriage/timeline/1`; field names and their order are the contract. Log text in it is
//! raw, and every output escapes it for its medium.

use serde::{Deserialize, Serialize};

use crate::time::{LocalOffset, Period, Stamp};

/// The schema's name and version.
pub const SCHEMA: &str = "wutriage/timeline/1";

/// The timelines of all machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// [`SCHEMA`].
    pub schema: String,
    /// One entry for each machine.
    pub machines: Vec<MachineTimeline>,
}

/// What happened on one machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineTimeline {
    /// Computer name, where a log tells it.
    pub name: Option<String>,
    /// Records in the order of their times. Those of a clock whose zone is not known stand before those of known zone, as
    /// the two cannot be compared; those without a time come last, in the order of their files.
    pub entries: Vec<Entry>,
    /// What is not among the entries, and what their order does not tell.
    pub notes: Vec<String>,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it was written: RFC 3339, without an offset where the zone is not known.
    pub time: Option<String>,
    /// Path of its source.
    pub path: String,
    /// Line number from 1, for text logs.
    pub line: Option<u64>,
    /// Record number, for event logs.
    pub record: Option<u64>,
    /// Names of the signals that match it, `tls/tls12-not-enabled.aborted` or `shared.scan_failed`.
    pub signals: Vec<String>,
    /// Ids of the causes that ask for these signals.
    pub rules: Vec<String>,
    /// How an attempt to scan, download or install went, where it says so.
    pub outcome: Option<Outcome>,
    /// Id of the incident that it is a failure of, or that it ends.
    pub incident: Option<String>,
    /// Which part it has in that incident; none for a failure in the midst of others.
    pub stage: Option<Stage>,
    /// Failure codes in it, `0x80072EE7`.
    pub codes: Vec<String>,
    /// Its text without time, process and thread, raw, cut at a stated length.
    pub text: String,
}

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It began.
    Started,
    /// It worked.
    Succeeded,
    /// It failed.
    Failed,
}

/// Which part a record has in an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The first of several failures.
    First,
    /// The last of several failures.
    Last,
    /// The only failure.
    Only,
    /// The success that ended it.
    Recovered,
}

/// Which records are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    period: Period,
    /// In lower case.
    text: Option<String>,
}

impl Selection {
    /// The records of the period that contain the text, in any case, in their own text, a code or a signal's name.
    pub fn new(period: Period, text: Option<&str>) -> Self {
        let text = text.map(str::to_lowercase);
        Self { period, text }
    }

    /// Whether it leaves nothing out.
    pub fn is_all(&self) -> bool {
        self.period.is_open() && self.text.is_none()
    }

    /// Whether a record of that time lies in the period, on the clock of a machine with this offset. Without a time it lies
    /// in all of time alone.
    pub fn has_time(&self, stamp: Option<Stamp>, offset: &LocalOffset) -> bool {
        stamp.map_or(self.period.is_open(), |stamp| {
            self.period.has(stamp, offset)
        })
    }

    /// Whether one of them contains the text.
    pub fn has_text<T: AsRef<str>>(&self, among: impl IntoIterator<Item = T>) -> bool {
        self.text.as_ref().is_none_or(|wanted| {
            let contains = |one: T| one.as_ref().to_lowercase().contains(wanted);
            among.into_iter().any(contains)
        })
    }

    /// What follows "no record" where nothing was selected: nothing, ` with that text`, ` in that time`.
    pub fn in_words(&self) -> &'static str {
        match (&self.text, self.period.is_open()) {
            (None, true) => "",
            (None, false) => " in that time",
            (Some(_), true) => " with that text",
            (Some(_), false) => " with that text in that time",
        }
    }
}
