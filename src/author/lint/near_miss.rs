//! The tests of a cause: one in which it fires, and a near miss, in which one of its signals matches and yet it does not.
//!
//! A test without any of the rule's signals passes whatever the rule says; a near miss shows that its conditions tell the
//! cause from its neighbours.

use super::Check;
use super::subject::{Holds, Note, Subject};
use crate::author::test::bundle;
use crate::engine::any_match;
use crate::report::{Confidence, State};
use crate::rule::{Cause, Expect, SignalId, Status};

pub(super) const NO_TESTS: Check = Check {
    name: "no-tests",
    why: "a rule that was never tried does not do what its author thinks; a test is a few lines of a log and what is expected of them",
    run: no_tests,
};

pub(super) const FIRES: Check = Check {
    name: "no-firing-test",
    why: "without a log that proves the cause nobody knows whether the rule finds it; a rule that is not tried yet is 'status: experimental'",
    run: fires,
};

pub(super) const MISSES: Check = Check {
    name: "no-near-miss",
    why: "a near miss, in which one of the rule's signals matches and the cause is not found or only suspected, shows that the rule is not too wide",
    run: misses,
};

pub(super) const TOUCHES: Check = Check {
    name: "far-miss",
    why: "a log in which nothing of the rule matches passes whatever the rule says; let one of its signals match there",
    run: touches,
};

fn no_tests(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let tests = match subject.holds {
        Holds::Cause(cause) if !matches!(cause.status, Status::Deprecated(_)) => &cause.tests,
        Holds::Noise(noise) => &noise.tests,
        _ => return,
    };
    if tests.is_empty() {
        notes.push(subject.note(&["tests"], "the rule has no 'tests'"));
    }
}

fn fires(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if none(subject, is_firing) {
        let message = "no test finds the cause active with more than low confidence";
        notes.push(subject.note(&["tests"], message));
    }
}

fn misses(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if none(subject, is_miss) {
        let message = "no test is a near miss, with 'expect: none' or low confidence";
        notes.push(subject.note(&["tests"], message));
    }
}

/// Whether there are tests, and none of them expects such a thing.
fn none(subject: &Subject<'_>, such: fn(&Expect) -> bool) -> bool {
    tested(subject).is_some_and(|cause| !cause.tests.iter().any(|test| such(&test.expect)))
}

fn touches(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let Some(cause) = tested(subject) else {
        return;
    };
    let signals: Vec<SignalId> = cause.signals.iter().map(|(_, id)| *id).collect();
    let tests = cause.tests.iter().enumerate();
    let mut misses = tests.filter(|(_, test)| is_miss(&test.expect)).peekable();
    let Some((first, _)) = misses.peek().copied() else {
        return;
    };
    if !misses.any(|(_, test)| any_match(subject.rules, &signals, &bundle(test))) {
        let message = "none of the rule's signals matches in any near miss";
        notes.push(subject.note(&["tests", &first.to_string()], message));
    }
}

/// A cause that is trusted and has tests at all.
fn tested<'s>(subject: &Subject<'s>) -> Option<&'s Cause> {
    subject.stable().filter(|cause| !cause.tests.is_empty())
}

fn is_firing(expect: &Expect) -> bool {
    match expect {
        Expect::None => false,
        Expect::Found(expected) => {
            expected.state.is_none_or(|state| state == State::Active)
                && expected
                    .confidence
                    .is_none_or(|confidence| confidence > Confidence::Low)
        }
    }
}

fn is_miss(expect: &Expect) -> bool {
    match expect {
        Expect::None => true,
        Expect::Found(expected) => expected.confidence == Some(Confidence::Low),
    }
}
