//! Incidents in which it is not known that all failures are about one thing, and what ends those.

use wutriage::report::{Machine, State};

use super::support::{machine, rules};

const OUTCOMES: &str = r"
signals:
  failed: { in: [windows-update], regex: 'update (?:id (?P<update>\d+) )?(?:(?P<kb>KB\d+) )?(?:(?P<build>\d{5}\.\d+) )?(?:named (?P<title>[^;]+); )?failed', capture: { update: text, kb: kb, build: build, title: text } }
  succeeded: { in: [windows-update], regex: 'update (?:id (?P<update>\d+) )?(?:(?P<kb>KB\d+) )?(?:(?P<build>\d{5}\.\d+) )?(?:named (?P<title>[^;]+); )?succeeded', capture: { update: text, kb: kb, build: build, title: text } }
";
const SYMPTOM: &str = r"
title: An update failed
failed: [shared.failed]
succeeded: [shared.succeeded]
same: [update, kb, build, series]
class: update-class
gap: 6h
";
const MAY: &str =
    "named 2024-05 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems;";
const JUNE: &str =
    "named 2024-06 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems;";
const JULY: &str =
    "named 2024-07 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems;";

/// A log with a line for each hour from nine, by one thread.
fn read(lines: &[String]) -> Machine {
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
    ]);
    let lines = lines.iter().enumerate().map(|(number, line)| {
        let hour = 9 + number;
        format!("2024/05/14 {hour:02}:00:00.0000000 1088  5120  Agent           update {line}\n")
    });
    machine(&rules, &[("WindowsUpdate.log", &lines.collect::<String>())])
}

/// State and number of failures of each incident.
fn check(lines: &[String], expected: &[(State, u64)]) {
    let machine = read(lines);
    let got: Vec<(State, u64)> = machine
        .incidents
        .iter()
        .map(|one| (one.state, one.count))
        .collect();
    assert_eq!(got, expected, "{lines:#?}");
}

#[test]
fn failures_of_two_months_of_one_product_are_two_incidents() {
    use State::{Active, Recovered};
    let failed = [
        format!("id 7 {MAY} failed 0x80070005"),
        format!("KB5555555 {JUNE} failed 0x80070003"),
    ];
    let and = |line: String| [&failed[..], &[line]].concat();
    check(
        &and(format!("id 7 {MAY} succeeded")),
        &[(Recovered, 1), (Active, 1)],
    );
    check(
        &and(format!("KB5555555 {JUNE} succeeded")),
        &[(Recovered, 1), (Recovered, 1)],
    );
}

#[test]
fn failures_of_two_builds_of_one_product_are_two_incidents() {
    let may =
        "KB5037768 19041.4412 named Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4412.1.7;";
    let june =
        "id 8 19041.4529 named Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4529.1.7;";
    check(
        &[
            format!("{may} failed"),
            format!("{june} failed"),
            format!("{may} succeeded"),
        ],
        &[(State::Recovered, 1), (State::Active, 1)],
    );
}

#[test]
fn what_only_the_product_and_the_month_join_ends_when_all_of_it_has() {
    use State::{Active, Recovered};
    let failed = [
        format!("id 7 {MAY} failed 0x80070005"),
        format!("KB5037768 {MAY} failed 0x80070005"),
    ];
    let and = |lines: &[String]| [&failed[..], lines].concat();
    let one = format!("id 7 {MAY} succeeded");
    let other = format!("KB5037768 {MAY} succeeded");
    check(&and(std::slice::from_ref(&one)), &[(Active, 2)]);
    check(&and(std::slice::from_ref(&other)), &[(Active, 2)]);
    check(&and(&[one.clone(), other.clone()]), &[(Recovered, 2)]);
    check(
        &and(&["id 7 KB5037768 succeeded".to_owned()]),
        &[(Recovered, 2)],
    );
    check(&and(&[format!("id 9 {JULY} succeeded")]), &[(Recovered, 2)]);
    // A failure in between opens all of it again.
    let again = "KB5037768 failed 0x80070005".to_owned();
    check(
        &and(&[one.clone(), again.clone(), other.clone()]),
        &[(Active, 3)],
    );
    check(&and(&[one.clone(), again, one, other]), &[(Recovered, 3)]);
}

#[test]
fn a_failure_that_names_both_makes_one_of_what_was_two() {
    check(
        &[
            format!("id 7 {MAY} failed"),
            format!("KB5037768 {MAY} failed"),
            "id 7 KB5037768 failed".to_owned(),
            "id 7 succeeded".to_owned(),
        ],
        &[(State::Recovered, 3)],
    );
}

#[test]
fn a_failure_without_a_key_is_not_ended_with_that_of_an_update_beside_it() {
    let (seven, bare) = ("id 7 failed 0x80070005", "failed 0x80070003");
    for failed in [[seven, bare], [bare, seven]] {
        let [one, other] = failed.map(str::to_owned);
        check(
            &[one, other, "id 7 succeeded".to_owned()],
            &[(State::Active, 2)],
        );
    }
}

#[test]
fn failures_without_a_key_end_with_a_success_of_their_thread() {
    let bare = "failed 0x80070003".to_owned();
    check(
        &[bare.clone(), bare, "id 7 succeeded".to_owned()],
        &[(State::Recovered, 2)],
    );
}

#[test]
fn the_same_code_at_once_is_one_failure_that_two_lines_tell_of() {
    let check = |text: &str, expected| {
        let line = |time: &str, text: &str| {
            format!("2024/05/14 {time}.0000000 1088  5120  Agent           update {text}\n")
        };
        let log = line("09:00:00", "id 7 failed 0x80070005")
            + &line("09:00:01", text)
            + &line("10:00:00", "id 7 succeeded");
        let rules = rules(&[
            ("signals/outcomes.yaml", OUTCOMES),
            ("symptoms/install-failed.yaml", SYMPTOM),
        ]);
        let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
        let states: Vec<State> = machine.incidents.iter().map(|one| one.state).collect();
        assert_eq!(states, [expected], "{text}");
    };
    check("failed 0x80070005", State::Recovered);
    check("failed 0x80070003", State::Active);
}
