//! Where a log is cut into windows does not show: cases apart from the corpus.

use wutriage::engine::Options;
use wutriage::source::Bundle;

use super::support::{assert_same, machine_of, rules};

const LINE: &str = "2024/05/14 09:00:00.0000000 1088  5120  Agent           an ordinary line\n";
const BORDER: usize = 64 << 10;

fn check(name: &str, bytes: &[u8]) {
    check_windows(name, bytes, &[BORDER, 1 << 20]);
}

fn check_windows(name: &str, bytes: &[u8], windows: &[usize]) {
    let rules = rules(&[(
        "test/cause.yaml",
        "signals: { it: { in: [windows-update], regex: 'needle(?: (?P<text>\\S+))?', capture: { text: text } } }\nwhen: it\n",
    )]);
    let report = |window| {
        let options = Options {
            window,
            ..Options::default()
        };
        let bundle = Bundle::from_memory([(name, bytes.to_vec())]);
        serde_json::to_string_pretty(&machine_of(&rules, &bundle, &options)).unwrap()
    };
    let whole = report(4 << 20);
    for window in windows.iter().copied() {
        assert_same(&report(window), &whole, &format!("windows of {window}"));
    }
}

#[test]
fn a_line_of_megabytes_is_noted_in_the_same_words() {
    check(
        "WindowsUpdate.log",
        format!("{LINE}{} {}\n{LINE}", LINE.trim_end(), "z".repeat(3 << 20)).as_bytes(),
    );
}

#[test]
fn the_last_time_is_that_of_a_record_that_begins_in_the_window_before() {
    let lines = LINE.repeat(BORDER / LINE.len());
    check(
        "WindowsUpdate.log",
        format!("{lines}{LINE}  and more of it\n").as_bytes(),
    );
}

#[test]
fn a_character_of_two_utf16_units_may_stand_on_a_border() {
    let start = format!("{} needle ", LINE.trim_end());
    let before = LINE.repeat(BORDER / 2 / LINE.len() - 1);
    for pad in ["", "x"] {
        let faces = "😀".repeat(200);
        let text = format!("{before}{start}{pad}{faces}\n{}", LINE.repeat(1000));
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check("WindowsUpdate.log", &bytes);
    }
}

#[test]
fn a_character_that_only_has_the_byte_of_a_line_end_ends_no_line() {
    let before = "ordinary\n".repeat(BORDER / 2 / 9 - 1);
    let rest = BORDER / 2 - before.len();
    let text = format!(
        "\u{FEFF}{before}{} needle\n{}",
        "\u{0A05}".repeat(rest),
        "tail line\n".repeat(4000)
    );
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("mail.txt", &bytes);
}

#[test]
fn windows_of_no_bytes_or_of_an_odd_number_do_not_show_in_utf16() {
    let found = format!("{} needle für 漢😀\n", LINE.trim_end());
    let text = (LINE.repeat(20) + &found).repeat(100);
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows = [0, 1, 2, 4095, 4097, 10_001, BORDER + 1, usize::MAX];
    check_windows("WindowsUpdate.log", &bytes, &windows);
}
