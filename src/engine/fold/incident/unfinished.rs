//! Attempts that started and of whose end nothing is logged.
//!
//! Such an attempt is an incident in doubt: it may still run, wait for a restart, or have died with the power. It is no
//! failure, so no cause is asked to explain it.

use std::collections::{BTreeMap, HashMap};

use super::{Incident, MOST, is_later};
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::{Event, Fold};
use crate::record::SourceId;
use crate::report::State;
use crate::rule::{RuleSet, Symptom};
use crate::time::LocalOffset;

/// The newest start of each thing, unless something later says how it ended or makes it needless.
pub(super) fn unfinished<'f>(
    rules: &'f RuleSet,
    symptom: &'f Symptom,
    fold: &'f Fold,
    outcomes: &[Outcome<'f>],
    offset: &LocalOffset,
) -> Vec<Incident<'f>> {
    let mut ends: HashMap<(&str, &str), BTreeMap<SourceId, &Event>> = HashMap::new();
    for outcome in outcomes {
        for key in outcome.keys(symptom) {
            ends.entry(key)
                .or_default()
                .insert(outcome.event.source(), outcome.event);
        }
    }
    let has_ended = |started: &Outcome<'_>| {
        let known = started.keys(symptom).filter_map(|key| ends.get(&key));
        known
            .flat_map(BTreeMap::values)
            .any(|end| is_later(end, started.event) != Some(false))
    };
    let is_needless = |started: &Outcome<'_>| {
        outcomes.iter().any(|outcome| {
            !outcome.failed
                && is_later(outcome.event, started.event) != Some(false)
                && outcome.clears(&started.subject, started.event, symptom)
        })
    };
    let started = newest_starts(rules, symptom, fold);
    started
        .into_iter()
        .filter(|started| !has_ended(started) && !is_needless(started))
        .map(|started| open(symptom, started, offset))
        .collect()
}

/// The newest start of each thing in order of time, at most [`MOST`], the newest of all.
fn newest_starts<'f>(rules: &'f RuleSet, symptom: &'f Symptom, fold: &'f Fold) -> Vec<Outcome<'f>> {
    let signals = symptom.started.iter();
    let mut events: Vec<&Event> = signals
        .filter_map(|signal| fold.events.get(signal))
        .flatten()
        .collect();
    events.sort_by_key(|event| event.key());
    let mut newest: BTreeMap<(String, String), Outcome<'f>> = BTreeMap::new();
    for event in events {
        let started = Outcome::new(rules, event, false);
        let first = started.keys(symptom).next();
        if let Some((name, value)) = first {
            newest.insert((name.to_owned(), value.to_owned()), started.clone());
        }
    }
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
