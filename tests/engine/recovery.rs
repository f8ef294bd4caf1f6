//! Causes outside of incidents: whose evidence they may use, what a later success clears, which of two rivals stays.

use wutriage::report::{Machine, State};
use wutriage::rule::RuleSet;

use super::support::{finding, machine, rules};

const OUTCOMES: &str = r"
signals:
  install_failed: { in: [windows-update], regex: 'installing (?:(?P<update>\d+) )?failed', capture: { update: text } }
  install_succeeded: { in: [windows-update], regex: 'installing (?P<update>\S+) succeeded: (?P<title>.+)', capture: { update: text, title: text } }
  scan_failed: { in: [windows-update], text: 'scan failed' }
  scan_succeeded: { in: [windows-update], text: 'scan succeeded' }
";
const INSTALL: &str = r"
title: An update failed
failed: [shared.install_failed]
succeeded: [shared.install_succeeded]
same: [update]
class: update-class
look: { before: 2h, after: 10m }
";
const SCAN: &str = r"
title: A scan failed
failed: [shared.scan_failed]
succeeded: [shared.scan_succeeded]
look: { before: 2h, after: 10m }
";

/// A cause that finds its name and the update beside it.
fn cause(name: &str, end: &str) -> String {
    format!(
        "signals:\n  it: {{ in: [windows-update, cbs], regex: '{name}(?: (?P<update>\\S+))?', capture: {{ update: text }} }}\n  off: {{ in: [registry], key: 'HKLM\\SOFTWARE\\Fabrikam', value: Off, equals: 1 }}\n{end}\n"
    )
}

fn pack(causes: &[(&str, &str)]) -> RuleSet {
    let causes: Vec<(String, String)> = causes
        .iter()
        .map(|(name, end)| (format!("test/{name}.yaml"), cause(name, end)))
        .collect();
    let mut files = vec![
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", INSTALL),
        ("symptoms/scan-failed.yaml", SCAN),
    ];
    let causes = causes
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    files.extend(causes);
    rules(&files)
}

fn read(rules: &RuleSet, lines: &[(&str, &str)]) -> Machine {
    let line = |(time, text): &(&str, &str)| {
        format!("2024/05/{time}.0000000 1088  5120  Agent           {text}\n")
    };
    let log: String = lines.iter().map(line).collect();
    machine(rules, &[("WindowsUpdate.log", &log)])
}

/// State of the cause `root`, which explains the symptom, and how many incidents it is found in.
fn check(explains: &str, lines: &[(&str, &str)], expected: (State, usize)) {
    let end = format!("explains: [{explains}]\nwhen: it");
    let machine = read(&pack(&[("root", &end)]), lines);
    let got = finding(&machine, "test/root").map(|found| (found.state, found.incidents.len()));
    assert_eq!(got, Some(expected), "{explains}\n{lines:#?}");
}

#[test]
fn an_incident_of_another_symptom_takes_no_evidence_away() {
    let lines = [("14 09:00:00", "root 7"), ("14 09:01:00", "scan failed")];
    check("install-failed", &lines, (State::Active, 0));
    check("scan-failed", &lines, (State::Active, 1));
}

#[test]
fn outside_of_incidents_only_the_success_of_the_same_update_clears_a_cause() {
    let root = ("14 09:00:00", "root 7");
    let definition = "installing 8 succeeded: Security Intelligence Update - KB2267602";
    let check = |later, expected| {
        let lines = [root, ("14 10:00:00", later)];
        check("install-failed", &lines, (expected, 0));
    };
    check(definition, State::Active);
    check("installing 8 succeeded: Notes", State::Active);
    check("installing 7 succeeded: Notes", State::Recovered);
}

#[test]
fn the_success_of_an_update_says_nothing_of_a_cause_without_one_in_another_log() {
    let rules = pack(&[("root", "explains: [install-failed]\nwhen: it")]);
    let cbs = "2024-05-14 09:00:00, Error                 CBS    root\r\n";
    let agent = "2024/05/14 10:00:00.0000000 1088  5120  Agent           installing 8 succeeded: Security Intelligence Update - KB2267602\n";
    let machine = machine(&rules, &[("CBS.log", cbs), ("WindowsUpdate.log", agent)]);
    assert_eq!(machine.findings[0].state, State::Active);
}

