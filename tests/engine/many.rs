//! Logs with more of everything than anybody expects: what is counted stays true, and a run stays short.

use std::time::{Duration, Instant};

use wutriage::engine::Options;
use wutriage::report::{Machine, State};
use wutriage::rule::RuleSet;
use wutriage::source::open_paths;

use super::support::{default_rules, machine, machine_of, rules};

const MINUTE: u32 = 60;

/// The agent's log with this text in it, so many times and so many seconds apart.
fn agent(text: &str, times: u32, step: u32) -> String {
    let line = |second: u32| {
        let (day, hours) = (1 + second / 86_400, second / 3600 % 24);
        let (minutes, seconds) = (second / 60 % 60, second % 60);
        format!(
            "2024/05/{day:02} {hours:02}:{minutes:02}:{seconds:02}.0000000 1088  5120  Agent           {text}\n"
        )
    };
    (0..times).map(|number| line(number * step)).collect()
}

fn scans() -> RuleSet {
    rules(&[
        (
            "signals/outcomes.yaml",
            "signals: { failed: { in: [windows-update], text: 'scan failed' } }",
        ),
        (
            "symptoms/scan-failed.yaml",
            "title: S\nfailed: [shared.failed]\ngap: 1h\n",
        ),
    ])
}

#[test]
fn failures_that_are_too_many_to_keep_are_one_incident_and_all_counted() {
    let check = |times, step, counts: &[u64]| {
        let log = agent("scan failed", times, step);
        let machine = machine(&scans(), &[("WindowsUpdate.log", &log)]);
        let got: Vec<u64> = machine.incidents.iter().map(|one| one.count).collect();
        assert_eq!(got, counts, "{times} times");
    };
    check(5000, MINUTE, &[5000]);
    check(2, 60 * MINUTE, &[2]);
    check(2, 61 * MINUTE, &[1, 1]);
}

/// State of a cause with this condition over a log with these lines.
fn check(when: &str, log: &str, expected: Option<State>) {
    let cause = format!(
        "signals:\n  a: {{ in: [windows-update], text: 'alpha' }}\n  b: {{ in: [windows-update], text: 'beta' }}\nwhen: {when}\n"
    );
    let rules = rules(&[("test/cause.yaml", &cause)]);
    let machine = machine(&rules, &[("WindowsUpdate.log", log)]);
    let state = machine.findings.first().map(|found| found.state);
    assert_eq!(state, expected, "{when}");
}

#[test]
fn a_count_that_needs_hits_that_were_not_kept_says_so() {
    let log = agent("alpha", 5000, 1);
    check("count(a) >= 2000", &log, Some(State::Active));
    check("count(a) >= 3000", &log, Some(State::Inconclusive));
    check("count(a) >= 5000", &log, Some(State::Inconclusive));
    check("count(a) >= 5001", &log, None);
}

#[test]
fn a_line_that_is_both_signals_counts_once() {
    let (one, two) = (agent("alpha beta", 1, 1), agent("alpha beta", 2, 1));
    for when in ["count(a or b) >= 2", "count(a or b) >= 2 within 1h"] {
        check(when, &one, None);
        check(when, &two, Some(State::Active));
    }
    let apart = agent("alpha", 1, 1) + &agent("beta", 1, 1);
    check("count(a or b) >= 2", &apart, Some(State::Active));
}

/// Fails when the run takes far longer than such an input may.
fn quickly(run: impl FnOnce() -> Machine) -> Machine {
    let start = Instant::now();
    let machine = run();
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(10), "{taken:?}");
    machine
}

#[test]
fn thousands_of_different_updates_that_fail_in_one_minute_are_read_quickly() {
    let failure = |number: u32| {
        let (second, milli) = (number / 100 % 60, number % 1000);
        format!(
            "{{772A1DF7-E997-4D89-BF3D-{number:012X}}}\t2024-05-14 09:00:{second:02}:{milli:03}+0200\t1\t182 [AGENT_INSTALLING_FAILED]\t101\t{{8B24B027-1DEE-BABB-9A95-{number:012X}}}\t200\t80070643\tUpdateOrchestrator\tFailure\tContent Install\tInstallation Failure: Windows failed to install the following update with error 0x80070643: Fabrikam Notes {number}.\tA.1.0\r\n"
        )
    };
    let log: String = (0..4000).map(failure).collect();
    let machine = quickly(|| machine(&default_rules(), &[("ReportingEvents.log", &log)]));
    let failed: u64 = machine.incidents.iter().map(|one| one.count).sum();
    assert_eq!(failed, 4000, "{} incidents", machine.incidents.len());
}

