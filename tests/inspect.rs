//! `wutriage inspect` as a support engineer meets it: what was collected, what time it covers, what is missing.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{command, run, text};
use wutriage::engine::{self, Options};
use wutriage::report::inspection::{Inspection, Listing, SourceInspection};
use wutriage::source::Bundle;

const LOG: &str = "\
2024/05/14 09:00:00.0000000 1088  5120  Agent           Scan started
2024/05/14 09:00:02.0000000 1088  5120  Misc            *FAILED* [80072EFD] Send request
2024/05/14 09:00:03.0000000 1088  5120  Misc            blocked by contoso
2024/05/16 11:00:00.0000000 1088  5120  Agent           Scan succeeded
";
const REGISTRY: &str = "Windows Registry Editor Version 5.00\n\n\
    [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation]\n\
    \"TimeZoneKeyName\"=\"W. Europe Standard Time\"\n";

/// Two events; the second breaks off.
fn events() -> String {
    let event = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
         <Provider Name='Contoso-Agent'/><EventID>7</EventID><TimeCreated SystemTime='2024-05-14T07:00:02.5Z'/>\
         <EventRecordID>41</EventRecordID><Channel>System</Channel><Computer>PC-0042.contoso.local</Computer></System>\
         <EventData><Data Name='state'>open</Data></EventData></Event>";
    format!("<Events>{event}\n{}", event.split_at(event.len() / 2).0)
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A bundle with a log, events of another clock, a zone, an archive, and a file of nothing.
fn bundle() -> tempfile::TempDir {
    folder(&[
        ("all/WindowsUpdate.log", LOG.as_bytes()),
        ("all/logs/System.xml", events().as_bytes()),
        ("all/logs/zone.reg", REGISTRY.as_bytes()),
        ("all/more.7z", b"7z\xBC\xAF\x27\x1C\0\0"),
        ("all/setuperr.log", b""),
    ])
}

/// What it prints on a page of that many columns, where it ends with 0.
#[track_caller]
fn shown(folder: &Path, columns: Option<u16>, arguments: &[&str]) -> String {
    let mut command = command(folder);
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    let output = command.arg("inspect").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
    text(&output.stdout).to_owned()
}

#[track_caller]
fn json(folder: &Path, arguments: &[&str]) -> Inspection {
    let arguments = [arguments, &["-f", "json"]].concat();
    serde_json::from_str(&shown(folder, None, &arguments)).unwrap()
}

/// What it complains of where it ends with 2.
#[track_caller]
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, &[&["inspect"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    text(&output.stderr).to_owned()
}

#[test]
fn a_wide_page_has_a_table_with_what_is_missing_below_each_file() {
    let folder = bundle();
    assert_eq!(
        shown(folder.path(), Some(100), &["all"]),
        "\
Machine    PC-0042.contoso.local
Time zone  Europe/Berlin

Log                 Files  Records  Time
event log               1        1  2024-05-14 09:00
registry                1        2
Windows Update log      1        4  2024-05-14 09:00 to 2024-05-16 11:00
Not there: CBS.log, ReportingEvents.log
! 3 files have gaps or damage or are not read; below they are marked like this

  File               Log                 Records  Time
all/
  WindowsUpdate.log  Windows Update log        4  2024-05-14 09:00 to 2024-05-16 11:00
    304 bytes, utf-8, windows-update-text: 4 of 4 lines begin with the columns of
      Get-WindowsUpdateLog
    ! no record for 2 days 1 hour: 2024-05-14 09:00 to 2024-05-16 11:00
  more.7z            a 7-Zip archive           -
    8 bytes: known by its first bytes
    ! not read; unpack it first and name the folder
  setuperr.log       empty                     -
all/logs/
  System.xml         event log                 1  2024-05-14 09:00
    532 bytes, utf-8, event-xml: event elements in XML
    ! 1 damaged or foreign piece
  zone.reg           registry                  2
    156 bytes, utf-8, reg-file: begins as a registry export does

5 files with 7 records; 1 empty; 1 not read; 1 damaged or foreign piece
"
    );
}

#[test]
fn a_narrow_page_has_each_file_in_a_few_lines() {
    let folder = bundle();
    assert_eq!(
        shown(folder.path(), Some(60), &["all"]),
        "\
Machine    PC-0042.contoso.local
Time zone  Europe/Berlin

Log                 Files  Records
event log               1        1
  2024-05-14 09:00
registry                1        2
Windows Update log      1        4
  2024-05-14 09:00 to 2024-05-16 11:00
Not there: CBS.log, ReportingEvents.log
! 3 files have gaps or damage or are not read; below they
are marked like this

all/
  WindowsUpdate.log
    Windows Update log, 4 records
    2024-05-14 09:00 to 2024-05-16 11:00
    304 bytes, utf-8, windows-update-text: 4 of 4 lines
      begin with the columns of Get-WindowsUpdateLog
    ! no record for 2 days 1 hour: 2024-05-14 09:00 to
      2024-05-16 11:00
  more.7z
    a 7-Zip archive
    8 bytes: known by its first bytes
    ! not read; unpack it first and name the folder
  setuperr.log
    empty
all/logs/
  System.xml
    event log, 1 record
    2024-05-14 09:00
    532 bytes, utf-8, event-xml: event elements in XML
    ! 1 damaged or foreign piece
  zone.reg
    registry, 2 records
    156 bytes, utf-8, reg-file: begins as a registry
      export does

5 files with 7 records; 1 empty; 1 not read; 1 damaged or
foreign piece
"
    );
}

#[test]
fn a_pipe_has_a_row_for_each_file() {
    let folder = bundle();
    assert_eq!(
        shown(folder.path(), None, &["all"]),
        "\
Machine    PC-0042.contoso.local
Time zone  Europe/Berlin

all/WindowsUpdate.log  windows-update-text  4  2024-05-14 09:00 to 2024-05-16 11:00  304 bytes, utf-8, windows-update: 4 of 4 lines begin with the columns of Get-WindowsUpdateLog  ! no record for 2 days 1 hour: 2024-05-14 09:00 to 2024-05-16 11:00
all/logs/System.xml    event-xml            1  2024-05-14 09:00                      532 bytes, utf-8, event-log: event elements in XML  ! 1 damaged or foreign piece
all/logs/zone.reg      reg-file             2  -                                     156 bytes, utf-8, registry: begins as a registry export does
all/more.7z            a 7-Zip archive      -  -                                     8 bytes: known by its first bytes  ! not read; unpack it first and name the folder
all/setuperr.log       empty                -  -

5 files with 7 records; 1 empty; 1 not read; 1 damaged or foreign piece
"
    );
}

#[test]
fn quiet_leaves_one_line_for_each_file() {
    let folder = bundle();
    let page = shown(folder.path(), None, &["all", "-q", "-f", "table"]);
    assert_eq!(page.lines().count(), 3 + 5, "{page}");
    assert!(!page.contains('!'), "{page}");
}

#[test]
fn the_json_has_the_keys_of_the_contract_first() {
    let folder = bundle();
    let page = shown(folder.path(), None, &["all", "-f", "json"]);
    let value: serde_json::Value = serde_json::from_str(&page).unwrap();
    let keys = |value: &serde_json::Value| {
        let keys = value.as_object().unwrap().keys();
        keys.map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(&value), "schema machines");
    assert_eq!(value["schema"], "wutriage/inspect/1");
    let machine = &value["machines"][0];
    assert_eq!(keys(machine), "name sources time_zone kinds notes");
    assert_eq!(
        keys(&machine["sources"][0]),
        "path format why encoding bytes records bad_records first last notes kind gaps"
    );
    assert_eq!(keys(&machine["sources"][0]["gaps"][0]), "from to note");
}

#[test]
fn it_is_told_first_what_the_files_of_each_kind_cover_together() {
    let later = LOG.replace("2024/05/1", "2024/06/1");
    let folder = folder(&[
        ("all/1.log", later.as_bytes()),
        ("all/2.log", LOG.as_bytes()),
        ("all/System.xml", events().as_bytes()),
    ]);
    let page = |columns| shown(folder.path(), Some(columns), &["all"]);
    let wide = "\
Log                 Files  Records  Time
event log               1        1  2024-05-14 07:00 UTC
Windows Update log      2        8  2024-05-14 09:00 to 2024-06-16 11:00
";
    assert!(page(80).contains(wide), "{}", page(80));
    let narrow = "
Windows Update log      2        8
  2024-05-14 09:00 to 2024-06-16 11:00
";
    assert!(page(60).contains(narrow), "{}", page(60));
    let one = shown(folder.path(), Some(80), &["all/1.log"]);
    assert!(!one.contains("Files"), "{one}");
}

/// The source of that path.
fn source<'i>(found: &'i Inspection, path: &str) -> &'i SourceInspection {
    let machines = found.machines.iter();
    let mut sources = machines.flat_map(|machine| &machine.sources);
    sources.find(|source| source.path == path).unwrap()
}

