//! What a trusted cause owes its reader: a fix, and where its facts come from.

use super::Check;
use super::subject::{Note, Subject};
use crate::report::Owner;
use crate::rule::Cause;

pub(super) const FIX: Check = Check {
    name: "no-fix",
    why: "the machine itself is at fault, so the reader expects to be told what to do; where nothing can be automated, name an action with a manual step",
    run: fix,
};

pub(super) const REFERENCES: Check = Check {
    name: "no-references",
    why: "a reader who doubts the finding wants to see where its facts come from",
    run: references,
};

fn fix(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let owed = |cause: &Cause| cause.owner == Owner::Client && cause.fix.is_empty();
    if subject.stable().is_some_and(owed) {
        notes.push(subject.note(&["owner"], "the client has to act, and there is no 'fix'"));
    }
}

fn references(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if subject
        .stable()
        .is_some_and(|cause| cause.references.is_empty())
    {
        notes.push(subject.note(&["references"], "there are no 'references'"));
    }
}
