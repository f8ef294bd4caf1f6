//! What a zip costs: 150 MB of logs, unpacked by flate2 alone, opened as a bundle, and triaged with the rules that ship.
//! Opening must take at most 1.5 times what flate2 takes.
//!
//! `cargo bench --bench zip`; with `RAYON_NUM_THREADS=1` before it, on one processor.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    unreachable_pub,
    dead_code,
    reason = "the generator is that of the tests"
)]

use std::io::{Cursor, Read as _, Write as _};

use divan::Bencher;
use divan::counter::BytesCount;
use flate2::read::DeflateDecoder;
use wutriage::engine::{Options, analyze};
use wutriage::rule::{RuleSet, default_files};
use wutriage::source::open_paths;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

#[path = "../tests/engine/generate.rs"]
mod generate;

/// Logs in the archive, each of another random seed.
const LOGS: usize = 10;
/// Bytes of a log.
const BYTES: usize = 15 << 20;

fn main() {
    divan::main();
}

/// The archive, made anew for each benchmark.
fn archive() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..LOGS {
        let dialect = &generate::DIALECTS[number % generate::DIALECTS.len()];
        let name = format!("{number}/{}", dialect.name);
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&dialect.log(BYTES)).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn bytes() -> BytesCount {
    BytesCount::new(LOGS * BYTES)
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn flate2_alone(bencher: Bencher) {
    let archive = archive();
    let mut zip = ZipArchive::new(Cursor::new(&archive)).unwrap();
    let entries: Vec<_> = (0..zip.len())
        .map(|index| {
            let entry = zip.by_index(index).unwrap();
            let start = usize::try_from(entry.data_start().unwrap()).unwrap();
            let packed = usize::try_from(entry.compressed_size()).unwrap();
            (
                start..start + packed,
                usize::try_from(entry.size()).unwrap(),
            )
        })
        .collect();
    bencher.counter(bytes()).bench(|| {
        let inflated = entries.iter().map(|(range, size)| {
            let mut log = Vec::with_capacity(*size);
            let mut decoder = DeflateDecoder::new(&archive[range.clone()]);
            decoder.read_to_end(&mut log).unwrap();
            log
        });
        inflated.collect::<Vec<_>>()
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn opened(bencher: Bencher) {
    let (_root, path) = on_disk();
    bencher
        .counter(bytes())
        .bench(|| open_paths(std::slice::from_ref(&path), None).unwrap());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn triaged(bencher: Bencher) {
    let (_root, path) = on_disk();
    let rules = RuleSet::load(&default_files()).unwrap();
    bencher.counter(bytes()).bench(|| {
        let bundles = open_paths(std::slice::from_ref(&path), None).unwrap();
        analyze(&rules, &bundles, &Options::default()).unwrap()
    });
}

fn on_disk() -> (tempfile::TempDir, std::path::PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("diag.zip");
    std::fs::write(&path, archive()).unwrap();
    (root, path)
}