#[test]
fn what_each_file_holds_is_counted() {
    let folder = bundle();
    let found = json(folder.path(), &["all"]);
    let log = source(&found, "all/WindowsUpdate.log");
    assert_eq!((log.records, log.bad_records), (Some(4), Some(0)));
    assert_eq!(log.first.as_deref(), Some("2024-05-14T09:00:00+02:00"));
    assert_eq!(log.last.as_deref(), Some("2024-05-16T11:00:00+02:00"));
    assert_eq!(
        log.gaps[0].from.as_deref(),
        Some("2024-05-14T09:00:03+02:00")
    );
    assert_eq!(log.gaps[0].note, "no record for 2 days 1 hour");
    let events = source(&found, "all/logs/System.xml");
    assert_eq!((events.records, events.bad_records), (Some(1), Some(1)));
    assert_eq!(events.first.as_deref(), Some("2024-05-14T09:00:02.5+02:00"));
    let archive = source(&found, "all/more.7z");
    assert_eq!((archive.records, archive.kind.as_deref()), (None, None));
    assert_eq!(archive.format, "a 7-Zip archive");
}

#[test]
fn every_format_is_counted_as_its_fixtures_say_whatever_the_part() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let folders = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let expected = path.with_extension("expected");
            if path == expected {
                continue;
            }
            let name = path.file_name().unwrap().to_str().unwrap();
            let expected = fs::read_to_string(expected).unwrap();
            let records = expected.lines().position(|line| line.starts_with("bad: "));
            let records = records.unwrap();
            let bad = expected.lines().nth(records).unwrap();
            let bundles = [Bundle::from_memory([(name, fs::read(&path).unwrap())])];
            for window in [1, 1 << 20] {
                let options = Options {
                    window,
                    ..Options::default()
                };
                let found = engine::inspect(&bundles, &options, &Listing::default()).unwrap();
                let source = source(&found, name);
                assert_eq!(source.records, Some(records as u64), "{}", path.display());
                let found = format!("bad: {}", source.bad_records.unwrap());
                assert_eq!(found, bad, "{}", path.display());
            }
        }
    }
}

