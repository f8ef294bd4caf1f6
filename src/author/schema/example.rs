//! Tests inside rules.

use serde_json::{Value, json};

use super::value::{described, number, object, one_of, one_or_many, refer, text, word};
use crate::report::{Confidence, State};
use crate::rule::keys;

/// A test.
pub(super) fn test() -> Value {
    object(&keys::TEST, &keys::TEST, |key| match key {
        "name" => text("What it shows, as a claim."),
        "files" => files(),
        "expect" => expect(),
        _ => Value::Bool(true),
    })
}

fn files() -> Value {
    let file = object(&keys::TEST_FILE, &["text"], |key| match key {
        "text" => text("The log."),
        "encoding" => word(
            "How it is on disk; utf-8 where it is left out.",
            keys::ENCODINGS.map(|(name, _)| name),
        ),
        "eol" => word(
            "Its line ends; lf where it is left out.",
            keys::LINE_ENDS.map(|(name, _)| name),
        ),
        _ => Value::Bool(true),
    });
    let files = json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": { "anyOf": [{ "type": "string" }, file] },
    });
    described(
        "Logs by file name: the text, or the text with its encoding and line ends.",
        &files,
    )
}

fn expect() -> Value {
    let states = State::ALL.iter().map(|state| state.name());
    let map = object(&keys::EXPECTED, &[], |key| match key {
        "state" => word("Whether it still matters.", states.clone()),
        "confidence" => word(
            "Exactly this sure.",
            Confidence::ALL.iter().map(|it| it.name()),
        ),
        "count" => number(
            "How often, exactly; for noise, how many records were silenced.",
            0,
            i64::from(u32::MAX),
        ),
        "captures" => described(
            "Captures by name.",
            &json!({ "type": "object", "additionalProperties": refer("scalar") }),
        ),
        "rank" => number("Place among all findings, from 1.", 1, i64::from(u32::MAX)),
        "unexplained" => one_or_many("Codes that must stay unexplained.", &refer("code")),
        _ => Value::Bool(true),
    });
    described(
        "What this rule must say: none, a state, or a map of all that is expected.",
        &json!({ "anyOf": [one_of(states.clone().chain(["none"])), map] }),
    )
}
