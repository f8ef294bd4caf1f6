//! The first records of a log as a rule sees them. Reading ends where enough was found.

use crate::engine::inspect::reading::{Log, Part};
use crate::engine::scan::frame::Frames;
use crate::engine::scan::read::Reader;
use crate::format::{Blocks, Located, LogFormat, Piece, Sink};
use crate::record::{EventHead, Record, RegistryFact};
use crate::report::inspection::{Listing, ShownEvent, ShownField, ShownRecord, ShownValue};
use crate::source;
use crate::time::LocalOffset;

/// Bytes shown of a message and of a field.
const MOST_TEXT: usize = 4096;

/// The records of the log that the listing asks for. What cannot be read shows none.
pub(super) fn shown(log: &Log<'_>, listing: &Listing, offset: &LocalOffset) -> Vec<ShownRecord> {
    let mut reader = Reader::default();
    let mut all = Vec::new();
    let mut lines = 0;
    for item in log.parts() {
        let wanted = Wanted {
            listing,
            offset,
            most: listing.records - all.len(),
        };
        let look = |part: Part<'_>| wanted.of(part, log.format, lines);
        if let Ok((found, more)) = log.with(item, &mut reader, look) {
            all.extend(found);
            lines += more;
        }
        if all.len() >= listing.records {
            break;
        }
    }
    all
}

/// What is asked for of a part.
#[derive(Clone, Copy)]
struct Wanted<'w> {
    listing: &'w Listing,
    offset: &'w LocalOffset,
    /// How many records at most.
    most: usize,
}

impl Wanted<'_> {
    /// The records of the part, and how many lines it has; `lines` are those before it.
    fn of(&self, part: Part<'_>, format: &dyn LogFormat, lines: u64) -> (Vec<ShownRecord>, u64) {
        match part {
            Part::Framed {
                text,
                frames,
                split,
                ..
            } => {
                let found = self.framed(text, &frames, format, lines);
                (found, line_ends(text, 0, split))
            }
            Part::Whole(text) => (self.whole(text, format), 0),
            Part::Blocks(blocks, piece) => (self.blocks(blocks, piece), 0),
        }
    }

    fn framed(
        &self,
        text: &[u8],
        frames: &Frames<'_>,
        format: &dyn LogFormat,
        mut lines: u64,
    ) -> Vec<ShownRecord> {
        let mut at = frames.bounds().0;
        let mut counted = 0;
        let records = std::iter::from_fn(|| {
            let bounds = frames.after(at)?;
            at = bounds.1;
            Some(bounds)
        });
        let shown = records.filter_map(|(start, end)| {
            let record = format.parse(text.get(start..end)?)?;
            lines += line_ends(text, counted, start);
            counted = start;
            self.show(&record, Some(lines + 1))
        });
        shown.take(self.most).collect()
    }

    fn whole(&self, text: &[u8], format: &dyn LogFormat) -> Vec<ShownRecord> {
        let parsed = format.parse_whole(text);
        let (mut at, mut lines) = (0, 0);
        let shown = parsed.records.iter().filter_map(|located| {
            lines += line_ends(text, at, located.start);
            at = at.max(located.start);
            self.show(&located.record, Some(lines + 1))
        });
        shown.take(self.most).collect()
    }

    fn blocks(&self, blocks: &dyn Blocks, piece: Piece<'_>) -> Vec<ShownRecord> {
        let mut sink = First {
            wanted: *self,
            found: Vec::new(),
        };
        blocks.read(piece, &mut sink);
        sink.found
    }

    /// The record, where it is one that was selected.
    fn show(&self, record: &Record<'_>, line: Option<u64>) -> Option<ShownRecord> {
        let selection = &self.listing.selection;
        if !selection.has_time(record.stamp, self.offset) {
            return None;
        }
        let shown = shown_record(record, line, self.offset);
        selection.has_text(texts(&shown)).then_some(shown)
    }
}

/// Takes records until there are enough.
struct First<'w> {
    wanted: Wanted<'w>,
    found: Vec<ShownRecord>,
}

impl First<'_> {
    fn is_full(&self) -> bool {
        self.found.len() >= self.wanted.most
    }
}

impl Sink for First<'_> {
    fn asked(&self, _: &[u8], ends: &[usize]) -> Vec<usize> {
        let wanted = if self.is_full() { 0 } else { ends.len() };
        (0..wanted).collect()
    }

    fn wants_event(&self, _: &str, _: u32) -> bool {
        !self.is_full()
    }

    fn take(&mut self, _: u64, located: Located<'_>) {
        if !self.is_full() {
            self.found.extend(self.wanted.show(&located.record, None));
        }
    }
}

