//! A text of one or two characters, which stands in almost every line.

use super::Check;
use super::subject::{Note, Subject};
use crate::engine::is_gated;

/// Texts under this many bytes tell nothing.
const SHORTEST: usize = 3;

pub(super) const CHECK: Check = Check {
    name: "short-text",
    why: "one or two characters stand in almost every line, as 'DO' does in 'done'; write more of the line, or a regex with \\b",
    run,
};

/// Signals that cannot be searched for are told of as such.
fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        if !is_gated(named.signal) {
            continue;
        }
        for key in ["text", "text_all"] {
            let texts = subject.outline.texts(&named.path, key).into_iter();
            let short = texts.filter(|(text, _)| text.len() < SHORTEST);
            notes.extend(short.map(|(text, at)| Note {
                at,
                message: format!("the text '{text}' is too short to tell anything"),
            }));
        }
    }
}
