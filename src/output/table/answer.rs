//! What is wrong with the machine, or that nothing is, as far as it can be seen.

use super::page::{Page, Style};
use super::{fix, proof, rival, words};
use crate::output::View;
use crate::report::{Confidence, Finding, Incident, Input, Machine, Owner, Severity, State};

/// How many of the reasons for a cause are named.
const REASONS: usize = 3;
/// How many failures without a cause are named.
const FAILURES: usize = 3;

pub(super) fn write(page: &mut Page, machine: &Machine, view: &View) {
    match answer(machine) {
        Some(finding) => {
            cause(page, machine, finding);
            proof::write(page, finding, view.evidence);
            rival::write(page, machine, finding);
            page.entry("Who acts", words::person(finding.owner), Style::Plain);
            fix::write(page, finding, view);
        }
        None if fails(machine) => unknown(page, machine),
        None => clean(page, machine),
    }
}

/// What the answer means, in whole sentences.
pub(super) fn meaning(page: &mut Page, machine: &Machine) {
    if let Some(finding) = answer(machine).filter(|finding| !finding.because.is_empty()) {
        page.heading("What it means");
        page.text(&finding.because, Style::Plain);
    }
}

/// The finding that the screen is about.
fn answer(machine: &Machine) -> Option<&Finding> {
    machine.findings.iter().find(|finding| matters(finding))
}

/// Whether the finding is, or may be, something broken now.
fn matters(finding: &Finding) -> bool {
    finding.severity > Severity::Info && finding.state != State::Recovered
}

fn fails(machine: &Machine) -> bool {
    !machine.unexplained.is_empty() || active(machine).next().is_some()
}

fn active(machine: &Machine) -> impl Iterator<Item = &Incident> {
    machine
        .incidents
        .iter()
        .filter(|incident| incident.state == State::Active)
}

fn cause(page: &mut Page, machine: &Machine, finding: &Finding) {
    let (label, style) = verdict(finding);
    page.entry(label, &finding.title, style);
    page.entry("", &finding.message, Style::Plain);
    let since = since(
        finding.count,
        finding.first.as_deref(),
        finding.last.as_deref(),
    );
    page.entry("Since", &since, Style::Plain);
    page.entry("Seen as", &seen_as(machine, finding), Style::Plain);
    page.entry("Confidence", &confidence(finding), Style::Plain);
}

fn verdict(finding: &Finding) -> (&'static str, Style) {
    match (finding.state, finding.confidence, finding.owner) {
        (State::Inconclusive, ..) | (_, Confidence::Low, _) => ("Suspected", Style::Doubtful),
        (.., Owner::Nobody) => ("By design", Style::Doubtful),
        _ => ("Problem", Style::Bad),
    }
}

fn since(count: u64, first: Option<&str>, last: Option<&str>) -> String {
    let times = words::times(count);
    match (first, last) {
        (Some(first), Some(last)) if first != last => {
            let (first, last) = (words::moment(first), words::moment(last));
            format!("{first}, {times}, last {last}")
        }
        (Some(time), _) | (_, Some(time)) => format!("{}, {times}", words::moment(time)),
        (None, None) => format!("{times}, at a time the logs do not tell"),
    }
}

fn seen_as(machine: &Machine, finding: &Finding) -> String {
    let mut incidents = machine.incidents.iter();
    let explained = incidents.find(|incident| finding.incidents.contains(&incident.id));
    explained.map_or(String::new(), |incident| symptom(incident, &finding.rule))
}

/// What failed, for which update, and with which codes. The cause itself is left out of the chain.
fn symptom(incident: &Incident, cause: &str) -> String {
    let update = incident.update.iter();
    let update = update.flat_map(|update| update.kb.iter().chain(&update.title));
    let links = incident.chain.iter().map(String::as_str);
    let links: Vec<_> = links.filter(|link| *link != cause).collect();
    let mut text = incident.title.clone();
    for part in update.chain(std::iter::once(&links.join(" -> "))) {
        if !part.is_empty() {
            text = format!("{text}: {part}");
        }
    }
    text
}

fn confidence(finding: &Finding) -> String {
    let reasons: Vec<_> = finding.r#for.iter().take(REASONS).cloned().collect();
    let score = format!("{}, {}", finding.confidence, words::points(finding.score));
    let state = match (finding.state, &finding.reason) {
        (State::Inconclusive, Some(reason)) => format!("; inconclusive: {reason}"),
        (State::Inconclusive, None) => "; inconclusive".into(),
        _ => String::new(),
    };
    if reasons.is_empty() {
        format!("{score}{state}")
    } else {
        format!("{score}: {}{state}", reasons.join("; "))
    }
}

/// Failures without a cause, or codes that may be failures.
fn unknown(page: &mut Page, machine: &Machine) {
    let codes = words::counted(machine.unexplained.len() as u64, "error code");
    if active(machine).next().is_some() {
        let text = "Updates fail, and no cause that is known explains it";
        page.entry("Verdict", text, Style::Bad);
    } else {
        let text = format!("No known cause was found, but {codes} that nothing explains");
        page.entry("Verdict", &text, Style::Doubtful);
    }
    let mut failures: Vec<_> = active(machine).map(failure).collect();
    failures.dedup();
    for (what, when) in failures.iter().take(FAILURES) {
        page.entry("Failed", what, Style::Plain);
        page.entry("", when, Style::Plain);
    }
    read(page, machine);
}

/// What failed, and since when.
fn failure(incident: &Incident) -> (String, String) {
    let (first, last) = (incident.first.as_deref(), incident.last.as_deref());
    (symptom(incident, ""), since(incident.count, first, last))
}

fn clean(page: &mut Page, machine: &Machine) {
    let (text, style) = all_clear(machine);
    page.entry("Verdict", text, style);
    let recovered = machine.findings.iter();
    for finding in recovered.filter(|finding| finding.state == State::Recovered) {
        let reason = finding.reason.as_deref().unwrap_or("a later success");
        let text = format!("{}: {reason}", finding.title);
        page.entry("Recovered", &text, Style::Plain);
    }
    read(page, machine);
}

/// As much as can be said: that nothing is wrong takes a success that was logged, and that all was read.
fn all_clear(machine: &Machine) -> (&'static str, Style) {
    let facts = &machine.facts;
    let success = facts.last_good_scan.is_some() || facts.last_good_lcu.is_some();
    let whole = machine.inputs.iter().all(Input::read_in_full);
    if !machine.inputs.iter().any(|input| input.kind.is_some()) {
        ("Nothing can be told: no log was read", Style::Doubtful)
    } else if !whole {
        let text = "No known problem was found in the part that could be read";
        (text, Style::Doubtful)
    } else if success {
        ("Nothing wrong was found, and updates work", Style::Good)
    } else {
        ("No known problem was found in what was read", Style::Plain)
    }
}

/// What an absent answer rests on.
fn read(page: &mut Page, machine: &Machine) {
    let inputs = machine.inputs.iter();
    let mut kinds: Vec<&str> = inputs.filter_map(|input| input.kind.as_deref()).collect();
    let known = kinds.len() as u64;
    kinds.sort_unstable();
    kinds.dedup();
    let read = match known {
        0 => "no log".to_owned(),
        _ => format!("{}: {}", words::counted(known, "log"), kinds.join(", ")),
    };
    page.entry("Read", &read, Style::Plain);
}
