//! The steps of an action: the closed set of operations, each with what it is given.

use serde_json::{Value, json};

use super::value::{described, list, object, one_of, text, word};

/// A step: a word, or a map with one key.
pub(super) fn operation() -> Value {
    one_step("One step.", &OPERATIONS, given)
}

/// Every operation with what it does.
pub(super) const OPERATIONS: [(&str, &str); 29] = [
    (
        "stop-service",
        "Stops services; those that ran are started again at the end of the step.",
    ),
    ("start-service", "Starts services."),
    ("restart-service", "Stops and starts services."),
    ("set-service-start", "Sets how a service starts."),
    (
        "set-registry",
        "Writes a registry value; policy keys are refused.",
    ),
    (
        "delete-registry-value",
        "Deletes a registry value; policy keys are refused.",
    ),
    (
        "rename-folder",
        "Renames a folder, so that its owner makes a new one.",
    ),
    (
        "rename-file",
        "Renames a file, so that its owner makes a new one.",
    ),
    (
        "comment-hosts-entries",
        "Comments out the lines of the hosts file that name these hosts.",
    ),
    ("flush-dns", "Empties the cache of the DNS client."),
    ("set-winhttp-proxy", "Sets the proxy that services use."),
    (
        "reset-winhttp-proxy",
        "Removes the proxy that services use.",
    ),
    (
        "clear-update-bits-jobs",
        "Cancels the downloads of the update agent.",
    ),
    (
        "register-update-service",
        "Registers an update service with the agent.",
    ),
    ("dism", "Checks or repairs the component store."),
    ("sfc", "Checks or repairs system files."),
    (
        "certificate-import",
        "Imports one certificate, told by its thumbprint.",
    ),
    ("gpupdate", "Applies the computer's group policy again."),
    ("enable-task", "Enables a scheduled task."),
    ("disable-task", "Disables a scheduled task."),
    (
        "resolve-name",
        "Resolves names and prints what they resolve to.",
    ),
    (
        "connect-test",
        "Connects to hosts and prints which ports answer.",
    ),
    ("show", "Prints something for a person."),
    ("collect-evidence", "Copies files aside."),
    ("trigger-scan", "Searches for updates."),
    (
        "install-package",
        "Installs an update package that lies beside the script.",
    ),
    (
        "restart",
        "Says that a restart is needed; a script never restarts the machine.",
    ),
    ("manual", "An instruction for a person."),
    ("run", "Runs a program of Windows; 'caution' at least."),
];

/// What the operation of that name is given.
fn given(operation: &str) -> Value {
    match operation {
        "stop-service" | "start-service" | "restart-service" | "resolve-name" => names(),
        "set-service-start" => service_start(),
        "set-registry" => set_registry(),
        "delete-registry-value" => registry_value(),
        "rename-folder" | "rename-file" => one_key("path", &path()),
        "comment-hosts-entries" => one_key("hosts", &hosts()),
        "set-winhttp-proxy" => proxy(),
        "register-update-service" => update_service(),
        "dism" => one_key("mode", &word("The job.", DISM)),
        "sfc" => one_key("mode", &word("The job.", ["verify-only", "scan-now"])),
        "certificate-import" => certificate(),
        "enable-task" | "disable-task" => one_key(
            "task",
            &text("Its full name: '\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan'."),
        ),
        "connect-test" => connect_test(),
        "show" => one_step("What is printed.", &SHOWN, shown),
        "collect-evidence" => one_key(
            "paths",
            &list("Files; the last part may hold '*'.", &path()),
        ),
        "install-package" => one_key("file", &text("Name of a .msu or .cab file.")),
        "manual" => json!({ "type": "string", "minLength": 1 }),
        "run" => run(),
        _ => nothing(),
    }
}

const DISM: [&str; 5] = [
    "check-health",
    "scan-health",
    "restore-health",
    "analyze-store",
    "start-component-cleanup",
];

/// What `show` prints.
pub(super) const SHOWN: [(&str, &str); 4] = [
    ("winhttp-proxy", "The proxy that services use."),
    ("hosts-file", "The hosts file without its comments."),
    ("service", "How a service starts and whether it runs."),
    ("registry", "A registry value."),
];

fn shown(what: &str) -> Value {
    match what {
        "service" => json!({ "type": "string" }),
        "registry" => registry_value(),
        _ => nothing(),
    }
}

/// A map with one of these keys, or the key alone where nothing is given.
pub(super) fn one_step(
    about: &str,
    known: &[(&str, &str)],
    given: impl Fn(&str) -> Value,
) -> Value {
    let alone = known
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| given(name) == nothing());
    let about_of = |name: &str| known.iter().find(|(known, _)| *known == name);
    let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
    let mut map = object(&names, &[], |name| {
        described(about_of(name).map_or("", |(_, about)| about), &given(name))
    });
    if let Some(map) = map.as_object_mut() {
        map.insert("minProperties".to_owned(), 1.into());
        map.insert("maxProperties".to_owned(), 1.into());
    }
    described(about, &json!({ "anyOf": [one_of(alone), map] }))
}

/// `{}`, or nothing behind the colon.
pub(super) fn nothing() -> Value {
    json!({ "type": ["object", "null"], "maxProperties": 0 })
}

/// One name or a list of names.
pub(super) fn names() -> Value {
    let name = json!({ "type": "string" });
    json!({ "anyOf": [name, { "type": "array", "items": name, "minItems": 1 }] })
}

fn one_key(key: &str, value: &Value) -> Value {
    object(&[key], &[key], |_| value.clone())
}

fn path() -> Value {
    text("A path that begins with a variable: '%windir%\\SoftwareDistribution\\Download'.")
}

fn hosts() -> Value {
    list(
        "Names; '*.contoso.com' is the name and every name below it.",
        &json!({ "type": "string" }),
    )
}

fn service_start() -> Value {
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

fn set_registry() -> Value {
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

fn proxy() -> Value {
    object(&["proxy", "bypass"], &["proxy"], |key| match key {
        "proxy" => text("host or host:port."),
        _ => described(
            "What is reached directly: <local>, or names.",
            &json!({ "type": "array", "items": { "type": "string" } }),
        ),
    })
}

fn update_service() -> Value {
    let keys = ["service-id", "if-registered-before"];
    object(&keys, &["service-id"], |key| match key {
        "service-id" => text("Id of the service, a GUID without braces."),
        _ => described(
            "Only put back what was registered when the script began.",
            &json!({ "type": "boolean" }),
        ),
    })
}

fn certificate() -> Value {
    let keys = ["file", "thumbprint", "store"];
    object(&keys, &keys, |key| match key {
        "file" => text("Name of a .cer or .crt file beside the script."),
        "thumbprint" => text("SHA-1 thumbprint that it must have, 40 hex digits."),
        _ => word("Where it goes.", ["root", "intermediate"]),
    })
}

fn connect_test() -> Value {
    let keys = ["hosts", "ports"];
    let port = json!({ "type": "integer", "minimum": 0, "maximum": u16::MAX });
    object(&keys, &keys, |key| match key {
        "hosts" => list("Names without '*'.", &json!({ "type": "string" })),
        _ => list("TCP ports.", &port),
    })
}

fn run() -> Value {
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
