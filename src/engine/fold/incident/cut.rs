//! Logs with more failures than are kept.
//!
//! Of a signal's hits in a log the first and the last 1,000 are kept. What was dropped stood between those and may have been
//! about something else, so as long as attempts are told apart by keys no success makes such a log clean. Where they are not,
//! a success later than the last failure that was kept is later than all of them.

use std::collections::BTreeMap;

use super::is_later;
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::{Event, Fold};
use crate::record::SourceId;
use crate::rule::{SignalId, Symptom};

/// By signal and log of which failures were dropped, the last one that was kept.
#[derive(Debug, Default)]
pub(super) struct Cuts<'f>(BTreeMap<(SignalId, SourceId), &'f Event>);

impl<'f> Cuts<'f> {
    /// Every log of which failures of the symptom were dropped.
    pub(super) fn of(symptom: &Symptom, fold: &'f Fold) -> Self {
        let mut kept: BTreeMap<(SignalId, SourceId), (u64, &Event)> = BTreeMap::new();
        let failures = symptom
            .failed
            .iter()
            .filter_map(|signal| fold.events.get(signal));
        for event in failures.flatten() {
            let known = kept.entry(place(event)).or_insert((0, event));
            *known = (known.0 + 1, event);
        }
        let cut = kept.into_iter().filter_map(|(place, (kept, last))| {
            let counted = fold.counts.get(&place)?;
            (*counted > kept).then_some((place, last))
        });
        Self(cut.collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes over what concerns the failure.
    pub(super) fn add(&mut self, failure: &Event, all: &Self) {
        let place = place(failure);
        if let Some(last) = all.0.get(&place) {
            self.0.insert(place, last);
        }
    }

    /// Whether a failure that was dropped may be one that the success does not end.
    pub(super) fn hide_from(&self, success: &Outcome<'_>, symptom: &Symptom) -> bool {
        let mut last = self.0.values();
        let is_behind_all =
            symptom.same.is_empty() && last.all(|last| is_later(success.event, last) == Some(true));
        !self.is_empty() && !is_behind_all
    }
}

fn place(event: &Event) -> (SignalId, SourceId) {
    (event.hit.signal, event.source())
}
