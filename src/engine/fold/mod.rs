//! From the hits of all sources to one ordered set: one time base, copies counted once, noise taken out.

pub(super) mod clock;
pub(super) mod condition;
pub(super) mod coverage;
pub(super) mod incident;
pub(super) mod outcome;
pub(super) mod silence;
mod straighten;
pub(super) mod timeline;

use std::collections::{BTreeMap, HashMap};

use crate::engine::fold::clock::Moment;
use crate::engine::scan::hit::Hit;
use crate::engine::scan::hit::SourceScan;
use crate::record::SourceId;
use crate::rule::SignalId;
use crate::time::LocalOffset;

/// A hit with its place in time.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Event {
    pub(in crate::engine) hit: Hit,
    /// `None` for records without a time.
    pub(in crate::engine) moment: Option<Moment>,
    /// A fact that holds at any time: a registry value, a command's output.
    pub(in crate::engine) timeless: bool,
}

impl Event {
    pub(in crate::engine) fn source(&self) -> SourceId {
        self.hit.record.source
    }

    /// What orders events: time, then source and place in it.
    pub(in crate::engine) fn key(&self) -> (Option<i64>, SourceId, Option<u64>, u64) {
        let record = &self.hit.record;
        (
            self.moment.map(|moment| moment.nanos),
            record.source,
            record.place,
            record.offset,
        )
    }

    /// Whether both are hits in one record.
    pub(in crate::engine) fn is_record_of(&self, other: &Self) -> bool {
        let (one, two) = (&self.hit.record, &other.hit.record);
        (one.source, one.offset) == (two.source, two.offset)
    }

    /// Whether it stands behind the other in one log.
    pub(in crate::engine) fn stands_behind(&self, other: &Self) -> bool {
        let (one, two) = (&self.hit.record, &other.hit.record);
        one.source == two.source && one.place.zip(two.place).is_some_and(|(one, two)| one > two)
    }
}

/// Hits of a signal in a source that were counted and not kept.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Gap {
    pub(in crate::engine) signal: SignalId,
    /// The last hit before it and the first behind it, where both have a time.
    between: Option<(Moment, Moment)>,
    pub(in crate::engine) count: u64,
}

impl Gap {
    /// Whether it reaches into the bounds. What has no time can lie anywhere.
    fn reaches(&self, (from, to): &clock::Bounds) -> bool {
        let Some((first, last)) = self.between else {
            return true;
        };
        from.zip(*to)
            .is_some_and(|(from, to)| first.zone() == from.zone() && last >= from && first <= to)
    }
}

/// How many hits of each signal the gaps hold.
fn dropped<'g>(gaps: impl Iterator<Item = &'g Gap>) -> BTreeMap<SignalId, u64> {
    let mut counts = BTreeMap::new();
    for gap in gaps {
        *counts.entry(gap.signal).or_default() += gap.count;
    }
    counts
}

/// All events by signal, in order.
#[derive(Debug, Default)]
pub(in crate::engine) struct Fold {
    pub(in crate::engine) events: BTreeMap<SignalId, Vec<Event>>,
    /// How many hits a signal had in each source, kept or not, copies not counted.
    pub(in crate::engine) counts: BTreeMap<(SignalId, SourceId), u64>,
    /// Hits that were not kept.
    pub(in crate::engine) gaps: Vec<Gap>,
    /// Silenced records by number of the noise rule.
    pub(in crate::engine) noise: BTreeMap<u32, u64>,
}

/// Brings the hits of all sources together.
pub(in crate::engine) fn fold(scans: &[SourceScan], offset: &LocalOffset) -> Fold {
    let mut fold = Fold::default();
    for scan in scans {
        for (rule, count) in &scan.scanned.noise {
            *fold.noise.entry(*rule).or_default() += count;
        }
        let moments = straighten::moments(&scan.scanned, offset);
        let moment = |hit: &Hit| moments.get(&hit.record.offset).copied();
        for (signal, hits) in &scan.scanned.hits {
            fold.gaps
                .extend(hits.gap().map(|(before, behind, count)| Gap {
                    signal: *signal,
                    between: moment(before).zip(moment(behind)),
                    count,
                }));
            let events = hits.kept().map(|hit| Event {
                moment: moment(hit),
                timeless: hit.record.text.is_some() && hit.record.stamp.is_none(),
                hit: hit.clone(),
            });
            let events: Vec<Event> = events.collect();
            if let Some(source) = events.first().map(Event::source) {
                fold.counts.insert((*signal, source), hits.count);
            }
            fold.events.entry(*signal).or_default().extend(events);
        }
    }
    for events in fold.events.values_mut() {
        drop_copies(events, &mut fold.counts);
        events.sort_by_key(Event::key);
    }
    fold
}

/// One record that two sources hold (a log and its trace, an event as XML twice) is counted once, for the first source.
fn drop_copies(events: &mut Vec<Event>, counts: &mut BTreeMap<(SignalId, SourceId), u64>) {
    let mut known: HashMap<(Moment, Option<u32>, Option<u32>, u64), SourceId> = HashMap::new();
    events.retain(|event| {
        let Some(moment) = event.moment else {
            return true;
        };
        let record = &event.hit.record;
        let key = (moment, record.process, record.thread, record.digest);
        let first = *known.entry(key).or_insert(event.source());
        if first != event.source()
            && let Some(count) = counts.get_mut(&(event.hit.signal, event.source()))
        {
            *count = count.saturating_sub(1);
        }
        first == event.source()
    });
}
