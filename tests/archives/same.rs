//! However a bundle is packed, the same is found in it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use wutriage::engine::{Options, analyze};
use wutriage::rule::{RuleSet, default_files};
use wutriage::source::open_paths;

use super::make;

/// Bundles of which each has several logs and a finding of its own.
const BUNDLES: [&str; 4] = ["hosts-file", "agent-state", "proxy-407", "two-failures"];

/// The report on what lies there, every path reduced to the file's name.
fn report(rules: &RuleSet, path: &Path) -> Value {
    let bundles = open_paths(&[path.to_owned()], None).unwrap();
    let report = analyze(rules, &bundles, &Options::default()).unwrap();
    let mut value = serde_json::to_value(report).unwrap();
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(path) if key == "path" => {
                        *path = path.rsplit('/').next().unwrap().to_owned();
                    }
                    other => strip(other),
                }
            }
        }
        Value::Array(values) => {
            values.iter_mut().for_each(strip);
        }
        _ => {}
    }
}

/// The files of a bundle, without what the tests expect of it.
fn files(bundle: &str) -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/bundles")
        .join(bundle);
    let mut files: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.file_name().unwrap() != "expected.yaml")
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_log_that_was_cut_off_proves_nothing_by_what_it_does_not_say() {
    let rules = RuleSet::load(&default_files()).unwrap();
    let root = tempfile::tempdir().unwrap();
    let log = files("proxy-407")
        .into_iter()
        .find(|(name, _)| name == "WindowsUpdate.log")
        .unwrap();
    let zip = make::zip(&[(&log.0, &log.1)]);
    for (name, bytes, state) in [
        ("whole.zip", zip.as_slice(), "read"),
        ("cut.zip", &zip[..zip.len() / 2], "partial"),
    ] {
        let path = root.path().join(name);
        fs::write(&path, bytes).unwrap();
        let report = report(&rules, &path);
        let units = report["machines"][0]["coverage"].as_array().unwrap();
        let unit = units.iter().find(|unit| unit["unit"] == "windows-update");
        assert_eq!(unit.unwrap()["state"], state, "{name}");
    }
}

#[test]
fn folder_zip_cab_and_tar_give_the_same_report() {
    let rules = RuleSet::load(&default_files()).unwrap();
    let root = tempfile::tempdir().unwrap();
    for bundle in BUNDLES {
        let files = files(bundle);
        let folder = root.path().join(bundle);
        fs::create_dir(&folder).unwrap();
        for (name, bytes) in &files {
            fs::write(folder.join(name), bytes).unwrap();
        }
        let expected = report(&rules, &folder);
        let all: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        let inner = make::cab(&all);
        let packed = [
            ("a.zip", make::zip(&all)),
            ("b.zip", make::zip(&[("logs.cab", &inner)])),
            ("c.cab", make::lzx(&all)),
            ("d.tar.gz", make::tar_gz(&all)),
            ("e.tar", make::tar(&all)),
        ];
        assert!(
            expected["machines"][0]["findings"][0]["rank"] == 1,
            "{bundle} finds nothing"
        );
        for (name, bytes) in packed {
            let path = root.path().join(name);
            fs::write(&path, bytes).unwrap();
            assert_eq!(report(&rules, &path), expected, "{bundle} as {name}");
        }
    }
}
