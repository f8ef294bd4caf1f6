//! The chain from what a failure shows down to its root, as the report tells it.

use wutriage::report::Machine;

use super::support::{default_rules, machine, rules};

const OUTCOMES: &str = r"
signals:
  failed: { in: [windows-update], regex: 'installing \S+ failed with (?P<code>0x[0-9A-F]{8})', capture: { code: hresult } }
";
const SYMPTOM: &str = "title: An update failed\nfailed: [shared.failed]\n";

/// A cause that finds a code beside the file it is about.
fn cause(message: &str) -> String {
    format!(
        "explains: [install-failed]\nsignals:\n  missing: {{ in: [windows-update], code: [0x800F081F], regex: 'payload (?P<file>\\S+)', capture: {{ file: text }} }}\nwhen: missing\nmessage: '{message}'\n"
    )
}

fn read(cause: &str, lines: &[&str]) -> Machine {
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
        ("test/payload.yaml", cause),
    ]);
    let line =
        |text: &&str| format!("2024/05/14 09:00:00.0000000 1088  5120  Agent           {text}\n");
    let log: String = lines.iter().map(line).collect();
    machine(&rules, &[("WindowsUpdate.log", &log)])
}

fn check(message: &str, lines: &[&str], expected: &[&str]) {
    let machine = read(&cause(message), lines);
    assert_eq!(machine.incidents[0].chain, expected, "{lines:#?}");
}

const FAILED: &str = "installing 7 failed with 0x80240022";
const CARRIER: &str = "0x80240022 (WU_E_ALL_UPDATES_FAILED)";
const MISSING: &str = "0x800F081F (CBS_E_SOURCE_MISSING)";

#[test]
fn from_the_carrier_over_the_code_beneath_to_the_thing_at_fault() {
    let root = "*FAILED* [800F081F] payload x86_contoso.dll";
    check(
        "The file {file} is missing",
        &[root, FAILED],
        &[CARRIER, MISSING, "The file x86_contoso.dll is missing"],
    );
    check(
        "A file is missing",
        &[root, FAILED],
        &[CARRIER, MISSING, "A file is missing (x86_contoso.dll)"],
    );
}

#[test]
fn without_a_cause_it_ends_with_the_code_that_the_failure_shows() {
    check("M", &[FAILED], &[CARRIER]);
    check(
        "M",
        &["installing 7 failed with 0x800F081F", FAILED],
        &[CARRIER],
    );
}

#[test]
fn what_the_update_agent_wraps_stands_beneath_its_own_code() {
    let lines = [
        "2024/05/14 09:00:00.0000000 1088  5120  WebServices     *FAILED* [80072EE7] Send request to fe2cr.update.microsoft.com\n",
        "2024/05/14 09:00:01.0000000 1088  5120  Agent           * END * Finding updates CallerId = UpdateOrchestrator, Id = 3, Exit code = 0x8024402C (cV = a1.1.0)\n",
    ];
    let machine = machine(&default_rules(), &[("WindowsUpdate.log", &lines.concat())]);
    let chain = &machine.incidents[0].chain;
    assert!(chain.len() == 3, "{chain:?}");
    assert!(
        chain[0].starts_with("0x8024402C") && chain[1].starts_with("0x80072EE7"),
        "{chain:?}"
    );
}

#[test]
fn each_incident_names_the_thing_that_it_is_about() {
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", SYMPTOM),
        (
            "test/payload.yaml",
            &cause("{count}: the file {file} is missing"),
        ),
    ]);
    let attempt = |day: u32, file: &str| {
        format!(
            "2024/05/{day} 09:00:00.0000000 1088  5120  Agent           *FAILED* [800F081F] payload {file}\n2024/05/{day} 09:00:01.0000000 1088  5120  Agent           {FAILED}\n"
        )
    };
    let log = attempt(10, "one.dll") + &attempt(14, "two.dll");
    let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
    let last = |index: usize| machine.incidents[index].chain.last().unwrap();
    assert_eq!(last(0), "1: the file one.dll is missing");
    assert_eq!(last(1), "1: the file two.dll is missing");
    assert_eq!(machine.findings[0].count, 2);
}
