//! The checks of an action, asked before and after its steps.

use serde_json::{Value, json};

use super::argument::{data, names, nothing, registry_part, registry_value};
use super::operation::one_step;
use super::value::{described, object, pattern, text};
use crate::plan::Role;

/// A check: a word, or a map with one key.
pub(super) fn check() -> Value {
    one_step("One check.", &CHECKS, given)
}

/// Every check with what it asks.
pub(super) const CHECKS: [(&str, &str); 17] = [
    ("service-running", "The services run."),
    (
        "service-not-disabled",
        "The services are there and may start.",
    ),
    ("registry-equals", "The registry value has this data."),
    ("name-resolves", "The names resolve."),
    ("port-open", "The port answers."),
    ("free-space", "There is room on the drive."),
    ("no-restart-pending", "Nothing waits for a restart."),
    ("no-servicing-running", "No installation is going on."),
    ("not-policy-owned", "No policy sets the value."),
    (
        "not-wsus-managed",
        "Updates come from Microsoft, not from a WSUS server.",
    ),
    ("not-winpe", "It is an installed Windows, not Windows PE."),
    ("machine-is", "The computer has this name."),
    ("os-build", "The build is within this range."),
    ("role-is-not", "The machine has none of these roles."),
    ("on-ac-power", "The machine runs on mains power."),
    ("file-exists", "The file is there."),
    ("scan-succeeds", "A search for updates works."),
];

/// What the check of that name is given.
fn given(check: &str) -> Value {
    match check {
        "service-running" | "service-not-disabled" | "name-resolves" => names(),
        "registry-equals" => registry_equals(),
        "port-open" => port_open(),
        "free-space" => free_space(),
        "not-policy-owned" => registry_value(),
        "machine-is" | "file-exists" => json!({ "type": "string" }),
        "os-build" => os_build(),
        "role-is-not" => json!({
            "type": "array",
            "items": { "enum": Role::ALL.map(Role::name) },
        }),
        _ => nothing(),
    }
}

fn registry_equals() -> Value {
    let keys = ["key", "value", "data"];
    object(&keys, &keys, |key| match key {
        "data" => data(),
        other => registry_part(other),
    })
}

fn port_open() -> Value {
    let keys = ["host", "port"];
    object(&keys, &keys, |key| match key {
        "host" => text("Name of the host."),
        _ => described(
            "TCP port.",
            &json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX }),
        ),
    })
}

fn free_space() -> Value {
    let keys = ["drive", "at-least"];
    let written = pattern("^[0-9]+ *(GB|MB|KB)$");
    let bytes = json!({ "type": "integer", "minimum": 0 });
    object(&keys, &keys, |key| match key {
        "drive" => text("'system' for the drive of Windows, else a letter and a colon."),
        _ => described(
            "How much: '2 GB', '500 MB', or a number of bytes.",
            &json!({ "anyOf": [written, bytes] }),
        ),
    })
}

fn os_build() -> Value {
    let mut range = object(&["at-least", "at-most"], &[], |key| {
        let about = if key == "at-least" {
            "First build, such as 19041."
        } else {
            "Last build."
        };
        let build = json!({ "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX });
        described(about, &build)
    });
    if let Some(range) = range.as_object_mut() {
        range.insert("minProperties".to_owned(), 1.into());
    }
    range
}
