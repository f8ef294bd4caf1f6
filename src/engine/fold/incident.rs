//! Failures that belong together, and whether a later success cleared them.
//!
//! A failure joins the newest open incident of its symptom that is about the same thing and not longer ago than the
//! symptom's gap. Successes strictly later than every failure of an incident close it as recovered, once each of its parts
//! has one; a failure after that opens a new one. In one file place and time have to agree on what is later, across files
//! equal times have no order, and records without a time are in order within their own file only. A success that may be the
//! later one leaves the incident inconclusive, and so does one behind failures that were not kept.
//!
//! Bounds: at most [`MOST`] incidents of one symptom, and as many attempts of unknown end; the scan keeps at most 2,000 hits
//! of a signal in each source. The work grows with the outcomes, times the open incidents, times the sources in which
//! failures of one moment stand.

mod cut;
mod newest;
mod parts;
mod reach;
mod unfinished;

use crate::engine::fold::clock::Bounds;
use crate::engine::fold::condition::Doubt;
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::{Event, Fold};
use crate::report::State;
use crate::rule::{RuleSet, SignalId, Symptom};
use crate::time::LocalOffset;
use cut::Cuts;
use newest::Newest;
use parts::{End, Parts};
use reach::Reach;

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
    /// The success that ended it, or the last of the parts that had not ended; only where it is recovered.
    pub(in crate::engine) ended_by: Option<&'f Event>,
    parts: Parts<'f>,
    newest: Newest<'f>,
    reach: Reach,
    /// Where failures like those here were dropped.
    cuts: Cuts<'f>,
    /// Failures about other things joined it because there were too many, so no success speaks for all of it.
    mixed: bool,
}

impl<'f> Incident<'f> {
    fn open(symptom: &'f Symptom, failure: Outcome<'f>) -> Self {
        let mut reach = Reach::default();
        reach.add(failure.event);
        Self {
            symptom,
            state: State::Active,
            reason: None,
            ended_by: None,
            parts: Parts::new(&failure),
            newest: Newest::new(failure.event),
            reach,
            cuts: Cuts::default(),
            mixed: false,
            failures: vec![failure],
        }
    }

    /// Class of the update it is about, where a record tells it.
    pub(in crate::engine) fn class(&self) -> Option<&'static str> {
        self.parts.class()
    }

    /// Whether it is about a failure, and not about an attempt whose end is not known.
    pub(in crate::engine) fn has_failed(&self) -> bool {
        self.failures.iter().any(|outcome| outcome.failed)
    }

    /// Whether the failure is about the same thing.
    fn is_about(&self, failure: &Outcome<'_>) -> bool {
        self.parts.take(failure, self.symptom)
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
        if !self.mixed {
            self.parts.add(&failure, self.symptom);
        }
        self.newest.add(failure.event);
        self.reach.add(failure.event);
        self.failures.push(failure);
        self.state = State::Active;
        self.reason = None;
        self.ended_by = None;
    }

    /// Lets a success close the incident, or leaves open whether it does.
    fn close_with(&mut self, success: &Outcome<'f>, offset: &LocalOffset) {
        let end = match self.newest.are_before(success.event) {
            Some(true) => End::Certain,
            Some(false) => End::No,
            None => End::Doubtful,
        };
        if self.mixed || end == End::No {
            return;
        }
        match self.parts.end_with(success, end, self.symptom) {
            None | Some(End::No) => {}
            Some(End::Doubtful) => self.doubt(UNORDERED),
            Some(End::Certain) if self.cuts.hide_from(success, self.symptom) => {
                self.doubt(Doubt::Dropped.reason());
            }
            Some(End::Certain) => {
                self.state = State::Recovered;
                self.ended_by = Some(success.event);
                self.reason = Some(succeeded(success.event, offset));
            }
        }
    }

    fn doubt(&mut self, reason: &str) {
        self.state = State::Inconclusive;
        self.reason = Some(reason.to_owned());
    }

    /// Where events that the incident may look at are, as bounds of readings.
    pub(in crate::engine) fn bounds(&self) -> Vec<Bounds> {
        self.reach.bounds(self.symptom)
    }

    /// Whether the event lies in the time in which evidence for the incident is looked for.
    pub(in crate::engine) fn looks_at(&self, event: &Event) -> bool {
        self.reach.holds(event, self.symptom)
    }
}

/// Why a success does not close an incident that it may have ended.
const UNORDERED: &str = "a success stands in a log on another clock, and which came last cannot be told: name the machine's time zone with --tz; an hour that clocks show twice stays in doubt";

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
/// a log is not, and no event of a lower number, whatever a clock says that was set back.
pub(in crate::engine) fn is_later(event: &Event, than: &Event) -> Option<bool> {
    match (event.moment, than.moment) {
        (Some(one), Some(other)) if one != other => {
            let lines = !event.hit.record.is_event;
            match one.is_after(other) {
                Some(later) => Some(later && !than.stands_behind(event)),
                // The hour that clocks show twice is of no zone; in one log the lines tell.
                None if lines && event.stands_behind(than) => Some(true),
                None if lines && than.stands_behind(event) => Some(false),
                None => None,
            }
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
    let cuts = Cuts::of(symptom, fold);
    for outcome in &outcomes {
        if outcome.failed {
            place(&mut incidents, symptom, outcome, &cuts);
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
    cuts: &Cuts<'f>,
) {
    // Where hits were dropped between the first and the last, the gap between those says nothing.
    let gap = if cuts.is_empty() {
        symptom.gap
    } else {
        i64::MAX
    };
    let newest = |fits: &dyn Fn(&Incident<'f>) -> bool| incidents.iter().rposition(fits);
    let fitting = newest(&|incident| incident.takes(failure, gap));
    if fitting.is_none() && incidents.len() < MOST {
        let mut incident = Incident::open(symptom, failure.clone());
        incident.cuts.add(failure.event, cuts);
        incidents.push(incident);
        return;
    }
    let at = fitting.or_else(|| newest(&|incident| incident.is_about(failure)));
    let last = incidents.len().saturating_sub(1);
    if let Some(incident) = incidents.get_mut(at.unwrap_or(last)) {
        incident.mixed |= at.is_none();
        incident.cuts.add(failure.event, cuts);
        incident.add(failure.clone());
    }
}

fn close<'f>(incidents: &mut [Incident<'f>], success: &Outcome<'f>, offset: &LocalOffset) {
    let open = incidents
        .iter_mut()
        .filter(|incident| incident.state != State::Recovered);
    open.for_each(|incident| incident.close_with(success, offset));
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
