//! Incidents: which failures belong together, what ends them, and which evidence is looked at.

use wutriage::engine::Options;
use wutriage::report::{Machine, State};
use wutriage::rule::RuleSet;

use super::support::{finding, machine, machine_with, rules};

const OUTCOMES: &str = r"
signals:
  failed: { in: [windows-update], regex: 'installing (?P<title>.+) with id (?P<update>\S+) failed', capture: { update: text, title: text } }
  succeeded: { in: [windows-update], regex: 'installing (?P<title>.+) with id (?P<update>\S+) succeeded', capture: { update: text, title: text } }
  event_succeeded: { in: [event-log], provider: Fabrikam-Updater, event: 19, regex: '^update=(?P<update>\S+)', capture: { update: text } }
";
const SYMPTOM: &str = r"
title: An update failed
failed: [shared.failed]
succeeded: [shared.succeeded, shared.event_succeeded]
same: [update]
class: update-class
gap: 6h
look: { before: 2h, after: 10m }
";
const ROOT: &str = r"
explains: [install-failed]
signals:
  root: { in: [windows-update], text: 'root of it' }
  mended: { in: [windows-update], text: 'mended' }
when: root
recovered_by: [mended]
";

fn pack() -> RuleSet {
    rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
        ("test/root.yaml", ROOT),
    ])
}

fn agent(lines: &[(&str, &str)]) -> String {
    let line = |(time, text): &(&str, &str)| {
        format!("2024/05/{time}.0000000 1088  5120  Agent           {text}\n")
    };
    lines.iter().map(line).collect()
}

fn read(lines: &[(&str, &str)]) -> Machine {
    machine(&pack(), &[("WindowsUpdate.log", &agent(lines))])
}

/// The states of the incidents in order of their first failure.
fn check(lines: &[(&str, &str)], expected: &[State]) -> Machine {
    let machine = read(lines);
    let states: Vec<State> = machine.incidents.iter().map(|one| one.state).collect();
    assert_eq!(states, expected, "{lines:#?}");
    machine
}

const FAILED: &str = "installing Notes with id 7 failed";
const SUCCEEDED: &str = "installing Notes with id 7 succeeded";
const OTHER: &str = "installing Notes with id 8 succeeded";

#[test]
fn a_later_success_of_the_same_update_ends_an_incident() {
    let machine = check(
        &[("14 09:00:00", FAILED), ("14 10:00:00", SUCCEEDED)],
        &[State::Recovered],
    );
    let reason = machine.incidents[0].reason.as_deref().unwrap();
    assert!(reason.contains("2024-05-14 10:00:00"), "{reason}");
}

#[test]
fn an_earlier_success_or_one_of_another_update_does_not() {
    check(
        &[("14 08:00:00", SUCCEEDED), ("14 09:00:00", FAILED)],
        &[State::Active],
    );
    check(
        &[("14 09:00:00", FAILED), ("14 10:00:00", OTHER)],
        &[State::Active],
    );
}

#[test]
fn at_equal_times_the_place_in_the_file_decides_and_across_files_nothing() {
    check(
        &[("14 09:00:00", FAILED), ("14 09:00:00", SUCCEEDED)],
        &[State::Recovered],
    );
    check(
        &[("14 09:00:00", SUCCEEDED), ("14 09:00:00", FAILED)],
        &[State::Active],
    );
    let (one, other) = (
        agent(&[("14 09:00:00", FAILED)]),
        agent(&[("14 09:00:00", SUCCEEDED)]),
    );
    let machine = machine(
        &pack(),
        &[
            ("a/WindowsUpdate.log", &one),
            ("b/WindowsUpdate.log", &other),
        ],
    );
    assert_eq!(machine.incidents[0].state, State::Active);
}

#[test]
fn a_cumulative_update_is_followed_by_that_of_the_next_month() {
    let may = "installing 2024-05 Cumulative Update for Windows 10 (KB5037768) with id 1 failed";
    let june =
        "installing 2024-06 Cumulative Update for Windows 10 (KB5039211) with id 2 succeeded";
    let net = "installing 2024-06 Cumulative Update for .NET Framework 4.8 with id 3 succeeded";
    check(
        &[("14 09:00:00", may), ("30 09:00:00", june)],
        &[State::Recovered],
    );
    check(
        &[("14 09:00:00", may), ("30 09:00:00", net)],
        &[State::Active],
    );
}

