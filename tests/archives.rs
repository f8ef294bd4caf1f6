//! Archives from the outside: bundles that collectors make, given to the library and to the program.
//!
//! `same` shows that the way a bundle is packed does not change what is found, `names` what becomes of what an archive may
//! hold, `damaged` that no archive stops a run or grows out of bounds, `secret` that what collectors keep in their
//! inventories stays there. `make` builds the archives.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    unreachable_pub,
    reason = "helpers of tests fail as tests do"
)]

#[path = "archives/damaged.rs"]
mod damaged;
#[path = "archives/make.rs"]
mod make;
#[path = "archives/names.rs"]
mod names;
#[path = "common/program.rs"]
mod program;
#[path = "archives/same.rs"]
mod same;
#[path = "archives/secret.rs"]
mod secret;

use wutriage::source::Bundle;

/// Paths and bytes of what is in an archive of that name.
pub(crate) fn inside(name: &str, archive: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let bundle = Bundle::from_memory([(name, archive)]);
    let read = |source: &wutriage::source::Source| {
        let length = usize::try_from(source.bytes).unwrap();
        source.read(0, length).unwrap().into_owned()
    };
    let sources = bundle.sources.iter();
    sources
        .map(|source| (source.path.clone(), read(source)))
        .collect()
}

/// What is said of the archive, one line for each remark.
pub(crate) fn notes(name: &str, archive: Vec<u8>) -> Vec<String> {
    let bundle = Bundle::from_memory([(name, archive)]);
    let notes = bundle.notes.iter();
    notes
        .map(|note| format!("{}: {}", note.path, note.text))
        .collect()
}
