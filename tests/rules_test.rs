//! `wutriage rules test` as the author of a rule meets it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

const RULE: &str = r"title: The agent of Contoso stops updates
severity: error
owner: client
because: The agent stops updates while it works.
signals:
  stopped: { in: [windows-update], code: [0x800700AA], text: 'Agent stopped', capture: { kb: kb } }
  restarted: { in: [windows-update], text: 'Agent restarted' }
  switched_off: { in: [registry], key: 'Contoso\Agent', value: Enabled, equals: 0 }
when: stopped
weigh: { base: 30 }
message: 'The agent stopped {kb}'
tests:
  - name: a stopped update is found
    files:
      WindowsUpdate.log: |
        2024/05/14 09:00:00.0000000 1088  5120  Agent           *FAILED* [800700AA] Agent stopped KB5037768
      mail.txt: |
        Agent restarted, it says
    expect: { state: active, confidence: EXPECTED, captures: { kb: KB5037768 } }
  - name: another code is not this cause
    files: { WindowsUpdate.log: '2024/05/14 09:00:00.0000000 1088  5120  Agent           Agent stopped KB5037768' }
    expect: none
";

/// A folder with a pack of two tests, the first of which expects this confidence.
fn pack(confidence: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let family = folder.path().join("my-rules/contoso");
    std::fs::create_dir_all(&family).unwrap();
    let text = RULE.replace("EXPECTED", confidence);
    std::fs::write(family.join("agent-stops-updates.yaml"), text).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("wutriage").unwrap();
    command.current_dir(folder).env_remove("COLUMNS");
    command.args(["rules", "test"]).args(arguments);
    command.output().unwrap()
}

#[track_caller]
fn check(folder: &tempfile::TempDir, arguments: &[&str], code: i32, stdout: &str, stderr: &str) {
    let output = run(folder.path(), arguments);
    let shown = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(shown(&output.stdout), stdout, "{arguments:?}");
    assert_eq!(shown(&output.stderr), stderr, "{arguments:?}");
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
}

const MINE: [&str; 2] = ["--rules", "my-rules"];

#[test]
fn what_passes_is_one_line_and_with_verbose_one_for_each_rule() {
    let folder = pack("medium");
    let alone = [&MINE[..], &["--no-default-rules"]].concat();
    check(&folder, &alone, 0, "2 tests of 1 rule passed\n", "");
    check(
        &folder,
        &[&MINE[..], &["-v", "contoso/*", "network/vpn-path"]].concat(),
        0,
        "contoso/agent-stops-updates: 2 tests passed\nnetwork/vpn-path: 7 tests passed\n9 tests of 2 rules passed\n",
        "",
    );
    let shipped = run(folder.path(), &[]);
    assert_eq!(shipped.status.code(), Some(0));
}

#[test]
fn a_failing_test_is_1_and_shows_how_it_came_about() {
    let folder = pack("high");
    check(
        &folder,
        &[&MINE[..], &["contoso/agent-stops-updates"]].concat(),
        1,
        "\
contoso/agent-stops-updates: a stopped update is found
  my-rules/contoso/agent-stops-updates.yaml:13
  confidence: expected high, got medium
  signals:
    restarted: 1 record
      mail.txt:1: Agent restarted, it says
    stopped: 1 record
      WindowsUpdate.log:1: 2024/05/14 09:00:00.0000000 1088 5120 Agent
        *FAILED* [800700AA] Agent stopped KB5037768
    switched_off: no match, since no file is of the kind registry
  files:
    WindowsUpdate.log: 1 record of windows-update in the form
      windows-update-text
    mail.txt: 1 record of plain text, since it has the form of no log known
      here: no times, components or fields
  found:
    rank 1: contoso/agent-stops-updates, active, medium (30 points), count 1
      capture kb: KB5037768

1 of 2 tests of 1 rule failed
",
        "",
    );
}

#[test]
fn the_tests_that_are_not_named_are_not_run() {
    let folder = pack("high");
    let other = [&MINE[..], &["Another Code is not this"]].concat();
    check(&folder, &other, 0, "1 test of 1 rule passed\n", "");
}

#[test]
fn a_rule_that_a_site_has_silenced_passes_its_tests_as_before() {
    let folder = pack("medium");
    let silenced = folder.path().join("my-rules/silenced");
    std::fs::create_dir(&silenced).unwrap();
    let text = "because: It is known.\nrules: [contoso/agent-stops-updates]\n";
    std::fs::write(silenced.join("known.yaml"), text).unwrap();
    let alone = [&MINE[..], &["--no-default-rules"]].concat();
    check(&folder, &alone, 0, "2 tests of 1 rule passed\n", "");
}

#[test]
fn what_cannot_be_run_is_2_and_says_why() {
    let folder = pack("medium");
    check(
        &folder,
        &[&MINE[..], &["contoso/agent-stop-updates"]].concat(),
        2,
        "",
        "wutriage: filter 'contoso/agent-stop-updates' is not valid: no rule or test has it in its name; did you mean 'contoso/agent-stops-updates'?\n",
    );
    let broken = pack("certain");
    let output = run(broken.path(), &MINE);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("unknown confidence 'certain'"));
    let signals = folder.path().join("untested/signals");
    std::fs::create_dir_all(&signals).unwrap();
    let signal = "signals: { stopped: { in: [cbs], text: 'Agent stopped' } }\n";
    std::fs::write(signals.join("agent.yaml"), signal).unwrap();
    check(
        &folder,
        &["--rules", "untested", "--no-default-rules"],
        2,
        "",
        "wutriage: these rules have no tests\n",
    );
}

#[test]
fn a_log_cannot_steer_the_terminal_through_a_failure() {
    let folder = pack("high");
    let file = folder
        .path()
        .join("my-rules/contoso/agent-stops-updates.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text = text.replace(
        "Agent stopped KB5037768\n      mail",
        "Agent stopped \u{202e}\n      mail",
    );
    std::fs::write(&file, text).unwrap();
    let output = run(folder.path(), &MINE);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(
        shown.contains("\\u{202e}") && !shown.contains('\u{202e}'),
        "{shown}"
    );
}
