//! `a then b then c within 30m same update without d`: whether some records stand in this order.
//!
//! Records are brought together by what they have to share, and each group is searched on its own: all records that have a
//! time in the order of time, and then, where nothing asks how long it took, the lines of each log in which some have no time
//! or the times go back, in the order of the lines.

use std::collections::{BTreeMap, BTreeSet};

use super::between::Between;
use super::join::{Key, differs, groups, keys};
use super::point::Point;
use super::search::Search;
use super::truth::Truth;
use crate::engine::fold::Event;
use crate::record::SourceId;
use crate::rule::{RuleSet, Sequence};

/// A sequence with the events it is asked over.
pub(super) struct Story<'a, 'f> {
    pub(super) sequence: &'a Sequence,
    pub(super) rules: &'a RuleSet,
    /// The events of each step, each record once.
    pub(super) steps: Vec<Vec<&'f Event>>,
    /// The events that must not stand between.
    pub(super) without: Vec<&'f Event>,
    /// How far local readings are ahead of UTC, in nanoseconds.
    pub(super) shift: i64,
}

/// The events of one key: those of each step, and those that must not stand between.
struct Group<'g, 'f> {
    steps: &'g [Vec<&'f Event>],
    without: [&'g [&'f Event]; 2],
}

impl<'f> Story<'_, 'f> {
    /// Whether there are such records, as far as the given events go.
    pub(super) fn holds(&self) -> Truth {
        let same = &self.sequence.same;
        let keyed = groups(same, &self.without, self.rules);
        let lacks = |event: &&&Event| keys(same, event, self.rules).is_empty();
        let loose: Vec<&Event> = self.without.iter().filter(lacks).copied().collect();
        let clock = |event: &'f Event| Point::timed(event, self.shift);
        let loose_on_clock = Between::new(&loose, clock);
        let mut truth = Truth::No;
        let mut left = Search::MOST_TRIED;
        for (key, steps) in self.by_key() {
            let own = keyed.get(&key).map_or(&[][..], Vec::as_slice);
            // What lacks the only join is about every key; of several joins it may have one, and another value.
            let concerns = |event: &&&Event| !differs(&key, same, event, self.rules);
            let some: Vec<&Event>;
            let some_on_clock;
            let (loose, loose_on_clock) = if same.len() < 2 {
                (loose.as_slice(), &loose_on_clock)
            } else {
                some = loose.iter().filter(concerns).copied().collect();
                some_on_clock = Between::new(&some, clock);
                (some.as_slice(), &some_on_clock)
            };
            let on_clock = Search {
                steps: sorted(&steps, clock),
                within: self.sequence.within.unwrap_or(i64::MAX),
                without: [&Between::new(own, clock), loose_on_clock],
            };
            truth = truth.or(on_clock.holds(&mut left));
            let without = [own, loose];
            truth = truth.or(self.in_one_log(
                &Group {
                    steps: &steps,
                    without,
                },
                &mut left,
            ));
        }
        truth
    }

    /// The events of each step, of every key that each step has.
    fn by_key(&self) -> BTreeMap<Key, Vec<Vec<&'f Event>>> {
        let mut by_key: BTreeMap<Key, Vec<Vec<&Event>>> = BTreeMap::new();
        for (index, events) in self.steps.iter().enumerate() {
            for (key, events) in groups(&self.sequence.same, events, self.rules) {
                let none = || vec![Vec::new(); self.steps.len()];
                let step = by_key.entry(key).or_insert_with(none).get_mut(index);
                if let Some(step) = step {
                    *step = events;
                }
            }
        }
        by_key.retain(|_, steps| steps.iter().all(|events| !events.is_empty()));
        by_key
    }

    /// Whether the records stand in this order in a log whose times do not tell the order.
    fn in_one_log(&self, group: &Group<'_, 'f>, left: &mut u64) -> Truth {
        if self.sequence.within.is_some() {
            return Truth::No;
        }
        untold(group.steps)
            .into_iter()
            .fold(Truth::No, |truth, log| {
                let place =
                    |event: &'f Event| Point::placed(event).filter(|point| point.source == log);
                let [own, loose] = group.without.map(|events| Between::new(events, place));
                let search = Search {
                    steps: sorted(group.steps, place),
                    within: i64::MAX,
                    without: [&own, &loose],
                };
                truth.or(search.holds(left))
            })
    }
}

/// The logs in which some of the events have no time, or an earlier one than an event above.
fn untold(steps: &[Vec<&Event>]) -> BTreeSet<SourceId> {
    let mut logs: BTreeMap<SourceId, BTreeMap<u64, Option<i64>>> = BTreeMap::new();
    for event in steps.iter().flatten() {
        if let Some(place) = event.hit.record.place() {
            let time = event.moment.map(|moment| moment.nanos);
            logs.entry(event.source()).or_default().insert(place, time);
        }
    }
    let told = |times: &BTreeMap<u64, Option<i64>>| {
        times.values().all(Option::is_some) && times.values().is_sorted()
    };
    let untold = logs.into_iter().filter(|(_, times)| !told(times));
    untold.map(|(source, _)| source).collect()
}

/// The events of each step as points, those that have one, in order.
fn sorted<'f>(
    steps: &[Vec<&'f Event>],
    point: impl Fn(&'f Event) -> Option<Point<'f>>,
) -> Vec<Vec<Point<'f>>> {
    let of_step = |events: &Vec<&'f Event>| Point::sorted(events, &point);
    steps.iter().map(of_step).collect()
}
