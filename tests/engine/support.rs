//! Rules from text, logs from text, and the report on them.

use std::fs;
use std::path::{Path, PathBuf};

use wutriage::engine::{Options, analyze};
use wutriage::report::{Finding, Machine, Report};
use wutriage::rule::{RuleFile, RuleSet, default_files};
use wutriage::source::{Bundle, Data};

/// The rules that ship with the program.
pub fn default_rules() -> RuleSet {
    RuleSet::load(&default_files()).unwrap()
}

/// Rules from files as path and text; a cause needs no title, severity or explanation here.
pub fn rules(files: &[(&str, &str)]) -> RuleSet {
    let files: Vec<RuleFile> = files
        .iter()
        .map(|(path, text)| RuleFile {
            path: (*path).to_owned(),
            display: (*path).to_owned(),
            text: complete(path, text),
        })
        .collect();
    RuleSet::load(&files).unwrap_or_else(|error| panic!("{error}"))
}

fn complete(path: &str, text: &str) -> String {
    let family = path.split('/').next().unwrap();
    let mut front = String::new();
    if !["signals", "symptoms", "noise", "actions", "silenced"].contains(&family) {
        for (key, value) in [("title", "T"), ("severity", "error"), ("because", "B")] {
            if !text.lines().any(|line| line.starts_with(key)) {
                front += &format!("{key}: {value}\n");
            }
        }
    }
    front + text
}

/// The report on the only machine that the files come from.
pub fn machine(rules: &RuleSet, files: &[(&str, &str)]) -> Machine {
    machine_with(rules, files, &Options::default())
}

pub fn machine_with(rules: &RuleSet, files: &[(&str, &str)], options: &Options) -> Machine {
    let files = files
        .iter()
        .map(|(name, text)| (*name, text.as_bytes().to_vec()));
    machine_of(rules, &Bundle::from_memory(files), options)
}

pub fn machine_of(rules: &RuleSet, bundle: &Bundle, options: &Options) -> Machine {
    let report = analyze(rules, std::slice::from_ref(bundle), options).unwrap();
    report.machines.into_iter().next().unwrap()
}

/// The finding of that cause.
pub fn finding<'m>(machine: &'m Machine, rule: &str) -> Option<&'m Finding> {
    machine.findings.iter().find(|finding| finding.rule == rule)
}

pub fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap()
}

/// Fails with the first line in which two texts differ.
pub fn assert_same(got: &str, expected: &str, what: &str) {
    if got == expected {
        return;
    }
    let differ = |(one, two): &(&str, &str)| one != two;
    let lines = || got.lines().zip(expected.lines()).enumerate();
    let (number, (got, expected)) = lines()
        .find(|(_, pair)| differ(pair))
        .unwrap_or((0, ("shorter or longer", "")));
    let near: Vec<&str> = lines()
        .skip(number.saturating_sub(12))
        .take(12)
        .map(|(_, (got, _))| got)
        .collect();
    panic!(
        "{what}: line {number} is\n{got}\nand not\n{expected}\nafter\n{}",
        near.join("\n")
    );
}

/// Every file below a folder of the project.
pub fn files_below(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    found.sort();
    found
}

/// The same bundles with their bytes in memory.
pub fn in_memory(bundles: &[Bundle]) -> Vec<Bundle> {
    let mut bundles = bundles.to_vec();
    for source in bundles.iter_mut().flat_map(|bundle| &mut bundle.sources) {
        let length = usize::try_from(source.bytes).unwrap();
        let bytes = source.read(0, length).unwrap().into_owned();
        source.data = Data::Memory(bytes.into());
    }
    bundles
}
