//! What an event log costs, record by record: a log of 100,000 records, one in a hundred of which a rule asks for.
//!
//! `format` reads the log alone, with a sink that looks for a few words; `rules` is the whole run with the rules that ship, on one
//! thread.
//!
//! `cargo bench --bench evtx`

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    unreachable_pub,
    dead_code,
    reason = "the writer of logs is that of the tests"
)]

use divan::Bencher;
use divan::counter::ItemsCount;
use memchr::memmem;
use wutriage::engine::{Options, analyze};
use wutriage::format::{Framing, Located, Piece, Sink, TraceMessages, by_name};
use wutriage::rule::{RuleSet, default_files};
use wutriage::source::Bundle;

#[path = "../tests/evtx/writer.rs"]
mod writer;

use writer::{Datum, Event};

/// Records of the log.
const RECORDS: u64 = 100_000;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn format(bencher: Bencher) {
    let log = log();
    let Framing::Blocks(blocks) = by_name("evtx").unwrap().framing() else {
        return;
    };
    let piece = Piece {
        name: "System.evtx",
        head: &log,
        start: 0,
        bytes: &log,
        last: true,
        messages: &TraceMessages::default(),
    };
    bencher.counter(ItemsCount::new(RECORDS)).bench(|| {
        let mut few = Few::default();
        let told = blocks.read(piece, &mut few);
        assert_eq!((told.records, few.taken), (RECORDS, RECORDS / 100));
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn rules(bencher: Bencher) {
    let bundle = [Bundle::from_memory([("System.evtx", log())])];
    let rules = RuleSet::load(&default_files()).unwrap();
    let options = Options {
        threads: Some(1),
        ..Options::default()
    };
    bencher
        .counter(ItemsCount::new(RECORDS))
        .bench(|| analyze(&rules, &bundle, &options).unwrap());
}

/// Asks for one provider's failures and for a code.
#[derive(Default)]
struct Few {
    taken: u64,
}

impl Sink for Few {
    fn asked(&self, text: &[u8], ends: &[usize]) -> Vec<usize> {
        let places = memmem::find_iter(text, b"80248007");
        let mut asked: Vec<_> = places
            .map(|at| ends.partition_point(|end| *end <= at))
            .collect();
        asked.dedup();
        asked
    }

    fn wants_event(&self, provider: &str, id: u32) -> bool {
        id == 20 && provider.ends_with("WindowsUpdateClient")
    }

    fn take(&mut self, _: u64, _: Located<'_>) {
        self.taken += 1;
    }
}

/// Records as a System log has them: names of services and states, paths, a few numbers.
fn log() -> Vec<u8> {
    let event = |number: u64| match number % 100 {
        0 => Event::named(
            "Microsoft-Windows-WindowsUpdateClient",
            20,
            number,
            &[
                ("errorCode", Datum::Hex(0x8024_8007)),
                (
                    "updateTitle",
                    Datum::Text("2024-05 Cumulative Update for Contoso (KB5000001)"),
                ),
                ("updateGuid", Datum::Guid([0xAB; 16])),
                ("updateRevisionNumber", Datum::Number(200)),
            ],
        ),
        1..50 => Event::named(
            "Service Control Manager",
            7036,
            number,
            &[
                ("param1", Datum::Text("Fabrikam Background Transfer Agent")),
                ("param2", Datum::Text("running")),
                ("Binary", Datum::Binary(b"4600610062002F0034000000")),
            ],
        ),
        _ => Event::named(
            "Microsoft-Windows-Kernel-General",
            16,
            number,
            &[
                ("HiveNameLength", Datum::Number(82)),
                (
                    "HiveName",
                    Datum::Text(
                        r"\??\C:\Users\contoso\AppData\Local\Packages\Fabrikam_8wekyb3d8bbwe\Settings\settings.dat",
                    ),
                ),
                ("KeysUpdated", Datum::Number(14)),
                ("DirtyPages", Datum::Number(3)),
            ],
        ),
    };
    writer::log(&(1..=RECORDS).map(event).collect::<Vec<_>>())
}
