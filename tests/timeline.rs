//! `wutriage timeline` as a support engineer meets it: all logs on one time base.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "asking/program.rs"]
mod program;

use program::{LOG, assert_harmless, folder, refused, run, shown};
use wutriage::report::timeline::{Outcome, Stage, Timeline};

const HOSTS: &str = "# hosts\n127.0.0.1 localhost\n";
const REGISTRY: &str = "Windows Registry Editor Version 5.00\n\n\
    [HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Agent]\n\"Filter\"=dword:00000001\n";

/// One event of the agent at that time.
fn event(time: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
         <Provider Name='Contoso-Agent'/><EventID>7</EventID><TimeCreated SystemTime='{time}'/>\
         <EventRecordID>41</EventRecordID><Channel>System</Channel><Computer>PC-0042.contoso.local</Computer></System>\
         <EventData><Data Name='state'>open</Data></EventData></Event></Events>\n"
    )
}

fn json(folder: &std::path::Path, more: &[&str]) -> Timeline {
    let arguments = [&["timeline", "logs", "-f", "json"], more].concat();
    serde_json::from_str(&shown(folder, None, &arguments)).unwrap()
}

#[test]
fn records_of_all_logs_stand_in_the_order_of_time() {
    let folder = folder(&[
        ("WindowsUpdate.log", LOG),
        ("System.xml", &event("2024-05-14T07:00:02.5000000Z")),
        ("agent.reg", REGISTRY),
        ("hosts", HOSTS),
    ]);
    let arguments = ["timeline", "logs", "--tz", "+02:00"];
    assert_eq!(
        shown(folder.path(), Some(80), &arguments),
        "\
Machine  PC-0042.contoso.local

2024-05-14 +02:00
  09:00:00  logs/WindowsUpdate.log:1  started: scan_started
            Agent  Scan started
  09:00:02  logs/WindowsUpdate.log:3  refused
            Misc  *FAILED* [80072EFD] Send request
  09:00:02  logs/System.xml record 41  service
            Contoso-Agent 7: state=open
  09:00:03  logs/WindowsUpdate.log:4  blocked
            Misc  blocked by contoso
  09:00:04  logs/WindowsUpdate.log:5
            failed (first of scan-failed/1): scan_failed
            Agent  Scan failed
  10:00:02  logs/WindowsUpdate.log:7  refused
            Misc  *FAILED* [80072EFD] Send request
  10:00:04  logs/WindowsUpdate.log:8
            failed (last of scan-failed/1): scan_failed
            Agent  Scan failed

2024-05-15 +02:00
  11:00:00  logs/WindowsUpdate.log:9
            succeeded (ends scan-failed/1): scan_succeeded
            Agent  Scan succeeded

Without a time
            logs/agent.reg:4  filter
            HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Agent\\Filter = 1
"
    );
}

#[test]
fn a_pipe_has_a_row_for_each_record() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    assert_eq!(
        shown(folder.path(), None, &["timeline", "logs"]),
        "\
2024-05-14 09:00:00  logs/WindowsUpdate.log:1  started: scan_started                           Agent  Scan started
2024-05-14 09:00:02  logs/WindowsUpdate.log:3  refused                                         Misc  *FAILED* [80072EFD] Send request
2024-05-14 09:00:03  logs/WindowsUpdate.log:4  blocked                                         Misc  blocked by contoso
2024-05-14 09:00:04  logs/WindowsUpdate.log:5  failed (first of scan-failed/1): scan_failed    Agent  Scan failed
2024-05-14 10:00:02  logs/WindowsUpdate.log:7  refused                                         Misc  *FAILED* [80072EFD] Send request
2024-05-14 10:00:04  logs/WindowsUpdate.log:8  failed (last of scan-failed/1): scan_failed     Agent  Scan failed
2024-05-15 11:00:00  logs/WindowsUpdate.log:9  succeeded (ends scan-failed/1): scan_succeeded  Agent  Scan succeeded
"
    );
}

