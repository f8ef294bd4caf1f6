//! What the parallel scan hands on: which signals matched which records, small and owned.
//!
//! For every signal and source the first and the last [`KEPT`] hits are kept and all are counted, so a log in which every
//! line matches costs a bounded amount of memory.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::code::ErrorCode;
use crate::engine::scan::input::Input;
use crate::error::counted;
use crate::format::{Numbers, Told};
use crate::record::{Kind, SourceId};
use crate::rule::SignalId;
use crate::time::Stamp;

/// Hits kept at either end, per signal and source.
pub(in crate::engine) const KEPT: usize = 1000;
/// Most stretches of missing numbers that are named one by one.
const NAMED_GAPS: usize = 3;
/// Records kept at either end, per code and source.
const TALLIED: usize = 64;

/// What stays of a record that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Matched {
    pub(in crate::engine) source: SourceId,
    /// First byte in the source; in a binary log a number that grows from record to record.
    pub(in crate::engine) offset: u64,
    /// Bytes in the source.
    pub(in crate::engine) length: u32,
    /// Number of the scan window it begins in.
    pub(in crate::engine) window: u32,
    /// Line ends before it in that window.
    pub(in crate::engine) lines_before: u64,
    /// Number in its event log.
    pub(in crate::engine) record_id: Option<u64>,
    /// Digest of the channel that the number is of; zero where it is of none.
    pub(in crate::engine) channel: u64,
    /// It is of an event log.
    pub(in crate::engine) is_event: bool,
    pub(in crate::engine) stamp: Option<Stamp>,
    pub(in crate::engine) process: Option<u32>,
    pub(in crate::engine) thread: Option<u32>,
    /// Digest of the message; equal records of different sources are one.
    pub(in crate::engine) digest: u64,
    /// Every failure code it carries.
    pub(in crate::engine) codes: Vec<ErrorCode>,
    /// The text, for sources that are read whole and cannot be read again record by record.
    pub(in crate::engine) text: Option<Box<str>>,
}

impl Matched {
    /// Where it stands among the records of its log: an event by its number, everything else by its offset. An event
    /// without a number has no place, because exports list events in either direction.
    pub(in crate::engine) fn place(&self) -> Option<u64> {
        if self.is_event {
            self.record_id
        } else {
            Some(self.offset)
        }
    }
}

/// One signal matched one record.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Hit {
    pub(in crate::engine) signal: SignalId,
    pub(in crate::engine) record: Arc<Matched>,
    /// Values in the order of the signal's captures.
    pub(in crate::engine) captures: Vec<Option<Box<str>>>,
}

/// The first and the last so many of a row.
#[derive(Debug, Clone)]
struct Ends<T, const MOST: usize> {
    first: Vec<T>,
    last: VecDeque<T>,
}

impl<T, const MOST: usize> Default for Ends<T, MOST> {
    fn default() -> Self {
        Self {
            first: Vec::new(),
            last: VecDeque::new(),
        }
    }
}

impl<T, const MOST: usize> Ends<T, MOST> {
    fn push(&mut self, next: T) {
        if self.first.len() < MOST {
            self.first.push(next);
            return;
        }
        if self.last.len() == MOST {
            self.last.pop_front();
        }
        self.last.push_back(next);
    }

    /// Takes those that come later.
    fn append(&mut self, later: Self) {
        let later = later.first.into_iter().chain(later.last);
        later.for_each(|next| self.push(next));
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.first.iter().chain(&self.last)
    }

    fn len(&self) -> usize {
        self.first.len() + self.last.len()
    }
}

/// Hits of one signal in one source.
#[derive(Debug, Default, Clone)]
pub(in crate::engine) struct SignalHits {
    ends: Ends<Hit, KEPT>,
    /// How many there were in all.
    pub(in crate::engine) count: u64,
}

impl SignalHits {
    /// Takes the next hit in source order.
    pub(in crate::engine) fn push(&mut self, hit: Hit) {
        self.count += 1;
        self.ends.push(hit);
    }

    /// Takes the hits of a later window.
    fn append(&mut self, later: Self) {
        self.count += later.count;
        self.ends.append(later.ends);
    }

    /// How many were counted and not kept.
    pub(in crate::engine) fn dropped(&self) -> u64 {
        self.count - self.ends.len() as u64
    }

    /// The hits around those that were not kept, and how many these are.
    pub(in crate::engine) fn gap(&self) -> Option<(&Hit, &Hit, u64)> {
        let (before, behind) = self.ends.first.last().zip(self.ends.last.front())?;
        Some((before, behind, self.dropped())).filter(|(.., dropped)| *dropped > 0)
    }

