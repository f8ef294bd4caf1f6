//! What counts towards a cause, what came of it in each place, and what it lacks.

use super::{Line, section};
use crate::author::describe;
use crate::report::State;
use crate::report::trace::{CauseTrace, Holds, Lack, Place, VerdictTrace, WeightTrace};
use crate::rule::{Cause, RuleSet};

/// Places listed one by one.
const SHOWN: usize = 8;

/// The items of `weigh` in the place that tells most.
pub(super) fn points(cause: &Cause, trace: &CauseTrace) -> Vec<Line> {
    let Some(place) = telling(trace) else {
        return Vec::new();
    };
    if cause.weigh.is_none() {
        let lines = vec![Line::new(
            2,
            "the rule weighs nothing: 5 points for error codes alone, 20 for anything more",
        )];
        return section("Points", lines);
    }
    let mut lines = vec![Line::new(2, format!("{} to begin with", place.base))];
    lines.extend(place.weights.iter().map(weight));
    section(format!("Points, {}", preposition(place, trace)), lines)
}

fn weight(weight: &WeightTrace) -> Line {
    let counts = match weight.holds {
        Holds::Yes => "counts",
        Holds::No => "does not count",
        Holds::Unknown => "cannot be told",
    };
    Line::new(2, format!("{:+} {counts}: {}", weight.points, weight.note))
}

/// The place of the best verdict; where it holds nowhere, the first in which most of its signals were found.
fn telling(trace: &CauseTrace) -> Option<&Place> {
    let score = |place: &&Place| place.verdict.as_ref().map(|verdict| verdict.score);
    let best = trace.places.iter().filter(|place| score(place).is_some());
    best.rev()
        .max_by_key(score)
        .or_else(|| trace.places.iter().rev().max_by_key(|place| place.found))
}

/// What came of the cause, and what it lacks where it holds nowhere.
pub(super) fn lines(rules: &RuleSet, cause: &Cause, trace: &CauseTrace) -> Vec<Line> {
    let mut places: Vec<&Place> = trace.places.iter().collect();
    places.sort_by_key(|place| place.when == Holds::No);
    let more = places.len().saturating_sub(SHOWN);
    let shown = places.iter().take(SHOWN);
    let mut verdicts: Vec<Line> = shown
        .map(|place| Line::new(2, format!("{}: {}", name(place, trace), verdict(place))))
        .collect();
    if more > 0 {
        verdicts.push(Line::new(2, format!("and {more} more")));
    }
    let mut lines = section("Verdict", verdicts);
    if places.iter().all(|place| place.when == Holds::No) {
        lines.extend(section("What is missing", missing(rules, cause, trace)));
    }
    lines.extend(section("Not collected", not_collected(trace)));
    lines
}

fn name<'p>(place: &'p Place, trace: &CauseTrace) -> &'p str {
    match &place.incident {
        Some(incident) => incident,
        None if trace.places.len() == 1 => "in all that was read",
        None => "elsewhere",
    }
}

fn preposition(place: &Place, trace: &CauseTrace) -> String {
    match &place.incident {
        Some(incident) => format!("in {incident}"),
        None => name(place, trace).to_owned(),
    }
}

fn verdict(place: &Place) -> String {
    match (place.when, &place.verdict) {
        (Holds::No, _) => "it does not hold".to_owned(),
        (_, Some(verdict)) => holding(verdict),
        (_, None) => "it holds on error codes that only carry another failure, which is not enough"
            .to_owned(),
    }
}

fn holding(verdict: &VerdictTrace) -> String {
    let score = verdict.score;
    let points = format!("{score} point{}", if score == 1 { "" } else { "s" });
    if let Some(other) = &verdict.overridden_by {
        return format!("it holds with {points}, and {other} takes its place");
    }
    if score <= 0 {
        return format!("it holds with {points}: no more speaks for it than against it");
    }
    let state = match verdict.state {
        State::Active => "it holds",
        State::Recovered => "it held and has recovered",
        State::Inconclusive => "it cannot be told whether it holds",
    };
    let reason = verdict.reason.iter().map(|reason| format!(": {reason}"));
    let confidence = verdict.confidence;
    format!(
        "{state}, {points}, {confidence} confidence{}",
        reason.collect::<String>()
    )
}

/// The first thing that would have to be there.
fn missing(rules: &RuleSet, cause: &Cause, trace: &CauseTrace) -> Vec<Line> {
    let Some((place, lack)) = telling(trace).and_then(|place| Some((place, place.lack.as_ref()?)))
    else {
        return Vec::new();
    };
    let at = preposition(place, trace);
    match lack {
        Lack::Signal(names) => {
            let said = match names.as_slice() {
                [one] => format!("{at}: {one}"),
                many => format!("{at}: any one of {}", many.join(", ")),
            };
            let mut lines = vec![Line::new(2, said)];
            lines.extend(
                names
                    .iter()
                    .flat_map(|name| wanted(rules, cause, trace, name)),
            );
            lines
        }
        Lack::Absence(names) => vec![Line::new(
            2,
            format!("{at}: {} was found and must not be", names.join(", ")),
        )],
        Lack::Arrangement(names) => vec![Line::new(
            2,
            format!(
                "{at}: found {}, but not in the number, order or time that the rule asks for",
                names.join(", ")
            ),
        )],
    }
}

/// What the signal asks for, and whether it was found in another place.
fn wanted(rules: &RuleSet, cause: &Cause, trace: &CauseTrace, name: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let id = cause.signals.iter().find(|(known, _)| known == name);
    let signal = id.and_then(|(_, id)| crate::author::signal(*id, rules));
    if let Some(signal) = signal {
        let words = describe::predicate(&signal.predicate);
        lines.push(Line::new(4, format!("{name}: {words}")));
    }
    let mut found = trace.signals.iter().filter(|found| found.count > 0);
    if found.any(|found| found.name == name) {
        lines.push(Line::new(4, format!("{name} was found, though not there")));
    }
    lines
}

fn not_collected(trace: &CauseTrace) -> Vec<Line> {
    let lines = trace.absent.iter().flat_map(|absent| {
        [
            Line::new(2, absent.source.clone()),
            Line::whole(4, absent.collect.clone()),
        ]
    });
    lines.collect()
}
