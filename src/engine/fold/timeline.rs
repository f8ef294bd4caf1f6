//! All events in the order of time, so that what lies around an incident is found without looking at everything else.
//!
//! A place is an incident or what belongs to none. What it holds is kept as runs of hits, [`Hits`], because hundreds of
//! places may hold the same hits and each of dozens of causes may be found in each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::engine::fold::condition::Scope;
use crate::engine::fold::incident::{Incident, is_later};
use crate::engine::fold::{Event, Fold, dropped};
use crate::rule::SignalId;

/// Which hits of each signal a place holds, as runs in the order of the fold.
#[derive(Debug, Default)]
pub(in crate::engine) struct Hits(BTreeMap<SignalId, Vec<Range<usize>>>);

impl Hits {
    fn new(events: &[Placed<'_>]) -> Self {
        let mut places: Vec<(SignalId, usize)> = events
            .iter()
            .map(|(event, index)| (event.hit.signal, *index))
            .collect();
        places.sort_unstable();
        let mut hits = Self::default();
        for (signal, index) in places {
            let runs = hits.0.entry(signal).or_default();
            match runs.last_mut().filter(|run| run.end == index) {
                Some(run) => run.end += 1,
                None => runs.push(index..index + 1),
            }
        }
        hits
    }

    /// The signal's events in any of the places, each once, in order.
    pub(in crate::engine) fn in_any<'f>(
        places: &[&Self],
        signal: SignalId,
        fold: &'f Fold,
    ) -> impl Iterator<Item = &'f Event> + use<'f> {
        let runs = places.iter().filter_map(|hits| hits.0.get(&signal));
        let mut runs: Vec<Range<usize>> = runs.flatten().cloned().collect();
        runs.sort_unstable_by_key(|run| run.start);
        let mut done = 0;
        let fresh = runs.into_iter().map(move |run| {
            let fresh = run.start.max(done)..run.end.max(done);
            done = fresh.end;
            fresh
        });
        let events = fold.events.get(&signal).map_or(&[][..], Vec::as_slice);
        fresh.flat_map(|run| events.get(run).unwrap_or_default())
    }
}

/// An event and its index among those of its signal.
type Placed<'f> = (&'f Event, usize);

/// Every event of a machine.
pub(in crate::engine) struct Timeline<'f> {
    fold: &'f Fold,
    /// Sorted by clock and reading; those without a time come first.
    events: Vec<Placed<'f>>,
    /// Facts that hold at any time.
    timeless: Vec<Placed<'f>>,
    /// By symptom, whether one of its incidents looks at each event.
    taken: BTreeMap<&'f str, Vec<bool>>,
}

impl<'f> Timeline<'f> {
    /// The events of the fold.
    pub(in crate::engine) fn new(fold: &'f Fold) -> Self {
        let all = fold
            .events
            .values()
            .flat_map(|events| events.iter().zip(0..));
        let (timeless, mut events): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
            all.partition(|(event, _)| event.timeless);
        events.sort_by_key(|(event, _)| event.moment);
        Self {
            fold,
            events,
            timeless,
            taken: BTreeMap::new(),
        }
    }

    /// What the incident looks at, which is then taken for its symptom: the events of its time and the facts that hold at
    /// any time. What is later than the success that ended it is no evidence for what failed before, and stays free.
    pub(in crate::engine) fn around(&mut self, incident: &Incident<'f>) -> (Scope<'f>, Hits) {
        let mut found = self.timeless.clone();
        let none = || vec![false; self.events.len()];
        let taken = self.taken.entry(&incident.symptom.id).or_insert_with(none);
        let bounds = incident.bounds();
        for (from, to) in bounds.iter().copied() {
            let start = self
                .events
                .partition_point(|(event, _)| event.moment < from);
            let end = self.events.partition_point(|(event, _)| event.moment <= to);
            let inside = self
                .events
                .iter()
                .zip(taken.iter_mut())
                .take(end)
                .skip(start);
            for (placed, taken) in inside {
                if incident.looks_at(placed.0) && !is_over(incident, placed.0) {
                    *taken = true;
                    found.push(*placed);
                }
            }
        }
        let gaps = self.fold.gaps.iter();
        let gaps = gaps.filter(|gap| bounds.iter().any(|bounds| gap.reaches(bounds)));
        let failures = incident.failures.iter();
        let failed = failures.filter_map(|failure| failure.event.moment);
        let events = found.iter().map(|(event, _)| *event);
        let scope = Scope::new(events, dropped(gaps)).asked_of(failed);
        (scope, Hits::new(&found))
    }

    /// What no incident of the symptoms took, as far as the filter lets it through, and the facts that hold at any time.
    pub(in crate::engine) fn rest(
        &self,
        symptoms: &BTreeSet<&str>,
        keep: impl Fn(&Event) -> bool,
    ) -> (Scope<'f>, Hits) {
        let taken = self.taken.iter();
        let taken = taken.filter(|(symptom, _)| symptoms.contains(**symptom));
        let taken: Vec<&Vec<bool>> = taken.map(|(_, taken)| taken).collect();
        let is_free = |index: usize| taken.iter().all(|taken| taken.get(index) == Some(&false));
        let events = self.events.iter().zip(0..);
        let free = events.filter(|((event, _), index)| is_free(*index) && keep(event));
        let free = free.map(|(placed, _)| placed);
        let found: Vec<Placed<'_>> = self.timeless.iter().chain(free).copied().collect();
        (
            Scope::new(
                found.iter().map(|(event, _)| *event),
                dropped(self.fold.gaps.iter()),
            ),
            Hits::new(&found),
        )
    }
}

/// Whether the event came after the incident had ended.
fn is_over(incident: &Incident<'_>, event: &Event) -> bool {
    let end = incident.ended_by;
    end.is_some_and(|end| is_later(event, end) == Some(true))
}
