//! What a signal asks of one record.
//!
//! A [`Signal`] is the only part of a rule that reads log bytes: a tree of [`Predicate`]s, such as
//! `{ in: [event-log], provider: Schannel, event: [36871, 36887] }`. Signals are equal when they ask the same and take
//! the same captures, whatever their names, and equal signals are evaluated once. Regexes are checked when the rules are
//! loaded and compiled when first needed, because most of them never are.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use crate::code::{CodeRange, ErrorCode};
use crate::record::{Kind, KindSet, Level};

/// A predicate on one record.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Where it was first defined: `tls/tls12-not-enabled.aborted` or `shared.install_failed`.
    pub name: String,
    /// Kinds it can match; empty means any.
    pub kinds: KindSet,
    /// What must hold, `kinds` included.
    pub predicate: Predicate,
    /// What to take from a record that matches.
    pub captures: Vec<Capture>,
    /// It rests on a code alone: no text, regex, field, event or key.
    pub bare_code: bool,
}

/// A named value to take from a matching record: the regex group of that name, else the first match of the type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capture {
    /// Name in messages and parameters.
    pub name: String,
    /// What it must look like.
    pub kind: CaptureKind,
}

/// What a capture must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "the names are the documentation; RULES calls them by the same words"
)]
pub enum CaptureKind {
    UpdateGuid,
    Kb,
    Build,
    CbsPackage,
    Component,
    Host,
    Url,
    ServiceName,
    Path,
    Driver,
    Hresult,
    Text,
    /// The cell of that name in the row of the issue that the record is of.
    KnownIssue,
}

/// What must hold for a record. All comparisons of text ignore ASCII case unless a regex says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// Every one holds.
    All(Vec<Predicate>),
    /// At least one holds.
    Any(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// The record is of one of these kinds, or pasted text that could be.
    In(KindSet),
    /// The record carries one of these codes.
    Code(Vec<CodeRange>),
    /// The record carries one of these extended codes, code and extend value.
    ExtendedCode(Vec<(ErrorCode, u32)>),
    /// The record is of an issue that Microsoft has acknowledged: it names the update, carries the code, and is of that time.
    KnownIssue,
    /// The message contains one of these.
    Text(Vec<String>),
    /// The message contains all of these.
    TextAll(Vec<String>),
    /// The message matches one of these.
    Regex(Vec<Pattern>),
    /// The component column is one of these.
    Component(Vec<String>),
    /// The level is one of these.
    Level(Vec<Level>),
    /// The process id is one of these.
    Process(Vec<u32>),
    /// The event's provider is one of these.
    Provider(Vec<String>),
    /// The event's id is one of these.
    Event(Vec<u32>),
    /// The named datum passes the test; `Test::Exists(false)` holds where it is missing.
    Field(String, Test),
    /// The registry record's key matches. Without a `Value` beside it, the key's own presence is meant.
    Key(KeyPattern),
    /// The registry record is this value and its data passes the test.
    Value(String, Test),
}

impl Predicate {
    /// Calls `with` for this predicate and every one nested in it, outermost first.
    pub fn visit(&self, with: &mut dyn FnMut(&Self)) {
        with(self);
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.visit(with)),
            Self::Not(inner) => inner.visit(with),
            _ => {}
        }
    }

    /// The pairs of provider, in lower case, and event id of which one must hold, none at all where it holds for no event;
    /// `None` where the predicate can hold for any event.
    pub fn events(&self) -> Option<Vec<(Option<String>, Option<u32>)>> {
        match self {
            Self::Provider(names) => {
                let provider = |name: &String| (Some(name.to_ascii_lowercase()), None);
                Some(names.iter().map(provider).collect())
            }
            Self::Event(ids) => Some(ids.iter().map(|id| (None, Some(*id))).collect()),
            Self::All(all) => all.iter().filter_map(Self::events).reduce(|one, other| {
                let pairs = one.iter().flat_map(|(provider, id)| {
                    let both = |(also, and): &(Option<String>, Option<u32>)| {
                        (provider.clone().or_else(|| also.clone()), id.or(*and))
                    };
                    other.iter().map(both)
                });
                pairs.collect()
            }),
            Self::Any(any) => {
                let each = any.iter().map(Self::events);
                each.collect::<Option<Vec<_>>>().map(|pairs| pairs.concat())
            }
            Self::In(kinds) if !kinds.contains(Kind::EventLog) => Some(Vec::new()),
            Self::Key(_) | Self::Value(..) => Some(Vec::new()),
            _ => None,
        }
    }
}

