//! Causes outside of incidents: whose evidence they may use, what a later success clears, which of two rivals stays.

use wutriage::report::{Machine, State};
use wutriage::rule::{RuleFile, RuleSet};

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
        "signals:\n  mended: {{ in: [windows-update], text: 'mended' }}\n  it: {{ in: [windows-update, cbs, event-log], regex: '{name}(?: (?P<update>\\S+))?', capture: {{ update: text }} }}\n  off: {{ in: [registry], key: 'HKLM\\SOFTWARE\\Fabrikam', value: Off, equals: 1 }}\n{end}\n"
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

const OFF: (&str, &str) = (
    "off.reg",
    "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam]\r\n\"Off\"=dword:00000001\r\n",
);

/// The machine of these lines and one more file, with the cause `root` that fails installs.
fn beside(end: &str, lines: &[(&str, &str)], more: (&str, &str)) -> Machine {
    let rules = pack(&[("root", &format!("explains: [install-failed]\n{end}"))]);
    let line = |(time, text): &(&str, &str)| {
        format!("2024/05/14 {time}.0000000 1088  5120  Agent           {text}\n")
    };
    let log: String = lines.iter().map(line).collect();
    machine(&rules, &[("WindowsUpdate.log", &log), more])
}

#[test]
fn each_update_that_a_cause_is_about_needs_a_success_of_its_own() {
    let roots = [("14 09:00:00", "root 7"), ("14 10:00:00", "root 8")];
    let check = |more: &[(&'static str, &'static str)], expected| {
        let lines = [&roots[..], more].concat();
        check("install-failed", &lines, (expected, 0));
    };
    let eight = ("14 11:00:00", "installing 8 succeeded: Notes");
    let seven = ("14 09:30:00", "installing 7 succeeded: Notes");
    check(&[eight], State::Active);
    check(&[seven], State::Active);
    check(&[seven, eight], State::Recovered);
}

#[test]
fn a_record_without_a_time_below_the_success_is_not_cleared_by_it() {
    let log = |before: &str, after: &str| {
        format!(
            "{before}2024/05/14 10:00:00.0000000 1088  5120  Agent           root 7\n2024/05/14 11:00:00.0000000 1088  5120  Agent           installing 7 succeeded: Notes\n{after}"
        )
    };
    let check = |log: String, expected| {
        let rules = pack(&[("root", "explains: [install-failed]\nwhen: it")]);
        let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
        assert_eq!(machine.findings[0].state, expected, "{log}");
    };
    check(log("", "Agent           root 7\n"), State::Active);
    check(log("", ""), State::Recovered);
}

#[test]
fn a_cause_that_may_be_over_on_another_clock_is_in_doubt_and_says_why() {
    let event = |time: &str| {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Fabrikam'/><EventID>1</EventID><TimeCreated SystemTime='2024-05-{time}Z'/><EventRecordID>1</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='what'>root 7</Data></EventData></Event>\n"
        )
    };
    let check = |time: &str, expected: State| {
        let lines = [
            ("10:00:00", "root 7"),
            ("11:00:00", "installing 7 succeeded: Notes"),
        ];
        let machine = beside("when: it", &lines, ("System.xml", &event(time)));
        let found = &machine.findings[0];
        assert_eq!(found.state, expected, "{time} {:?}", found.reason);
        if expected == State::Inconclusive {
            assert!(found.reason.as_ref().unwrap().contains("--tz"));
        }
    };
    check("14T09:30:00", State::Inconclusive);
    check("12T09:30:00", State::Recovered);
    check("16T09:30:00", State::Active);
}

#[test]
fn a_failure_after_the_record_that_mends_a_cause_is_that_cause_still() {
    let check = |mended, expected: State, open: usize| {
        let lines = [
            ("09:00:00", "root 7"),
            ("09:30:00", "installing 7 failed 0x80070005"),
            (mended, "mended"),
        ];
        let mut lines = lines;
        lines.sort_unstable();
        let machine = beside("when: it\nrecovered_by: [mended]", &lines, ("a.log", "\n"));
        let states = (machine.findings[0].state, machine.incidents[0].state);
        assert_eq!(states, (expected, State::Active), "{mended}");
        assert_eq!(machine.unexplained.len(), open, "{mended}");
    };
    check("09:10:00", State::Active, 0);
    // The cause is gone and the update still failed, so why it did is open.
    check("09:35:00", State::Recovered, 1);
}

#[test]
fn what_mends_a_cause_does_not_clear_a_setting_that_still_holds() {
    let check = |more: (&str, &str), expected: State| {
        let lines = [("09:00:00", "root 7"), ("09:10:00", "mended")];
        let machine = beside("when: it or off\nrecovered_by: [mended]", &lines, more);
        assert_eq!(machine.findings[0].state, expected);
    };
    check(OFF, State::Active);
    check(("a.log", "\n"), State::Recovered);
}

#[test]
fn evidence_after_the_success_of_an_incident_is_a_suspicion_of_its_own() {
    let lines = |time| {
        [
            ("14 09:00:00", "installing 7 failed"),
            ("14 09:02:00", "installing 7 succeeded: Notes"),
            (time, "root 7"),
        ]
    };
    let mut early = lines("14 09:01:00");
    early.sort_unstable();
    check("install-failed", &early, (State::Recovered, 1));
    check("install-failed", &lines("14 09:08:00"), (State::Active, 0));
}

#[test]
fn causes_that_replace_each_other_in_a_circle_do_not_load() {
    let file = |name: &str, beneath: &str| RuleFile {
        path: format!("test/{name}.yaml"),
        display: format!("test/{name}.yaml"),
        text: format!(
            "title: T\nseverity: error\nbecause: B\n{}",
            cause("it", &format!("when: it\n{beneath}"))
        ),
    };
    let check = |files: &[(&str, &str)], expected: Option<&str>| {
        let file = |(name, beneath): &(&str, &str)| file(name, beneath);
        let files: Vec<RuleFile> = files.iter().map(file).collect();
        let message = RuleSet::load(&files).err().map(|error| error.to_string());
        assert_eq!(message.is_some(), expected.is_some(), "{message:?}");
        if let (Some(message), Some(expected)) = (message, expected) {
            assert!(message.contains(expected), "{message}");
            assert_eq!(message.matches("overrides").count(), 2, "{message}");
        }
    };
    let circle = [
        ("a", "overrides: [test/b]"),
        ("b", "overrides: [test/c]"),
        ("c", "overrides: [test/a]"),
    ];
    check(&circle, Some("test/a.yaml:"));
    check(
        &[("a", "overrides: [test/b]"), ("b", "overrides: [test/a]")],
        None,
    );
    check(
        &[
            ("a", "overrides: [test/b]"),
            ("b", "overrides: [test/c]"),
            ("c", ""),
        ],
        None,
    );
    let both = [
        ("a", "overrides: [test/b]"),
        ("b", "overrides: [test/a, test/c]"),
        ("c", "overrides: [test/a]"),
    ];
    check(&both, Some("test/a.yaml:"));
}
