//! Failures that belong together, and whether a later success cleared them.
//!
//! A failure joins the newest open incident of its symptom that is about the same thing and not longer ago than the
//! symptom's gap. A success strictly later than every failure of an incident closes it as recovered; a failure after that
//! opens a new one. In one file place and time have to agree on what is later, across files equal times have no order, and
//! records without a time are in order within their own file only. A success that may be the later one leaves the incident
//! inconclusive.
//!
//! Bounds: at most [`MOST`] incidents of one symptom, and the scan keeps at most 2,000 hits of a signal in each source. The
//! work is linear in outcomes times open incidents, whatever order they come in.

mod unfinished;

use crate::engine::fold::clock::Bounds;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::outcome::{Outcome, Subject};
use crate::engine::fold::{Event, Fold};
use crate::report::State;
use crate::rule::{RuleSet, SignalId, Symptom};
use crate::time::LocalOffset;

/// More incidents than that of one symptom are a log that repeats itself, or a hostile one; further failures join those
/// that are there.
const MOST: usize = 256;

/// Failures of one symptom that belong together.
#[derive(Debug)]
pub(in crate::engine) struct Incident<'f> {
    pub(in crate::engine) symptom: &'f Symptom,
    /// In order; never empty. What only started is here too, and then it is alone.
    pub(in crate::engine) failures: Vec<Outcome<'f>>,
    pub(in crate::engine) state: State,
    pub(in crate::engine) reason: Option<String>,
    /// What all of its records tell of what was tried.
    pub(in crate::engine) subject: Subject,
    /// The failures that no other failure is later than.
    newest: Vec<&'f Event>,
    /// The success that ended it.
    pub(in crate::engine) ended_by: Option<&'f Event>,
    /// Failures about other things joined it because there were too many, so no success speaks for all of it.
    mixed: bool,
}

impl<'f> Incident<'f> {
    fn open(symptom: &'f Symptom, failure: Outcome<'f>) -> Self {
        Self {
            symptom,
            state: State::Active,
            reason: None,
            subject: failure.subject.clone(),
            newest: vec![failure.event],
            ended_by: None,
            failures: vec![failure],
            mixed: false,
        }
    }

    /// Whether it is about a failure, and not about an attempt whose end is not known.
    pub(in crate::engine) fn has_failed(&self) -> bool {
        self.failures.iter().any(|outcome| outcome.failed)
    }

    /// Whether the failure is about the same thing.
    fn is_about(&self, failure: &Outcome<'_>) -> bool {
        self.failures
            .last()
            .is_some_and(|last| failure.joins(&self.subject, last.event, self.symptom))
    }

    /// Whether the failure belongs here.
    fn takes(&self, failure: &Outcome<'_>, gap: i64) -> bool {
        let close = |last: &Outcome<'_>| is_close(last.event, failure.event, gap);
        self.state != State::Recovered
            && self.failures.last().is_some_and(close)
            && self.is_about(failure)
    }

    /// One more failure, which opens the incident again.
    fn add(&mut self, failure: Outcome<'f>) {
        let event = failure.event;
        self.newest
            .retain(|known| is_later(event, known) != Some(true));
        self.newest.push(event);
        self.subject.absorb(&failure.subject);
        self.failures.push(failure);
        self.state = State::Active;
        self.reason = None;
    }

    /// Whether the success ends what failed here, as far as what was tried tells.
    fn is_cleared_by(&self, success: &Outcome<'_>) -> bool {
        let clears = |last: &Outcome<'_>| success.clears(&self.subject, last.event, self.symptom);
        !self.mixed && self.failures.last().is_some_and(clears)
    }

