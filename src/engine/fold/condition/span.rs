//! What stands close together: pairs within a span, the most that fit in one.

use std::collections::{BTreeMap, VecDeque};

use super::join::groups;
use super::point::Point;
use crate::engine::fold::Event;
use crate::rule::{Join, RuleSet};

/// Whether a left and a right event that share the joins are at most `within` apart.
pub(super) fn any_pair(
    (left, right): (&[&Event], &[&Event]),
    within: i64,
    (same, rules): (&[Join], &RuleSet),
    shift: i64,
) -> bool {
    let rights = groups(same, right, rules);
    groups(same, left, rules).iter().any(|(key, lefts)| {
        let rights = rights.get(key).map_or(&[][..], Vec::as_slice);
        closest(&times(lefts, shift), &times(rights, shift)).is_some_and(|span| span <= within)
    })
}

/// The shortest distance between two ascending lists.
fn closest(left: &[i64], right: &[i64]) -> Option<i64> {
    let distance = |time: &i64| {
        let after = right.partition_point(|other| other < time);
        let neighbours = right.iter().skip(after.saturating_sub(1)).take(2);
        neighbours
            .map(|other| time.saturating_sub(*other).saturating_abs())
            .min()
    };
    left.iter().filter_map(distance).min()
}

/// The most events that fit in the span.
pub(super) fn most(events: &[&Event], span: i64, shift: i64) -> u64 {
    let mut open: VecDeque<i64> = VecDeque::new();
    let mut most = 0;
    for time in times(events, shift) {
        while open
            .pop_front_if(|first| time.saturating_sub(*first) > span)
            .is_some()
        {}
        open.push_back(time);
        most = most.max(open.len());
    }
    most as u64
}

/// The most different values that fit in the span.
pub(super) fn most_values(
    by_value: &BTreeMap<Vec<String>, Vec<&Event>>,
    span: i64,
    shift: i64,
) -> u64 {
    let of_value = |(value, events): (usize, &Vec<&Event>)| {
        times(events, shift)
            .into_iter()
            .map(move |time| (time, value))
    };
    let mut all: Vec<(i64, usize)> = by_value.values().enumerate().flat_map(of_value).collect();
    all.sort_unstable();
    let mut open: VecDeque<(i64, usize)> = VecDeque::new();
    let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
    let mut most = 0;
    for (time, value) in all {
        while let Some((_, gone)) =
            open.pop_front_if(|(first, _)| time.saturating_sub(*first) > span)
        {
            match counts.get_mut(&gone) {
                Some(count) if *count > 1 => *count -= 1,
                _ => _ = counts.remove(&gone),
            }
        }
        open.push_back((time, value));
        *counts.entry(value).or_default() += 1;
        most = most.max(counts.len());
    }
    most as u64
}

/// The times of the events, ascending.
fn times(events: &[&Event], shift: i64) -> Vec<i64> {
    let points = events.iter().filter_map(|event| Point::timed(event, shift));
    let mut times: Vec<i64> = points.map(|point| point.time).collect();
    times.sort_unstable();
    times
}
