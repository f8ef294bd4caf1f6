//! The first thing a condition lacks to hold.

use crate::engine::fold::condition::{Scope, Truth};
use crate::engine::fold::coverage::Coverage;
use crate::report::trace::Lack;
use crate::rule::{Cause, Condition, SignalId};

/// What the cause's condition lacks in the scope, in which it does not hold.
pub(super) fn lack(cause: &Cause, scope: &Scope<'_>, coverage: &Coverage<'_>) -> Option<Lack> {
    let failing = first_failing(&cause.when, scope, coverage);
    let names = |signals: Vec<SignalId>| names(cause, &signals);
    if let Condition::Not(inner) = failing {
        let mut found = inner.signals();
        found.retain(|signal| !scope.of(*signal).is_empty());
        return Some(Lack::Absence(names(found)));
    }
    let wanted = failing.wanted();
    let is_missing = |signal: &SignalId| scope.of(*signal).is_empty();
    let missing: Vec<SignalId> = wanted.iter().copied().filter(is_missing).collect();
    let one_is_enough = matches!(failing, Condition::Or(_) | Condition::Of { .. });
    match missing.first() {
        Some(_) if one_is_enough => Some(Lack::Signal(names(missing))),
        Some(first) => Some(Lack::Signal(names(vec![*first]))),
        None => Some(Lack::Arrangement(names(wanted))),
    }
    .filter(|lack| !is_empty(lack))
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
    let (Lack::Signal(names) | Lack::Absence(names) | Lack::Arrangement(names)) = lack;
    names.is_empty()
}
