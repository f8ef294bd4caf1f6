//! From bytes to the quoted line: encodings, line ends, long lines, windows.

use wutriage::engine::{Options, analyze};
use wutriage::report::{Evidence, Machine};
use wutriage::rule::RuleSet;
use wutriage::source::Bundle;

use super::support::{machine_of, rules};

const BEFORE: &str = "2024/05/14 09:00:00.0000000 1088  5120  Agent           an ordinary line";
const FAILS: &str = "2024/05/14 09:00:01.0000000 1088  5120  Misc            the needle für 漢😀";
const AFTER: &str = "2024/05/14 09:00:02.0000000 1088  5120  Agent           another line";

fn needle() -> RuleSet {
    rules(&[(
        "test/needle.yaml",
        "signals:\n  needle: { in: [windows-update, cbs], text: 'the needle' }\nwhen: needle\n",
    )])
}

fn read(bytes: Vec<u8>, window: usize) -> Machine {
    let bundle = Bundle::from_memory([("WindowsUpdate.log", bytes)]);
    let options = Options {
        window,
        evidence: 1000,
        ..Options::default()
    };
    machine_of(&needle(), &bundle, &options)
}

fn evidence(machine: &Machine) -> &[Evidence] {
    machine
        .findings
        .first()
        .map_or(&[], |finding| &finding.evidence)
}

#[derive(Clone, Copy, PartialEq)]
enum As {
    Utf8,
    Le,
    Be,
}

fn encode(text: &str, encoding: As) -> Vec<u8> {
    let units = || text.encode_utf16();
    match encoding {
        As::Utf8 => text.as_bytes().to_vec(),
        As::Le => units().flat_map(u16::to_le_bytes).collect(),
        As::Be => units().flat_map(u16::to_be_bytes).collect(),
    }
}

/// The needle stands on the given lines of the text; each is found there, whole, at its offset, wherever the text is cut.
fn check_lines(text: &str, encoding: As, mark: bool, lines: &[u64]) {
    let text_marked = if mark {
        format!("\u{FEFF}{text}")
    } else {
        text.to_owned()
    };
    let bytes = encode(&text_marked, encoding);
    for window in [1 << 10, 64 << 10, 4 << 20] {
        let machine = read(bytes.clone(), window);
        let found = evidence(&machine);
        let numbers: Vec<u64> = found.iter().filter_map(|one| one.line).collect();
        assert_eq!(numbers, lines, "windows of {window}");
        for one in found {
            let start = usize::try_from(one.offset.unwrap()).unwrap();
            let expected = encode(FAILS, encoding);
            assert_eq!(bytes[start..start + expected.len()], expected);
            assert_eq!(one.text, FAILS);
        }
    }
}

/// A log of so many lines, the needle on the given ones.
fn log(count: u64, needles: &[u64], end: impl Fn(u64) -> &'static str) -> String {
    let line = |number: u64| match needles.contains(&number) {
        true => FAILS,
        false if number.is_multiple_of(2) => BEFORE,
        false => AFTER,
    };
    (1..=count)
        .map(|number| format!("{}{}", line(number), end(number)))
        .collect()
}

#[test]
fn lines_are_counted_in_every_encoding_with_and_without_a_mark() {
    let text = log(3000, &[5, 700, 2999], |_| "\r\n");
    for encoding in [As::Utf8, As::Le, As::Be] {
        for mark in [true, false] {
            check_lines(&text, encoding, mark, &[5, 700, 2999]);
        }
    }
}

#[test]
fn lines_are_counted_with_either_line_end_and_with_both_in_one_file() {
    let ends: [fn(u64) -> &'static str; 3] = [
        |_| "\n",
        |_| "\r\n",
        |number| {
            if number.is_multiple_of(3) {
                "\r\n"
            } else {
                "\n"
            }
        },
    ];
    for end in ends {
        check_lines(
            &log(2000, &[2, 900, 2000], end),
            As::Utf8,
            false,
            &[2, 900, 2000],
        );
    }
}

#[test]
fn a_last_line_without_an_end_is_a_record() {
    for encoding in [As::Utf8, As::Le, As::Be] {
        let text = log(
            500,
            &[500],
            |number| if number == 500 { "" } else { "\r\n" },
        );
        check_lines(&text, encoding, false, &[500]);
    }
}

#[test]
fn a_record_belongs_to_one_window_wherever_the_border_falls_in_it() {
    for pad in 0..FAILS.len() + 4 {
        let text = format!("{BEFORE}{}\n{FAILS}\n{AFTER}\n", "x".repeat(900 + pad));
        check_lines(&text, As::Utf8, false, &[2]);
        check_lines(&text, As::Le, true, &[2]);
    }
}

#[test]
fn continuation_lines_across_a_border_belong_to_their_record() {
    for pad in (0..1100).step_by(7) {
        let lines = format!(
            "{BEFORE}\n{BEFORE}\n{BEFORE}\n{AFTER}\n  {}\n\n  the needle is here\n{BEFORE}\n",
            "y".repeat(pad)
        );
        let machine = read(lines.into_bytes(), 1 << 10);
        let found = evidence(&machine);
        assert_eq!((found.len(), found[0].line), (1, Some(4)), "{pad}");
        assert!(found[0].text.starts_with(AFTER));
    }
}

