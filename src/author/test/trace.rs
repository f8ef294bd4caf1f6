//! How a test came to its outcome: what its author needs to see in order to mend the rule or the test.

use super::compare::records;
use super::{Outcome, Tested, bundle};
use crate::engine::{self, Place, Reading};
use crate::record::Kind;
use crate::report::{Finding, Machine};
use crate::rule::{RuleSet, SignalId};

/// Longest piece of a log that is quoted, in bytes.
const LONGEST_QUOTE: usize = 160;
/// Places shown of one signal.
const MOST_PLACES: usize = 3;

/// The trace of an outcome, indented by two and more.
pub(super) fn lines(outcome: &Outcome<'_>, rules: &RuleSet) -> Vec<String> {
    let rule = outcome.case.rule;
    let ids: Vec<SignalId> = rule.signals().iter().map(|(_, id)| *id).collect();
    let readings = engine::probe(rules, &ids, &bundle(outcome.case.test));
    let mut lines = Vec::new();
    section(&mut lines, "signals", signals(rule, rules, &readings));
    section(&mut lines, "files", readings.iter().map(file).collect());
    if let Ok(machine) = &outcome.machine {
        section(&mut lines, "found", found(rule, machine));
        section(&mut lines, "unexplained", unexplained(machine));
        section(&mut lines, "silenced", silenced(machine));
    }
    lines
}

fn section(lines: &mut Vec<String>, title: &str, entries: Vec<String>) {
    if !entries.is_empty() {
        lines.push(format!("  {title}:"));
        lines.extend(entries.into_iter().map(|entry| format!("    {entry}")));
    }
}

/// Each signal with where it matched, those that did not match included.
fn signals(rule: Tested<'_>, rules: &RuleSet, readings: &[Reading]) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, id) in rule.signals() {
        let places = readings.iter().flat_map(|reading| {
            let places = reading.places.iter();
            let places = places.filter(|place| place.signal == *id);
            places.map(|place| shown(&reading.path, place))
        });
        let places: Vec<String> = places.collect();
        lines.push(match places.len() {
            0 => format!("{name}: {}", no_match(*id, rules, readings)),
            count => format!("{name}: {count} {}", records(count as u64)),
        });
        let more = places.len().saturating_sub(MOST_PLACES);
        lines.extend(places.into_iter().take(MOST_PLACES));
        if more > 0 {
            lines.push(format!("  and {more} more"));
        }
    }
    lines
}

/// A signal without a match, and whether that is because no file is of a kind that it looks at.
fn no_match(id: SignalId, rules: &RuleSet, readings: &[Reading]) -> String {
    let signal = rules.signal(id);
    let kinds = signal.map(|signal| signal.kinds).unwrap_or_default();
    let mut read = readings.iter().filter_map(|reading| reading.form);
    if kinds.is_empty() || read.any(|(_, kind)| kinds.admits(kind)) {
        return "no match".to_owned();
    }
    let kinds: Vec<&str> = kinds.iter().map(Kind::name).collect();
    format!(
        "no match, since no file is of the kind {}",
        kinds.join(" or ")
    )
}

fn shown(path: &str, place: &Place) -> String {
    let words: Vec<&str> = place.text.split_whitespace().collect();
    let text = words.join(" ");
    let end = text.floor_char_boundary(LONGEST_QUOTE);
    let cut = text.get(..end).unwrap_or_default();
    let dots = if end < text.len() { "..." } else { "" };
    format!("  {path}:{}: {cut}{dots}", place.line)
}

/// How a log was read. A log that was not recognised is told plainly: it is why most signals do not match.
fn file(reading: &Reading) -> String {
    let records = format!("{} {}", reading.records, records(reading.records as u64));
    let form = match reading.form {
        None => "not read".to_owned(),
        Some((_, Kind::Plain)) => format!(
            "{records} of plain text, since it has the form of no log known here: no times, components or fields"
        ),
        Some((form, kind)) if form == kind.name() => format!("{records} of {form}"),
        Some((form, kind)) => format!("{records} of {} in the form {form}", kind.name()),
    };
    let bad = (reading.bad > 0).then(|| format!("{} not understood", reading.bad));
    let parts = [form].into_iter().chain(bad);
    let told: Vec<String> = parts.chain(reading.notes.iter().cloned()).collect();
    format!("{}: {}", reading.path, told.join("; "))
}

/// Every finding; of the rule under test all captures too.
fn found(rule: Tested<'_>, machine: &Machine) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in &machine.findings {
        lines.push(format!(
            "rank {}: {}, {}, {} ({} points), count {}",
            finding.rank,
            finding.rule,
            finding.state,
            finding.confidence,
            finding.score,
            finding.count
        ));
        lines.extend(finding.reason.iter().map(|reason| format!("  {reason}")));
        lines.extend(finding.r#for.iter().map(|note| format!("  for: {note}")));
        let against = finding.against.iter();
        lines.extend(against.map(|note| format!("  against: {note}")));
        if finding.rule == rule.id() {
            lines.extend(captures(finding));
        }
    }
    if lines.is_empty() {
        lines.push("nothing".to_owned());
    }
    lines
}

fn captures(finding: &Finding) -> impl Iterator<Item = String> {
    let captures = finding.captures.iter();
    captures.map(|(name, value)| format!("  capture {name}: {value}"))
}

fn unexplained(machine: &Machine) -> Vec<String> {
    let open = machine.unexplained.iter();
    open.map(|open| match open.code.as_str() {
        "" => format!("a failure without a code, count {}", open.count),
        code => format!("{code}, count {}", open.count),
    })
    .collect()
}

fn silenced(machine: &Machine) -> Vec<String> {
    let counts = machine.noise.by_rule.iter();
    counts
        .map(|noise| {
            let count = noise.count;
            format!("noise/{}: {count} {}", noise.rule, records(count))
        })
        .collect()
}
