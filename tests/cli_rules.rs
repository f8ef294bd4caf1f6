//! `wutriage rules` as a rule author meets it: what it takes, where it writes, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::process::Stdio;

#[path = "common/program.rs"]
mod program;

use program::{command, run, text};

/// A rule with an error.
const BROKEN: &str =
    "title: A\nseverity: info\nbecause: So.\nsignals: { hit: { txt: 'contoso' } }\nwhen: hit\n";

/// A rule that loads, of which there is something to say: it has no tests.
const UNTRIED: &str = "title: A\nseverity: info\nbecause: So.\nsignals: { hit: { in: [cbs], text: 'contoso failed' } }\nwhen: hit\nstatus: experimental\n";

/// A rule of which there is nothing to say.
const GOOD: &str = "title: A\nseverity: info\nbecause: So.\nsignals: { hit: { in: [cbs], text: 'contoso failed' } }\nwhen: hit\nstatus: experimental\ntests:\n  - { name: a quiet log, files: { a.log: 'quiet' }, expect: none }\n";

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
fn a_file_is_looked_at_among_the_other_rules_of_its_pack() {
    let leaning = GOOD
        .replace("because", "explains: [agent-failed]\nbecause")
        .replace("when: hit", "when: hit and shared.contoso_started");
    let signals = "signals: { contoso_started: { in: [cbs], text: 'contoso started' } }\n";
    let symptom = "title: The agent failed\nfailed: [shared.contoso_started]\n";
    let files = [
        ("contoso/a.yaml", leaning.as_str()),
        ("signals/contoso.yaml", signals),
        ("symptoms/agent-failed.yaml", symptom),
        ("noise/agent-commit-probe.yaml", "no rule"),
    ];
    let clean = ["1 rule file: 0 errors, 0 warnings\n"];
    check_lint(&files, &["site/contoso/a.yaml", "--strict"], 0, &clean);
    let twice = [
        "--rules",
        "site",
        "site/contoso/a.yaml",
        "site/contoso/../contoso/a.yaml",
    ];
    check_lint(
        &files[..3],
        &twice,
        0,
        &["3 rule files: 0 errors, 0 warnings\n"],
    );
    let broken = [files[0], ("signals/contoso.yaml", BROKEN), files[2]];
    let expected = [
        "site/contoso/a.yaml:6:15: error: unknown signal 'shared.contoso_started'; ",
        "site/signals/contoso.yaml:1:1: error: unknown key 'title'",
    ];
    check_lint(&broken, &["site/contoso/a.yaml"], 2, &expected);
}

#[test]
fn a_pack_is_found_from_wherever_the_file_is_named() {
    let leaning = GOOD.replace("when: hit", "when: hit and shared.contoso_started");
    let signals = "signals: { contoso_started: { in: [cbs], text: 'contoso started' } }\n";
    let folder = folder(&[
        ("site/contoso/a.yaml", leaning.as_str()),
        ("site/signals/contoso.yaml", signals),
    ]);
    for (below, name) in [
        ("site", "contoso/a.yaml"),
        ("site/contoso", "a.yaml"),
        ("site/signals", "../contoso/a.yaml"),
    ] {
        let output = run(&folder.path().join(below), &["rules", "lint", name]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{name}: {}",
            text(&output.stdout)
        );
    }
}

#[test]
fn a_family_of_ones_own_is_fine_and_a_slip_is_not() {
    check_lint(&[("contoso/a.yaml", GOOD)], &["site", "--strict"], 0, &[]);
    check_lint(
        &[("tsl/a.yaml", GOOD)],
        &["site", "--strict"],
        2,
        &["did you mean 'tls'?"],
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

/// The run ends with 2 without a result, and says so.
fn check_refused(arguments: &[&str], expected: &str) {
    let folder = folder(&[
        ("empty/notes.txt", "none"),
        ("site/tls/a.yaml", GOOD),
        ("a.log", "quiet\n"),
    ]);
    let output = run(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let told = text(&output.stderr);
    assert!(told.contains(expected), "{arguments:?}: {told}");
}

#[test]
fn what_is_not_there_is_2() {
    check_refused(&["rules", "lint", "missing"], "cannot read 'missing'");
    check_refused(
        &["rules", "lint", "missing.yaml"],
        "cannot read 'missing.yaml'",
    );
    check_refused(
        &["rules", "lint", "empty"],
        "there is no rule in 'empty'; a rule is <family>/<name>.yaml",
    );
    check_refused(
        &["rules", "lint", "empty/notes.txt"],
        "'empty/notes.txt' is not valid: a rule is a YAML file",
    );
    check_refused(
        &["rules", "lint", "--no-default-rules"],
        "name a rule file or a folder of rules",
    );
    check_refused(&["rules", "lint", "--colour"], "--colour");
}

#[test]
fn a_folder_without_rules_is_refused_wherever_it_is_named() {
    for arguments in [
        &["a.log", "--rules", "empty"][..],
        &["rules", "test", "--rules", "empty"],
        &["rules", "list", "--rules", "empty"],
    ] {
        check_refused(arguments, "there is no rule in 'empty'");
    }
    for arguments in [
        &["rules", "lint", "site/tls/"][..],
        &["a.log", "--rules", "site/tls/"],
    ] {
        check_refused(
            arguments,
            "'site/tls/' holds the rules of one family; name the folder above it",
        );
    }
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
    let output = command.args(["rules", "lint", "site"]).output().unwrap();
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
        &["rules", "list", "--rules", "site"],
        &["rules", "test", "--rules", "site"],
        &[
            "rules", "new", "tls/b", "--from", "a.log:1", "--rules", "site",
        ],
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
