//! The events a condition is asked over, and the time it is asked of.
//!
//! That time is what absence must be proven over: the scope's own events and, around an incident, all of its failures, also
//! where the cause's records stand beside one of them only. It is told for each clock apart, because readings of two clocks
//! have no first and last.

use std::collections::BTreeMap;

use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::rule::{Operand, SignalId};
use crate::time::Zone;

/// The events a condition is asked over.
#[derive(Debug, Default)]
pub(in crate::engine) struct Scope<'f> {
    events: BTreeMap<SignalId, Vec<&'f Event>>,
    /// Hits of the same time that were counted and not kept.
    dropped: BTreeMap<SignalId, u64>,
    /// Times it is asked of beside those of its events, the first and the last on each clock.
    asked_of: Vec<(Moment, Moment)>,
}

impl<'f> Scope<'f> {
    /// The given events, and how many more there may be of a signal.
    pub(in crate::engine) fn new(
        events: impl IntoIterator<Item = &'f Event>,
        dropped: BTreeMap<SignalId, u64>,
    ) -> Self {
        let mut by_signal: BTreeMap<SignalId, Vec<&Event>> = BTreeMap::new();
        for event in events {
            by_signal.entry(event.hit.signal).or_default().push(event);
        }
        for events in by_signal.values_mut() {
            events.sort_by_key(|event| event.key());
        }
        Self {
            events: by_signal,
            dropped,
            asked_of: Vec::new(),
        }
    }

    /// The same events, asked of the given times too.
    #[must_use]
    pub(in crate::engine) fn asked_of(self, moments: impl IntoIterator<Item = Moment>) -> Self {
        Self {
            asked_of: spans(moments),
            ..self
        }
    }

    /// The events of one signal, in order.
    pub(in crate::engine) fn of(&self, signal: SignalId) -> &[&'f Event] {
        self.events.get(&signal).map_or(&[], Vec::as_slice)
    }

    /// The same scope with those signals only for which the filter says so.
    pub(in crate::engine) fn only(&self, keep: impl Fn(SignalId) -> bool) -> Self {
        let events = self.events.iter().filter(|(signal, _)| keep(**signal));
        let dropped = self.dropped.iter().filter(|(signal, _)| keep(**signal));
        Self {
            events: events
                .map(|(signal, events)| (*signal, events.clone()))
                .collect(),
            dropped: dropped.map(|(signal, count)| (*signal, *count)).collect(),
            asked_of: self.asked_of.clone(),
        }
    }

    /// The same scope with the given signals only.
    pub(in crate::engine) fn of_signals(
        &self,
        signals: impl IntoIterator<Item = SignalId>,
    ) -> Self {
        let mut scope = Self {
            asked_of: self.asked_of.clone(),
            ..Self::default()
        };
        for signal in signals {
            if let Some(events) = self.events.get(&signal) {
                scope.events.insert(signal, events.clone());
            }
            if let Some(count) = self.dropped.get(&signal) {
                scope.dropped.insert(signal, *count);
            }
        }
        scope
    }

    /// The same scope with the first and the last so many events of each signal; the others count as dropped.
    pub(in crate::engine) fn with_ends(&self, kept: usize) -> Self {
        let mut scope = Self {
            events: BTreeMap::new(),
            dropped: self.dropped.clone(),
            asked_of: self.asked_of.clone(),
        };
        for (signal, events) in &self.events {
            let between = events.len().saturating_sub(2 * kept);
            if between > 0 {
                *scope.dropped.entry(*signal).or_default() += between as u64;
            }
            let (first, last) = (events.iter().take(kept), events.iter().skip(kept + between));
            scope
                .events
                .insert(*signal, first.chain(last).copied().collect());
        }
        scope
    }

    /// First and last time that absence must be proven over, on each clock that there is; none where nothing has a time.
    pub(super) fn spans(&self) -> Vec<(Moment, Moment)> {
        let events = self.events.values().flatten();
        let moments = events.filter_map(|event| event.moment);
        let asked_of = self
            .asked_of
            .iter()
            .flat_map(|(first, last)| [*first, *last]);
        spans(moments.chain(asked_of))
    }

    /// The records of the operand, each once, in order.
    pub(super) fn operand(&self, operand: &Operand) -> Vec<&'f Event> {
        let all = operand.0.iter().flat_map(|signal| self.of(*signal));
        let mut events: Vec<&Event> = all.copied().collect();
        if operand.0.len() > 1 {
            events.sort_by_key(|event| (event.key(), event.hit.record.offset));
            events.dedup_by(|one, other| one.is_record_of(other));
        }
        events
    }

    /// How many hits of the operand are not among its events.
    pub(super) fn dropped(&self, operand: &Operand) -> u64 {
        let counts = operand
            .0
            .iter()
            .filter_map(|signal| self.dropped.get(signal));
        counts.sum()
    }

    /// Whether the operand has a hit, kept or not.
    pub(super) fn may_have(&self, operand: &Operand) -> bool {
        let has = |signal: &SignalId| !self.of(*signal).is_empty();
        operand.0.iter().any(has) || self.dropped(operand) > 0
    }
}

/// The first and the last of the moments on each clock that they are of.
fn spans(moments: impl IntoIterator<Item = Moment>) -> Vec<(Moment, Moment)> {
    let (local, utc): (Vec<Moment>, Vec<Moment>) = moments
        .into_iter()
        .partition(|moment| moment.zone() == Zone::Local);
    let ends = |moments: Vec<Moment>| Some((*moments.iter().min()?, *moments.iter().max()?));
    [local, utc].into_iter().filter_map(ends).collect()
}
