//! A signal that has nothing to search for, so that every record has to be parsed for its sake.

use super::Check;
use super::subject::{Note, Subject};
use crate::engine::is_gated;

pub(super) const CHECK: Check = Check {
    name: "ungated",
    why: "logs are searched for codes and literals and only what is found is parsed; one signal without them makes the whole log be parsed; give it a code, or a literal of three bytes or more that every match contains (an event needs its provider)",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        if !is_gated(named.signal) {
            let message = format!(
                "'{}' has neither a code nor a literal to search for",
                named.name
            );
            notes.push(subject.note(&named.path, message));
        }
    }
}
