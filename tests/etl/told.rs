//! What a trace tells beside its records: losses, gaps, the machine, and the same whether it is read whole or in pieces.

use wutriage::format::{Told, TraceMessages};
use wutriage::record::Fact;
use wutriage::time::{LocalOffset, Stamp};

use super::reading::{read, read_pieces};
use super::trace::{Buffer, START, Session, line};

/// A buffer of three lines for each of the numbers.
fn file(session: &Session, sequences: &[u64]) -> Vec<u8> {
    let buffers: Vec<_> = sequences
        .iter()
        .map(|sequence| {
            let lines = (0..3).map(|number| {
                let message = format!("line {number} of buffer {sequence}");
                line(
                    session.wide,
                    sequence * 10_000_000 + number,
                    "Agent",
                    &message,
                )
            });
            Buffer {
                sequence: *sequence,
                packed: false,
                records: lines.collect(),
            }
        })
        .collect();
    session.file(&buffers)
}

fn told(session: &Session, sequences: &[u64]) -> Told {
    read(&file(session, sequences)).1
}

#[test]
fn losses_are_said_once_with_their_number() {
    let session = Session {
        events_lost: 41,
        buffers_lost: 2,
        ..Session::default()
    };
    let expected = [
        "events lost while the trace was written: 41",
        "buffers of events lost while the trace was written: 2",
    ];
    for wide in [true, false] {
        let session = Session { wide, ..session };
        assert_eq!(told(&session, &[1]).notes, expected);
        let read = read_pieces(
            &file(&session, &[1, 2, 3]),
            1,
            &TraceMessages::default(),
            &|_| true,
        );
        let notes: Vec<_> = read.told.into_iter().flat_map(|told| told.notes).collect();
        assert_eq!(notes, expected);
    }
}

#[test]
fn missing_buffers_are_named() {
    let check = |mode, sequences: &[u64], gaps: Option<&[(u64, u64)]>| {
        let session = Session {
            mode,
            ..Session::default()
        };
        let told = told(&session, sequences);
        assert_eq!(
            told.numbers.ends().is_some(),
            gaps.is_some(),
            "{sequences:?}"
        );
        let found: Vec<_> = told.numbers.gaps().collect();
        assert_eq!(found, gaps.unwrap_or_default(), "{sequences:?}");
        assert_eq!((told.bad, told.notes.len()), (0, 0));
    };
    let sequential = 0x1100_2009;
    check(sequential, &[908, 909, 910], Some(&[]));
    check(sequential, &[2, 1, 3], Some(&[]));
    check(sequential, &[7, 9, 13], Some(&[(8, 8), (10, 12)]));
    check(2, &[7, 9], None);
    check(4, &[1, 2, 1, 2], None);
    check(sequential, &[], None);
}

#[test]
fn the_machine_is_told_of_once() {
    let session = Session::default();
    let offset = "CET-1CEST,M3.5.0,M10.5.0/3";
    let zone = jiff::tz::TimeZone::posix(offset).unwrap();
    for wide in [true, false] {
        let told = told(&Session { wide, ..session }, &[1]);
        let [
            Fact::Build(build),
            Fact::Zone(name, found),
            Fact::Boot(boot),
        ] = &told.facts[..]
        else {
            panic!("{:?}", told.facts);
        };
        assert_eq!(build, "22631");
        assert_eq!(name, "UTC+01:00, in summer UTC+02:00");
        assert_eq!(boot.rfc3339(), "2024-05-13T23:00:00Z");
        let expected = LocalOffset::Zone(Box::new(zone.clone()));
        for hours in [0, 24 * 90, 24 * 165, 24 * 166, 24 * 200, 24 * 340] {
            let stamp = Stamp::from_filetime(START + hours * 36_000_000_000).unwrap();
            assert_eq!(found.show(stamp), expected.show(stamp));
        }
    }
    let named = Session {
        zone: "W. Europe Standard Time",
        ..session
    };
    let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
    let expected = Fact::Zone(named.zone.to_owned(), berlin);
    assert!(told(&named, &[1]).facts.contains(&expected));
}

#[test]
fn a_time_of_start_that_cannot_be_is_not_told() {
    for boot in [0, START + 1] {
        let session = Session {
            boot,
            ..Session::default()
        };
        assert_eq!(told(&session, &[1]).facts.len(), 2);
    }
}

#[test]
fn the_span_reaches_from_the_earliest_to_the_latest_on_every_clock() {
    for (clock, frequency, seconds) in [(1, 10_000_000, 1), (2, 77, 1), (1, 5_000_000, 2)] {
        let session = Session {
            clock,
            frequency,
            ..Session::default()
        };
        let told = told(&session, &[3, 1, 2]);
        let (first, last) = told.span.unwrap();
        let second = |stamp: Stamp| stamp.nanos / 1_000_000_000 - 1_715_644_800;
        assert_eq!((second(first), second(last)), (seconds, 3 * seconds));
    }
}

#[test]
fn pieces_give_what_the_whole_gives() {
    let file = file(&Session::default(), &[1, 2, 3, 4, 5]);
    let read = |step| read_pieces(&file, step, &TraceMessages::default(), &|_| true);
    let whole = read(usize::MAX);
    assert_eq!((whole.told.len(), whole.taken.len()), (1, 15));
    for (step, pieces) in [(1, 6), (8192, 3), (10_000, 2)] {
        let cut = read(step);
        assert_eq!(cut.told.len(), pieces);
        assert_eq!(cut.texts, whole.texts);
        let places = |taken: &[super::reading::Taken]| -> Vec<_> {
            let places = taken.iter().map(|it| (it.start, it.end, it.record.clone()));
            places.collect()
        };
        assert_eq!(places(&cut.taken), places(&whole.taken));
        let count = |told: &[Told]| -> u64 { told.iter().map(|told| told.records).sum() };
        assert_eq!(count(&cut.told), count(&whole.told));
        let facts = cut.told.iter().flat_map(|told| told.facts.clone());
        assert_eq!(facts.collect::<Vec<_>>(), whole.told[0].facts);
    }
}
