//! Traces in a triage: beside each other, beside the text log, beside the texts of their messages, and in pieces.

use std::fs;
use std::sync::Arc;

use wutriage::engine::{Options, analyze};
use wutriage::format::TraceMessages;
use wutriage::report::{Machine, State};
use wutriage::rule::{RuleFile, RuleSet, default_files};
use wutriage::source::Bundle;

use super::program::{run, text};
use super::trace::{Buffer, Session, line, message, utf16};
use crate::however_read::same_however_read;

fn rules(signals: &str) -> RuleSet {
    let rule = RuleFile {
        path: "test/cause.yaml".to_owned(),
        display: "test/cause.yaml".to_owned(),
        text: format!("title: T\nseverity: error\nbecause: B\nsignals:\n{signals}"),
    };
    RuleSet::load(&[rule]).unwrap()
}

fn machine(rules: &RuleSet, files: &[(&str, Vec<u8>)], options: &Options) -> Machine {
    let bundle = [Bundle::from_memory(files.to_vec())];
    let report = analyze(rules, &bundle, options).unwrap();
    report.machines.into_iter().next().unwrap()
}

fn counts(machine: &Machine) -> Vec<(State, u64)> {
    let findings = machine.findings.iter();
    findings
        .map(|finding| (finding.state, finding.count))
        .collect()
}

/// A file of a session: two buffers from that number on, of as many seconds, with that message in each.
fn part(session: &Session, number: u64, message: &str) -> Vec<u8> {
    let buffers = [number, number + 1].map(|sequence| Buffer {
        sequence,
        packed: false,
        records: vec![line(true, sequence * 10_000_000, "Agent", message)],
    });
    session.file(&buffers)
}

#[test]
fn files_of_a_session_prove_absence_together_and_say_what_lies_between_them() {
    let rules = rules(
        "  alpha: { in: [windows-update], text: 'alpha' }\n  missing: { in: [windows-update], text: 'needle' }\n\
         when: alpha and not missing\n",
    );
    let name = |number| format!("WindowsUpdate.20240514.000000.123.{number}.etl");
    let names = [name(8), name(9), name(10)];
    let check = |middle: Option<Session>, expected, note: Option<&str>| {
        let session = Session::default();
        let mut files = vec![
            (names[0].as_str(), part(&session, 1, "alpha")),
            (names[2].as_str(), part(&session, 5, "alpha")),
        ];
        files.extend(middle.map(|session| (names[1].as_str(), part(&session, 3, "beta"))));
        let machine = machine(&rules, &files, &Options::default());
        assert_eq!(counts(&machine), [(expected, 2)], "{:?}", machine.notes);
        let notes: Vec<_> = machine
            .notes
            .iter()
            .map(|note| note.contains("collect the whole folder"))
            .collect();
        assert_eq!(notes, Vec::from_iter(note.map(|_| true)));
        assert!(
            note.is_none_or(|note| machine.notes[0].contains(note)),
            "{:?}",
            machine.notes
        );
    };
    check(Some(Session::default()), State::Active, None);
    let note =
        "2 buffers of the trace between 'WindowsUpdate.20240514.000000.123.8.etl' and this file";
    check(None, State::Inconclusive, Some(note));
    let lossy = Session {
        events_lost: 3,
        ..Session::default()
    };
    check(Some(lossy), State::Inconclusive, None);
}

#[test]
fn a_line_in_trace_and_text_log_counts_once_and_matches_from_its_first_word_on() {
    let rules = rules("  it: { in: [windows-update], regex: '^Timer .*soon$' }\nwhen: it\n");
    let trace = Session::default().one(vec![line(true, 0, "Agent", "    Timer expires soon ")]);
    let log = "2024/05/14 01:00:00.0000000 1088  5120  Agent               Timer expires soon \r\n";
    let files = [
        ("WindowsUpdate.1.etl", trace),
        ("WindowsUpdate.log", log.as_bytes().to_vec()),
    ];
    let zoned = Options {
        local_offset: wutriage::time::LocalOffset::Fixed(3600),
        ..Options::default()
    };
    for files in [&files[..1], &files[1..], &files[..]] {
        let found = counts(&machine(&rules, files, &zoned));
        assert_eq!(found, [(State::Active, 1)]);
    }
}

const FILE: u128 = 0x4c1f6a52_0d3e_3b7a_9a51_7c2d8e90b164;

/// The text of the message, with another word in front.
fn texts(word: &str) -> String {
    format!(
        "// PDB:  agent.pdb\n4c1f6a52-0d3e-3b7a-9a51-7c2d8e90b164 Agent // SRC=agent.cpp MJ= MN=\n\
         #typev agent_cpp112 21 \"%0{word} %11!s! failed, hr=%10!08X!\" //   LEVEL=E FLAGS=Agent\n\
         {{\nhr, ItemLong -- 10\nurl, ItemWString -- 11\n}}\n"
    )
}

