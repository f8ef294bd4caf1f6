//! A signal that no condition names.

use std::collections::BTreeSet;

use super::Check;
use super::subject::{Holds, Note, Subject};
use crate::rule::{RuleSet, SignalId};

pub(super) const CHECK: Check = Check {
    name: "unused-signal",
    why: "it is looked for in every log and nothing comes of it; a condition that should name it may name another",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let used = match subject.holds {
        Holds::Signals if !subject.whole => return,
        Holds::Signals => used_by_any(subject.rules),
        _ => used_here(subject),
    };
    for named in subject.signals() {
        if !used.contains(&named.id) {
            let message = format!("nothing uses the signal '{}'", named.name);
            notes.push(subject.note(&named.path, message));
        }
    }
}

/// The signals that conditions of the rule, or what clears it, name.
fn used_here(subject: &Subject<'_>) -> BTreeSet<SignalId> {
    let mut used = BTreeSet::new();
    for (condition, _) in subject.conditions() {
        condition.visit_signals(&mut |id| {
            used.insert(id);
        });
    }
    match subject.holds {
        Holds::Cause(cause) => used.extend(&cause.recovered_by),
        Holds::Noise(noise) => used.extend([noise.silences]),
        Holds::Signals => {}
    }
    used
}

/// The signals that any rule or symptom names.
fn used_by_any(rules: &RuleSet) -> BTreeSet<SignalId> {
    let causes = rules.causes.iter().flat_map(|cause| &cause.signals);
    let noise = rules.noise.iter().flat_map(|noise| &noise.signals);
    let outcomes = rules.symptoms.iter().flat_map(|symptom| {
        let ends = symptom.failed.iter().chain(&symptom.succeeded);
        ends.chain(&symptom.started)
    });
    let named = causes.chain(noise).map(|(_, id)| id);
    named.chain(outcomes).copied().collect()
}
