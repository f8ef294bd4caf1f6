//! What must not stand between two records.

use super::point::Point;
use super::truth::{Doubt, Truth};
use crate::engine::fold::Event;

/// Events that must not stand between the first and the last of a sequence.
pub(super) struct Between<'f> {
    points: Vec<Point<'f>>,
    /// Those that have no point on this clock, or in this log.
    elsewhere: Vec<&'f Event>,
}

impl<'f> Between<'f> {
    pub(super) fn new(
        events: &[&'f Event],
        point: impl Fn(&'f Event) -> Option<Point<'f>>,
    ) -> Self {
        let elsewhere = events.iter().filter(|event| point(event).is_none());
        Self {
            elsewhere: elsewhere.copied().collect(),
            points: Point::sorted(events, &point),
        }
    }

    /// Whether nothing stands strictly between the two.
    pub(super) fn is_clear(&self, first: &Point<'f>, last: &Point<'f>, left: &mut u64) -> Truth {
        let up_to = |earlier: &dyn Fn(i64) -> bool| {
            self.points.partition_point(|point| earlier(point.time))
        };
        let after_first = up_to(&|time| time <= first.time);
        if after_first < up_to(&|time| time < last.time) {
            return Truth::No;
        }
        let ties = up_to(&|time| time < first.time)..up_to(&|time| time <= last.time);
        for point in self.points.get(ties).unwrap_or_default() {
            *left = left.saturating_sub(1);
            if first.precedes(point) && point.precedes(last) {
                return Truth::No;
            }
        }
        let elsewhere = self.elsewhere.iter().map(|event| {
            *left = left.saturating_sub(1);
            stands_outside(event, first, last)
        });
        elsewhere.fold(Truth::Yes, Truth::and)
    }
}

/// Whether an event without a point does not stand between the two: in one log the place decides, between logs nothing.
fn stands_outside(event: &Event, first: &Point<'_>, last: &Point<'_>) -> Truth {
    let one_log = first.source == last.source && first.source == event.source();
    match (first.place, event.hit.record.place(), last.place) {
        (Some(first), Some(place), Some(last)) if one_log => {
            Truth::of(!(first < place && place < last))
        }
        _ => Truth::Unknown(Doubt::Untimed),
    }
}
