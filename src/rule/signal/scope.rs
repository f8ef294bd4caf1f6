//! What one rule can name: its own signals, the shared ones, and the captures they take.

use std::collections::{BTreeMap, BTreeSet};

use super::super::problems::{At, Message, Problems};
use super::super::{Signal, SignalId};
use super::{Names, SHARED, Signals};

/// What the names in messages and parameters are.
const NAMES: &str = "a name in braces, given to an action or expected by a test is one that a signal of this rule takes with 'capture: { name: type }'";

/// The signals one rule can name, and those shared ones it did name.
pub(in super::super) struct Scope<'s> {
    pub(in super::super) signals: &'s Signals,
    own: Names,
    used: BTreeMap<String, SignalId>,
    /// Whether a name led to no signal.
    lost: bool,
}

impl<'s> Scope<'s> {
    pub(in super::super) const fn new(signals: &'s Signals, own: Names) -> Self {
        Self {
            signals,
            own,
            used: BTreeMap::new(),
            lost: false,
        }
    }

    /// The signal of that name; `None` where it is unknown or has problems of its own.
    pub(in super::super) fn find(
        &mut self,
        name: &str,
        at: At,
        problems: &mut Problems<'_>,
    ) -> Option<SignalId> {
        let found = match name.strip_prefix(SHARED) {
            Some(name) => self.signals.shared.get(name).map(|(id, _)| *id),
            None => self
                .own
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, id)| *id),
        };
        match found {
            Some(Some(id)) if name.starts_with(SHARED) => {
                self.used.insert(name.to_owned(), id);
            }
            Some(_) => {}
            None => self.report_unknown(name, at, problems),
        }
        let found = found.flatten();
        self.lost |= found.is_none();
        found
    }

    /// Notes that not every name of the rule could be looked up.
    pub(in super::super) const fn give_up(&mut self) {
        self.lost = true;
    }

    /// The signal of that name, where it can be read; a name that is wrong is reported by [`find`](Self::find).
    pub(in super::super) fn known(&self, name: &str) -> Option<&'s Signal> {
        let id = if let Some(name) = name.strip_prefix(SHARED) {
            self.signals.shared.get(name)?.0
        } else {
            self.own.iter().find(|(known, _)| known == name)?.1
        };
        self.signals.get(id?)
    }

    fn report_unknown(&self, name: &str, at: At, problems: &mut Problems<'_>) {
        if name.starts_with(SHARED) {
            let keys = self.signals.shared.keys();
            let known: Vec<String> = keys.map(|known| format!("{SHARED}{known}")).collect();
            problems.unknown(at, "signal", name, known.iter().map(String::as_str));
        } else if self.signals.shared.contains_key(name) {
            let shared = format!("{SHARED}{name}");
            let message = format!("unknown signal '{name}'; did you mean '{shared}'?");
            problems.add(at, Message::from(message).meant(name, &shared));
        } else {
            let known = self.own.iter().map(|(known, _)| known.as_str());
            problems.unknown(at, "signal", name, known);
        }
    }

    /// Every signal of the rule with the name it goes by there, sorted by name.
    pub(in super::super) fn named(&self) -> Vec<(String, SignalId)> {
        let own = self
            .own
            .iter()
            .filter_map(|(name, id)| Some((name.clone(), (*id)?)));
        let used = self.used.iter().map(|(name, id)| (name.clone(), *id));
        let mut named: Vec<_> = own.chain(used).collect();
        named.sort();
        named
    }

    /// The signals themselves.
    pub(in super::super) fn all(&self) -> impl Iterator<Item = &'s Signal> {
        self.named()
            .into_iter()
            .filter_map(|(_, id)| self.signals.get(id))
    }

    /// Names of all captures the rule's signals take.
    pub(in super::super) fn captures(&self) -> Captures<'s> {
        let names = self
            .all()
            .flat_map(|signal| &signal.captures)
            .map(|capture| capture.name.as_str())
            .collect();
        let complete = !self.lost && self.own.iter().all(|(_, id)| id.is_some());
        Captures { names, complete }
    }
}

/// Names that messages and parameters can use.
pub(in super::super) struct Captures<'s> {
    names: BTreeSet<&'s str>,
    /// Whether all signals could be read; where not, a name that is missing is no second problem.
    complete: bool,
}

impl Captures<'_> {
    /// What to say of a name that is neither a capture nor one of `others`.
    pub(in super::super) fn refuse(&self, name: &str, others: &[&str]) -> Option<Message> {
        let known = !self.complete || self.names.contains(name) || others.contains(&name);
        let names = self.names.iter().chain(others).copied();
        (!known).then(|| Message::unknown("capture", name, names).because(NAMES))
    }
}
