//! `a then b then c within 30m same update without d`: whether some records stand in this order.
//!
//! The search goes from the last step back. Before every record that is taken, the latest one that fits stands for the step
//! before it: whatever could precede an earlier one can precede it too, and from it the way to the last record is shorter
//! and crosses less. Only records of different logs at one instant, which have no order, are tried one by one. So the work
//! grows with the number of records and of ties, and [`MOST_TRIED`] bounds it.
//!
//! Records without a time have an order in their own log alone, so they are looked for log by log, and only where nothing
//! asks how long it took.

use std::collections::{BTreeMap, BTreeSet};

use super::join::{Key, differs, groups, keys};
use super::point::Point;
use super::truth::{Doubt, Truth};
use crate::engine::fold::Event;
use crate::record::SourceId;
use crate::rule::{RuleSet, Sequence};

/// Records looked at for one sequence before the search is given up.
const MOST_TRIED: u64 = 4_000_000;

/// A sequence with the events it is asked over.
pub(super) struct Search<'a, 'f> {
    pub(super) sequence: &'a Sequence,
    pub(super) rules: &'a RuleSet,
    /// The events of each step, each record once.
    pub(super) steps: Vec<Vec<&'f Event>>,
    /// The events that must not stand between.
    pub(super) without: Vec<&'f Event>,
    /// How far local readings are ahead of UTC, in nanoseconds.
    pub(super) shift: i64,
}

impl<'f> Search<'_, 'f> {
    /// Whether there are such records, as far as the given events go.
    pub(super) fn holds(&self) -> Truth {
        let same = &self.sequence.same;
        let mut by_key: BTreeMap<Key, Vec<Vec<&Event>>> = BTreeMap::new();
        for (index, events) in self.steps.iter().enumerate() {
            for (key, events) in groups(same, events, self.rules) {
                let none = || vec![Vec::new(); self.steps.len()];
                let step = by_key.entry(key).or_insert_with(none).get_mut(index);
                if let Some(step) = step {
                    *step = events;
                }
            }
        }
        by_key.retain(|_, steps| steps.iter().all(|events| !events.is_empty()));
        let keyed = groups(same, &self.without, self.rules);
        let lacks = |event: &&&Event| keys(same, event, self.rules).is_empty();
        let loose: Vec<&Event> = self.without.iter().filter(lacks).copied().collect();
        let mut tried = 0;
        let mut truth = Truth::No;
        for (key, steps) in &by_key {
            let concerns = |event: &&&Event| !differs(key, same, event, self.rules);
            let mut without: Vec<&Event> = loose.iter().filter(concerns).copied().collect();
            without.extend(keyed.get(key).into_iter().flatten());
            truth = truth.or(self.of_key(steps, &without, &mut tried));
        }
        truth
    }

    fn of_key(&self, steps: &[Vec<&'f Event>], without: &[&'f Event], tried: &mut u64) -> Truth {
        let timed = |event: &&'f Event| Point::timed(event, self.shift);
        let within = self.sequence.within;
        let all = Ordered::new(steps, without, within, timed).holds(tried);
        if within.is_some() {
            return all;
        }
        let untimed = steps
            .iter()
            .flatten()
            .filter(|event| event.moment.is_none());
        let logs: BTreeSet<SourceId> = untimed.map(|event| event.source()).collect();
        logs.into_iter().fold(all, |truth, log| {
            let placed =
                |event: &&'f Event| Point::placed(event).filter(|point| point.source == log);
            truth.or(Ordered::new(steps, without, None, placed).holds(tried))
        })
    }
}

/// Points of one clock, or of one log.
struct Ordered<'f> {
    steps: Vec<Vec<Point<'f>>>,
    /// What must not stand between.
    without: Vec<Point<'f>>,
    /// What must not either, and has no point here.
    elsewhere: Vec<&'f Event>,
    within: i64,
}

