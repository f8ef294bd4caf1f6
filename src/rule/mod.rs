//! Rules as the engine uses them: checked, compiled, with every name resolved.
//!
//! A [`RuleSet`] is made by [`load`](RuleSet::load) from YAML files (see `rules/README.md` for the language). Loading does
//! all the checking, so the engine meets no broken rule: every signal a condition names exists and is an index into
//! [`RuleSet::signals`], every action a cause names is there. Equal signals of different rules are one signal, evaluated
//! once.

use std::collections::BTreeMap;

use crate::plan::Action;
use crate::record::Kind;
use crate::report::{Confidence, Owner, Severity, State};

mod action;
mod asking;
mod builtin;
mod cause;
mod check;
mod condition;
mod example;
mod fields;
pub(crate) mod keys;
pub(crate) mod known_issue;
mod load;
mod node;
mod noise;
mod outline;
mod pack;
mod predicate;
mod problems;
mod signal;
mod silenced;
mod symptom;
mod template;

pub use builtin::default_files;
#[cfg(feature = "native")]
pub use builtin::{file_at, files_in};
pub use condition::{Compare, Condition, Counted, Join, Operand, Sequence};
pub use keys::{CAUSE as CAUSE_KEYS, SERVICING, kinds_of};
pub use known_issue::{KnownIssue, known_issue};
pub use load::RuleFile;
pub use outline::Outline;
pub use pack::Holds;
pub use predicate::{Capture, CaptureKind, KeyPattern, Pattern, Predicate, Scalar, Signal, Test};
pub use problems::{At, nearest};
pub(crate) use problems::{distance, unknown};
pub use template::Template;

/// Index of a signal in [`RuleSet::signals`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignalId(pub u32);

/// Every rule of a run.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// All signals, each once.
    pub signals: Vec<Signal>,
    /// Causes, sorted by id.
    pub causes: Vec<Cause>,
    /// Symptoms, sorted by id.
    pub symptoms: Vec<Symptom>,
    /// Noise, sorted by id.
    pub noise: Vec<NoiseRule>,
    /// Actions by id.
    pub actions: BTreeMap<String, Action>,
    /// Digest of the contents of all files, in file order.
    pub digest: String,
    /// Ids of built-in causes that a later file replaced.
    pub replaced: Vec<String>,
    /// Ids of causes that a site does not want to hear of, with its reason.
    pub silenced: BTreeMap<String, String>,
}

impl RuleSet {
    /// The signal of that id; `None` for an id of another set.
    pub fn signal(&self, id: SignalId) -> Option<&Signal> {
        self.signals.get(usize::try_from(id.0).ok()?)
    }
}

/// One root cause.
#[derive(Debug)]
pub struct Cause {
    /// `family/name`.
    pub id: String,
    /// One line.
    pub title: String,
    /// How bad it is.
    pub severity: Severity,
    /// Who has to act.
    pub owner: Owner,
    /// What it can explain.
    pub explains: Explains,
    /// What it means, for a customer.
    pub because: String,
    /// Names of its signals as the rule uses them, with their ids, sorted by name.
    pub signals: Vec<(String, SignalId)>,
    /// What must hold.
    pub when: Condition,
    /// The same as the rule writes it.
    pub when_text: String,
    /// How evidence counts.
    pub weigh: Option<Weigh>,
    /// Ids of generic causes it replaces when both are found.
    pub overrides: Vec<String>,
    /// Signals that clear it without a symptom's success.
    pub recovered_by: Vec<SignalId>,
    /// Inputs that would settle it.
    pub needs: Vec<Need>,
    /// One line about this machine, with `{count}` and captures.
    pub message: Template,
    /// What mends it.
    pub fix: Vec<FixUse>,
    /// What not to do although articles advise it, each with the reason.
    pub avoid: Vec<String>,
    /// Where the facts come from.
    pub references: Vec<String>,
    /// Whether the cause is trusted.
    pub status: Status,
    /// The tests inside the rule.
    pub tests: Vec<RuleTest>,
    /// The file it was loaded from.
    pub file: String,
}

impl Cause {
    /// Whether it can explain the symptom of that id.
    pub fn can_explain(&self, symptom: &str) -> bool {
        match &self.explains {
            Explains::Anything => true,
            Explains::Nothing => false,
            Explains::Symptoms(ids) => ids.iter().any(|id| id == symptom),
        }
    }
}

