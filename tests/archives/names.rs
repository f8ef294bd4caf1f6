//! What an archive may hold, and what becomes of it.

use std::fs;

use wutriage::source::open_paths;

use super::make::{self, Files};
use super::{inside, notes};

const LOGS: &Files<'_> = &[("a.log", b"first"), ("logs/b.log", b"second")];

/// Paths in the archive and what is said of it.
fn check(name: &str, archive: &[u8], expected: &[&str], said: &[&str]) {
    let paths: Vec<_> = inside(name, archive.to_vec())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(paths, expected, "{name}");
    let notes = notes(name, archive.to_vec());
    assert_eq!(notes.len(), said.len(), "{notes:#?}");
    for (note, part) in notes.iter().zip(said) {
        assert!(note.contains(part), "{part:?} is not in {note:?}");
    }
}

#[test]
fn every_kind_of_archive_gives_its_files() {
    let expected = |name: &str| {
        let file = |file: &str, text: &str| (format!("{name}/{file}"), text.as_bytes().to_vec());
        vec![file("a.log", "first"), file("logs/b.log", "second")]
    };
    let archives = [
        make::zip(LOGS),
        make::stored(LOGS),
        make::zip64(LOGS),
        make::streamed(LOGS),
        make::cab(LOGS),
        make::stored_cab(LOGS),
        make::lzx(LOGS),
        make::tar(LOGS),
        make::tar_gz(LOGS),
    ];
    for (number, archive) in archives.into_iter().enumerate() {
        assert_eq!(
            notes("x", archive.clone()),
            Vec::<String>::new(),
            "archive {number}"
        );
        assert_eq!(inside("x", archive), expected("x"), "archive {number}");
    }
}

#[test]
fn files_of_many_blocks_are_whole() {
    let text = |seed: u32| -> Vec<u8> {
        let lines =
            (0..9000).map(|line: u32| format!("{} {seed}\n", line.wrapping_mul(2_654_435_761)));
        lines.flat_map(String::into_bytes).collect()
    };
    let (a, b) = (text(1), text(2));
    let files: &Files<'_> = &[("a.log", &a), ("b.log", &b)];
    for archive in [
        make::zip(files),
        make::cab(files),
        make::lzx(files),
        make::stored_cab(files),
        make::tar_gz(files),
    ] {
        let found = inside("x", archive);
        assert!(found[0].1 == a && found[1].1 == b);
    }
}

#[test]
fn a_lone_gzip_is_the_file_without_the_ending_and_members_are_one() {
    let members = [make::gz(b"one\n"), make::gz(b"two\n")].concat();
    assert_eq!(
        inside("in/CBS.log.gz", members),
        [("in/CBS.log.gz/CBS.log".to_owned(), b"one\ntwo\n".to_vec())]
    );
}

#[test]
fn archives_in_archives_are_opened_to_a_depth() {
    let mut archive = make::zip(LOGS);
    for name in ["1.zip", "2.zip", "3.zip"] {
        archive = make::stored(&[(name, &archive)]);
    }
    check(
        "x.zip",
        &archive,
        &["x.zip/3.zip/2.zip/1.zip"],
        &["an archive inside 3 others"],
    );
    let cab = make::cab(&[("CBS.log", b"x")]);
    let intune = make::zip(&[(
        "(74) FoldersFiles temp_MDMDiagnostics_mdmlogs_cab\\mdmlogs.cab",
        &cab,
    )]);
    let inner = "d.zip/(74) FoldersFiles temp_MDMDiagnostics_mdmlogs_cab/mdmlogs.cab/CBS.log";
    check("d.zip", &intune, &[inner], &[]);
}

#[test]
fn names_are_text_and_lead_nowhere() {
    let zip = make::stored(&[("AA/x.log", b"1"), ("logs\\b.log", b"2")]);
    let zip = make::patched(&zip, b"AA/x.log", b"../x.log");
    check(
        "x.zip",
        &zip,
        &["x.zip/logs/b.log", "x.zip/x.log"],
        &["leads out of the archive"],
    );
}

#[test]
fn two_files_of_one_name_are_both_read() {
    let zip = make::stored(&[("a.log", b"first"), ("b.log", b"second")]);
    let zip = make::patched(&zip, b"b.log", b"a.log");
    check(
        "x.zip",
        &zip,
        &["x.zip/a (2).log", "x.zip/a.log"],
        &["another entry has the same name"],
    );
}

#[test]
fn encrypted_files_are_named_and_the_rest_is_read() {
    let mut zip = make::stored(&[("a.log", b"first"), ("b.log", b"second")]);
    let central = memchr::memmem::rfind(&zip, b"PK\x01\x02").unwrap();
    zip[central + 8] |= 1;
    check(
        "x.zip",
        &zip,
        &["x.zip/a.log"],
        &["x.zip/b.log: encrypted: unpack it first"],
    );
}

