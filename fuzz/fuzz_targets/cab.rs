//! A cabinet of any bytes: its list of files and its folders, stored, MSZIP and LZX. No panic leaves it, and it ends.
//!
//! `cargo +nightly fuzz run cab fuzz/corpus/cab fuzz/seeds/cab`

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "common/archive.rs"]
mod archive;

fuzz_target!(
    init: archive::ignore_contained_panics(),
    |bytes: &[u8]| archive::open(bytes)
);
