//! The rule language as a JSON Schema, so that an editor completes keys, explains them and marks slips while one types.
//!
//! ```json
//! "severity": { "description": "How bad it is ...", "enum": ["info", "warning", "error", "critical"] }
//! ```
//!
//! It is made from the tables that the loader goes by: a key, kind, level or capture type that the loader learns is in the
//! schema at once. Rules are read from a tree of YAML and not through serde, so a schema cannot be derived from types;
//! what each key means and holds is written here. Operations and checks of actions are derived types, and a test
//! compares their names and keys with those here.
//!
//! The schema sees keys, words and shapes. What it cannot see is the loader's: what a condition says, whether a named
//! signal, symptom, action or capture is there, how text is quoted, and whether a regex compiles. YAML turns `0x80072EE7`
//! into a number before a schema sees it, so a code may be a number here, within what codes can be. It is stricter than
//! the loader in two things: text that looks like a number wants quotes, and levels have one word each.

use serde_json::{Map, Value, json};

use self::value::refer;
use crate::rule::{Holds, keys};

mod action;
mod argument;
mod cause;
mod check;
mod common;
mod example;
mod operation;
mod other;
mod signal;
mod value;

/// The schema of one kind of file, or of all of them: then the keys of a file tell which of them it is.
///
/// JSON of the draft 2020-12, indented, with a line end at its end; the same text for every call.
pub fn schema(holds: Option<Holds>) -> String {
    let mut root = Map::new();
    root.insert(
        "$schema".to_owned(),
        "https://json-schema.org/draft/2020-12/schema".into(),
    );
    root.insert("title".to_owned(), title(holds).into());
    let choice = holds.map_or_else(by_keys, |holds| refer(holds.name()));
    root.extend(choice.as_object().cloned().unwrap_or_default());
    root.insert("$defs".to_owned(), Value::Object(definitions()));
    format!("{:#}\n", Value::Object(root))
}

fn title(holds: Option<Holds>) -> String {
    match holds {
        None => "wutriage rule file".to_owned(),
        Some(Holds::Signals) => "wutriage shared signals".to_owned(),
        Some(holds) => format!("wutriage {}", holds.name()),
    }
}

/// Which kind of file it is. The folder tells the loader, but a schema sees no folder: each kind has keys that no other
/// has. What has none of them is taken for a cause, so that an editor offers its keys in an empty file.
fn by_keys() -> Value {
    let any_of = |keys: &[&str]| {
        let required: Vec<_> = keys
            .iter()
            .map(|key| json!({ "required": [key] }))
            .collect();
        json!({ "anyOf": required })
    };
    // Each of a symptom's keys but its title is a symptom's alone.
    let [_title, of_symptoms @ ..] = &keys::SYMPTOM;
    let symptom = any_of(of_symptoms);
    let action = any_of(&[
        "steps", "risk", "requires", "params", "check", "verify", "unless",
    ]);
    let cause = any_of(&[
        "title", "severity", "owner", "because", "when", "weigh", "message",
    ]);
    let signals = json!({ "required": ["signals"], "not": cause });
    let choices = [
        (json!({ "required": ["silences"] }), Holds::Noise),
        (json!({ "required": ["rules"] }), Holds::Silenced),
        (symptom, Holds::Symptom),
        (action, Holds::Action),
        (signals, Holds::Signals),
    ];
    let last = refer(Holds::Cause.name());
    choices.into_iter().rev().fold(
        last,
        |rest, (test, holds)| json!({ "if": test, "then": refer(holds.name()), "else": rest }),
    )
}

/// Everything that another part refers to.
fn definitions() -> Map<String, Value> {
    let parts = [
        (Holds::Cause.name(), cause::cause()),
        (Holds::Symptom.name(), other::symptom()),
        (Holds::Noise.name(), other::noise()),
        (Holds::Silenced.name(), other::silenced()),
        (Holds::Action.name(), action::action()),
        (Holds::Signals.name(), other::signals()),
        ("signal_map", signal::map()),
        ("signal", signal::signal()),
        ("predicate", signal::predicate()),
        ("field_test", signal::field_test()),
        ("condition", common::condition()),
        ("code", common::code()),
        ("kinds", common::kinds()),
        ("scalar", common::scalar()),
        ("duration", common::duration()),
        ("weight", cause::weight()),
        ("test", example::test()),
        ("operation", operation::operation()),
        ("check", check::check()),
    ];
    parts
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

#[cfg(test)]
mod tests;