fn shown_record(record: &Record<'_>, line: Option<u64>, offset: &LocalOffset) -> ShownRecord {
    ShownRecord {
        line: line.filter(|_| record.event.is_none()),
        time: record.stamp.map(|stamp| offset.show(stamp)),
        kind: record.kind.name().to_owned(),
        level: record
            .level
            .map(|level| format!("{level:?}").to_lowercase()),
        component: Some(record.component.to_string()).filter(|name| !name.is_empty()),
        process: record.process,
        thread: record.thread,
        event: record.event.as_ref().map(shown_event),
        fields: record.fields.iter().map(shown_field).collect(),
        registry: record.registry.as_ref().map(shown_value),
        codes: codes(record),
        message: cut(source::display(&record.message).trim_end_matches(['\r', '\n'])),
    }
}

fn shown_event(event: &EventHead<'_>) -> ShownEvent {
    ShownEvent {
        provider: event.provider.to_string(),
        id: event.id,
        channel: event.channel.to_string(),
        computer: event.computer.to_string(),
        record: event.record_id,
    }
}

fn shown_field<T: AsRef<str>>((name, value): &(T, T)) -> ShownField {
    ShownField {
        name: name.as_ref().to_owned(),
        value: cut(value.as_ref()),
    }
}

fn shown_value(fact: &RegistryFact) -> ShownValue {
    ShownValue {
        key: fact.key.clone(),
        name: fact.value.as_ref().map(|(name, _)| name.clone()),
        data: fact.value.as_ref().map(|(_, data)| cut(&data.display())),
    }
}

/// Every code once, in the order in which they stand there.
fn codes(record: &Record<'_>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for found in record.codes() {
        let code = found.code.to_string();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// What of the record a text is searched in.
fn texts(shown: &ShownRecord) -> impl Iterator<Item = &str> {
    let event = shown.event.iter();
    let event = event.flat_map(|event| [event.provider.as_str(), &event.channel]);
    let fields = shown.fields.iter();
    let fields = fields.flat_map(|field| [field.name.as_str(), &field.value]);
    let registry = shown.registry.iter();
    let registry = registry.flat_map(|value| {
        let more = value.name.iter().chain(&value.data);
        std::iter::once(&value.key).chain(more).map(String::as_str)
    });
    let codes = shown.codes.iter().chain(&shown.component);
    let own = codes.map(String::as_str).chain([shown.message.as_str()]);
    own.chain(event).chain(fields).chain(registry)
}

fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(MOST_TEXT);
    text.get(..end).unwrap_or_default().to_owned()
}

fn line_ends(text: &[u8], from: usize, to: usize) -> u64 {
    let passed = text.get(from..to).unwrap_or_default();
    memchr::memchr_iter(b'\n', passed).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Told;
    use crate::format::TraceMessages;
    use crate::record::Kind;
    use crate::report::timeline::Selection;
    use crate::time::Period;

    /// Every byte is an entry whose text is that byte; entries are decoded only when they are asked for.
    #[derive(Debug)]
    struct Letters;

    impl Blocks for Letters {
        fn cuts(&self, _: u64, _: u64, _: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64> {
            Vec::new()
        }

        fn read(&self, piece: Piece<'_>, sink: &mut dyn Sink) -> Told {
            for (number, letter) in piece.bytes.chunks(1).enumerate() {
                let record = Record::text(Kind::Plain, letter);
                if !sink.asked(letter, &[1]).is_empty() {
                    let (start, end) = (number, number + 1);
                    let located = Located { start, end, record };
                    sink.take(number as u64, located);
                }
            }
            Told::default()
        }
    }

    #[track_caller]
    fn check(most: usize, grep: Option<&str>, expected: &[&str]) {
        let listing = Listing {
            records: most,
            selection: Selection::new(Period::default(), grep),
        };
        let wanted = Wanted {
            listing: &listing,
            offset: &LocalOffset::Unknown,
            most,
        };
        let piece = Piece {
            name: "",
            head: b"",
            start: 0,
            bytes: b"abcabc",
            last: true,
            messages: &TraceMessages::default(),
        };
        let found = wanted.blocks(&Letters, piece);
        let texts: Vec<_> = found.iter().map(|record| record.message.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn of_blocks_the_first_that_are_wanted_are_taken() {
        check(2, None, &["a", "b"]);
        check(9, None, &["a", "b", "c", "a", "b", "c"]);
        check(2, Some("C"), &["c", "c"]);
        check(1, Some("c"), &["c"]);
        check(1, Some("d"), &[]);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = format!("a{}", "ü".repeat(MOST_TEXT));
        let cut = cut(&text);
        assert_eq!(cut.len(), MOST_TEXT - 1);
    }
}
