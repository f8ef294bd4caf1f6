//! Actions and noise rules, which say little of themselves: who uses them, what they touch.

use crate::plan::{Check, Operation};

use super::{Explanation, Subject, action_entry, entry};
use crate::author::describe;
use crate::rule::RuleSet;

/// Explains the action of that id.
pub(super) fn action(id: &str, rules: &RuleSet) -> Option<Explanation> {
    let action = rules.actions.get(id)?;
    let mends = rules
        .causes
        .iter()
        .filter(|cause| cause.fix.iter().any(|fix| fix.action == action.id))
        .map(|cause| entry(&cause.id, Some(&cause.title)));
    let needs = action.requires.iter().map(|need| need.name().to_owned());
    let before = action.check.iter().map(Check::describe);
    let steps = action.steps.iter().map(Operation::describe);
    let after = action.verify.iter().map(Check::describe);
    let mut explanation = Explanation::new(Subject::Action, action_entry(id, rules));
    if let Some(warning) = &action.warn {
        explanation = explanation.with_paragraph(warning.as_str());
    }
    Some(
        explanation
            .with_section("Needs", needs.collect())
            .with_section("Checked before", before.collect())
            .with_section("Steps", steps.collect())
            .with_section("Checked after", after.collect())
            .with_section("Mends", mends.collect()),
    )
}

/// Explains the noise rule of that id, with or without `noise/` before it.
pub(super) fn noise(id: &str, rules: &RuleSet) -> Option<Explanation> {
    let stem = id.strip_prefix("noise/").unwrap_or(id);
    let noise = rules.noise.iter().find(|noise| noise.id == stem)?;
    let silences = rules
        .signal(noise.silences)
        .map(|signal| describe::predicate(&signal.predicate));
    Some(
        Explanation::new(Subject::Noise, format!("noise/{}", noise.id))
            .with_paragraph(noise.because.as_str())
            .with_section("Silences", silences.into_iter().collect()),
    )
}