/// A log of that many records, one each second; every tenth has a second line.
fn long_log(records: u32) -> String {
    let line = |number: u32| {
        let (hour, minute, second) = (number / 3600, number / 60 % 60, number % 60);
        let more = if number.is_multiple_of(10) {
            "  and more\n"
        } else {
            ""
        };
        format!(
            "2024/05/14 {hour:02}:{minute:02}:{second:02}.0000000 1088  5120  Misc            no. {number}.\n{more}"
        )
    };
    (0..records).map(line).collect()
}

#[test]
fn parts_and_threads_change_nothing() {
    let log = long_log(3000);
    let utf16: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bundles = [Bundle::from_memory([
        ("a.log", log.into_bytes()),
        ("b.log", utf16),
    ])];
    let inspect = |window, threads| {
        let options = Options {
            window,
            threads: Some(threads),
            ..Options::default()
        };
        engine::inspect(&bundles, &options, &Listing::default()).unwrap()
    };
    let usual = inspect(1 << 22, 1);
    for path in ["a.log", "b.log"] {
        let source = source(&usual, path);
        assert_eq!((source.records, source.bad_records), (Some(3000), Some(0)));
        assert_eq!(source.last.as_deref(), Some("2024-05-14T00:49:59"));
    }
    for (window, threads) in [(4096, 1), (5000, 4), (1 << 22, 7)] {
        assert_eq!(inspect(window, threads), usual, "{window} {threads}");
    }
}

