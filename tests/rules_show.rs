//! `rules list`, `rules show` and `rules schema` as somebody who writes rules meets them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use wutriage::author;
use wutriage::rule::{Holds, RuleSet, default_files, files_in};

fn run(folder: &Path, columns: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wutriage"));
    command.current_dir(folder).env_remove("COLUMNS");
    if let Some(columns) = columns {
        command.env("COLUMNS", columns);
    }
    command.arg("rules").args(arguments).output().unwrap()
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What the command prints; it ends with 0.
#[track_caller]
fn printed(arguments: &[&str]) -> String {
    let output = run(here(), None, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The command ends with 2, prints nothing, and says `reason`.
#[track_caller]
fn refused(arguments: &[&str], reason: &str) {
    let output = run(here(), None, arguments);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(stderr.contains(reason), "{arguments:?}: {stderr}");
}

#[test]
fn a_pipe_gets_one_line_for_each_cause() {
    let causes = RuleSet::load(&default_files()).unwrap().causes;
    let list = printed(&["list"]);
    assert_eq!(list.lines().count(), causes.len());
    for (line, cause) in list.lines().zip(&causes) {
        assert!(line.starts_with(&cause.id), "{line}");
        let unmarked = line.strip_suffix(" (experimental)").unwrap_or(line);
        assert!(unmarked.ends_with(&cause.title), "{line}");
    }
}

#[test]
fn everything_fits_into_sixty_columns() {
    for arguments in [&["list"][..], &["list", "--all"]] {
        let output = run(here(), Some("60"), arguments);
        let list = String::from_utf8(output.stdout).unwrap();
        assert!(list.contains("TLS 1.2 is switched off"), "{list}");
        for line in list.lines() {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}

#[test]
fn a_list_is_narrowed_by_family_code_and_kind() {
    let ids = |arguments: &[&str]| -> Vec<String> {
        let list = printed(&[&["list", "-f", "json"], arguments].concat());
        let entries: Vec<Value> = serde_json::from_str(&list).unwrap();
        let ids = entries.iter().map(|entry| entry["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    };
    let of_family = ids(&["--family", "tls"]);
    assert!(of_family.contains(&"tls/tls12-not-enabled".to_owned()));
    assert!(of_family.iter().all(|id| id.starts_with("tls/")));
    assert!(of_family.len() < ids(&[]).len());
    let of_code = ids(&["--code", "-2145107941"]);
    assert_eq!(of_code, ids(&["--code", "0x8024401B"]));
    assert!(of_code.contains(&"proxy/authentication-required".to_owned()));
    assert!(!of_code.contains(&"tls/cipher-suite-order".to_owned()));
    let servicing = ids(&["--kind", "servicing", "--all"]);
    assert!(servicing.contains(&"cbs-package-probes".to_owned()));
    assert!(!servicing.contains(&"bits-other-programs".to_owned()));
    assert!(ids(&["--all"]).len() > ids(&[]).len() + 40);
}

#[test]
fn an_empty_list_is_no_failure_and_says_why() {
    let output = run(here(), None, &["list", "--family", "tsl", "-f", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "[]\n");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("'tsl'") && stderr.contains("tls"),
        "{stderr}"
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    refused(&["list", "--code", "80O72EE7"], "0x80072EE7");
    refused(&["list", "--kind", "cbss"], "cbs");
    refused(&["show", "tls/tls12-not-enabed"], "tls/tls12-not-enabled");
    refused(&["schema", "rule"], "cause");
    refused(&["list", "--no-default-rules"], "--rules");
}

#[test]
fn every_built_in_rule_is_shown_as_its_file_has_it() {
    for file in default_files() {
        let name = file.path.strip_suffix(".yaml").unwrap();
        let shown = author::show(name, &default_files()).map(|it| it.text().to_owned());
        assert_eq!(shown.unwrap(), file.text, "{name}");
    }
    let shown = printed(&["show", "tls/tls12-not-enabled"]);
    let file = fs::read_to_string(here().join("rules/tls/tls12-not-enabled.yaml")).unwrap();
    let (header, text) = shown.split_once("title:").unwrap();
    assert!(
        header.lines().all(|line| line.starts_with("# ")),
        "{header}"
    );
    assert_eq!(format!("title:{text}"), file.replace("\r\n", "\n"));
}

#[test]
fn a_copy_of_a_built_in_cause_loads_and_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    for file in default_files() {
        let Some((Holds::Cause, id)) = file.rule() else {
            continue;
        };
        let copy = folder.path().join(&file.path);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::write(copy, printed(&["show", id])).unwrap();
    }
    let copies = files_in(folder.path()).unwrap();
    let files = [default_files(), copies.clone()].concat();
    let rules = RuleSet::load(&files).unwrap();
    assert_eq!(rules.replaced.len(), copies.len());

    let folder = folder.path().to_str().unwrap();
    let list = printed(&["list", "--rules", folder, "--family", "tls"]);
    assert!(list.contains("(in place of the built-in rule)"), "{list}");
    let shown = printed(&["show", "--rules", folder, "tls/tls12-not-enabled"]);
    assert!(
        shown.contains("used in place of the built-in cause"),
        "{shown}"
    );
}

#[test]
fn a_rule_that_does_not_load_can_still_be_shown() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tls")).unwrap();
    fs::write(folder.path().join("tls/broken.yaml"), "title: [\n").unwrap();
    let rules = folder.path().to_str().unwrap();
    refused(&["list", "--rules", rules], "broken.yaml");
    let shown = printed(&["show", "--rules", rules, "tls/broken"]);
    assert!(shown.ends_with("title: [\n"), "{shown}");
}

#[test]
fn the_schema_is_printed_whole_or_for_one_kind_of_file() {
    assert_eq!(printed(&["schema"]), author::schema(None));
    assert_eq!(
        printed(&["schema", "noise"]),
        author::schema(Some(Holds::Noise))
    );
}