    /// Whether the event is later than every failure; `None` when that cannot be told.
    fn is_before(&self, event: &Event) -> Option<bool> {
        let mut all = Some(true);
        for known in &self.newest {
            match is_later(event, known) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    /// Lets a success close the incident, or leaves open whether it does.
    fn close_with(&mut self, success: &Outcome<'f>, offset: &LocalOffset) {
        let later = self.is_before(success.event);
        if later == Some(false) || !self.is_cleared_by(success) {
            return;
        }
        if later.is_some() {
            self.state = State::Recovered;
            self.ended_by = Some(success.event);
            self.reason = Some(succeeded(success.event, offset));
        } else {
            self.state = State::Inconclusive;
            self.reason = Some(UNORDERED.to_owned());
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

/// Why a success does not close an incident that it may have ended.
const UNORDERED: &str = "a success stands in a log on another clock, and which came last cannot be told without the machine's time zone; name it with --tz";

/// What is said of a success that ended it.
pub(in crate::engine) fn succeeded(success: &Event, offset: &LocalOffset) -> String {
    success.hit.record.stamp.map_or_else(
        || "a later attempt succeeded".to_owned(),
        |stamp| format!("a later attempt succeeded at {}", offset.display(stamp)),
    )
}

/// Whether the two are close enough for one incident; without times, whether they stand in one file.
fn is_close(one: &Event, other: &Event, gap: i64) -> bool {
    match (one.moment, other.moment) {
        (Some(one), Some(other)) => one.within(other, gap) != Some(false),
        _ => one.source() == other.source(),
    }
}

/// Whether the event is strictly later; `None` when that cannot be told from different clocks. What stands above the other in
/// a log is not, whatever a clock says that was set back by days; events are listed in either direction.
pub(in crate::engine) fn is_later(event: &Event, than: &Event) -> Option<bool> {
    match (event.moment, than.moment) {
        (Some(one), Some(other)) if one != other => {
            let above = !event.hit.record.is_event && than.stands_behind(event);
            Some(one.is_after(other)? && !above)
        }
        _ => Some(event.stands_behind(than)),
    }
}

/// All incidents, by symptom and then in order of their first failure.
pub(in crate::engine) fn incidents<'f>(
    rules: &'f RuleSet,
    fold: &'f Fold,
    offset: &LocalOffset,
) -> Vec<Incident<'f>> {
    rules
        .symptoms
        .iter()
        .flat_map(|symptom| of_symptom(rules, symptom, fold, offset))
        .collect()
}

fn of_symptom<'f>(
    rules: &'f RuleSet,
    symptom: &'f Symptom,
    fold: &'f Fold,
    offset: &LocalOffset,
) -> Vec<Incident<'f>> {
    let mut incidents: Vec<Incident<'f>> = Vec::new();
    let outcomes = outcomes(rules, symptom, fold);
    // Where hits were dropped between the first and the last, the gap between those says nothing.
    let gap = if is_complete(symptom, fold) {
        symptom.gap
    } else {
        i64::MAX
    };
    for outcome in &outcomes {
        if outcome.failed {
            place(&mut incidents, symptom, outcome, gap);
        } else {
            close(&mut incidents, outcome, offset);
        }
    }
    // Readings of different clocks have no order, so a success that came earlier in the list may be the later one.
    for success in outcomes.iter().filter(|outcome| !outcome.failed) {
        close(&mut incidents, success, offset);
    }
    incidents.extend(unfinished::unfinished(
        rules, symptom, fold, &outcomes, offset,
    ));
    incidents
}

/// Puts the failure where it belongs. Once there are too many incidents it goes to the newest about the same thing, open or
/// not, else to the newest.
fn place<'f>(
    incidents: &mut Vec<Incident<'f>>,
    symptom: &'f Symptom,
    failure: &Outcome<'f>,
    gap: i64,
) {
    let fits = |incident: &&mut Incident<'f>| incident.takes(failure, gap);
    if let Some(incident) = incidents.iter_mut().rev().find(fits) {
        incident.add(failure.clone());
    } else if incidents.len() < MOST {
        incidents.push(Incident::open(symptom, failure.clone()));
    } else if let Some(incident) = incidents
        .iter_mut()
        .rev()
        .find(|incident| incident.is_about(failure))
    {
        incident.add(failure.clone());
    } else if let Some(newest) = incidents.last_mut() {
        newest.mixed = true;
        newest.add(failure.clone());
    }
}

fn close<'f>(incidents: &mut [Incident<'f>], success: &Outcome<'f>, offset: &LocalOffset) {
    let open = incidents
        .iter_mut()
        .filter(|incident| incident.state != State::Recovered);
    open.for_each(|incident| incident.close_with(success, offset));
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
