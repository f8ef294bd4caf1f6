//! The rules that ship, held to the examples written in them. Every example runs over the whole pack, so rivals count; what
//! it expects is said of its own rule alone. Each check is a function that gives what is wrong, tried on something wrong
//! before it is tried on the pack.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fmt::Write as _;

use wutriage::author::lint::lint;
use wutriage::engine::{self, Options};
use wutriage::report::{Finding, Machine};
use wutriage::rule::{Expect, RuleFile, RuleSet, RuleTest, default_files};
use wutriage::source::Bundle;

fn pack() -> RuleSet {
    RuleSet::load(&default_files()).unwrap()
}

/// The one machine that the example's files make.
fn run(rules: &RuleSet, test: &RuleTest) -> Machine {
    let files = test
        .files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()));
    let bundle = Bundle::from_memory(files);
    let report = engine::analyze(rules, &[bundle], &Options::default()).unwrap();
    report.machines.into_iter().next().unwrap()
}

fn finding<'m>(machine: &'m Machine, rule: &str) -> Option<&'m Finding> {
    machine.findings.iter().find(|finding| finding.rule == rule)
}

/// What differs, where something is expected at all.
fn differs<T: PartialEq + std::fmt::Debug>(what: &str, expected: Option<&T>, got: &T) -> String {
    match expected.filter(|expected| *expected != got) {
        Some(expected) => format!("    {what}: expected {expected:?}, got {got:?}\n"),
        None => String::new(),
    }
}

/// What is wrong with the run of a cause's example; empty when nothing is.
fn wrong_with_cause(rule: &str, expect: &Expect, machine: &Machine) -> String {
    match (expect, finding(machine, rule)) {
        (Expect::None, None) => String::new(),
        (Expect::None, Some(_)) => "    expected none\n".to_owned(),
        (Expect::Found { .. }, None) => "    expected a finding\n".to_owned(),
        (
            Expect::Found {
                state,
                confidence,
                count,
                captures,
                rank,
                unexplained,
            },
            Some(found),
        ) => {
            let mut wrong = differs("state", state.as_ref(), &found.state);
            wrong += &differs("confidence", confidence.as_ref(), &found.confidence);
            wrong += &differs("count", count.as_ref(), &found.count);
            wrong += &differs("rank", rank.as_ref(), &found.rank);
            for (name, value) in captures {
                let got = found.captures.get(name).cloned().unwrap_or_default();
                wrong += &differs(name, Some(value), &got);
            }
            for code in unexplained {
                if !machine.unexplained.iter().any(|open| open.code == *code) {
                    let _ = writeln!(wrong, "    {code} is not under unexplained");
                }
            }
            wrong
        }
    }
}

/// What is wrong with the run of a noise rule's example; empty when nothing is.
fn wrong_with_noise(rule: &str, expect: &Expect, machine: &Machine) -> String {
    let silenced = machine
        .noise
        .by_rule
        .iter()
        .find(|count| count.rule == rule)
        .map_or(0, |count| count.count);
    let heard = !machine.findings.is_empty() || !machine.unexplained.is_empty();
    match expect {
        Expect::None if silenced > 0 => format!("    expected none, silenced {silenced}\n"),
        Expect::None if !heard => "    what must be heard is not in the report\n".to_owned(),
        Expect::Found { .. } if silenced == 0 => "    silenced nothing\n".to_owned(),
        Expect::Found { count, .. } => differs("silenced", count.as_ref(), &silenced),
        Expect::None => String::new(),
    }
}

/// Everything that was found, for the reader of a failure.
fn shown(machine: &Machine) -> String {
    let mut text = String::new();
    for found in &machine.findings {
        let _ = writeln!(
            text,
            "    got {} {}: {}, {} ({} points), {} times\n      for: {:?}\n      against: {:?}\n      captures: {:?}",
            found.rank,
            found.rule,
            found.state,
            found.confidence,
            found.score,
            found.count,
            found.r#for,
            found.against,
            found.captures
        );
    }
    for open in &machine.unexplained {
        let _ = writeln!(text, "    unexplained {} {} times", open.code, open.count);
    }
    for noise in &machine.noise.by_rule {
        let _ = writeln!(text, "    silenced by {} {} times", noise.rule, noise.count);
    }
    text
}

