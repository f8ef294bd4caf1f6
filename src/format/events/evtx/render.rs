//! Records of a chunk as the XML that Windows shows, read as any event in XML.
//!
//! The evtx crate goes through a chunk from its first record on. In a copy of the chunk the header says where the wanted
//! records end, and the binary XML of the others begins with its end mark, so that nothing is made of them. Their templates
//! stay in place, because later records use them.

use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::chunk::{Entry, RECORD_HEADER};
use crate::format::events::event_element;
use crate::record::Record;
use crate::source::contain;

/// Longest XML of a record. What 64 KiB can say in XML is a fraction of it.
const MAX_XML: usize = 1 << 20;
/// Longest XML of all records of a chunk. Each has the text of its template again, a real one a few KB.
const MAX_CHUNK_XML: usize = 1 << 24;

/// The wanted ones of a chunk's records. Those that cannot be rendered are left out.
pub(super) fn render(
    chunk: &[u8],
    entries: &[Entry],
    wanted: &[Entry],
) -> Vec<(Entry, Record<'static>)> {
    let mut rendered = Vec::with_capacity(wanted.len());
    if !wanted.is_empty() {
        // The crate is written not to panic, but damaged bytes are many: what was rendered until then stays.
        let copy = without_others(chunk, entries, wanted);
        contain(|| render_into(copy, wanted, &mut rendered));
    }
    rendered
}

fn render_into(
    chunk: Vec<u8>,
    wanted: &[Entry],
    rendered: &mut Vec<(Entry, Record<'static>)>,
) -> Option<()> {
    let mut data = EvtxChunkData::new(chunk, false).ok()?;
    let end = u32::try_from(wanted.last()?.end).ok()?;
    data.header.first_event_record_id = 0;
    data.header.last_event_record_id = u64::MAX;
    data.header.free_space_offset = end;
    data.header.last_event_record_data_offset = end;
    let mut left = MAX_CHUNK_XML;
    let settings = ParserSettings::new().indent(false);
    let mut chunk = data.parse(Arc::new(settings)).ok()?;
    for record in chunk.iter().flatten() {
        let at = usize::try_from(record.binxml_offset).ok()?;
        let found = wanted.binary_search_by_key(&at, |entry| entry.at + RECORD_HEADER);
        let Some(entry) = found.ok().and_then(|place| wanted.get(place)) else {
            continue;
        };
        let xml = record.into_xml_bytes().ok();
        left = left.checked_sub(xml.as_ref().map_or(0, |xml| xml.data.len()))?;
        let xml = xml.filter(|xml| xml.data.len() <= MAX_XML);
        if let Some(record) = xml.and_then(|xml| Some(event_element::read(&xml.data)?.into_owned()))
        {
            rendered.push((*entry, record));
        }
    }
    Some(())
}

/// The chunk with an end mark where the binary XML of a record begins that is not wanted.
fn without_others(chunk: &[u8], entries: &[Entry], wanted: &[Entry]) -> Vec<u8> {
    const END_MARK: u8 = 0;
    let mut copy = chunk.to_vec();
    let is_wanted = |at| wanted.binary_search_by_key(&at, |entry| entry.at).is_ok();
    for entry in entries.iter().filter(|entry| !is_wanted(entry.at)) {
        if let Some(first) = copy.get_mut(entry.at + RECORD_HEADER) {
            *first = END_MARK;
        }
    }
    copy
}
