//! A log read in pieces is the log read whole, and what it tells of itself.

use wutriage::record::Fact;

use crate::support::{Wants, blocks, failed, many, ordinary, piece, read};
use crate::writer::{CHUNK, FILE_HEADER, log};

fn cuts(size: usize, step: u64) -> Vec<u64> {
    blocks().cuts(size as u64, step, &mut |_, _| Vec::new())
}

#[test]
fn cuts_lie_between_chunks_about_a_step_apart() {
    let (header, chunk) = (FILE_HEADER as u64, CHUNK as u64);
    let size = FILE_HEADER + 4 * CHUNK;
    assert_eq!(
        cuts(size, 1),
        [header + chunk, header + 2 * chunk, header + 3 * chunk]
    );
    assert_eq!(cuts(size, chunk + 1), [header + 2 * chunk]);
    assert_eq!(cuts(size, u64::MAX), [] as [u64; 0]);
    assert_eq!(cuts(0, 0), [] as [u64; 0]);
}

#[test]
fn pieces_give_what_the_whole_gives() {
    let log = log(&many(1000));
    let (_, whole) = read(&log, Wants::everything());
    let mut bounds = vec![0];
    bounds.extend(
        cuts(log.len(), 1)
            .into_iter()
            .map(|cut| usize::try_from(cut).unwrap()),
    );
    bounds.push(log.len());
    assert!(bounds.len() > 4);
    let mut taken = Vec::new();
    for pair in bounds.windows(2) {
        let mut sink = Wants::everything();
        blocks().read(piece(&log, pair[0], pair[1]), &mut sink);
        taken.extend(sink.taken);
    }
    let places = |taken: &[(u64, usize, usize, wutriage::record::Record<'static>)]| -> Vec<_> {
        taken
            .iter()
            .map(|(_, start, end, record)| (*start, *end, record.clone()))
            .collect()
    };
    assert_eq!(places(&taken), places(&whole.taken));
}

#[test]
fn a_log_tells_its_numbers_its_span_and_its_computer() {
    let (told, _) = read(
        &log(&[ordinary(3), failed(5), ordinary(9)]),
        Wants::default(),
    );
    assert_eq!(told.numbers, [3, 5, 9].into_iter().collect());
    assert_eq!(told.facts, [Fact::Computer("pc1.contoso.test".to_owned())]);
    assert_eq!(told.channel.as_deref(), Some("System"));
    let (first, last) = told.span.unwrap();
    assert_eq!(
        (first.rfc3339().as_str(), last.rfc3339().as_str()),
        ("2024-05-14T06:00:03Z", "2024-05-14T06:00:09Z")
    );
    assert_eq!(told.notes, [] as [&str; 0]);
}

#[test]
fn that_a_log_was_open_is_said_where_it_explains_damage() {
    let notes = |log: &[u8]| read(log, Wants::default()).0.notes;
    let mut log = log(&many(1000));
    log[120] |= 1;
    assert_eq!(notes(&log), [] as [&str; 0], "nothing is missing");
    log[FILE_HEADER + CHUNK..][..8].fill(b'x');
    assert_eq!(
        notes(&log),
        ["the log was copied while it was being written"]
    );
}

#[test]
fn offsets_are_those_of_the_file() {
    let log = log(&many(1000));
    let cut = FILE_HEADER + CHUNK;
    let mut sink = Wants::everything();
    blocks().read(piece(&log, cut, log.len()), &mut sink);
    for (_, start, end, _) in &sink.taken {
        assert_eq!(&log[*start..*start + 4], b"**\0\0");
        assert!(end <= &log.len());
    }
}