#[test]
fn sixty_columns_are_kept_but_for_paths() {
    let long = "x".repeat(400);
    let log = format!(
        "{LOG}2024/05/15 12:00:00.0000000 1088  5120  Misc            blocked by contoso {long}\n"
    );
    let folder = folder(&[("WindowsUpdate.log", &log)]);
    let page = shown(folder.path(), Some(60), &["timeline", "logs"]);
    for line in page.lines() {
        assert!(line.len() <= 60, "{line}");
    }
    let row = shown(folder.path(), None, &["timeline", "logs"]);
    assert!(
        row.contains(&"x".repeat(150)) && !row.contains(&"x".repeat(200)),
        "{row}"
    );
}

#[test]
fn json_tells_outcomes_and_incidents_and_is_read_back() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let timeline = json(folder.path(), &[]);
    assert_eq!(timeline.schema, "wutriage/timeline/1");
    let entries = &timeline.machines.first().unwrap().entries;
    let outcomes: Vec<_> = entries
        .iter()
        .filter_map(|entry| {
            Some((
                entry.line?,
                entry.outcome?,
                entry.incident.as_deref(),
                entry.stage,
            ))
        })
        .collect();
    let incident = Some("scan-failed/1");
    let expected = [
        (1, Outcome::Started, None, None),
        (5, Outcome::Failed, incident, Some(Stage::First)),
        (8, Outcome::Failed, incident, Some(Stage::Last)),
        (9, Outcome::Succeeded, incident, Some(Stage::Recovered)),
    ];
    assert_eq!(outcomes, expected);
    let sent = entries.iter().find(|entry| entry.line == Some(3)).unwrap();
    assert_eq!(sent.signals, ["contoso/agent-blocked.refused"]);
    assert_eq!(sent.rules, ["contoso/agent-blocked"]);
    assert_eq!(sent.codes, ["0x80072EFD"]);
    assert_eq!(sent.text, "Misc  *FAILED* [80072EFD] Send request");
}

#[test]
fn what_noise_silences_is_not_listed() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let page = shown(folder.path(), None, &["timeline", "logs"]);
    assert!(
        page.contains("log:3 ") && !page.contains("log:2 "),
        "{page}"
    );
}

/// The lines of the log that are listed.
#[track_caller]
fn check_lines(more: &[&str], expected: &[u64]) {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let timeline = json(folder.path(), more);
    let entries = &timeline.machines.first().unwrap().entries;
    let lines: Vec<u64> = entries.iter().filter_map(|entry| entry.line).collect();
    assert_eq!(lines, expected, "{more:?}");
}

#[test]
fn times_and_text_choose_what_is_listed() {
    check_lines(&[], &[1, 3, 4, 5, 7, 8, 9]);
    check_lines(&["--from", "2024-05-15"], &[9]);
    check_lines(&["--to", "2024-05-14"], &[1, 3, 4, 5, 7, 8]);
    check_lines(
        &["--from", "2024-05-14T09:00", "--to", "2024-05-14T09:00"],
        &[1, 3, 4, 5],
    );
    check_lines(
        &[
            "--from",
            "2024-05-14 09:00:03",
            "--to",
            "2024-05-14 09:00:04",
        ],
        &[4, 5],
    );
    check_lines(
        &[
            "--tz",
            "+02:00",
            "--from",
            "2024-05-14T08:00Z",
            "--to",
            "2024-05-14",
        ],
        &[7, 8],
    );
    check_lines(&["--grep", "BLOCKED by"], &[4]);
    check_lines(&["--grep", "0x80072efd"], &[3, 7]);
    check_lines(&["--grep", "shared.scan_s"], &[1, 9]);
    check_lines(&["--grep", "scan.*failed"], &[]);
}

#[test]
fn a_time_in_another_form_is_refused_with_the_right_ones() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let message = refused(folder.path(), &["timeline", "logs", "--from", "14.05.2024"]);
    assert!(
        message.contains("'14.05.2024'") && message.contains("2024-05-14T09:00"),
        "{message}"
    );
}

#[test]
fn two_clocks_are_not_merged_where_the_zone_is_not_known() {
    let folder = folder(&[
        ("WindowsUpdate.log", LOG),
        ("System.xml", &event("2024-05-14T07:00:02.5000000Z")),
    ]);
    let page = shown(folder.path(), Some(80), &["timeline", "logs"]);
    let local = page.find("2024-05-15, local time").unwrap();
    let utc = page.find("2024-05-14 UTC").unwrap();
    assert!(local < utc, "{page}");
    assert!(page.contains("--tz"), "{page}");
    let known = shown(
        folder.path(),
        Some(80),
        &["timeline", "logs", "--tz", "UTC"],
    );
    assert!(
        !known.contains("--tz") && !known.contains("local time"),
        "{known}"
    );
}

