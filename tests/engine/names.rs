//! Files are told apart by where they are and not by how their names read.

use std::path::Path;

use wutriage::engine::Options;
use wutriage::source::open_paths;

use super::support::{machine_of, rules};

/// Each file holds the needle at another time; all are found, in the folder and named one by one.
fn check(folder: &Path, files: &[&Path]) {
    for (number, file) in files.iter().enumerate() {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let line = format!(
            "2024/05/14 09:00:{number:02}.0000000 1088  5120  Agent           the needle\n"
        );
        std::fs::write(path, line).unwrap();
    }
    let rules = rules(&[(
        "test/cause.yaml",
        "signals: { it: { in: [windows-update], text: 'needle' } }\nwhen: it\n",
    )]);
    let named = files.iter().map(|file| folder.join(file)).collect();
    for paths in [vec![folder.to_owned()], named] {
        let bundles = open_paths(&paths, None).unwrap();
        let options = Options {
            evidence: 10,
            ..Options::default()
        };
        let machine = machine_of(&rules, &bundles[0], &options);
        assert_eq!(machine.inputs.len(), files.len(), "{:?}", machine.notes);
        assert_eq!(machine.findings[0].evidence.len(), files.len());
    }
}

#[cfg(unix)]
#[test]
fn a_backslash_in_a_name_is_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let names = [r"logs\update.log", "logs/update.log"];
    check(folder.path(), &names.map(Path::new));
}

/// Other systems refuse such names.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf8_are_not_mixed_up() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = tempfile::tempdir().unwrap();
    let names = [&b"update\xFE.log"[..], b"update\xFF.log"];
    check(
        folder.path(),
        &names.map(|name| Path::new(OsStr::from_bytes(name))),
    );
}