/// What a cause can explain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Explains {
    /// Any failure, and what belongs to none.
    #[default]
    Anything,
    /// No failure: it is worth knowing, as what somebody decided or how far something has come.
    Nothing,
    /// Failures of the symptoms of these ids.
    Symptoms(Vec<String>),
}

impl Explains {
    /// The ids of symptoms that it names.
    pub fn symptoms(&self) -> &[String] {
        match self {
            Self::Symptoms(ids) => ids,
            Self::Anything | Self::Nothing => &[],
        }
    }
}

/// How evidence counts towards a cause.
#[derive(Debug)]
pub struct Weigh {
    /// Points for `when` alone.
    pub base: i32,
    /// Points that evidence adds, each once.
    pub for_: Vec<Weight>,
    /// Points that evidence takes away, each once.
    pub against: Vec<Weight>,
}

/// One item of evidence.
#[derive(Debug)]
pub struct Weight {
    /// When it counts.
    pub when: Condition,
    /// How many points; positive on either side.
    pub add: i32,
    /// What a report says of it.
    pub note: String,
}

/// An input that would settle a cause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The kind that is wanted.
    pub kind: Kind,
    /// For registry the full key, for command output the command; taken from the rule's own signals of that kind.
    pub detail: Option<String>,
}

/// An action a cause asks for, with its parameters as names of captures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixUse {
    /// Id of the action.
    pub action: String,
    /// Parameter name to capture name.
    pub params: BTreeMap<String, String>,
}

/// Whether a cause is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Tested, with a near miss.
    Stable,
    /// At most medium confidence, marked, and no script step.
    Experimental,
    /// Replaced by the cause of that id.
    Deprecated(String),
}

/// Failures that belong together, and what proves recovery.
#[derive(Debug)]
pub struct Symptom {
    /// File stem, `install-failed`.
    pub id: String,
    /// One line.
    pub title: String,
    /// Somebody tried and it failed.
    pub failed: Vec<SignalId>,
    /// Somebody tried and it worked.
    pub succeeded: Vec<SignalId>,
    /// Somebody began.
    pub started: Vec<SignalId>,
    /// Captures on which outcomes join, the first that both carry.
    pub same: Vec<String>,
    /// Whether outcomes are classed as updates (lcu, definition, driver, ...).
    pub update_class: bool,
    /// Failures closer than this are one incident, in nanoseconds.
    pub gap: i64,
    /// How far before the first failure evidence is looked for, in nanoseconds.
    pub before: i64,
    /// How far after the last failure evidence is looked for, in nanoseconds.
    pub after: i64,
}

/// Records that healthy machines write too.
#[derive(Debug)]
pub struct NoiseRule {
    /// File stem.
    pub id: String,
    /// Why it is harmless.
    pub because: String,
    /// The records it silences.
    pub silences: SignalId,
    /// Names of its signals, `silenced` included.
    pub signals: Vec<(String, SignalId)>,
    /// When it silences; `silenced` alone for most.
    pub when: Condition,
    /// The tests inside the rule.
    pub tests: Vec<RuleTest>,
    /// The file it was loaded from.
    pub file: String,
}

impl NoiseRule {
    /// Whether it silences whatever looks like what it names, without a condition.
    pub fn is_unconditional(&self) -> bool {
        self.when == Condition::Signal(self.silences)
    }
}

/// A test written in a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTest {
    /// What it shows.
    pub name: String,
    /// Line of the rule's file on which it begins, from 1.
    pub line: u32,
    /// Logs by file name, in the bytes they have on disk.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the run over them must give for this rule.
    pub expect: Expect,
}

/// What a test inside a rule expects of that rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    /// No finding; for noise, nothing silenced.
    None,
    /// A finding with all that is given; for noise, `count` records silenced (any number when not given).
    Found(Expected),
}

/// What a finding must be; what is not given is not looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// Active, recovered or inconclusive.
    pub state: Option<State>,
    /// Exact confidence.
    pub confidence: Option<Confidence>,
    /// Exact count.
    pub count: Option<u64>,
    /// Captures by name.
    pub captures: BTreeMap<String, String>,
    /// Rank among all findings.
    pub rank: Option<u32>,
    /// Codes that must stand under `unexplained`.
    pub unexplained: Vec<String>,
}
