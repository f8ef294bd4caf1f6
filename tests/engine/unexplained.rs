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
fn what_explains_nothing_leaves_a_failure_open_that_it_stands_beside() {
    let check = |explains: &str, incident: &[&str], expected: &[&str]| {
        let it = format!(
            "{explains}signals: {{ it: {{ in: [windows-update], text: 'noteworthy' }} }}\nwhen: it\n"
        );
        let rules = pack(&[("test/it.yaml", &it)]);
        let lines = [
            ("08:00", "noteworthy"),
            ("08:00", "installing 7 failed 80246007"),
        ];
        let machine = machine(&rules, &[("WindowsUpdate.log", &agent(&lines))]);
        assert!(finding(&machine, "test/it").is_some());
        let causes = machine.incidents[0].causes.iter();
        let causes: Vec<_> = causes.map(|cause| cause.rule.as_str()).collect();
        assert_eq!(causes, incident, "{explains}");
        assert_eq!(codes(&machine), expected, "{explains}");
    };
    check("", &["test/it"], &[]);
    check("explains: nothing\n", &[], &["0x80246007"]);
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

#[test]
fn a_recovered_finding_explains_its_codes_up_to_its_end_and_not_later() {
    let bare = "explains: [install-failed]\nsignals: { it: { in: [windows-update], code: [0x80070005] } }\nwhen: it\n";
    let rules = pack(&[("test/bare.yaml", bare)]);
    let agent = agent(&[
        ("08:00", "installing 7 failed 0x80070005"),
        ("09:00", "installing 7 succeeded"),
    ]);
    let check = |times: &[&str], expected: &[&str]| {
        let lines: Vec<_> = times
            .iter()
            .map(|time| (*time, "failed 0x80070005"))
            .collect();
        let files = [
            ("WindowsUpdate.log", agent.as_str()),
            ("CBS.log", &cbs(&lines)),
        ];
        let machine = machine(&rules, &files);
        assert_eq!(machine.findings[0].state, State::Recovered);
        assert_eq!(codes(&machine), expected, "{times:?}");
    };
    check(&["08:30"], &[]);
    check(&["09:00"], &[]);
    check(&["09:01"], &["0x80070005"]);
    check(&["08:30", "09:01"], &["0x80070005"]);
}

#[test]
fn failures_beyond_those_kept_are_counted_as_the_incident_counts_them() {
    let line = |number: u32| {
        let (minute, second) = (number / 60 % 60, number % 60);
        format!(
            "2024/05/14 08:{minute:02}:{second:02}.0000000 1088  5120  Agent           installing 7 failed 80070005\n"
        )
    };
    let log: String = (0..3300).map(line).collect();
    let machine = machine(&pack(&[]), &[("WindowsUpdate.log", &log)]);
    assert_eq!(machine.incidents[0].count, 3300);
    assert_eq!(machine.unexplained[0].count, 3300);
}

#[test]
fn a_record_that_two_signals_call_failed_is_one_failure() {
    let symptom = SYMPTOM.replace("[shared.failed]", "[shared.failed, shared.also]");
    let also = "signals: { also: { in: [windows-update], text: 'installing 7 failed' } }";
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("signals/also.yaml", also),
        ("symptoms/install-failed.yaml", &symptom),
    ]);
    let log = agent(&[("08:00", "installing 7 failed 80070005")]);
    let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
    let counts = (machine.incidents[0].count, machine.unexplained[0].count);
    assert_eq!(counts, (1, 1));
}

#[test]
fn what_is_quoted_is_no_record_that_was_silenced() {
    let noise = "because: N\nsilences: { in: [cbs], code: [0x800F0831], text: 'probing' }\nsignals: { retried: { in: [cbs], text: 'retried' } }\nwhen: silenced near retried within 2m\n";
    let rules = pack(&[("noise/one.yaml", noise), ("noise/two.yaml", noise)]);
    let log = cbs(&[
        ("08:00", "probing 0x800f0831"),
        ("08:01", "retried"),
        ("09:00", "failed 0x800f0831"),
        ("10:00", "probing 0x800f0831"),
        ("10:01", "retried"),
    ]);
    let machine = machine(&rules, &[("CBS.log", &log)]);
    let open = &machine.unexplained[0];
    let time = Some("2024-05-14T09:00:00");
    assert_eq!((open.first.as_deref(), open.last.as_deref()), (time, time));
    assert_eq!((open.count, open.evidence[0].line), (1, Some(3)));
    let by_rule = machine.noise.by_rule.iter().map(|rule| rule.count);
    assert_eq!(machine.noise.records, 2);
    assert_eq!(by_rule.collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_failure_in_any_log_is_listed_and_a_rule_for_its_kind_and_code_matches() {
    let installer = "=== Verbose logging started: 5/14/2024  9:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: msiexec.exe ===\r\nMSI (s) (50:38) [09:00:01:000]: MainEngineThread is returning 1612\r\n";
    let verdict = "Matching Profile found: FindRollbackFailure - 3A43C9B5-05B3-4F7C-A955-88F991BB5A48\r\nError: SetupDiag reports rollback failure found.\r\nLast Phase = Safe OS\r\nError = 0x80070070-0x20017\r\n";
    let report = "Version=1\r\nEventType=WindowsUpdateFailure3\r\nEventTime=133601508000000000\r\nSig[0].Name=ClientVersion\r\nSig[0].Value=10.0.22621.1\r\nSig[1].Name=Win32HResult\r\nSig[1].Value=80072ee7\r\n";
    let server = "2024-05-14 09:00:01.123 UTC\tError\tWsusService.5\tCatalogSyncAgent.SetSubscriptionStateWithRetry\tSync failed: 0x80072ee2\r\n";
    let client = "<![LOG[Scan failed with error = 0x80244021.]LOG]!><time=\"09:00:01.130-120\" date=\"05-14-2024\" component=\"WUAHandler\" context=\"\" type=\"3\" thread=\"1088\" file=\"cwuahandler.cpp:3321\">\r\n";
    for (name, text, kind, code) in [
        ("install.log", installer, "msi", "0x8007064C"),
        ("SetupDiagResults.log", verdict, "setupdiag", "0x80070070"),
        ("Report.wer", report, "wer", "0x80072EE7"),
        (
            "SoftwareDistribution.log",
            server,
            "wsus-server",
            "0x80072EE2",
        ),
        ("WUAHandler.log", client, "configmgr", "0x80244021"),
    ] {
        let listed = machine(&pack(&[]), &[(name, text)]).unexplained;
        let codes: Vec<_> = listed.iter().map(|open| open.code.as_str()).collect();
        assert_eq!(codes, [code], "{name}");
        let cause = format!("signals: {{ it: {{ in: [{kind}], code: [{code}] }} }}\nwhen: it\n");
        let rules = pack(&[("test/cause.yaml", &cause)]);
        let found = machine(&rules, &[(name, text)]);
        assert!(finding(&found, "test/cause").is_some(), "{name}");
    }
}
