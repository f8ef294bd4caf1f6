//! A literal that is too short for the search that all rules share, in logs that grow to gigabytes.

use super::Check;
use super::subject::{Note, Subject};
use crate::engine::short_literals;

pub(super) const CHECK: Check = Check {
    name: "short-literal",
    why: "all rules share one search through a log, and it finds eight bytes and more; a shorter literal costs a search of its own; write more of the line that every match contains, in a regex each alternative as a whole",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        let short = short_literals(named.signal);
        if !short.is_empty() {
            let message = format!(
                "'{}' can only be searched for by '{}'",
                named.name,
                short.join("', '")
            );
            notes.push(subject.note(&named.path, message));
        }
    }
}
