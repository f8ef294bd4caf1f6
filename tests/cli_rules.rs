//! `wutriage rules` as a rule author meets it: what it takes, where it writes, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use assert_cmd::Command;

/// A rule with an error.
const BROKEN: &str =
    "title: A\nseverity: info\nbecause: So.\nsignals: { hit: { txt: 'contoso' } }\nwhen: hit\n";

/// A rule that loads, of which there is something to say: it has no tests.
const UNTRIED: &str = "title: A\nseverity: info\nbecause: So.\nsignals: { hit: { in: [cbs], text: 'contoso' } }\nwhen: hit\nstatus: experimental\n";

/// A rule of which there is nothing to say.
const GOOD: &str = "title: A\nseverity: info\nbecause: So.\nsignals: { hit: { in: [cbs], text: 'contoso' } }\nwhen: hit\nstatus: experimental\ntests:\n  - { name: a quiet log, files: { a.log: 'quiet' }, expect: none }\n";

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn command(folder: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wutriage"));
    command.current_dir(folder).stdin(Stdio::null());
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(variable);
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::from_std(command(folder));
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Lint of these files in `site/` ends so and prints this, and nothing on standard error.
fn check_lint(files: &[(&str, &str)], arguments: &[&str], code: i32, expected: &[&str]) {
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (format!("site/{path}"), *text))
        .collect();
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let folder = folder(&files);
    let arguments = [&["rules", "lint"], arguments].concat();
    let output = run(folder.path(), &arguments);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{printed}");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    for part in expected {
        assert!(
            printed.contains(part),
            "{arguments:?}: no {part:?} in\n{printed}"
        );
    }
}

#[test]
fn the_built_in_rules_are_looked_at_where_none_are_named() {
    check_lint(&[], &[], 0, &[" rule files: 0 errors, 0 warnings\n"]);
    check_lint(&[], &["--strict"], 0, &[]);
}

#[test]
fn an_error_is_2_and_shows_its_line() {
    check_lint(
        &[("tls/a.yaml", BROKEN)],
        &["site"],
        2,
        &[
            "site/tls/a.yaml:4:19: error: unknown key 'txt'; did you mean 'text'?\n",
            "\n  4 | signals: { hit: { txt: 'contoso' } }\n    |                   ^\n",
            "\n    = write: signals: { hit: { text: 'contoso' } }\n",
            "\n1 rule file: 1 error, 0 warnings\n",
        ],
    );
}

#[test]
fn a_warning_fails_only_where_asked() {
    let expected = [
        "site/tls/a.yaml:1:1: warning: the rule has no 'tests' [no-tests]\n",
        "0 errors, 1 warning\n",
    ];
    check_lint(&[("tls/a.yaml", UNTRIED)], &["site"], 0, &expected);
    check_lint(
        &[("tls/a.yaml", UNTRIED)],
        &["--rules", "site"],
        0,
        &expected,
    );
    check_lint(
        &[("tls/a.yaml", UNTRIED)],
        &["site", "--strict"],
        2,
        &expected,
    );
    check_lint(
        &[("tls/a.yaml", GOOD)],
        &["site", "--strict"],
        0,
        &["1 rule file: 0 errors, 0 warnings\n"],
    );
}

#[test]
fn one_file_is_looked_at_among_the_built_in_rules() {
    let leaning = GOOD.replace("because", "explains: [scan-failed]\nbecause");
    let files = [("tls/a.yaml", leaning.as_str()), ("tls/b.yaml", BROKEN)];
    let clean = ["1 rule file: 0 errors, 0 warnings\n"];
    check_lint(&files, &["site/tls/a.yaml"], 0, &clean);
    check_lint(
        &files,
        &["site/tls/a.yaml", "--no-default-rules"],
        2,
        &["unknown symptom 'scan-failed'"],
    );
    check_lint(
        &files,
        &["site/tls/a.yaml", "site/tls/b.yaml"],
        2,
        &["2 rule files: 1 error, 0 warnings\n"],
    );
}

#[test]
fn a_file_of_the_built_in_rules_stands_in_for_itself() {
    let noise = "because: It is so.\nsilences: { in: [windows-update], code: [0x80246007], text: 'IsCommitRequired' }\n";
    let expected = ["site/noise/agent-commit-probe.yaml:1:1: warning: the rule has no 'tests'"];
    check_lint(
        &[("noise/agent-commit-probe.yaml", noise)],
        &["site/noise/agent-commit-probe.yaml"],
        0,
        &expected,
    );
}

