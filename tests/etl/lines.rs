//! Lines of the update agent and its helpers: they equal what Get-WindowsUpdateLog makes of them.

use wutriage::format::{TraceMessages, by_name, records};
use wutriage::record::{Kind, Level, Record};
use wutriage::time::{Stamp, Zone};

use super::reading::{chosen, read, read_pieces};
use super::trace::{Buffer, Event, Session, line, message, utf16};

/// Components and messages, among them failures, breaks and letters beyond ASCII.
const LINES: [(&str, &str); 6] = [
    (
        "Agent",
        "* START * Finding updates CallerId = UpdateOrchestrator",
    ),
    ("WebServices", "*FAILED* [80072EE7] Web service call"),
    ("Misc", "  Deleted the file, hr = 0x80070005.  \r\n"),
    (
        "ProtocolTalker",
        "SyncUpdates round trips:\r\n  2\r\n  of 3",
    ),
    (
        "DownloadManager",
        "Caf\u{e9} \u{1F4A5} \u{43b}\u{43e}\u{433}",
    ),
    ("Handler", "FAILED [80240022] Install"),
];

fn records_of_lines(wide: bool) -> Vec<Vec<u8>> {
    let lines = LINES.iter().zip((0..).step_by(10_000_001));
    lines
        .map(|((component, text), after)| line(wide, after, component, text))
        .collect()
}

/// The same lines as text, read by the format of the text log, and placed in UTC. White space at the ends of a message is
/// as written, which the text log cannot tell from its own.
fn as_text() -> Vec<Record<'static>> {
    let lines = LINES.iter().enumerate().map(|(number, (component, message))| {
        let fraction = number;
        format!(
            "2024/05/14 00:00:{number:02}.{fraction:07} 1088  5120  {component:<15} {message}\r\n"
        )
    });
    let text: String = lines.collect();
    let format = by_name("windows-update-text").unwrap();
    let parsed = records(format, text.as_bytes());
    let owned = parsed
        .records
        .into_iter()
        .map(|found| found.record.into_owned());
    owned
        .zip(LINES)
        .map(|(record, (_, message))| Record {
            message: message.as_bytes().into(),
            stamp: record.stamp.map(|stamp| Stamp {
                zone: Zone::Utc,
                ..stamp
            }),
            ..record
        })
        .collect()
}

fn check(session: &Session, packed: bool) {
    let file = session.file(&[Buffer {
        sequence: 7,
        packed,
        records: records_of_lines(session.wide),
    }]);
    let (read, told) = read(&file);
    assert_eq!(read, as_text());
    assert_eq!((told.records, told.bad), (6, 0), "{told:?}");
}

#[test]
fn a_line_equals_that_of_the_text_log_in_every_form_of_trace() {
    for wide in [false, true] {
        for packed in [false, true] {
            let session = Session {
                wide,
                ..Session::default()
            };
            check(&session, packed);
        }
    }
    let relogged = Session {
        buffer_size: 620,
        ..Session::default()
    };
    check(&relogged, true);
}

#[test]
fn the_sink_sees_component_and_message_and_gets_what_it_asks_for() {
    let file = Session::default().one(records_of_lines(true));
    let read = read_pieces(&file, usize::MAX, &TraceMessages::default(), &|text| {
        text.contains("80072EE7") || text.starts_with("Handler")
    });
    let messages = LINES.map(|(component, message)| format!("{component} {message}"));
    assert_eq!(read.texts, messages);
    let numbers: Vec<_> = read.taken.iter().map(|taken| taken.number).collect();
    assert_eq!(numbers, [1, 5]);
    assert_eq!(read.taken[0].record, as_text()[1]);
    assert_eq!(read.told[0].records, 6);
}

#[test]
fn a_record_lies_where_its_bytes_are() {
    let records = records_of_lines(true);
    let file = Session::default().one(records.clone());
    let read = read_pieces(&file, usize::MAX, &TraceMessages::default(), &|_| true);
    for (taken, record) in read.taken.iter().zip(&records) {
        assert_eq!(&file[taken.start..taken.end], record.as_slice());
    }
}

#[test]
fn the_medic_service_gives_its_level_as_the_name_of_the_event() {
    let medic = Event {
        wide: true,
        after: 0,
        provider: (5, "Microsoft.Windows.WaaSMedic.Local"),
        level: 3,
        schema: Some(("Warning", vec![("m", &[1])])),
        data: utf16("Service wuauserv is disabled"),
    };
    let file = Session::default().one(vec![medic.record()]);
    let (records, _) = read(&file);
    assert_eq!(records[0].component, "WaaSMedic");
    assert_eq!(records[0].level, Some(Level::Warning));
    assert_eq!(&*records[0].message, b"Service wuauserv is disabled");
    assert_eq!(chosen("a.etl", &file).0, "windows-update-trace");
}

#[test]
fn the_format_is_chosen_by_what_the_records_are_of() {
    let check = |name: &str, session: &Session, records: Vec<Vec<u8>>, expected: &str| {
        assert_eq!(chosen(name, &session.one(records)).0, expected, "{name}");
    };
    let session = Session::default();
    let other = |name| Event {
        wide: true,
        after: 0,
        provider: (5, name),
        level: 4,
        schema: Some(("E", Vec::new())),
        data: Vec::new(),
    };
    let update = "windows-update-trace";
    check("renamed.bin", &session, records_of_lines(true), update);
    let orchestrator = other("Microsoft.Windows.Update.Orchestrator").record();
    check("a.etl", &session, vec![orchestrator], update);
    let contoso = other("Contoso.Agent").record();
    check("WindowsUpdate.1.etl", &session, vec![contoso], "trace");
    let without_text = || vec![message(9, 1, b"")];
    check("WindowsUpdate.1.etl", &session, without_text(), update);
    check("a.etl", &session, without_text(), "trace");
    let agent = Session {
        path: "C:\\Windows\\Logs\\WindowsUpdate\\WindowsUpdate.20240514.000000.001.1.etl",
        ..Session::default()
    };
    check("renamed.etl", &agent, without_text(), update);
    let packed = session.file(&[Buffer {
        sequence: 1,
        packed: true,
        records: records_of_lines(true),
    }]);
    assert_eq!(chosen("a.etl", &packed).0, update);
    assert_eq!(chosen("a.etl", &packed[..0x40]).0, "plain");
    assert_eq!(by_name("trace").unwrap().kind(), Kind::Plain);
}
