//! `wutriage why` as the author of a rule meets it: what its signals found, what came near, and the verdict.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "asking/program.rs"]
mod program;

use program::{LOG, assert_harmless, folder, refused, run, shown};

const RULE: &str = "contoso/agent-blocked";
const REGISTRY: &str = "Windows Registry Editor Version 5.00\n\n\
    [HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Agent]\n\"Filter\"=dword:0000000";

/// What `why` says of the rule over these logs, on 80 columns.
#[track_caller]
fn why(logs: &[(&str, &str)]) -> String {
    shown(folder(logs).path(), Some(80), &["why", RULE, "logs"])
}

/// The page has these lines, in this order.
#[track_caller]
fn check(page: &str, expected: &[&str]) {
    let mut rest = page.lines();
    for line in expected {
        assert!(
            rest.any(|it| it.trim() == *line),
            "{line}\nis missing or out of order in\n{page}"
        );
    }
}

#[test]
fn a_rule_that_fires_shows_what_it_found_and_what_counted() {
    let registry = format!("{REGISTRY}1\n");
    let logs = [("WindowsUpdate.log", LOG), ("agent.reg", &registry)];
    assert_eq!(
        why(&logs),
        "\
contoso/agent-blocked: The Contoso agent blocks the update service

Fires when
  blocked and refused

Explains
  scan-failed

Signals
  blocked: found once
    asks for: in windows-update; component Misc; text 'blocked by contoso'
    logs/WindowsUpdate.log:4, 2024-05-14 09:00:03
      2024/05/14 09:00:03.0000000 1088  5120  Misc            blocked by
        contoso
  filter: found once
    asks for: in registry; key 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Agent';
      value 'Filter' is 1
    logs/agent.reg:4
      HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Agent\\Filter = 1
  refused: found 2 times
    asks for: in windows-update; code 0x80072EFD
    first: logs/WindowsUpdate.log:3, 2024-05-14 09:00:02
      2024/05/14 09:00:02.0000000 1088  5120  Misc            *FAILED*
        [80072EFD] Send request
    last: logs/WindowsUpdate.log:7, 2024-05-14 10:00:02
      2024/05/14 10:00:02.0000000 1088  5120  Misc            *FAILED*
        [80072EFD] Send request
    noise/fabrikam-probe takes 1 record away from it:
      logs/WindowsUpdate.log:2, 2024-05-14 09:00:01
        2024/05/14 09:00:01.0000000 1088  5120  Misc            *FAILED*
          [80072EFD] fabrikam probe
  service: not found
    asks for: in event-log; provider Contoso-Agent; event 7
    not collected: event-log

Points, in scan-failed/1
  10 to begin with
  +40 counts: the filter is on
  +15 counts: both at once
  -10 does not count: its service says that it lets all pass

Verdict
  scan-failed/1: it held and has recovered, 65 points, high confidence: a
    later attempt succeeded at 2024-05-15 11:00:00
  elsewhere: it does not hold

Not collected
  event-log
    wevtutil qe System /f:xml > System.xml
"
    );
}

/// A log in which the cause is all but there.
const NEAR: &str = "\
2024/05/14 09:00:02.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request
2024/05/14 09:00:03.0000000 1088  5120  Agent           blocked by contoso
2024/05/14 09:00:03.5000000 1088  5120  Misc            stopped by contoso
2024/05/14 09:00:04.0000000 1088  5120  Agent           Scan failed
";

#[test]
fn a_rule_that_does_not_fire_shows_what_comes_near_and_what_is_missing() {
    let registry = format!("{REGISTRY}0\n");
    let page = why(&[("WindowsUpdate.log", NEAR), ("agent.reg", &registry)]);
    check(
        &page,
        &[
            "blocked: not found",
            "near: 1 record with all but component Misc:",
            "logs/WindowsUpdate.log:2, 2024-05-14 09:00:03",
            "near: 2 records with all but text 'blocked by contoso', the first:",
            "logs/WindowsUpdate.log:1, 2024-05-14 09:00:02",
            "filter: not found",
            "near: 1 record with all but value 'Filter' is 1:",
            "logs/agent.reg:4",
            "refused: found once",
            "Verdict",
            "scan-failed/1: it does not hold",
            "What is missing",
            "in scan-failed/1: blocked",
            "blocked: in windows-update; component Misc; text 'blocked by contoso'",
        ],
    );
    assert!(!page.contains("not collected: registry"), "{page}");
}

