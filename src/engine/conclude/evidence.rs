//! The lines that prove something, read again from their source and shown as a person would quote them.
//!
//! Hits carry no text, so that a log in which every line matches stays cheap. The few records a report quotes are read
//! again by offset. A file that changed meanwhile gives other text or none; it never gives an error.

use crate::engine::quote::{message_of, of_event};
use crate::engine::scan::hit::Matched;
use crate::engine::scan::hit::SourceScan;
use crate::engine::scan::input::Form;
use crate::format::LogFormat;
use crate::report::Evidence;
use crate::source;
use crate::source::Bundle;
use crate::source::Encoding;
use crate::time::LocalOffset;

/// Longest text quoted, in bytes.
const MAX_TEXT: usize = 1024;
/// A record is read again up to here.
const MAX_READ: u32 = 16 * 1024;

/// The record as evidence.
pub(in crate::engine) fn evidence(
    bundle: &Bundle,
    scans: &[SourceScan],
    record: &Matched,
    offset: &LocalOffset,
) -> Evidence {
    evidence_by(bundle, scans, record, offset, quote)
}

/// The record as evidence, its text made from its bytes by `say`; a record whose text was kept gives that.
pub(in crate::engine) fn evidence_by(
    bundle: &Bundle,
    scans: &[SourceScan],
    record: &Matched,
    offset: &LocalOffset,
    say: fn(&dyn LogFormat, &[u8]) -> String,
) -> Evidence {
    let index = record.source.0 as usize;
    let path = bundle
        .sources
        .get(index)
        .map(|source| source.path.clone())
        .unwrap_or_default();
    let scan = scans.get(index);
    let quoted = match &record.text {
        Some(text) => text.to_string(),
        None => scan
            .and_then(|scan| read_again(bundle, scan, record, say))
            .unwrap_or_default(),
    };
    let number = scan.map(|scan| scan.scanned.line_of(record));
    let is_text = scan.is_some_and(|scan| scan.input.encoding != Encoding::Binary);
    Evidence {
        path,
        line: number.filter(|_| is_text && record.record_id.is_none()),
        record: record.record_id.or(number.filter(|_| !is_text)),
        offset: record.text.is_none().then_some(record.offset),
        time: record.stamp.map(|stamp| offset.show(stamp)),
        text: cut(&quoted).to_owned(),
        before: Vec::new(),
        after: Vec::new(),
    }
}

/// As much of a text as is quoted.
pub(in crate::engine) fn cut(text: &str) -> &str {
    let end = text.floor_char_boundary(MAX_TEXT);
    text.get(..end).unwrap_or_default()
}

fn read_again(
    bundle: &Bundle,
    scan: &SourceScan,
    record: &Matched,
    say: fn(&dyn LogFormat, &[u8]) -> String,
) -> Option<String> {
    let source = bundle.sources.get(record.source.0 as usize)?;
    let Form::Log(format) = scan.input.form else {
        return None;
    };
    let length = record.length.min(MAX_READ) as usize;
    let bytes = source.read(record.offset, length).ok()?;
    let decoded = scan.input.encoding.decode(&bytes);
    Some(say(format, &decoded))
}

/// A line of a log as it stands; an event as its provider, id and data.
fn quote(format: &dyn LogFormat, raw: &[u8]) -> String {
    match format.parse(raw).filter(|record| record.event.is_some()) {
        Some(record) => of_event(&record),
        None => source::display(raw).trim().replace("\r\n", "\n"),
    }
}

/// A record's component and message, for a reader who has its time and place; an event as [`quote`] has it.
pub(in crate::engine) fn message(format: &dyn LogFormat, raw: &[u8]) -> String {
    match format.parse(raw).filter(|record| record.event.is_none()) {
        Some(record) => message_of(&record),
        None => quote(format, raw),
    }
}
