//! The guide for authors of rules, `rules/README.md`, followed to the letter: its logs and rules are written, its commands are
//! typed, and what it shows is what there is.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "guide/blocks.rs"]
mod blocks;
#[path = "guide/reader.rs"]
mod reader;

use std::fs;
use std::path::Path;

use blocks::{Block, Task, blocks, code_in_table};
use reader::problems;

fn guide() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    fs::read_to_string(path).unwrap().replace('\r', "")
}

#[test]
fn the_guide_holds_when_it_is_followed() {
    let problems = problems(&guide());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_guide_has_blocks_of_every_kind() {
    let guide = guide();
    let blocks = blocks(&guide);
    let has = |wanted: fn(Task<'_>) -> bool| blocks.iter().filter_map(Block::task).any(wanted);
    assert!(has(|it| matches!(it, Task::WriteLog { .. })));
    assert!(has(|it| matches!(it, Task::WriteRule { loads: true, .. })));
    assert!(has(|it| matches!(it, Task::WriteRule { loads: false, .. })));
    assert!(has(|it| matches!(it, Task::Compare { .. })));
    assert!(has(|it| it == Task::LoadSignals));
    assert!(has(|it| it == Task::Run { exit: 0 }));
    assert!(has(|it| it == Task::Run { exit: 1 }));
    assert!(code_in_table(&guide, "condition").len() > 10);
}

#[test]
fn the_guide_lists_the_keys_of_a_cause_in_their_order() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/schema.json");
    let schema: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let keys = schema.pointer("/$defs/cause/properties").unwrap();
    let keys: Vec<&String> = keys.as_object().unwrap().keys().collect();
    let guide = guide();
    let (_, causes) = guide.split_once("### A cause").unwrap();
    let rows = causes.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: Vec<&str> = rows
        .take(keys.len())
        .filter_map(|row| row.split('`').next())
        .collect();
    assert_eq!(listed, keys);
}

/// A guide with this in it is found fault with for this reason, and for this alone.
#[track_caller]
fn check(guide: &str, reason: &str) {
    let problems = problems(guide);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(
        problems.iter().all(|it| it.contains(reason)),
        "{problems:#?}"
    );
}

#[test]
fn a_block_that_nobody_knows_is_a_problem() {
    for info in [
        "",
        "yaml",
        "text",
        "sh",
        "yaml path=a.yaml",
        "console exit=two",
    ] {
        let guide = format!("# Guide\n\n```{info}\nwhen: a\n```\n");
        check(&guide, "line 3");
        check(&guide, "nobody can tell");
    }
}

#[test]
fn a_rule_that_does_not_load_is_a_problem_unless_it_is_said_to_be_wrong() {
    let block = |info: &str, key: &str| {
        format!(
            "```yaml file=mine/silenced/office.yaml{info}\nbecause: B\n{key}: [network/vpn-path]\n```\n"
        )
    };
    check(&block(" wrong", "rules"), "called wrong");
    assert_eq!(problems(&block("", "rules")), [""; 0]);
    let told = problems(&block("", "rulez"));
    assert!(
        told.iter().any(|it| it.contains("did you mean 'rules'")),
        "{told:#?}"
    );
}

#[test]
fn a_signal_or_a_condition_that_does_not_load_is_a_problem() {
    let signals = |code: &str| format!("```yaml signals\nfailed:\n  code: [{code}]\n```\n");
    assert_eq!(problems(&signals("0x80072EE2")), [""; 0]);
    check(&signals("80072EE2"), "write '0x80072EE2'");
    let table =
        |condition: &str| format!("| condition | means |\n|---|---|\n| `a`, `{condition}` | x |\n");
    assert_eq!(problems(&table("a then b within 5m")), [""; 0]);
    check(&table("a after b"), "condition 'a after b'");
    check(&table("a and d"), "condition 'a and d'");
}

#[test]
fn what_a_file_does_not_hold_or_a_command_does_not_print_is_a_problem() {
    const LOG: &str = "```text file=case/notes.txt\nnothing of interest\n```\n";
    let shows = |text: &str| format!("{LOG}```yaml shows=case/notes.txt\n{text}\n```\n");
    assert_eq!(problems(&shows("nothing of interest")), [""; 0]);
    check(&shows("something else"), "nothing of interest");
    let console = |exit: &str, printed: &str| {
        format!("```console{exit}\n$ wutriage explain no-such-thing\n{printed}\n```\n")
    };
    check(&console("", "It is well known."), "to paste:\n");
    check("```console\n$ rm -r case\n```\n", "does not begin with");
    check(
        "```console exit=2\n$ wutriage --version\nwutriage 0.1.0\n```\n",
        "exit code is Some(0)",
    );
}
