//! Sources that are read at once: every record is at hand, and the gate tells which signals each may match.
//!
//! What a record says may stand elsewhere in its source (the title of a section) or be spelled in another way there (JSON),
//! so the gate searches what rules look at and not the bytes. The price of a record then does not grow with the rules.

use crate::engine::scan::gate::Gates;
use crate::engine::scan::hit::Scanned;
use crate::engine::scan::record::{Asked, Keep, Position, Recorder};
use crate::format::LogFormat;
use crate::record::{Kind, Record, SourceId};
use crate::rule::SignalId;

/// Lines of a source that are read. A record takes a few hundred bytes however short it is, so lines are what bounds the
/// memory; real logs have fewer in as many bytes as are read.
const MOST_LINES: usize = 2 << 20;

impl Recorder<'_> {
    /// Every record of a source that is read whole.
    pub(in crate::engine) fn whole(
        &self,
        source: SourceId,
        (format, text): (&dyn LogFormat, &[u8]),
        gates: Option<&Gates<'_>>,
        scanned: &mut Scanned,
    ) {
        let (text, is_all) = first_lines(text, MOST_LINES);
        if !is_all {
            scanned.note(format!("only the first {MOST_LINES} lines were read"));
        }
        let parsed = format.parse_whole(text);
        scanned.bad += parsed.bad;
        parsed.notes.into_iter().for_each(|note| scanned.note(note));
        for fact in &parsed.facts {
            scanned.observed.tell(source, fact);
        }
        let mut sieve = Sieve::new(gates, self.wanted_signals());
        let (mut at, mut lines) = (0, 0);
        for located in &parsed.records {
            let record = &located.record;
            lines += memchr::memchr_iter(b'\n', text.get(at..located.start).unwrap_or_default())
                .count() as u64;
            at = at.max(located.start);
            scanned.observed.record(source, record);
            scanned.first = scanned.first.or(record.stamp);
            scanned.last = record.stamp.or(scanned.last);
            let length =
                u32::try_from(located.end.saturating_sub(located.start)).unwrap_or(u32::MAX);
            let position = Position {
                source,
                window: 0,
                offset: located.start as u64,
                length,
                lines_before: lines,
            };
            let asked = Asked {
                candidates: sieve.candidates(record),
                large: false,
            };
            if !asked.candidates.is_empty() {
                self.record(record, asked, || position, Keep::Message, scanned);
            }
        }
        scanned.lines.push(0);
    }
}

/// The text up to the end of that many lines, and whether this is all of it.
fn first_lines(text: &[u8], most: usize) -> (&[u8], bool) {
    let last = memchr::memchr_iter(b'\n', text).nth(most.saturating_sub(1));
    let end = last.map_or(text.len(), |end| end + 1);
    let first = text.get(..end).unwrap_or(text);
    (first, first.len() == text.len())
}

/// Tells which signals a record may match.
struct Sieve<'g> {
    gates: Option<&'g Gates<'g>>,
    wanted: &'g [SignalId],
    /// What rules look at in the record.
    text: Vec<u8>,
    found: Vec<SignalId>,
}

impl<'g> Sieve<'g> {
    fn new(gates: Option<&'g Gates<'g>>, wanted: &'g [SignalId]) -> Self {
        Self {
            gates,
            wanted,
            text: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The signals, ascending. Of keys and values of the registry the gate knows nothing.
    fn candidates(&mut self, record: &Record<'_>) -> &[SignalId] {
        let gates = self.gates.filter(|_| record.kind != Kind::Registry);
        let Some(gate) = gates.and_then(|gates| gates.of(record.kind, false)) else {
            return self.wanted;
        };
        looked_at(record, &mut self.text);
        let found = &mut self.found;
        found.clear();
        found.extend_from_slice(gate.always());
        gate.find(&self.text, |_, signals| found.extend_from_slice(signals));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Everything of a record that a literal is looked for in. Values stand in tags as those of an event do, because the literal
/// of a bare number has them around it.
fn looked_at(record: &Record<'_>, text: &mut Vec<u8>) {
    text.clear();
    text.extend_from_slice(record.component.as_bytes());
    if let Some(event) = &record.event {
        text.push(b'\n');
        text.extend_from_slice(event.provider.as_bytes());
    }
    text.push(b'\n');
    text.extend_from_slice(&record.message);
    for (_, value) in &record.fields {
        text.push(b'>');
        text.extend_from_slice(value.trim().as_bytes());
        text.extend_from_slice(b"</Data>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_lines_than_allowed() {
        let check = |text: &str, expected: &str, is_all| {
            let found = first_lines(text.as_bytes(), 2);
            assert_eq!(found, (expected.as_bytes(), is_all), "{text:?}");
        };
        check("", "", true);
        check("a\nb", "a\nb", true);
        check("a\nb\n", "a\nb\n", true);
        check("a\nb\nc", "a\nb\n", false);
    }
}
