//! Signals, the predicates nested in them, and tests of single values.

use serde_json::{Map, Value, json};

use super::common::NAME;
use super::value::{described, named, number, object, one_of, one_or_many, refer, some_text, word};
use crate::rule::keys;

/// Signals by name.
pub(super) fn map() -> Value {
    let names = json!({ "pattern": NAME, "not": { "enum": keys::reserved() } });
    named(
        "Signals by name. Words of conditions such as 'near' cannot name one.",
        &names,
        &refer("signal"),
    )
}

/// A signal.
pub(super) fn signal() -> Value {
    described(
        "What one record must be: all keys hold, and of a list any item. At least one key must be there.",
        &asking(&keys::SIGNAL),
    )
}

/// A predicate nested in a signal, which takes no captures.
pub(super) fn predicate() -> Value {
    let [known @ .., _capture] = &keys::SIGNAL;
    described("What the same record must be, too.", &asking(known))
}

fn asking(keys: &[&str]) -> Value {
    let mut map = object(keys, &[], property);
    if let Some(map) = map.as_object_mut() {
        map.insert("minProperties".to_owned(), 1.into());
        map.insert(
            "dependentRequired".to_owned(),
            Value::Object(beside_value()),
        );
        let compared = json!({ "required": ["not"], "properties": { "not": refer("scalar") } });
        map.insert("if".to_owned(), compared);
        map.insert("then".to_owned(), json!({ "required": ["value"] }));
    }
    map
}

/// Operators that compare nothing without a `value`. A `regex` alone is of the message, and `not` may be nested.
fn beside_value() -> Map<String, Value> {
    keys::OPERATORS
        .into_iter()
        .filter(|name| !matches!(*name, "regex" | "not"))
        .map(|name| (name.to_owned(), json!(["value"])))
        .collect()
}

fn property(key: &str) -> Value {
    match key {
        "in" => described("The kind of log the record is of.", &refer("kinds")),
        "code" => one_or_many(
            "The record carries one of these error codes, however it spells them.",
            &refer("code"),
        ),
        "listed" => word(
            "The record is of a row of this table: it names the update, carries the code, and is of that time.",
            keys::TABLES.map(|(name, ())| name),
        ),
        "text" => one_or_many(
            "The message contains one of these. Single quotes.",
            &some_text(),
        ),
        "text_all" => one_or_many(
            "The message contains all of these. Single quotes.",
            &some_text(),
        ),
        "regex" => one_or_many(
            "The message matches; beside 'value', the value's data does. Single quotes, no look-around, no back-references; case is ignored.",
            &some_text(),
        ),
        "component" => texts("The record's component; for the output of a command, the command."),
        "level" => one_or_many("The record's level.", &one_of(keys::LEVELS)),
        "process" => numbers("The record's process id."),
        "provider" => texts("The event's provider."),
        "event" => numbers("The event's id."),
        "field" => described(
            "Data of the record by name: { errorCode: 0x80072EFD }.",
            &json!({ "type": "object", "additionalProperties": refer("field_test") }),
        ),
        "key" => registry_key(),
        "value" => described(
            "The registry value of that name, with a test beside it; alone, that it is there.",
            &json!({ "type": ["string", "number"] }),
        ),
        "any" => one_or_many("At least one of these holds too.", &refer("predicate")),
        "all" => one_or_many("All of these hold too.", &refer("predicate")),
        "not" => described(
            "A map: it does not hold for the record. Beside 'value', its data is not this.",
            &json!({ "anyOf": [refer("predicate"), refer("scalar")] }),
        ),
        "capture" => capture(),
        operator => operand(operator),
    }
}

/// What an operator compares with.
fn operand(operator: &str) -> Value {
    match operator {
        "equals" => described("The data is this.", &refer("scalar")),
        "not" => described("The data is not this.", &refer("scalar")),
        "gt" => bound("The data is a number above this."),
        "ge" => bound("The data is a number of at least this."),
        "lt" => bound("The data is a number below this."),
        "le" => bound("The data is a number of at most this."),
        "one_of" => one_or_many("The data is one of these.", &refer("scalar")),
        "exists" => described("Whether it is there at all.", &json!({ "type": "boolean" })),
        "regex" => described("The data matches. Single quotes.", &some_text()),
        _ => Value::Bool(true),
    }
}

/// A test of a datum: a value, a list of which one is meant, or operators.
pub(super) fn field_test() -> Value {
    let mut operators = object(&keys::OPERATORS, &[], operand);
    if let Some(map) = operators.as_object_mut() {
        map.insert("minProperties".to_owned(), 1.into());
    }
    let any = json!({ "type": "array", "items": refer("scalar"), "minItems": 1 });
    described(
        "The value, a list of values, or operators: { ge: 2, lt: 9 }.",
        &json!({ "anyOf": [refer("scalar"), any, operators] }),
    )
}

fn texts(about: &str) -> Value {
    one_or_many(about, &json!({ "type": "string" }))
}

fn numbers(about: &str) -> Value {
    let number = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
    one_or_many(about, &number)
}

fn bound(about: &str) -> Value {
    number(about, i64::MIN, i64::MAX)
}

fn registry_key() -> Value {
    let regex = object(&keys::KEY, &keys::KEY, |key| match key {
        "regex" => described("The whole key matches. Single quotes.", &some_text()),
        _ => Value::Bool(true),
    });
    described(
        "The registry key, by whole components from its end; '*' is one component. Write the full path, in single quotes.",
        &json!({ "anyOf": [some_text(), regex] }),
    )
}

fn capture() -> Value {
    let names = json!({ "pattern": NAME, "not": { "const": "count" } });
    let types = one_of(keys::CAPTURE_TYPES.map(|(name, _)| name));
    named(
        "What to take from the record: the group of that name in a regex, else the first thing of that type. 'text' needs a group.",
        &names,
        &types,
    )
}
