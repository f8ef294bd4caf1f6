//! The first thing a condition lacks to hold.

use super::misfit::misfit;
use crate::engine::fold::condition::{Scope, Truth};
use crate::engine::fold::coverage::Coverage;
use crate::report::trace::Lack;
use crate::rule::{Cause, Condition, Operand, SignalId};

/// What the cause's condition lacks in the scope, in which it does not hold.
pub(super) fn lack(cause: &Cause, scope: &Scope<'_>, coverage: &Coverage<'_>) -> Option<Lack> {
    let failing = first_failing(&cause.when, scope, coverage);
    let names = |signals: Vec<SignalId>| names(cause, &signals);
    if let Condition::Not(inner) = failing {
        let mut found = inner.signals();
        found.retain(|signal| !scope.of(*signal).is_empty());
        return Some(Lack::Absence(names(found)));
    }
    let lack = if let Some(missing) = missing(failing, scope) {
        Lack::Signal(names(missing))
    } else {
        let misfit = misfit(failing, scope, coverage, &|signals| names(signals.to_vec()));
        let mut found = failing.wanted();
        found.retain(|signal| !scope.of(*signal).is_empty());
        Lack::Arrangement(names(found), misfit)
    };
    Some(lack).filter(|lack| !is_empty(lack))
}

/// Signals one of which has to be found, and none was.
fn missing(condition: &Condition, scope: &Scope<'_>) -> Option<Vec<SignalId>> {
    let is_missing = |signal: &SignalId| scope.of(*signal).is_empty();
    let none = |operand: &&Operand| operand.0.iter().all(is_missing);
    let of = |operand: &Operand| operand.0.clone();
    match condition {
        Condition::Signal(signal) => is_missing(signal).then(|| vec![*signal]),
        Condition::Near { left, right, .. } => [left, right].into_iter().find(none).map(of),
        Condition::Then(sequence) => sequence.steps.iter().find(none).map(of),
        Condition::Count { of: counted, .. } => Some(counted).filter(none).map(of),
        Condition::Or(_) | Condition::Of { .. } => {
            let mut missing = condition.wanted();
            missing.retain(is_missing);
            Some(missing).filter(|missing| !missing.is_empty())
        }
        Condition::And(_) | Condition::Not(_) => None,
    }
}

/// The innermost part that every outer one needs: of an `and`, the first that does not hold.
fn first_failing<'c>(
    condition: &'c Condition,
    scope: &Scope<'_>,
    coverage: &Coverage<'_>,
) -> &'c Condition {
    if let Condition::And(parts) = condition {
        let fails = |part: &&Condition| scope.holds(part, coverage) == Truth::No;
        if let Some(part) = parts.iter().find(fails) {
            return first_failing(part, scope, coverage);
        }
    }
    condition
}

/// What the rule calls the signals, each once.
fn names(cause: &Cause, signals: &[SignalId]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for signal in signals {
        let known = cause.signals.iter().find(|(_, id)| id == signal);
        names.extend(known.map(|(name, _)| name.clone()));
    }
    names.dedup();
    names
}

fn is_empty(lack: &Lack) -> bool {
    let (Lack::Signal(names) | Lack::Absence(names) | Lack::Arrangement(names, _)) = lack;
    names.is_empty()
}