impl<'f> Ordered<'f> {
    fn new(
        steps: &[Vec<&'f Event>],
        without: &[&'f Event],
        within: Option<i64>,
        point: impl Fn(&&'f Event) -> Option<Point<'f>>,
    ) -> Self {
        let sorted = |events: &[&'f Event]| {
            let mut points: Vec<Point<'f>> = events.iter().filter_map(&point).collect();
            points.sort_by_key(Point::key);
            points
        };
        Self {
            steps: steps.iter().map(|events| sorted(events)).collect(),
            without: sorted(without),
            elsewhere: without
                .iter()
                .filter(|event| point(event).is_none())
                .copied()
                .collect(),
            within: within.unwrap_or(i64::MAX),
        }
    }

    fn holds(&self, tried: &mut u64) -> Truth {
        let Some((lasts, before)) = self.steps.split_last() else {
            return Truth::No;
        };
        let mut truth = Truth::No;
        for last in lasts {
            truth = truth.or(self.back_from(before, &mut vec![*last], tried));
            if truth == Truth::Yes || *tried > MOST_TRIED {
                break;
            }
        }
        truth
    }

    /// Whether the steps `before` can stand before those that are `taken`, the last step first.
    fn back_from(
        &self,
        before: &[Vec<Point<'f>>],
        taken: &mut Vec<Point<'f>>,
        tried: &mut u64,
    ) -> Truth {
        let (Some(last), Some(next)) = (taken.first().copied(), taken.last().copied()) else {
            return Truth::No;
        };
        let Some((step, before)) = before.split_last() else {
            return self.is_clear(&next, &last, tried);
        };
        let mut truth = Truth::No;
        for candidate in latest(step, &next, taken, tried) {
            if last.time.saturating_sub(candidate.time) > self.within {
                break;
            }
            if *tried > MOST_TRIED {
                return truth.or(Truth::Unknown(Doubt::TooMany));
            }
            taken.push(candidate);
            truth = truth.or(self.back_from(before, taken, tried));
            taken.pop();
            if truth == Truth::Yes {
                break;
            }
        }
        truth
    }

    /// Whether nothing that must not stands strictly between the two.
    fn is_clear(&self, first: &Point<'f>, last: &Point<'f>, tried: &mut u64) -> Truth {
        let up_to = |earlier: &dyn Fn(i64) -> bool| {
            self.without.partition_point(|point| earlier(point.time))
        };
        let (after_first, at_last) = (
            up_to(&|time| time <= first.time),
            up_to(&|time| time < last.time),
        );
        if after_first < at_last {
            return Truth::No;
        }
        let ties = up_to(&|time| time < first.time)..up_to(&|time| time <= last.time);
        for point in self.without.get(ties).unwrap_or_default() {
            *tried += 1;
            if first.precedes(point) && point.precedes(last) {
                return Truth::No;
            }
        }
        let elsewhere = self.elsewhere.iter().map(|event| {
            *tried += 1;
            misplaced(event, first, last)
        });
        elsewhere.fold(Truth::Yes, Truth::and)
    }
}

/// Whether an event without a point does not stand between the two: in one log the place decides, between logs nothing.
fn misplaced(event: &Event, first: &Point<'_>, last: &Point<'_>) -> Truth {
    let place = event.hit.record.place;
    let one_log = first.source == last.source && first.source == event.source();
    match (first.place, place, last.place) {
        (Some(first), Some(place), Some(last)) if one_log => {
            Truth::of(!(first < place && place < last))
        }
        _ => Truth::Unknown(Doubt::Untimed),
    }
}

/// The latest points of the step that can stand before `next` and all that are taken: one of each log, and all that have no
/// place, at one instant.
fn latest<'f>(
    step: &[Point<'f>],
    next: &Point<'f>,
    taken: &[Point<'f>],
    tried: &mut u64,
) -> Vec<Point<'f>> {
    let end = step.partition_point(|point| point.time <= next.time);
    let mut found: Vec<Point<'f>> = Vec::new();
    for point in step.get(..end).unwrap_or_default().iter().rev() {
        if found.first().is_some_and(|first| first.time != point.time) {
            break;
        }
        *tried += 1;
        let is_later_of_its_log = point.place.is_none()
            || found
                .last()
                .is_none_or(|last| last.source != point.source || last.place.is_none());
        if is_later_of_its_log && taken.iter().all(|later| point.may_precede(later)) {
            found.push(*point);
        }
    }
    found
}
