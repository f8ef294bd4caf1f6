//! The keys and words of the rule language, map by map, in the order in which rules give them.
//!
//! The readers refuse what is not here, and the JSON Schema for editors is made of the same tables, so that neither knows
//! a key that the other does not. Kinds, severities, owners and states are not repeated: their types list themselves.

use super::CaptureKind;
use crate::record::Kind;

/// A cause.
pub const CAUSE: [&str; 18] = [
    "title",
    "severity",
    "owner",
    "explains",
    "because",
    "signals",
    "when",
    "weigh",
    "overrides",
    "recovered_by",
    "needs",
    "message",
    "fix",
    "avoid",
    "references",
    "status",
    "replaced_by",
    "tests",
];

/// What `weigh` holds.
pub(crate) const WEIGH: [&str; 3] = ["base", "for", "against"];

/// An item of `for` or `against`.
pub(crate) const WEIGHT: [&str; 4] = ["signal", "when", "add", "note"];

/// Most points of one item; 40 are already proof.
pub(crate) const MOST_POINTS: i32 = 100;

/// Stands under `explains` for a cause that explains no failure.
pub(crate) const NOTHING: &str = "nothing";

/// Whether a cause is trusted.
pub(crate) const STATUSES: [(&str, &str); 3] = [
    ("stable", "stable"),
    ("experimental", "experimental"),
    ("deprecated", "deprecated"),
];

/// A symptom.
pub(crate) const SYMPTOM: [&str; 8] = [
    "title",
    "failed",
    "succeeded",
    "started",
    "same",
    "class",
    "gap",
    "look",
];

/// What `look` holds.
pub(crate) const LOOK: [&str; 2] = ["before", "after"];

/// How outcomes are classed, and whether that is as updates.
pub(crate) const CLASSES: [(&str, bool); 1] = [("update-class", true)];

/// A noise rule.
pub(crate) const NOISE: [&str; 5] = ["because", "silences", "signals", "when", "tests"];

/// Causes that a site silences.
pub(crate) const SILENCED_CAUSES: [&str; 2] = ["because", "rules"];

/// The name of what a noise rule silences.
pub(crate) const SILENCED: &str = "silenced";

/// An action.
pub(crate) const ACTION: [&str; 9] = [
    "title", "risk", "requires", "warn", "params", "unless", "check", "steps", "verify",
];

/// A file of shared signals.
pub(crate) const SIGNALS: [&str; 1] = ["signals"];

/// A signal, in the order of the language's table; the last is for the outermost level alone.
pub(crate) const SIGNAL: [&str; 25] = [
    "in",
    "code",
    "listed",
    "text",
    "text_all",
    "regex",
    "component",
    "level",
    "process",
    "provider",
    "event",
    "field",
    "key",
    "value",
    "equals",
    "gt",
    "ge",
    "lt",
    "le",
    "one_of",
    "exists",
    "any",
    "all",
    "not",
    "capture",
];

/// The tables that `listed` can name.
pub(crate) const TABLES: [(&str, ()); 1] = [("known-issues", ())];

/// How a value can be compared.
pub(crate) const OPERATORS: [&str; 9] = [
    "equals", "not", "gt", "ge", "lt", "le", "one_of", "exists", "regex",
];

/// A registry key that is not written as a path.
pub(crate) const KEY: [&str; 1] = ["regex"];

/// The word for CBS, DISM and setup logs together, in `in` and `needs`.
pub const SERVICING: &str = "servicing";

/// The kinds that a word in `in` or `needs` stands for; none where it is no such word.
pub fn kinds_of(word: &str) -> Vec<Kind> {
    match word {
        SERVICING => vec![Kind::Cbs, Kind::Dism, Kind::Panther],
        _ => Kind::from_name(word).into_iter().collect(),
    }
}

/// The words for levels; logs have more of them.
pub(crate) const LEVELS: [&str; 5] = ["critical", "error", "warning", "info", "verbose"];

/// The words for what a capture must look like.
pub(crate) const CAPTURE_TYPES: [(&str, CaptureKind); 13] = [
    ("update-guid", CaptureKind::UpdateGuid),
    ("kb", CaptureKind::Kb),
    ("build", CaptureKind::Build),
    ("cbs-package", CaptureKind::CbsPackage),
    ("component", CaptureKind::Component),
    ("host", CaptureKind::Host),
    ("url", CaptureKind::Url),
    ("service-name", CaptureKind::ServiceName),
    ("path", CaptureKind::Path),
    ("driver", CaptureKind::Driver),
    ("hresult", CaptureKind::Hresult),
    ("text", CaptureKind::Text),
    ("known-issue", CaptureKind::KnownIssue),
];

/// A test inside a rule.
pub(crate) const TEST: [&str; 3] = ["name", "files", "expect"];

/// A test's file that is more than its text.
pub(crate) const TEST_FILE: [&str; 3] = ["text", "encoding", "eol"];

/// Encodings a test's file can have on disk.
pub(crate) const ENCODINGS: [(&str, Disk); 3] = [
    ("utf-8", Disk::Utf8),
    ("utf-8-bom", Disk::Utf8Bom),
    ("utf-16", Disk::Utf16),
];

/// Line ends of a test's file, and whether they have a carriage return.
pub(crate) const LINE_ENDS: [(&str, bool); 2] = [("lf", false), ("crlf", true)];

/// What an expectation can say.
pub(crate) const EXPECTED: [&str; 6] = [
    "state",
    "confidence",
    "count",
    "captures",
    "rank",
    "unexplained",
];

/// Words of conditions, which cannot name a signal.
pub(crate) const fn reserved() -> &'static [&'static str] {
    &super::condition::RESERVED
}

/// Encodings a test's file can have on disk.
#[derive(Clone, Copy)]
pub(crate) enum Disk {
    Utf8,
    Utf8Bom,
    Utf16,
}
