//! What one place says of one cause: whether its condition holds, on what it rests, how many points that makes.
//!
//! A code alone proves little, since many failures share it: it makes low confidence, and a code that only carries another
//! failure makes none at all, unless an item of evidence beyond codes speaks for the cause.

use crate::code::ErrorCode;
use crate::engine::conclude::diagnose::{Diagnosis, Place, Verdict};
use crate::engine::fold::Event;
use crate::engine::fold::condition::{Scope, Truth};
use crate::report::State;
use crate::rule::{Cause, SignalId, Weight};

/// Points of a cause that does not weigh its evidence: for a code alone, and for more than that.
const BARE_POINTS: i32 = 5;
pub(super) const PLAIN_POINTS: i32 = 20;
/// A code alone stays below medium confidence, whatever its rule adds up.
const MOST_FOR_BARE: i32 = 19;

/// What the condition of a cause rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// Codes that only carry another failure.
    Carriers,
    /// Codes alone.
    Codes,
    /// More than codes.
    Records,
}

impl<'f> Diagnosis<'f> {
    /// What the place says of the cause; `None` where it does not hold.
    pub(super) fn verdict(&self, cause: &'f Cause, place: &Place<'f>) -> Option<Verdict<'f>> {
        let own = cause.signals.iter().map(|(_, signal)| *signal);
        let scope = &place.scope.of_signals(own);
        let (state, reason) = match scope.holds(&cause.when, self.coverage) {
            Truth::No => return None,
            Truth::Unknown(doubt) => (State::Inconclusive, Some(doubt.reason().to_owned())),
            Truth::Yes => (State::Active, None),
        };
        let weigh = cause.weigh.as_ref();
        let speaks_for = self.holding(weigh.map_or(&[], |weigh| &weigh.for_), scope);
        let speaks_against = self.holding(weigh.map_or(&[], |weigh| &weigh.against), scope);
        let basis = self.basis(cause, scope);
        let proven = self.is_proven(&speaks_for, scope);
        if basis == Basis::Carriers && !proven {
            return None;
        }
        let points = base(cause, basis) + sum(&speaks_for) - sum(&speaks_against);
        let is_low = basis != Basis::Records && !proven;
        Some(Verdict {
            cause,
            incident: None,
            score: points.min(if is_low { MOST_FOR_BARE } else { i32::MAX }),
            state,
            reason,
            events: events_of(scope, cause.when.wanted()),
            support: support(scope, &speaks_for),
            speaks_for,
            speaks_against,
            hits: place.hits.clone(),
            ended_by: None,
            overridden_by: None,
        })
    }

    /// The items of evidence that certainly hold.
    fn holding(&self, items: &'f [Weight], scope: &Scope<'f>) -> Vec<&'f Weight> {
        let holds = |item: &&Weight| scope.holds(&item.when, self.coverage) == Truth::Yes;
        items.iter().filter(holds).collect()
    }

    /// What the condition rests on in this place.
    fn basis(&self, cause: &Cause, scope: &Scope<'f>) -> Basis {
        let may_hold = |wanted: &dyn Fn(SignalId) -> bool| {
            scope.only(wanted).holds(&cause.when, self.coverage) != Truth::No
        };
        let is_bare = |signal| self.is_bare(signal);
        let is_carried = |signal| scope.of(signal).iter().all(|event| self.is_carrier(event));
        if may_hold(&|signal| !is_bare(signal)) || !may_hold(&is_bare) {
            Basis::Records
        } else if may_hold(&|signal| is_bare(signal) && !is_carried(signal)) {
            Basis::Codes
        } else {
            Basis::Carriers
        }
    }

    /// Whether an item of evidence beyond codes speaks for the cause.
    fn is_proven(&self, speaks_for: &[&Weight], scope: &Scope<'f>) -> bool {
        speaks_for.iter().any(|item| {
            let mut signals = item.when.wanted().into_iter();
            signals.any(|signal| !self.is_bare(signal) && !scope.of(signal).is_empty())
        })
    }

    /// Whether the event rests on nothing but codes that only carry another failure.
    fn is_carrier(&self, event: &Event) -> bool {
        let codes = &event.hit.record.codes;
        self.is_bare(event.hit.signal)
            && !codes.is_empty()
            && codes.iter().all(|code: &ErrorCode| code.is_carrier())
    }
}

/// The points of the condition itself.
fn base(cause: &Cause, basis: Basis) -> i32 {
    match (&cause.weigh, basis) {
        (Some(weigh), _) => weigh.base,
        (None, Basis::Records) => PLAIN_POINTS,
        (None, Basis::Codes | Basis::Carriers) => BARE_POINTS,
    }
}

fn sum(items: &[&Weight]) -> i32 {
    items.iter().map(|item| item.add).sum()
}

/// The events of the signals, those of a signal together.
fn events_of<'f>(scope: &Scope<'f>, mut signals: Vec<SignalId>) -> Vec<&'f Event> {
    signals.sort_unstable();
    let events = signals.into_iter().flat_map(|signal| scope.of(signal));
    events.copied().collect()
}

/// Events of what speaks for the cause, the weightiest evidence first.
fn support<'f>(scope: &Scope<'f>, items: &[&Weight]) -> Vec<&'f Event> {
    let mut by_weight = items.to_vec();
    by_weight.sort_by_key(|item| std::cmp::Reverse(item.add));
    by_weight
        .into_iter()
        .flat_map(|item| events_of(scope, item.when.wanted()).into_iter().rev())
        .collect()
}
