//! The signals of a pack: read from `signals:` maps, each kept once, found again by name.
//!
//! A rule calls its own signals by their names and those of `signals/*.yaml` as `shared.name`. Two signals that ask the
//! same and take the same captures are one, so a hundred rules that look for one code cost one look.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

use super::condition::RESERVED;
use super::fields::{is_name, map};
use super::node::Node;
use super::problems::{At, Problems};
use super::{Predicate, Signal, SignalId};

mod capture;
mod code;
mod data;
mod key;
mod pattern;
mod read;
mod scope;

pub(super) use code::one as one_code;
pub(super) use read::{kinds, read};
pub(super) use scope::{Captures, Scope};

/// What stands before the name of a shared signal.
const SHARED: &str = "shared.";

/// Names in a `signals:` map. A signal with problems of its own has no id, so that its uses are no second problem.
pub(super) type Names = Vec<(String, Option<SignalId>)>;

/// Every signal read so far.
#[derive(Default)]
pub(super) struct Signals {
    all: Vec<Signal>,
    by_hash: HashMap<u64, Vec<SignalId>>,
    hasher: RandomState,
    shared: BTreeMap<String, (Option<SignalId>, String)>,
}

impl Signals {
    /// Reads the value of a `signals:` key; `owner` is the rule's id, or `shared`.
    pub(super) fn read_map(
        &mut self,
        owner: &str,
        node: &Node<'_>,
        problems: &mut Problems<'_>,
    ) -> Names {
        let entries = map(node, "'signals'", problems).unwrap_or_default();
        let mut names = Names::new();
        for entry in entries {
            check_name(&entry.name, entry.at, problems);
            let signal = read(format!("{owner}.{}", entry.name), &entry.node, problems);
            names.push((
                entry.name.to_string(),
                signal.map(|signal| self.intern(signal)),
            ));
        }
        names
    }

    /// Reads a `signals:` map that all rules share.
    pub(super) fn read_shared(&mut self, node: &Node<'_>, problems: &mut Problems<'_>) {
        let places: Vec<At> = map(node, "'signals'", &mut Problems::new(problems.file))
            .unwrap_or_default()
            .iter()
            .map(|entry| entry.at)
            .collect();
        let names = self.read_map("shared", node, problems);
        for ((name, id), at) in names.into_iter().zip(places) {
            if let Some((_, file)) = self.shared.get(&name) {
                let message = format!("shared signal '{name}' stands in '{file}' already");
                problems.add(at, message);
            } else {
                let file = problems.file.display.clone();
                self.shared.insert(name, (id, file));
            }
        }
    }

    /// Keeps the signal, or finds its equal.
    pub(super) fn intern(&mut self, signal: Signal) -> SignalId {
        let hash = self.hasher.hash_one((&signal.predicate, &signal.captures));
        let alike = self.by_hash.entry(hash).or_default();
        let equal = alike.iter().copied().find(|id| {
            get(&self.all, *id).is_some_and(|known| {
                known.predicate == signal.predicate && known.captures == signal.captures
            })
        });
        equal.unwrap_or_else(|| {
            let id = SignalId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
            alike.push(id);
            self.all.push(signal);
            id
        })
    }

    /// The signal of that id.
    pub(super) fn get(&self, id: SignalId) -> Option<&Signal> {
        get(&self.all, id)
    }

    /// All signals, by id.
    pub(super) fn into_list(self) -> Vec<Signal> {
        self.all
    }
}

fn get(all: &[Signal], id: SignalId) -> Option<&Signal> {
    all.get(usize::try_from(id.0).ok()?)
}

/// Notes a name that a condition could not hold.
fn check_name(name: &str, at: At, problems: &mut Problems<'_>) {
    if RESERVED.contains(&name) {
        problems.add(
            at,
            format!("'{name}' is a word of conditions and cannot name a signal"),
        );
    } else if !is_name(name) {
        problems.add(
            at,
            format!("'{name}' cannot name a signal; use a-z, 0-9 and _, a letter first"),
        );
    }
}

/// Whether the predicate rests on a code alone: neither the message nor any datum is looked at.
fn is_bare_code(predicate: &Predicate) -> bool {
    let (mut code, mut other) = (false, false);
    predicate.visit(&mut |one| match one {
        Predicate::Code(_) | Predicate::ExtendedCode(_) => code = true,
        Predicate::Text(_)
        | Predicate::TextAll(_)
        | Predicate::Regex(_)
        | Predicate::KnownIssue
        | Predicate::Field(..)
        | Predicate::Event(_)
        | Predicate::Key(_)
        | Predicate::Value(..) => other = true,
        _ => {}
    });
    code && !other
}
