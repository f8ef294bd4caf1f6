//! Which events of a binary log are worth rendering.
//!
//! In a binary event log the names of providers and data stand in templates, apart from the records, so a search of a
//! record's bytes cannot find them. What tells an event is its provider and id, and nearly every signal that reads events
//! names one of these. The few that ask for a code in any event are found by the code; a signal that asks for nothing but
//! text makes every event a candidate.

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
    /// Finds the codes that are asked of every event.
    codes: Gate,
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
        let mut codes = Vec::new();
        for id in wanted.iter().copied() {
            if let Some(literals) = any_code(id) {
                codes.push((id, Literals::OneOf(literals)));
                continue;
            }
            let admits = |signal: &&crate::rule::Signal| {
                signal.kinds.is_empty() || signal.kinds.admits(Kind::EventLog)
            };
            let Some(signal) = rules.signal(id).filter(admits) else {
                continue;
            };
            let Some(told) = told_by(&signal.predicate) else {
                codes.push((id, literal::codes(&signal.predicate)));
                continue;
            };
            for (provider, event) in told {
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
        }
        Self {
            by_id,
            whole,
            codes: Gate::new(codes.into_iter(), Kind::EventLog, &Rarity::of([])),
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
    pub(in crate::engine) fn codes(&self) -> &Gate {
        &self.codes
    }
}

/// The pairs of provider and id of which one must hold; `None` where the predicate can hold for any event.
fn told_by(predicate: &Predicate) -> Option<Vec<(Option<String>, Option<u32>)>> {
    match predicate {
        Predicate::Provider(names) => Some(
            names
                .iter()
                .map(|name| (Some(name.to_ascii_lowercase()), None))
                .collect(),
        ),
        Predicate::Event(ids) => Some(ids.iter().map(|id| (None, Some(*id))).collect()),
        Predicate::All(all) => all.iter().filter_map(told_by).reduce(|one, other| {
            let pairs = one.iter().flat_map(|(provider, id)| {
                other.iter().map(move |(also, and)| {
                    (provider.clone().or_else(|| also.clone()), id.or(*and))
                })
            });
            pairs.collect()
        }),
        Predicate::Any(any) => any
            .iter()
            .map(told_by)
            .collect::<Option<Vec<_>>>()
            .map(|pairs| pairs.concat()),
        _ => None,
    }
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
        assert_eq!(told_by(predicate), expected, "{predicate:?}");
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
    fn what_names_neither_asks_for_every_event() {
        let text = || Predicate::Text(vec!["failed".to_owned()]);
        check(&text(), None);
        check(&Predicate::Any(vec![text(), provider("BITS")]), None);
        let negated = Predicate::Not(Box::new(provider("BITS")));
        check(&Predicate::All(vec![text(), negated]), None);
    }
}
