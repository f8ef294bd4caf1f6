//! A bare code that reaches medium confidence by itself.

use super::Check;
use super::subject::{Note, Subject};
use crate::rule::{Cause, Compare, Condition, Predicate, Signal, SignalId};

/// From here on confidence is medium.
const MEDIUM: i32 = 20;
/// Points of a cause without `weigh` that rests on a bare code.
const USUAL: i32 = 5;

pub(super) const CHECK: Check = Check {
    name: "code-alone",
    why: "one code has several causes, and a single pasted code must not name one with confidence: base and the code's own item stay below 20 points together, and other evidence lifts them",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let Some(cause) = subject.cause() else {
        return;
    };
    for (name, id) in &cause.signals {
        let score = score(cause, *id);
        let tells = score >= MEDIUM && holds(&cause.when, *id);
        if tells && subject.signal(*id).is_some_and(is_code) {
            let message = format!("the bare code '{name}' makes {score} points alone");
            notes.push(subject.note(&["weigh", "base"], message));
        }
    }
}

/// Whether nothing but a code, in whatever log, is asked for.
fn is_code(signal: &Signal) -> bool {
    let mut only = signal.bare_code;
    signal.predicate.visit(&mut |part| {
        only &= matches!(
            part,
            Predicate::All(_)
                | Predicate::Any(_)
                | Predicate::In(_)
                | Predicate::Code(_)
                | Predicate::ExtendedCode(_)
        );
    });
    only
}

/// The points where one record carries the code and nothing else is there.
fn score(cause: &Cause, code: SignalId) -> i32 {
    let Some(weigh) = &cause.weigh else {
        return USUAL;
    };
    let items = weigh.for_.iter().filter(|item| holds(&item.when, code));
    weigh.base + items.map(|item| item.add).sum::<i32>()
}

/// Whether the condition holds where only that signal has a hit, and only one. What is left out counts as not holding, so
/// that no cause is told of without reason.
fn holds(condition: &Condition, code: SignalId) -> bool {
    match condition {
        Condition::Signal(id) => *id == code,
        Condition::And(parts) => parts.iter().all(|part| holds(part, code)),
        Condition::Or(parts) => parts.iter().any(|part| holds(part, code)),
        Condition::Count {
            of,
            compare: Compare::AtLeast,
            number: 0 | 1,
            ..
        } => of.0.contains(&code),
        _ => false,
    }
}