#[test]
fn links_and_devices_are_not_followed() {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind) in [
        ("l", tar::EntryType::Symlink),
        ("h", tar::EntryType::Link),
        ("d", tar::EntryType::Char),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        builder
            .append_link(&mut header, name, "/etc/passwd")
            .unwrap();
    }
    let archive = builder.into_inner().unwrap();
    check(
        "x.tar",
        &archive,
        &["x.tar"],
        &[
            "x.tar/d: a device",
            "l: a link, not followed",
            "h: a link, not followed",
        ],
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.add_symlink("l", "/etc/passwd", zip::write::SimpleFileOptions::default())
        .unwrap();
    let zip = zip.finish().unwrap().into_inner();
    check(
        "x.zip",
        &zip,
        &["x.zip"],
        &["x.zip/l: a link, not followed"],
    );
}

#[test]
fn junk_around_an_archive_does_no_harm() {
    let archive = make::zip(LOGS);
    let both = ["x.zip/a.log", "x.zip/logs/b.log"];
    check(
        "x.zip",
        &[b"junk junk".as_slice(), &archive].concat(),
        &both,
        &[],
    );
    check(
        "x.zip",
        &[archive.as_slice(), b"junk junk"].concat(),
        &both,
        &[],
    );
    check(
        "x.zip",
        &[b"junk".as_slice(), &make::zip64(LOGS)].concat(),
        &both,
        &[],
    );
}

#[test]
fn a_zip_without_its_end_is_read_from_the_front() {
    for archive in [make::zip(LOGS), make::stored(LOGS), make::streamed(LOGS)] {
        let central = memchr::memmem::find(&archive, b"PK\x01\x02").unwrap();
        let cut = &archive[..central];
        let said = ["the archive is cut off, 2 files could be read: upload it again"];
        check("x.zip", cut, &["x.zip/a.log", "x.zip/logs/b.log"], &said);
    }
}

#[test]
fn a_part_of_several_is_named() {
    let mut zip = make::zip(LOGS);
    let end = memchr::memmem::rfind(&zip, b"PK\x05\x06").unwrap();
    zip[end + 4] = 2;
    check(
        "x.zip",
        &zip,
        &["x.zip"],
        &["one part of a zip in several parts"],
    );
}

#[test]
fn a_wrong_checksum_is_told_and_the_file_is_read() {
    let zip = make::patched(&make::stored(LOGS), b"first", b"fIrst");
    let both = ["x.zip/a.log", "x.zip/logs/b.log"];
    check("x.zip", &zip, &both, &["its checksum is wrong"]);
    let cab = make::patched(&make::stored_cab(LOGS), b"first", b"fIrst");
    check(
        "x.zip",
        &cab,
        &both,
        &[
            "a.log: its checksum is wrong",
            "b.log: its checksum is wrong",
        ],
    );
}

#[test]
fn what_is_no_log_is_not_unpacked() {
    let program = b"MZ\x90\0\x03\0\0\0".as_slice();
    let zip = make::zip(&[
        ("a.log", b"x"),
        ("wu.dll", program),
        ("renamed.log", program),
    ]);
    check(
        "x.zip",
        &zip,
        &["x.zip/a.log"],
        &["2 programs, libraries and images were not unpacked"],
    );
    let update = make::cab(&[("update.mum", b"<assembly/>"), ("a.log", b"x")]);
    check(
        "kb.cab",
        &update,
        &["kb.cab"],
        &["an update's package and no logs"],
    );
    let document = make::zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"x"),
    ]);
    check(
        "x.zip",
        &document,
        &["x.zip"],
        &["a document or a program's package"],
    );
    check("x.docx", &document, &["x.docx"], &[]);
}

#[test]
fn an_archive_that_is_named_is_a_machine_and_one_in_a_folder_belongs_to_it() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("folder");
    fs::create_dir(&folder).unwrap();
    for (name, bytes) in [
        ("one.zip", make::zip(LOGS)),
        ("two.cab", make::cab(LOGS)),
        ("loose.log", b"x".to_vec()),
        (
            "folder/CbsPersist_20240514.cab",
            make::cab(&[("CbsPersist.log", b"y")]),
        ),
        ("folder/CBS.log", b"z".to_vec()),
    ] {
        fs::write(root.path().join(name), bytes).unwrap();
    }
    let named = ["two.cab", "folder", "loose.log", "one.zip"].map(|name| root.path().join(name));
    let bundles = open_paths(&named, Some(make::gz(b"stdin"))).unwrap();
    let prefix = root.path().to_str().unwrap();
    let paths: Vec<Vec<_>> = bundles
        .iter()
        .map(|bundle| {
            bundle
                .sources
                .iter()
                .map(|it| it.path.replace(prefix, ""))
                .collect()
        })
        .collect();
    assert_eq!(
        paths,
        [
            vec!["/loose.log"],
            vec!["-/-"],
            vec![
                "/folder/CBS.log",
                "/folder/CbsPersist_20240514.cab/CbsPersist.log"
            ],
            vec!["/one.zip/a.log", "/one.zip/logs/b.log"],
            vec!["/two.cab/a.log", "/two.cab/logs/b.log"],
        ]
    );
}
