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

/// The finding that the screen is about: what is broken; where nothing is, what is no fault and yet keeps updates away.
fn answer(machine: &Machine) -> Option<&Finding> {
    let mut findings = machine.findings.iter();
    let broken = findings.clone().find(|finding| matters(finding));
    let harmless = || {
        if active(machine).next().is_some() {
            findings.find(|finding| explains_all(machine, finding))
        } else {
            let quiet = !fails(machine) && undecided(machine).next().is_none();
            findings.find(|finding| quiet && is_meant(finding))
        }
    };
    broken.or_else(harmless)
}

/// Whether the finding leads every failure that is open, and no code is left that nothing explains.
fn explains_all(machine: &Machine, finding: &Finding) -> bool {
    machine.unexplained.is_empty()
        && finding.state == State::Active
        && finding.confidence > Confidence::Low
        && active(machine).all(|incident| is_led(incident, finding))
}

/// Whether the screen is about this finding.
pub(super) fn is_about(machine: &Machine, finding: &Finding) -> bool {
    answer(machine).is_some_and(|answer| answer.rule == finding.rule)
}

/// Whether the finding is certain enough, holds now, and is as somebody decided it: a pause, a hold, a pinned release.
fn is_meant(finding: &Finding) -> bool {
    finding.owner == Owner::Nobody
        && finding.state == State::Active
        && finding.confidence > Confidence::Low
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
    let explained = explained(machine, finding);
    let links = explained.map_or_else(Vec::new, |incident| links(incident, finding));
    // The chain ends in the message.
    if links.len() < 2 {
        page.entry("", &finding.message, Style::Plain);
    }
    let since = since(
        finding.count,
        finding.first.as_deref(),
        finding.last.as_deref(),
    );
    page.entry("Since", &since, Style::Plain);
    let seen_as = explained.map_or(String::new(), attempt);
    page.entry("Seen as", &seen_as, Style::Plain);
    chain(page, &links, finding.confidence);
    page.entry("Confidence", &confidence(finding), Style::Plain);
}

fn verdict(finding: &Finding) -> (&'static str, Style) {
    match (finding.state, finding.confidence, finding.owner) {
        (State::Inconclusive, ..) | (_, Confidence::Low, _) => ("Suspected", Style::Doubtful),
        (.., Owner::Nobody) => ("By design", Style::Doubtful),
        _ if finding.severity == Severity::Info => ("No fault", Style::Plain),
        (.., Owner::Microsoft) => ("Known issue", Style::Bad),
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

/// The incident that the finding is told with: one that is as the finding is, and of which it is the first cause.
fn explained<'m>(machine: &'m Machine, finding: &Finding) -> Option<&'m Incident> {
    let incidents = machine.incidents.iter();
    let explained = incidents.filter(|incident| finding.incidents.contains(&incident.id));
    explained.min_by_key(|incident| (incident.state != finding.state, !is_led(incident, finding)))
}

/// Whether the finding is the first of the incident's causes that stand.
fn is_led(incident: &Incident, finding: &Finding) -> bool {
    let mut standing = incident.causes.iter();
    let first = standing.find(|cause| cause.overridden_by.is_none() && cause.score > 0);
    first.is_some_and(|cause| cause.rule == finding.rule)
}

/// From what the failure shows down to this cause, where the chain may end in another.
fn links(incident: &Incident, finding: &Finding) -> Vec<String> {
    let mut links = incident.chain.clone();
    if !is_led(incident, finding)
        && let Some(last) = links.last_mut()
    {
        last.clone_from(&finding.message);
    }
    links
}

/// What failed, and for which update.
fn attempt(incident: &Incident) -> String {
    let update = incident.update.iter();
    let update = update.flat_map(|update| update.kb.iter().chain(&update.title));
    std::iter::once(&incident.title)
        .chain(update)
        .cloned()
        .collect::<Vec<_>>()
        .join(": ")
}

/// From what the failure shows down to the root, where there is anything in between.
fn chain(page: &mut Page, links: &[String], confidence: Confidence) {
    let [first, between @ .., root] = links else {
        return;
    };
    page.entry("Shown as", first, Style::Plain);
    for link in between {
        page.entry("because of", link, Style::Plain);
    }
    let label = match confidence {
        Confidence::Low => "perhaps as",
        _ => "because",
    };
    page.entry(label, root, Style::Plain);
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
        let text = if active(machine).all(|incident| is_silenced(machine, incident)) {
            "Updates fail, and what explains it is silenced here"
        } else {
            "Updates fail, and no cause that is known explains it"
        };
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
    in_doubt(page, machine);
    read(page, machine);
}

/// Whether a cause that the site silences explains the incident.
fn is_silenced(machine: &Machine, incident: &Incident) -> bool {
    let mut causes = incident.causes.iter();
    causes.any(|cause| machine.silenced.iter().any(|left| left.rule == cause.rule))
}

/// What failed, and since when.
fn failure(incident: &Incident) -> (String, String) {
    let (first, last) = (incident.first.as_deref(), incident.last.as_deref());
    let codes = incident.chain.join(", because of ");
    let what = [attempt(incident), codes];
    let what = what.into_iter().filter(|part| !part.is_empty());
    let what = what.collect::<Vec<_>>().join(": ");
    (what, since(incident.count, first, last))
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
    in_doubt(page, machine);
    read(page, machine);
}

/// Attempts of which it is not known how they ended.
fn in_doubt(page: &mut Page, machine: &Machine) {
    for incident in undecided(machine).take(FAILURES) {
        let update = incident.update.iter();
        let name = update.flat_map(|it| it.title.iter().chain(&it.kb)).next();
        let reason = incident.reason.as_deref().unwrap_or("inconclusive");
        let text = format!("{}: {reason}", name.unwrap_or(&incident.title));
        page.entry("In doubt", &text, Style::Doubtful);
    }
}

fn undecided(machine: &Machine) -> impl Iterator<Item = &Incident> {
    machine
        .incidents
        .iter()
        .filter(|incident| incident.state == State::Inconclusive)
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
    } else if undecided(machine).next().is_some() {
        let text = "Nothing wrong was found, but it is not known how every attempt ended";
        (text, Style::Doubtful)
    } else if !machine.silenced.is_empty() {
        let text = "Nothing wrong was found but what is silenced here";
        (text, Style::Plain)
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
