//! Attempts that started and of whose end nothing is logged.
//!
//! Such an attempt is an incident in doubt: it may still run, wait for a restart, or have died with the power. It is no
//! failure, so no cause is asked to explain it. What is not known to be later ends no attempt.

use std::collections::BTreeMap;

use super::{Incident, MOST, is_later};
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::{Event, Fold};
use crate::record::SourceId;
use crate::report::State;
use crate::rule::{RuleSet, Symptom};
use crate::time::LocalOffset;

/// The newest start of each thing, unless something later says how it ended or makes it needless. Each of at most [`MOST`]
/// starts is compared with every outcome.
pub(super) fn unfinished<'f>(
    rules: &'f RuleSet,
    symptom: &'f Symptom,
    fold: &'f Fold,
    outcomes: &[Outcome<'f>],
    offset: &LocalOffset,
) -> Vec<Incident<'f>> {
    let has_ended = |started: &Outcome<'_>| {
        outcomes.iter().rev().any(|outcome| {
            is_later(outcome.event, started.event) == Some(true)
                && outcome.settles(started, symptom)
        })
    };
    newest_starts(rules, symptom, fold)
        .into_iter()
        .filter(|started| !has_ended(started))
        .map(|started| open(symptom, started, offset))
        .collect()
}

/// What starts are about: the first key, without one the file and thread, and where the symptom has no keys one thing.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Keyed(String, String),
    In(SourceId, Option<u32>),
    Any,
}

impl Thing {
    fn of(started: &Outcome<'_>, symptom: &Symptom) -> Self {
        let record = &started.event.hit.record;
        match started.keys(symptom).next() {
            Some((name, value)) => Self::Keyed(name.to_owned(), value.to_owned()),
            None if symptom.same.is_empty() => Self::Any,
            None => Self::In(record.source, record.thread),
        }
    }
}

/// The newest start of each thing in order of time, at most [`MOST`], the newest of all.
fn newest_starts<'f>(rules: &'f RuleSet, symptom: &'f Symptom, fold: &'f Fold) -> Vec<Outcome<'f>> {
    let signals = symptom.started.iter();
    let mut events: Vec<&Event> = signals
        .filter_map(|signal| fold.events.get(signal))
        .flatten()
        .collect();
    events.sort_by_key(|event| event.key());
    let starts = events.into_iter().map(|event| {
        let started = Outcome::new(rules, event, false);
        (Thing::of(&started, symptom), started)
    });
    let newest: BTreeMap<Thing, Outcome<'f>> = starts.collect();
    let mut starts: Vec<Outcome<'f>> = newest.into_values().collect();
    starts.sort_by_key(|started| started.event.key());
    let surplus = starts.len().saturating_sub(MOST);
    starts.split_off(surplus)
}

fn open<'f>(symptom: &'f Symptom, started: Outcome<'f>, offset: &LocalOffset) -> Incident<'f> {
    let stamp = started.event.hit.record.stamp;
    let when = stamp.map_or_else(String::new, |stamp| {
        format!(" at {}", offset.display(stamp))
    });
    Incident {
        state: State::Inconclusive,
        reason: Some(format!(
            "it started{when}, and nothing that was collected says how it ended"
        )),
        ..Incident::open(symptom, started)
    }
}
