//! Archives cut off at every byte, damaged at random, and made to grow.

use super::make::{self, Files};
use super::{inside, notes};

/// The most that all files of a damaged archive of a few hundred bytes may have. Deflate unpacks to 1,032 times its size at
/// most, an LZX block to 32 KiB.
const MOST: usize = 8 << 20;

fn archives() -> Vec<Vec<u8>> {
    let text =
        "2024-05-14 09:00:00, Error CBS Failed to resolve [HRESULT = 0x80070002]\r\n".repeat(8);
    let files: &Files<'_> = &[("a.log", b"first"), ("logs/b.log", text.as_bytes())];
    let cab = make::cab(files);
    vec![
        make::zip(files),
        make::stored(files),
        make::zip64(files),
        make::streamed(files),
        make::zip(&[("logs.cab", &cab)]),
        make::lzx(files),
        make::tar_gz(files),
        make::tar(files),
        make::gz(text.as_bytes()),
        cab,
    ]
}

/// Reads what is left of an archive; it is nothing that the archive did not have.
fn check(archive: &[u8]) {
    let total: usize = inside("x.zip", archive.to_vec())
        .iter()
        .map(|(_, bytes)| bytes.len())
        .sum();
    assert!(total <= MOST, "{} bytes out of {}", total, archive.len());
}

/// Numbers that are the same on every run.
fn random(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    }
}

#[test]
fn an_archive_cut_off_anywhere_is_read_as_far_as_it_goes() {
    for archive in archives() {
        // Of a tar, which is mostly zeros, not every byte is of interest.
        let step = 1 + archive.len() / 1500;
        (0..archive.len())
            .step_by(step)
            .for_each(|end| check(&archive[..end]));
    }
}

#[test]
fn what_stands_in_front_of_a_cut_is_read() {
    let lines: Vec<u8> = (0..20_000_u32)
        .flat_map(|line| format!("{line}\n").into_bytes())
        .collect();
    let files: &Files<'_> = &[("a.log", b"first"), ("b.log", &lines)];
    for (archive, name) in [
        (make::zip(files), "x.zip/b.log"),
        (make::stored(files), "x.zip/b.log"),
        (make::cab(files), "x.zip/b.log"),
        (make::lzx(files), "x.zip/b.log"),
        (make::tar(files), "x.zip/b.log"),
        (make::tar_gz(files), "x.zip/b.log"),
    ] {
        let cut = archive[..archive.len() * 3 / 4].to_vec();
        let found = inside("x.zip", cut.clone());
        assert_eq!(
            (found[0].1.as_slice(), found[1].0.as_str()),
            (b"first".as_slice(), name)
        );
        assert!(found[1].1.len() > lines.len() / 4 && lines.starts_with(&found[1].1));
        assert!(
            notes("x.zip", cut)
                .iter()
                .any(|note| note.contains("cut off"))
        );
    }
}

#[test]
fn archives_damaged_at_random_are_read() {
    let mut random = random(42);
    for archive in archives() {
        // A tar's checksums refuse nearly every change; the others take more than a thousand each.
        for _ in 0..1200 {
            let mut damaged = archive.clone();
            for _ in 0..=random(4) {
                let at = random(damaged.len());
                damaged[at] = match random(3) {
                    0 => 0xFF,
                    1 => damaged[at] ^ (1 << random(8)),
                    _ => u8::try_from(random(256)).unwrap(),
                };
            }
            check(&damaged);
        }
    }
}

#[test]
fn heads_with_anything_behind_them_are_read() {
    let mut random = random(7);
    let heads: [&[u8]; 6] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"MSCF\0\0\0\0",
        b"\x1F\x8B\x08\0",
        b"PK\x07\x08PK\x03\x04",
        b"MSCF\0\0\0\0\0\0\0\0\0\0\0\0\x2C\0\0\0\0\0\0\0\x03\x01\x01\0\x01\0\0\0",
    ];
    for head in heads {
        for _ in 0..500 {
            let length = random(600);
            let rest = (0..length).map(|_| u8::try_from(random(256)).unwrap());
            check(&head.iter().copied().chain(rest).collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_zip_whose_entries_share_their_bytes_does_not_grow() {
    let zeros = vec![0; 10 << 20];
    let one = make::zip(&[("zeros.log", &zeros)]);
    let central = memchr::memmem::find(&one, b"PK\x01\x02").unwrap();
    let end = memchr::memmem::rfind(&one, b"PK\x05\x06").unwrap();
    let (listed, count) = (&one[central..end], 1000_u16);
    let mut bomb = one[..central].to_vec();
    (0..count).for_each(|_| bomb.extend_from_slice(listed));
    let size = u32::try_from(listed.len()).unwrap() * u32::from(count);
    let mut last = one[end..].to_vec();
    last[10..12].copy_from_slice(&count.to_le_bytes());
    last[12..16].copy_from_slice(&size.to_le_bytes());
    bomb.extend_from_slice(&last);
    assert!(bomb.len() < 100_000);
    assert_eq!(inside("x.zip", bomb.clone()).len(), 6);
    let said = notes("x.zip", bomb);
    assert!(
        said.iter().any(|note| note.contains("250 times")),
        "{said:#?}"
    );
}

#[test]
fn archives_in_an_archive_do_not_grow_together() {
    let zeros = make::zip(&[("zeros.log", &vec![0; 10 << 20])]);
    let names: Vec<String> = (0..50).map(|number| format!("{number}.zip")).collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), zeros.as_slice()))
        .collect();
    let bomb = make::zip(&files);
    assert!(bomb.len() < 200_000);
    let found = inside("x.zip", bomb);
    let total: usize = found.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(total <= 64 << 20, "{total}");
}

#[test]
fn a_file_at_the_far_end_of_a_cabinets_folder_costs_the_way_there() {
    let far = make::patched(
        &make::stored_cab(&[("first.log", b"1"), ("far.log", b"2")]),
        // Size and offset of the second file.
        &[1, 0, 0, 0, 1, 0, 0, 0],
        &[1, 0, 0, 0, 0, 0, 0, 0x70],
    );
    let said = notes("x.cab", far);
    assert!(
        said.iter()
            .any(|note| note.contains("far.log: 1792 MiB are more")),
        "{said:#?}"
    );
}

#[test]
fn a_gzip_that_grows_is_read_up_to_a_point() {
    let bomb = make::gz(&vec![b' '; 80 << 20]);
    let found = inside("x.log.gz", bomb.clone());
    assert_eq!(found[0].1.len(), 64 << 20);
    assert!(notes("x.log.gz", bomb)[0].contains("only the first 64 MiB"));
}
