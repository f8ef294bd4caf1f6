//! Every bundle that ships, given to the program as a user would: the answer at rank 1 and the exit code are what
//! `expected.yaml` beside the logs says. `rules/README.md` tells what its keys mean.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde::Deserialize;
use wutriage::report::{Confidence, Finding, Machine, Report, Severity, State};
use wutriage::rule::{RuleSet, default_files};

/// What a bundle must give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// The machine's name; none where the logs do not tell.
    machine: Option<String>,
    /// Id of the finding with rank 1; none for a machine on which nothing is wrong.
    finding: Option<String>,
    /// Its state.
    state: Option<State>,
    /// Its confidence, at least.
    confidence: Option<Confidence>,
    /// Ids of findings of the same state and at least that confidence at any rank.
    #[serde(default)]
    also: Vec<String>,
    /// No active or inconclusive finding at warning or above.
    #[serde(default)]
    healthy: bool,
    /// How many codes of a healthy machine stay unexplained.
    #[serde(default)]
    unexplained: usize,
    /// Exit code of a scan.
    exit: i32,
}

fn bundles() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bundles");
    let mut found: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

fn expected(bundle: &Path) -> Expected {
    let text = fs::read_to_string(bundle.join("expected.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", bundle.display()))
}

/// The only machine of the report, and the exit code.
fn scan(bundle: &Path) -> (Machine, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_wutriage"))
        .args(["scan", "--format", "json"])
        .arg(bundle)
        .output()
        .unwrap();
    let report: Report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("{}: {error}: {said}", bundle.display())
    });
    let mut machines = report.machines.into_iter();
    let machine = machines.next().unwrap();
    assert!(
        machines.next().is_none(),
        "{}: more than one machine",
        bundle.display()
    );
    (machine, output.status.code().unwrap())
}

/// What is wrong with a run; empty when nothing is.
fn wrong_with(expected: &Expected, machine: &Machine, exit: i32) -> String {
    let mut wrong = String::new();
    if machine.name != expected.machine {
        let _ = writeln!(
            wrong,
            "  machine {:?}, not {:?}",
            machine.name, expected.machine
        );
    }
    if exit != expected.exit {
        let _ = writeln!(wrong, "  exit {exit}, not {}", expected.exit);
    }
    if expected.healthy {
        return wrong + &unhealthy(machine, expected.unexplained);
    }
    let fits = |found: &Finding, id: &String| {
        found.rule == *id
            && Some(found.state) == expected.state
            && Some(found.confidence) >= expected.confidence
    };
    let finding = expected.finding.as_ref().unwrap();
    let first = machine.findings.first();
    let lacks = |id: &&String| !machine.findings.iter().any(|found| fits(found, id));
    let rank_1 = (!first.is_some_and(|first| fits(first, finding))).then_some(finding);
    for id in rank_1.into_iter().chain(expected.also.iter().filter(lacks)) {
        let _ = writeln!(
            wrong,
            "  no {id}, {:?}, {:?}",
            expected.state, expected.confidence
        );
    }
    wrong
}

/// What is loud on a machine on which nothing is wrong.
fn unhealthy(machine: &Machine, unexplained: usize) -> String {
    let loud = machine
        .findings
        .iter()
        .filter(|found| found.state != State::Recovered && found.severity >= Severity::Warning);
    let mut wrong = loud.fold(String::new(), |all, found| {
        all + "  false alarm " + &found.rule + "\n"
    });
    if machine.unexplained.len() != unexplained {
        let _ = writeln!(
            wrong,
            "  {} unexplained, not {unexplained}",
            machine.unexplained.len()
        );
    }
    wrong
}

fn shown(machine: &Machine) -> String {
    let mut text = String::new();
    for found in &machine.findings {
        let _ = writeln!(
            text,
            "    got {} {}, {}, {} ({} points)",
            found.rank, found.rule, found.state, found.confidence, found.score
        );
    }
    for open in &machine.unexplained {
        let line = open.evidence.first().map_or("", |line| line.text.trim());
        let _ = writeln!(text, "    unexplained {}: {line}", open.code);
    }
    text
}

