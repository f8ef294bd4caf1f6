//! The timeline of what a user selected.
//!
//! Of very many records that one signal matches, a scan keeps those at the ends of the log. Where it left some out, they may
//! be the very ones that were asked for, so the logs are scanned once more for what was selected and for nothing else: then
//! the ends that are kept are those of the selection. Incidents stay those of the whole logs.

use std::collections::BTreeSet;

use super::records::place;
use crate::engine::Options;
use crate::engine::conclude::Parts;
use crate::engine::conclude::evidence::cut;
use crate::engine::fold::{self, Event, Fold};
use crate::engine::quote::message_of;
use crate::engine::scan;
use crate::engine::scan::hit::Matched;
use crate::record::{Record, SourceId};
use crate::report::timeline::{MachineTimeline, Selection};
use crate::rule::{NoiseRule, SignalId};

impl Parts<'_> {
    /// The machine's records that were selected.
    pub(super) fn selected(&self, options: &Options, selection: &Selection) -> MachineTimeline {
        if selection.is_all() || self.coverage.dropped.is_empty() {
            return self.timeline(self, selection);
        }
        let wanted = |record: &Record<'_>, matched: &Matched, signals: &[SignalId]| {
            selection.has_time(matched.stamp, self.offset)
                && self.has_text(selection, record, matched, signals)
        };
        let scans = scan::scan_for(self.bundle, self.rules, options, Some(&wanted));
        let mut fold = fold::fold(&scans, self.offset);
        self.silence(&mut fold);
        let listed = Parts {
            scans: &scans,
            fold: &fold,
            ..*self
        };
        self.timeline(&listed, selection)
    }

    /// Whether the record would be listed with the selected text.
    fn has_text(
        &self,
        selection: &Selection,
        record: &Record<'_>,
        matched: &Matched,
        signals: &[SignalId],
    ) -> bool {
        let names = signals
            .iter()
            .filter_map(|id| self.rules.signals.get(id.0 as usize))
            .map(|signal| signal.name.clone());
        let codes = matched.codes.iter().map(ToString::to_string);
        let text = std::iter::once_with(|| match &matched.text {
            Some(text) => cut(text).to_owned(),
            None => cut(&message_of(record)).to_owned(),
        });
        selection.has_text(names.chain(codes).chain(text))
    }

    /// Takes out what a noise rule with a condition silences. That may hang on records that were not selected, so the
    /// condition is asked over them too.
    fn silence(&self, selected: &mut Fold) {
        if self.rules.noise.iter().all(NoiseRule::is_unconditional) {
            return;
        }
        let mut all = fold::fold(self.scans, self.offset);
        for (signal, events) in &selected.events {
            let known = all.events.entry(*signal).or_default();
            let places = places(known);
            let new = events
                .iter()
                .filter(|event| !places.contains(&place(event)));
            known.extend(new.cloned());
            known.sort_by_key(Event::key);
        }
        let _silenced = all.silence(self.rules, self.coverage);
        for (signal, events) in &mut selected.events {
            let left = places(all.events.get(signal).map_or(&[], Vec::as_slice));
            events.retain(|event| left.contains(&place(event)));
        }
    }
}

fn places(events: &[Event]) -> BTreeSet<(SourceId, u64)> {
    events.iter().map(place).collect()
}
