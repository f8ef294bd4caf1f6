//! A zip of any bytes: its directory, its entries, and the way through one that was cut off. No panic leaves it, and it ends.
//!
//! `cargo +nightly fuzz run zip fuzz/corpus/zip fuzz/seeds/zip`

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