#[test]
fn records_are_shown_as_a_rule_sees_them() {
    let folder = bundle();
    let page = shown(
        folder.path(),
        Some(60),
        &[
            "all/WindowsUpdate.log",
            "--records",
            "1",
            "--grep",
            "0x80072efd",
        ],
    );
    let record = "
    line         2
    time         2024-05-14T09:00:02
    level        error
    component    Misc
    process      1088
    thread       5120
    codes        0x80072EFD
    message      *FAILED* [80072EFD] Send request
";
    assert!(page.contains(record), "{page}");
    let found = json(folder.path(), &["all", "--records", "2"]);
    let count = |path| source(&found, path).shown.as_ref().unwrap().len();
    assert_eq!(count("all/WindowsUpdate.log"), 2);
    assert_eq!(count("all/logs/System.xml"), 1);
    assert_eq!(count("all/more.7z"), 0);
    let events = source(&found, "all/logs/System.xml")
        .shown
        .as_ref()
        .unwrap();
    let event = events[0].event.as_ref().unwrap();
    assert_eq!((event.provider.as_str(), event.id), ("Contoso-Agent", 7));
    assert_eq!(events[0].fields[0].name, "state");
    let registry = source(&found, "all/logs/zone.reg").shown.as_ref().unwrap();
    let value = registry.last().unwrap().registry.as_ref().unwrap();
    assert_eq!(value.data.as_deref(), Some("W. Europe Standard Time"));
}

#[test]
fn records_of_a_time_are_found_late_in_a_log_with_their_lines() {
    let folder = folder(&[("a.log", long_log(60_000).as_bytes())]);
    let time = ["a.log", "--records", "2", "--from", "2024-05-14T16:00"];
    let found = json(folder.path(), &time);
    let shown = source(&found, "a.log").shown.as_ref().unwrap();
    let lines: Vec<_> = shown.iter().map(|record| record.line.unwrap()).collect();
    assert_eq!(lines, [57_600 + 5_760 + 1, 57_600 + 5_760 + 3]);
    assert_eq!(shown[0].message, "no. 57600.\n  and more");
}

#[test]
fn a_choice_of_records_needs_a_number_of_them() {
    let folder = bundle();
    let message = refused(folder.path(), &["all", "--grep", "x"]);
    assert!(message.contains("--records"), "{message}");
    let turned = [
        "--records",
        "1",
        "--from",
        "2024-05-15",
        "--to",
        "2024-05-14",
    ];
    let message = refused(folder.path(), &[&["all"], &turned[..]].concat());
    assert!(message.contains("the time of --from is after that of --to"));
}

#[test]
fn each_folder_is_a_machine() {
    let folder = folder(&[
        ("one/System.xml", events().as_bytes()),
        ("two/WindowsUpdate.log", LOG.as_bytes()),
    ]);
    let page = shown(folder.path(), None, &["two", "one"]);
    let named = page.find("Machine    PC-0042.contoso.local").unwrap();
    let other = page.find("Machine    not named").unwrap();
    assert!(named < other, "{page}");
    assert!(page.ends_with("\n2 files of 2 machines with 5 records; 1 damaged or foreign piece\n"));
}

#[test]
fn standard_input_is_a_file_without_a_name() {
    let folder = bundle();
    let log = fs::File::open(folder.path().join("all/WindowsUpdate.log")).unwrap();
    let mut command = command(folder.path());
    let output = command.args(["inspect", "-"]).stdin(log).output().unwrap();
    let page = text(&output.stdout);
    assert!(page.starts_with("-  windows-update-text  4  "), "{page}");
}

#[test]
fn strict_refuses_what_is_damaged_or_not_read_and_shows_it_all_the_same() {
    let folder = bundle();
    for path in ["all/logs/System.xml", "all/more.7z"] {
        let output = run(folder.path(), &["inspect", path, "--strict"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stdout).contains(path));
        assert!(text(&output.stderr).contains("--strict does not accept"));
    }
    let fine = ["all/WindowsUpdate.log", "all/setuperr.log", "--strict"];
    shown(folder.path(), None, &fine);
}

