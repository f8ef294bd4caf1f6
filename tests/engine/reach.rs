//! Logs that end before the newest failure, or begin behind it: said by name where they could have told of it.

use super::support::{machine, rules};

const SYMPTOM: &str =
    "title: Scans fail\nfailed: [shared.fail]\ngap: 6h\nlook: { before: 30m, after: 30m }\n";
const FAIL: &str = "signals:\n  fail: { in: [event-log, windows-update], text: 'broken' }\n";
const CAUSE: &str = "signals:\n  alpha: { in: [event-log, cbs], text: 'broken' }\nwhen: alpha\nexplains: [scan]\nneeds: [cbs]\n";

fn event(day: u32) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Contoso'/><EventID>1</EventID><TimeCreated SystemTime='2024-05-{day}T09:00:00Z'/><EventRecordID>{day}</EventRecordID><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='a'>broken</Data></EventData></Event>\n"
    )
}

fn agent(days: [u32; 2]) -> String {
    let line = |day| format!("2024/05/{day} 09:00:00.0000000 1088  5120  Agent           hello\n");
    days.map(line).concat()
}

fn servicing(days: [u32; 2]) -> String {
    let line = |day| format!("2024-05-{day} 09:00:00, Info                  CBS    hello there\n");
    days.map(line).concat()
}

/// The notes on a machine whose events tell of a failure on 20 May, beside these logs.
#[track_caller]
fn check(cause: &str, files: &[(&str, &str)], expected: &[&str]) {
    let mut all = vec![
        ("symptoms/scan.yaml", SYMPTOM),
        ("signals/shared.yaml", FAIL),
    ];
    if !cause.is_empty() {
        all.push(("test/cause.yaml", cause));
    }
    let rules = rules(&all);
    let event = event(20);
    let mut inputs = vec![("System.xml", event.as_str())];
    inputs.extend(files);
    let machine = machine(&rules, &inputs);
    assert_eq!(machine.incidents.len(), 1);
    assert_eq!(machine.notes, expected);
}

#[test]
fn a_log_in_which_the_failure_would_stand_and_that_does_not_reach_it_is_named() {
    let early = agent([12, 13]);
    let late = agent([22, 23]);
    let ends = "WindowsUpdate.log: ends at 2024-05-13 09:00:00, before the failure at 2024-05-20 09:00:00 UTC; it was collected too early or is cut: collect it again";
    let begins = "WindowsUpdate.log: begins at 2024-05-22 09:00:00, after the failure at 2024-05-20 09:00:00 UTC; what it held before is overwritten, or in an older file of it";
    check("", &[("WindowsUpdate.log", &early)], &[ends]);
    check("", &[("WindowsUpdate.log", &late)], &[begins]);
    let both = [
        ("WindowsUpdate.log", &*early),
        ("w/WindowsUpdate.log", &*late),
    ];
    check("", &both, &[ends]);
}

#[test]
fn nothing_is_said_of_a_log_that_reaches_it_or_tells_of_other_things() {
    let around = agent([18, 21]);
    let early = agent([12, 13]);
    check("", &[("WindowsUpdate.log", &around)], &[]);
    // One that reaches it is enough.
    check("", &[("1.log", &early), ("2.log", &around)], &[]);
    check("", &[("CBS.log", &servicing([12, 13]))], &[]);
    check("", &[], &[]);
}

#[test]
fn a_log_that_a_cause_asks_for_is_named_too() {
    let ends = "CBS.log: ends at 2024-05-13 09:00:00, before the failure at 2024-05-20 09:00:00 UTC; it was collected too early or is cut: collect it again";
    check(CAUSE, &[("CBS.log", &servicing([12, 13]))], &[ends]);
    check(CAUSE, &[("CBS.log", &servicing([12, 21]))], &[]);
}
