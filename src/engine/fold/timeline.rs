//! All events in the order of time, so that what lies around an incident is found without looking at everything else.

use crate::engine::fold::condition::Scope;
use crate::engine::fold::incident::Incident;
use crate::engine::fold::{Event, Fold, dropped};

/// Every event of a machine.
pub(in crate::engine) struct Timeline<'f> {
    fold: &'f Fold,
    /// Sorted by clock and reading; those without a time come first.
    events: Vec<&'f Event>,
    /// Facts that hold at any time.
    timeless: Vec<&'f Event>,
    /// For each event, the symptoms of which an incident looks at it, a bit for each.
    taken: Vec<u64>,
}

impl<'f> Timeline<'f> {
    /// The events of the fold.
    pub(in crate::engine) fn new(fold: &'f Fold) -> Self {
        let all = fold.events.values().flatten();
        let (timeless, mut events): (Vec<&Event>, Vec<&Event>) =
            all.partition(|event| event.timeless);
        events.sort_by_key(|event| event.moment);
        let taken = vec![0; events.len()];
        Self {
            fold,
            events,
            timeless,
            taken,
        }
    }

    /// What the incident looks at: the events of its time and the facts that hold at any time. They are taken for
    /// the symptom.
    pub(in crate::engine) fn around(&mut self, incident: &Incident<'_>, symptom: u64) -> Scope<'f> {
        let mut found = self.timeless.clone();
        let bounds = incident.bounds();
        for (from, to) in bounds.iter().copied() {
            let start = self.events.partition_point(|event| event.moment < from);
            let end = self.events.partition_point(|event| event.moment <= to);
            for index in start..end {
                let event = self
                    .events
                    .get(index)
                    .filter(|event| incident.looks_at(event));
                if let (Some(event), Some(taken)) = (event, self.taken.get_mut(index)) {
                    *taken |= symptom;
                    found.push(event);
                }
            }
        }
        let gaps = self.fold.gaps.iter();
        let gaps = gaps.filter(|gap| bounds.iter().any(|bounds| gap.reaches(bounds)));
        let failures = incident.failures.iter();
        let failed = failures.filter_map(|failure| failure.event.moment);
        Scope::new(found, dropped(gaps)).asked_of(failed)
    }

    /// What no incident of the symptoms took, as far as the filter lets it through, and the facts that hold at any time.
    pub(in crate::engine) fn rest(
        &self,
        symptoms: u64,
        keep: impl Fn(&Event) -> bool,
    ) -> Scope<'f> {
        let events = self.events.iter().zip(&self.taken);
        let free = events.filter(|(event, taken)| **taken & symptoms == 0 && keep(event));
        let events = self.timeless.iter().copied();
        let events = events.chain(free.map(|(event, _)| *event));
        Scope::new(events, dropped(self.fold.gaps.iter()))
    }
}
