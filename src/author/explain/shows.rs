//! How a cause shows in what is collected: codes, events, lines, registry values and commands, as a person would look for them.
//!
//! Only what speaks for the cause is told; what it is weighed against is another cause's. A regex is for the program: what it
//! finds is said by the note of the evidence. `rules show` prints the rule itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::author::describe;
use crate::code::{CodeRange, ErrorCode};
use crate::record::Kind;
use crate::rule::{Cause, KeyPattern, Predicate, RuleSet, SignalId};

/// Most lines of a log that are quoted.
const MOST_TEXTS: usize = 8;

/// What the cause's signals look for, gathered by what it is.
#[derive(Default)]
struct Shows {
    codes: BTreeSet<String>,
    events: BTreeMap<String, BTreeSet<u32>>,
    texts: BTreeSet<String>,
    registry: BTreeMap<String, BTreeSet<String>>,
    commands: BTreeSet<String>,
    kinds: BTreeSet<Kind>,
}

/// The lines of the section.
pub(super) fn lines(cause: &Cause, rules: &RuleSet) -> Vec<String> {
    let mut shows = Shows::default();
    for signal in evidence(cause) {
        if let Some(signal) = rules.signal(signal) {
            shows.add(&signal.predicate);
        }
    }
    shows.lines()
}

/// The signals that the condition wants and those that speak for the cause.
pub(super) fn evidence(cause: &Cause) -> BTreeSet<SignalId> {
    let weighed = cause.weigh.iter().flat_map(|weigh| &weigh.for_);
    let weighed = weighed.flat_map(|weight| weight.when.wanted());
    cause.when.wanted().into_iter().chain(weighed).collect()
}

impl Shows {
    fn add(&mut self, predicate: &Predicate) {
        // What must not hold is no sign of the cause.
        match predicate {
            Predicate::All(parts) => self.add_together(parts),
            Predicate::Any(parts) => {
                for part in parts {
                    self.add(part);
                }
            }
            Predicate::In(kinds) => self.kinds.extend(kinds.iter()),
            Predicate::Code(ranges) => self.codes.extend(ranges.iter().copied().map(named)),
            Predicate::ExtendedCode(codes) => {
                let codes = codes.iter().copied();
                self.codes.extend(codes.map(describe::extended));
            }
            Predicate::Text(texts) | Predicate::TextAll(texts) => {
                self.texts.extend(texts.iter().cloned());
            }
            _ => {}
        }
    }

    /// What one record has: an event's provider and id, a registry key and its values, a command, and the rest by itself.
    fn add_together(&mut self, parts: &[Predicate]) {
        let (mut providers, mut ids) = (Vec::<&String>::new(), Vec::<u32>::new());
        for part in parts {
            match part {
                Predicate::Provider(names) => providers.extend(names),
                Predicate::Event(numbers) => ids.extend(numbers),
                Predicate::Component(names) if is_of_commands(parts) => {
                    self.commands.extend(names.iter().cloned());
                }
                Predicate::Key(KeyPattern::Suffix(key)) => {
                    let values = self.registry.entry(key.join("\\")).or_default();
                    values.extend(parts.iter().flat_map(value_names));
                }
                _ => self.add(part),
            }
        }
        for provider in providers.into_iter().filter(|_| !ids.is_empty()) {
            let known = self.events.entry(provider.clone()).or_default();
            known.extend(ids.iter().copied());
        }
    }

    fn lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut add = |what: &str, items: Vec<String>| {
            if !items.is_empty() {
                lines.push(format!("{what}: {}", items.join(", ")));
            }
        };
        add("codes", self.codes.into_iter().collect());
        let events = self.events.iter().map(|(provider, ids)| {
            let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
            format!("{provider} {}", ids.join(" ")).trim().to_owned()
        });
        add("events", events.collect());
        let quoted = self.texts.iter().take(MOST_TEXTS);
        add(
            "lines with",
            quoted.map(|text| format!("'{text}'")).collect(),
        );
        add("output of", self.commands.into_iter().collect());
        let logs = self.kinds.iter().filter(|kind| is_log(**kind));
        add("logs", logs.map(|kind| kind.name().to_owned()).collect());
        for (key, values) in self.registry {
            let values: Vec<String> = values.into_iter().collect();
            add("registry", vec![format!("{key}: {}", values.join(", "))]);
        }
        lines
    }
}

/// Whether the record is the output of a command and nothing else.
fn is_of_commands(parts: &[Predicate]) -> bool {
    parts.iter().any(|part| match part {
        Predicate::In(kinds) => kinds.iter().all(|kind| kind == Kind::CommandOutput),
        _ => false,
    })
}

/// The registry values that the predicate asks about.
fn value_names(predicate: &Predicate) -> Vec<String> {
    let mut names = Vec::new();
    predicate.visit(&mut |one| {
        if let Predicate::Value(name, _) = one {
            names.push(name.clone());
        }
    });
    names
}

/// Whether it is a log and no state that is asked for.
const fn is_log(kind: Kind) -> bool {
    !matches!(kind, Kind::Registry | Kind::CommandOutput | Kind::Plain)
}

/// A code with its usual name, a range by its ends.
fn named(range: CodeRange) -> String {
    let name = |code: ErrorCode| code.info().and_then(|info| info.names.into_iter().next());
    match name(range.low).filter(|_| range.low == range.high) {
        Some(name) => format!("{range} {name}"),
        None => range.to_string(),
    }
}
