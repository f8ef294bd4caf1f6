//! Rules of a site beside the built-in ones: what `--rules DIR` replaces, adds and silences, and how the report says so.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;
use wutriage::report::{Report, State};
use wutriage::rule::{RuleFile, RuleSet, default_files};

const BUNDLE: &str = "fixtures/bundles/dns-name-not-resolved";
const CAUSE: &str = "network/dns-name-not-resolved";
const SILENCED: (&str, &str) = (
    "silenced/known.yaml",
    "because: The laboratory has no name server, and that is as it should be.\nrules: [network/dns-name-not-resolved]\n",
);

fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// What a scan of the bundle with the rules of a site writes to standard output, and its exit code.
fn scan(site: &[(&str, &str)], arguments: &[&str]) -> (String, i32) {
    let folder = self::site(site);
    let output = Command::new(env!("CARGO_BIN_EXE_wutriage"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "200")
        .arg("--rules")
        .arg(folder.path())
        .args(arguments)
        .arg(BUNDLE)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (text, output.status.code().unwrap())
}

fn report(site: &[(&str, &str)]) -> (Report, i32) {
    let (text, code) = scan(site, &["--format", "json"]);
    (serde_json::from_str(&text).unwrap(), code)
}

#[test]
fn a_silenced_cause_is_no_finding_and_what_it_explains_stays_explained() {
    let (report, code) = report(&[SILENCED]);
    let machine = &report.machines[0];
    assert_eq!(code, 0);
    assert!(machine.findings.iter().all(|found| found.rule != CAUSE));
    assert!(machine.unexplained.is_empty(), "{:?}", machine.unexplained);
    let rules = &report.tool.rules.silenced;
    assert_eq!(rules[0].rule, CAUSE);
    assert!(rules[0].because.starts_with("The laboratory"));
    assert_eq!(
        (machine.silenced[0].rule.as_str(), machine.silenced[0].count),
        (CAUSE, 66)
    );
    let active = machine
        .incidents
        .iter()
        .find(|one| one.state == State::Active);
    assert_eq!(active.unwrap().causes[0].rule, CAUSE);
    assert_eq!(report.summary.active, 0);
}

#[test]
fn the_screen_says_what_is_silenced_and_why_and_never_that_all_is_well() {
    let (screen, _) = scan(&[SILENCED], &[]);
    let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "Updates fail, and what explains it is silenced here",
        "silenced here: network/dns-name-not-resolved, 66 times: The laboratory has no name server, and that is as it should be.",
    ] {
        assert!(screen.contains(part), "{part}:\n{screen}");
    }
}

#[test]
fn no_script_is_written_for_a_silenced_cause() {
    let folder = site(&[SILENCED]);
    let target = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_wutriage"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["fix", BUNDLE, "--rules"])
        .arg(folder.path())
        .arg("--dir")
        .arg(target.path().join("fix"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let plan = fs::read_to_string(target.path().join("fix/plan.json")).unwrap_or_default();
    assert!(!plan.contains("flush-dns"), "{plan}");
}

#[test]
fn a_cause_with_the_id_of_a_built_in_one_takes_its_place_and_the_report_says_so() {
    let own = "title: Our name server is down\nseverity: warning\nowner: network\nexplains: [scan-failed]\nbecause: B\nsignals:\n  it: { in: [windows-update], text: '80072EE7' }\nwhen: it\nmessage: M\n";
    let files = [("network/dns-name-not-resolved.yaml", own)];
    let (report, _) = report(&files);
    assert_eq!(report.tool.rules.replaced, [CAUSE]);
    assert_eq!(
        report.machines[0].findings[0].title,
        "Our name server is down"
    );
    let (screen, _) = scan(&files, &[]);
    let line = "--rules replaced the built-in network/dns-name-not-resolved";
    assert!(screen.lines().any(|one| one == line), "{screen}");
    let without = Command::new(env!("CARGO_BIN_EXE_wutriage"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg(BUNDLE)
        .output()
        .unwrap();
    assert!(
        !String::from_utf8(without.stdout)
            .unwrap()
            .contains("--rules replaced")
    );
}

#[test]
fn noise_of_a_site_is_listed_with_its_reason_when_asked_for() {
    let noise = "because: Our imaging tool writes it.\nsilences: { in: [windows-update], text: 'Search Scope = {Machine}' }\n";
    let files = [("noise/imaging.yaml", noise)];
    let (with, _) = scan(&files, &["--show-noise"]);
    for part in ["  imaging: ", "    Our imaging tool writes it."] {
        assert!(with.contains(part), "{part}:\n{with}");
    }
    let (without, _) = scan(&files, &[]);
    assert!(without.contains("--show-noise lists them"), "{without}");
    assert!(!without.contains("Our imaging tool"), "{without}");
    let (report, _) = report(&files);
    let rules = &report.machines[0].noise.by_rule;
    let own = rules.iter().find(|rule| rule.rule == "imaging").unwrap();
    assert_eq!(own.because, "Our imaging tool writes it.");
    assert!(own.first < own.last, "{own:?}");
}

#[test]
fn an_id_to_be_silenced_that_is_slightly_wrong_is_put_right() {
    let mut files = default_files();
    files.push(RuleFile {
        path: "silenced/known.yaml".into(),
        display: "site/silenced/known.yaml".into(),
        text: "because: B\nrules: [network/dns-name-not-resolvd]\n".into(),
    });
    let error = RuleSet::load(&files).unwrap_err().to_string();
    let wanted = "site/silenced/known.yaml:2:9: unknown cause 'network/dns-name-not-resolvd'; did you mean 'network/dns-name-not-resolved'?";
    assert!(error.contains(wanted), "{error}");
}

#[test]
fn the_rules_that_ship_silence_no_cause() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(!root.join("rules/silenced").exists());
    assert!(RuleSet::load(&default_files()).unwrap().silenced.is_empty());
}
