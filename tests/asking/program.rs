//! The program in a folder with logs and rules of a made-up company.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Rules by their path in the pack.
pub(crate) const RULES: [(&str, &str); 4] = [
    (
        "signals/shared.yaml",
        "signals:
  scan_started: { in: [windows-update], text: 'Scan started' }
  scan_failed: { in: [windows-update, event-log], text: 'Scan failed' }
  scan_succeeded: { in: [windows-update], text: 'Scan succeeded' }
",
    ),
    (
        "symptoms/scan-failed.yaml",
        "title: A search for updates failed
failed: [shared.scan_failed]
succeeded: [shared.scan_succeeded]
started: [shared.scan_started]
gap: 6h
look: { before: 30m, after: 5m }
",
    ),
    (
        "contoso/agent-blocked.yaml",
        "title: The Contoso agent blocks the update service
severity: error
owner: client
explains: [scan-failed]
because: It does.
signals:
  blocked: { in: [windows-update], component: Misc, text: 'blocked by contoso' }
  refused: { in: [windows-update], code: [0x80072EFD] }
  filter: { in: [registry], key: 'HKLM\\SOFTWARE\\Contoso\\Agent', value: Filter, equals: 1 }
  service: { in: [event-log], provider: Contoso-Agent, event: 7 }
when: blocked and refused
weigh:
  base: 10
  for:
    - { signal: filter, add: 40, note: 'the filter is on' }
    - { when: blocked near refused within 5m, add: 15, note: 'both at once' }
  against:
    - { signal: service, add: 10, note: 'its service says that it lets all pass' }
",
    ),
    (
        "noise/fabrikam-probe.yaml",
        "because: The Fabrikam probe asks for an address that is never there.
silences: { in: [windows-update], code: [0x80072EFD], text: 'fabrikam probe' }
when: silenced
tests:
  - name: the probe is silenced
    files:
      WindowsUpdate.log: |
        2024/05/14 09:00:00.0000000 1088  5120  Misc            *FAILED* [80072EFD] fabrikam probe
    expect: { count: 1 }
",
    ),
];

/// A scan that fails twice, as the cause has it, and then succeeds.
pub(crate) const LOG: &str = "\
2024/05/14 09:00:00.0000000 1088  5120  Agent           Scan started
2024/05/14 09:00:01.0000000 1088  5120  Misc            *FAILED* [80072EFD] fabrikam probe
2024/05/14 09:00:02.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request
2024/05/14 09:00:03.0000000 1088  5120  Misc            blocked by contoso
2024/05/14 09:00:04.0000000 1088  5120  Agent           Scan failed
2024/05/14 09:30:00.0000000 1088  5120  Agent           Nothing of note
2024/05/14 10:00:02.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request
2024/05/14 10:00:04.0000000 1088  5120  Agent           Scan failed
2024/05/15 11:00:00.0000000 1088  5120  Agent           Scan succeeded
";

/// A folder with the rules in `rules` and the logs in `logs`.
pub(crate) fn folder(logs: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let rules = RULES
        .iter()
        .map(|(path, text)| (format!("rules/{path}"), *text));
    let logs = logs
        .iter()
        .map(|(path, text)| (format!("logs/{path}"), *text));
    std::fs::create_dir(folder.path().join("logs")).unwrap();
    for (path, text) in rules.chain(logs) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The program's output in the folder, with these rules alone, on a page of that many columns.
pub(crate) fn run(folder: &Path, columns: Option<u16>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wutriage"));
    command
        .current_dir(folder)
        .args(arguments)
        .args(["--no-default-rules", "--rules", "rules"])
        .stdin(Stdio::null());
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(variable);
    }
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    command.output().unwrap()
}

/// What it prints where it ends with 0.
#[track_caller]
pub(crate) fn shown(folder: &Path, columns: Option<u16>, arguments: &[&str]) -> String {
    let output = run(folder, columns, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What it complains of where it ends with 2 and prints nothing.
#[track_caller]
pub(crate) fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, None, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Fails where something on the page would be obeyed by a terminal.
#[track_caller]
pub(crate) fn assert_harmless(page: &str) {
    let unsafe_one =
        |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c);
    assert_eq!(page.chars().find(unsafe_one), None, "{page}");
}
