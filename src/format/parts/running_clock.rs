//! Times of logs that write the date once and then the clock alone, as Windows Installer and SetupAPI do.
//!
//! The file is in order, so a clock that stands far before the one above it has passed midnight, and a line without one was
//! written at the time above it or a little later. Before the first date there are no times.

use crate::format::parts::head::Clock;
use crate::time::{HOUR, SECOND, Stamp, Zone};

/// Where the log's clock stands.
#[derive(Debug, Default, Clone, Copy)]
pub(in crate::format) struct RunningClock {
    last: Option<Stamp>,
}

impl RunningClock {
    /// Sets the clock to a reading with a date, or to no date at all.
    pub(in crate::format) fn set(&mut self, stamp: Option<Stamp>) {
        self.last = stamp;
    }

    /// The reading that the log gave last.
    pub(in crate::format) fn last(&self) -> Option<Stamp> {
        self.last
    }

    /// Moves on to a reading without a date. One to the whole second says nothing new of the second in which the clock
    /// stands.
    pub(in crate::format) fn advance(&mut self, clock: Clock, nanos: i32) -> Option<Stamp> {
        const DAY: i64 = 24 * HOUR;
        let last = self.last?;
        let midnight = last.nanos - last.nanos.rem_euclid(DAY);
        let since_midnight = Stamp::from_civil((1970, 1, 1), clock, nanos, Zone::Local)?.nanos;
        let today = midnight.checked_add(since_midnight)?;
        if nanos == 0 && today == last.nanos - last.nanos.rem_euclid(SECOND) {
            return self.last;
        }
        // Threads write out of order by moments, not by half a day.
        let passed_midnight = last.nanos - today > DAY / 2;
        let nanos = today.checked_add(if passed_midnight { DAY } else { 0 })?;
        self.last = Some(Stamp { nanos, ..last });
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock_at(date: (i16, i8, i8), time: Clock) -> RunningClock {
        let mut clock = RunningClock::default();
        clock.set(Stamp::from_civil(date, time, 0, Zone::Local));
        clock
    }

    #[test]
    fn a_clock_runs_on_and_past_midnight() {
        let mut clock = clock_at((2024, 2, 29), (23, 59, 58));
        let mut check = |time, nanos, expected: &str| {
            assert_eq!(clock.advance(time, nanos).unwrap().rfc3339(), expected);
        };
        check((23, 59, 59), 500_000_000, "2024-02-29T23:59:59.5");
        check((23, 59, 59), 0, "2024-02-29T23:59:59.5");
        check((0, 0, 1), 0, "2024-03-01T00:00:01");
        check((0, 0, 0), 0, "2024-03-01T00:00:00");
        check((13, 0, 0), 0, "2024-03-01T13:00:00");
    }

    #[test]
    fn without_a_date_there_is_no_time() {
        assert_eq!(RunningClock::default().advance((9, 0, 0), 0), None);
        let mut clock = clock_at((2024, 5, 14), (9, 0, 0));
        assert_eq!(clock.advance((24, 0, 0), 0), None);
        assert_eq!(clock.last().unwrap().rfc3339(), "2024-05-14T09:00:00");
    }
}
