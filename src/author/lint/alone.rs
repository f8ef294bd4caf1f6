//! A bare code that reaches medium confidence by itself.

use super::Check;
use super::subject::{Named, Note, Subject};
use crate::report::Confidence;
use crate::rule::{Cause, Compare, Condition, Predicate, SignalId};

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
    for named in subject.signals().iter().filter(|named| is_code(named)) {
        let score = score(cause, named.id);
        if holds(&cause.when, named.id) && confidence(score) > Confidence::Low {
            let message = format!("the bare code '{}' makes {score} points alone", named.name);
            notes.push(subject.note(&named.path, message));
        }
    }
}

/// Whether nothing but a code, in whatever log, is asked for.
fn is_code(named: &Named<'_>) -> bool {
    let mut only = named.signal.bare_code;
    named.signal.predicate.visit(&mut |part| {
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

fn confidence(score: i32) -> Confidence {
    match score {
        ..20 => Confidence::Low,
        20..40 => Confidence::Medium,
        _ => Confidence::High,
    }
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
