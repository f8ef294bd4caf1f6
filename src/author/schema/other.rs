//! Symptoms, noise, silenced causes and shared signals: `symptoms/`, `noise/`, `silenced/`, `signals/`.

use serde_json::{Value, json};

use super::common::SHARED_NAME;
use super::value::{described, line, object, one_or_many, pattern, refer, text, word};
use crate::rule::keys;

/// A symptom.
pub(super) fn symptom() -> Value {
    let object = object(&keys::SYMPTOM, &["title", "failed"], |key| match key {
        "title" => line("What failed, in one line."),
        "failed" => outcomes("Shared signals of records that say an attempt failed."),
        "succeeded" => outcomes("Shared signals of records that say an attempt succeeded."),
        "started" => outcomes("Shared signals of records that say an attempt began."),
        "same" => one_or_many(
            "Captures by which outcomes belong together: the first that both have.",
            &json!({ "type": "string" }),
        ),
        "class" => word(
            "Whether outcomes are told apart as cumulative updates, definitions, drivers and so on.",
            keys::CLASSES.map(|(name, _)| name),
        ),
        "gap" => described(
            "Failures closer than this are one incident; 6h where it is left out.",
            &refer("duration"),
        ),
        "look" => described("How far around an incident evidence counts.", &look()),
        _ => Value::Bool(true),
    });
    described(
        "What counts as a failed and as a successful attempt.",
        &object,
    )
}

fn outcomes(about: &str) -> Value {
    one_or_many(about, &pattern(SHARED_NAME))
}

fn look() -> Value {
    object(&keys::LOOK, &[], |key| match key {
        "before" => described(
            "Before the first failure; 2h where it is left out.",
            &refer("duration"),
        ),
        "after" => described(
            "After the last failure; 10m where it is left out.",
            &refer("duration"),
        ),
        _ => Value::Bool(true),
    })
}

/// A noise rule.
pub(super) fn noise() -> Value {
    let object = object(&keys::NOISE, &["because", "silences"], |key| match key {
        "because" => text("Why healthy machines write it too."),
        "silences" => described(
            "The records that do not count: a code with its component, function or text, never a code alone.",
            &refer("signal"),
        ),
        "signals" => described(
            "Other signals that the condition names.",
            &json!({
                "allOf": [refer("signal_map")],
                "propertyNames": { "not": { "const": keys::SILENCED } },
            }),
        ),
        "when" => described(
            "When they do not count; 'silenced' is what 'silences' says. Always, where it is left out.",
            &refer("condition"),
        ),
        "tests" => one_or_many(
            "A log in which it silences, and a failing one in which it must not.",
            &refer("test"),
        ),
        _ => Value::Bool(true),
    });
    described("Records that healthy machines write too.", &object)
}

/// Causes that a site silences.
pub(super) fn silenced() -> Value {
    let object = object(
        &keys::SILENCED_CAUSES,
        &["because", "rules"],
        |key| match key {
            "because" => text("Why the site does not want to hear of them."),
            "rules" => one_or_many(
                "Ids of causes. They are still asked, and the report says how often each was left out.",
                &json!({ "type": "string" }),
            ),
            _ => Value::Bool(true),
        },
    );
    described("Causes that a site does not want to hear of.", &object)
}

/// Shared signals.
pub(super) fn signals() -> Value {
    let object = object(&keys::SIGNALS, &["signals"], |key| match key {
        "signals" => described(
            "Signals by name; rules call them shared.name. A name stands in one file only.",
            &refer("signal_map"),
        ),
        _ => Value::Bool(true),
    });
    described("Signals that several rules share.", &object)
}
