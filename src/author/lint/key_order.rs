//! Causes have their keys in one order, so that a reader finds what they look for.

use super::Check;
use super::subject::{Note, Subject};
use crate::rule::CAUSE_KEYS;

pub(super) const CHECK: Check = Check {
    name: "key-order",
    why: "all causes have their keys in one order, what a reader wants to know first standing first; rules/README.md lists it",
    run,
};

/// Tells of the first key that stands too late.
fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if subject.cause().is_none() {
        return;
    }
    let rank = |name: &str| CAUSE_KEYS.iter().position(|known| *known == name);
    let mut seen: Vec<&str> = Vec::new();
    for (name, at) in subject.outline.keys(&[]) {
        if let Some(later) = seen.iter().find(|known| rank(known) > rank(name)) {
            let message = format!("'{name}' belongs before '{later}'");
            return notes.push(Note { at, message });
        }
        seen.push(name);
    }
}
