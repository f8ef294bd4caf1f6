//! No input stops a run: fixtures cut short and damaged at random, all rules loaded.

use wutriage::engine::{Options, analyze};
use wutriage::rule::RuleSet;
use wutriage::source::Bundle;

use super::generate::Random;
use super::support::{default_rules, files_below};

/// Analyses the pieces as logs of one machine, named like the fixture they come from.
fn check(rules: &RuleSet, name: &str, pieces: Vec<Vec<u8>>, options: &Options) {
    let names: Vec<String> = (0..pieces.len())
        .map(|number| format!("{number}/{name}"))
        .collect();
    let files = names.iter().map(String::as_str).zip(pieces);
    let bundle = Bundle::from_memory(files);
    let report = analyze(rules, &[bundle], options);
    assert!(report.is_ok(), "{name}: {report:?}");
}

fn fixtures() -> impl Iterator<Item = (String, Vec<u8>)> {
    let folders = ["fixtures/formats", "fixtures/bundles"];
    let paths = folders.into_iter().flat_map(files_below);
    let logs = paths.filter(|path| {
        !path
            .extension()
            .is_some_and(|extension| extension == "expected" || extension == "yaml")
    });
    logs.map(|path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    })
}

/// Windows so small that most records cross a border.
fn options() -> Options {
    Options {
        window: 256,
        ..Options::default()
    }
}

#[test]
fn fixtures_cut_short_anywhere_are_read() {
    let rules = default_rules();
    for (name, bytes) in fixtures().filter(|(_, bytes)| !bytes.is_empty()) {
        let step = (bytes.len() / 16).max(1);
        let ends = (1..=bytes.len()).rev().step_by(step);
        let pieces = ends.map(|end| bytes[..end].to_vec()).collect();
        check(&rules, &name, pieces, &options());
    }
}

#[test]
fn fixtures_damaged_at_random_are_read() {
    let rules = default_rules();
    let mut random = Random(42);
    let all: Vec<Vec<u8>> = fixtures().map(|(_, bytes)| bytes).collect();
    for (name, bytes) in fixtures().filter(|(_, bytes)| bytes.len() > 1) {
        let pieces = (0..8)
            .map(|_| damaged(bytes.clone(), &all, &mut random))
            .collect();
        check(&rules, &name, pieces, &options());
    }
}

/// A few bytes changed, some removed, some doubled, and a piece of another log put in.
fn damaged(mut bytes: Vec<u8>, others: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    const HOSTILE: [u8; 10] = [0, b'\n', b'\r', b'<', b'&', b'"', b'[', 0xFF, 0xC3, b'\t'];
    for _ in 0..4 {
        let place = random.below(bytes.len());
        match random.below(4) {
            0 => bytes[place] = HOSTILE[random.below(HOSTILE.len())],
            1 => bytes.truncate(place + 1),
            2 => {
                let end = (place + random.below(200)).min(bytes.len());
                let piece = bytes[place..end].to_vec();
                bytes.splice(place..place, piece);
            }
            _ => {
                let other = &others[random.below(others.len())];
                let start = random.below(other.len().max(1));
                let end = (start + random.below(400)).min(other.len());
                bytes.splice(place..place, other[start.min(end)..end].iter().copied());
            }
        }
    }
    bytes
}
