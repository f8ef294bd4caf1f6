//! A cause: `rules/<family>/<name>.yaml`.

use serde_json::{Value, json};

use super::common::{CAUSE_ID, NAME, SIGNAL_NAME, STEM};
use super::value::{
    described, line, named, number, object, one_or_many, pattern, refer, text, word,
};
use crate::report::{Owner, Severity};
use crate::rule::keys;

/// The whole file.
pub(super) fn cause() -> Value {
    let required = ["title", "severity", "because", "when"];
    let object = object(&keys::CAUSE, &required, property);
    let mut cause = described(
        "One root cause: what it is, and how logs prove it.",
        &object,
    );
    let deprecated = json!({
        "if": { "properties": { "status": { "const": "deprecated" } }, "required": ["status"] },
        "then": { "required": ["replaced_by"] },
        "else": { "properties": { "replaced_by": false } },
    });
    if let (Some(cause), Some(more)) = (cause.as_object_mut(), deprecated.as_object()) {
        cause.extend(more.clone());
    }
    cause
}

fn property(key: &str) -> Value {
    match key {
        "title" => line("What is wrong, in one line; not what was seen."),
        "severity" => word(
            "How bad it is. info: worth knowing. warning: will break something. error: updates fail. critical: the machine is at risk.",
            Severity::ALL.iter().map(|it| it.name()),
        ),
        "owner" => word(
            "Who has to act; the client itself where it is left out. nobody: it is meant to be so.",
            Owner::ALL.iter().map(|it| it.name()),
        ),
        "explains" => one_or_many(
            "Names of the symptoms it can explain; all of them where it is left out, none where it is 'nothing'.",
            &pattern(STEM),
        ),
        "because" => text(
            "Three to six lines for a customer: how it comes about, what it is not, what misleads.",
        ),
        "signals" => described(
            "What to look for in records, by name. Only signals read logs.",
            &refer("signal_map"),
        ),
        "when" => described("What must hold for a finding.", &refer("condition")),
        "weigh" => described("How evidence counts.", &weigh()),
        "overrides" => one_or_many(
            "Ids of more general causes that it stands for in the same incident.",
            &pattern(CAUSE_ID),
        ),
        "recovered_by" => one_or_many(
            "Signals that clear it without a success of the symptom.",
            &pattern(SIGNAL_NAME),
        ),
        "needs" => described(
            "Kinds of log that would settle it, asked for where they were not collected.",
            &refer("kinds"),
        ),
        "message" => text(
            "One line about this machine. {count} and {capture} stand for what the logs told; {{ is a brace.",
        ),
        "fix" => fix(),
        "avoid" => one_or_many(
            "What not to do though articles advise it, each with why not.",
            &json!({ "type": "string" }),
        ),
        "references" => one_or_many("Pages the facts come from.", &json!({ "type": "string" })),
        "status" => word(
            "stable where it is left out. experimental: at most medium confidence and no script step. deprecated: kept for its id.",
            keys::STATUSES.map(|(name, _)| name),
        ),
        "replaced_by" => described(
            "With 'status: deprecated', the id of the cause that took its place.",
            &pattern(CAUSE_ID),
        ),
        "tests" => one_or_many(
            "Small logs, and what is expected of this rule over each.",
            &refer("test"),
        ),
        _ => Value::Bool(true),
    }
}

fn weigh() -> Value {
    object(&keys::WEIGH, &["base"], |key| match key {
        "base" => number("Points for 'when' alone.", 0, i64::from(keys::MOST_POINTS)),
        "for" => one_or_many("Evidence that adds points, each once.", &refer("weight")),
        "against" => one_or_many(
            "Evidence that takes points away, each once.",
            &refer("weight"),
        ),
        _ => Value::Bool(true),
    })
}

/// An item of evidence.
pub(super) fn weight() -> Value {
    let item = object(&keys::WEIGHT, &["add"], |key| match key {
        "signal" => described("The signal that counts.", &pattern(SIGNAL_NAME)),
        "when" => described(
            "The condition that counts, in place of a signal.",
            &refer("condition"),
        ),
        "add" => number(
            "Points, also where they are taken away. Ten points are odds of about ten to one.",
            1,
            i64::from(keys::MOST_POINTS),
        ),
        "note" => text("What the report says of it."),
        _ => Value::Bool(true),
    });
    let mut weight = described("One item of evidence: a signal or a condition.", &item);
    let either = json!([{ "required": ["signal"] }, { "required": ["when"] }]);
    if let Some(weight) = weight.as_object_mut() {
        weight.insert("oneOf".to_owned(), either);
    }
    weight
}

fn fix() -> Value {
    let params = named(
        "Parameters of the action, each the name of a capture.",
        &pattern(NAME),
        &pattern(NAME),
    );
    let with_params = json!({
        "type": "object",
        "propertyNames": pattern(STEM),
        "additionalProperties": params,
        "minProperties": 1,
        "maxProperties": 1,
    });
    one_or_many(
        "Actions that mend it: a name, or { name: { parameter: capture } }.",
        &json!({ "anyOf": [pattern(STEM), with_params] }),
    )
}
