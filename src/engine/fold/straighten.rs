//! Times that go back within a log.
//!
//! A log is written from top to bottom, and yet local times go back in it: by an hour when daylight time ends, by up to a
//! minute where a converter rounds. Where a line's time is earlier than that of a line above it by no more than that, the
//! place is right and the time is not, so it counts as written no earlier than what stands above. Anything else is taken as it
//! reads: a clock that was set back, a log pasted below a later one, times that carry their own offset, and events, of which
//! an export may hold several channels, newest first.

use std::collections::BTreeMap;

use crate::engine::fold::clock::Moment;
use crate::engine::scan::hit::{Matched, Scanned, SignalHits};
use crate::time::{HOUR, LocalOffset, MINUTE, Stamp, Zone};

/// The end of daylight time, and a minute that was rounded away.
const MOST_BACK: i64 = HOUR + MINUTE;

/// The moment of every record of a source that matched and has a time, by its offset.
pub(super) fn moments(scanned: &Scanned, offset: &LocalOffset) -> BTreeMap<u64, Moment> {
    let hits = scanned.hits.values().flat_map(SignalHits::kept);
    let mut records: Vec<&Matched> = hits.map(|hit| &*hit.record).collect();
    records.sort_unstable_by_key(|record| record.offset);
    let mut above: Option<Stamp> = None;
    let mut moments = BTreeMap::new();
    for record in records {
        let Some(read) = record.stamp else {
            continue;
        };
        let stamp = match above.filter(|_| !record.is_event) {
            Some(above) => straight(read, above),
            None => read,
        };
        above = Some(stamp);
        moments.insert(record.offset, Moment::new(stamp, offset));
    }
    moments
}

/// The time of a line below one of the time `above`.
fn straight(read: Stamp, above: Stamp) -> Stamp {
    let both_local = [read, above].iter().all(|stamp| stamp.zone == Zone::Local);
    let back = above.nanos.saturating_sub(read.nanos);
    if both_local && (0..=MOST_BACK).contains(&back) {
        above
    } else {
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: Zone, minutes: i64, expected: i64) {
        let at = |minutes| Stamp {
            nanos: minutes * MINUTE,
            zone,
        };
        assert_eq!(straight(at(minutes), at(600)), at(expected), "{minutes}");
    }

    #[test]
    fn only_what_daylight_time_and_rounding_explain_is_straightened() {
        check(Zone::Local, 601, 601);
        check(Zone::Local, 599, 600);
        check(Zone::Local, 539, 600);
        check(Zone::Local, 538, 538);
        check(Zone::Utc, 599, 599);
    }
}
