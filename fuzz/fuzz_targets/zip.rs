//! A zip of any bytes: its directory, its entries, and the way through one that was cut off. No panic leaves it, and it ends.
//!
//! `cargo +nightly fuzz run zip fuzz/corpus/zip fuzz/seeds/zip`

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "common/archive.rs"]
mod archive;

fuzz_target!(
    init: archive::ignore_contained_panics(),
    |bytes: &[u8]| archive::open(bytes)
);
