//! Times that go back within a log.
//!
//! A log is written from top to bottom, and yet its times go back: at the end of daylight time, by a rounding of the
//! millisecond that turns a minute back, in lines of servicing that repeat the time of the day before. Where a record's time
//! is earlier than that of a record above it, the place is right and the time is not, so it counts as written no earlier than
//! what stands above. A clock that was set back by more than a day is taken as it reads, and so are events: an export may
//! hold several channels, newest first, each with numbers of its own.

use std::collections::BTreeMap;

use crate::engine::fold::clock::Moment;
use crate::engine::scan::hit::{Matched, Scanned, SignalHits};
use crate::time::LocalOffset;

/// The moment of every record of a source that matched and has a time, by its offset.
pub(super) fn moments(scanned: &Scanned, offset: &LocalOffset) -> BTreeMap<u64, Moment> {
    let hits = scanned.hits.values().flat_map(SignalHits::kept);
    let mut records: Vec<&Matched> = hits.map(|hit| &*hit.record).collect();
    records.sort_unstable_by_key(|record| (record.place, record.offset));
    let mut latest: Option<Moment> = None;
    let mut moments = BTreeMap::new();
    for record in records {
        let Some(stamp) = record.stamp else {
            continue;
        };
        let read = Moment::new(stamp, offset);
        let moment = match latest.filter(|_| !record.is_event) {
            Some(latest) => read.no_earlier_than(latest),
            None => read,
        };
        latest = Some(moment);
        moments.insert(record.offset, moment);
    }
    moments
}
