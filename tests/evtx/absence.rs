//! What a log proves by what it lacks, and that a report on one does not show how it was read.

use wutriage::engine::{Options, analyze};
use wutriage::report::{Machine, State};
use wutriage::rule::{RuleFile, RuleSet, default_files};
use wutriage::source::Bundle;

use crate::however_read::same_however_read;
use crate::support::{AGENT, Wants, failed, many, ordinary, read};
use crate::writer::{CHUNK, Event, FILE_HEADER, log};

fn machine(rules: &RuleSet, name: &str, bytes: Vec<u8>, options: &Options) -> Machine {
    let bundle = [Bundle::from_memory([(name, bytes)])];
    let report = analyze(rules, &bundle, options).unwrap();
    report.machines.into_iter().next().unwrap()
}

/// A failed installation that was never begun.
fn never_begun() -> RuleSet {
    let text = format!(
        "title: T\nseverity: error\nbecause: B\nsignals:\n  \
         failed: {{ in: [event-log], provider: {AGENT}, event: 20 }}\n  \
         begun: {{ in: [event-log], provider: {AGENT}, event: 43 }}\nwhen: failed and not begun\n"
    );
    let rule = RuleFile {
        path: "store/never.yaml".to_owned(),
        display: "store/never.yaml".to_owned(),
        text,
    };
    RuleSet::load(&[rule]).unwrap()
}

fn check(name: &str, bytes: Vec<u8>, expected: Option<State>) {
    let machine = machine(&never_begun(), name, bytes, &Options::default());
    let state = machine.findings.first().map(|finding| finding.state);
    assert_eq!(state, expected, "{name}: {:?}", machine.inputs[0].notes);
}

fn xml(number: u64, provider: &str, id: u16) -> String {
    format!(
        "<Event xmlns='urn:contoso:events'><System><Provider Name='{provider}'/><EventID>{id}</EventID>\
         <TimeCreated SystemTime='2024-05-14T06:00:{number:02}.0000000Z'/><EventRecordID>{number}</EventRecordID>\
         <Channel>System</Channel><Computer>pc1.contoso.test</Computer></System></Event>\n"
    )
}

#[test]
fn a_whole_log_of_the_channel_proves_that_an_event_was_not_written() {
    let begun = Event::named(AGENT, 43, 1, &[]);
    check(
        "System.evtx",
        log(&[ordinary(1), failed(2), ordinary(3)]),
        Some(State::Active),
    );
    check("System.evtx", log(&[begun, failed(2), ordinary(3)]), None);
}

#[test]
fn an_export_as_xml_and_a_log_with_a_gap_do_not() {
    let events = xml(1, "Contoso", 1) + &xml(2, AGENT, 20) + &xml(3, "Contoso", 1);
    check("System.xml", events.into_bytes(), Some(State::Inconclusive));
    let gap = log(&[ordinary(1), failed(2), ordinary(4)]);
    check("System.evtx", gap, Some(State::Inconclusive));
}

#[test]
fn an_export_that_numbers_its_records_anew_does_not_hide_what_a_filter_left_out() {
    let mut export = log(&[ordinary(11), failed(12), ordinary(14)]);
    let places: Vec<_> = read(&export, Wants::everything())
        .1
        .taken
        .iter()
        .map(|taken| taken.1)
        .collect();
    for (number, place) in (1_u64..).zip(places) {
        export[place + 8..place + 16].copy_from_slice(&number.to_le_bytes());
    }
    let told = read(&export, Wants::default()).0;
    assert_eq!(told.numbers, [11, 12, 14].into_iter().collect());
    check("System.evtx", export, Some(State::Inconclusive));
}

/// A log whose newest chunks come first, as one that began anew at its beginning has them, with a gap and a broken chunk.
fn wrapped() -> Vec<u8> {
    let mut events = many(4000);
    events.retain(|event| !(1000..1010).contains(&event.number));
    let mut log = log(&events);
    let chunks = (log.len() - FILE_HEADER) / CHUNK;
    assert!(chunks > 8);
    log[FILE_HEADER..].rotate_left(CHUNK * (chunks / 2));
    log[FILE_HEADER + 2 * CHUNK + 100..][..500].fill(0x7F);
    log
}

#[test]
fn the_report_is_the_same_however_the_log_is_cut_and_gated_and_by_however_many_threads() {
    let log = wrapped();
    for rules in [never_begun(), RuleSet::load(&default_files()).unwrap()] {
        let whole = same_however_read(200_000, |options| {
            let machine = machine(&rules, "System.evtx", log.clone(), options);
            serde_json::to_string_pretty(&machine).unwrap()
        });
        assert!(
            whole.contains(" records not there, number 1000 to 1009, "),
            "{whole}"
        );
        assert!(
            whole.contains("\"first\": \"2024-05-14T06:00:01Z\""),
            "{whole}"
        );
    }
}
