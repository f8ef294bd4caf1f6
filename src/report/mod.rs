//! What the program found, and the only thing outputs see.
//!
//! A [`Report`] is plain data in the shape of the JSON contract `wutriage/report/1`: field names and their order are the
//! contract, so this file is its specification. Nothing in it depends on the clock, the thread count or the machine the
//! program runs on. Times are RFC 3339, or its civil part without an offset where the zone is unknown; paths are as given,
//! with `/`; facts that the logs do not tell are `null`. Log text in it is raw: every output escapes it for its medium.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod facts;
pub mod inspection;
mod left_out;
mod place;
pub mod timeline;
pub mod trace;
mod words;

pub use facts::{Facts, Release, ToldBy};
pub use left_out::{LeftOut, Noise, SilencedRule};
pub use words::{Confidence, Owner, Severity, State};

/// The schema's name and version.
pub const SCHEMA: &str = "wutriage/report/1";

/// Everything found in one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// What made the report.
    pub tool: Tool,
    /// One entry for each machine, by name.
    pub machines: Vec<Machine>,
    /// Totals over all machines.
    pub summary: Summary,
}

/// What made the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// `wutriage`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// As of when the built-in knowledge is, `2026-11-20`.
    pub knowledge_date: String,
    /// The rules that ran.
    pub rules: RulesUsed,
}

/// The rules that ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulesUsed {
    /// How many causes.
    pub count: usize,
    /// A digest of all rule files; equal digests mean equal rules.
    pub digest: String,
    /// Ids of built-in causes that a `--rules` folder replaced.
    pub replaced: Vec<String>,
    /// Causes that a `--rules` folder silences.
    #[serde(default)]
    pub silenced: Vec<SilencedRule>,
}

/// One machine's findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Computer name, where a log tells it.
    pub name: Option<String>,
    /// What the logs tell of the machine.
    pub facts: Facts,
    /// Every input, in path order.
    pub inputs: Vec<Input>,
    /// Failures of one symptom that belong together.
    pub incidents: Vec<Incident>,
    /// Causes found, the most important first.
    pub findings: Vec<Finding>,
    /// Failures that no finding explains.
    pub unexplained: Vec<Unexplained>,
    /// Causes that hold here and that the site silences; they are no findings.
    #[serde(default)]
    pub silenced: Vec<LeftOut>,
    /// Records that healthy machines write too.
    pub noise: Noise,
    /// What was and what was not there to read.
    pub coverage: Vec<Coverage>,
    /// What the reader should know of inputs and rules.
    pub notes: Vec<String>,
}

/// One input and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Path as given.
    pub path: String,
    /// Kind, as rules name it; `null` when the form is not known.
    pub kind: Option<String>,
    /// Form on disk, `windows-update-classic`; for what is not read, what it is.
    pub format: String,
    /// `utf-8`, `utf-16le`, `utf-16be`, or `binary`.
    pub encoding: String,
    /// Size.
    pub bytes: u64,
    /// Records in which a signal of a rule was found, noise included.
    pub records_matched: u64,
    /// Time of the first record that carries one.
    pub first: Option<String>,
    /// Time of the last record that carries one.
    pub last: Option<String>,
    /// What was skipped, damaged or cut.
    pub notes: Vec<String>,
}

impl Input {
    /// Whether all of it was read and understood. There is nothing to miss in an empty file, such as the `setuperr.log` of
    /// a setup without errors.
    pub fn read_in_full(&self) -> bool {
        self.bytes == 0 || (self.kind.is_some() && self.notes.is_empty())
    }
}

/// Failures of one symptom that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// `install-failed/1`: symptom and number, unique within the machine.
    pub id: String,
    /// Id of the symptom.
    pub symptom: String,
    /// The symptom's title.
    pub title: String,
    /// Active, recovered or inconclusive.
    pub state: State,
    /// Why the state is what it is, `the scan at ... succeeded`.
    pub reason: Option<String>,
    /// `lcu`, `definition`, `driver`, `feature`, `net`, `app`, `other`; `null` for scans.
    pub class: Option<String>,
    /// First failure.
    pub first: Option<String>,
    /// Last failure.
    pub last: Option<String>,
    /// How many failures: the largest count of any one source.
    pub count: u64,
    /// The update concerned.
    pub update: Option<Update>,
    /// From the outermost code down to the root, each with its name; last the cause in words, where one was found.
    pub chain: Vec<String>,
    /// Causes that explain it, best first, overridden ones included.
    pub causes: Vec<IncidentCause>,
    /// What a source that is missing would settle.
    pub would_settle: Vec<WouldSettle>,
}

/// The update an incident is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Title as logged.
    pub title: Option<String>,
    /// `KB5036893`.
    pub kb: Option<String>,
    /// Build it brings.
    pub build: Option<String>,
    /// Update id.
    pub guid: Option<String>,
}

