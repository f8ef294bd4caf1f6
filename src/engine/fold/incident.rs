//! Failures that belong together, and whether a later success cleared them.
//!
//! A failure joins the newest open incident of its symptom that is about the same thing and not longer ago than the
//! symptom's gap. A success strictly later than an incident's last failure closes it as recovered; a failure after that
//! opens a new one. Records without a time are in order within their own file only.

use std::collections::BTreeMap;

use crate::engine::fold::clock::Bounds;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::{Event, Fold};
use crate::report::State;
use crate::rule::{RuleSet, SignalId, Symptom};

/// More incidents than that of one symptom are a log that repeats itself, or a hostile one; further failures join the newest.
const MOST: usize = 256;

/// Failures of one symptom that belong together.
#[derive(Debug)]
pub(in crate::engine) struct Incident<'f> {
    pub(in crate::engine) symptom: &'f Symptom,
    /// In order; never empty.
    pub(in crate::engine) failures: Vec<Outcome<'f>>,
    pub(in crate::engine) state: State,
    pub(in crate::engine) reason: Option<String>,
}

impl<'f> Incident<'f> {
    fn open(symptom: &'f Symptom, failure: Outcome<'f>) -> Self {
        Self {
            symptom,
            failures: vec![failure],
            state: State::Active,
            reason: None,
        }
    }

    fn unfinished(symptom: &'f Symptom, started: Outcome<'f>) -> Self {
        let reason = "it started, and nothing that was collected says how it ended".to_owned();
        Self {
            state: State::Inconclusive,
            reason: Some(reason),
            ..Self::open(symptom, started)
        }
    }

    /// The newest failure.
    fn last(&self) -> Option<&Outcome<'f>> {
        self.failures.last()
    }

    /// Whether the failure belongs here.
    fn takes(&self, failure: &Outcome<'_>, gap: i64) -> bool {
        self.state != State::Recovered
            && self.last().is_some_and(|last| {
                last.joins(failure, self.symptom) && is_close(last.event, failure.event, gap)
            })
    }

    /// One more failure, which opens again what a success of unknown time left undecided.
    fn add(&mut self, failure: Outcome<'f>) {
        self.failures.push(failure);
        self.state = State::Active;
        self.reason = None;
    }

    /// Lets a success close the incident.
    fn close_with(&mut self, success: &Outcome<'_>) {
        let Some(last) = self
            .last()
            .filter(|last| success.clears(last, self.symptom))
        else {
            return;
        };
        match is_later(success.event, last.event) {
            Some(true) => {
                self.state = State::Recovered;
                self.reason = Some(success.event.hit.record.stamp.map_or_else(
                    || "a later attempt succeeded".to_owned(),
                    |stamp| format!("a later attempt succeeded at {}", stamp.display()),
                ));
            }
            None => self.doubt(success),
            Some(false) => {}
        }
    }

    /// Leaves open whether a success on another clock came later.
    fn doubt(&mut self, success: &Outcome<'_>) {
        let last = self
            .last()
            .filter(|last| success.clears(last, self.symptom));
        if last.is_some_and(|last| is_later(success.event, last.event).is_none()) {
            self.state = State::Inconclusive;
            self.reason = Some(
                    "a success stands in a log whose time zone is not known, so it cannot be said which came last; name the zone with --tz"
                        .to_owned(),
                );
        }
    }

    /// Where events that the incident may look at are, as bounds of readings.
    pub(in crate::engine) fn bounds(&self) -> Vec<Bounds> {
        let untimed = self
            .failures
            .iter()
            .any(|failure| failure.event.moment.is_none());
        let mut bounds: Vec<Bounds> = untimed.then_some((None, None)).into_iter().collect();
        if let Some((first, last)) = self.span() {
            let ranges = Moment::range(first, last, self.symptom.before, self.symptom.after);
            bounds.extend(ranges.map(|(from, to)| (Some(from), Some(to))));
        }
        bounds
    }

    /// First and last time of a failure.
    fn span(&self) -> Option<(Moment, Moment)> {
        let mut timed = self
            .failures
            .iter()
            .filter_map(|failure| failure.event.moment);
        let first = timed.next()?;
        Some((first, timed.next_back().unwrap_or(first)))
    }

    /// Whether the event lies in the time in which evidence for the incident is looked for.
    pub(in crate::engine) fn looks_at(&self, event: &Event) -> bool {
        let Some(moment) = event.moment else {
            return self.failures.iter().any(|failure| {
                failure.event.moment.is_none() && failure.event.source() == event.source()
            });
        };
        let Some((first, last)) = self.span() else {
            return false;
        };
        let early = first.is_after(moment) == Some(true);
        let late = moment.is_after(last) == Some(true);
        let too_early = early && moment.within(first, self.symptom.before) == Some(false);
        let too_late = late && moment.within(last, self.symptom.after) == Some(false);
        !too_early && !too_late
    }
}