#[test]
fn an_input_that_is_absent_is_named_with_its_command() {
    check(
        &why(&[("WindowsUpdate.log", LOG)]),
        &[
            "filter: not found",
            r"not collected: registry: HKEY_LOCAL_MACHINE\SOFTWARE\Contoso\Agent",
            "Not collected",
            "event-log",
            "wevtutil qe System /f:xml > System.xml",
            r"registry: HKEY_LOCAL_MACHINE\SOFTWARE\Contoso\Agent",
            r#"reg query "HKLM\SOFTWARE\Contoso\Agent" /s > SOFTWARE-Contoso-Agent.txt"#,
        ],
    );
}

#[test]
fn what_was_found_apart_from_the_incident_is_told_from_what_was_not_found() {
    let log = "\
2024/05/13 09:00:00.0000000 1088  5120  Misc            blocked by contoso
2024/05/14 09:00:00.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request
2024/05/14 09:00:04.0000000 1088  5120  Agent           Scan failed
";
    check(
        &why(&[("WindowsUpdate.log", log)]),
        &[
            "in scan-failed/1: blocked",
            "blocked was found, though not there",
        ],
    );
}

#[test]
fn a_rule_that_something_overrides_or_outweighs_says_so() {
    let dir = folder(&[("WindowsUpdate.log", LOG)]);
    let rule = "title: The filter of the Contoso agent is on
severity: error
because: It is.
signals:
  blocked: { in: [windows-update], text: 'blocked by contoso' }
when: blocked
weigh:
  base: 30
  against: [ { signal: blocked, add: 5, note: 'for the sake of it' } ]
overrides: [contoso/agent-blocked]
";
    std::fs::write(dir.path().join("rules/contoso/filter.yaml"), rule).unwrap();
    let page = |rule| shown(dir.path(), Some(80), &["why", rule, "logs"]);
    check(
        &page(RULE),
        &["scan-failed/1: it holds with 25 points, and contoso/filter takes its place"],
    );
    check(
        &page("contoso/filter"),
        &[
            "Points, in scan-failed/1",
            "30 to begin with",
            "-5 counts: for the sake of it",
        ],
    );
}

/// With this condition the rule gives these lines over the log.
#[track_caller]
fn check_when(when: &str, log: &str, expected: &[&str]) {
    let dir = folder(&[("WindowsUpdate.log", log)]);
    let rule = format!(
        "title: T
severity: error
because: B
signals:
  blocked: {{ in: [windows-update], text: 'blocked by contoso' }}
  stopped: {{ in: [windows-update], text: 'stopped by fabrikam' }}
  refused: {{ in: [windows-update], code: [0x80072EFD] }}
  carrier: {{ in: [windows-update], code: [0x80240022] }}
  filter: {{ in: [registry], key: 'HKLM\\SOFTWARE\\Contoso\\Agent', value: Filter, equals: 1 }}
  either:
    in: [registry]
    any:
      - {{ key: 'Contoso\\A', value: X, equals: 1 }}
      - {{ key: 'Contoso\\B', value: X, equals: 1 }}
      - {{ key: 'Contoso\\A', value: Y, equals: 1 }}
when: {when}
"
    );
    std::fs::write(dir.path().join("rules/contoso/other.yaml"), rule).unwrap();
    let page = shown(dir.path(), Some(80), &["why", "contoso/other", "logs"]);
    check(&page, expected);
}

#[test]
fn the_first_thing_that_a_condition_lacks_is_named() {
    check_when(
        "blocked",
        NEAR,
        &["scan-failed/1: it holds, 20 points, medium confidence"],
    );
    check_when(
        "stopped or filter",
        NEAR,
        &["in scan-failed/1: any one of stopped, filter"],
    );
    check_when(
        "refused and stopped and filter",
        NEAR,
        &["in scan-failed/1: stopped"],
    );
    check_when(
        "refused and not blocked",
        NEAR,
        &["in scan-failed/1: blocked was found and must not be"],
    );
    check_when(
        "count(refused) >= 5",
        NEAR,
        &[
            "in scan-failed/1: found refused, but not in the number, order or time that",
            "the rule asks for",
        ],
    );
}