/// The failures of all examples of some rules, each with what was found.
fn failures<'r>(
    rules: &RuleSet,
    examples: impl Iterator<Item = (&'r str, &'r [RuleTest])>,
    wrong_with: impl Fn(&str, &Expect, &Machine) -> String,
) -> String {
    let mut all = String::new();
    for (rule, tests) in examples {
        for test in tests {
            let machine = run(rules, test);
            let wrong = wrong_with(rule, &test.expect, &machine);
            if !wrong.is_empty() {
                let got = shown(&machine);
                let _ = writeln!(all, "{rule}: {}\n{wrong}{got}", test.name);
            }
        }
    }
    all
}

fn check_examples_of_causes(
    rules: &RuleSet,
    wrong_with: impl Fn(&str, &Expect, &Machine) -> String,
) {
    let examples = rules
        .causes
        .iter()
        .map(|cause| (cause.id.as_str(), cause.tests.as_slice()));
    let failures = failures(rules, examples, wrong_with);
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_example_of_a_cause_gives_what_it_says() {
    check_examples_of_causes(&pack(), wrong_with_cause);
}

#[test]
fn every_example_of_noise_gives_what_it_says() {
    let rules = pack();
    let examples = rules
        .noise
        .iter()
        .map(|noise| (noise.id.as_str(), noise.tests.as_slice()));
    let failures = failures(&rules, examples, wrong_with_noise);
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn no_message_has_a_hole_where_a_value_was_not_logged() {
    check_examples_of_causes(&pack(), |_, _, machine| {
        let holes = machine
            .findings
            .iter()
            .filter(|found| found.message.contains("not logged"));
        holes.fold(String::new(), |all, found| {
            all + "    " + &found.message + "\n"
        })
    });
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
        "title: A name\nseverity: error\nowner: network\nexplains: [scan-failed]\nbecause: Names.\nsignals:\n  name: {{ in: [windows-update], code: [0x80072EE7], text: 'Send request' }}\nwhen: name\nweigh: {{ base: 30 }}\nmessage: 'A name'\ntests:\n  - name: it\n    files: {{ a.log: '{log}' }}\n    expect: {expect}\n"
    );
    let mut files: Vec<_> = default_files()
        .into_iter()
        .filter(|file| {
            ["signals", "symptoms"]
                .iter()
                .any(|folder| file.path.starts_with(folder))
        })
        .collect();
    files.push(RuleFile {
        path: "network/name.yaml".to_owned(),
        display: "network/name.yaml".to_owned(),
        text,
    });
    RuleSet::load(&files).unwrap()
}

#[test]
fn the_checker_of_causes_sees_each_difference() {
    const LOG: &str =
        "2024/05/14 09:00:00.0000000 1088  5120  Misc            *FAILED* [80072EE7] Send request";
    let check = |log: &str, expect: &str, wanted: &str| {
        let rules = example(log, expect);
        let cause = &rules.causes[0];
        let machine = run(&rules, &cause.tests[0]);
        let wrong = wrong_with_cause(&cause.id, &cause.tests[0].expect, &machine);
        assert!(
            wrong.is_empty() == wanted.is_empty() && wrong.contains(wanted),
            "{expect}: {wrong}{}",
            shown(&machine)
        );
    };
    check(
        LOG,
        "{ state: active, confidence: medium, count: 1, rank: 1 }",
        "",
    );
    check("quiet", "none", "");
    check(LOG, "none", "expected none");
    check("quiet", "active", "expected a finding");
    check(LOG, "recovered", "state");
    check(LOG, "{ confidence: high }", "confidence");
    check(LOG, "{ count: 2 }", "count");
    check(LOG, "{ rank: 2 }", "rank");
    check(LOG, "{ captures: { host: x } }", "host");
    check(LOG, "{ unexplained: ['0x80070005'] }", "0x80070005");
}

#[test]
fn the_checker_of_noise_sees_each_difference() {
    let rules = pack();
    let noise = rules
        .noise
        .iter()
        .find(|noise| noise.id == "agent-commit-probe")
        .unwrap();
    let (silenced, heard) = (run(&rules, &noise.tests[0]), run(&rules, &noise.tests[1]));
    let found = &noise.tests[0].expect;
    let quiet = Machine {
        unexplained: Vec::new(),
        findings: Vec::new(),
        ..heard.clone()
    };
    let wrong = |expect, machine| wrong_with_noise(&noise.id, expect, machine);
    assert_eq!(wrong(found, &silenced), "");
    assert_eq!(wrong(&Expect::None, &heard), "");
    assert!(wrong(&Expect::None, &silenced).contains("expected none"));
    assert!(wrong(found, &heard).contains("silenced nothing"));
    assert!(wrong(&Expect::None, &quiet).contains("must be heard"));
}
