//! Logs of several machines on the command line: which are told apart, and what each gets.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::Path;

#[path = "common/program.rs"]
mod program;

use program::{run, text};

/// Bundles that ship with the project, by the names they get in a folder `fleet`.
fn fleet(bundles: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bundles");
    for (bundle, name) in bundles {
        let folder = root.path().join("fleet").join(name);
        fs::create_dir_all(&folder).unwrap();
        for entry in fs::read_dir(shipped.join(bundle)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && !path.ends_with("expected.yaml") {
                fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    root
}

const TWO: [(&str, &str); 2] = [("dns-name-not-resolved", "a"), ("tls12-off", "b")];

/// The machines' names and how many inputs each has.
fn machines(root: &Path, arguments: &[&str]) -> Vec<(Option<String>, usize)> {
    let output = run(root, &[&["-f", "json"], arguments].concat());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let machines = report["machines"].as_array().unwrap().iter();
    let told = machines.map(|machine| {
        let name = machine["name"].as_str().map(str::to_owned);
        (name, machine["inputs"].as_array().unwrap().len())
    });
    told.collect()
}

fn names(told: &[(Option<String>, usize)]) -> Vec<&str> {
    told.iter()
        .filter_map(|(name, _)| name.as_deref())
        .collect()
}

#[test]
fn computers_in_one_folder_are_told_apart_unless_the_user_says_otherwise() {
    let root = fleet(&TWO);
    let told = machines(root.path(), &["fleet"]);
    let both = ["SRV-APP03.contoso.local", "WS-0142.contoso.local"];
    assert_eq!(names(&told), both);
    let one = machines(root.path(), &["fleet", "--machines", "one"]);
    assert_eq!(one.len(), 1);
    assert!(told.iter().all(|(_, inputs)| one[0].1 > *inputs), "{one:?}");
    let each = machines(root.path(), &["fleet/a", "--machines", "each"]);
    assert!(
        each.iter().all(|(_, inputs)| *inputs == 1) && each.len() > 3,
        "{each:?}"
    );
}

#[test]
fn the_order_of_arguments_changes_nothing() {
    let root = fleet(&TWO);
    let forth = machines(root.path(), &["fleet/a", "fleet/b"]);
    let back = machines(root.path(), &["fleet/b", "fleet/a"]);
    assert_eq!(forth, back);
    assert_eq!(forth.len(), 2);
}

#[test]
fn files_named_together_are_one_machine() {
    let root = fleet(&TWO);
    let told = machines(root.path(), &["fleet/a/System.xml", "fleet/b/System.xml"]);
    assert_eq!(told.len(), 1);
}

#[test]
fn a_file_that_two_machines_have_alike_is_read_for_both() {
    let root = fleet(&TWO);
    for folder in ["a", "b"] {
        fs::write(
            root.path().join("fleet").join(folder).join("same.log"),
            "the same\n",
        )
        .unwrap();
    }
    let output = run(root.path(), &["-f", "json", "fleet"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for machine in report["machines"].as_array().unwrap() {
        let mut inputs = machine["inputs"].as_array().unwrap().iter();
        let path = |input: &serde_json::Value| input["path"].as_str().unwrap().to_owned();
        assert!(inputs.any(|input| path(input).ends_with("same.log")));
    }
}

#[test]
fn each_machine_gets_a_folder_of_scripts() {
    let root = fleet(&TWO);
    let output = run(root.path(), &["fix", "fleet", "--dir", "out"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for name in ["SRV-APP03", "WS-0142"] {
        let entries = fs::read_dir(root.path().join("out")).unwrap();
        let mut names = entries.map(|entry| entry.unwrap().file_name());
        assert!(
            names.any(|known| known.to_string_lossy().starts_with(name)),
            "{name}"
        );
    }
}