#[test]
fn thousands_of_small_files_of_one_size_are_read_quickly() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..2000 {
        let text = agent(&format!("ordinary {number:04}"), 1, 1);
        std::fs::write(folder.path().join(format!("{number}.log")), text).unwrap();
    }
    let rules = default_rules();
    let machine = quickly(|| {
        let bundles = open_paths(&[folder.path().to_owned()], None).unwrap();
        machine_of(&rules, &bundles[0], &Options::default())
    });
    assert_eq!(machine.inputs.len(), 2000);
}

#[test]
fn thousands_of_sibling_keys_are_read_quickly() {
    let key = |number: u32| {
        format!("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Fabrikam{number}]\r\n\"A\"=dword:00000001\r\n\r\n")
    };
    let keys: String = (0..20_000).map(key).collect();
    let export = format!("Windows Registry Editor Version 5.00\r\n\r\n{keys}");
    let machine = quickly(|| machine(&default_rules(), &[("x.reg", &export)]));
    assert_eq!(machine.inputs[0].kind.as_deref(), Some("registry"));
}

/// Failures and successes by turns, a second apart, of so many updates in turn.
fn by_turns(lines: u32, updates: u32) -> String {
    let line = |number: u32| {
        let (day, rest) = (1 + number / 86_400, number % 86_400);
        let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
        let outcome = if number.is_multiple_of(2) {
            "failed"
        } else {
            "succeeded"
        };
        let update = number / 2 % updates;
        format!(
            "2024/05/{day:02} {hours:02}:{minutes:02}:{seconds:02}.0000000 1088  5120  Agent           installing {update} {outcome}\n"
        )
    };
    (0..lines).map(line).collect()
}

fn installs() -> RuleSet {
    rules(&[
        (
            "signals/outcomes.yaml",
            "signals:\n  failed: { in: [windows-update], regex: 'installing (?P<update>\\S+) failed', capture: { update: text } }\n  succeeded: { in: [windows-update], regex: 'installing (?P<update>\\S+) succeeded', capture: { update: text } }\n",
        ),
        (
            "symptoms/install-failed.yaml",
            "title: S\nfailed: [shared.failed]\nsucceeded: [shared.succeeded]\nsame: [update]\nclass: update-class\n",
        ),
        (
            "test/cause.yaml",
            "explains: [install-failed]\nsignals:\n  it: { in: [windows-update], text: 'installing' }\nwhen: it\n",
        ),
    ])
}

/// The most that an incident list grows to, whatever a log holds.
const MOST_INCIDENTS: usize = 256;

#[test]
fn a_log_in_which_every_line_is_an_outcome_stays_bounded_and_ends_in_the_right_state() {
    let rules = installs();
    for (updates, end, expected) in [
        (1, "", State::Inconclusive),
        (1, "failed", State::Active),
        (50_000, "", State::Inconclusive),
    ] {
        let mut log = by_turns(200_000, updates);
        if !end.is_empty() {
            log += &format!(
                "2024/05/20 00:00:00.0000000 1088  5120  Agent           installing 0 {end}\n"
            );
        }
        let start = Instant::now();
        let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
        let took = start.elapsed();
        assert!(
            took < Duration::from_secs(20),
            "{updates} updates: {took:?}"
        );
        assert!(machine.incidents.len() <= MOST_INCIDENTS, "{updates}");
        let worst = machine.incidents.iter().map(|one| one.state).min();
        if updates == 1 {
            assert_eq!(worst, Some(expected), "{updates} updates {end}");
        }
    }
}

#[test]
fn failures_beyond_the_most_incidents_are_never_lost_to_another_updates_success() {
    let line = |number: u32, text: &str| {
        let (minutes, seconds) = (number / 60, number % 60);
        format!(
            "2024/05/01 09:{minutes:02}:{seconds:02}.0000000 1088  5120  Agent           {text}\n"
        )
    };
    let mut log: String = (1..=300)
        .map(|number| line(number, &format!("installing {number} failed")))
        .collect();
    for number in 1..300 {
        log += &line(400 + number, &format!("installing {number} succeeded"));
    }
    let machine = machine(&installs(), &[("WindowsUpdate.log", &log)]);
    let active = machine
        .incidents
        .iter()
        .filter(|one| one.state == State::Active);
    assert_eq!(machine.incidents.len(), MOST_INCIDENTS);
    assert_eq!(active.count(), 1);
}

