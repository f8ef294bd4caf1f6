//! A tar of any bytes, and a gzip of any bytes with or without a tar in it. No panic leaves it, and it ends.
//!
//! `cargo +nightly fuzz run tar fuzz/corpus/tar fuzz/seeds/tar`

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "common/archive.rs"]
mod archive;

fuzz_target!(
    init: archive::ignore_contained_panics(),
    |bytes: &[u8]| archive::open(bytes)
);
