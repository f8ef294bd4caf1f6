//! What a log holds: how many records, of what time, and what of it is none. Every record is parsed for this.

use crate::engine::facts::Observed;
use crate::engine::inspect::reading::{Log, Part};
use crate::engine::inspect::spacing::{self, Spacing};
use crate::engine::scan::frame::{Frames, MAX_RECORD};
use crate::format::{Located, LogFormat, Parsed, Sink, Told};
use crate::record::{Kind, Record, SourceId};
use crate::report::inspection::Gap;
use crate::time::{LocalOffset, Stamp};

/// What a log, or a part of it, was found to hold.
#[derive(Default)]
pub(super) struct Count {
    pub(super) records: u64,
    /// Pieces that are no record.
    pub(super) bad: u64,
    /// The earliest and the latest time.
    pub(super) span: Option<(Stamp, Stamp)>,
    /// What the reader should know, each once.
    pub(super) notes: Vec<String>,
    /// What it tells of the machine.
    pub(super) observed: Observed,
    spacing: Spacing,
    /// First and last of the numbers that run through it, and how many of them are there.
    numbers: Option<(u64, u64, u64)>,
}

impl Count {
    /// What the part holds.
    pub(super) fn of(part: Part<'_>, log: &Log<'_>) -> Self {
        let (format, id) = (log.format, log.source.id);
        match part {
            Part::Framed { text, frames, .. } => Self::framed(id, text, &frames, format),
            Part::Whole(text) => Self::whole(id, &format.parse_whole(text)),
            Part::Blocks(blocks, piece) => Self::told(id, blocks.read(piece, &mut Nothing)),
        }
    }

    fn framed(id: SourceId, text: &[u8], frames: &Frames<'_>, format: &dyn LogFormat) -> Self {
        let mut count = Self::default();
        let mut at = frames.bounds().0;
        while let Some((start, end)) = frames.after(at) {
            at = end;
            if end - start == MAX_RECORD {
                count.note(format!(
                    "a record longer than {} KiB was cut there; the rest of it was not read",
                    MAX_RECORD >> 10
                ));
            }
            match text.get(start..end).and_then(|raw| format.parse(raw)) {
                Some(record) => count.record(id, &record),
                None => count.bad += 1,
            }
        }
        count
    }

    fn whole(id: SourceId, parsed: &Parsed<'_>) -> Self {
        let mut count = Self {
            bad: parsed.bad,
            ..Self::default()
        };
        for located in &parsed.records {
            count.record(id, &located.record);
            count.observed.record(id, &located.record);
        }
        parsed
            .notes
            .iter()
            .for_each(|note| count.note(note.clone()));
        parsed
            .facts
            .iter()
            .for_each(|fact| count.observed.tell(id, fact));
        count
    }

    fn told(id: SourceId, told: Told) -> Self {
        let mut count = Self {
            records: told.records,
            bad: told.bad,
            span: told.span,
            numbers: told.numbers,
            ..Self::default()
        };
        told.notes.into_iter().for_each(|note| count.note(note));
        told.facts
            .iter()
            .for_each(|fact| count.observed.tell(id, fact));
        count
    }

    fn record(&mut self, id: SourceId, record: &Record<'_>) {
        self.records += 1;
        if let Some(stamp) = record.stamp {
            self.spacing.push(stamp);
            self.extend((stamp, stamp));
        }
        if let Some(event) = &record.event {
            self.observed.computer(id, &event.computer);
        }
        self.observed.offset_of(record);
    }

    fn extend(&mut self, (first, last): (Stamp, Stamp)) {
        let (known_first, known_last) = self.span.unwrap_or((first, last));
        self.span = Some((known_first.min(first), known_last.max(last)));
    }

    /// Adds a note once.
    pub(super) fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// Takes what the next part of the log holds.
    pub(super) fn append(&mut self, later: Self) {
        self.records += later.records;
        self.bad += later.bad;
        if let Some(span) = later.span {
            self.extend(span);
        }
        later.notes.into_iter().for_each(|note| self.note(note));
        self.observed.merge(later.observed);
        self.spacing.append(later.spacing);
        self.numbers = match (self.numbers, later.numbers) {
            (Some((first, last, count)), Some((other_first, other_last, other_count))) => Some((
                first.min(other_first),
                last.max(other_last),
                count + other_count,
            )),
            (known, other) => known.or(other),
        };
    }

    /// What is missing in the midst of the log.
    pub(super) fn gaps(&self, kind: Kind, offset: &LocalOffset) -> Vec<Gap> {
        let silences = self.spacing.gaps().into_iter();
        let silences = silences.map(|(from, to)| Gap {
            from: Some(offset.show(from)),
            to: Some(offset.show(to)),
            note: format!("no record for {}", spacing::in_words((from, to))),
        });
        self.missing(kind).into_iter().chain(silences).collect()
    }

    fn missing(&self, kind: Kind) -> Option<Gap> {
        let (first, last, count) = self.numbers?;
        let missing = last
            .saturating_sub(first)
            .saturating_add(1)
            .saturating_sub(count);
        let what = if kind == Kind::EventLog {
            "record"
        } else {
            "buffer"
        };
        (missing > 0).then(|| Gap {
            from: None,
            to: None,
            note: format!("{missing} of the {what} numbers from {first} to {last} are not in it"),
        })
    }
}

/// Asks for no record, since counting needs none.
struct Nothing;

impl Sink for Nothing {
    fn asked(&self, _: &[u8], _: &[usize]) -> Vec<usize> {
        Vec::new()
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        false
    }

    fn take(&mut self, _: u64, _: Located<'_>) {}
}
