//! One work item: get its bytes, decode them, scan them.

use std::borrow::Cow;

use crate::engine::scan::frame::{MAX_RECORD, Place};
use crate::engine::scan::gate::Gates;
use crate::engine::scan::hit::Scanned;
use crate::engine::scan::hit::SourceScan;
use crate::engine::scan::input::{Form, Input};
use crate::engine::scan::record::Recorder;
use crate::engine::scan::roles::Roles;
use crate::engine::scan::window::{Matching, Window, WindowText};
use crate::error::Error;
use crate::format::{Framing, LogFormat, TraceMessages};
use crate::record::Kind;
use crate::source::{Encoding, Source};

/// Bytes read past a window for its last record; more are read when the record turns out longer.
pub(in crate::engine) const TAIL: usize = 64 * 1024;
/// Sources that are read whole (registry exports, command output) are read up to here.
pub(in crate::engine) const WHOLE_LIMIT: usize = 64 << 20;
/// Logs from this size on are large.
const LARGE: u64 = 4 << 20;

/// A piece of work.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Item {
    /// Index of the source.
    pub(in crate::engine) source: usize,
    /// Its number among the items of the source.
    pub(in crate::engine) number: u32,
    /// First byte.
    pub(in crate::engine) start: u64,
    /// Bytes, fewer at the end of the source.
    pub(in crate::engine) length: usize,
}

impl Item {
    /// The only item of a source, up to that many bytes.
    pub(in crate::engine) fn whole(source: usize, length: usize) -> Self {
        Self {
            source,
            number: 0,
            start: 0,
            length,
        }
    }
}

/// Everything the items share.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Scanner<'s> {
    pub(in crate::engine) sources: &'s [Source],
    /// Sources that were identified already.
    pub(in crate::engine) known: &'s [Option<Input>],
    pub(in crate::engine) recorder: &'s Recorder<'s>,
    pub(in crate::engine) roles: &'s Roles,
    pub(in crate::engine) gates: Option<&'s Gates<'s>>,
    pub(in crate::engine) mmap: bool,
    /// Texts for older traces.
    pub(in crate::engine) messages: &'s TraceMessages,
}

impl Scanner<'_> {
    /// What the item gives. What cannot be read gives a note.
    pub(in crate::engine) fn item(&self, item: Item, reader: &mut Reader) -> SourceScan {
        let known = self.known.get(item.source).and_then(Option::as_ref);
        let Some(source) = self.sources.get(item.source) else {
            return SourceScan {
                input: Input::refused("no such source"),
                scanned: Scanned::default(),
            };
        };
        let result = match known {
            Some(input) => match input.framing() {
                Some(Framing::Lines(_) | Framing::Elements { .. }) => {
                    self.part(source, input, item, reader)
                }
                Some(Framing::Blocks(_)) => self.blocks(source, input, item, reader),
                _ => self.whole(source, known, item, reader),
            },
            None => self.whole(source, None, item, reader),
        };
        result.unwrap_or_else(|error| {
            let mut scanned = Scanned::default();
            let input = known
                .cloned()
                .unwrap_or_else(|| Input::refused(&reason(&error)));
            if known.is_some() {
                scanned.note(format!(
                    "not read from byte {}: {}",
                    item.start,
                    reason(&error)
                ));
                scanned.lines.push(0);
            }
            SourceScan { input, scanned }
        })
    }

    /// A source in one item.
    fn whole(
        &self,
        source: &Source,
        known: Option<&Input>,
        item: Item,
        reader: &mut Reader,
    ) -> Result<SourceScan, Error> {
        with_bytes(source, item, false, reader, |bytes| {
            let input = known
                .cloned()
                .unwrap_or_else(|| Input::identify(source, bytes));
            if input.blocks().is_some() {
                let scanned = self.piece(source, &input, item, bytes, bytes);
                return SourceScan { input, scanned };
            }
            let mut scanned = Scanned::default();
            if bytes.len() >= WHOLE_LIMIT {
                scanned.note(format!(
                    "only the first {} MiB were read",
                    WHOLE_LIMIT >> 20
                ));
            }
            let text = input
                .encoding
                .decode(bytes.get(input.mark..).unwrap_or_default());
            if let Form::Log(format) = input.form {
                self.text(source, &input, format, &text, &mut scanned);
            }
            SourceScan { input, scanned }
        })
    }

    /// The text of a source that was read in one go.
    fn text(
        &self,
        source: &Source,
        input: &Input,
        format: &dyn LogFormat,
        text: &[u8],
        scanned: &mut Scanned,
    ) {
        if matches!(format.framing(), Framing::Whole) {
            let source = source.id;
            return self
                .recorder
                .whole(source, (format, text), self.gates, scanned);
        }
        let window = Window::whole(source.id, input.mark as u64);
        let text = WindowText {
            text,
            split: text.len(),
            encoding: input.encoding,
        };
        window.scan(text, format, self.matching(format.kind(), source), scanned);
    }

    /// One window of a large source.
    fn part(
        &self,
        source: &Source,
        input: &Input,
        item: Item,
        reader: &mut Reader,
    ) -> Result<SourceScan, Error> {
        let mut scanned = self.window(source, input, item, TAIL, reader)?;
        if scanned.is_none() {
            scanned = self.window(
                source,
                input,
                item,
                MAX_RECORD * input.encoding.unit(),
                reader,
            )?;
        }
        Ok(SourceScan {
            input: input.clone(),
            scanned: scanned.unwrap_or_default(),
        })
    }

    /// The window with `tail` bytes after it; `None` when its last record is longer than that and more can be read.
    fn window(
        &self,
        source: &Source,
        input: &Input,
        item: Item,
        tail: usize,
        reader: &mut Reader,
    ) -> Result<Option<Scanned>, Error> {
        let Form::Log(format) = input.form else {
            return Ok(None);
        };
        with_window(source, input, item, (tail, self.mmap), reader, |stretch| {
            let window = Window {
                source: source.id,
                number: item.number,
                start: item.start,
                first: stretch.place.first,
                at_line_start: stretch.place.at_line_start,
                last: !stretch.more,
            };
            let text = WindowText {
                text: stretch.text,
                split: stretch.place.split,
                encoding: input.encoding,
            };
            let can_grow = tail <= TAIL && stretch.more;
            if can_grow && window.is_cut(text, format.framing()) {
                return None;
            }
            let mut scanned = Scanned::default();
            window.scan(
                text,
                format,
                self.matching(format.kind(), source),
                &mut scanned,
            );
            Some(scanned)
        })
    }

    pub(super) fn matching(&self, kind: Kind, source: &Source) -> Matching<'_> {
        let large = source.bytes >= LARGE;
        Matching {
            recorder: self.recorder,
            wanted: self.roles.wanted_in(kind, large),
            large,
            gate: self.gates.and_then(|gates| gates.of(kind, large)),
        }
    }
}

