//! A condition that asks for something and for its contrary.

use super::Check;
use super::subject::{Note, Subject};
use crate::rule::Condition;

pub(super) const CHECK: Check = Check {
    name: "never-holds",
    why: "the condition asks for something and for its contrary, so neither a finding nor points can come of it",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for (condition, path) in subject.conditions() {
        if never_holds(condition) {
            notes.push(subject.note(&path, "this can never hold"));
        }
    }
}

fn never_holds(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().any(never_holds) || contradict(parts),
        Condition::Or(parts) => parts.iter().all(never_holds),
        _ => false,
    }
}

/// Whether one of the parts is the contrary of another, or of a part of it.
fn contradict(parts: &[Condition]) -> bool {
    let mut asked = Vec::new();
    for part in parts {
        flatten(part, &mut asked);
    }
    asked.iter().any(|part| match part {
        Condition::Not(inner) => asked.contains(&inner.as_ref()),
        _ => false,
    })
}

fn flatten<'c>(condition: &'c Condition, asked: &mut Vec<&'c Condition>) {
    match condition {
        Condition::And(parts) => parts.iter().for_each(|part| flatten(part, asked)),
        other => asked.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::SignalId;

    #[test]
    fn only_a_contradiction_can_never_hold() {
        let signal = |id| Condition::Signal(SignalId(id));
        let not = |inner| Condition::Not(Box::new(inner));
        assert!(never_holds(&Condition::And(vec![
            signal(1),
            not(signal(1))
        ])));
        let nested = Condition::And(vec![signal(1), signal(2)]);
        assert!(never_holds(&Condition::And(vec![
            not(signal(2)),
            nested.clone()
        ])));
        assert!(!never_holds(&Condition::And(vec![
            signal(1),
            not(signal(2))
        ])));
        assert!(!never_holds(&Condition::Or(vec![
            signal(1),
            not(signal(1))
        ])));
        assert!(!never_holds(&nested));
    }
}
