//! Noise whose harmlessness depends on what stands around it.
//!
//! A noise rule that silences by itself is applied while records are matched. One with a condition (`silenced near retried
//! within 2m`) is asked here, for every record that it might silence, once all hits are on one time base.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::fold::condition::{Scope, Truth, signals};
use crate::engine::fold::coverage::Coverage;
use crate::engine::fold::{Event, Fold};
use crate::engine::scan::hit::Matched;
use crate::engine::scan::roles::Roles;
use crate::record::SourceId;
use crate::rule::{Condition, NoiseRule, RuleSet};

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
        let conditional = |noise: &&NoiseRule| noise.when != Condition::Signal(noise.silences);
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
        let mut others = signals(&noise.when);
        others.retain(|signal| *signal != noise.silences);
        others.sort_unstable();
        others.dedup();
        let others: Vec<&Event> = others
            .iter()
            .filter_map(|signal| self.events.get(signal))
            .flatten()
            .collect();
        let candidates = self
            .events
            .get(&noise.silences)
            .map_or(&[][..], Vec::as_slice);
        let alone = candidates.iter().filter(|candidate| {
            let scope = Scope::of_events(others.iter().copied().chain([*candidate]));
            scope.holds(&noise.when, coverage) == Truth::Yes
        });
        alone.map(|event| Arc::clone(&event.hit.record)).collect()
    }
}