#[test]
fn a_folder_that_takes_a_built_in_id_is_told_what_to_do() {
    let noise = "because: It is so.\nsilences: { in: [windows-update], code: [0x80246007], text: 'IsCommitRequired' }\n";
    let files = [("noise/agent-commit-probe.yaml", noise)];
    let expected = [
        "site/noise/agent-commit-probe.yaml:1:1: error: 'agent-commit-probe' is taken by 'built-in rules/",
        "= why: only a cause may stand in for a built-in one; ",
    ];
    check_lint(&files, &["site"], 2, &expected);
    let alone = ["1 rule file: 0 errors, 1 warning\n"];
    check_lint(&files, &["site", "--no-default-rules"], 0, &alone);
}

/// Lint ends with 2 without a result, and says so.
fn check_refused(arguments: &[&str], expected: &str) {
    let folder = folder(&[("empty/notes.txt", "none")]);
    let output = run(folder.path(), &[&["rules", "lint"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let told = text(&output.stderr);
    assert!(told.contains(expected), "{arguments:?}: {told}");
}

#[test]
fn what_is_not_there_is_2() {
    check_refused(&["missing"], "cannot read 'missing'");
    check_refused(&["missing.yaml"], "cannot read 'missing.yaml'");
    check_refused(
        &["empty"],
        "there is no rule in 'empty'; a rule is <family>/<name>.yaml",
    );
    check_refused(
        &["empty/notes.txt"],
        "'empty/notes.txt' is not valid: a rule is a YAML file",
    );
    check_refused(
        &["--no-default-rules"],
        "name a rule file or a folder of rules",
    );
    check_refused(&["--colour"], "--colour");
}

#[test]
fn a_page_of_sixty_columns_is_kept_to() {
    let long = BROKEN.replace("contoso", &"contoso ".repeat(30));
    let folder = folder(&[
        ("site/tls/a.yaml", long.as_str()),
        ("site/tls/b.yaml", UNTRIED),
    ]);
    let mut command = command(folder.path());
    command.env("COLUMNS", "60");
    let output = Command::from_std(command)
        .args(["rules", "lint", "site"])
        .output()
        .unwrap();
    let printed = text(&output.stdout);
    assert!(
        printed.lines().all(|line| line.chars().count() <= 60),
        "{printed}"
    );
    assert!(printed.contains("...\n"), "{printed}");
}

#[test]
fn what_a_rule_holds_cannot_steer_the_terminal() {
    let hostile = BROKEN
        .replace("txt", "\"t\\e[2Jxt\"")
        .replace("contoso", "a\u{202e}b");
    let folder = folder(&[("site/tls/a.yaml", hostile.as_str())]);
    for arguments in [
        &["rules", "lint", "site"][..],
        &["--rules", "site", "x.log"],
    ] {
        let output = run(folder.path(), arguments);
        let printed = text(&output.stdout).to_owned() + text(&output.stderr);
        assert!(
            printed.contains("t\\x1b[2Jxt") && printed.contains("a\\u{202e}b"),
            "{printed}"
        );
        assert!(!printed.contains(['\u{1b}', '\u{202e}']));
    }
}

#[test]
fn rules_that_do_not_load_are_shown_with_their_lines_wherever_they_are_used() {
    let folder = folder(&[("site/tls/a.yaml", BROKEN), ("a.log", "quiet\n")]);
    for arguments in [
        &["--rules", "site", "a.log"][..],
        &["explain", "0x80072EE7", "--rules", "site"],
    ] {
        let output = run(folder.path(), arguments);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(
            told.starts_with(
                "wutriage: 1 problem in the rules\nsite/tls/a.yaml:4:19: error: unknown key 'txt'"
            ),
            "{told}"
        );
        assert!(told.contains("\n    |                   ^\n"), "{told}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..400 {
        let path = folder.path().join(format!("site/tls/a{number}.yaml"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, BROKEN).unwrap();
    }
    let mut child = command(folder.path())
        .args(["rules", "lint", "site", "--no-default-rules"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty());
}
