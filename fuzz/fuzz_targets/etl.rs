//! Any bytes as an event trace: recognised, cut, and read whole, without a panic and without end.
//!
//! `cargo +nightly fuzz run etl fuzz/corpus/etl fuzz/seeds/etl`

#![no_main]

use libfuzzer_sys::fuzz_target;
use wutriage::format::{Framing, HEAD_BYTES, Head, by_name, choose, records};

fuzz_target!(|bytes: &[u8]| {
    let head = Head {
        name: "WindowsUpdate.etl",
        text: bytes.get(..HEAD_BYTES).unwrap_or(bytes),
        whole: bytes.len() <= HEAD_BYTES,
    };
    choose(&head);
    let Some(format) = by_name("windows-update-trace") else {
        return;
    };
    if let Framing::Blocks(blocks) = format.framing() {
        let size = u64::try_from(bytes.len()).unwrap_or(0);
        blocks.cuts(size, 4096, &mut |at, length| {
            let begin = usize::try_from(at).unwrap_or(usize::MAX);
            let rest = bytes.get(begin..).unwrap_or_default();
            rest.get(..length).unwrap_or(rest).to_vec()
        });
    }
    records(format, bytes);
});