/// A regex of the linear-time kind, compiled when first needed. Its syntax was checked when the rule was loaded.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written in the rule.
    pub source: String,
    compiled: OnceLock<Option<regex::bytes::Regex>>,
}

impl Pattern {
    /// A pattern that is not compiled yet.
    pub fn new(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            compiled: OnceLock::new(),
        }
    }

    /// The compiled regex; `None` only for a pattern that never passed the check of the loader.
    pub fn regex(&self) -> Option<&regex::bytes::Regex> {
        self.compiled
            .get_or_init(|| Self::build(&self.source).ok())
            .as_ref()
    }

    /// Compiles with the language's rules: bytes, no Unicode classes, ASCII case ignored, `.` stops at a line's end.
    pub(crate) fn build(source: &str) -> Result<regex::bytes::Regex, regex::Error> {
        regex::bytes::RegexBuilder::new(source)
            .unicode(false)
            .case_insensitive(true)
            .size_limit(1 << 20)
            .build()
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.source.hash(state);
    }
}

/// A test of one value: a registry value's data, a named datum.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Test {
    /// Equal, as numbers where both are, as codes where the right side is one, else as text in any ASCII case.
    Equals(Scalar),
    /// Not equal; holds for a value that is there.
    Not(Scalar),
    /// One of them.
    OneOf(Vec<Scalar>),
    /// Numbers only.
    Gt(i64),
    /// Numbers only.
    Ge(i64),
    /// Numbers only.
    Lt(i64),
    /// Numbers only.
    Le(i64),
    /// Whether the value is there at all.
    Exists(bool),
    /// The value as text matches.
    Regex(Pattern),
    /// Every one passes.
    All(Vec<Test>),
}

/// A value in a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// A number, decimal or hex in the rule.
    Number(i64),
    /// Text.
    Text(String),
    /// An error code, matched in every spelling.
    Code(ErrorCode),
}

/// Which registry keys are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyPattern {
    /// Components from the end of the key; `*` is any one component. Compared in any ASCII case after the hive's short
    /// name and `ControlSetNNN` were made the long name and `CurrentControlSet`.
    Suffix(Vec<String>),
    /// The full key matches.
    Regex(Pattern),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(name: &str) -> Predicate {
        Predicate::Provider(vec![name.to_owned()])
    }

    fn check(predicate: &Predicate, expected: Option<&[(Option<&str>, Option<u32>)]>) {
        let expected = expected.map(|pairs| {
            let owned = |(name, id): &(Option<&str>, _)| (name.map(str::to_owned), *id);
            pairs.iter().map(owned).collect::<Vec<_>>()
        });
        assert_eq!(predicate.events(), expected, "{predicate:?}");
    }

    #[test]
    fn an_event_is_told_by_its_provider_and_id() {
        let both = Predicate::All(vec![provider("Schannel"), Predicate::Event(vec![1, 2])]);
        let pairs = [(Some("schannel"), Some(1)), (Some("schannel"), Some(2))];
        check(&both, Some(&pairs));
        let or_bits = [pairs[0], pairs[1], (Some("bits"), None)];
        check(
            &Predicate::Any(vec![both, provider("BITS")]),
            Some(&or_bits),
        );
    }

    #[test]
    fn what_is_asked_of_other_logs_is_asked_of_no_event() {
        let other = || Predicate::In([Kind::Cbs].into_iter().collect());
        let text = Predicate::Text(vec!["failed".to_owned()]);
        check(&Predicate::All(vec![other(), text]), Some(&[]));
        let either = Predicate::Any(vec![other(), provider("BITS")]);
        check(&either, Some(&[(Some("bits"), None)]));
    }

    #[test]
    fn what_names_neither_asks_for_every_event() {
        let text = || Predicate::Text(vec!["failed".to_owned()]);
        check(&text(), None);
        check(&Predicate::Any(vec![text(), provider("BITS")]), None);
        let negated = Predicate::Not(Box::new(provider("BITS")));
        check(&Predicate::All(vec![text(), negated]), None);
    }
}
