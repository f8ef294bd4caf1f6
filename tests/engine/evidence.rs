//! Points, confidence, rank, and what was not collected.

use wutriage::report::{Confidence, CoverageState, Machine};
use wutriage::rule::RuleSet;

use super::support::{finding, machine, rules};

fn agent(text: &str) -> String {
    let line = |(second, text)| {
        format!("2024/05/14 09:00:{second:02}.0000000 1088  5120  Misc            {text}\n")
    };
    text.lines()
        .zip(0..)
        .map(|(text, second)| line((second, text)))
        .collect()
}

fn read(rules: &RuleSet, text: &str) -> Machine {
    machine(rules, &[("WindowsUpdate.log", &agent(text))])
}

const SIGNALS: &str = r"
signals:
  code: { in: [windows-update], code: [0x80072EE7] }
  carrier: { in: [windows-update], code: [0x80240022] }
  text: { in: [windows-update], text: 'send request failed' }
  proof: { in: [windows-update], text: 'proof' }
  doubt: { in: [windows-update], text: 'doubt' }
";

/// Score and confidence of a cause with this end over a log with these messages.
fn check(end: &str, text: &str, expected: Option<(i32, Confidence)>) {
    let rules = rules(&[("test/cause.yaml", &format!("{SIGNALS}{end}\n"))]);
    let machine = read(&rules, text);
    let got = machine
        .findings
        .first()
        .map(|one| (one.score, one.confidence));
    assert_eq!(got, expected, "{end}\n{text}");
}

#[test]
fn without_weights_a_code_alone_is_low_and_anything_more_medium() {
    check("when: code", "hr=80072EE7", Some((5, Confidence::Low)));
    check(
        "when: text",
        "send request failed",
        Some((20, Confidence::Medium)),
    );
}

const WEIGHED: &str = "when: text
weigh:
  base: 15
  for: [ { signal: proof, add: 25, note: 'there is proof' } ]
  against: [ { signal: doubt, add: 21, note: 'there is doubt' } ]";

#[test]
fn evidence_counts_once_for_and_against() {
    let failed = "send request failed";
    check(WEIGHED, failed, Some((15, Confidence::Low)));
    check(
        WEIGHED,
        &format!("{failed}\nproof"),
        Some((40, Confidence::High)),
    );
    check(
        WEIGHED,
        &format!("{failed}\nproof\nproof\nproof"),
        Some((40, Confidence::High)),
    );
    check(
        WEIGHED,
        &format!("{failed}\nproof\ndoubt\ndoubt"),
        Some((19, Confidence::Low)),
    );
    check(WEIGHED, &format!("{failed}\ndoubt"), None);
}

