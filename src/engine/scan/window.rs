//! One window of a log: gate its text, frame what the gate finds, hand each record to the recorder.

use memchr::memmem;

use crate::engine::scan::frame::{Frames, MAX_RECORD, Place};
use crate::engine::scan::gate::Gate;
use crate::engine::scan::hit::Scanned;
use crate::engine::scan::record::{Asked, Position, Recorder};
use crate::format::{Framing, LogFormat};
use crate::record::SourceId;
use crate::rule::SignalId;
use crate::source::Encoding;

/// Where a window lies in its source.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Window {
    pub(in crate::engine) source: SourceId,
    /// Its number in the source, from 0.
    pub(in crate::engine) number: u32,
    /// First byte in the source.
    pub(in crate::engine) start: u64,
    /// Whether it is the first of its source.
    pub(in crate::engine) first: bool,
    /// Whether the byte before it ends a line.
    pub(in crate::engine) at_line_start: bool,
    /// Whether its text reaches the end of the source.
    pub(in crate::engine) last: bool,
}

/// What is looked for in a window.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Matching<'m> {
    pub(in crate::engine) recorder: &'m Recorder<'m>,
    /// The signals that something asks for in such a log.
    pub(in crate::engine) wanted: &'m [SignalId],
    /// Whether the log is large.
    pub(in crate::engine) large: bool,
    /// Where they may be; without it every record is parsed.
    pub(in crate::engine) gate: Option<&'m Gate>,
}

/// The text of a window and of what follows it.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct WindowText<'t> {
    pub(in crate::engine) text: &'t [u8],
    /// Where the window ends in it.
    pub(in crate::engine) split: usize,
    /// What the text was decoded from.
    pub(in crate::engine) encoding: Encoding,
}

impl Window {
    /// A window that is all of its source after the byte order mark.
    pub(in crate::engine) fn whole(source: SourceId, start: u64) -> Self {
        Self {
            source,
            number: 0,
            start,
            first: true,
            at_line_start: true,
            last: true,
        }
    }

    /// Whether the window's last record goes on past the text.
    pub(in crate::engine) fn is_cut(&self, text: WindowText<'_>, framing: Framing) -> bool {
        self.frames(text, framing).bounds().1 == text.text.len()
    }

    fn frames<'t>(&self, text: WindowText<'t>, framing: Framing) -> Frames<'t> {
        let place = Place {
            split: text.split,
            first: self.first,
            at_line_start: self.at_line_start,
        };
        Frames::new(text.text, framing, place)
    }

    /// Scans the window.
    pub(in crate::engine) fn scan(
        &self,
        text: WindowText<'_>,
        format: &dyn LogFormat,
        matching: Matching<'_>,
        scanned: &mut Scanned,
    ) {
        let frames = self.frames(text, format.framing());
        if frames.has_cut_record() {
            scanned.note(format!(
                "a record longer than {} KiB was cut there; the rest of it was not read",
                MAX_RECORD >> 10
            ));
        }
        scanned.bad +=
            frames.unclosed() + u64::from(self.last && ends_cut(&frames, text.text, format));
        let mut cursor = Cursor {
            window: self,
            text,
            at: 0,
            lines: 0,
            units: 0,
        };
        let mut visit = |bounds: (usize, usize), candidates: &[SignalId]| {
            let raw = text.text.get(bounds.0..bounds.1).unwrap_or_default();
            if let Some(record) = format.parse(raw) {
                let asked = Asked {
                    candidates,
                    large: matching.large,
                };
                matching
                    .recorder
                    .framed(&record, asked, || cursor.position(bounds), scanned);
            }
        };
        match matching.gate {
            Some(gate)
                if gate.always().is_empty() && !is_disguised(text.text, format.framing()) =>
            {
                gated(gate, text.text, &frames, &mut visit);
            }
            _ => every(&frames, matching.wanted, &mut visit),
        }
        let lines = memchr::memchr_iter(
            b'\n',
            text.text
                .get(cursor.at.min(text.split)..text.split)
                .unwrap_or_default(),
        )
        .count();
        scanned.lines.push(cursor.lines + lines as u64);
        if self.first {
            scanned.observed.offset_beside(format, text.text);
        }
        self.span(&frames, text.text, format, scanned);
    }

    /// Times of the first and the last record of the window, and whom the first of the log names.
    fn span(
        &self,
        frames: &Frames<'_>,
        text: &[u8],
        format: &dyn LogFormat,
        scanned: &mut Scanned,
    ) {
        const LOOK: usize = 64;
        let parse = |(start, end): (usize, usize)| format.parse(text.get(start..end)?);
        let (begin, end) = frames.bounds();
        let mut at = begin;
        let forward = std::iter::from_fn(|| {
            let bounds = frames.after(at)?;
            at = bounds.1;
            Some(bounds)
        });
        let first = forward
            .take(LOOK)
            .filter_map(parse)
            .find(|record| record.stamp.is_some());
        if let Some(record) = first {
            scanned.first = record.stamp;
            // A log in which no rule finds anything names its machine all the same.
            if let Some(event) = record.event.filter(|_| self.first) {
                scanned.observed.computer(self.source, &event.computer);
            }
        }
        let mut at = end;
        let backward = std::iter::from_fn(|| {
            let bounds = frames.before(at)?;
            at = bounds.0;
            Some(bounds)
        });
        let last = backward
            .take(LOOK)
            .filter_map(parse)
            .find(|record| record.stamp.is_some());
        if let Some(record) = last {
            scanned.last = record.stamp;
            scanned.observed.offset_of(&record);
        }
    }
}

