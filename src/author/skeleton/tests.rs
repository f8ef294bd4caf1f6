//! Skeletons of lines of every form of log, through the loader and the tests inside them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::*;
use crate::rule::default_files;

const ID: &str = "contoso/new";

fn made(name: &str, bytes: &[u8], line: usize) -> Result<String, String> {
    let log = Log {
        name,
        bytes,
        line,
        is_whole: true,
    };
    let made = skeleton(&default_files(), ID, &log);
    made.map(|file| file.text)
        .map_err(|error| error.to_string())
}

/// Every fixture of a form of log, by the form.
fn fixtures() -> BTreeMap<String, Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let mut all: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for folder in std::fs::read_dir(root).unwrap() {
        let folder = folder.unwrap().path();
        let form = folder.file_name().unwrap().to_str().unwrap().to_owned();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|it| it != "expected") {
                all.entry(form.clone()).or_default().push(path);
            }
        }
    }
    for paths in all.values_mut() {
        paths.sort();
    }
    all
}

#[test]
fn a_line_of_every_form_gives_a_rule_that_loads_and_does_what_its_tests_say() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 14);
    // What traces mean by a number is no log of its own.
    let logs = fixtures
        .into_iter()
        .filter(|(form, _)| form != "trace-messages");
    for (form, paths) in logs {
        let text = paths.iter().find_map(|path| {
            let bytes = std::fs::read(path).unwrap();
            (1..=20).find_map(|line| made(path.to_str().unwrap(), &bytes, line).ok())
        });
        let text = text.unwrap_or_else(|| panic!("no line of {form} gives a rule"));
        let file = RuleFile {
            path: format!("{ID}.yaml"),
            display: "new.yaml".to_owned(),
            text: text.clone(),
        };
        let rules = with_rule(&default_files(), file).unwrap();
        let mut cases = test::cases(&rules);
        cases.retain(|case| case.rule.id() == ID);
        let expectations: Vec<_> = cases.iter().map(|case| &case.test.expect).collect();
        assert!(
            matches!(expectations[..], [Expect::Found(_), Expect::None]),
            "{form}\n{text}"
        );
        for outcome in test::run_all(&rules, &cases) {
            assert!(
                outcome.passed(),
                "{form}\n{}",
                outcome.lines(&rules).join("\n")
            );
        }
        let cause = rules.causes.iter().find(|cause| cause.id == ID).unwrap();
        let left = [
            "title",
            "because",
            "message",
            "references",
            "weigh",
            "tests",
        ];
        assert_eq!(left_to_write(cause), left, "{form}");
    }
}

#[test]
fn whatever_the_log_is_there_is_a_signal_or_a_reason() {
    for path in fixtures().into_values().flatten() {
        let bytes = std::fs::read(&path).unwrap();
        for end in (0..bytes.len().min(1500)).step_by(13) {
            let log = Log {
                name: "a.log",
                bytes: &bytes[..end],
                line: 1 + end % 7,
                is_whole: true,
            };
            let Ok(excerpt) = excerpt::take(&log) else {
                continue;
            };
            let Some((excerpt, names)) = invented(&excerpt) else {
                continue;
            };
            let record = excerpt.record().unwrap();
            let signal = signal::of_record(&record, excerpt.named_line(), &names);
            assert!(near::misses(&excerpt, &signal).len() < 20);
        }
    }
}

#[test]
fn the_whole_file_reads_as_an_author_would_begin_it() {
    let log = "\
2024-05-14\t09:00:05:125\t 912\ta3c\tMisc\tWARNING: Send failed with hr = 80072ee7.
2024-05-14\t09:00:05:126\t 912\ta3c\tMisc\tWARNING: WinHttp: SendRequestUsingProxy failed for <http://KRK-WSUS.corp.local:8530/a.cab>. error 0x8024402c
";
    insta::assert_snapshot!(made("WindowsUpdate.log", log.as_bytes(), 2).unwrap());
}

#[test]
fn no_name_of_a_person_machine_or_network_is_in_the_file() {
    let event = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-DNS-Client'/><EventID>1014</EventID><TimeCreated SystemTime='2024-05-14T09:00:12.1000000Z'/><EventRecordID>4711</EventRecordID><Channel>System</Channel><Computer>KRK-PC7.corp.local</Computer></System><EventData><Data Name='QueryName'>krk-wsus.corp.local</Data><Data Name='UserName'>jnowak</Data></EventData></Event>";
    let text = made("KRK-PC7.xml", event.as_bytes(), 1).unwrap();
    let line = "2024-05-14 09:00:00, Error  CBS  Failed to copy \\\\krk-nas\\up\\a.cab for jnowak@corp.pl to C:\\Users\\jnowak\\a.cab from 10.20.30.40 [HRESULT = 0x80070005 - E_ACCESSDENIED]";
    let more = made("KRK-PC7.log", line.as_bytes(), 1).unwrap();
    for text in [text, more] {
        let lower = text.to_ascii_lowercase();
        for name in ["krk", "nowak", "corp.", "10.20"] {
            assert!(!lower.contains(name), "{name} in\n{text}");
        }
    }
}

