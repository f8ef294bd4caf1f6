//! Good rules, among which others are looked at.

use wutriage::rule::RuleFile;

/// Good files that the others may lean on.
pub(crate) const AROUND: [(&str, &str); 4] = [
    (
        "signals/outcomes.yaml",
        "signals:\n  install_failed: { in: [event-log], provider: Microsoft-Windows-WindowsUpdateClient, event: 20 }\n  install_succeeded: { in: [event-log], provider: Microsoft-Windows-WindowsUpdateClient, event: 19 }\n  scan_failed: { in: [windows-update], regex: 'scan by (?P<caller>\\w+) failed', capture: { caller: text } }\n",
    ),
    (
        "symptoms/scan-failed.yaml",
        "title: A scan failed\nfailed: [shared.install_failed]\n",
    ),
    (
        "actions/show-host.yaml",
        "title: Show the host\nrisk: read-only\nparams: { host: host }\nsteps: [ { manual: 'Look at {host}.' } ]\n",
    ),
    (
        "actions/enable-tls12-client.yaml",
        "title: Switch TLS 1.2 on for clients\nrisk: caution\nsteps: [ { manual: 'Ask the owner of the policy.' } ]\n",
    ),
];

/// A file of a pack.
pub(crate) fn file(path: &str, text: &str) -> RuleFile {
    RuleFile {
        path: path.to_owned(),
        display: path.to_owned(),
        text: text.to_owned(),
    }
}
