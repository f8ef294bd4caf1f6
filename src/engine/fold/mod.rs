//! From the hits of all sources to one ordered set: one time base, copies counted once, noise taken out.

mod channels;
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
    /// Where copies of the record stand in other logs.
    copies: Vec<(SourceId, u64)>,
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
            record.place(),
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
        self.places_beside(other)
            .is_some_and(|(one, two)| one > two)
    }

    /// The places of both in a log that holds both. Events of two channels in one export are numbered apart.
    pub(in crate::engine) fn places_beside(&self, other: &Self) -> Option<(u64, u64)> {
        if self.hit.record.channel != other.hit.record.channel {
            return None;
        }
        if self.copies.is_empty() && other.copies.is_empty() {
            let places = self.hit.record.place().zip(other.hit.record.place());
            return places.filter(|_| self.source() == other.source());
        }
        self.places().find_map(|(source, place)| {
            let beside = other.places().find(|(known, _)| *known == source);
            beside.map(|(_, other)| (place, other))
        })
    }

    /// Where it stands, in every log that holds it.
    fn places(&self) -> impl Iterator<Item = (SourceId, u64)> {
        let own = self.hit.record.place().map(|place| (self.source(), place));
        own.into_iter().chain(self.copies.iter().copied())
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
                copies: Vec::new(),
            });
            let events: Vec<Event> = events.collect();
            if let Some(source) = events.first().map(Event::source) {
                fold.counts.insert((*signal, source), hits.count);
            }
            fold.events.entry(*signal).or_default().extend(events);
        }
    }
    for events in fold.events.values_mut() {
        drop_copies(events, offset, &mut fold.counts);
        events.sort_by_key(Event::key);
    }
    fold
}

/// One record that two sources hold (a log and its trace, an event as XML twice) is counted once, for the first source. It
/// keeps its place in both, so that what stands below a copy is known to come later.
fn drop_copies(
    events: &mut Vec<Event>,
    offset: &LocalOffset,
    counts: &mut BTreeMap<(SignalId, SourceId), u64>,
) {
    type Copied = (Moment, Option<u32>, Option<u32>, u64);
    let key = |event: &Event| -> Option<Copied> {
        let record = &event.hit.record;
        let read = Moment::new(record.stamp?, offset);
        Some((read, record.process, record.thread, record.digest))
    };
    let mut known: HashMap<Copied, SourceId> = HashMap::new();
    let mut copies: HashMap<Copied, Vec<(SourceId, u64)>> = HashMap::new();
    events.retain(|event| {
        let Some(key) = key(event) else {
            return true;
        };
        let (own, signal) = (event.source(), event.hit.signal);
        let first = *known.entry(key).or_insert(own);
        if first == own {
            return true;
        }
        if let Some(count) = counts.get_mut(&(signal, own)) {
            *count = count.saturating_sub(1);
        }
        let place = event.hit.record.place().map(|place| (own, place));
        copies.entry(key).or_default().extend(place);
        false
    });
    for event in events.iter_mut() {
        let found = key(event).and_then(|key| copies.get(&key));
        event.copies = found.cloned().unwrap_or_default();
    }
}
