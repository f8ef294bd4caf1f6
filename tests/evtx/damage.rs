//! Whatever happens to a log, it is read as far as it is whole, and nothing panics or hangs.

use proptest::prelude::*;

use crate::support::{Wants, failed, many, ordinary, read};
use crate::writer::{CHUNK, Chunk, Datum, Event, FILE_HEADER, Shape, log};

#[test]
fn a_log_without_records_has_none() {
    let (told, _) = read(&log(&[]), Wants::everything());
    assert_eq!((told.records, told.bad, told.numbers.ends()), (0, 0, None));
}

#[test]
fn chunks_that_are_not_used_yet_are_no_damage_and_others_are() {
    let mut log = log(&[failed(1)]);
    log.extend(vec![0; CHUNK]);
    assert_eq!(read(&log, Wants::default()).0.bad, 0);
    log.extend(vec![7; CHUNK]);
    assert_eq!(read(&log, Wants::default()).0.bad, 1);
}

#[test]
fn a_chunk_that_is_there_twice_counts_once() {
    let mut log = log(&[ordinary(1), failed(2)]);
    log.extend(log[FILE_HEADER..].to_vec());
    let (told, sink) = read(&log, Wants::everything());
    assert_eq!(sink.numbers(), [1, 2]);
    assert_eq!((told.records, told.numbers), (2, (1..=2).collect()));
}

#[test]
fn an_equal_number_at_another_time_is_another_event() {
    let mut log = log(&[ordinary(1), failed(2)]);
    let mut again = log[FILE_HEADER..].to_vec();
    again[512 + 16] ^= 1;
    log.extend(again);
    assert_eq!(read(&log, Wants::everything()).1.numbers(), [1, 2, 1]);
}

#[test]
fn records_behind_an_old_header_are_read() {
    let mut chunk = Chunk::new();
    assert!(chunk.push(&ordinary(1)));
    let older = {
        let mut older = Chunk::new();
        assert!(older.push(&ordinary(1)));
        older.finish()
    };
    assert!(chunk.push(&failed(2)));
    let mut newer = chunk.finish();
    newer[..128].copy_from_slice(&older[..128]);
    let log = [crate::writer::header(1, 2), newer].concat();
    assert_eq!(read(&log, Wants::everything()).1.numbers(), [1, 2]);
}

#[test]
fn a_damaged_record_costs_itself_and_those_around_it_are_read() {
    let mut log = log(&[ordinary(1), failed(2), ordinary(3), failed(4)]);
    let place = read(&log, Wants::everything()).1.taken[2].1;
    log[place] = b'X';
    let (told, sink) = read(&log, Wants::everything());
    assert_eq!((sink.numbers(), told.bad), (vec![1, 2, 4], 1));
}

#[test]
fn a_record_that_cannot_be_rendered_is_bad() {
    let mut log = log(&[ordinary(1), ordinary(2)]);
    let place = read(&log, Wants::everything()).1.taken[1].1;
    log[place + 24] = 0xFF;
    let (told, sink) = read(&log, Wants::everything());
    assert_eq!((sink.numbers(), told.records, told.bad), (vec![1], 1, 1));
}

#[test]
fn a_chunk_that_says_far_more_than_it_holds_is_read_in_part() {
    let name: &'static str = "x".repeat(8000).leak();
    let data = vec![(name, Datum::Text("a")); 17];
    let mut chunk = Chunk::new();
    let events = (1..).map(|number| Event {
        shape: Shape::User,
        ..Event::named("Contoso", 1, number, &data)
    });
    let count = events.take_while(|event| chunk.push(event)).count();
    let log = [crate::writer::header(1, 2), chunk.finish()].concat();
    let (told, sink) = read(&log, Wants::everything());
    let said: usize = sink.asked.borrow().iter().map(String::len).sum();
    assert!(said < 20 << 20, "{said}");
    assert!(told.bad > 0 && told.records > 0, "{told:?}");
    assert_eq!(told.records + told.bad, count as u64);
}

#[test]
fn truncation_at_every_byte_loses_only_what_is_behind_it() {
    let log = log(&[failed(1), ordinary(2), failed(3)]);
    let ends: Vec<_> = read(&log, Wants::everything())
        .1
        .taken
        .iter()
        .map(|taken| taken.2)
        .collect();
    let used = *ends.last().unwrap();
    for end in (0..=used).chain((used..log.len()).step_by(997)) {
        let (told, sink) = read(&log[..end], Wants::everything());
        let whole = ends.iter().filter(|record| **record <= end).count();
        assert!(sink.taken.len() >= whole, "{end}");
        // A file header alone is whole.
        let is_told = told.notes.iter().any(|note| note == "the file is cut off");
        assert_eq!(is_told, end != FILE_HEADER, "{end}");
    }
}

#[test]
fn a_record_without_a_time_does_not_stretch_the_span() {
    let mut log = log(&[ordinary(1), ordinary(2)]);
    let place = read(&log, Wants::everything()).1.taken[0].1;
    log[place + 16..place + 24].fill(0);
    let (first, last) = read(&log, Wants::default()).0.span.unwrap();
    assert_eq!(first, last);
}

/// Any log is read to its end, and counts no more than it holds.
fn read_anyhow(log: &[u8]) {
    let (told, sink) = read(log, Wants::everything());
    assert!(sink.taken.len() as u64 <= told.records);
    assert!(
        sink.taken
            .iter()
            .all(|(_, start, end, _)| start < end && *end <= log.len())
    );
    for (.., record) in &sink.taken {
        record.codes();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn damaged_logs_never_panic(damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut log = log(&many(6));
        let used = FILE_HEADER + 4000;
        for (at, byte) in damage {
            log[at.index(used - FILE_HEADER) + FILE_HEADER] = byte;
        }
        read_anyhow(&log);
    }
}

proptest! {
    #[test]
    fn any_bytes_in_a_chunk_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3000), number: u64) {
        let mut log = log(&[failed(number % 1000)]);
        let start = FILE_HEADER + 512 + 24;
        log[start..start + bytes.len()].copy_from_slice(&bytes);
        read_anyhow(&log);
    }
}

#[test]
fn every_seed_of_the_fuzz_target_is_a_chunk_with_records() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/evtx");
    let seeds: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert!(seeds.len() > 2);
    for seed in seeds {
        let chunk = std::fs::read(seed.unwrap().path()).unwrap();
        let log = [crate::writer::header(1, 1), chunk].concat();
        assert!(read(&log, Wants::everything()).0.records > 0);
    }
}