    /// The hits that were kept, in source order.
    pub(in crate::engine) fn kept(&self) -> impl Iterator<Item = &Hit> {
        self.ends.iter()
    }
}

/// How often a code stood in records that no noise rule silences.
///
/// A few records at either end are kept, because a noise rule with a condition may take the first and the last out again.
#[derive(Debug, Default, Clone)]
pub(in crate::engine) struct Tally {
    pub(in crate::engine) count: u64,
    /// Never empty while anything is counted.
    ends: Ends<Arc<Matched>, TALLIED>,
}

impl Tally {
    /// One occurrence.
    pub(in crate::engine) fn one(record: &Arc<Matched>) -> Self {
        let mut ends = Ends::default();
        ends.push(Arc::clone(record));
        Self { count: 1, ends }
    }

    /// The first and the last record.
    pub(in crate::engine) fn span(&self) -> Option<(&Arc<Matched>, &Arc<Matched>)> {
        let mut kept = self.ends.iter();
        let first = kept.next()?;
        Some((first, kept.next_back().unwrap_or(first)))
    }

    fn append(&mut self, later: Self) {
        self.count += later.count;
        self.ends.append(later.ends);
    }

    /// Takes the record out, where it was counted. The last record that is kept stays for those between that are not.
    fn remove(&mut self, record: &Matched) {
        let is_here = self.ends.iter().any(|kept| kept.offset == record.offset);
        let between = self.count - self.ends.len() as u64;
        if !is_here && between == 0 {
            return;
        }
        self.count -= 1;
        if is_here && (self.count == 0 || self.ends.len() > 1) {
            self.ends.first.retain(|kept| kept.offset != record.offset);
            self.ends.last.retain(|kept| kept.offset != record.offset);
        }
    }
}

/// What one window, or one source, gave.
#[derive(Debug, Default, Clone)]
pub(in crate::engine) struct Scanned {
    pub(in crate::engine) hits: BTreeMap<SignalId, SignalHits>,
    pub(in crate::engine) codes: BTreeMap<ErrorCode, Tally>,
    /// Records that a noise rule silences by itself, each for one rule, by its number.
    pub(in crate::engine) noise: BTreeMap<u32, u64>,
    /// First and last stamp of those, in source order.
    pub(in crate::engine) noise_spans: BTreeMap<u32, (Stamp, Stamp)>,
    /// Records that turned out to be noise later, each once, whatever the number of rules that silence it.
    pub(in crate::engine) forgotten: u64,
    /// Records in which a signal of a rule matched.
    pub(in crate::engine) matched: u64,
    /// Pieces that could not be parsed.
    pub(in crate::engine) bad: u64,
    /// Line ends of each window so far.
    pub(in crate::engine) lines: Vec<u64>,
    pub(in crate::engine) first: Option<Stamp>,
    pub(in crate::engine) last: Option<Stamp>,
    pub(in crate::engine) notes: Vec<String>,
    /// The earliest and the latest time of a binary log, whose blocks need not be in order.
    pub(in crate::engine) span: Option<(Stamp, Stamp)>,
    /// The numbers that run through a binary log.
    pub(in crate::engine) numbers: Numbers,
    /// The channel of a binary event log.
    pub(in crate::engine) channel: Option<String>,
    /// Facts about the machine, for the fold to sort out.
    pub(in crate::engine) observed: crate::engine::facts::Observed,
}

impl Scanned {
    /// Takes what a later window of the same source gave.
    pub(in crate::engine) fn append(&mut self, later: Self) {
        for (signal, hits) in later.hits {
            self.hits.entry(signal).or_default().append(hits);
        }
        for (code, tally) in later.codes {
            self.tally(code, tally);
        }
        for (rule, count) in later.noise {
            *self.noise.entry(rule).or_default() += count;
        }
        for (rule, (first, last)) in later.noise_spans {
            self.noise_spans.entry(rule).or_insert((first, last)).1 = last;
        }
        self.forgotten += later.forgotten;
        self.matched += later.matched;
        self.bad += later.bad;
        self.lines.extend(later.lines);
        self.span = wider(self.span, later.span);
        self.numbers.join(later.numbers);
        self.channel = self.channel.take().or(later.channel);
        self.first = self.first.or(later.first);
        self.last = later.last.or(self.last);
        for note in later.notes {
            self.note(note);
        }
        self.observed.merge(later.observed);
    }