fn without_text() -> Vec<u8> {
    let values = [
        &0x8007_2EE7_u32.to_le_bytes()[..],
        &utf16("wsus.contoso.test"),
    ]
    .concat();
    Session::default().one(vec![message(FILE, 21, &values)])
}

#[test]
fn texts_of_messages_are_taken_from_the_inputs_and_before_those_from_who_asks() {
    let rules = rules(
        "  it: { in: [windows-update], code: [0x80072EE7], regex: '^(?P<word>\\w+) wsus', capture: { word: text } }\n\
         when: it\nmessage: '{word}'\n",
    );
    let check = |beside: Option<&str>, given: Option<&str>, expected: Option<&str>| {
        let mut files = vec![("WindowsUpdate.1.etl", without_text())];
        files.extend(beside.map(|word| ("SymCache/agent.TMF", texts(word).into_bytes())));
        let mut messages = TraceMessages::default();
        messages.add(&given.map(texts).unwrap_or_default());
        let options = Options {
            messages: Arc::new(messages),
            ..Options::default()
        };
        let machine = machine(&rules, &files, &options);
        let said = machine
            .findings
            .first()
            .map(|finding| finding.message.as_str());
        assert_eq!(said, expected, "{beside:?} {given:?}");
        let is_noted = machine
            .inputs
            .iter()
            .any(|input| input.notes.iter().any(|note| note.contains("--tmf")));
        assert_eq!(is_noted, expected.is_none());
    };
    check(None, None, None);
    check(Some("Call"), None, Some("Call"));
    check(None, Some("Send"), Some("Send"));
    check(Some("Call"), Some("Send"), Some("Send"));
}

#[test]
fn texts_are_no_log_in_which_rules_find_their_words() {
    let rules = rules("  it: { text: 'failed' }\nwhen: it\n");
    let files = [("agent.tmf", texts("Call").into_bytes())];
    let machine = machine(&rules, &files, &Options::default());
    assert_eq!(machine.inputs[0].format, "trace-messages");
    assert_eq!(counts(&machine), []);
}

#[test]
fn every_command_that_reads_logs_takes_the_folder_of_texts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("texts/below")).unwrap();
    fs::create_dir_all(path.join("empty")).unwrap();
    fs::write(path.join("WindowsUpdate.1.etl"), without_text()).unwrap();
    fs::write(path.join("texts/below/agent.tmf"), texts("Call")).unwrap();
    let log = "WindowsUpdate.1.etl";
    for command in [
        &["inspect", "--records", "1", log][..],
        &["timeline", log],
        &["scan", "-f", "json", log],
        &["why", "network/dns-name-not-resolved", log],
    ] {
        let said = |texts: &str| {
            let output = run(path, &[command, &["--tmf", texts]].concat());
            let (out, error) = (text(&output.stdout), text(&output.stderr));
            (format!("{out}{error}"), output.status.code())
        };
        let (found, _) = said("texts");
        assert!(
            found.contains("Call wsus.contoso.test failed"),
            "{command:?}\n{found}"
        );
        let (missing, code) = said("nowhere");
        assert!(
            missing.contains("'nowhere'") && code == Some(2),
            "{missing}"
        );
        let (empty, code) = said("empty");
        let told = "there is no .tmf file with texts in 'empty'";
        assert!(empty.contains(told) && code == Some(2), "{empty}");
    }
}

#[test]
fn the_report_is_the_same_however_the_trace_is_cut_and_gated_and_by_however_many_threads() {
    let buffers = (2..=201_u64)
        .filter(|number| !(50..60).contains(number))
        .map(|sequence| Buffer {
            // Later buffers of other processors come first.
            sequence: sequence ^ 1,
            packed: sequence % 3 == 0,
            records: (0..8)
                .map(|number| {
                    let failed = if sequence % 40 == 7 {
                        "*FAILED* [80072EE7] Send request"
                    } else {
                        "an ordinary line"
                    };
                    line(true, (sequence ^ 1) * 10_000_000 + number, "Misc", failed)
                })
                .collect(),
        });
    let trace = Session::default().file(&buffers.collect::<Vec<_>>());
    assert!(trace.len() > 400_000);
    let rules = RuleSet::load(&default_files()).unwrap();
    let whole = same_however_read(20_000, |options| {
        let files = [("WindowsUpdate.1.etl", trace.clone())];
        serde_json::to_string_pretty(&machine(&rules, &files, options)).unwrap()
    });
    assert!(
        whole.contains("10 buffers not there, number 50 to 59"),
        "{whole}"
    );
}
