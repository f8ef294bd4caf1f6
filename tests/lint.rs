//! Broken and doubtful rules as `rules lint` shows them: `fixtures/rules-bad/warnings/<folder>/<name>.yaml` with all that its
//! author sees in the `.expected` beside it, and the rendering of errors in the `.lint` beside some of the others.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use wutriage::author::lint::{CHECKS, lint};
use wutriage::output::excerpt::{self, Excerpt};
use wutriage::rule::RuleFile;

/// Good files that the others may lean on.
const AROUND: [(&str, &str); 4] = [
    (
        "signals/outcomes.yaml",
        "signals:\n  install_failed: { in: [event-log], provider: Microsoft-Windows-WindowsUpdateClient, event: 20 }\n  install_succeeded: { in: [event-log], provider: Microsoft-Windows-WindowsUpdateClient, event: 19 }\n  scan_failed: { in: [windows-update], regex: 'scan by (?P<caller>\\w+) failed', capture: { caller: text } }\n",
    ),
    (
        "symptoms/scan-failed.yaml",
        "title: A scan failed\nfailed: [shared.install_failed]\n",
    ),
    (
        "actions/show-host.yaml",
        "title: Show the host\nrisk: read-only\nparams: { host: host }\nsteps: [ { manual: 'Look at {host}.' } ]\n",
    ),
    (
        "actions/enable-tls12-client.yaml",
        "title: Switch TLS 1.2 on for clients\nrisk: caution\nsteps: [ { manual: 'Ask the owner of the policy.' } ]\n",
    ),
];

fn file(path: &str, text: &str) -> RuleFile {
    RuleFile {
        path: path.to_owned(),
        display: path.to_owned(),
        text: text.to_owned(),
    }
}

/// What an author sees of a rule among good ones.
fn shown(path: &str, text: &str, width: Option<usize>) -> String {
    let around = AROUND.map(|(path, text)| file(path, text));
    let found = lint(&around, &[file(path, text)]);
    let excerpts = found.remarks.iter().map(|remark| Excerpt {
        problem: &remark.problem,
        label: remark.grade.name(),
        text,
    });
    let lines = excerpt::pages(excerpts, width).into_iter();
    lines.fold(String::new(), |all, line| all + &line + "\n")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules-bad")
}

/// Files of that extension in the folders of a folder, as `tls/name` and the path.
fn fixtures(below: &Path, extension: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for folder in fs::read_dir(below).unwrap() {
        let folder = folder.unwrap().path();
        for path in fs::read_dir(&folder).into_iter().flatten() {
            let path = path.unwrap().path();
            if path.extension().is_some_and(|it| it == extension) {
                let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
                found.push((format!("{}/{}", name(&folder), name(&path)), path));
            }
        }
    }
    found.sort();
    found
}

fn check(id: &str, rule: &Path, expected: &Path) {
    let text = fs::read_to_string(rule).unwrap();
    let got = shown(&format!("{id}.yaml"), &text, None);
    let expected = fs::read_to_string(expected).unwrap_or_default();
    assert_eq!(got, expected, "{id}\n{got}");
    assert!(!expected.is_empty(), "{id} is expected to be clean");
}

#[test]
fn every_doubtful_rule_is_answered_with_exactly_this() {
    for (id, rule) in fixtures(&root().join("warnings"), "yaml") {
        check(&id, &rule, &rule.with_extension("expected"));
    }
}

#[test]
fn errors_are_shown_with_their_lines() {
    let shown = fixtures(&root(), "lint");
    assert!(shown.len() >= 10, "only {} renderings", shown.len());
    for (id, expected) in shown {
        check(&id, &expected.with_extension("yaml"), &expected);
    }
}

#[test]
fn every_check_and_sixty_broken_rules_are_shown() {
    let doubtful = fixtures(&root().join("warnings"), "yaml");
    let all: String = doubtful
        .iter()
        .map(|(_, rule)| fs::read_to_string(rule.with_extension("expected")).unwrap_or_default())
        .collect();
    let shown: BTreeSet<_> = CHECKS
        .iter()
        .filter(|check| all.contains(&format!(" [{}]\n", check.name)))
        .map(|check| check.name)
        .collect();
    let named: BTreeSet<_> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(shown, named);
    assert!(doubtful.len() + fixtures(&root(), "yaml").len() >= 60);
}

/// A rule about which there is nothing to say.
fn good() -> String {
    let doubtful = fs::read_to_string(root().join("warnings/tsl/unknown-family.yaml"));
    doubtful.unwrap()
}

#[test]
fn a_good_rule_is_clean() {
    assert_eq!(shown("proxy/password.yaml", &good(), None), "");
}

#[test]
fn an_experimental_rule_may_lack_what_a_stable_one_owes() {
    let text = good();
    let (head, _) = text.split_once("fix:").unwrap();
    let text = format!(
        "{head}status: experimental\ntests:\n  - {{ name: a, files: {{ a.log: 'x' }}, expect: none }}\n"
    );
    assert_eq!(shown("proxy/password.yaml", &text, None), "");
}

#[test]
fn every_rule_fits_on_a_page_of_sixty_columns() {
    let doubtful = fixtures(&root().join("warnings"), "yaml");
    for (id, rule) in doubtful.into_iter().chain(fixtures(&root(), "yaml")) {
        let text = fs::read_to_string(&rule).unwrap();
        let page = shown(&format!("{id}.yaml"), &text, Some(60));
        let lines = page.lines().filter(|line| !line.contains("= write: "));
        for line in lines {
            assert!(
                wutriage::output::sanitize::width(line) <= 60,
                "{id}: {line}"
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_change_of_a_rule_is_lint_and_no_panic(at in 0_usize..1500, put in "[-a-z:'{}\\[\\] \n]{0,4}") {
        let mut text = good();
        let at = at.min(text.len());
        text.insert_str(at, &put);
        let _ = shown("proxy/password.yaml", &text, Some(60));
    }
}