#[test]
fn definitions_follow_each_other_and_drivers_do_not() {
    let definition = |id: u32, how: &str| {
        format!("installing Security Intelligence Update - KB2267602 with id {id} {how}")
    };
    let (failed, succeeded) = (definition(1, "failed"), definition(2, "succeeded"));
    check(
        &[("14 09:00:00", &failed), ("15 09:00:00", &succeeded)],
        &[State::Recovered],
    );
    let driver = |id: u32, how: &str| format!("installing Fabrikam Driver with id {id} {how}");
    let (failed, succeeded) = (driver(1, "failed"), driver(2, "succeeded"));
    check(
        &[("14 09:00:00", &failed), ("15 09:00:00", &succeeded)],
        &[State::Active],
    );
}

#[test]
fn a_failure_after_the_success_is_a_new_incident() {
    let lines = [
        ("14 09:00:00", FAILED),
        ("14 10:00:00", SUCCEEDED),
        ("14 11:00:00", FAILED),
    ];
    let machine = check(&lines, &[State::Recovered, State::Active]);
    let ids: Vec<&str> = machine
        .incidents
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(ids, ["install-failed/1", "install-failed/2"]);
}

#[test]
fn failures_of_one_update_closer_than_the_gap_are_one_incident() {
    let machine = check(
        &[("14 09:00:00", FAILED), ("14 15:00:00", FAILED)],
        &[State::Active],
    );
    assert_eq!(machine.incidents[0].count, 2);
    check(
        &[("14 09:00:00", FAILED), ("14 15:00:01", FAILED)],
        &[State::Active; 2],
    );
    let other = "installing Notes with id 8 failed";
    check(
        &[("14 09:00:00", FAILED), ("14 09:00:01", other)],
        &[State::Active; 2],
    );
}

fn success_event(time: &str) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Fabrikam-Updater'/><EventID>19</EventID><TimeCreated SystemTime='2024-05-{time}Z'/><EventRecordID>1</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='update'>7</Data></EventData></Event>"
    )
}

#[test]
fn a_success_on_a_clock_that_may_be_earlier_leaves_the_incident_open_to_doubt() {
    let log = agent(&[("14 09:00:00", FAILED)]);
    let check = |event: &str, tz: &str, expected| {
        let event = success_event(event);
        let files = [("WindowsUpdate.log", log.as_str()), ("x.xml", &event)];
        let mut options = Options::default();
        if !tz.is_empty() {
            options.local_offset = wutriage::time::LocalOffset::parse(tz).unwrap();
        }
        let machine = machine_with(&pack(), &files, &options);
        assert_eq!(machine.incidents[0].state, expected, "{tz}");
    };
    check("14T10:00:00", "", State::Inconclusive);
    check("16T08:00:00", "", State::Recovered);
    check("12T08:00:00", "", State::Active);
    check("14T08:00:00", "+02:00", State::Recovered);
    check("14T08:00:00", "UTC", State::Active);
}

/// State of the cause and the incidents it is found in.
fn check_cause(lines: &[(&str, &str)], expected: Option<(State, &[&str])>) {
    let machine = read(lines);
    let found = finding(&machine, "test/root");
    let got = found.map(|finding| {
        (
            finding.state,
            finding
                .incidents
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        )
    });
    assert_eq!(
        got,
        expected.map(|(state, ids)| (state, ids.to_vec())),
        "{lines:#?}"
    );
}

const ROOT_LINE: &str = "the root of it";

#[test]
fn evidence_is_looked_for_in_the_time_around_an_incident() {
    let failed = ("14 09:00:00", FAILED);
    let one: (State, &[&str]) = (State::Active, &["install-failed/1"]);
    check_cause(&[("14 07:00:00", ROOT_LINE), failed], Some(one));
    check_cause(&[failed, ("14 09:10:00", ROOT_LINE)], Some(one));
    check_cause(
        &[("14 06:59:59", ROOT_LINE), failed],
        Some((State::Active, &[])),
    );
    check_cause(
        &[failed, ("14 09:10:01", ROOT_LINE)],
        Some((State::Active, &[])),
    );
}

#[test]
fn a_cause_is_recovered_with_its_incident_and_active_while_one_of_them_is() {
    let recovered = [
        ("14 08:59:00", ROOT_LINE),
        ("14 09:00:00", FAILED),
        ("14 10:00:00", SUCCEEDED),
    ];
    check_cause(&recovered, Some((State::Recovered, &["install-failed/1"])));
    let mut again = recovered.to_vec();
    again.extend([("15 09:00:00", ROOT_LINE), ("15 09:00:01", FAILED)]);
    check_cause(
        &again,
        Some((State::Active, &["install-failed/1", "install-failed/2"])),
    );
}

#[test]
fn a_signal_of_recovery_clears_the_cause_when_it_comes_later() {
    let (root, failed) = (("14 08:00:00", ROOT_LINE), ("14 09:00:00", FAILED));
    let later = [root, failed, ("14 09:05:00", "mended")];
    check_cause(&later, Some((State::Recovered, &["install-failed/1"])));
    let earlier = [("14 07:30:00", "mended"), root, failed];
    check_cause(&earlier, Some((State::Active, &["install-failed/1"])));
    check_cause(
        &[root, ("14 08:00:01", "mended")],
        Some((State::Recovered, &[])),
    );
}

