//! What a trace costs on one core: 50 MB of lines of the update agent, plain and packed.
//!
//! `lines` reads the trace alone, with a sink that asks for one line in a hundred; `rules` is the whole run with the rules
//! that ship, on one thread.
//!
//! `cargo bench --bench etl`

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    dead_code,
    reason = "the builder is that of the tests"
)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use wutriage::engine::{Options, analyze};
use wutriage::format::{Blocks, Framing, HEAD_BYTES, Located, Piece, Sink, TraceMessages, by_name};
use wutriage::rule::{RuleSet, default_files};
use wutriage::source::Bundle;

#[path = "../tests/etl/pack.rs"]
mod pack;
#[path = "../tests/etl/trace.rs"]
mod trace;

use trace::{Buffer, Session, line};

const NAME: &str = "WindowsUpdate.20240514.000000.001.1.etl";
/// Size of a trace.
const BYTES: usize = 50 << 20;
/// Lines of a buffer of 4 KB.
const LINES: u64 = 14;

fn main() {
    divan::main();
}

/// Asks for every hundredth entry that it is shown.
#[derive(Default)]
struct OneInHundred {
    shown: std::cell::Cell<usize>,
    taken: usize,
}

impl Sink for OneInHundred {
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize> {
        black_box(text);
        let before = self.shown.replace(self.shown.get() + ends.len());
        (0..ends.len())
            .filter(|number| (before + number).is_multiple_of(100))
            .collect()
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        false
    }

    fn take(&mut self, _: u64, located: Located<'_>) {
        self.taken += usize::from(located.record.stamp.is_some());
    }
}

#[divan::bench(args = [false, true], sample_count = 10, sample_size = 1)]
fn lines(bencher: Bencher, packed: bool) {
    let trace = trace(packed);
    let Framing::Blocks(blocks) = by_name("windows-update-trace").unwrap().framing() else {
        return;
    };
    bencher
        .counter(BytesCount::of_slice(&trace))
        .bench(|| read(blocks, &trace));
}

#[divan::bench(args = [false, true], sample_count = 5, sample_size = 1)]
fn rules(bencher: Bencher, packed: bool) {
    let trace = trace(packed);
    let size = BytesCount::of_slice(&trace);
    let bundle = [Bundle::from_memory([(NAME, trace)])];
    let rules = RuleSet::load(&default_files()).unwrap();
    let options = Options {
        threads: Some(1),
        ..Options::default()
    };
    bencher
        .counter(size)
        .bench(|| analyze(&rules, &bundle, &options).unwrap());
}

fn read(blocks: &dyn Blocks, trace: &[u8]) -> usize {
    let mut sink = OneInHundred::default();
    let piece = Piece {
        name: NAME,
        head: &trace[..HEAD_BYTES],
        start: 0,
        bytes: trace,
        last: true,
        messages: &TraceMessages::default(),
    };
    let told = blocks.read(piece, &mut sink);
    assert!(told.bad == 0 && sink.taken > 0);
    sink.taken
}

/// One buffer of lines as often as it takes; packing each anew would only cost time.
fn trace(packed: bool) -> Vec<u8> {
    let lines = (0..LINES).map(|number| {
        let message = format!("Update {number:08} * 8785BF2C-5AE7-460E-BEC0-37D6CF6CF71F.200");
        line(true, number, "DownloadManager", &message)
    });
    let buffer = Buffer {
        sequence: 1,
        packed,
        records: lines.collect(),
    };
    let one = Session::default().file(&[buffer]);
    let (head, body) = one.split_at(4096);
    [head, &body.repeat(BYTES / body.len())].concat()
}
