//! Which events of a binary log are worth rendering.
//!
//! In a binary event log the names of providers and data stand in templates, apart from the records, so a search of a
//! record's bytes cannot find them. What tells an event is its provider and id, and nearly every signal that reads events
//! names both. Others are found by the code or the text that they ask for, in what an event says of itself; a signal that
//! asks for none of these makes every event a candidate.

use std::collections::{BTreeMap, BTreeSet};

use super::literal::{self, Literals};
use super::{Gate, Rarity};
use crate::record::Kind;
use crate::rule::{Predicate, RuleSet, SignalId};

/// The events that some signal asks for.
#[derive(Debug)]
pub(in crate::engine) struct Events {
    /// Ids with the providers they are asked of, in lower case; none stands for every provider.
    by_id: BTreeMap<u32, BTreeSet<Option<String>>>,
    /// Providers of which every event is asked for, in lower case.
    whole: BTreeSet<String>,
    /// Finds the codes and texts that are asked of every event.
    texts: Gate,
}

impl Events {
    /// The events for these signals. `any_code` gives the literals of the one that stands for every known code.
    pub(super) fn new(
        rules: &RuleSet,
        wanted: &[SignalId],
        any_code: impl Fn(SignalId) -> Option<Vec<Vec<u8>>>,
    ) -> Self {
        let mut by_id: BTreeMap<u32, BTreeSet<Option<String>>> = BTreeMap::new();
        let mut whole = BTreeSet::new();
        let (mut events, mut texts) = (Vec::new(), Vec::new());
        let rarity = Rarity::of([]);
        for id in wanted.iter().copied() {
            if let Some(literals) = any_code(id) {
                texts.push((id, Literals::OneOf(literals)));
                continue;
            }
            let admits = |signal: &&crate::rule::Signal| {
                signal.kinds.is_empty() || signal.kinds.admits(Kind::EventLog)
            };
            let Some(signal) = rules.signal(id).filter(admits) else {
                continue;
            };
            for alternative in alternatives(&signal.predicate) {
                let told = alternative.events();
                let is_of_ids = told.iter().flatten().all(|(_, event)| event.is_some());
                match (told, literal::said(&alternative, &rarity)) {
                    (Some(told), literals) if is_of_ids || literals == Literals::Any => {
                        events.extend(told);
                    }
                    // A code or a text is rarer than the events of a provider.
                    (_, literals) => texts.push((id, literals)),
                }
            }
        }
        for (provider, event) in events {
            match (provider, event) {
                (provider, Some(event)) => {
                    by_id.entry(event).or_default().insert(provider);
                }
                (Some(provider), None) => {
                    whole.insert(provider);
                }
                (None, None) => {}
            }
        }
        Self {
            by_id,
            whole,
            texts: Gate::new(texts.into_iter(), Kind::EventLog, &rarity),
        }
    }

    /// Whether some signal asks for the provider's events of this id.
    pub(in crate::engine) fn has(&self, provider: &str, id: u32) -> bool {
        let provider = provider.to_ascii_lowercase();
        let of_id = self.by_id.get(&id);
        self.whole.contains(&provider)
            || of_id.is_some_and(|of| of.contains(&None) || of.contains(&Some(provider)))
    }

    /// The gate for what is asked of every event.
    pub(in crate::engine) fn texts(&self) -> &Gate {
        &self.texts
    }
}

/// Alternatives of a predicate that are looked at one by one; of more it is looked at as a whole.
const MOST_ALTERNATIVES: usize = 256;

/// The predicates of which one must hold, each without alternatives in it: of `provider X and (event 1 or text 'a')` one asks
/// for an id and the other for a text.
fn alternatives(predicate: &Predicate) -> Vec<Predicate> {
    let all = match predicate {
        Predicate::Any(any) => any.iter().flat_map(alternatives).collect(),
        Predicate::All(all) => all
            .iter()
            .fold(vec![Vec::new()], |before, part| {
                let here = alternatives(part);
                let joined = before.iter().flat_map(|one| {
                    let and = |other| [one.as_slice(), std::slice::from_ref(other)].concat();
                    here.iter().map(and)
                });
                joined.take(MOST_ALTERNATIVES + 1).collect()
            })
            .into_iter()
            .map(Predicate::All)
            .collect(),
        other => vec![other.clone()],
    };
    if all.len() > MOST_ALTERNATIVES {
        return vec![predicate.clone()];
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::engine::scan::gate::Gates;
    use crate::engine::scan::roles::Roles;
    use crate::rule::{RuleSet, default_files};

    #[test]
    fn no_shipped_signal_makes_every_event_a_candidate() {
        let rules = RuleSet::load(&default_files()).unwrap();
        let roles = Roles::new(&rules);
        let gates = Gates::new(&rules, &roles, Vec::new());
        for large in [false, true] {
            let always = gates.of_events(large).unwrap().texts().always();
            let names = always.iter().map(|id| &rules.signal(*id).unwrap().name);
            assert_eq!(names.collect::<Vec<_>>(), [""; 0], "large: {large}");
        }
    }
}
