//! Failures that no finding explains are listed, whatever was found elsewhere.

use wutriage::report::{Machine, State, Unexplained};
use wutriage::rule::RuleSet;

use super::support::{finding, machine, rules};

const OUTCOMES: &str = r"
signals:
  failed: { in: [windows-update], regex: 'installing (?P<update>\S+) failed', capture: { update: text } }
  succeeded: { in: [windows-update], regex: 'installing (?P<update>\S+) succeeded', capture: { update: text } }
";
const SYMPTOM: &str = r"
title: An update failed
failed: [shared.failed]
succeeded: [shared.succeeded]
same: [update]
class: update-class
look: { before: 1m, after: 1m }
";

fn pack(more: &[(&str, &str)]) -> RuleSet {
    let mut files = vec![
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
    ];
    files.extend(more);
    rules(&files)
}

fn agent(lines: &[(&str, &str)]) -> String {
    let line = |(time, text): &(&str, &str)| {
        format!("2024/05/14 {time}:00.0000000 1088  5120  Agent           {text}\n")
    };
    lines.iter().map(line).collect()
}

fn cbs(lines: &[(&str, &str)]) -> String {
    let line = |(time, text): &(&str, &str)| {
        format!("2024-05-14 {time}:00, Error                 CBS    {text}\r\n")
    };
    lines.iter().map(line).collect()
}

fn codes(machine: &Machine) -> Vec<&str> {
    let open = machine.unexplained.iter();
    open.map(|one| one.code.as_str()).collect()
}

const ROOT: &str = "explains: [install-failed]\nsignals: { it: { in: [windows-update], text: 'root' } }\nwhen: it\n";

#[test]
fn a_failure_is_open_although_a_recovered_finding_has_its_code() {
    let rules = pack(&[("test/root.yaml", ROOT)]);
    let lines = [
        ("08:00", "root 80246007"),
        ("08:00", "installing 7 failed 80246007"),
        ("08:30", "installing 7 succeeded"),
        ("12:00", "installing 8 failed 80246007"),
    ];
    let machine = machine(&rules, &[("WindowsUpdate.log", &agent(&lines))]);
    let found = finding(&machine, "test/root").unwrap();
    assert_eq!(found.state, State::Recovered);
    assert!(found.codes.iter().any(|code| code.code == "0x80246007"));
    assert_eq!(codes(&machine), ["0x80246007"]);
}

#[test]
fn a_carrier_is_open_while_nothing_worse_than_information_is_found() {
    let check = |severity: &str, expected: &[&str]| {
        let it = format!(
            "severity: {severity}\nsignals: {{ it: {{ in: [cbs], text: 'noteworthy' }} }}\nwhen: it\n"
        );
        let log = cbs(&[("08:00", "noteworthy"), ("09:00", "failed 0x80240022")]);
        let rules = pack(&[("test/it.yaml", &it)]);
        let machine = machine(&rules, &[("CBS.log", &log)]);
        assert_eq!(machine.findings.len(), 1);
        assert_eq!(codes(&machine), expected, "{severity}");
    };
    check("info", &["0x80240022"]);
    check("error", &[]);
}

#[test]
fn the_span_over_two_logs_is_that_of_both_whatever_their_names() {
    let early = cbs(&[
        ("08:00", "failed 0x800f0831"),
        ("09:00", "failed 0x800f0831"),
    ]);
    let late = cbs(&[
        ("10:00", "failed 0x800f0831"),
        ("11:00", "failed 0x800f0831"),
    ]);
    let rules = pack(&[]);
    for files in [
        [("a/CBS.log", early.as_str()), ("b/CBS.log", late.as_str())],
        [("a/CBS.log", late.as_str()), ("b/CBS.log", early.as_str())],
    ] {
        let machine = machine(&rules, &files);
        let [
            Unexplained {
                first, last, count, ..
            },
        ] = machine.unexplained.as_slice()
        else {
            panic!("{:#?}", machine.unexplained);
        };
        assert_eq!(*count, 4);
        assert_eq!(first.as_deref(), Some("2024-05-14T08:00:00"));
        assert_eq!(last.as_deref(), Some("2024-05-14T11:00:00"));
    }
}

#[test]
fn what_noise_with_a_condition_silences_is_not_open() {
    let noise = "because: N\nsilences: { in: [cbs], code: [0x800F0831], text: 'probing' }\nsignals: { retried: { in: [cbs], text: 'retried' } }\nwhen: silenced near retried within 2m\n";
    let rules = pack(&[("noise/probe.yaml", noise)]);
    let check = |retried, expected: &[&str]| {
        let log = cbs(&[("08:00", "probing 0x800f0831"), (retried, "retried")]);
        let machine = machine(&rules, &[("CBS.log", &log)]);
        assert_eq!(codes(&machine), expected, "{retried}");
    };
    check("08:02", &[]);
    check("08:03", &["0x800F0831"]);
}
