//! What clears a cause is tried like what proves it.

use super::Check;
use super::subject::{Note, Subject};
use crate::report::State;
use crate::rule::Expect;

pub(super) const CHECK: Check = Check {
    name: "no-recovery-test",
    why: "a signal that clears a cause too early hides a failure; a test that expects recovered shows when it does",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let cause = subject.stable().filter(|it| !it.recovered_by.is_empty());
    let recovers = |expect: &Expect| match expect {
        Expect::None => false,
        Expect::Found(expected) => expected.state == Some(State::Recovered),
    };
    if cause.is_some_and(|cause| !cause.tests.iter().any(|test| recovers(&test.expect))) {
        let message = "no test expects 'recovered'";
        notes.push(subject.note(&["recovered_by"], message));
    }
}
