//! In what signals that are all there are not as a condition asks for them.
//!
//! The condition is asked again with less in it: without `within`, without `same`, without `without`. The part without which
//! it holds is the one at fault. Where that takes more than one part, or where records without a time leave the order open,
//! none is named.

use crate::engine::fold::condition::{Scope, Truth};
use crate::engine::fold::coverage::Coverage;
use crate::report::trace::Misfit;
use crate::rule::{Condition, Join, Sequence, SignalId};

/// As far as any two records with a time can be apart, in nanoseconds.
const ANY_DISTANCE: i64 = i64::MAX;

/// Why the condition does not hold in the scope, in which none of its signals is missing.
pub(super) fn misfit(
    condition: &Condition,
    scope: &Scope<'_>,
    coverage: &Coverage<'_>,
    names: &dyn Fn(&[SignalId]) -> Vec<String>,
) -> Misfit {
    let holds = |condition: &Condition| scope.holds(condition, coverage) == Truth::Yes;
    match condition {
        Condition::Count { within, .. } => of_count(condition, *within, holds),
        Condition::Near { within, same, .. } => of_pair(condition, *within, same, holds),
        Condition::Then(sequence) => {
            let free = Sequence {
                within: None,
                same: Vec::new(),
                without: None,
                ..sequence.clone()
            };
            let is_timed = |signal: &SignalId| {
                let mut events = scope.of(*signal).iter();
                events.all(|event| event.moment.is_some())
            };
            let out_of_order = scope.holds(&Condition::Then(free), coverage) == Truth::No;
            if out_of_order && condition.wanted().iter().all(is_timed) {
                return Misfit::Order;
            }
            of_sequence(sequence, holds, names)
        }
        _ => Misfit::Several,
    }
}

fn of_count(
    condition: &Condition,
    within: Option<i64>,
    holds: impl Fn(&Condition) -> bool,
) -> Misfit {
    let mut whole = condition.clone();
    if let Condition::Count { within, .. } = &mut whole {
        *within = None;
    }
    match within {
        Some(within) if holds(&whole) => Misfit::NumberWithin(within),
        _ => Misfit::Number,
    }
}

fn of_pair(
    condition: &Condition,
    within: i64,
    same: &[Join],
    holds: impl Fn(&Condition) -> bool,
) -> Misfit {
    let with = |change: fn(&mut i64, &mut Vec<Join>)| {
        let mut changed = condition.clone();
        if let Condition::Near { within, same, .. } = &mut changed {
            change(within, same);
        }
        holds(&changed)
    };
    if with(|within, _| *within = ANY_DISTANCE) {
        return Misfit::Distance(within);
    }
    if with(|_, same| same.clear()) {
        return Misfit::Same(same.iter().map(name).collect());
    }
    Misfit::Several
}

fn of_sequence(
    sequence: &Sequence,
    holds: impl Fn(&Condition) -> bool,
    names: &dyn Fn(&[SignalId]) -> Vec<String>,
) -> Misfit {
    let with = |change: fn(&mut Sequence)| {
        let mut changed = sequence.clone();
        change(&mut changed);
        holds(&Condition::Then(changed))
    };
    match (sequence.within, &sequence.without) {
        (Some(within), _) if with(|it| it.within = Some(ANY_DISTANCE)) => Misfit::Distance(within),
        (_, Some(without)) if with(|it| it.without = None) => Misfit::Between(names(&without.0)),
        _ if with(|it| it.same.clear()) => Misfit::Same(sequence.same.iter().map(name).collect()),
        _ => Misfit::Several,
    }
}

/// What rules call it.
fn name(join: &Join) -> String {
    match join {
        Join::Code => "code".to_owned(),
        Join::Process => "process".to_owned(),
        Join::Thread => "thread".to_owned(),
        Join::Source => "source".to_owned(),
        Join::Capture(name) => name.clone(),
    }
}