#[test]
fn a_key_that_a_signal_names_twice_is_missing_once() {
    let missing = r"not collected: registry: Contoso\A; registry: Contoso\B";
    check_when("either", NEAR, &["either: not found", missing]);
}

#[test]
fn what_cannot_be_told_and_what_is_not_enough_are_no_verdict() {
    check_when(
        "refused and not filter",
        NEAR,
        &["scan-failed/1: it cannot be told whether it holds, 5 points, low confidence:"],
    );
    let carried = NEAR.replace("[80072EFD]", "[80240022]");
    check_when(
        "carrier",
        &carried,
        &[
            "scan-failed/1: it holds on error codes that only carry another failure,",
            "which is not enough",
        ],
    );
}

#[test]
fn a_noise_rule_shows_what_it_silenced() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let page = shown(
        folder.path(),
        Some(80),
        &["why", "noise/fabrikam-probe", "logs"],
    );
    check(
        &page,
        &[
            "noise/fabrikam-probe",
            "Verdict",
            "it silenced 1 record",
            "logs/WindowsUpdate.log:2, 2024-05-14 09:00:01",
        ],
    );
}

#[test]
fn an_unknown_rule_is_2_and_the_nearest_is_named() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    for (id, near) in [
        (
            "contoso/agent-bloked",
            "did you mean 'contoso/agent-blocked'?",
        ),
        ("agent-blocked", "did you mean 'contoso/agent-blocked'?"),
        ("fabrikam-probe", "did you mean 'noise/fabrikam-probe'?"),
        ("x", "no rule has this id; an id is such as"),
    ] {
        let message = refused(folder.path(), &["why", id, "logs"]);
        assert!(message.contains(near), "{message}");
    }
}

#[test]
fn an_empty_folder_is_2() {
    let folder = folder(&[]);
    let message = refused(folder.path(), &["why", RULE, "logs"]);
    assert!(message.contains("there is no file to read"), "{message}");
}

#[test]
fn sixty_columns_are_kept_but_for_paths_and_commands() {
    let folder = folder(&[("WindowsUpdate.log", NEAR)]);
    let page = shown(folder.path(), Some(60), &["why", RULE, "logs"]);
    let to_copy = |line: &str| line.contains("reg query") || line.contains("logs/");
    for line in page.lines().filter(|line| !to_copy(line)) {
        assert!(line.len() <= 60, "{line}");
    }
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    let registry = format!("{REGISTRY}0\n");
    let folder = folder(&[("WindowsUpdate.log", NEAR), ("agent.reg", &registry)]);
    let page = |more: &[&str]| {
        shown(
            folder.path(),
            None,
            &[&["why", RULE, "logs"], more].concat(),
        )
    };
    assert_eq!(page(&["-j", "1"]), page(&[]));
    assert_eq!(page(&["-j", "7", "--no-mmap"]), page(&[]));
}

#[test]
fn a_log_cannot_steer_the_terminal() {
    let log = NEAR.replace("Send request", "\u{1b}]0;owned\u{7} \u{202e}gpj");
    let folder = folder(&[("WindowsUpdate.log", &log)]);
    let page = shown(folder.path(), None, &["why", RULE, "logs"]);
    assert_harmless(&page);
    assert!(page.contains("\\x1b]0;owned"), "{page}");
}

#[test]
fn quiet_shows_the_verdict_alone_and_strict_refuses_what_was_not_read() {
    let trace = "\u{0}\u{10}\u{0}\u{0}".repeat(1024);
    let folder = folder(&[("WindowsUpdate.log", LOG), ("unknown.bin", &trace)]);
    let page = shown(folder.path(), None, &["why", RULE, "logs", "-q"]);
    assert!(page.starts_with("Verdict\n"), "{page}");
    let strict = run(folder.path(), None, &["why", RULE, "logs", "--strict"]);
    assert_eq!(strict.status.code(), Some(2));
}
