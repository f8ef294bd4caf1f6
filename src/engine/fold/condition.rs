//! Whether a condition holds over a set of events, in three-valued logic.
//!
//! Three things are unknown: `not` of a signal that nothing read could have shown, distances in time between clocks whose
//! zones are not known, and counts that hang on hits beyond those that were kept. Everything else is decided. Records without a time satisfy conditions without time, and
//! nothing that asks for one.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::coverage::Coverage;
use crate::record::SourceId;
use crate::rule::{Condition, Operand, SignalId};

/// Yes, no, or not to be told from what was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    fn of(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }

    fn rank(self) -> u8 {
        self as u8
    }

    fn and(self, other: Self) -> Self {
        if self.rank() < other.rank() {
            self
        } else {
            other
        }
    }

    fn or(self, other: Self) -> Self {
        if self.rank() > other.rank() {
            self
        } else {
            other
        }
    }

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

/// The events a condition is asked over.
#[derive(Debug, Default)]
pub(in crate::engine) struct Scope<'f> {
    events: BTreeMap<SignalId, Vec<&'f Event>>,
}

impl<'f> Scope<'f> {
    /// The given events.
    pub(in crate::engine) fn of_events(events: impl IntoIterator<Item = &'f Event>) -> Self {
        let mut scope = Self::default();
        for event in events {
            scope
                .events
                .entry(event.hit.signal)
                .or_default()
                .push(event);
        }
        for events in scope.events.values_mut() {
            events.sort_by_key(|event| event.key());
        }
        scope
    }

    /// The events of one signal, in order.
    pub(in crate::engine) fn of(&self, signal: SignalId) -> &[&'f Event] {
        self.events.get(&signal).map_or(&[], Vec::as_slice)
    }

    /// The same scope with those signals only for which the filter says so.
    pub(in crate::engine) fn only(&self, keep: impl Fn(SignalId) -> bool) -> Self {
        let kept = self.events.iter().filter(|(signal, _)| keep(**signal));
        Self {
            events: kept
                .map(|(signal, events)| (*signal, events.clone()))
                .collect(),
        }
    }

    /// The same scope with the given signals only.
    pub(in crate::engine) fn of_signals(
        &self,
        signals: impl IntoIterator<Item = SignalId>,
    ) -> Self {
        let known = signals
            .into_iter()
            .filter_map(|signal| Some((signal, self.events.get(&signal)?.clone())));
        Self {
            events: known.collect(),
        }
    }

    /// Whether the condition holds.
    pub(in crate::engine) fn holds(&self, condition: &Condition, coverage: &Coverage<'_>) -> Truth {
        self.evaluate(condition, coverage, false)
    }

    /// Under `not`, a signal without an event is unknown where it could not have been seen.
    fn evaluate(&self, condition: &Condition, coverage: &Coverage<'_>, negated: bool) -> Truth {
        let each = |one: &Condition| self.evaluate(one, coverage, negated);
        let truth = match condition {
            Condition::Signal(signal) => Truth::of(!self.of(*signal).is_empty()),
            Condition::And(all) => return all.iter().map(each).fold(Truth::Yes, Truth::and),
            Condition::Or(any) => return any.iter().map(each).fold(Truth::No, Truth::or),
            Condition::Not(one) => return self.evaluate(one, coverage, !negated).not(),
            Condition::Near {
                left,
                right,
                within,
            } => self.near(left, right, *within),
            Condition::Count {
                of,
                compare,
                number,
                within,
            } => {
                let (sure, possible) = self.count(of, *within, coverage);
                match (
                    compare.holds(sure, *number),
                    compare.holds(possible, *number),
                ) {
                    (true, true) => Truth::Yes,
                    (false, false) => Truth::No,
                    _ => Truth::Unknown,
                }
            }
        };
        let blind = |signal: &SignalId| {
            self.of(*signal).is_empty() && !coverage.covers(*signal, self.span())
        };
        let is_open = negated && truth == Truth::No && signals(condition).iter().any(blind);
        if is_open { Truth::Unknown } else { truth }
    }

    /// First and last time of anything in the scope.
    fn span(&self) -> Option<(Moment, Moment)> {
        let moments = || {
            self.events
                .values()
                .flatten()
                .filter_map(|event| event.moment)
        };
        Some((moments().min()?, moments().max()?))
    }

