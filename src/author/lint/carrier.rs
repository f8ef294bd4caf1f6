//! A code that only says that something beneath failed, as evidence by itself.

use super::Check;
use super::subject::{Note, Subject};
use crate::code::ErrorCode;

pub(super) const CHECK: Check = Check {
    name: "carrier-code",
    why: "this code is logged for dozens of causes and only carries a failure upwards; it says something of one cause together with a text, a field or an event, never by itself",
    run,
};

/// Looks at the bare codes of a cause; beside a text a carrier can be evidence.
fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    if subject.cause().is_none() {
        return;
    }
    for named in subject.signals() {
        if !named.signal.bare_code {
            continue;
        }
        let codes = subject.outline.texts(&named.path, "code").into_iter();
        for (written, at) in codes {
            if ErrorCode::parse_rule(written).is_ok_and(ErrorCode::is_carrier) {
                let message = format!("'{written}' only carries another failure upwards");
                notes.push(Note { at, message });
            }
        }
    }
}
