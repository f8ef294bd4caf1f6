//! One symptom: a file `rules/symptoms/<name>.yaml`. Its signals are shared ones.

use super::cause::{line, named};
use super::fields::{Fields, duration, texts, word};
use super::node::Node;
use super::problems::Problems;
use super::signal::{Names, Scope, Signals};
use super::{Symptom, keys};

const MINUTE: i64 = 60 * 1_000_000_000;
const HOUR: i64 = 60 * MINUTE;

/// Reads a symptom.
pub(super) fn read(
    id: &str,
    root: &Node<'_>,
    signals: &Signals,
    problems: &mut Problems<'_>,
) -> Option<Symptom> {
    let fields = Fields::of(root, "a symptom", &keys::SYMPTOM, problems)?;
    let mut scope = Scope::new(signals, Names::new());
    let title = line(&fields, problems);
    fields.required("failed", problems);
    let (before, after) = look(&fields, problems).unwrap_or_default();
    Some(Symptom {
        id: id.to_owned(),
        title,
        failed: named(&fields, "failed", &mut scope, problems),
        succeeded: named(&fields, "succeeded", &mut scope, problems),
        started: named(&fields, "started", &mut scope, problems),
        same: fields
            .get("same")
            .map(|node| texts(node, "same", problems))
            .unwrap_or_default(),
        update_class: fields
            .get("class")
            .and_then(|node| word(node, "class", &keys::CLASSES, problems))
            .unwrap_or_default(),
        gap: span(&fields, "gap", 6 * HOUR, problems),
        before,
        after,
    })
}

/// How far before the first and after the last failure evidence is looked for.
fn look(fields: &Fields<'_, '_>, problems: &mut Problems<'_>) -> Option<(i64, i64)> {
    let (before, after) = (2 * HOUR, 10 * MINUTE);
    let Some(node) = fields.get("look") else {
        return Some((before, after));
    };
    let look = Fields::of(node, "'look'", &keys::LOOK, problems)?;
    Some((
        span(&look, "before", before, problems),
        span(&look, "after", after, problems),
    ))
}

/// A duration, or what holds where none is given.
fn span(fields: &Fields<'_, '_>, key: &str, usual: i64, problems: &mut Problems<'_>) -> i64 {
    fields
        .get(key)
        .and_then(|node| duration(node, key, problems))
        .unwrap_or(usual)
}