#[test]
fn what_spoke_for_and_against_is_told() {
    let rules = rules(&[("test/cause.yaml", &format!("{SIGNALS}{WEIGHED}\n"))]);
    let machine = read(&rules, "send request failed\nproof\ndoubt");
    let found = finding(&machine, "test/cause").unwrap();
    assert_eq!(found.r#for, ["there is proof"]);
    assert_eq!(found.against, ["there is doubt"]);
    assert!(
        found.evidence[0].text.ends_with("proof"),
        "the weightiest line comes first"
    );
}

#[test]
fn a_code_alone_stays_low_whatever_its_rule_adds_up() {
    let weighed = "when: code
weigh:
  base: 60
  for: [ { signal: code, add: 30 }, { signal: proof, add: 5 } ]";
    check(weighed, "80072EE7", Some((19, Confidence::Low)));
    check(weighed, "80072EE7\nproof", Some((95, Confidence::High)));
}

#[test]
fn a_carrier_alone_makes_nothing_and_with_evidence_it_speaks() {
    let weighed = "when: carrier
weigh:
  base: 5
  for: [ { signal: proof, add: 25 } ]";
    check(weighed, "failed, hr = 80240022", None);
    check(
        weighed,
        "failed, hr = 80240022\nproof",
        Some((30, Confidence::Medium)),
    );
    check(
        "when: carrier or text",
        "send request failed 80240022",
        Some((20, Confidence::Medium)),
    );
}

#[test]
fn an_experimental_cause_is_at_most_medium() {
    let proven = "when: proof\nweigh: { base: 60 }";
    check(proven, "proof", Some((60, Confidence::High)));
    check(
        &format!("{proven}\nstatus: experimental"),
        "proof",
        Some((60, Confidence::Medium)),
    );
}

#[test]
fn rank_goes_by_confidence_then_severity_and_what_is_only_worth_knowing_comes_last() {
    let cause = |severity: &str, base: i32| {
        format!(
            "severity: {severity}\nsignals: {{ it: {{ in: [windows-update], text: 'it' }} }}\nwhen: it\nweigh: {{ base: {base} }}\n"
        )
    };
    let rules = rules(&[
        ("test/a-info.yaml", &cause("info", 90)),
        ("test/b-low-critical.yaml", &cause("critical", 10)),
        ("test/c-high-warning.yaml", &cause("warning", 50)),
        ("test/d-high-error.yaml", &cause("error", 45)),
        ("test/e-high-error.yaml", &cause("error", 48)),
        ("test/f-high-error.yaml", &cause("error", 45)),
    ]);
    let machine = read(&rules, "it");
    let ranked: Vec<(u32, &str)> = machine
        .findings
        .iter()
        .map(|one| (one.rank, one.rule.as_str()))
        .collect();
    let expected = [
        (1, "test/e-high-error"),
        (2, "test/d-high-error"),
        (3, "test/f-high-error"),
        (4, "test/c-high-warning"),
        (5, "test/b-low-critical"),
        (6, "test/a-info"),
    ];
    assert_eq!(ranked, expected);
}

const NEEDY: &str = r"
explains: [failed]
signals:
  failed: { in: [windows-update], text: 'it failed' }
  off: { in: [registry], key: 'HKLM\SOFTWARE\Fabrikam', value: Off, equals: 1 }
  proxy: { in: [command-output], component: 'netsh winhttp show proxy', field: { direct: 'true' } }
when: failed or off
weigh: { base: 20, for: [ { signal: proxy, add: 5 } ] }
needs: [registry, command-output]
";

fn needy(files: &[(&str, &str)]) -> Machine {
    let rules = rules(&[
        (
            "signals/outcomes.yaml",
            "signals: { failed: { in: [windows-update], text: 'it failed' } }",
        ),
        (
            "symptoms/failed.yaml",
            "title: It failed\nfailed: [shared.failed]\n",
        ),
        ("test/needy.yaml", NEEDY),
    ]);
    let log = agent("it failed");
    let mut all = vec![("WindowsUpdate.log", log.as_str())];
    all.extend(files);
    machine(&rules, &all)
}

#[test]
fn what_was_not_collected_is_named_with_the_command_that_collects_it() {
    let machine = needy(&[]);
    let registry = (
        r"registry: HKEY_LOCAL_MACHINE\SOFTWARE\Fabrikam",
        r#"reg query "HKLM\SOFTWARE\Fabrikam" /s > SOFTWARE-Fabrikam.txt"#,
    );
    let proxy = (
        "command-output: netsh winhttp show proxy",
        "netsh winhttp show proxy > winhttp-proxy.txt",
    );
    let settle: Vec<_> = machine.incidents[0]
        .would_settle
        .iter()
        .map(|one| (one.source.as_str(), one.collect.as_str()))
        .collect();
    assert_eq!(settle, [proxy, registry]);
    assert_eq!(machine.incidents[0].would_settle[0].rules, ["test/needy"]);
    let absent: Vec<_> = machine
        .coverage
        .iter()
        .filter(|unit| unit.state == CoverageState::Absent)
        .map(|unit| (unit.unit.as_str(), unit.detail.as_str()))
        .collect();
    assert_eq!(absent, [proxy, registry]);
    let missing = &machine.findings[0].missing;
    assert_eq!(missing.len(), 2, "{missing:?}");
}

#[test]
fn what_was_collected_is_not_asked_for_again() {
    let registry = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam]\r\n\"A\"=dword:00000001\r\n";
    let proxy = "\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n";
    let machine = needy(&[("x.reg", registry), ("proxy.txt", proxy)]);
    assert!(machine.incidents[0].would_settle.is_empty());
    assert!(machine.findings[0].missing.is_empty());
    assert!(
        machine
            .coverage
            .iter()
            .all(|unit| unit.state == CoverageState::Read)
    );
}

#[test]
fn output_in_another_language_is_neither_collected_nor_absent() {
    let french = "\r\nParamètres de proxy WinHTTP actuels :\r\n\r\n    Accès direct (sans serveur proxy).\r\n";
    let machine = needy(&[("proxy.txt", french)]);
    let sources = &machine.incidents[0].would_settle;
    assert!(
        sources
            .iter()
            .any(|one| one.source.contains("netsh winhttp"))
    );
    assert!(
        machine
            .coverage
            .iter()
            .any(|unit| unit.state == CoverageState::NotUnderstood)
    );
    assert_eq!(
        machine.findings[0].score, 20,
        "no proxy is not proven by it"
    );
}

#[test]
fn a_fingerprint_is_the_same_for_another_path_and_another_day() {
    let rules = rules(&[("test/cause.yaml", &format!("{SIGNALS}when: text\n"))]);
    let fingerprint = |path: &str, day: &str| {
        let log = agent("send request failed").replace("05/14", day);
        machine(&rules, &[(path, &log)]).findings[0]
            .fingerprint
            .clone()
    };
    assert_eq!(
        fingerprint("a/WindowsUpdate.log", "05/14"),
        fingerprint("b/x.log", "06/02")
    );
}

#[test]
fn a_code_together_with_other_evidence_is_more_than_a_code_alone() {
    let line = "send request failed 80072EE7";
    check("when: code and text", line, Some((20, Confidence::Medium)));
    check(
        "when: code near text within 1m",
        line,
        Some((20, Confidence::Medium)),
    );
    let line = "send request failed 80240022";
    check(
        "when: carrier and text",
        line,
        Some((20, Confidence::Medium)),
    );
}
