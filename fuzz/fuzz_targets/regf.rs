//! The bins of a registry hive, as the input gives them, behind a base block that is whole: its keys and values are read and
//! matched for codes, whatever they are.
//!
//! `cargo +nightly fuzz run regf fuzz/corpus/regf fuzz/seeds/regf`

#![no_main]

use libfuzzer_sys::fuzz_target;
use wutriage::format::{by_name, records};

/// Bytes before the first bin.
const BASE_BLOCK: usize = 4096;
/// Where the first key lies: behind the head of the first bin.
const ROOT: u32 = 32;

fuzz_target!(|bins: &[u8]| {
    let Some(format) = by_name("registry-hive") else {
        return;
    };
    let mut hive = b"regf".to_vec();
    hive.resize(36, 0);
    hive.extend(ROOT.to_le_bytes());
    hive.resize(BASE_BLOCK, 0);
    hive.extend(bins);
    for found in records(format, &hive).records {
        found.record.codes();
    }
});
