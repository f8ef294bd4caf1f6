//! What counts towards a cause, what came of it in each place, and what it lacks.

use super::{Line, section};
use crate::author::describe;
use crate::error::counted;
use crate::report::State;
use crate::report::trace::{CauseTrace, Holds, Lack, Misfit, Place, VerdictTrace, WeightTrace};
use crate::rule::{Cause, RuleSet};
use crate::time::{HOUR, MINUTE, SECOND};

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
    let WeightTrace { points, note, .. } = weight;
    let said = match weight.holds {
        Holds::Yes => format!("{points:+} counts: {note}"),
        Holds::No => format!("{points:+} does not count: {note}"),
        Holds::Unknown(reason) => format!("{points:+} cannot be told: {note} ({reason})"),
    };
    Line::new(2, said)
}

/// The place of the best verdict; where it holds nowhere, the first in which most of its signals were found.
pub(super) fn telling(trace: &CauseTrace) -> Option<&Place> {
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
        (Holds::Unknown(reason), Some(verdict))
            if !verdict.reason.iter().any(|known| known == reason) =>
        {
            format!(
                "{}; whether it held cannot be told: {reason}",
                holding(verdict)
            )
        }
        (_, Some(verdict)) => holding(verdict),
        (_, None) => "it holds on error codes that only carry another failure, which is not enough"
            .to_owned(),
    }
}

/// `1 point`, `20 points`.
pub(super) fn points_of(verdict: &VerdictTrace) -> String {
    counted(verdict.score, "point")
}

fn holding(verdict: &VerdictTrace) -> String {
    let (score, points) = (verdict.score, points_of(verdict));
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
        Lack::Arrangement(names, misfit) => {
            let (names, but) = (names.join(", "), in_words(misfit));
            vec![Line::new(2, format!("{at}: found {names}, but {but}"))]
        }
    }
}

/// What is wrong with signals that were found, after "found a, b, but".
pub(super) fn in_words(misfit: &Misfit) -> String {
    match misfit {
        Misfit::Number => "not in the number that the rule asks for".to_owned(),
        Misfit::NumberWithin(nanos) => format!("not so many within {}", duration(*nanos)),
        Misfit::Order => "not in this order".to_owned(),
        Misfit::Distance(nanos) => format!("more than {} apart", duration(*nanos)),
        Misfit::Same(shared) => format!("not with the same {}", shared.join(" and ")),
        Misfit::Between(names) => format!("{} stands between", names.join(" or ")),
        Misfit::Several => "not in the number, order or time that the rule asks for".to_owned(),
    }
}

/// `30m`, as rules write it.
fn duration(nanos: i64) -> String {
    let units = [(24 * HOUR, "d"), (HOUR, "h"), (MINUTE, "m")];
    let whole = units.into_iter().find(|(unit, _)| nanos % unit == 0);
    let (unit, name) = whole.unwrap_or((SECOND, "s"));
    format!("{}{name}", nanos / unit)
}

/// What the signal asks for, and whether it was found in another place.
fn wanted(rules: &RuleSet, cause: &Cause, trace: &CauseTrace, name: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let id = cause.signals.iter().find(|(known, _)| known == name);
    let signal = id.and_then(|(_, id)| rules.signal(*id));
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
