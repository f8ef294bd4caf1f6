//! One chunk of an event log, as the input gives it, behind a file header that is whole: its records are read and matched
//! for codes, whatever they are.
//!
//! `cargo +nightly fuzz run evtx fuzz/corpus/evtx fuzz/seeds/evtx`

#![no_main]

use libfuzzer_sys::fuzz_target;
use wutriage::format::{by_name, records};

/// Bytes before the first chunk.
const FILE_HEADER: usize = 4096;

fuzz_target!(|chunk: &[u8]| {
    let Some(format) = by_name("evtx") else {
        return;
    };
    let mut log = b"ElfFile\0".to_vec();
    log.resize(FILE_HEADER, 0);
    log.extend(chunk);
    for found in records(format, &log).records {
        found.record.codes();
    }
});
