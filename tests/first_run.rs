//! The main job from the outside: a bundle that ships with the project in, the answer and the scripts out.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

const FAILING: &str = "fixtures/bundles/dns-name-not-resolved";
const HEALTHY: &str = "fixtures/bundles/healthy-client";

/// The program at the project's root, with this exit code.
fn check(arguments: &[&str], code: i32) -> Output {
    let output = program().args(arguments).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}: {output:?}"
    );
    output
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wutriage"));
    command.current_dir(root()).env_remove("COLUMNS");
    command
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn screen(arguments: &[&str], code: i32) -> String {
    String::from_utf8(check(arguments, code).stdout).unwrap()
}

#[test]
fn the_first_screen_answers_in_the_order_in_which_people_ask() {
    let screen = screen(&[FAILING], 1);
    let mut rest = screen.as_str();
    for question in [
        "Machine",
        "Problem",
        "Since",
        "Confidence",
        "Proof",
        "Who acts",
        "Fix",
        "Findings",
        "What it means",
    ] {
        let label = format!("\n{question}");
        let (_, after) = rest
            .split_once(&label)
            .or_else(|| rest.strip_prefix(question).map(|after| ("", after)))
            .unwrap_or_else(|| panic!("{question} is missing or out of order:\n{screen}"));
        rest = after;
    }
    assert!(
        screen.contains(&format!("wutriage fix {FAILING} --dir fix")),
        "{screen}"
    );
}

/// As many lines as a terminal of usual height shows.
const SCREEN: usize = 40;

#[test]
fn the_answer_and_the_table_fit_one_screen_for_every_bundle() {
    for bundle in fs::read_dir(root().join("fixtures/bundles")).unwrap() {
        let path = bundle.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let mut command = program();
        let output = command.arg(&path).output().unwrap();
        let screen = String::from_utf8(output.stdout).unwrap();
        let sections = [
            "Worth knowing",
            "What it means",
            "Unexplained",
            "Not collected",
            "Notes",
        ];
        let answer = screen
            .lines()
            .take_while(|line| !sections.iter().any(|title| line.starts_with(title)));
        let lines = answer.count();
        assert!(lines <= SCREEN, "{lines} lines:\n{screen}");
    }
}

/// The text of the README between these marks, without the fence around it.
fn shown_in_readme() -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let readme = readme.replace('\r', "");
    let (_, after) = readme.split_once("<!-- output -->\n```text\n").unwrap();
    let (block, _) = after.split_once("\n```\n<!-- /output -->").unwrap();
    block.to_owned()
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let printed = screen(&[FAILING], 1);
    assert_eq!(
        shown_in_readme(),
        printed.trim_end(),
        "paste the output into README.md anew"
    );
}

#[test]
fn the_exit_code_obeys_the_severity_that_was_asked_for() {
    check(&[FAILING, "--fail-on", "warning"], 1);
    check(&[FAILING, "--fail-on", "critical"], 0);
    check(&[FAILING, "--fail-on", "never"], 0);
    check(&[HEALTHY, "--fail-on", "info"], 0);
    check(&[FAILING, "missing.log", "--fail-on", "info"], 2);
}

#[test]
fn a_healthy_machine_is_called_so_beside_what_was_read() {
    let screen = screen(&[HEALTHY], 0);
    assert!(screen.contains("Nothing wrong was found"), "{screen}");
    assert!(
        screen.contains("\nRead ") && screen.contains("windows-update"),
        "{screen}"
    );
}

#[test]
fn the_same_bundle_is_the_same_report_whatever_the_threads_and_the_mapping() {
    let json = |more: &[&str]| check(&[&[FAILING, "-f", "json"], more].concat(), 1).stdout;
    let usual = json(&[]);
    assert_eq!(json(&["-j", "1"]), usual);
    assert_eq!(json(&["-j", "7", "--no-mmap"]), usual);
}

#[test]
fn fix_writes_scripts_once_and_replaces_them_only_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("new/fix");
    let fix = ["fix", FAILING, "--dir", dir.to_str().unwrap()];
    let told = screen(&fix, 0);
    for file in ["remediate.ps1", "remediate.cmd", "plan.json", "README.md"] {
        assert!(dir.join(file).is_file(), "{file} is missing");
        assert!(told.contains(file), "{told}");
    }
    assert!(told.contains("risk: "), "{told}");
    let script = dir.join("remediate.ps1");
    fs::write(&script, "mine").unwrap();
    check(&fix, 2);
    assert_eq!(read(&script), b"mine");
    check(&[&fix[..], &["--force"]].concat(), 0);
    assert!(read(&script).len() > 1_000);
}

#[test]
fn a_fix_that_is_held_back_is_had_by_its_name() {
    const PROXY: &str = "fixtures/bundles/proxy-407";
    let folder = tempfile::tempdir().unwrap();
    let told = |dir: &str, more: &[&str]| {
        let dir = folder.path().join(dir);
        let fix = ["fix", PROXY, "--dir", dir.to_str().unwrap()];
        screen(&[&fix[..], more].concat(), 0)
    };
    let step = "Remove the proxy that services use (reset-winhttp-proxy)";
    let usual = told("usual", &[]);
    assert!(
        usual.contains("  reset-winhttp-proxy for proxy/authentication-required: the network's")
            && !usual.contains(step),
        "{usual}"
    );
    let wanted = told("wanted", &["--include", "reset-winhttp-proxy"]);
    assert!(wanted.contains(step), "{wanted}");
    let shown = screen(&[PROXY], 1);
    assert!(
        shown.contains("caution, only with --include reset-winhttp-proxy:"),
        "{shown}"
    );
}

#[test]
fn rules_of_ones_own_can_be_all_there_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("network")).unwrap();
    fs::write(folder.path().join("network/broken.yaml"), "title: [\n").unwrap();
    let rules = folder.path().to_str().unwrap();
    let output = check(&[FAILING, "--no-default-rules", "--rules", rules], 2);
    let reason = String::from_utf8(output.stderr).unwrap();
    assert!(reason.contains("broken.yaml:"), "{reason}");
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}
