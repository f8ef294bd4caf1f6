//! A root cause: what it means, how it shows, what speaks for and against it, what would settle it, what mends it.

use super::{Explanation, Subject, action_entry, entry};
use crate::author::describe;
use crate::rule::{Cause, Need, RuleSet, Status, Weight};

/// Explains the cause of that id.
pub(super) fn explain(id: &str, rules: &RuleSet) -> Option<Explanation> {
    let cause = rules.causes.iter().find(|cause| cause.id == id)?;
    let weigh = cause.weigh.as_ref();
    let fix = cause.fix.iter().map(|fix| action_entry(&fix.action, rules));
    Some(
        Explanation::new(Subject::Cause, entry(&cause.id, Some(&cause.title)))
            .with_paragraph(cause.because.as_str())
            .with_paragraph(status(&cause.status))
            .with_section("What it is", nature(cause))
            .with_section("How it shows", signals(cause, rules))
            .with_section(
                "Speaks for it",
                weigh
                    .map(|weigh| notes('+', &weigh.for_))
                    .unwrap_or_default(),
            )
            .with_section(
                "Speaks against it",
                weigh
                    .map(|weigh| notes('-', &weigh.against))
                    .unwrap_or_default(),
            )
            .with_section("Told from its siblings", siblings(cause, rules))
            .with_section(
                "What would settle it",
                cause.needs.iter().map(need).collect(),
            )
            .with_section("What to do", fix.collect())
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

fn nature(cause: &Cause) -> Vec<String> {
    let mut lines = vec![format!(
        "severity {}, owner {}",
        cause.severity, cause.owner
    )];
    if !cause.explains.is_empty() {
        lines.push(format!("explains {}", cause.explains.join(", ")));
    }
    lines
}

fn signals(cause: &Cause, rules: &RuleSet) -> Vec<String> {
    cause
        .signals
        .iter()
        .filter_map(|(name, id)| {
            let words = describe::predicate(&rules.signal(*id)?.predicate);
            Some(format!("{name}: {words}"))
        })
        .collect()
}

/// Evidence that says what it is; without a note it is one of the signals above.
fn notes(sign: char, weights: &[Weight]) -> Vec<String> {
    weights
        .iter()
        .filter(|weight| !weight.note.is_empty())
        .map(|weight| format!("{sign}{} {}", weight.add, weight.note))
        .collect()
}

fn siblings(cause: &Cause, rules: &RuleSet) -> Vec<String> {
    let titled = |id: &str| {
        let other = rules.causes.iter().find(|other| other.id == id);
        entry(id, other.map(|other| other.title.as_str()))
    };
    let replaces = cause
        .overrides
        .iter()
        .map(|id| format!("takes the place of {}", titled(id)));
    let yields = rules
        .causes
        .iter()
        .filter(|other| other.overrides.contains(&cause.id))
        .map(|other| format!("gives way to {}", titled(&other.id)));
    replaces.chain(yields).collect()
}

fn need(need: &Need) -> String {
    entry(need.kind.name(), need.detail.as_deref())
}
