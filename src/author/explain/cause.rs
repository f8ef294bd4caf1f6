//! A root cause, told like a support article: what it is, how it shows, what proves it, what it is taken for, what to do, what not
//! to do.

use super::{Explanation, Subject, action_entry, entry, shows, siblings};
use crate::plan::Operation;
use crate::rule::{Cause, FixUse, Need, RuleSet, Status, Weight};

/// Explains the cause of that id.
pub(super) fn explain(id: &str, rules: &RuleSet) -> Option<Explanation> {
    let cause = rules.causes.iter().find(|cause| cause.id == id)?;
    let weigh = cause.weigh.as_ref();
    let items = |sign, items: Option<&Vec<Weight>>| notes(sign, items.map_or(&[], Vec::as_slice));
    let speaks_for = items('+', weigh.map(|weigh| &weigh.for_));
    let speaks_against = items('-', weigh.map(|weigh| &weigh.against));
    let fixes = cause.fix.iter().flat_map(|fix| steps(fix, rules));
    Some(
        Explanation::new(Subject::Cause, entry(&cause.id, Some(&cause.title)))
            .with_paragraph(cause.because.as_str())
            .with_paragraph(status(&cause.status))
            .with_section("What it is", nature(cause, rules))
            .with_section("How it shows", shows::lines(cause, rules))
            .with_section("Speaks for it", speaks_for)
            .with_section("Speaks against it", speaks_against)
            .with_section("Told from its siblings", siblings::lines(cause, rules))
            .with_section(
                "What would settle it",
                cause.needs.iter().map(need).collect(),
            )
            .with_section("What to do", fixes.collect())
            .with_section("What not to do", cause.avoid.clone())
            .with_section("References", cause.references.clone()),
    )
}

fn status(status: &Status) -> String {
    match status {
        Status::Stable => String::new(),
        Status::Experimental => {
            "Experimental: at most of medium confidence, and no script step.".to_owned()
        }
        Status::Deprecated(successor) => format!("Deprecated: {successor} has taken its place."),
    }
}

/// How bad it is, who has to act, and what people see of it.
fn nature(cause: &Cause, rules: &RuleSet) -> Vec<String> {
    let mut lines = vec![format!(
        "severity {}, owner {}",
        cause.severity, cause.owner
    )];
    let seen = cause.explains.symptoms().iter().map(|id| {
        let symptom = rules.symptoms.iter().find(|symptom| symptom.id == *id);
        symptom.map_or(id.as_str(), |symptom| symptom.title.as_str())
    });
    let seen: Vec<&str> = seen.collect();
    if !seen.is_empty() {
        lines.push(format!("seen as: {}", seen.join("; ")));
    }
    lines
}

/// Evidence that says what it is, the weightiest first; without a note it is one of the signs above.
fn notes(sign: char, weights: &[Weight]) -> Vec<String> {
    let mut noted: Vec<&Weight> = weights.iter().filter(|it| !it.note.is_empty()).collect();
    noted.sort_by_key(|weight| std::cmp::Reverse(weight.add));
    noted
        .into_iter()
        .map(|weight| format!("{sign}{} {}", weight.add, weight.note))
        .collect()
}

fn need(need: &Need) -> String {
    entry(need.kind.name(), need.detail.as_deref())
}

/// An action with its steps; those of a person are the text to follow.
fn steps(fix: &FixUse, rules: &RuleSet) -> Vec<String> {
    let action = rules.actions.get(&fix.action);
    let steps = action.into_iter().flat_map(|action| &action.steps);
    let steps = steps.map(|step| format!("  {}", Operation::describe(step)));
    std::iter::once(action_entry(&fix.action, rules))
        .chain(steps)
        .collect()
}