/// Whether the two are close enough for one incident; without times, whether they stand in one file.
fn is_close(one: &Event, other: &Event, gap: i64) -> bool {
    match (one.moment, other.moment) {
        (Some(one), Some(other)) => one.within(other, gap) != Some(false),
        _ => one.source() == other.source(),
    }
}

/// Whether the event is strictly later; `None` when that cannot be told from different clocks.
pub(in crate::engine) fn is_later(event: &Event, than: &Event) -> Option<bool> {
    let later_in_file = event.stands_behind(than);
    match (event.moment, than.moment) {
        (Some(one), Some(other)) if one == other => Some(later_in_file),
        (Some(one), Some(other)) => one.is_after(other),
        _ => Some(later_in_file),
    }
}

/// All incidents, by symptom and then in order of their first failure.
pub(in crate::engine) fn incidents<'f>(rules: &'f RuleSet, fold: &'f Fold) -> Vec<Incident<'f>> {
    rules
        .symptoms
        .iter()
        .flat_map(|symptom| of_symptom(rules, symptom, fold))
        .collect()
}

fn of_symptom<'f>(rules: &'f RuleSet, symptom: &'f Symptom, fold: &'f Fold) -> Vec<Incident<'f>> {
    let mut incidents: Vec<Incident<'f>> = Vec::new();
    let outcomes = outcomes(rules, symptom, fold);
    // Where hits were dropped between the first and the last, the gap between those says nothing.
    let gap = if is_complete(symptom, fold) {
        symptom.gap
    } else {
        i64::MAX
    };
    for outcome in &outcomes {
        if !outcome.failed {
            let open = incidents
                .iter_mut()
                .filter(|incident| incident.state != State::Recovered);
            open.for_each(|incident| incident.close_with(outcome));
            continue;
        }
        let full = incidents.len() >= MOST;
        let mut newest_first = incidents.iter_mut().rev();
        match newest_first.find(|incident| full || incident.takes(outcome, gap)) {
            Some(incident) => incident.add(outcome.clone()),
            None => incidents.push(Incident::open(symptom, outcome.clone())),
        }
    }
    // Readings of different clocks have no order, so a success that came earlier in the list may be the later one.
    for success in outcomes.iter().filter(|outcome| !outcome.failed) {
        let open = incidents
            .iter_mut()
            .filter(|incident| incident.state == State::Active);
        open.for_each(|incident| incident.doubt(success));
    }
    incidents.extend(unfinished(rules, symptom, fold, &outcomes));
    incidents
}

/// Whether every failure of the symptom was kept.
fn is_complete(symptom: &Symptom, fold: &Fold) -> bool {
    symptom.failed.iter().all(|signal| {
        let kept = fold.events.get(signal).map_or(0, Vec::len) as u64;
        let counted = fold
            .counts
            .iter()
            .filter(|((known, _), _)| known == signal)
            .map(|(_, count)| count);
        counted.sum::<u64>() <= kept
    })
}

/// Attempts that started and of whose end nothing is logged, the newest of each thing.
fn unfinished<'f>(
    rules: &'f RuleSet,
    symptom: &'f Symptom,
    fold: &'f Fold,
    outcomes: &[Outcome<'f>],
) -> Vec<Incident<'f>> {
    let mut newest: BTreeMap<(&String, String), Outcome<'f>> = BTreeMap::new();
    let events = symptom
        .started
        .iter()
        .filter_map(|signal| fold.events.get(signal))
        .flatten();
    for started in events.map(|event| Outcome::new(rules, event, false)) {
        if let Some(key) = started.key(symptom) {
            newest.insert(key, started);
        }
    }
    for outcome in outcomes {
        for name in &symptom.same {
            let Some(value) = outcome.keys.get(name) else {
                continue;
            };
            let key = (name, value.clone());
            let ended =
                |started: &Outcome<'_>| is_later(outcome.event, started.event) != Some(false);
            if newest.get(&key).is_some_and(ended) {
                newest.remove(&key);
            }
        }
    }
    newest
        .into_values()
        .take(MOST)
        .map(|started| Incident::unfinished(symptom, started))
        .collect()
}

/// Failures and successes of the symptom in order of time.
fn outcomes<'f>(rules: &'f RuleSet, symptom: &'f Symptom, fold: &'f Fold) -> Vec<Outcome<'f>> {
    let of = |signals: &[SignalId], failed: bool| {
        let events = signals
            .iter()
            .filter_map(|signal| fold.events.get(signal))
            .flatten();
        events
            .map(|event| Outcome::new(rules, event, failed))
            .collect::<Vec<_>>()
    };
    let mut outcomes = of(&symptom.failed, true);
    outcomes.extend(of(&symptom.succeeded, false));
    outcomes.sort_by_key(|outcome| outcome.event.key());
    outcomes
}
