//! What the targets for archives have in common: a bundle of any bytes is opened.

use wutriage::source::{Bundle, is_contained};

/// The fuzzer takes every panic for a crash; one that is caught is none.
pub fn ignore_contained_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if !is_contained() {
            eprintln!("{panic}");
            std::process::abort();
        }
    }));
}

/// Opens the bytes as whatever they are.
pub fn open(bytes: &[u8]) {
    Bundle::from_memory([("bundle", bytes.to_vec())]);
}
