//! Two names for one signal.

use super::Check;
use super::subject::{Note, Subject};

pub(super) const CHECK: Check = Check {
    name: "duplicate-signal",
    why: "both ask the same of a record, so they always match together: one of them was meant to differ, or is one too many",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let signals = subject.signals();
    for (number, named) in signals.iter().enumerate() {
        let mut earlier = signals.iter().take(number);
        let twin = earlier.find(|other| other.id == named.id);
        let shared = Some(&named.signal.name)
            .filter(|name| subject.cause().is_some() && name.starts_with("shared."));
        let twin = twin.map(|twin| twin.name).or(shared.map(String::as_str));
        if let Some(twin) = twin {
            let message = format!("'{}' asks the same as '{twin}'", named.name);
            notes.push(subject.note(&named.path, message));
        }
    }
}
