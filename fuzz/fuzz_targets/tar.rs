//! A tar of any bytes, and a gzip of any bytes with or without a tar in it. No panic leaves it, and it ends.
//!
//! `cargo +nightly fuzz run tar fuzz/corpus/tar fuzz/seeds/tar`

#![no_main]

use libfuzzer_sys::fuzz_target;
use wutriage::source::{Bundle, is_contained};

fuzz_target!(
    init: {
        // The fuzzer takes every panic for a crash; one that is caught is none.
        std::panic::set_hook(Box::new(|panic| {
            if !is_contained() {
                eprintln!("{panic}");
                std::process::abort();
            }
        }));
    },
    |bytes: &[u8]| {
        Bundle::from_memory([("bundle", bytes.to_vec())]);
    }
);
