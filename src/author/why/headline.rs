//! The verdict in one line, for the top of the answer.

use super::verdict::{in_words, points_of, telling};
use crate::report::State;
use crate::report::trace::{CauseTrace, Holds, Lack, Place, VerdictTrace};

/// Whether the cause holds, where and how surely, or what it lacks.
pub(super) fn headline(trace: &CauseTrace) -> String {
    let holding = trace.places.iter().filter(|place| place.when != Holds::No);
    match (telling(trace), holding.count()) {
        (Some(place), 0) => does_not_hold(place, trace),
        (Some(place), 1) => holds(place, trace),
        (Some(place), 2) => format!("{}; 1 more place below", holds(place, trace)),
        (Some(place), all) => format!("{}; {} more places below", holds(place, trace), all - 1),
        (None, _) => "Does not hold".to_owned(),
    }
}

fn holds(place: &Place, trace: &CauseTrace) -> String {
    let at = at(place, trace);
    let Some(verdict) = &place.verdict else {
        return format!(
            "Does not hold{at}: error codes that only carry another failure are not enough"
        );
    };
    let points = points_of(verdict);
    let VerdictTrace {
        state, confidence, ..
    } = verdict;
    match (&verdict.overridden_by, state) {
        (Some(other), _) => format!("Holds{at}: {points}, but {other} takes its place"),
        _ if verdict.score <= 0 => format!("Holds{at}: {points}, which is not enough"),
        (None, State::Active) => format!("Holds{at}: {points}, {confidence} confidence"),
        (None, State::Recovered) => {
            format!("Held{at} and has recovered: {points}, {confidence} confidence")
        }
        (None, State::Inconclusive) => {
            format!("May hold{at}: {points}, {confidence} confidence")
        }
    }
}

fn does_not_hold(place: &Place, trace: &CauseTrace) -> String {
    let Some(lack) = &place.lack else {
        return "Does not hold".to_owned();
    };
    let said = match lack {
        Lack::Signal(names) => {
            let found = |name: &&String| {
                let mut found = trace.signals.iter().filter(|signal| signal.count > 0);
                found.any(|signal| signal.name == **name)
            };
            match (names.as_slice(), names.iter().find(found)) {
                (_, Some(name)) => format!("{name} was found, though not{}", at(place, trace)),
                ([name], None) => format!("{name} was not found"),
                (names, None) => format!("none of {} was found", names.join(", ")),
            }
        }
        Lack::Absence(names) => format!("{} was found and must not be", names.join(", ")),
        Lack::Arrangement(names, misfit) => {
            format!("found {}, but {}", names.join(", "), in_words(misfit))
        }
    };
    format!("Does not hold: {said}")
}

/// ` in scan-failed/1`; nothing where there is one place alone.
fn at(place: &Place, trace: &CauseTrace) -> String {
    match &place.incident {
        Some(incident) => format!(" in {incident}"),
        None if trace.places.len() == 1 => String::new(),
        None => " outside of incidents".to_owned(),
    }
}
