//! Noise whose harmlessness depends on what stands around it.
//!
//! A noise rule that silences by itself is applied while records are matched. One with a condition (`silenced near retried
//! within 2m`) is asked here, for every record that it might silence, once all hits are on one time base.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::fold::clock::Moment;
use crate::engine::fold::condition::{Scope, Truth};
use crate::engine::fold::coverage::Coverage;
use crate::engine::fold::{Event, Fold, dropped};
use crate::engine::scan::hit::Matched;
use crate::engine::scan::roles::Roles;
use crate::record::SourceId;
use crate::rule::{Condition, NoiseRule, RuleSet, SignalId};

/// Records looked at for one noise rule. Beyond it nothing more is silenced, which hides nothing.
const MOST_LOOKED_AT: usize = 4_000_000;

impl Fold {
    /// Takes the records out that a noise rule with a condition of its own silences: they are no evidence for what rests
    /// on a code alone, and no outcome. Returns the silenced records.
    #[must_use]
    pub(in crate::engine) fn silence(
        &mut self,
        rules: &RuleSet,
        coverage: &Coverage<'_>,
    ) -> Vec<Arc<Matched>> {
        let mut silenced: BTreeMap<(SourceId, u64), Arc<Matched>> = BTreeMap::new();
        let conditional = |noise: &&NoiseRule| !noise.is_unconditional();
        for (number, noise) in (0..)
            .zip(&rules.noise)
            .filter(|(_, noise)| conditional(noise))
        {
            let records = self.silenced_by(noise, coverage);
            *self.noise.entry(number).or_default() += records.len() as u64;
            silenced.extend(
                records
                    .into_iter()
                    .map(|record| ((record.source, record.offset), record)),
            );
        }
        if !silenced.is_empty() {
            let roles = Roles::new(rules);
            for (signal, events) in self
                .events
                .iter_mut()
                .filter(|(signal, _)| roles.of(**signal).silenced)
            {
                events.retain(|event| {
                    let is_noise =
                        silenced.contains_key(&(event.source(), event.hit.record.offset));
                    if is_noise && let Some(count) = self.counts.get_mut(&(*signal, event.source()))
                    {
                        *count = count.saturating_sub(1);
                    }
                    !is_noise
                });
            }
        }
        silenced.into_values().collect()
    }

    /// The records that one noise rule silences: its condition is asked for each of them alone.
    fn silenced_by(&self, noise: &NoiseRule, coverage: &Coverage<'_>) -> Vec<Arc<Matched>> {
        let named = noise.when.signals().into_iter();
        let others = named.filter(|signal| *signal != noise.silences);
        let others = others.filter_map(|signal| self.events.get(&signal));
        let mut others: Vec<&Event> = others.flatten().collect();
        others.sort_by_key(|event| event.moment);
        let reach = reach(&noise.when, noise.silences);
        let not_kept = dropped(self.gaps.iter());
        let mut silenced = Vec::new();
        let mut left = MOST_LOOKED_AT;
        for candidate in self.events.get(&noise.silences).into_iter().flatten() {
            let around = around(&others, candidate, reach);
            let Some(rest) = left.checked_sub(around.len()) else {
                break;
            };
            left = rest;
            let events = around.into_iter().chain([candidate]);
            let scope = Scope::new(events, not_kept.clone());
            if scope.holds(&noise.when, coverage) == Truth::Yes {
                silenced.push(Arc::clone(&candidate.hit.record));
            }
        }
        silenced
    }
}

/// How far from a silenced record others can matter to the condition, in nanoseconds; `None` is without end.
fn reach(condition: &Condition, silences: SignalId) -> Option<i64> {
    match condition {
        Condition::Signal(signal) => (*signal == silences).then_some(0),
        Condition::And(parts) | Condition::Or(parts) => parts
            .iter()
            .map(|part| reach(part, silences))
            .try_fold(0, |most, part| Some(most.max(part?))),
        Condition::Not(inner) => reach(inner, silences),
        Condition::Near { within, .. } => Some(*within),
        Condition::Then(sequence) => sequence.within,
        Condition::Count { within, .. } => *within,
        Condition::Of { .. } => None,
    }
    .filter(|_| is_about(condition, silences))
}

fn is_about(condition: &Condition, silences: SignalId) -> bool {
    condition.signals().contains(&silences)
}

/// The events that can matter to the candidate, of those sorted by moment.
fn around<'e>(sorted: &[&'e Event], candidate: &Event, reach: Option<i64>) -> Vec<&'e Event> {
    let Some(reach) = reach else {
        return sorted.to_vec();
    };
    let untimed = sorted.partition_point(|event| event.moment.is_none());
    let mut found: Vec<&Event> = sorted.get(..untimed).unwrap_or_default().to_vec();
    if let Some(moment) = candidate.moment {
        for (from, to) in Moment::range(moment, moment, reach, reach) {
            let start = sorted.partition_point(|event| event.moment < Some(from));
            let end = sorted.partition_point(|event| event.moment <= Some(to));
            found.extend(sorted.get(start..end).unwrap_or_default());
        }
    }
    found
}
