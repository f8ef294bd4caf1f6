//! One symptom: a file `rules/symptoms/<name>.yaml`. Its signals are shared ones.

use super::cause::{line, named};
use super::fields::{Fields, duration, text, word};
use super::node::Node;
use super::problems::Problems;
use super::signal::{Names, Scope, Signals};
use super::{Symptom, keys};

const MINUTE: i64 = 60 * 1_000_000_000;
const HOUR: i64 = 60 * MINUTE;

/// The key that is not captured: the product line of an update, which its title or package tells.
const DERIVED: [&str; 1] = ["series"];

const JOINS: &str = "attempts are joined by what their records carry; by a key that none of them carries, the success of one update could close the failure of another";

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
    let [failed, succeeded, started] =
        ["failed", "succeeded", "started"].map(|key| named(&fields, key, &mut scope, problems));
    Some(Symptom {
        id: id.to_owned(),
        title,
        failed,
        succeeded,
        started,
        same: joins(&fields, &scope, problems),
        update_class: fields
            .get("class")
            .and_then(|node| word(node, "class", &keys::CLASSES, problems))
            .unwrap_or_default(),
        gap: span(&fields, "gap", 6 * HOUR, problems),
        before,
        after,
    })
}

/// The captures on which outcomes join; some signal of an outcome has to take each of them.
fn joins(fields: &Fields<'_, '_>, scope: &Scope<'_>, problems: &mut Problems<'_>) -> Vec<String> {
    let captures = scope.captures();
    fields.list("same", problems, |node, problems| {
        let name = text(node, "same", problems)?;
        if let Some(message) = captures.refuse(name, &DERIVED) {
            let message = message.saying("no outcome signal takes the capture", name);
            problems.add(node.start, message.because(JOINS));
        }
        Some(name.to_owned())
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