/// A record of the agent each second from 09:00:00 on, each with its number.
fn many(records: u32) -> String {
    let line = |number: u32| {
        let (minute, second) = (number / 60, number % 60);
        format!(
            "2024/05/14 09:{minute:02}:{second:02}.0000000 1088  5120  Misc            blocked by contoso no. {number}.\n"
        )
    };
    (0..records).map(line).collect()
}

#[test]
fn what_is_not_kept_of_very_many_records_is_said_with_its_times() {
    let folder = folder(&[("WindowsUpdate.log", &many(2500))]);
    let timeline = json(folder.path(), &[]);
    let machine = timeline.machines.first().unwrap();
    assert_eq!(machine.entries.len(), 2000);
    assert_eq!(
        machine.notes,
        [
            "logs/WindowsUpdate.log: 500 more records of contoso/agent-blocked.blocked are not listed between \
          2024-05-14T09:16:39 and 2024-05-14T09:25:00"
        ]
    );
}

/// The first and the last line that are listed of 3,500 records, how many are, and how many notes there are.
#[track_caller]
fn check_many(more: &[&str], expected: (u64, u64, usize, usize)) {
    let folder = folder(&[("WindowsUpdate.log", &many(3500))]);
    let timeline = json(folder.path(), more);
    let machine = timeline.machines.first().unwrap();
    let lines = || machine.entries.iter().filter_map(|entry| entry.line);
    let (first, last) = lines().next().zip(lines().next_back()).unwrap_or_default();
    let found = (first, last, machine.entries.len(), machine.notes.len());
    assert_eq!(found, expected, "{more:?}: {:?}", machine.notes);
}

#[test]
fn what_is_asked_for_is_found_in_the_midst_of_very_many_records() {
    let minute = ["--from", "2024-05-14T09:20", "--to", "2024-05-14T09:20"];
    check_many(&minute, (1201, 1260, 60, 0));
    check_many(&["--grep", "No. 1777."], (1778, 1778, 1, 0));
    check_many(
        &["--grep", "no. 17", "--to", "2024-05-14T09:28"],
        (18, 1740, 51, 0),
    );
    check_many(&["--grep", "nothing"], (0, 0, 0, 0));
    check_many(&["--from", "2024-05-14T09:10"], (601, 3500, 2000, 1));
}

#[test]
fn the_parts_of_an_incident_are_told_where_only_a_time_of_very_many_records_is_listed() {
    let log = format!(
        "{}2024/05/14 09:58:30.0000000 1088  5120  Agent           Scan failed\n\
         2024/05/14 09:59:30.0000000 1088  5120  Agent           Scan failed\n\
         2024/05/14 10:30:00.0000000 1088  5120  Agent           Scan succeeded\n",
        many(3500)
    );
    let folder = folder(&[("WindowsUpdate.log", &log)]);
    let page = shown(
        folder.path(),
        None,
        &["timeline", "logs", "--from", "2024-05-14T09:59"],
    );
    assert!(page.contains("failed (last of scan-failed/1)"), "{page}");
    assert!(page.contains("succeeded (ends scan-failed/1)"), "{page}");
}

#[test]
fn noise_stays_unlisted_where_what_tells_that_it_is_noise_was_not_asked_for() {
    let log = format!(
        "2024/05/14 08:59:59.0000000 1088  5120  Agent           Retry is planned\n\
         2024/05/14 09:00:00.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request\n\
         {}\
         2024/05/14 09:59:58.0000000 1088  5120  Agent           Retry is planned\n\
         2024/05/14 10:00:00.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request\n\
         2024/05/14 12:00:00.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request\n",
        many(2500)
    );
    let folder = folder(&[("WindowsUpdate.log", &log)]);
    let rule = "because: It is tried again.
silences: { in: [windows-update], code: [0x80072EFD], text: 'Send request' }
signals:
  retried: { in: [windows-update], text: 'Retry is planned' }
when: silenced near retried within 2m
";
    std::fs::write(folder.path().join("rules/noise/retried.yaml"), rule).unwrap();
    let timeline = json(folder.path(), &["--from", "2024-05-14T10:00"]);
    let entries = &timeline.machines.first().unwrap().entries;
    let times: Vec<_> = entries
        .iter()
        .filter_map(|entry| entry.time.as_deref())
        .collect();
    assert_eq!(times, ["2024-05-14T12:00:00"]);
}

