//! The tests of noise: a log in which it silences, and a failing log in which it must not.

use super::Check;
use super::subject::{Holds, Note, Subject};
use crate::rule::{Expect, NoiseRule};

pub(super) const SILENCES: Check = Check {
    name: "nothing-silenced",
    why: "noise that silences nothing is of no use; a test with the line that healthy machines write shows that it is known",
    run: silences,
};

pub(super) const HEARS: Check = Check {
    name: "no-failing-log",
    why: "noise that is too wide hides a failure; a failing log with the same code and 'expect: none' shows that it is still heard",
    run: hears,
};

fn silences(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if tested(subject).is_some_and(|noise| noise.tests.iter().all(|it| it.expect == Expect::None)) {
        notes.push(subject.note(&["tests"], "no test silences anything"));
    }
}

fn hears(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if tested(subject).is_some_and(|noise| noise.tests.iter().all(|it| it.expect != Expect::None)) {
        let message = "no test has a failing log in which nothing is silenced";
        notes.push(subject.note(&["tests"], message));
    }
}

/// Noise that has tests at all.
fn tested<'s>(subject: &Subject<'s>) -> Option<&'s NoiseRule> {
    match subject.holds {
        Holds::Noise(noise) if !noise.tests.is_empty() => Some(noise),
        _ => None,
    }
}
