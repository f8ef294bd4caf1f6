//! One corpus, one report: how a run is done does not show in what it finds.
//!
//! The corpus is every bundle and every format fixture of the project, and a machine with large logs.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;
use wutriage::engine::{Options, analyze};
use wutriage::rule::RuleSet;
use wutriage::source::{Bundle, open_paths};

use super::generate::{BORDER, DIALECTS};
use super::support::{assert_same, default_rules, files_below, in_memory, json};

/// Large enough for three windows of the usual size.
const LARGE: usize = 9_500_000;

/// The corpus, made once for all tests.
struct Corpus {
    rules: RuleSet,
    paths: Vec<PathBuf>,
    disk: Vec<Bundle>,
    memory: Vec<Bundle>,
    /// The report of an ordinary run.
    expected: String,
    _folder: TempDir,
}

fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        for dialect in &DIALECTS {
            std::fs::write(folder.path().join(dialect.name), dialect.log(LARGE)).unwrap();
        }
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let bundles = std::fs::read_dir(fixtures.join("bundles")).unwrap();
        let mut paths: Vec<PathBuf> = bundles
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect();
        paths.extend(format_fixtures());
        paths.push(folder.path().to_owned());
        let rules = default_rules();
        let disk = open_paths(&paths, None).unwrap();
        let memory = in_memory(&disk);
        let expected = json(&analyze(&rules, &disk, &Options::default()).unwrap());
        Corpus {
            rules,
            paths,
            disk,
            memory,
            expected,
            _folder: folder,
        }
    })
}

/// Logs of every format, without those that are damaged on purpose.
fn format_fixtures() -> Vec<PathBuf> {
    let whole = |path: &PathBuf| {
        let expected = std::fs::read_to_string(path.with_extension("expected"));
        expected.is_ok_and(|expected| expected.contains("\nbad: 0\n"))
    };
    let logs = files_below("fixtures/formats").into_iter().filter(|path| {
        path.extension()
            .is_none_or(|extension| extension != "expected")
    });
    logs.filter(whole).collect()
}

fn check(bundles: &[Bundle], options: &Options, what: &str) {
    let corpus = corpus();
    let report = analyze(&corpus.rules, bundles, options).unwrap();
    assert_same(&json(&report), &corpus.expected, what);
}

#[test]
fn the_large_logs_have_findings_incidents_and_noise() {
    let report: wutriage::report::Report = serde_json::from_str(&corpus().expected).unwrap();
    let large = report
        .machines
        .iter()
        .find(|machine| {
            machine
                .inputs
                .iter()
                .any(|input| input.bytes >= LARGE as u64)
        })
        .unwrap();
    assert_eq!(large.inputs.len(), DIALECTS.len());
    for input in &large.inputs {
        assert!(input.records_matched > 144, "{input:?}");
    }
    assert!(!large.findings.is_empty() && large.incidents.len() > 5);
    assert!(large.noise.records > 0, "{:?}", large.noise);
}

#[test]
fn with_and_without_the_gate() {
    let options = Options {
        gate: false,
        ..Options::default()
    };
    check(&corpus().memory, &options, "without the gate");
}

#[test]
fn with_any_number_of_threads() {
    for threads in [1, 2, 4] {
        let options = Options {
            threads: Some(threads),
            ..Options::default()
        };
        check(&corpus().disk, &options, &format!("{threads} threads"));
    }
}

#[test]
fn with_windows_of_any_size() {
    for window in [BORDER, 1 << 20, 4 << 20] {
        let options = Options {
            window,
            ..Options::default()
        };
        check(
            &corpus().memory,
            &options,
            &format!("windows of {window} bytes"),
        );
    }
}

#[test]
fn mapped_and_read_from_disk_and_from_memory() {
    for mmap in [true, false] {
        let options = Options {
            mmap,
            ..Options::default()
        };
        check(
            &corpus().disk,
            &options,
            &format!("from disk, mapped {mmap}"),
        );
    }
    check(&corpus().memory, &Options::default(), "from memory");
}

#[test]
fn with_any_order_of_arguments() {
    let mut paths = corpus().paths.clone();
    for turn in [3, 5] {
        paths.rotate_left(turn);
        paths.reverse();
        let bundles = open_paths(&paths, None).unwrap();
        check(&bundles, &Options::default(), &format!("{paths:?}"));
    }
}
