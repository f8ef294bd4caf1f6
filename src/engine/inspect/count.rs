//! What a log holds: how many records, of what time, and what of it is none. Every record is parsed for this.

use crate::engine::facts::Observed;
use crate::engine::inspect::reading::Part;
use crate::engine::inspect::spacing::{self, Spacing};
use crate::engine::scan::frame::{Frames, MAX_RECORD};
use crate::format::{LogFormat, Nothing, Numbers, Parsed, Told};
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
    /// The numbers that run through it.
    numbers: Numbers,
}

impl Count {
    /// What the part holds.
    pub(super) fn of(part: Part<'_>, format: &dyn LogFormat, id: SourceId) -> Self {
        match part {
            Part::Framed {
                text,
                frames,
                first,
                ..
            } => {
                let mut count = Self::framed(id, text, &frames, format);
                if first {
                    count.observed.offset_beside(format, text);
                }
                count
            }
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
        self.numbers.join(later.numbers);
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
        let (first, last) = self.numbers.ends()?;
        let missing = self.numbers.missing();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::TraceMessages;
    use crate::format::{Blocks, Piece, Sink};
    use crate::record::Fact;
    use crate::time::{HOUR, Zone};

    fn at(hours: i64) -> Stamp {
        Stamp {
            nanos: hours * HOUR,
            zone: Zone::Utc,
        }
    }

    /// Blocks of one byte each, which is the number of the block's only record and its hour; 0 is damage.
    #[derive(Debug)]
    struct Bytes;

    impl Blocks for Bytes {
        fn cuts(&self, size: u64, _: u64, _: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64> {
            (1..size).collect()
        }

        fn read(&self, piece: Piece<'_>, sink: &mut dyn Sink) -> Told {
            assert!(sink.asked(b"text", &[4]).is_empty() && !sink.wants_event("p", 1));
            let good: Vec<u64> = piece.bytes.iter().map(|byte| u64::from(*byte)).collect();
            let good: Vec<u64> = good.into_iter().filter(|number| *number > 0).collect();
            let count = good.len() as u64;
            let ends = good.first().copied().zip(good.last().copied());
            let time = |number: u64| at(i64::try_from(number).unwrap());
            Told {
                records: count,
                bad: piece.bytes.len() as u64 - count,
                notes: vec!["damaged".to_owned()],
                span: ends.map(|(first, last)| (time(first), time(last))),
                facts: vec![Fact::Computer("PC-0042".to_owned())],
                numbers: good.into_iter().collect(),
                channel: None,
            }
        }
    }

    /// What blocks read in pieces of that size hold.
    fn counted(bytes: &[u8], size: usize) -> Count {
        let mut all = Count::default();
        for (start, bytes) in (0..).step_by(size).zip(bytes.chunks(size)) {
            let piece = Piece {
                name: "",
                head: bytes,
                start,
                bytes,
                last: false,
                messages: &TraceMessages::default(),
            };
            let format = crate::format::by_name("plain").unwrap();
            all.append(Count::of(Part::Blocks(&Bytes, piece), format, SourceId(0)));
        }
        all
    }

    #[test]
    fn blocks_are_counted_without_making_records_however_they_are_cut() {
        for size in 1..8 {
            let count = counted(&[3, 4, 0, 9, 10], size);
            assert_eq!((count.records, count.bad), (4, 1), "{size}");
            assert_eq!(count.span, Some((at(3), at(10))), "{size}");
            assert_eq!(count.notes, ["damaged"], "{size}");
            assert_eq!(count.observed.name().as_deref(), Some("PC-0042"));
        }
    }

    #[test]
    fn numbers_that_are_not_there_are_a_gap_without_a_time() {
        let check = |bytes: &[u8], kind, expected: Option<&str>| {
            for size in 1..8 {
                let gaps = counted(bytes, size).gaps(kind, &LocalOffset::Unknown);
                let notes: Vec<_> = gaps.iter().map(|gap| gap.note.as_str()).collect();
                assert_eq!(notes, expected.into_iter().collect::<Vec<_>>());
                assert!(
                    gaps.iter()
                        .all(|gap| gap.from.is_none() && gap.to.is_none())
                );
            }
        };
        let lost = "4 of the record numbers from 3 to 10 are not in it";
        check(&[3, 4, 9, 10], Kind::EventLog, Some(lost));
        let lost = "1 of the buffer numbers from 1 to 3 are not in it";
        check(&[1, 3], Kind::WindowsUpdate, Some(lost));
        check(&[3, 4, 5], Kind::EventLog, None);
        check(&[0, 0], Kind::EventLog, None);
    }
}
