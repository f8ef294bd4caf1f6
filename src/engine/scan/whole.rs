//! Sources that are read at once: every record is at hand, and the gate tells which signals each may match.
//!
//! What a record says may stand elsewhere in its source (the title of a section) or be spelled in another way there (JSON),
//! so the gate is asked of the record and not of the bytes.

use crate::engine::scan::candidates::Candidates;
use crate::engine::scan::gate::Gates;
use crate::engine::scan::hit::Scanned;
use crate::engine::scan::record::{Asked, Keep, Position, Recorder};
use crate::format::LogFormat;
use crate::record::SourceId;

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
        let mut candidates = Candidates::new(gates, self.wanted_signals(), false);
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
                candidates: candidates.of(record),
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