    /// The records of the operand, each once.
    fn operand(&self, operand: &Operand) -> Vec<&'f Event> {
        let mut events: Vec<&Event> = operand
            .0
            .iter()
            .flat_map(|signal| self.of(*signal))
            .copied()
            .collect();
        events.sort_by_key(|event| event.key());
        events.dedup_by_key(|event| (event.source(), event.hit.record.offset));
        events
    }

    /// How many there are for sure, and how many there may be.
    fn count(&self, of: &Operand, within: Option<i64>, coverage: &Coverage<'_>) -> (u64, u64) {
        let events = self.operand(of);
        match within {
            None => {
                let kept = events.len() as u64;
                (kept, kept + self.dropped(of, coverage))
            }
            Some(span) => most_within(&events, span),
        }
    }

    /// Clocks that compare need only the neighbours in time; those that do not can at best leave it open.
    fn near(&self, left: &Operand, right: &Operand, within: i64) -> Truth {
        let moments = |operand| {
            self.operand(operand)
                .into_iter()
                .filter_map(|event| event.moment)
        };
        let mut rights: Vec<Moment> = moments(right).collect();
        rights.sort_unstable();
        let mut truth = Truth::No;
        for one in moments(left) {
            match one.any_within(&rights, within) {
                Some(true) => return Truth::Yes,
                None => truth = Truth::Unknown,
                Some(false) => {}
            }
        }
        truth
    }

    /// Hits of the operand beyond those that were kept, where the scope has any of their log.
    fn dropped(&self, of: &Operand, coverage: &Coverage<'_>) -> u64 {
        let in_scope = |signal: &SignalId| {
            let sources: BTreeSet<SourceId> = self
                .of(*signal)
                .iter()
                .map(|event| event.source())
                .collect();
            sources
                .into_iter()
                .map(|source| coverage.dropped(*signal, source))
                .sum::<u64>()
        };
        of.0.iter().map(in_scope).sum()
    }
}

/// The most events that fit in the span: on one clock for sure, and if all clocks were one.
fn most_within(events: &[&Event], span: i64) -> (u64, u64) {
    let moments: Vec<Moment> = events.iter().filter_map(|event| event.moment).collect();
    let Some(first) = moments.first() else {
        return (0, 0);
    };
    let (one, other): (Vec<Moment>, Vec<Moment>) =
        moments.iter().partition(|moment| moment.same_clock(*first));
    let readings = |moments: &[Moment]| moments.iter().map(|moment| moment.nanos).collect();
    let sure = most_in(readings(&one), span).max(most_in(readings(&other), span));
    (
        sure,
        if other.is_empty() {
            sure
        } else {
            moments.len() as u64
        },
    )
}

/// The most readings that fit in the span.
fn most_in(mut readings: Vec<i64>, span: i64) -> u64 {
    readings.sort_unstable();
    let mut oldest = readings.iter().copied().enumerate().peekable();
    let mut most = 0;
    for (index, reading) in readings.iter().enumerate() {
        while oldest
            .next_if(|(_, first)| reading.saturating_sub(*first) > span)
            .is_some()
        {}
        let start = oldest.peek().map_or(index, |(first, _)| *first);
        most = most.max(index - start + 1);
    }
    most as u64
}

/// Every signal a condition names.
pub(in crate::engine) fn signals(condition: &Condition) -> Vec<SignalId> {
    match condition {
        Condition::Signal(signal) => vec![*signal],
        Condition::And(some) | Condition::Or(some) => some.iter().flat_map(signals).collect(),
        Condition::Not(one) => signals(one),
        Condition::Near { left, right, .. } => left.0.iter().chain(&right.0).copied().collect(),
        Condition::Count { of, .. } => of.0.clone(),
    }
}

/// The signals whose presence makes the condition hold; those under `not` are left out.
pub(in crate::engine) fn positive(condition: &Condition) -> Vec<SignalId> {
    match condition {
        Condition::And(some) | Condition::Or(some) => some.iter().flat_map(positive).collect(),
        Condition::Not(_) => Vec::new(),
        other => signals(other),
    }
}
