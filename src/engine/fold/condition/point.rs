//! Events as points on one clock, and what order they are in.
//!
//! Within a log a record's place decides among equal times; records of different logs with equal times have no order, so
//! either order will do. A record without a time has an order towards those of its own log alone.

use crate::engine::fold::Event;
use crate::record::SourceId;

/// An event on one clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point<'f> {
    /// Nanoseconds.
    pub(super) time: i64,
    pub(super) source: SourceId,
    /// Where it stands in its log; `None` in a log that may be listed in either direction.
    pub(super) place: Option<u64>,
    pub(super) event: &'f Event,
}

impl<'f> Point<'f> {
    /// The point of an event with a time, local readings taken as `shift` nanoseconds ahead of UTC.
    pub(super) fn timed(event: &'f Event, shift: i64) -> Option<Self> {
        let time = event.moment?.nanos_at(shift);
        Some(Self::at(time, event))
    }

    /// A point that has its place in the log and no time.
    pub(super) fn placed(event: &'f Event) -> Option<Self> {
        event.hit.record.place().map(|_| Self::at(0, event))
    }

    fn at(time: i64, event: &'f Event) -> Self {
        Self {
            time,
            source: event.source(),
            place: event.hit.record.place(),
            event,
        }
    }

    /// The points of the events, those that have one, by time and those of one log by place.
    pub(super) fn sorted(
        events: &[&'f Event],
        point: impl Fn(&'f Event) -> Option<Self>,
    ) -> Vec<Self> {
        let mut points: Vec<Self> = events.iter().copied().filter_map(point).collect();
        points.sort_by_key(Self::key);
        points
    }

    fn key(&self) -> (i64, SourceId, Option<u64>, u64) {
        (
            self.time,
            self.source,
            self.place,
            self.event.hit.record.offset,
        )
    }

    /// The places of both where they stand in one log.
    fn places(&self, other: &Self) -> Option<(u64, u64)> {
        self.event.places_beside(other.event)
    }

    /// Whether it can be taken as earlier.
    pub(super) fn may_precede(&self, other: &Self) -> bool {
        match self.places(other) {
            Some((one, two)) => (self.time, one) < (other.time, two),
            None => self.time <= other.time && !self.event.is_record_of(other.event),
        }
    }

    /// Whether it is earlier for certain.
    pub(super) fn precedes(&self, other: &Self) -> bool {
        match self.places(other) {
            Some((one, two)) => (self.time, one) < (other.time, two),
            None => self.time < other.time,
        }
    }
}