#[test]
fn every_bundle_gives_what_stands_beside_it() {
    let mut all = String::new();
    for bundle in bundles() {
        let (machine, exit) = scan(&bundle);
        let wrong = wrong_with(&expected(&bundle), &machine, exit);
        if !wrong.is_empty() {
            let name = bundle.file_name().unwrap().display();
            let _ = writeln!(all, "{name}:\n{wrong}{}", shown(&machine));
        }
    }
    assert!(all.is_empty(), "\n{all}");
}

/// The family of a cause, `tls` of `tls/tls12-not-enabled`.
fn family(id: &str) -> String {
    id.split('/').next().unwrap_or_default().to_owned()
}

#[test]
fn every_family_of_causes_has_a_bundle_and_some_are_of_healthy_machines() {
    let bundles = bundles();
    let expected: Vec<_> = bundles.iter().map(|bundle| expected(bundle)).collect();
    let named = expected
        .iter()
        .flat_map(|one| one.finding.iter().chain(&one.also));
    let shown: BTreeSet<String> = named.map(|id| family(id)).collect();
    let rules = RuleSet::load(&default_files()).unwrap();
    let shipped: BTreeSet<String> = rules.causes.iter().map(|cause| family(&cause.id)).collect();
    let without: Vec<_> = shipped.difference(&shown).collect();
    assert!(without.is_empty(), "{without:?}");
    let healthy = expected.iter().filter(|one| one.healthy).count();
    assert!(
        healthy >= 5 && expected.len() >= 30,
        "{healthy} of {}",
        expected.len()
    );
}

/// What the bundle of that name has.
const HOSTS: &str = "finding: network/hosts-file-or-dns-sinkhole";

#[test]
fn the_checker_sees_each_difference() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bundles");
    let (failing, exit) = scan(&root.join("hosts-file"));
    let check = |text: &str, machine: &Machine, wanted: &str| {
        let wrong = wrong_with(&serde_yaml::from_str(text).unwrap(), machine, exit);
        assert!(
            wrong.is_empty() == wanted.is_empty() && wrong.contains(wanted),
            "{text}: {wrong}"
        );
    };
    let expects = |rest: &str| format!("machine: WS-0311\nexit: 1\n{rest}");
    check(
        &expects(&format!("{HOSTS}\nstate: active\nconfidence: low")),
        &failing,
        "",
    );
    check(
        &format!("exit: 1\n{HOSTS}\nstate: active\nconfidence: low"),
        &failing,
        "machine",
    );
    check(
        &format!("machine: WS-0311\nexit: 0\n{HOSTS}\nstate: active\nconfidence: low"),
        &failing,
        "exit 1",
    );
    check(
        &expects(&format!("{HOSTS}\nstate: recovered\nconfidence: low")),
        &failing,
        "Recovered",
    );
    check(
        &expects("finding: network/vpn-path\nstate: active\nconfidence: low"),
        &failing,
        "vpn-path",
    );
    check(
        &expects(&format!(
            "{HOSTS}\nstate: active\nconfidence: low\nalso: [network/vpn-path]"
        )),
        &failing,
        "vpn-path",
    );
    let mut vague = failing.clone();
    vague
        .findings
        .iter_mut()
        .for_each(|found| found.confidence = Confidence::Low);
    check(
        &expects(&format!("{HOSTS}\nstate: active\nconfidence: high")),
        &vague,
        "High",
    );
    check(&expects("healthy: true"), &failing, "false alarm");
    check(&expects("healthy: true\nunexplained: 7"), &failing, "not 7");
}

#[test]
fn one_log_has_two_causes_and_what_lies_beside_it_decides() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bundles");
    let pair = ["refused-by-firewall", "refused-without-proxy"].map(|name| root.join(name));
    let log = |bundle: &PathBuf| fs::read(bundle.join("WindowsUpdate.log")).unwrap();
    assert_eq!(log(&pair[0]), log(&pair[1]));
    let answers = pair.map(|bundle| {
        let (machine, _) = scan(&bundle);
        let both: BTreeSet<String> = machine.incidents[0]
            .causes
            .iter()
            .map(|cause| cause.rule.clone())
            .collect();
        (machine.findings[0].rule.clone(), both)
    });
    let [(firewall, one), (proxy, other)] = answers;
    assert_eq!(
        (firewall.as_str(), proxy.as_str()),
        ("network/update-hosts-blocked", "proxy/winhttp-proxy-unset")
    );
    for both in [one, other] {
        assert!(
            both.contains(&firewall) && both.contains(&proxy),
            "{both:?}"
        );
    }
}
