//! How often something stands in the logs. The same failure stands in several logs, so the largest count of any one of
//! them is given and not their sum.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::conclude::Parts;
use crate::engine::conclude::diagnose::Verdict;
use crate::engine::fold::Event;
use crate::engine::fold::timeline::Hits;
use crate::engine::scan::hit::KEPT;
use crate::record::SourceId;
use crate::rule::SignalId;

/// Records of one source.
#[derive(Default)]
struct Count {
    offsets: Vec<u64>,
    /// Hits of a signal of which the source has more than are kept.
    exact: u64,
}

impl Parts<'_> {
    /// In how many records the verdicts of one cause have what its condition wants.
    pub(super) fn count_records(&self, verdicts: &[&Verdict<'_>]) -> u64 {
        let places: Vec<&Hits> = verdicts.iter().map(|verdict| &*verdict.hits).collect();
        let wanted = verdicts.first().map(|verdict| verdict.cause.when.wanted());
        let mut counts: BTreeMap<SourceId, Count> = BTreeMap::new();
        for signal in wanted.into_iter().flatten() {
            for event in Hits::in_any(&places, signal, self.fold) {
                let count = counts.entry(event.source()).or_default();
                count.offsets.push(event.hit.record.offset);
            }
            for (source, count) in &mut counts {
                let counted = self.fold.counts.get(&(signal, *source)).copied();
                let many = counted.filter(|counted| *counted > 2 * KEPT as u64);
                count.exact = count.exact.max(many.unwrap_or_default());
            }
        }
        let counts = counts.into_values().map(|mut count| {
            count.offsets.sort_unstable();
            count.offsets.dedup();
            (count.offsets.len() as u64).max(count.exact)
        });
        counts.max().unwrap_or_default()
    }

    /// How many failures these records of one incident stand for. What was not kept lies between the first and the last
    /// that were, so it belongs to an incident with more than the first of them.
    pub(super) fn count_failures(&self, failures: &[&Event]) -> u64 {
        let mut records: BTreeMap<SourceId, BTreeSet<u64>> = BTreeMap::new();
        let mut hits: BTreeMap<(SignalId, SourceId), usize> = BTreeMap::new();
        for failure in failures {
            let source = failure.source();
            records
                .entry(source)
                .or_default()
                .insert(failure.hit.record.offset);
            *hits.entry((failure.hit.signal, source)).or_default() += 1;
        }
        let dropped = |source: SourceId| {
            let many = hits
                .iter()
                .filter(|((_, at), count)| *at == source && **count > KEPT);
            let dropped = many.map(|((signal, source), _)| self.coverage.dropped(*signal, *source));
            dropped.max().unwrap_or_default()
        };
        let counts = records.iter();
        let counts = counts.map(|(source, records)| records.len() as u64 + dropped(*source));
        counts.max().unwrap_or_default()
    }
}