/// A cause as it stands in one incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentCause {
    /// Id of the cause.
    pub rule: String,
    /// Points in this incident.
    pub score: i32,
    /// What the points amount to.
    pub confidence: Confidence,
    /// Id of the more specific cause that took its place.
    pub overridden_by: Option<String>,
}

/// Something that was not collected and would decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WouldSettle {
    /// What is missing, `registry: HKEY_LOCAL_MACHINE\...\TLS 1.2\Client`.
    pub source: String,
    /// The exact command that collects it.
    pub collect: String,
    /// Ids of the causes it would settle.
    pub rules: Vec<String>,
}

/// A cause that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// 1 is the answer to "what is wrong with this machine".
    pub rank: u32,
    /// Id of the cause.
    pub rule: String,
    /// One line.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Who has to act.
    pub owner: Owner,
    /// Active, recovered or inconclusive.
    pub state: State,
    /// Why it is recovered or inconclusive.
    pub reason: Option<String>,
    /// What the score amounts to.
    pub confidence: Confidence,
    /// Points for minus points against.
    pub score: i32,
    /// How often, as the largest count of any one source.
    pub count: u64,
    /// First sign of it.
    pub first: Option<String>,
    /// Last sign of it.
    pub last: Option<String>,
    /// The cause in this machine's words.
    pub message: String,
    /// What it means, for a customer.
    pub because: String,
    /// Ids of the incidents it explains.
    pub incidents: Vec<String>,
    /// What speaks for it.
    pub r#for: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would speak and was not collected.
    pub missing: Vec<String>,
    /// Codes in its evidence.
    pub codes: Vec<Code>,
    /// Named values from the evidence, raw.
    pub captures: BTreeMap<String, String>,
    /// The lines that prove it, the strongest first.
    pub evidence: Vec<Evidence>,
    /// What mends it.
    pub fix: Vec<Fix>,
    /// Where the facts come from.
    pub references: Vec<String>,
    /// Same cause on the same machine for the same thing: same fingerprint. Never made of paths or times.
    pub fingerprint: String,
}

/// An error code with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// `0x80072EE7`.
    pub code: String,
    /// Every symbol it has.
    pub names: Vec<String>,
    /// What it says; empty when unknown.
    pub meaning: String,
}

/// A record that proves something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Path of the source.
    pub path: String,
    /// Line number from 1, for text logs.
    pub line: Option<u64>,
    /// Record number, for event logs.
    pub record: Option<u64>,
    /// Byte offset in the source, where the bytes are used as they are.
    pub offset: Option<u64>,
    /// When it was written.
    pub time: Option<String>,
    /// The record's text, raw, cut at a stated length.
    pub text: String,
    /// Lines before it.
    pub before: Vec<String>,
    /// Lines after it.
    pub after: Vec<String>,
}

/// An action that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Id of the action.
    pub action: String,
    /// What may go wrong: `read-only`, `safe`, `caution` or `destructive`.
    pub risk: String,
    /// One line.
    pub title: String,
    /// Whether the machine has to be restarted for it.
    #[serde(default)]
    pub restart: bool,
    /// Whether a person has to do it: a script has nothing to run for it.
    #[serde(default)]
    pub by_hand: bool,
}

/// A failure that no finding explains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unexplained {
    /// `0x800F0831`, or empty for a failure without a code.
    pub code: String,
    /// Every symbol it has.
    pub names: Vec<String>,
    /// What it says.
    pub meaning: String,
    /// How often.
    pub count: u64,
    /// First time.
    pub first: Option<String>,
    /// Last time.
    pub last: Option<String>,
    /// Where.
    pub evidence: Vec<Evidence>,
}

/// How often something of one rule was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Id of the rule.
    pub rule: String,
    /// How many records.
    pub count: u64,
}

/// What was and what was not there to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// A kind, or a command or key that a rule needed.
    pub unit: String,
    /// How far it was there.
    pub state: CoverageState,
    /// More about it; for what is absent, the command that collects it.
    pub detail: String,
}

/// How far an input was there. Not collected, unreadable and clean are different facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverageState {
    /// Read whole.
    Read,
    /// Read in part: damaged, cut, capped.
    Partial,
    /// There, and the system or its form kept it shut.
    Unreadable,
    /// There, in a language or form that is not understood.
    NotUnderstood,
    /// Not collected.
    Absent,
}

/// Totals over all machines.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How many machines.
    pub machines: usize,
    /// Active findings.
    pub active: usize,
    /// Recovered findings.
    pub recovered: usize,
    /// Inconclusive findings.
    pub inconclusive: usize,
    /// Active findings by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// Findings by cause.
    pub by_rule: Vec<RuleCount>,
}
