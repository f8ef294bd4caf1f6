//! Attempts that began, and what says how they ended.

use wutriage::report::{Machine, State};

use super::support::{machine, rules};

const OUTCOMES: &str = r"
signals:
  started: { in: [windows-update], regex: 'update (?:id (?P<update>\d+) )?(?:(?P<kb>KB\d+) )?(?:named (?P<title>[^;]+); )?started', capture: { update: text, kb: kb, title: text } }
  failed: { in: [windows-update, event-log], regex: 'update (?:id (?P<update>\d+) )?(?:(?P<kb>KB\d+) )?(?:named (?P<title>[^;]+); )?failed', capture: { update: text, kb: kb, title: text } }
  succeeded: { in: [windows-update, event-log], regex: 'update (?:id (?P<update>\d+) )?(?:(?P<kb>KB\d+) )?(?:named (?P<title>[^;]+); )?succeeded', capture: { update: text, kb: kb, title: text } }
";
const KEYED: &str = "same: [update, kb, series]\nclass: update-class";
const TEN: &str = "Cumulative Update for Windows 10 Version 22H2 for x64-based Systems;";

fn read(keys: &str, files: &[(&str, &str)]) -> Machine {
    let symptom = format!(
        "title: S\nfailed: [shared.failed]\nsucceeded: [shared.succeeded]\nstarted: [shared.started]\n{keys}\n"
    );
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/install-failed.yaml", &symptom),
    ]);
    machine(&rules, files)
}

/// A line of the agent's log.
fn agent(time: &str, thread: u32, text: &str) -> String {
    format!("2024/05/14 {time}.0000000 1088  {thread}  Agent           update {text}\n")
}

/// Whether the start is in doubt, whatever else there is.
fn is_open(machine: &Machine) -> bool {
    machine.incidents.iter().any(|one| {
        let reason = one.reason.as_deref().unwrap_or_default();
        one.state == State::Inconclusive && reason.starts_with("it started")
    })
}

/// Whether a start at nine is in doubt after this line at eleven.
fn check(keys: &str, started: &str, later: (u32, &str), open: bool) {
    let (thread, text) = later;
    let log = agent("09:00:00", 5120, started) + &agent("11:00:00", thread, text);
    let machine = read(keys, &[("WindowsUpdate.log", &log)]);
    assert_eq!(is_open(&machine), open, "{keys}: {started}, {later:?}");
}

#[test]
fn a_start_ends_with_an_outcome_of_the_same_update() {
    check(KEYED, "id 7 started", (5120, "id 7 failed"), false);
    check(KEYED, "id 7 started", (5121, "id 7 succeeded"), false);
    check(KEYED, "id 7 started", (5120, "id 8 failed"), true);
    check(KEYED, "id 7 started", (5120, "failed"), true);
}

#[test]
fn of_one_product_only_a_later_update_that_succeeds_ends_a_start() {
    let june = format!("KB5555555 named 2024-06 {TEN} started");
    let other = |month: &str, outcome: &str| format!("KB4444444 named {month} {TEN} {outcome}");
    let check = |month: &str, outcome: &str, open| {
        check(KEYED, &june, (5120, &other(month, outcome)), open);
    };
    check("2024-05", "failed", true);
    check("2024-05", "succeeded", true);
    check("2024-07", "failed", true);
    check("2024-07", "succeeded", false);
}

#[test]
fn an_outcome_that_may_have_come_before_ends_no_start() {
    let log = agent("09:00:00", 5120, "id 7 started");
    let check = |time: &str, outcome: &str, open| {
        let event = format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Fabrikam-Updater'/><EventID>1</EventID><TimeCreated SystemTime='2024-05-{time}Z'/><EventRecordID>1</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='what'>update id 7 {outcome}</Data></EventData></Event>\n"
        );
        let machine = read(
            KEYED,
            &[("WindowsUpdate.log", &log), ("System.xml", &event)],
        );
        assert_eq!(is_open(&machine), open, "{time} {outcome}");
    };
    check("14T05:00:00", "succeeded", true);
    check("14T05:00:00", "failed", true);
    check("16T05:00:00", "succeeded", false);
}

#[test]
fn a_start_without_a_key_ends_with_any_outcome_of_its_thread() {
    let other_log = |outcome: &str| {
        let (started, ended) = (
            agent("09:00:00", 5120, "started"),
            agent("11:00:00", 5120, outcome),
        );
        let files = [
            ("WindowsUpdate.log", started.as_str()),
            ("WindowsUpdate.old.log", ended.as_str()),
        ];
        is_open(&read(KEYED, &files))
    };
    check(KEYED, "started", (5120, "ordinary"), true);
    check(KEYED, "started", (5120, "id 7 failed"), false);
    check(KEYED, "started", (5120, "succeeded"), false);
    check(KEYED, "started", (5121, "id 7 succeeded"), true);
    assert!(other_log("id 7 succeeded"));
}

#[test]
fn where_a_symptom_has_no_keys_any_outcome_ends_the_start() {
    check("", "id 7 started", (5120, "ordinary"), true);
    check("", "id 7 started", (5121, "id 8 failed"), false);
    check("", "id 7 started", (5121, "succeeded"), false);
}