/// State and number of failures of each incident, and the reason of the first.
fn told(machine: &Machine) -> (Vec<(State, u64)>, Option<&str>) {
    let incidents = machine.incidents.iter();
    let told = incidents.map(|one| (one.state, one.count)).collect();
    let first = machine.incidents.first();
    (told, first.and_then(|one| one.reason.as_deref()))
}

const DROPPED: &str = "so many records match that only the first and the last 1,000 of each log are compared, and those between could decide it";

#[test]
fn a_success_does_not_hide_the_failure_of_another_update_that_was_not_kept() {
    let check = |failures: u32, other: u32, expected: State| {
        let lines = (0..=failures).map(|number| match number {
            number if number == failures => "installing 1 succeeded",
            number if number == other => "installing 2 failed",
            _ => "installing 1 failed",
        });
        let log: String = lines
            .zip(0..)
            .map(|(text, second): (_, u32)| {
                let (minutes, seconds) = (second / 60, second % 60);
                format!("2024/05/01 09:{minutes:02}:{seconds:02}.0000000 1088  5120  Agent           {text}\n")
            })
            .collect();
        let machine = machine(&installs(), &[("WindowsUpdate.log", &log)]);
        let (told, reason) = told(&machine);
        assert_eq!(told[0].0, expected, "{told:?}");
        let is_doubted = expected == State::Inconclusive;
        assert_eq!(reason == Some(DROPPED), is_doubted, "{reason:?}");
    };
    check(2200, 1100, State::Inconclusive);
    check(2000, 2000, State::Recovered);
}

#[test]
fn where_attempts_are_one_thing_the_last_success_ends_failures_that_were_not_kept_too() {
    let rules = rules(&[
        (
            "signals/outcomes.yaml",
            "signals:\n  failed: { in: [windows-update], text: 'scan failed' }\n  succeeded: { in: [windows-update], text: 'scan succeeded' }\n",
        ),
        (
            "symptoms/scan-failed.yaml",
            "title: S\nfailed: [shared.failed]\nsucceeded: [shared.succeeded]\ngap: 1h\n",
        ),
    ]);
    let failed = agent("scan failed", 3000, 1);
    let line = failed.lines().next().unwrap().len() + 1;
    let check = |succeeded: &[u32], expected: State, reason: Option<&str>| {
        let mut log = failed.clone();
        for second in succeeded.iter().rev() {
            let at = line * (*second as usize + 1);
            let time = format!(
                "2024/05/01 00:{:02}:{:02}.5000000",
                second / 60,
                second % 60
            );
            log.insert_str(
                at,
                &format!("{time} 1088  5120  Agent           scan succeeded\n"),
            );
        }
        let machine = machine(&rules, &[("WindowsUpdate.log", &log)]);
        let (told, why) = told(&machine);
        assert_eq!(told, [(expected, 3000)], "{succeeded:?}");
        assert!(reason.is_none() || reason == why, "{why:?}");
    };
    check(&[2999], State::Recovered, None);
    check(&[1500], State::Active, None);
    check(&[1500, 2999], State::Recovered, None);
}

/// So many failures in events without a number, all of one moment or without any.
#[test]
fn events_without_an_order_among_them_are_read_quickly() {
    let rules = rules(&[
        (
            "signals/outcomes.yaml",
            "signals: { failed: { in: [event-log], regex: 'installing (?P<update>\\d+) failed', capture: { update: text } } }",
        ),
        (
            "symptoms/install-failed.yaml",
            "title: S\nfailed: [shared.failed]\nsame: [update]\n",
        ),
    ]);
    let event = |file: u32, number: u32| {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Fabrikam-Updater'/><EventID>1</EventID><TimeCreated SystemTime='2024-05-14T09:00:00Z'/><Channel>System</Channel><Computer>pc.contoso.test</Computer></System><EventData><Data Name='what'>installing 7 failed {file} {number}</Data></EventData></Event>\n"
        )
    };
    let files: Vec<(String, String)> = (0..30)
        .map(|file| {
            let text = (0..2000).map(|number| event(file, number)).collect();
            (format!("{file}.xml"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let machine = quickly(|| machine(&rules, &files));
    assert_eq!(told(&machine).0, [(State::Active, 2000)]);
}
