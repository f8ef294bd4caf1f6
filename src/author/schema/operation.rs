//! The steps of an action: the closed set of operations, each with what it is given.

use serde_json::{Value, json};

use super::argument::{self, names, nothing, one_key, path, registry_value};
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
        "set-service-start" => argument::service_start(),
        "set-registry" => argument::set_registry(),
        "delete-registry-value" => registry_value(),
        "rename-folder" | "rename-file" => one_key("path", &path()),
        "comment-hosts-entries" => one_key("hosts", &argument::hosts()),
        "set-winhttp-proxy" => argument::proxy(),
        "register-update-service" => argument::update_service(),
        "dism" => one_key("mode", &word("The job.", DISM)),
        "sfc" => one_key("mode", &word("The job.", ["verify-only", "scan-now"])),
        "certificate-import" => argument::certificate(),
        "enable-task" | "disable-task" => one_key(
            "task",
            &text("Its full name: '\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan'."),
        ),
        "connect-test" => argument::connect_test(),
        "show" => one_step("What is printed.", &SHOWN, shown),
        "collect-evidence" => one_key(
            "paths",
            &list("Files; the last part may hold '*'.", &path()),
        ),
        "install-package" => one_key("file", &text("Name of a .msu or .cab file.")),
        "manual" => json!({ "type": "string", "minLength": 1 }),
        "run" => argument::run(),
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
