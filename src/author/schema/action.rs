//! An action: `rules/actions/<name>.yaml`.
//!
//! Actions are read by derived types, so their words are those of the types; text in them is text to YAML as well.

use serde_json::{Value, json};

use super::common::NAME;
use super::value::{described, list, named, object, one_of, pattern, refer, text, word};
use crate::plan::{ParamKind, Requirement, Risk};
use crate::rule::keys;

/// The whole file.
pub(super) fn action() -> Value {
    let object = object(&keys::ACTION, &["title", "risk", "steps"], property);
    described("What can be done about a cause, step by step.", &object)
}

fn property(key: &str) -> Value {
    match key {
        "title" => text("What it does, in one line."),
        "risk" => word(
            "What may go wrong. read-only: it changes nothing. safe: nothing is lost. caution: users or other software may notice. destructive: something is lost for good; done only when asked for by name.",
            Risk::ALL.map(Risk::name),
        ),
        "requires" => described(
            "What it needs to run.",
            &json!({ "type": "array", "items": one_of(Requirement::ALL.map(Requirement::name)) }),
        ),
        "warn" => text("What the person who runs it must know before; what cannot be undone."),
        "params" => named(
            "Parameters that a cause fills with captures, each with what it must look like; {name} in a step stands for the value.",
            &pattern(NAME),
            &one_of(ParamKind::ALL.map(ParamKind::name)),
        ),
        "unless" => checks("Nothing is done where all of these hold."),
        "check" => checks("What must hold before anything is changed."),
        "steps" => list("What is done, in order.", &refer("operation")),
        "verify" => checks("What must hold afterwards."),
        _ => Value::Bool(true),
    }
}

fn checks(about: &str) -> Value {
    described(about, &json!({ "type": "array", "items": refer("check") }))
}