#[test]
fn outside_of_incidents_any_later_scan_clears_what_fails_scans() {
    let root = ("14 09:00:00", "root 7");
    let succeeded = |time| (time, "scan succeeded");
    let check = |lines: &[_], expected| check("scan-failed", lines, (expected, 0));
    check(&[root, succeeded("14 10:00:00")], State::Recovered);
    check(&[succeeded("14 08:00:00"), root], State::Active);
}

#[test]
fn in_one_log_the_place_decides_where_the_clock_went_back() {
    let root = ("14 02:59:00", "root 7");
    let succeeded = |time| (time, "scan succeeded");
    let check = |lines: &[_], expected| check("scan-failed", lines, (expected, 0));
    // The hour from two to three comes twice when daylight time ends.
    check(&[root, succeeded("14 02:01:00")], State::Recovered);
    check(&[succeeded("14 02:59:30"), root], State::Active);
    // A log pasted below a later one, and a clock that was wrong by days, say nothing of what came first.
    check(&[root, succeeded("14 01:01:00")], State::Active);
    check(&[root, succeeded("11 02:01:00")], State::Active);
    check(&[succeeded("17 02:01:00"), root], State::Active);
}

/// The causes that stay when both hold, in order.
fn check_rivals(specific: &str, generic: &str, expected: &[&str]) {
    let rules = pack(&[("specific", specific), ("generic", generic)]);
    let machine = read(&rules, &[("14 09:00:00", "specific and generic")]);
    let found: Vec<&str> = machine
        .findings
        .iter()
        .map(|one| one.rule.as_str())
        .collect();
    assert_eq!(found, expected, "{specific}\n{generic}");
}

#[test]
fn a_specific_cause_in_doubt_does_not_replace_a_generic_one_that_holds() {
    let overrides = "overrides: [test/generic]";
    check_rivals(
        &format!("when: it and not off\n{overrides}"),
        "when: it",
        &["test/generic", "test/specific"],
    );
    check_rivals(
        &format!("when: it\n{overrides}"),
        "when: it",
        &["test/specific"],
    );
    check_rivals(
        &format!("when: it and not off\n{overrides}"),
        "when: it and not off",
        &["test/specific"],
    );
}

#[test]
fn causes_that_replace_each_other_do_not_both_vanish() {
    check_rivals(
        "when: it\noverrides: [test/generic]",
        "when: it\noverrides: [test/specific]",
        &["test/generic", "test/specific"],
    );
}

/// The agent's log with these lines, each by the thread of that number.
fn by_threads(lines: &[(&str, u32, &str)]) -> Machine {
    let rules = pack(&[]);
    let line = |(time, thread, text): &(&str, u32, &str)| {
        format!("2024/05/{time}.0000000 1088  {thread}  Agent           {text}\n")
    };
    let log: String = lines.iter().map(line).collect();
    machine(&rules, &[("WindowsUpdate.log", &log)])
}

#[test]
fn a_failure_without_a_key_ends_with_a_success_of_its_thread_within_the_gap() {
    let check = |time: &str, thread: u32, expected: State| {
        let machine = by_threads(&[
            ("14 09:00:00", 5120, "installing failed"),
            (time, thread, "installing 7 succeeded: Notes"),
        ]);
        assert_eq!(machine.incidents[0].state, expected, "{time} {thread}");
    };
    check("14 10:00:00", 5120, State::Recovered);
    check("14 10:00:00", 5121, State::Active);
    check("14 15:00:01", 5120, State::Active);
}

#[test]
fn a_failure_without_a_key_beside_one_with_a_key_does_not_open_it_to_other_updates() {
    let machine = by_threads(&[
        ("14 09:00:00", 5120, "installing 7 failed"),
        ("14 09:00:01", 5120, "installing failed"),
        ("14 09:00:02", 5120, "installing 8 failed"),
        ("14 10:00:00", 5120, "installing 8 succeeded: Notes"),
    ]);
    let states: Vec<State> = machine.incidents.iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Active, State::Recovered]);
}