    /// Takes what a piece of a binary log was found to hold.
    pub(in crate::engine) fn tell(&mut self, source: SourceId, told: Told) {
        self.bad += told.bad;
        self.lines.push(told.records);
        self.numbers = told.numbers;
        self.channel = told.channel;
        self.span = told.span;
        told.notes.into_iter().for_each(|note| self.note(note));
        for fact in &told.facts {
            self.observed.tell(source, fact);
        }
    }

    pub(in crate::engine) fn tally(&mut self, code: ErrorCode, tally: Tally) {
        match self.codes.get_mut(&code) {
            Some(known) => known.append(tally),
            None => {
                self.codes.insert(code, tally);
            }
        }
    }

    /// Takes the codes of a record out again that turned out to be noise.
    pub(in crate::engine) fn forget(&mut self, record: &Matched) {
        self.forgotten += 1;
        for code in &record.codes {
            if let Some(tally) = self.codes.get_mut(code) {
                tally.remove(record);
            }
        }
        self.codes.retain(|_, tally| tally.count > 0);
    }

    /// Adds a note once.
    pub(in crate::engine) fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// Concludes from all pieces of a binary log what none of them tells alone: its time, and which of the numbers that run
    /// through it are not there.
    pub(in crate::engine) fn settle_blocks(&mut self, kind: Kind) {
        (self.first, self.last) = self.span.unzip();
        let what = if kind == Kind::EventLog {
            "record"
        } else {
            "buffer"
        };
        let missing = self.numbers.missing();
        if missing > 0 {
            let (missing, named) = (counted(missing, what), named(self.numbers.gaps()));
            self.note(format!(
                "{missing} not there, number {named}: overwritten, cleared or cut off"
            ));
        }
    }

    /// Number of the line on which a record begins, from 1.
    pub(in crate::engine) fn line_of(&self, record: &Matched) -> u64 {
        let before: u64 = self.lines.iter().take(record.window as usize).sum();
        before + record.lines_before + 1
    }
}

/// `8, 10 to 12 and 2 more gaps`.
fn named(gaps: impl Iterator<Item = (u64, u64)>) -> String {
    let mut gaps = gaps.map(|(first, last)| match (first, last) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first} to {last}"),
    });
    let named = gaps
        .by_ref()
        .take(NAMED_GAPS)
        .collect::<Vec<_>>()
        .join(", ");
    match gaps.count() {
        0 => named,
        more => format!("{named} and {}", counted(more, "more gap")),
    }
}

/// The span of both.
fn wider(one: Option<(Stamp, Stamp)>, other: Option<(Stamp, Stamp)>) -> Option<(Stamp, Stamp)> {
    let both = one.zip(other);
    let both = both.map(|((first, last), other)| (first.min(other.0), last.max(other.1)));
    both.or(one).or(other)
}

/// One source, read.
pub(in crate::engine) struct SourceScan {
    pub(in crate::engine) input: Input,
    pub(in crate::engine) scanned: Scanned,
}

impl SourceScan {
    /// Whether nothing was damaged, cut or noted.
    pub(in crate::engine) fn was_read_whole(&self) -> bool {
        self.scanned.bad == 0 && self.scanned.notes.is_empty() && self.input.note.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(in crate::engine) fn hit(offset: u64) -> Hit {
        let record = Matched {
            source: SourceId(0),
            offset,
            length: 1,
            window: 0,
            lines_before: 0,
            record_id: None,
            channel: 0,
            is_event: false,
            stamp: None,
            process: None,
            thread: None,
            digest: 0,
            codes: Vec::new(),
            text: None,
        };
        Hit {
            signal: SignalId(0),
            record: Arc::new(record),
            captures: Vec::new(),
        }
    }

    fn collect(windows: &[(u64, u64)]) -> SignalHits {
        let mut all = SignalHits::default();
        for (from, to) in windows {
            let mut hits = SignalHits::default();
            (*from..*to).for_each(|offset| hits.push(hit(offset)));
            all.append(hits);
        }
        all
    }

    #[test]
    fn the_ends_are_kept_and_all_are_counted_however_the_log_is_cut() {
        let whole = collect(&[(0, 5000)]);
        let offsets =
            |hits: &SignalHits| hits.kept().map(|hit| hit.record.offset).collect::<Vec<_>>();
        let expected: Vec<u64> = (0..1000).chain(4000..5000).collect();
        assert_eq!((whole.count, offsets(&whole)), (5000, expected));
        for cut in [1, 999, 1000, 1001, 2500, 4500] {
            let cut = collect(&[(0, cut), (cut, 5000)]);
            assert_eq!((cut.count, offsets(&cut)), (5000, offsets(&whole)));
        }
    }
}
