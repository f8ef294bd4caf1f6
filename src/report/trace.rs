//! How one rule came to its verdict on a machine: what each of its signals found, where its condition holds, what counted.
//!
//! Plain data for those who write or doubt a rule; no part of a report. Log text in it is raw.

use super::{Confidence, Evidence, State};
use crate::time::LocalOffset;

/// One cause on one machine.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseTrace {
    /// Computer name, where a log tells it.
    pub machine: Option<String>,
    /// The zone of the machine's local times.
    pub offset: LocalOffset,
    /// The cause's signals, in their order.
    pub signals: Vec<SignalTrace>,
    /// Every place in which the cause was asked: the incidents it can explain, then what belongs to none of them.
    pub places: Vec<Place>,
    /// What its signals that were not found look at and nobody collected, each once.
    pub absent: Vec<Absent>,
}

/// What one signal found.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalTrace {
    /// Name, as the rule uses it.
    pub name: String,
    /// In how many records it was found, noise not counted.
    pub count: u64,
    /// The first record.
    pub first: Option<Evidence>,
    /// The last record.
    pub last: Option<Evidence>,
    /// Where it was not found: what it looks at and nobody collected, as [`Absent::source`] names it.
    pub absent: Vec<String>,
}

/// An input that is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absent {
    /// What is missing, `registry: HKEY_LOCAL_MACHINE\...\TLS 1.2\Client`.
    pub source: String,
    /// The exact command that collects it.
    pub collect: String,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It cannot be told from what was collected, for this reason.
    Unknown(&'static str),
}

/// One place in which a cause was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Id of the incident; `None` for what belongs to none that the cause can explain.
    pub incident: Option<String>,
    /// How many of the cause's signals were found there.
    pub found: usize,
    /// Whether its condition holds there.
    pub when: Holds,
    /// Points of its condition alone.
    pub base: i32,
    /// Its evidence, for and then against, in the order of the rule.
    pub weights: Vec<WeightTrace>,
    /// What came of it; none where the condition does not hold, or only codes that carry another failure speak for it.
    pub verdict: Option<VerdictTrace>,
    /// Where the condition does not hold, the first thing it lacks.
    pub lack: Option<Lack>,
}

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightTrace {
    /// Points; below zero for what speaks against the cause.
    pub points: i32,
    /// What it is.
    pub note: String,
    /// Whether it counts.
    pub holds: Holds,
}

/// A cause that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictTrace {
    /// Active, recovered or inconclusive.
    pub state: State,
    /// Why it is recovered or inconclusive.
    pub reason: Option<String>,
    /// Points.
    pub score: i32,
    /// What they amount to.
    pub confidence: Confidence,
    /// Id of the more specific cause that took its place.
    pub overridden_by: Option<String>,
}

/// What a condition lacks. Signals by their names in the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// One of these was to be found, and none was.
    Signal(Vec<String>),
    /// One of these was found, and none was to be.
    Absence(Vec<String>),
    /// These were found, though not as they are asked for.
    Arrangement(Vec<String>, Misfit),
}

/// In what signals that were found are not as a condition asks for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// Their number.
    Number,
    /// Their number within so many nanoseconds; over all of the time it is right.
    NumberWithin(i64),
    /// Their order.
    Order,
    /// They stand further apart than so many nanoseconds, and all else is right.
    Distance(i64),
    /// They do not share these, and all else is right: captures by name, or `code`, `process`, `thread` and `source`.
    Same(Vec<String>),
    /// One of these signals stands between, and all else is right.
    Between(Vec<String>),
    /// Several of these at once, or it cannot be told which.
    Several,
}

/// Where a signal that was asked by itself was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// In how many records.
    pub count: u64,
    /// The first records, fewer than `count` where there are many.
    pub first: Vec<Evidence>,
}