#[test]
fn no_private_word_is_in_a_rule_made_of_such_a_line() {
    let lines = [
        r"Failed to start as ACME\jsmith on PC-JSMITH",
        "Login failed for user=jsmith domain=ACME machine=DESKTOP-8F3K2LQ",
        "Request refused, token=eyJhbGciOiJIUzI1.e30.jsm password=Hunter2",
        "Cannot open C:\\Users\\J\u{f6}rg M\u{fc}ller\\AppData\\Local\\Temp\\a.log again",
        "Cannot reach http://10.20.30.40:8530/a nor 10.20.30.41:80",
        "Install failed for user John Smith because account jsmith@acme is locked",
    ];
    let private = [
        "acme", "jsm", "8f3k", "eyj", "hunter", "rg m", "ller", "10.20", "john", "smith",
    ];
    for line in lines {
        let line = format!("2024-05-14 09:00:00, Error  CBS  {line} [HRESULT = 0x80070005]\n");
        let text = made("CBS.log", line.as_bytes(), 1).unwrap();
        let lower = text.to_lowercase();
        for name in private {
            assert!(!lower.contains(name), "{name} in\n{text}");
        }
    }
}

#[test]
fn the_rule_finds_the_line_under_its_real_names() {
    let check = |name: &str, log: &str, line: usize, expected: &str| {
        let text = made(name, log.as_bytes(), line).unwrap();
        assert!(text.contains(expected), "{expected} in\n{text}");
        let file = RuleFile {
            path: format!("{ID}.yaml"),
            display: "new.yaml".to_owned(),
            text: text.clone(),
        };
        let rules = with_rule(&default_files(), file).unwrap();
        let found = machine(&rules, name, log).unwrap().findings;
        assert!(found.iter().any(|found| found.rule == ID), "{text}");
    };
    check(
        "a.reg",
        "Windows Registry Editor Version 5.00\n\n[HKEY_USERS\\S-1-5-21-1004336348-1177238915-682003330-512\\Software\\Fabrikam]\n\"Retry\"=dword:00000007\n",
        4,
        r"key: 'HKEY_USERS\*\Software\Fabrikam'",
    );
    let cbs = |rest: &str| format!("2024-05-14 09:00:00, Error  CBS  {rest}\n");
    check(
        "CBS.log",
        &cbs("failed because account jsmith of user=jsmith"),
        1,
        "text: 'failed because account'",
    );
    check(
        "CBS.log",
        &cbs("Copy of C:\\Users\\J\u{f6}rg M\u{fc}ller\\a.log over contoso.sys gave up"),
        1,
        "text: 'Copy of'",
    );
}

#[test]
fn a_line_that_no_rule_can_be_made_of_is_refused_with_the_reason() {
    let check = |bytes: &[u8], line: usize, expected: &str| {
        let refused = made("a.log", bytes, line).unwrap_err();
        assert!(refused.contains(expected), "{refused}");
    };
    check(
        b"one\n",
        2,
        "line 'a.log:2' is not valid: the log has 1 line",
    );
    check(b"", 1, "the log has 0 lines");
    check(b"some\n\n  \n", 3, "it is blank");
    check(b"12 3\n", 1, "neither a code nor words");
    check(
        b"\x01\x02\x03\x04\x05\x06\x07\x08",
        1,
        "log 'a.log' is not valid: it is ",
    );
    let log = [&b"ElfFile\0"[..], &[0; 4096]].concat();
    check(&log, 1, "it is a binary log (evtx) and has no lines");
    check(b"PK\x03\x04....", 1, "it is a zip archive");
    check(
        b"Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso]\n",
        1,
        "it belongs to no entry of the log, which was read as reg-file",
    );
}

#[test]
fn a_line_behind_the_part_that_is_read_is_not_said_to_be_missing() {
    let check = |line: usize| {
        let log = Log {
            name: "a.log",
            bytes: b"one failed\ntwo fai",
            line,
            is_whole: false,
        };
        skeleton(&default_files(), ID, &log)
            .err()
            .map(|error| error.to_string())
    };
    assert_eq!(check(1), None);
    for line in [2, 3] {
        let refused = check(line).unwrap();
        assert!(
            refused.contains("only the first 18 bytes of the log are read, and they have 2 lines"),
            "{refused}"
        );
    }
}

#[test]
fn a_line_of_healthy_machines_is_marked_as_one() {
    let line = b"2024-05-14 09:00:00, Info  CBS  Failed to internally open package. [HRESULT = 0x800f0805 - CBS_E_INVALID_PACKAGE]\n";
    let text = made("CBS.log", line, 1).unwrap();
    assert!(text.contains("too (noise/cbs-package-probes)"), "{text}");
}
