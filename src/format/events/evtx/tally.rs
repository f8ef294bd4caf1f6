//! What a piece of a log is found to hold, counted record by record.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use super::chunk::Entry;
use crate::format::Told;
use crate::record::Fact;
use crate::time::Stamp;

/// Names of computers that are counted; one log has one or two.
const MAX_COMPUTERS: usize = 64;

/// The counts so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Pieces that could not be read.
    pub(super) bad: u64,
    /// Entries, readable or not.
    entries: u64,
    /// Of those, how many turned out to be unreadable.
    lost: u64,
    /// Every number in the file with the time under which it was seen first.
    known: HashMap<u64, u64>,
    /// Every number in the log that the records were written to. An export numbers its records anew and keeps these, so
    /// that what a filter left out is missing here alone.
    numbers: Vec<u64>,
    /// The earliest and the latest time.
    span: Option<(Stamp, Stamp)>,
    channel: Channel,
    computers: Vec<(String, u64)>,
}

/// Of which channel the records are.
#[derive(Debug, Default)]
enum Channel {
    #[default]
    Unseen,
    One(String),
    Several,
}

impl Tally {
    /// Counts the records that are seen for the first time, and keeps these. A record can be there twice in a log that was
    /// copied while it was written; an equal number with another time is another event. Gives the place of the first of
    /// them among all records.
    pub(super) fn count(&mut self, entries: &mut Vec<Entry>) -> u64 {
        let first = self.entries;
        entries.retain(|entry| self.is_new(entry));
        self.entries += entries.len() as u64;
        first
    }

    fn is_new(&mut self, entry: &Entry) -> bool {
        let is_new = match self.known.entry(entry.number) {
            Slot::Occupied(seen) => *seen.get() != entry.written,
            Slot::Vacant(unseen) => {
                unseen.insert(entry.written);
                true
            }
        };
        if let Some(stamp) = stamp(entry.written) {
            widen(&mut self.span, stamp);
        }
        is_new
    }

    /// Counts records that turned out to be unreadable.
    pub(super) fn lose(&mut self, count: usize) {
        self.bad += count as u64;
        self.lost += count as u64;
    }

    /// Takes note of a record's number in the log that it was written to.
    pub(super) fn number(&mut self, number: Option<u64>) {
        self.numbers.extend(number);
    }

    /// Takes note of a record's channel; forwarded events are of several.
    pub(super) fn channel(&mut self, name: &str) {
        match &self.channel {
            Channel::Unseen => self.channel = Channel::One(name.to_owned()),
            Channel::One(known) if known != name => self.channel = Channel::Several,
            _ => {}
        }
    }

    /// Counts a record of a computer; an empty name is none.
    pub(super) fn computer(&mut self, name: &str) {
        let is_full = self.computers.len() >= MAX_COMPUTERS;
        let known = self.computers.iter_mut().find(|(known, _)| known == name);
        match known {
            Some((_, count)) => *count += 1,
            None if name.is_empty() || is_full => {}
            None => self.computers.push((name.to_owned(), 1)),
        }
    }

    /// What it all comes to.
    pub(super) fn told(self) -> Told {
        // Of names that are equally frequent the first one counts.
        let computers = self.computers.into_iter().rev();
        let computer = computers.max_by_key(|(_, count)| *count);
        Told {
            records: self.entries.saturating_sub(self.lost),
            bad: self.bad,
            span: self.span,
            channel: match self.channel {
                Channel::One(name) if !name.is_empty() => Some(name),
                _ => None,
            },
            facts: computer
                .map(|(name, _)| Fact::Computer(name))
                .into_iter()
                .collect(),
            numbers: self.numbers.into_iter().collect(),
            ..Told::default()
        }
    }
}

/// The time of a record; a record without one has the beginning of the count.
fn stamp(filetime: u64) -> Option<Stamp> {
    const BEGIN_OF_1990: u64 = 122_756_256_000_000_000;
    Stamp::from_filetime(filetime).filter(|_| filetime >= BEGIN_OF_1990)
}

fn widen<T: Copy + Ord>(bounds: &mut Option<(T, T)>, value: T) {
    let (low, high) = bounds.unwrap_or((value, value));
    *bounds = Some((low.min(value), high.max(value)));
}
