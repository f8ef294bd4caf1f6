//! How often: copies, many hits, noise, and what is left unexplained.

use wutriage::engine::{Options, analyze};
use wutriage::report::{Machine, Report};
use wutriage::rule::RuleSet;
use wutriage::source::open_paths;

use super::support::{default_rules, files_below, json, machine, machine_of, machine_with, rules};

fn agent(lines: &[(u32, &str)]) -> String {
    let line = |(second, text): &(u32, &str)| {
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        format!(
            "2024/05/14 {hours:02}:{minutes:02}:{seconds:02}.0000000 1088  5120  Misc            {text}\n"
        )
    };
    lines.iter().map(line).collect()
}

fn text_rule() -> RuleSet {
    rules(&[(
        "test/cause.yaml",
        "signals: { it: { in: [windows-update], text: 'it happened' } }\nwhen: it\nmessage: 'seen {count} times'\n",
    )])
}

fn all_evidence() -> Options {
    Options {
        evidence: 10_000,
        ..Options::default()
    }
}

/// Count of the finding over logs that hold `it happened` at these seconds, and how many different records there are.
fn check(logs: &[&[u32]], count: u64, records: usize) {
    let texts: Vec<(String, String)> = logs
        .iter()
        .zip(0..)
        .map(|(seconds, number)| {
            let lines: Vec<_> = seconds
                .iter()
                .map(|second| (*second, "it happened"))
                .collect();
            (format!("{number}/WindowsUpdate.log"), agent(&lines))
        })
        .collect();
    let files: Vec<_> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let machine = machine_with(&text_rule(), &files, &all_evidence());
    let found = &machine.findings[0];
    assert_eq!(
        (found.count, found.evidence.len()),
        (count, records),
        "{logs:?}"
    );
    assert_eq!(found.message, format!("seen {count} times"));
}

#[test]
fn the_count_is_the_largest_of_the_sources_and_not_their_sum() {
    check(&[&[1, 2, 3]], 3, 3);
    check(&[&[1, 2, 3], &[11, 12]], 3, 5);
}

#[test]
fn copies_of_a_record_in_another_source_are_one_record() {
    check(&[&[1, 2, 3], &[2, 3, 4]], 3, 4);
    check(&[&[1, 2], &[1, 2, 3]], 2, 3);
}

#[test]
fn equal_records_of_one_source_are_as_many_as_there_are() {
    check(&[&[1, 1, 1, 2]], 4, 4);
}

#[test]
fn equal_files_are_read_once_and_the_copy_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let text = agent(&[(1, "it happened"), (2, "it happened")]);
    for name in ["a.log", "b.log"] {
        std::fs::write(folder.path().join(name), &text).unwrap();
    }
    let bundles = open_paths(&[folder.path().to_owned()], None).unwrap();
    let machine = machine_of(&text_rule(), &bundles[0], &all_evidence());
    assert_eq!((machine.inputs.len(), machine.findings[0].count), (1, 2));
    assert!(machine.notes[0].contains("b.log") && machine.notes[0].contains("a.log"));
}

#[test]
fn of_many_hits_the_first_and_last_thousand_are_kept_and_all_are_counted() {
    let lines: Vec<_> = (0..5000).map(|second| (second, "it happened")).collect();
    let text = agent(&lines);
    for window in [64 << 10, 4 << 20] {
        let options = Options {
            window,
            ..all_evidence()
        };
        let machine = machine_with(&text_rule(), &[("WindowsUpdate.log", &text)], &options);
        let found = &machine.findings[0];
        assert_eq!(found.count, 5000);
        assert_eq!(machine.inputs[0].records_matched, 5000);
        let kept: Vec<u64> = found.evidence.iter().filter_map(|one| one.line).collect();
        let expected: Vec<u64> = (1..=1000).chain(4001..=5000).collect();
        assert_eq!(kept, expected);
        assert_eq!(found.last.as_deref(), Some("2024-05-14T01:23:19"));
    }
}

const CODE: &str = "signals: { code: { in: [windows-update], code: [0x80072EE7] } }\nwhen: code\n";
const TEXT: &str = "signals: { text: { in: [windows-update], text: 'probing' } }\nwhen: text\n";

/// Rules of the findings and silenced records.
fn check_noise(noise: &str, lines: &[(u32, &str)], findings: &[&str], silenced: u64) {
    let noise = format!(
        "because: N\nsilences: {{ in: [windows-update], code: [0x80072EE7], text: 'probing' }}\n{noise}\n"
    );
    let rules = rules(&[
        ("noise/probe.yaml", &noise),
        ("test/code.yaml", CODE),
        ("test/text.yaml", TEXT),
    ]);
    let machine = machine(&rules, &[("WindowsUpdate.log", &agent(lines))]);
    let mut found: Vec<&str> = machine
        .findings
        .iter()
        .map(|one| one.rule.as_str())
        .collect();
    found.sort_unstable();
    assert_eq!(found, findings, "{lines:?}");
    assert_eq!(machine.noise.records, silenced, "{lines:?}");
}

