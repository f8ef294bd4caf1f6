//! What the author of a rule has still to write, and what they wrote twice.

use std::collections::BTreeMap;

use super::Check;
use super::subject::{Holds, Note, Subject};
use crate::author::skeleton::left_to_write;

pub(super) const LEFT: Check = Check {
    name: "left-to-write",
    why: "'wutriage rules new' wrote it for you to replace; until then customers read 'REPLACE' in their reports",
    run: left,
};

pub(super) const BECAUSE: Check = Check {
    name: "no-because",
    why: "people act on a finding when they know what it means, and believe that a record is harmless when they know why",
    run: because,
};

pub(super) const NAMES: Check = Check {
    name: "test-names",
    why: "a test is told of and selected by its name; two of one name cannot be told apart",
    run: names,
};

fn left(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let left = subject.cause().map(left_to_write).unwrap_or_default();
    for key in left {
        notes.push(subject.note(&[key], format!("'{key}' is still to be written")));
    }
}

fn because(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let because = match subject.holds {
        Holds::Cause(cause) => &cause.because,
        Holds::Noise(noise) => &noise.because,
        Holds::Signals => return,
    };
    if because.trim().is_empty() {
        notes.push(subject.note(&["because"], "'because' says nothing"));
    }
}

fn names(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let tests = match subject.holds {
        Holds::Cause(cause) => cause.tests.as_slice(),
        Holds::Noise(noise) => noise.tests.as_slice(),
        Holds::Signals => return,
    };
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    for (number, test) in tests.iter().enumerate() {
        let line = *first.entry(&test.name).or_insert(test.line);
        if line != test.line {
            let path = ["tests", &number.to_string(), "name"];
            let message = format!("the test in line {line} has this name too");
            notes.push(subject.note(&path, message));
        }
    }
}
