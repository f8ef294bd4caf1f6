//! Finding records in order among many.
//!
//! The search goes from the last step back. Before every record that is taken, the latest one that fits stands for the step
//! before it: whatever could precede an earlier one can precede it too, and from it the way to the last record is shorter
//! and crosses less. Only records of different logs at one instant, which have no order, are tried one by one. So the work
//! grows with the number of records and of ties, and [`Search::MOST_TRIED`] bounds it.

use super::between::Between;
use super::point::Point;
use super::truth::{Doubt, Truth};

/// Points of one clock, or of one log.
pub(super) struct Search<'s, 'f> {
    /// The points of each step, in order.
    pub(super) steps: Vec<Vec<Point<'f>>>,
    /// Longest time from the first to the last, in nanoseconds.
    pub(super) within: i64,
    /// What must not stand between them.
    pub(super) without: [&'s Between<'f>; 2],
}

impl<'f> Search<'_, 'f> {
    /// Points looked at for one condition before it is given up.
    pub(super) const MOST_TRIED: u64 = 500_000;

    /// Whether there is one point for each step, in order; unknown where `left` points were looked at and it is still open.
    pub(super) fn holds(&self, left: &mut u64) -> Truth {
        let Some((lasts, before)) = self.steps.split_last() else {
            return Truth::No;
        };
        let mut truth = Truth::No;
        for last in lasts {
            truth = truth.or(self.back_from(before, &mut vec![*last], left));
            if truth == Truth::Yes || *left == 0 {
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
        left: &mut u64,
    ) -> Truth {
        let (Some(last), Some(next)) = (taken.first().copied(), taken.last().copied()) else {
            return Truth::No;
        };
        let Some((step, before)) = before.split_last() else {
            let clear = self
                .without
                .map(|between| between.is_clear(&next, &last, left));
            return clear.into_iter().fold(Truth::Yes, Truth::and);
        };
        let mut truth = Truth::No;
        for candidate in latest(step, &next, taken, left) {
            if last.time.saturating_sub(candidate.time) > self.within {
                break;
            }
            if *left == 0 {
                return truth.or(Truth::Unknown(Doubt::TooMany));
            }
            taken.push(candidate);
            truth = truth.or(self.back_from(before, taken, left));
            taken.pop();
            if truth == Truth::Yes {
                break;
            }
        }
        truth
    }
}

/// The latest points of the step that can stand before `next` and all that are taken: one of each log, and all that have no
/// place, at one instant.
fn latest<'f>(
    step: &[Point<'f>],
    next: &Point<'f>,
    taken: &[Point<'f>],
    left: &mut u64,
) -> Vec<Point<'f>> {
    let end = step.partition_point(|point| point.time <= next.time);
    let mut found: Vec<Point<'f>> = Vec::new();
    for point in step.get(..end).unwrap_or_default().iter().rev() {
        if found.first().is_some_and(|first| first.time != point.time) {
            break;
        }
        *left = left.saturating_sub(1);
        let of_another_log = |last: &Point<'_>| last.source != point.source;
        let is_wanted = point.place.is_none() || found.last().is_none_or(of_another_log);
        if is_wanted && taken.iter().all(|later| point.may_precede(later)) {
            found.push(*point);
        }
    }
    found
}
