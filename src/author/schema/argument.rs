//! What steps and checks are given.

use serde_json::{Value, json};

use super::value::{described, list, object, text, word};

/// `{}`, or nothing behind the colon.
pub(super) fn nothing() -> Value {
    json!({ "type": ["object", "null"], "maxProperties": 0 })
}

/// One name or a list of names.
pub(super) fn names() -> Value {
    let name = json!({ "type": "string" });
    json!({ "anyOf": [name, { "type": "array", "items": name, "minItems": 1 }] })
}

pub(super) fn one_key(key: &str, value: &Value) -> Value {
    object(&[key], &[key], |_| value.clone())
}

pub(super) fn path() -> Value {
    text("A path that begins with a variable: '%windir%\\SoftwareDistribution\\Download'.")
}

pub(super) fn hosts() -> Value {
    list(
        "Names; '*.contoso.com' is the name and every name below it.",
        &json!({ "type": "string" }),
    )
}

pub(super) fn service_start() -> Value {
    let keys = ["service", "start", "only-if-disabled"];
    object(&keys, &["service", "start"], |key| match key {
        "service" => text("Name of the service, not its display name."),
        "start" => word(
            "How it starts from now on.",
            ["demand", "auto", "delayed-auto"],
        ),
        _ => described(
            "Leave a service alone that may start.",
            &json!({ "type": "boolean" }),
        ),
    })
}

pub(super) fn set_registry() -> Value {
    let keys = ["key", "value", "type", "data"];
    object(&keys, &keys, |key| match key {
        "type" => word("Its type.", ["string", "expand-string", "dword", "qword"]),
        "data" => data(),
        other => registry_part(other),
    })
}

/// A registry value without its data.
pub(super) fn registry_value() -> Value {
    object(&["key", "value"], &["key", "value"], registry_part)
}

pub(super) fn registry_part(key: &str) -> Value {
    match key {
        "key" => text("Full key: 'HKLM\\SYSTEM\\...', in single quotes."),
        _ => text("Name of the value."),
    }
}

/// Data of a registry value.
pub(super) fn data() -> Value {
    let data = json!({ "type": ["integer", "string"] });
    described("Its data: a number or text.", &data)
}

pub(super) fn proxy() -> Value {
    object(&["proxy", "bypass"], &["proxy"], |key| match key {
        "proxy" => text("host or host:port."),
        _ => described(
            "What is reached directly: <local>, or names.",
            &json!({ "type": "array", "items": { "type": "string" } }),
        ),
    })
}

pub(super) fn update_service() -> Value {
    let keys = ["service-id", "if-registered-before"];
    object(&keys, &["service-id"], |key| match key {
        "service-id" => text("Id of the service, a GUID without braces."),
        _ => described(
            "Only put back what was registered when the script began.",
            &json!({ "type": "boolean" }),
        ),
    })
}

pub(super) fn certificate() -> Value {
    let keys = ["file", "thumbprint", "store"];
    object(&keys, &keys, |key| match key {
        "file" => text("Name of a .cer or .crt file beside the script."),
        "thumbprint" => text("SHA-1 thumbprint that it must have, 40 hex digits."),
        _ => word("Where it goes.", ["root", "intermediate"]),
    })
}

pub(super) fn connect_test() -> Value {
    let keys = ["hosts", "ports"];
    let port = json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX });
    object(&keys, &keys, |key| match key {
        "hosts" => list("Names without '*'.", &json!({ "type": "string" })),
        _ => list("TCP ports.", &port),
    })
}

pub(super) fn run() -> Value {
    let keys = ["program", "arguments", "accept"];
    object(&keys, &["program"], |key| match key {
        "program" => text("Name of a program in System32, with its extension."),
        "arguments" => described(
            "Arguments, each one word for the program.",
            &json!({ "type": "array", "items": { "type": "string" } }),
        ),
        _ => described(
            "Exit codes that mean success; 0 where it is left out.",
            &json!({ "type": "array", "items": { "type": "integer" } }),
        ),
    })
}
