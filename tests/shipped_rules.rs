//! The rules that ship, held to the examples written in them. Every example runs over the whole pack, so rivals count; what
//! it expects is said of its own rule alone. Each check is a function that gives what is wrong, tried on something wrong
//! before it is tried on the pack.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use wutriage::author::lint::lint;
use wutriage::author::test::{self, Outcome, Tested};
use wutriage::rule::{RuleFile, RuleSet, default_files};

fn pack() -> RuleSet {
    RuleSet::load(&default_files()).unwrap()
}

/// Every example of the pack is as it should be.
fn check_examples(wanted: impl Fn(Tested<'_>) -> bool, wrong_with: impl Fn(&Outcome<'_>) -> bool) {
    let rules = pack();
    let mut cases = test::cases(&rules);
    cases.retain(|case| wanted(case.rule));
    assert!(!cases.is_empty());
    let outcomes = test::run_all(&rules, &cases);
    let wrong = outcomes.iter().filter(|outcome| wrong_with(outcome));
    let shown: Vec<String> = wrong.flat_map(|outcome| outcome.lines(&rules)).collect();
    assert!(shown.is_empty(), "\n{}", shown.join("\n"));
}

#[test]
fn every_example_gives_what_it_says() {
    check_examples(|_| true, |outcome| !outcome.passed());
}

#[test]
fn no_message_has_a_hole_where_a_value_was_not_logged() {
    check_examples(
        |rule| matches!(rule, Tested::Cause(_)),
        |outcome| {
            let machine = outcome.machine.as_ref().unwrap();
            let mut findings = machine.findings.iter();
            findings.any(|found| found.message.contains("not logged"))
        },
    );
}

#[test]
fn the_pack_gives_no_warning() {
    let remarks = lint(&[], &default_files()).remarks;
    let told: Vec<_> = remarks.iter().map(|it| it.problem.to_string()).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// An example of the pack, to be held to something that it is not.
fn example(log: &str, expect: &str) -> RuleSet {
    let text = format!(
        "title: A name\nseverity: error\nowner: network\nexplains: [scan-failed]\nbecause: Names.\nsignals:\n  name: {{ in: [windows-update], code: [0x80072EE7], text: 'Send request', capture: {{ host: kb }} }}\nwhen: name\nweigh: {{ base: 30 }}\nmessage: 'A name'\ntests:\n  - name: it\n    files: {{ a.log: '{log}' }}\n    expect: {expect}\n"
    );
    with_rule("network/name.yaml", text)
}

/// The shipped signals and symptoms with one rule.
fn with_rule(path: &str, text: String) -> RuleSet {
    let mut files = default_files();
    files.retain(|file| {
        let mut folders = ["signals", "symptoms"].iter();
        folders.any(|folder| file.path.starts_with(folder))
    });
    files.push(RuleFile {
        path: path.to_owned(),
        display: path.to_owned(),
        text,
    });
    RuleSet::load(&files).unwrap()
}

/// What differs in the only test of the file's rule.
fn wrong_with(rules: &RuleSet, rule: &str, test: usize) -> String {
    let mut cases = test::cases(rules);
    cases.retain(|case| case.rule.id() == rule);
    test::run(rules, cases[test]).wrong.join("\n")
}

#[test]
fn the_checker_of_causes_sees_each_difference() {
    const LOG: &str =
        "2024/05/14 09:00:00.0000000 1088  5120  Misc            *FAILED* [80072EE7] Send request";
    let check = |log: &str, expect: &str, wanted: &str| {
        let wrong = wrong_with(&example(log, expect), "network/name", 0);
        assert_eq!(wrong, wanted, "{expect}");
    };
    check(
        LOG,
        "{ state: active, confidence: medium, count: 1, rank: 1 }",
        "",
    );
    check("quiet", "none", "");
    check(LOG, "none", "expected no finding, got one");
    check("quiet", "active", "expected a finding, got none");
    check(LOG, "recovered", "state: expected recovered, got active");
    check(
        LOG,
        "{ confidence: high }",
        "confidence: expected high, got medium",
    );
    check(LOG, "{ count: 2 }", "count: expected 2, got 1");
    check(LOG, "{ rank: 2 }", "rank: expected 2, got 1");
    check(
        LOG,
        "{ captures: { host: x } }",
        "capture host: expected x, got nothing",
    );
    check(
        LOG,
        "{ unexplained: ['0x80070005'] }",
        "expected 0x80070005 to be unexplained, and it is not",
    );
    check(
        "",
        "none",
        "nothing that was named can be read as a log; name a log, or a folder with logs in it\n  a.log: empty",
    );
}

#[test]
fn the_checker_of_noise_sees_each_difference() {
    const PROBE: &str = "2024-05-14 09:00:00, Info  CBS  Probe failed [HRESULT = 0x800f0805]";
    const FAILURE: &str = "2024-05-14 09:00:00, Info  CBS  Install failed [HRESULT = 0x800f0805]";
    let check = |log: &str, expect: &str, wanted: &str| {
        let text = format!(
            "because: Probes fail.\nsilences: {{ in: [cbs], code: [0x800F0805], text: 'Probe failed' }}\ntests:\n  - name: it\n    files: {{ CBS.log: '{log}' }}\n    expect: {expect}\n"
        );
        let wrong = wrong_with(&with_rule("noise/probe.yaml", text), "noise/probe", 0);
        assert_eq!(wrong, wanted, "{expect}");
    };
    check(PROBE, "active", "");
    check(PROBE, "{ count: 1 }", "");
    check(FAILURE, "none", "");
    check(
        PROBE,
        "none",
        "expected nothing to be silenced, got 1 record",
    );
    check(
        FAILURE,
        "active",
        "expected records to be silenced, got none",
    );
    check(PROBE, "{ count: 2 }", "silenced records: expected 2, got 1");
    check(
        "quiet",
        "none",
        "expected a failure to be heard, and the report has neither a finding nor an unexplained code",
    );
}
