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
Held in scan-failed/1 and has recovered: 65 points, high confidence

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
    wevtutil epl System System.evtx /ow:true
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
            "Does not hold: blocked was not found",
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
            "wevtutil epl System System.evtx /ow:true",
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
            "Does not hold: blocked was found, though not in scan-failed/1",
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
        &[
            "Holds in scan-failed/1: 25 points, but contoso/filter takes its place",
            "scan-failed/1: it holds with 25 points, and contoso/filter takes its place",
        ],
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
        &[
            "Holds in scan-failed/1: 20 points, medium confidence",
            "scan-failed/1: it holds, 20 points, medium confidence",
        ],
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
            "Does not hold: found refused, but not in the number that the rule asks for",
            "in scan-failed/1: found refused, but not in the number that the rule asks",
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
        &[
            "May hold in scan-failed/1: 5 points, low confidence",
            "scan-failed/1: it cannot be told whether it holds, 5 points, low confidence:",
            "what would decide it was not collected, or does not reach over the whole",
        ],
    );
    let carried = NEAR.replace("[80072EFD]", "[80240022]");
    check_when(
        "carrier",
        &carried,
        &[
            "Does not hold in scan-failed/1: error codes that only carry another failure are",
            "not enough",
            "scan-failed/1: it holds on error codes that only carry another failure,",
            "which is not enough",
        ],
    );
}

#[test]
fn evidence_that_cannot_be_told_says_why() {
    let dir = folder(&[("WindowsUpdate.log", NEAR)]);
    let rule = "title: T
severity: error
because: B
signals:
  refused: { in: [windows-update], code: [0x80072EFD] }
  filter: { in: [registry], key: 'HKLM\\SOFTWARE\\Contoso\\Agent', value: Filter, equals: 1 }
when: refused
weigh:
  base: 10
  for: [ { when: refused and not filter, add: 7, note: 'no filter' } ]
";
    std::fs::write(dir.path().join("rules/contoso/other.yaml"), rule).unwrap();
    check(
        &shown(dir.path(), Some(80), &["why", "contoso/other", "logs"]),
        &["+7 cannot be told: no filter (what would decide it was not collected, or"],
    );
}

/// Two updates, one of which fails, is repaired and fails again.
const STORY: &str = "\
2024/05/14 09:00:00.0000000 1088  5120  Misc            begins {KB5037771}
2024/05/14 09:10:00.0000000 1088  5120  Misc            repaired
2024/05/14 09:20:00.0000000 1088  5120  Misc            breaks {KB5037771}
2024/05/14 09:21:00.0000000 1088  5120  Misc            ends {KB5037999}
";

/// What is missing where the rule asks this of the story.
#[track_caller]
fn check_story(when: &str, expected: &str) {
    let dir = folder(&[("WindowsUpdate.log", STORY)]);
    let update = "capture: { update: kb }";
    let rule = format!(
        "title: T
severity: error
because: B
signals:
  begins: {{ in: [windows-update], text: 'begins', {update} }}
  repaired: {{ in: [windows-update], text: 'repaired' }}
  breaks: {{ in: [windows-update], text: 'breaks', {update} }}
  ends: {{ in: [windows-update], text: 'ends', {update} }}
  never: {{ in: [windows-update], text: 'never seen' }}
when: {when}
"
    );
    std::fs::write(dir.path().join("rules/contoso/story.yaml"), rule).unwrap();
    let page = shown(dir.path(), Some(120), &["why", "contoso/story", "logs"]);
    check(
        &page,
        &[
            "Verdict",
            "What is missing",
            &format!("in all that was read: {expected}"),
        ],
    );
}

#[test]
fn what_is_wrong_with_signals_that_were_all_found_is_told() {
    let found = "found begins, breaks, but";
    check_story(
        "begins then breaks within 15m",
        &format!("{found} more than 15m apart"),
    );
    check_story(
        "begins then breaks without repaired",
        &format!("{found} repaired stands between"),
    );
    check_story(
        "begins then ends same update",
        "found begins, ends, but not with the same update",
    );
    check_story(
        "breaks then begins within 1h",
        "found breaks, begins, but not in this order",
    );
    check_story(
        "begins then breaks within 15m without repaired",
        &format!("{found} not in the number, order or time that the rule asks for"),
    );
    check_story(
        "begins near breaks within 90s",
        &format!("{found} more than 90s apart"),
    );
    check_story(
        "begins near ends within 1h same update",
        "found begins, ends, but not with the same update",
    );
    check_story(
        "count(begins or breaks) >= 2 within 10m",
        &format!("{found} not so many within 10m"),
    );
    check_story(
        "count(begins or breaks) >= 3 within 10m",
        &format!("{found} not in the number that the rule asks for"),
    );
    check_story(
        "(never or ends) then begins",
        "found ends, begins, but not in this order",
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
            "Silenced 1 record",
            "Verdict",
            "Silenced 1 record",
            "logs/WindowsUpdate.log:2, 2024-05-14 09:00:01",
        ],
    );
    let bare = ["why", "fabrikam-probe", "logs"];
    assert_eq!(shown(folder.path(), Some(80), &bare), page);
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
        ("fabrikam-prob", "did you mean 'noise/fabrikam-probe'?"),
        (
            "scan-failed",
            "it is a symptom, and why takes causes and noise rules, such as 'contoso/agent-blocked'",
        ),
        (
            "contoso/agent-blocked.filter",
            "it is a signal, and why takes causes and noise rules, such as 'contoso/agent-blocked'",
        ),
        (
            "scan_failed",
            "it is a signal, and why takes causes and noise rules",
        ),
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