/// Whether the log ends in the middle of a record, as a cut-off upload does. Only the last one is looked at: to find every
/// damaged record, every record would have to be parsed.
fn ends_cut(frames: &Frames<'_>, text: &[u8], format: &dyn LogFormat) -> bool {
    let (begin, end) = frames.bounds();
    let is_lines = matches!(format.framing(), Framing::Lines(_));
    let last = frames
        .before(end)
        .filter(|_| is_lines && begin < end && end == text.len());
    let raw = last.and_then(|(start, end)| text.get(start..end));
    raw.is_some_and(|raw| format.parse(raw).is_none())
}

/// Visits the records around what the gate finds, each once, with the signals it may match.
fn gated(
    gate: &Gate,
    text: &[u8],
    frames: &Frames<'_>,
    visit: &mut impl FnMut((usize, usize), &[SignalId]),
) {
    let (begin, end) = frames.bounds();
    let mut current: Option<(usize, usize)> = None;
    let mut candidates: Vec<SignalId> = Vec::new();
    // Up to here nothing is part of a record, or it is part of the current one.
    let mut settled = begin;
    gate.find(text.get(begin..end).unwrap_or_default(), |at, signals| {
        let at = begin + at;
        if at >= settled {
            let Some(bounds) = frames.around(at) else {
                settled = frames.resume(at).max(at + 1);
                return flush(&mut current, &mut candidates, visit);
            };
            flush(&mut current, &mut candidates, visit);
            current = Some(bounds);
            settled = bounds.1;
        }
        if current.is_some() {
            candidates.extend_from_slice(signals);
        }
    });
    flush(&mut current, &mut candidates, visit);
}

/// Visits the current record, if there is one.
fn flush(
    current: &mut Option<(usize, usize)>,
    candidates: &mut Vec<SignalId>,
    visit: &mut impl FnMut((usize, usize), &[SignalId]),
) {
    if let Some(bounds) = current.take() {
        candidates.sort_unstable();
        candidates.dedup();
        visit(bounds, candidates);
    }
    candidates.clear();
}

/// Visits every record.
fn every(
    frames: &Frames<'_>,
    wanted: &[SignalId],
    visit: &mut impl FnMut((usize, usize), &[SignalId]),
) {
    let mut at = frames.bounds().0;
    while let Some(bounds) = frames.after(at) {
        visit(bounds, wanted);
        at = bounds.1;
    }
}

/// Whether an XML log spells plain characters in a way that hides them from a search: `&#101;`, or text cut by CDATA.
/// Windows does neither, so such a log is read record by record.
fn is_disguised(text: &[u8], framing: Framing) -> bool {
    let is_plain = |at: usize| {
        let reference = text
            .get(at + 2..(at + 14).min(text.len()))
            .unwrap_or_default();
        let digits = reference
            .split(|byte| *byte == b';')
            .next()
            .unwrap_or_default();
        let digits = str::from_utf8(digits).unwrap_or_default();
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        code.is_ok_and(|code| code >= u32::from(b' '))
    };
    matches!(framing, Framing::Elements { .. })
        && (memmem::find(text, b"<![CDATA[").is_some()
            || memmem::find_iter(text, b"&#").any(is_plain))
}

/// Counts lines and, for decoded text, bytes of the source up to the records that matched.
struct Cursor<'w> {
    window: &'w Window,
    text: WindowText<'w>,
    at: usize,
    lines: u64,
    /// Bytes of the source before `at`, from the window's beginning.
    units: u64,
}

impl Cursor<'_> {
    fn position(&mut self, (start, end): (usize, usize)) -> Position {
        let passed = self.text.text.get(self.at..start).unwrap_or_default();
        self.lines += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.units += self.source_bytes(passed);
        self.at = start;
        let length = self.source_bytes(self.text.text.get(start..end).unwrap_or_default());
        Position {
            source: self.window.source,
            window: self.window.number,
            offset: self.window.start + self.units,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            lines_before: self.lines,
        }
    }

    /// How many bytes of the source the text was decoded from.
    fn source_bytes(&self, text: &[u8]) -> u64 {
        match self.text.encoding {
            Encoding::Utf8 | Encoding::Binary => text.len() as u64,
            // Every character is one unit but those of four UTF-8 bytes, which are two.
            Encoding::Utf16Le | Encoding::Utf16Be => {
                let units = text
                    .iter()
                    .map(|byte| u64::from(byte & 0xC0 != 0x80) + u64::from(*byte >= 0xF0))
                    .sum::<u64>();
                units * 2
            }
        }
    }
}