#[test]
fn the_specific_cause_takes_the_place_of_the_generic_one_and_the_incident_shows_both() {
    let cause = |text: &str, more: &str| {
        format!(
            "explains: [install-failed]\nsignals:\n  it: {{ in: [windows-update], text: '{text}' }}\nwhen: it\n{more}"
        )
    };
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
        ("test/generic.yaml", &cause("generic", "")),
        (
            "test/specific.yaml",
            &cause("specific", "overrides: [test/generic]\n"),
        ),
    ]);
    let read = |text| {
        let log = agent(&[("14 09:00:00", text), ("14 09:00:01", FAILED)]);
        machine(&rules, &[("WindowsUpdate.log", &log)])
    };
    let both = read("generic and specific");
    let found: Vec<&str> = both.findings.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(found, ["test/specific"]);
    let causes: Vec<_> = both.incidents[0]
        .causes
        .iter()
        .map(|one| (one.rule.as_str(), one.overridden_by.as_deref()))
        .collect();
    assert_eq!(
        causes,
        [
            ("test/specific", None),
            ("test/generic", Some("test/specific"))
        ]
    );
    assert_eq!(read("generic alone").findings[0].rule, "test/generic");
}

#[test]
fn a_cause_that_does_not_explain_the_symptom_is_no_cause_of_its_incident() {
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
        (
            "symptoms/scan-failed.yaml",
            "title: S\nfailed: [shared.event_succeeded]\n",
        ),
        (
            "test/root.yaml",
            "explains: [scan-failed]\nsignals:\n  root: { in: [windows-update], text: 'root of it' }\nwhen: root\n",
        ),
    ]);
    let log = agent(&[("14 08:59:00", ROOT_LINE), ("14 09:00:00", FAILED)]);
    let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
    assert!(machine.incidents[0].causes.is_empty());
}

#[test]
fn a_success_with_the_smaller_reading_on_another_clock_leaves_doubt_too() {
    let log = agent(&[("14 09:00:00", FAILED)]);
    let event = success_event("14T08:00:00");
    let machine = machine(&pack(), &[("WindowsUpdate.log", &log), ("x.xml", &event)]);
    assert_eq!(machine.incidents[0].state, State::Inconclusive);
}

#[test]
fn the_cumulative_update_of_an_earlier_month_does_not_mend_a_later_one() {
    let june = "installing 2024-06 Cumulative Update for Windows 10 (KB5039211) with id 2 failed";
    let may = "installing 2024-05 Cumulative Update for Windows 10 (KB5037768) with id 1 succeeded";
    check(
        &[("29 09:00:00", june), ("30 09:00:00", may)],
        &[State::Active],
    );
}

/// An event of the update agent, as the rules that ship read it.
fn agent_event(number: u32, time: &str, title: &str) -> String {
    let record = 100 - number;
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-WindowsUpdateClient'/><EventID>{number}</EventID><TimeCreated SystemTime='2024-{time}Z'/><EventRecordID>{record}</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='errorCode'>0x800f0922</Data><Data Name='updateTitle'>{title}</Data><Data Name='updateGuid'>{{0f4a7d3c-6b2f-4c57-9c2a-7a8f3e1d2b{number:02}}}</Data></EventData></Event>"
    )
}

#[test]
fn with_the_rules_that_ship_the_next_cumulative_update_ends_the_incident() {
    let may =
        "2024-05 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5037768)";
    let june =
        "2024-06 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5039211)";
    let log = agent_event(20, "05-14T09:00:00", may) + &agent_event(19, "06-12T09:00:00", june);
    let machine = machine(&super::support::default_rules(), &[("System.xml", &log)]);
    assert_eq!(machine.incidents[0].class.as_deref(), Some("lcu"));
    assert_eq!(machine.incidents[0].state, State::Recovered);
}

#[test]
fn an_attempt_that_started_and_has_no_outcome_is_inconclusive() {
    let rules = rules(&[
        (
            "signals/outcomes.yaml",
            r"
signals:
  started: { in: [windows-update], regex: 'installing (?P<update>\S+) started', capture: { update: text } }
  failed: { in: [windows-update], regex: 'installing (?P<update>\S+) failed', capture: { update: text } }
",
        ),
        (
            "symptoms/install-failed.yaml",
            "title: S\nfailed: [shared.failed]\nstarted: [shared.started]\nsame: [update]\n",
        ),
    ]);
    let log = agent(&[("14 09:00:00", "installing 7 started")]);
    let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
    let states: Vec<State> = machine.incidents.iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Inconclusive]);
}