#[test]
fn bytes_that_are_no_utf8_and_nul_bytes_stay_where_they_are() {
    let mut bytes = format!("{BEFORE}\n{AFTER} ").into_bytes();
    bytes.extend(b"\xFF\xFEf\xFCr\0\0\n");
    bytes.extend(
        b"2024/05/14 09:00:01.0000000 1088  5120  Misc            the needle f\xFCr \0 you\n",
    );
    let machine = read(bytes, 4 << 20);
    let found = evidence(&machine);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].line, Some(3));
    assert!(
        found[0].text.ends_with("the needle für \0 you"),
        "{:?}",
        found[0].text
    );
}

#[test]
fn a_log_with_carriage_returns_alone_is_read_as_one_line() {
    let text = format!("{BEFORE}\r{FAILS}\r{AFTER}\r").repeat(10);
    let machine = read(text.into_bytes(), 4 << 20);
    let found = evidence(&machine);
    assert_eq!((found.len(), found[0].line), (1, Some(1)));
}

#[test]
fn what_follows_a_line_of_several_megabytes_has_its_right_line_and_the_line_is_noted() {
    let text = format!(
        "{BEFORE}\n{BEFORE} {}\n{FAILS}\n{AFTER}\n",
        "z".repeat(3 << 20)
    );
    for window in [64 << 10, 1 << 20, 2 << 20] {
        let machine = read(text.clone().into_bytes(), window);
        let found = evidence(&machine);
        assert_eq!(found.len(), 1, "windows of {window}");
        assert_eq!((found[0].line, found[0].text.as_str()), (Some(3), FAILS));
        assert_long(&machine, &format!("windows of {window}"));
    }
}

fn assert_long(machine: &Machine, what: &str) {
    let notes = &machine.inputs[0].notes;
    let noted = notes.iter().filter(|note| note.contains("longer than"));
    assert_eq!(noted.count(), 1, "{what}: {notes:?}");
}

#[test]
fn the_beginning_of_a_long_line_is_searched() {
    let text = format!("{BEFORE}\n{FAILS} {}\n{AFTER}\n", "z".repeat(6 << 20));
    let machine = read(text.into_bytes(), 4 << 20);
    let found = evidence(&machine);
    assert_eq!((found.len(), found[0].line), (1, Some(2)));
    assert!(found[0].text.len() <= 1024 && found[0].text.starts_with(FAILS));
}

#[test]
fn empty_input_and_no_input_are_errors_that_say_what_to_name() {
    let check = |bundles: &[Bundle]| {
        let error = analyze(&needle(), bundles, &Options::default()).unwrap_err();
        assert!(error.to_string().contains("name a log"), "{error}");
    };
    check(&[]);
    check(&[Bundle::from_memory([("CBS.log", Vec::new())])]);
    check(&[Bundle::from_memory([
        ("x.etl", Vec::new()),
        ("y", Vec::new()),
    ])]);
}

/// The program on a file whose only line has 30 MB, with no more data memory than a fraction of that.
#[cfg(target_os = "linux")]
#[test]
fn a_line_of_30_megabytes_is_noted_and_does_not_fill_the_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("WindowsUpdate.log");
    let line = format!("{BEFORE} {FAILS} ");
    std::fs::write(&path, line.repeat((30 << 20) / line.len())).unwrap();
    let limit = "ulimit -d 24000 && exec \"$0\" \"$1\" -f json -j 2";
    let output = std::process::Command::new("sh")
        .args(["-c", limit, env!("CARGO_BIN_EXE_wutriage")])
        .arg(&path)
        .output()
        .unwrap();
    let report: wutriage::report::Report =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_long(&report.machines[0], "30 MB");
}

/// Codes past the longest record cost one look for each megabyte before them, unless what is no record is passed over.
#[cfg(target_os = "linux")]
#[test]
fn a_line_of_8_megabytes_full_of_codes_takes_seconds_and_not_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("WindowsUpdate.log");
    let codes = "80072EE7 ".repeat((8 << 20) / 9);
    std::fs::write(&path, format!("{BEFORE}\n{BEFORE} {codes}\n{AFTER}\n")).unwrap();
    let limit = "ulimit -t 8 && exec \"$0\" \"$1\" -f json";
    let output = std::process::Command::new("sh")
        .args(["-c", limit, env!("CARGO_BIN_EXE_wutriage")])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.code().is_some(), "stopped: {output:?}");
}

#[test]
fn utf16_without_a_mark_may_hold_characters_whose_low_byte_is_zero() {
    // U+4E00 is the Chinese one, U+0100 the Latin A with a macron.
    for sign in ["\u{4E00}", "\u{0100}"] {
        let text = format!("{BEFORE} {sign}\r\n{FAILS}\r\n");
        check_lines(&text, As::Le, false, &[2]);
    }
}
