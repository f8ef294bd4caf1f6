//! Evidence that counts twice, or for and against.

use super::Check;
use super::subject::{Note, Subject};

pub(super) const CHECK: Check = Check {
    name: "repeated-evidence",
    why: "each item counts once; the same evidence in two items adds up to more than either says, or takes away what it added",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let conditions = subject.conditions();
    let items: Vec<_> = conditions.iter().skip(1).collect();
    for (number, (condition, path)) in items.iter().enumerate() {
        let mut earlier = items.iter().take(number);
        let Some((_, first)) = earlier.find(|(other, _)| other == condition) else {
            continue;
        };
        let line = subject.place(first).line;
        let message = if first.get(1) == path.get(1) {
            format!("this counts already in line {line}")
        } else {
            format!("this counts against what it counts for in line {line}")
        };
        notes.push(subject.note(path, message));
    }
}
