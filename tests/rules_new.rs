//! `wutriage rules new` as somebody meets it who has a log and wants a rule.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::path::Path;

use assert_cmd::Command;

const LOG: &str = "\
2024-05-14 09:00:00, Info                  CBS    Loaded Servicing Stack\r
\r
2024-05-14 09:00:02, Error                 CBS    Failed to add package KB5037768 of krk-nas.corp.local [HRESULT = 0x800f0831 - CBS_E_STORE_CORRUPTION]\r
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("CBS.log"), LOG).unwrap();
    folder
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("wutriage").unwrap();
    command.current_dir(folder).env_remove("COLUMNS");
    let output = command.arg("rules").args(arguments).output().unwrap();
    let shown = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, shown(output.stdout), shown(output.stderr))
}

const ID: &str = "servicing/contoso-package";

#[test]
fn the_rule_is_shown_and_nothing_is_written() {
    let folder = folder();
    let (code, stdout, stderr) = run(folder.path(), &["new", ID, "--from", "CBS.log:3"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    for part in [
        "title: 'REPLACE:",
        "code: [0x800F0831]",
        "kb: kb",
        "kb: 'KB5037768'",
        "host1.contoso.com",
    ] {
        assert!(stdout.contains(part), "{part} in\n{stdout}");
    }
    assert!(!stdout.contains("corp.local"), "{stdout}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_written_rule_passes_its_tests_and_says_what_is_left_to_write() {
    let folder = folder();
    let new = ["new", ID, "--from", "CBS.log:3", "--dir", "my-rules"];
    let path = Path::new("my-rules").join(format!("{ID}.yaml"));
    let (code, stdout, stderr) = run(folder.path(), &new);
    let wrote = format!("wutriage: wrote {}\n", path.display());
    assert_eq!(stderr, wrote);
    assert_eq!((code, stdout.as_str()), (0, ""));
    let (code, stdout, stderr) = run(folder.path(), &["test", "--rules", "my-rules", ID]);
    assert_eq!((code, stdout.as_str()), (0, "2 tests of 1 rule passed\n"));
    let left = "wutriage: servicing/contoso-package: still to be written: title, because, message, references, weigh, tests\n";
    assert_eq!(stderr, left);
    let written = std::fs::read(folder.path().join(&path)).unwrap();
    let (code, _, stderr) = run(folder.path(), &new);
    assert_eq!(code, 2);
    assert!(stderr.contains("cannot write"), "{stderr}");
    assert_eq!(std::fs::read(folder.path().join(&path)).unwrap(), written);
    let named = [&new[..4], &["--rules", "my-rules"]].concat();
    let (code, _, stderr) = run(folder.path(), &named);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("it is taken by 'my-rules/servicing/contoso-package.yaml'"),
        "{stderr}"
    );
}

#[test]
fn what_cannot_be_begun_is_2_and_says_why() {
    let folder = folder();
    let check = |id: &str, from: &str, expected: &str| {
        let (code, stdout, stderr) = run(folder.path(), &["new", id, "--from", from]);
        assert_eq!((code, stdout.as_str()), (2, ""), "{id} {from}");
        assert!(stderr.contains(expected), "{stderr}");
    };
    check("Contoso Package", "CBS.log:3", "an id is <family>/<name>");
    check(
        "network/vpn-path",
        "CBS.log:3",
        "it is taken by 'built-in rules/network/vpn-path.yaml'",
    );
    check(ID, "CBS.log", "as in CBS.log:1042");
    check(
        ID,
        "CBS.log:4",
        "line 'CBS.log:4' is not valid: the log has 3 lines",
    );
    check(ID, "CBS.log:2", "it is blank");
    check(ID, "dism.log:1", "cannot open 'dism.log'");
    check(ID, r"C:\Logs\CBS.log:1", r"cannot open 'C:\Logs\CBS.log'");
}

/// A limit on the size of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_of_a_rule() {
    let folder = folder();
    let mut command = Command::new("sh");
    command.current_dir(folder.path());
    let script =
        "trap '' XFSZ; ulimit -f 1; exec \"$0\" rules new \"$1\" --from CBS.log:3 --dir my-rules";
    let program = assert_cmd::cargo::cargo_bin("wutriage");
    let output = command.args(["-c", script]).arg(program).arg(ID);
    let output = output.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("cannot write"), "{stderr}");
    let left = std::fs::read_dir(folder.path().join("my-rules/servicing")).unwrap();
    assert_eq!(left.count(), 0);
}