/// A window of a log as text, with some of what follows it.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Stretch<'t> {
    pub(in crate::engine) text: &'t [u8],
    /// Where the window lies in it.
    pub(in crate::engine) place: Place,
    /// Whether the log goes on behind the text.
    pub(in crate::engine) more: bool,
}

/// Hands the window to `use_text`, with so many bytes behind it for its last record.
pub(in crate::engine) fn with_window<R>(
    source: &Source,
    input: &Input,
    item: Item,
    (tail, mapped): (usize, bool),
    reader: &mut Reader,
    use_text: impl FnOnce(Stretch<'_>) -> R,
) -> Result<R, Error> {
    let encoding = input.encoding;
    let first = item.start <= input.mark as u64;
    let before = if first { 0 } else { encoding.unit() };
    let wanted = Item {
        start: item.start - before as u64,
        length: before + item.length + tail,
        ..item
    };
    with_bytes(source, wanted, mapped, reader, |bytes| {
        let (previous, bytes) = bytes.split_at_checked(before).unwrap_or_default();
        let (text, split) = decode(encoding, bytes, item.length);
        use_text(Stretch {
            text: &text,
            place: Place {
                split,
                first,
                at_line_start: first || encoding.is_line_end(previous),
            },
            more: wanted.start + (wanted.length as u64) < source.bytes,
        })
    })
}

/// The bytes as text, and where in it the first `own` bytes end. A character that the border cuts is left whole to the text
/// behind it.
fn decode(encoding: Encoding, bytes: &[u8], own: usize) -> (Cow<'_, [u8]>, usize) {
    let (own, _) = bytes.split_at_checked(own).unwrap_or((bytes, &[]));
    let own = encoding.whole_characters(own);
    match encoding.decode(own) {
        Cow::Borrowed(_) => (Cow::Borrowed(bytes), own.len()),
        Cow::Owned(mut text) => {
            let split = text.len();
            let rest = bytes.get(own.len()..).unwrap_or_default();
            text.extend_from_slice(&encoding.decode(rest));
            (Cow::Owned(text), split)
        }
    }
}

/// The system's own words, without the path that a note stands beside.
pub(in crate::engine) fn reason(error: &Error) -> String {
    use std::error::Error as _;
    error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(feature = "native")]
pub(in crate::engine) type Reader = crate::source::Reader;
#[cfg(not(feature = "native"))]
pub(in crate::engine) type Reader = ();

/// Hands the bytes to `use_bytes`; large pieces of files are mapped where that is allowed.
#[cfg(feature = "native")]
pub(in crate::engine) fn with_bytes<R>(
    source: &Source,
    item: Item,
    mapped: bool,
    reader: &mut Reader,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> Result<R, Error> {
    let Item { start, length, .. } = item;
    match &source.data {
        crate::source::Data::File(path) => reader.with(
            crate::source::Window {
                path,
                start,
                length,
                mapped,
            },
            use_bytes,
        ),
        crate::source::Data::Memory(_) => Ok(use_bytes(&source.read(start, length)?)),
    }
}

#[cfg(not(feature = "native"))]
pub(in crate::engine) fn with_bytes<R>(
    source: &Source,
    item: Item,
    _: bool,
    (): &mut Reader,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> Result<R, Error> {
    Ok(use_bytes(&source.read(item.start, item.length)?))
}