#[test]
fn where_nothing_was_found_it_is_said_of_what() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let page = |more: &[&str]| shown(folder.path(), None, &[&["timeline", "logs"], more].concat());
    assert_eq!(
        page(&["--from", "2024-06-01"]),
        "There is no record in that time that a rule asks about\n"
    );
    assert_eq!(
        page(&["--grep", "nowhere"]),
        "There is no record with that text that a rule asks about\n"
    );
}

#[test]
fn a_time_that_ends_before_it_begins_is_refused() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let bounds = ["--from", "2024-05-15", "--to", "2024-05-14"];
    let message = refused(
        folder.path(),
        &[&["timeline", "logs"], &bounds[..]].concat(),
    );
    assert!(
        message.contains("the time of --from is after that of --to"),
        "{message}"
    );
}

#[test]
fn a_time_without_its_day_is_told_what_it_lacks() {
    let folder = folder(&[("WindowsUpdate.log", LOG)]);
    let message = refused(folder.path(), &["timeline", "logs", "--from", "08:00"]);
    assert!(
        message.contains("it lacks the day; write it as in '2024-05-14T08:00'"),
        "{message}"
    );
}

#[test]
fn the_bytes_are_the_same_for_any_number_of_threads() {
    let folder = folder(&[
        ("WindowsUpdate.log", LOG),
        ("System.xml", &event("2024-05-14T07:00:02.5000000Z")),
        ("agent.reg", REGISTRY),
    ]);
    let page = |more: &[&str]| shown(folder.path(), None, &[&["timeline"], more].concat());
    let usual = page(&["logs"]);
    assert_eq!(page(&["logs", "-j", "1"]), usual);
    assert_eq!(page(&["logs", "-j", "7", "--no-mmap"]), usual);
    let named = [
        "logs/agent.reg",
        "logs/WindowsUpdate.log",
        "logs/System.xml",
    ];
    assert_eq!(page(&named), usual);
}

#[test]
fn an_empty_folder_is_2() {
    let folder = folder(&[]);
    let message = refused(folder.path(), &["timeline", "logs"]);
    assert!(message.contains("there is no file to read"), "{message}");
}

#[test]
fn a_log_without_a_matching_record_is_no_failure() {
    let folder = folder(&[(
        "WindowsUpdate.log",
        "2024/05/14 09:00:00.0000000 1088  5120  Agent           Nothing\n",
    )]);
    let page = shown(folder.path(), Some(80), &["timeline", "logs"]);
    assert_eq!(page, "There is no record that a rule asks about\n");
}

#[test]
fn a_log_cannot_steer_the_terminal() {
    let log = "2024/05/14 09:00:00.0000000 1088  5120  Misc            blocked by contoso \u{1b}]0;owned\u{7} \u{202e}gpj\n";
    let folder = folder(&[("WindowsUpdate.log", log)]);
    for columns in [None, Some(60)] {
        let page = shown(folder.path(), columns, &["timeline", "logs"]);
        assert_harmless(&page);
        assert!(page.contains("\\x1b]0;owned"), "{page}");
    }
    assert_harmless(&shown(
        folder.path(),
        None,
        &["timeline", "logs", "-f", "json"],
    ));
}

#[test]
fn strict_refuses_what_was_not_read_and_quiet_leaves_notes_out() {
    let trace = "\u{0}\u{10}\u{0}\u{0}".repeat(1024);
    let folder = folder(&[("WindowsUpdate.log", LOG), ("empty.bin", &trace)]);
    let strict = run(folder.path(), None, &["timeline", "logs", "--strict"]);
    assert_eq!(strict.status.code(), Some(2));
    let page = shown(folder.path(), None, &["timeline", "logs"]);
    assert!(page.contains("\nNotes\n  logs/empty.bin: "), "{page}");
    let quiet = shown(folder.path(), None, &["timeline", "logs", "-q"]);
    assert!(
        page.starts_with(&quiet) && !quiet.contains("Notes"),
        "{quiet}"
    );
}