#[test]
fn noise_is_no_evidence_for_a_code_alone_and_is_counted() {
    let noise = "when: silenced";
    check_noise(noise, &[(1, "probing 80072EE7")], &["test/text"], 1);
    check_noise(noise, &[(1, "failed 80072EE7")], &["test/code"], 0);
    let both = [
        (1, "probing 80072EE7"),
        (2, "failed 80072EE7"),
        (3, "probing 80072EE7"),
    ];
    check_noise(noise, &both, &["test/code", "test/text"], 2);
}

#[test]
fn noise_with_a_condition_silences_only_where_it_holds() {
    let noise = "signals: { retried: { in: [windows-update], text: 'retried' } }\nwhen: silenced near retried within 2m";
    check_noise(
        noise,
        &[(0, "probing 80072EE7")],
        &["test/code", "test/text"],
        0,
    );
    check_noise(
        noise,
        &[(0, "probing 80072EE7"), (120, "retried")],
        &["test/text"],
        1,
    );
    check_noise(
        noise,
        &[(0, "probing 80072EE7"), (121, "retried")],
        &["test/code", "test/text"],
        0,
    );
    let one_of_two = [
        (0, "probing 80072EE7"),
        (60, "retried"),
        (600, "probing 80072EE7"),
    ];
    check_noise(noise, &one_of_two, &["test/code", "test/text"], 1);
}

fn with_symptom() -> RuleSet {
    rules(&[
        (
            "signals/outcomes.yaml",
            "signals: { failed: { in: [windows-update], text: 'scan failed' } }",
        ),
        (
            "symptoms/scan-failed.yaml",
            "title: S\nfailed: [shared.failed]\n",
        ),
        (
            "test/code.yaml",
            "explains: [scan-failed]\nsignals: { code: { in: [windows-update, cbs], code: [0x80072EE7] } }\nwhen: code\n",
        ),
        (
            "noise/probe.yaml",
            "because: N\nsilences: { in: [cbs], code: [0x800F0805] }\n",
        ),
    ])
}

fn unexplained(machine: &Machine) -> Vec<(&str, u64)> {
    let open = machine.unexplained.iter();
    open.map(|one| (one.code.as_str(), one.count)).collect()
}

#[test]
fn failures_without_a_cause_are_unexplained_with_and_without_a_code() {
    let check = |lines: &[(u32, &str)], expected: &[(&str, u64)]| {
        let machine = machine(&with_symptom(), &[("WindowsUpdate.log", &agent(lines))]);
        assert_eq!(unexplained(&machine), expected, "{lines:?}");
    };
    check(
        &[
            (1, "scan failed with 80072EFD"),
            (2, "scan failed with 80072EFD"),
        ],
        &[("0x80072EFD", 2)],
    );
    check(&[(1, "scan failed")], &[("", 1)]);
    check(&[(1, "scan failed with 80072EE7")], &[]);
    check(
        &[(1, "a step 80072EFD"), (2, "scan failed with 80072EE7")],
        &[],
    );
}

#[test]
fn codes_of_a_log_without_outcomes_are_unexplained_unless_found_or_noise() {
    let line = |text: &str| format!("2024-05-14 09:00:00, Error                 CBS    {text}\r\n");
    let log = [
        line("[HRESULT = 0x800f0831 - CBS_E_STORE_CORRUPTION]"),
        line("[HRESULT = 0x800f0831]"),
        line("[HRESULT = 0x800f0805]"),
        line("[HRESULT = 0x80072ee7]"),
        line("[HRESULT = 0x00000000]"),
    ];
    let machine = machine(&with_symptom(), &[("CBS.log", &log.concat())]);
    assert_eq!(unexplained(&machine), [("0x800F0831", 2)]);
    let open = &machine.unexplained[0];
    assert_eq!(open.names, ["CBS_E_STORE_CORRUPTION"]);
    assert_eq!(open.evidence[0].line, Some(2));
}

#[test]
fn a_report_reads_back_as_it_was_written() {
    let mut folders: Vec<_> = files_below("fixtures/bundles")
        .iter()
        .map(|path| path.parent().unwrap().to_owned())
        .filter(|path| !path.ends_with("bundles"))
        .collect();
    folders.dedup();
    let bundles = open_paths(&folders, None).unwrap();
    let report = analyze(&default_rules(), &bundles, &Options::default()).unwrap();
    assert!(report.summary.active > 0);
    assert_eq!(
        serde_json::from_str::<Report>(&json(&report)).unwrap(),
        report
    );
}
