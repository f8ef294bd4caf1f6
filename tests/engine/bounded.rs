//! Logs in which every line is a hit of everything, and rules that make the most of it: the run ends soon, and what could
//! not be looked at is said.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use wutriage::engine::Options;
use wutriage::report::State;
use wutriage::source::Bundle;

use super::support::{finding, machine_of, machine_with, rules};

/// Longest that one of these logs may take in a build without optimisation, on a machine that does much else.
const SOON: Duration = Duration::from_mins(1);

const OUTCOMES: &str = "signals:\n  failed: { in: [windows-update], regex: 'alpha.*updating (?P<update>\\S+)', capture: { update: text } }\n";
const SYMPTOM: &str = "title: It failed\nfailed: [shared.failed]\nsame: [update]\ngap: 1h\n";
const SIGNALS: &str = r"
signals:
  alpha: { in: [windows-update], text: 'alpha', capture: { update: update-guid } }
  beta: { in: [windows-update], text: 'beta', capture: { update: update-guid } }
  gamma: { in: [windows-update], text: 'gamma' }
  never: { in: [windows-update], text: 'never seen' }
";

/// So many lines, a second apart, of so many updates.
fn log(lines: u32, updates: u32) -> String {
    let mut log = String::new();
    for line in 0..lines {
        let (hour, minute, second) = (line / 3600 % 24, line / 60 % 60, line % 60);
        let day = 1 + line / 86_400;
        let _ = writeln!(
            log,
            "2024/05/{day:02} {hour:02}:{minute:02}:{second:02}.0000000 1088  5120  Agent           alpha beta gamma updating {:08x}-0000-4000-8000-00000000000a",
            line % updates
        );
    }
    log
}

/// Causes that differ in their conditions alone.
fn causes(conditions: &[String]) -> Vec<(String, String)> {
    (0..)
        .zip(conditions)
        .map(|(number, when)| {
            let id = format!("test/cause{number}.yaml");
            (id, format!("explains: [it-failed]{SIGNALS}when: {when}\n"))
        })
        .collect()
}

/// The states of the causes over the log, in the order of their conditions.
fn states(conditions: &[String], log: &str) -> Vec<Option<State>> {
    let causes = causes(conditions);
    let mut files = vec![
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/it-failed.yaml", SYMPTOM),
    ];
    files.extend(
        causes
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let rules = rules(&files);
    let started = Instant::now();
    let machine = machine_with(&rules, &[("WindowsUpdate.log", log)], &Options::default());
    let took = started.elapsed();
    assert!(took < SOON, "{took:?}");
    let ids = (0..conditions.len()).map(|number| format!("test/cause{number}"));
    ids.map(|id| finding(&machine, &id).map(|found| found.state))
        .collect()
}

#[test]
fn a_log_that_is_one_long_story_is_told_in_time() {
    let conditions = [
        "alpha then beta then gamma then alpha then beta then gamma then alpha then beta",
        "alpha then beta then alpha same update without never",
        "alpha near beta same update within 1s",
        "count(distinct update of (alpha or beta)) >= 2 within 1h",
        "alpha then never within 7d",
        "count(alpha) >= 100000",
    ]
    .map(str::to_owned);
    let found = states(&conditions, &log(30_000, 7));
    let active = Some(State::Active);
    assert_eq!(found, [active, active, active, active, None, None]);
}

#[test]
fn what_hits_beyond_those_kept_could_change_is_said() {
    let conditions = [
        "count(alpha) == 30000",
        "count(alpha) >= 4000 within 2h",
        "alpha then beta without gamma",
    ]
    .map(str::to_owned);
    let found = states(&conditions, &log(30_000, 1));
    let open = Some(State::Inconclusive);
    assert_eq!(found, [open, open, open]);
}

#[test]
fn hundreds_of_incidents_with_dozens_of_rules_are_asked_in_time() {
    // Every line is a `gamma` of no update in particular, so every way is tried and closed; what is left out of so many
    // incidents might be open.
    let condition =
        |minutes| format!("alpha then beta then alpha within {minutes}m same update without gamma");
    let conditions: Vec<String> = (1..20).map(condition).collect();
    let found = states(&conditions, &log(1_000, 300));
    assert_eq!(found, vec![Some(State::Inconclusive); conditions.len()]);
}

#[test]
fn of_many_incidents_over_the_same_hits_the_count_is_exact() {
    let causes = causes(&["alpha".to_owned()]);
    let rules = rules(&[
        ("signals/outcomes.yaml", OUTCOMES),
        ("symptoms/it-failed.yaml", SYMPTOM),
        (&causes[0].0, &causes[0].1),
    ]);
    let files = [("WindowsUpdate.log", log(1_000, 300).into_bytes())];
    let machine = machine_of(&rules, &Bundle::from_memory(files), &Options::default());
    assert!(machine.incidents.len() > 200);
    assert_eq!(machine.findings[0].count, 1_000);
    assert_eq!(machine.findings[0].incidents.len(), machine.incidents.len());
}

#[test]
fn an_incident_of_any_of_a_hundred_symptoms_takes_its_evidence() {
    let symptom = |number: u32| (format!("symptoms/s{number:03}.yaml"), SYMPTOM.to_owned());
    let mut files: Vec<(String, String)> = (0..100).map(symptom).collect();
    files.push(("signals/outcomes.yaml".to_owned(), OUTCOMES.to_owned()));
    let cause = format!("explains: [s099]{SIGNALS}when: alpha\n");
    files.push(("test/cause.yaml".to_owned(), cause));
    let files = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    let machine = machine_with(
        &rules(&files.collect::<Vec<_>>()),
        &[("WindowsUpdate.log", &log(1, 1))],
        &Options::default(),
    );
    assert_eq!(machine.findings[0].incidents, ["s099/1"]);
}
