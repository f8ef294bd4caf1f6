//! Damage: what it costs, and that no bytes make the reader fail, hang or fill the memory.

use wutriage::format::TraceMessages;

use super::reading::{chosen, read, read_pieces};
use super::trace::{Buffer, Event, Session, classic, line, message, utf16};

/// A small file with a record of every shape in plain and packed buffers.
fn mixed(wide: bool) -> Vec<u8> {
    let session = Session {
        wide,
        buffer_size: 1024,
        ..Session::default()
    };
    let event = Event {
        wide,
        after: 3,
        provider: (5, "Microsoft.Windows.Update.Contoso"),
        level: 4,
        schema: Some((
            "Offer",
            vec![
                ("id", &[15]),
                ("list", &[0x48]),
                ("s", &[0xD8, 1]),
                ("t", &[1]),
            ],
        )),
        data: [&[7; 16][..], b"\x01\0\x05\0\0\0\x01\0", &utf16("fabrikam")].concat(),
    };
    let manifest = Event {
        schema: None,
        after: 4,
        data: utf16("contoso"),
        ..event
    };
    let buffer = |sequence, packed, records| Buffer {
        sequence,
        packed,
        records,
    };
    session.file(&[
        buffer(
            1,
            false,
            vec![
                line(wide, 1, "Agent", "*FAILED* [80072EE7] Call"),
                event.record(),
            ],
        ),
        buffer(
            2,
            true,
            vec![
                line(wide, 2, "Misc", "aaaaaaaaaaaaaaaa"),
                message(9, 1, b"\x05\0\x07\x80"),
            ],
        ),
        buffer(
            3,
            false,
            vec![
                manifest.record(),
                classic(5, b"fabrikam"),
                line(wide, 9, "Api", "last"),
            ],
        ),
    ])
}

#[test]
fn a_whole_file_is_read_without_damage() {
    for wide in [true, false] {
        let (records, told) = read(&mixed(wide));
        assert_eq!((records.len(), told.records, told.bad), (7, 7, 0));
    }
}

#[test]
fn the_seeds_of_fuzzing_are_these_files() {
    for (name, wide) in [("wide.etl", true), ("narrow.etl", false)] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = root.join("fuzz/seeds/etl").join(name);
        assert!(std::fs::read(path).unwrap() == mixed(wide), "{name}");
    }
}

#[test]
fn a_damaged_record_costs_the_rest_of_its_buffer() {
    let session = Session::default();
    let lines = |number| {
        let lines = (0..3)
            .map(|line_number| line(true, number, "Agent", &format!("{number}.{line_number}")));
        Buffer {
            sequence: number,
            packed: false,
            records: lines.collect(),
        }
    };
    let file = session.file(&[lines(1), lines(2), lines(3)]);
    let check = |damage: &dyn Fn(&mut [u8]), expected: &[&str], bad: u64| {
        let mut file = file.clone();
        damage(&mut file);
        let (records, told) = read(&file);
        let texts: Vec<_> = records
            .iter()
            .map(|it| String::from_utf8_lossy(&it.message))
            .collect();
        assert_eq!(texts, expected);
        assert_eq!(told.bad, bad);
    };
    let all = [
        "1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "3.0", "3.1", "3.2",
    ];
    check(&|_| {}, &all, 0);
    let second_record = 8192 + 0x48 + line(true, 0, "Agent", "2.0").len().next_multiple_of(8);
    let without = ["1.0", "1.1", "1.2", "2.0", "3.0", "3.1", "3.2"];
    check(&|file| file[second_record + 3] = 0x55, &without, 1);
    let header = ["1.0", "1.1", "1.2", "3.0", "3.1", "3.2"];
    check(&|file| file[8192..8200].fill(0x55), &header, 1);
    check(&|file| file[8192..12_288].fill(0), &header, 0);
    check(&|file| file[12_288..].fill(0), &all[..6], 0);
    // The items in front of the data: the record is lost, those around it are not.
    let items = ["1.0", "1.1", "1.2", "2.0", "2.2", "3.0", "3.1", "3.2"];
    check(&|file| file[second_record + 0x50] = 3, &items, 1);
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let file = mixed(true);
    let (records, told) = read(&file[..file.len() - 1]);
    assert_eq!(records.len(), 7);
    assert_eq!(told.bad, 1);
    let note = "the file is cut off in the middle of a buffer";
    assert!(told.notes.iter().any(|it| it == note), "{:?}", told.notes);
    let (records, _) = read(&file[..file.len() - 700]);
    assert_eq!(records.len(), 6);
}

#[test]
fn a_damaged_description_costs_the_times() {
    let mut file = mixed(true);
    file[0x4A] = 0x10;
    let (records, told) = read(&file);
    assert_eq!(records.len(), 7);
    assert!(records.iter().all(|record| record.stamp.is_none()));
    assert_eq!((told.span, told.bad), (None, 1));
    assert!(told.facts.is_empty());
}

#[test]
fn a_packed_buffer_that_claims_to_be_huge_is_damage() {
    let session = Session::default();
    let mut file = session.one(Vec::new());
    // One byte and a match of 64 MB.
    let packed = b"\0\0\0\x40\xAA\x07\0\x0F\xFF\0\0\xFF\xFF\xFF\x03";
    let mut header = file[4096..4096 + 0x48].to_vec();
    header[0] = u8::try_from(0x48 + packed.len()).unwrap();
    header[1] = 0;
    header[0x30..0x34].copy_from_slice(&(64u32 << 20).to_le_bytes());
    header[0x34] = 0x60;
    file.truncate(4096);
    for _ in 0..200 {
        file.extend(&header);
        file.extend(packed);
    }
    let (records, told) = read(&file);
    assert!(records.is_empty() && told.bad >= 199, "{}", told.bad);
}

#[test]
fn a_cut_at_any_byte_is_read_as_far_as_it_goes() {
    for wide in [true, false] {
        let file = mixed(wide);
        for length in 0..file.len() {
            let cut = &file[..length];
            let (records, told) = read(cut);
            assert!(records.len() <= 7);
            assert_eq!(usize::try_from(told.records), Ok(records.len()));
            chosen("WindowsUpdate.1.etl", cut);
        }
    }
}

#[test]
fn any_change_of_bytes_is_survived() {
    let files = [mixed(true), mixed(false)];
    let mut random = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = |limit: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 33).unwrap() % limit
    };
    for round in 0..6000 {
        let mut file = files[round % 2].clone();
        for _ in 0..=next(6) {
            let at = next(file.len());
            file[at] = [0, 1, 0x7F, 0x80, 0xFF, u8::try_from(next(256)).unwrap()][next(6)];
        }
        read_pieces(&file, 1 + next(4000), &TraceMessages::default(), &|_| true);
        chosen("a.etl", &file);
    }
}