#[test]
fn no_file_at_all_is_2_and_a_file_that_is_no_log_is_listed() {
    let folder = folder(&[("picture/screen.png", b"\x89PNG\r\n\x1a\n")]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let message = refused(folder.path(), &["empty"]);
    assert!(message.contains("there is no file to read"), "{message}");
    let message = refused(folder.path(), &["missing.log"]);
    assert!(message.contains("cannot open 'missing.log'"), "{message}");
    let page = shown(folder.path(), None, &["picture"]);
    assert!(page.contains("a picture"), "{page}");
}

#[cfg(unix)]
#[test]
fn neither_a_name_nor_a_log_steers_the_terminal() {
    let log = LOG.replace("contoso", "\u{1b}]0;owned\u{7} \u{202e}gpj");
    let folder = folder(&[("all/a\u{1b}[2J\nb/c\u{202e}.log", log.as_bytes())]);
    std::os::unix::fs::symlink("x", folder.path().join("all/\u{1b}[1mlink")).unwrap();
    for columns in [None, Some(60), Some(110)] {
        for more in [&["-q"][..], &[], &["--records", "9"], &["-f", "json"]] {
            let page = shown(folder.path(), columns, &[&["all"], more].concat());
            let unsafe_one = |c: &char| c.is_control() && *c != '\n' || *c == '\u{202e}';
            assert_eq!(page.chars().find(unsafe_one), None, "{page}");
        }
    }
    let page = shown(folder.path(), None, &["all"]);
    assert!(
        page.contains("\\x1b[1mlink: a link, not followed"),
        "{page}"
    );
}

#[test]
fn sixty_columns_are_kept_but_for_names() {
    let folder = bundle();
    for more in [&[][..], &["--records", "5"]] {
        let page = shown(folder.path(), Some(60), &[&["all"], more].concat());
        for line in page.lines() {
            assert!(line.len() <= 60, "{line}");
        }
    }
}

/// The name and the zone of the only machine, as a triage of the same files has them.
fn triaged(folder: &Path) -> (Option<String>, Option<String>) {
    let bundles = wutriage::source::open_paths(&[folder.to_owned()], None).unwrap();
    let rules = wutriage::rule::RuleSet::load(&wutriage::rule::default_files()).unwrap();
    let report = engine::analyze(&rules, &bundles, &Options::default()).unwrap();
    let [machine] = report.machines.as_slice() else {
        panic!("{:?}", report.machines);
    };
    (machine.name.clone(), machine.facts.time_zone.clone())
}

#[test]
fn a_machine_has_the_same_name_and_zone_as_in_a_triage() {
    let cbs = "2024-05-14 09:00:00, Info                  CBS    TI: --- Initializing ---\n\
        2024-05-14 09:00:02, Info                  CSI    00000001@2024/5/14:07:00:02.125 x\n";
    let uneventful = events().replace("<EventID>7<", "<EventID>4711<");
    let check = |file: (&str, &[u8]), name: Option<&str>, zone: Option<&str>| {
        let folder = folder(&[file]);
        let machine = json(folder.path(), &["."]).machines.remove(0);
        assert_eq!(machine.name.as_deref(), name, "{}", file.0);
        assert_eq!(machine.time_zone.as_deref(), zone, "{}", file.0);
        let utc = |zone: &str| format!("UTC{zone}");
        assert_eq!(
            triaged(folder.path()),
            (name.map(Into::into), zone.map(utc))
        );
    };
    check(
        ("DiagLogs-PC1-20240514T090000Z/a/CBS.log", cbs.as_bytes()),
        Some("PC1"),
        Some("+02:00"),
    );
    // No rule asks for the event.
    check(
        ("all/System.xml", uneventful.as_bytes()),
        Some("PC-0042.contoso.local"),
        None,
    );
    // What other machines sent tells nothing of this one.
    check(
        ("all/ForwardedEvents.xml", uneventful.as_bytes()),
        None,
        None,
    );
}
