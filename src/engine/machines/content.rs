//! Which computer a source says it is of, from a bounded look at its beginning and its end.

use crate::engine::facts::{Observed, Trust};
use crate::engine::scan::input::{Form, Input};
use crate::format::{self, Blocks, Framing, HEAD_BYTES, LogFormat, Nothing, Piece, TraceMessages};
use crate::record::{Fact, Kind, Record};
use crate::source::Source;

/// Bytes of a binary log that are read at its beginning and once more at its end.
const BLOCK: usize = 256 * 1024;
/// Into how many pieces a binary log is cut to find its last one.
const PIECES: u64 = 64;

/// Whether the first lines could be of a log that names a computer: most logs do not, and are left at that.
pub(super) fn could_name(source: &Source) -> bool {
    const LINES: usize = 4 * 1024;
    let Ok(head) = source.read(0, LINES) else {
        return false;
    };
    match Input::identify(source, &head).form {
        Form::Log(format) => match format.framing() {
            Framing::Whole | Framing::Blocks(_) => true,
            Framing::Lines(_) | Framing::Elements { .. } => format.kind() == Kind::EventLog,
        },
        _ => false,
    }
}

/// The computer's name, and how far it can be relied on.
pub(super) fn named_in(source: &Source) -> Option<(Trust, String)> {
    let head = source.read(0, HEAD_BYTES).ok()?;
    let input = Input::identify(source, &head);
    let Form::Log(format) = input.form else {
        return None;
    };
    if let Framing::Blocks(blocks) = format.framing() {
        return in_blocks(source, blocks);
    }
    let text = |bytes: &[u8]| input.encoding.decode(bytes).into_owned();
    let beginning = text(head.get(input.mark..)?);
    match format.framing() {
        Framing::Whole => in_whole(source, format, &beginning),
        _ if format.kind() != Kind::EventLog => None,
        _ => {
            let end = end(source, head.len() as u64)?;
            let name = newest([&beginning, &text(&end)], format)?;
            Some((Trust::Log, name))
        }
    }
}

/// The last bytes of a log of which the first ones, up to `known`, were read.
fn end(source: &Source, known: u64) -> Option<Vec<u8>> {
    if source.bytes <= known {
        return Some(Vec::new());
    }
    let rest = source.bytes.saturating_sub(HEAD_BYTES as u64).max(known);
    // Characters of two bytes begin at even offsets.
    let end = source.read(rest & !1, HEAD_BYTES).ok()?;
    Some(end.into_owned())
}

/// The computer of the newest event.
fn newest(texts: [&Vec<u8>; 2], format: &dyn LogFormat) -> Option<String> {
    let named = texts.into_iter().flat_map(|text| {
        let records = format::records(format, text).records.into_iter();
        records.filter_map(|found| computer(&found.record))
    });
    let newest = named.max_by(|one, other| one.0.cmp(&other.0));
    newest.map(|(_, name)| name)
}

fn computer(record: &Record<'_>) -> Option<(Option<i64>, String)> {
    let name = &record.event.as_ref()?.computer;
    let time = record.stamp.map(|stamp| stamp.nanos);
    (!name.is_empty()).then(|| (time, name.to_string()))
}

/// What registry exports and commands tell, or a list of events.
fn in_whole(source: &Source, format: &dyn LogFormat, text: &[u8]) -> Option<(Trust, String)> {
    let parsed = format.parse_whole(text);
    let mut observed = Observed::default();
    for found in &parsed.records {
        observed.record(source.id, &found.record);
    }
    for fact in &parsed.facts {
        observed.tell(source.id, fact);
    }
    let newest = parsed.records.iter();
    let newest = newest.filter_map(|found| computer(&found.record));
    if let Some((_, name)) = newest.max_by(|one, other| one.0.cmp(&other.0)) {
        observed.computer(source.id, &name);
    }
    observed.named()
}

/// What the last of the blocks tells, or the first.
fn in_blocks(source: &Source, blocks: &dyn Blocks) -> Option<(Trust, String)> {
    let read = |at: u64, length: usize| {
        let bytes = source.read(at, length);
        bytes.map(std::borrow::Cow::into_owned).unwrap_or_default()
    };
    let step = (source.bytes / PIECES).max(HEAD_BYTES as u64);
    let last = blocks.cuts(source.bytes, step, &mut |at, length| read(at, length));
    let head = read(0, BLOCK);
    let starts = last.last().copied().into_iter().chain([0]);
    let mut named = starts.map(|start| {
        let bytes = read(start, BLOCK);
        let piece = Piece {
            name: source.name(),
            head: &head,
            start,
            bytes: &bytes,
            last: start + bytes.len() as u64 >= source.bytes,
            messages: &TraceMessages::default(),
        };
        let facts = blocks.read(piece, &mut Nothing).facts;
        let mut observed = Observed::default();
        let computers = facts
            .iter()
            .filter(|fact| matches!(fact, Fact::Computer(_)));
        computers.for_each(|fact| observed.tell(source.id, fact));
        observed.named()
    });
    named.find_map(|name| name)
}
