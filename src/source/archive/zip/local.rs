//! A zip without its directory, as an upload that was cut off leaves one: entries are read one behind the other by the
//! header that stands in front of each.
//!
//! `PK\x03\x04`, then version, flags, method, time, date, checksum, sizes, lengths, name, extra field, and the bytes of the
//! entry. Where a program did not know the sizes in advance (flag 3), deflate itself tells where the entry ends; a stored
//! entry of that sort cannot be read. Source: APPNOTE 6.3.10, section 4.3.7.

use std::io::BufRead as _;

use nom::bytes::complete::{tag, take};
use nom::number::complete::{le_u16, le_u32};
use nom::{IResult, Parser};

use super::super::bytes::Bytes;
use super::super::caps::Budget;
use super::super::name::Names;
use super::super::{Contents, Entry, contain, skip};
use super::data::{self, Method, Stated, Unpacked};
use super::{directory, encrypted};
use crate::source::Source;
use crate::text;

const SIGNATURE: &[u8] = b"PK\x03\x04";
/// Header, name and extra field at their longest.
const LONGEST_HEADER: usize = 30 + 2 * 0xFFFF;

/// Reads what stands in front of the cut.
pub(super) fn read(source: &Source, budget: &mut Budget) -> Contents {
    let mut reading = Reading {
        source,
        budget,
        names: Names::default(),
        contents: Contents::default(),
    };
    let (mut position, most) = (0, reading.budget.entries());
    for _ in 0..most {
        let Some(header) = next_header(source, position) else {
            break;
        };
        position = reading.entry(&header);
    }
    let mut contents = reading.contents;
    let text = match contents.entries.len() {
        0 => "the archive is cut off: upload it again".to_owned(),
        1 => "the archive is cut off, one file could be read: upload it again".to_owned(),
        count => format!("the archive is cut off, {count} files could be read: upload it again"),
    };
    contents.remarks.archive(text);
    contents
}

/// The head of an entry.
#[derive(Debug)]
struct Header {
    name: String,
    method: Method,
    is_encrypted: bool,
    stated: Stated,
    /// Where the bytes of the entry begin.
    data: u64,
}

struct Reading<'b> {
    source: &'b Source,
    budget: &'b mut Budget,
    names: Names,
    contents: Contents,
}

impl Reading<'_> {
    /// Reads one entry; gives where to look for the next one.
    fn entry(&mut self, header: &Header) -> u64 {
        let stated = header.stated.packed.unwrap_or_default();
        let behind = header.data.saturating_add(stated);
        if header.name.ends_with(['/', '\\']) {
            return behind;
        }
        let name = self.names.give(&header.name);
        let remarks = &mut self.contents.remarks;
        if let Some(odd) = name.odd {
            remarks.entry(&name.shown, odd);
        }
        match header.method {
            _ if header.is_encrypted => remarks.entry(&name.shown, encrypted()),
            _ if skip::by_name(&name.shown) => remarks.binary(&name.shown),
            Method::Stored if header.stated.packed.is_none() => {
                remarks.entry(
                    &name.shown,
                    "its size is not known without the archive's end",
                );
            }
            Method::Other(number) => remarks.entry(&name.shown, data::not_read(number)),
            _ => {
                let unpacked = self.unpack(header);
                let used = header.data.saturating_add(unpacked.packed);
                self.keep(name.shown, unpacked);
                return header.stated.packed.map_or(used, |_| behind);
            }
        }
        behind
    }

    fn unpack(&self, header: &Header) -> Unpacked {
        let limit = self
            .budget
            .limit(header.stated.packed.unwrap_or(self.source.bytes));
        let stream = Bytes::from(self.source, header.data);
        let unpacked = contain(|| data::unpack(stream, header.method, header.stated, limit));
        unpacked.unwrap_or_else(|| Unpacked::failed("damaged"))
    }

    fn keep(&mut self, name: String, unpacked: Unpacked) {
        let Unpacked { bytes, problem, .. } = unpacked;
        if skip::by_content(&bytes) {
            return self.contents.remarks.binary(&name);
        }
        let is_partial = problem.is_some();
        let is_lost = bytes.is_empty() && is_partial;
        if let Some(problem) = problem {
            self.contents.remarks.entry(&name, problem);
        }
        if !is_lost {
            let entry = Entry {
                name,
                bytes,
                is_partial,
            };
            self.budget.charge(&entry);
            self.contents.entries.push(entry);
        }
    }
}

/// The next header at or behind `position`.
fn next_header(source: &Source, mut position: u64) -> Option<Header> {
    loop {
        position = find_signature(source, position)?;
        let bytes = source.read(position, LONGEST_HEADER).ok()?;
        if let Ok((rest, mut header)) = header(&bytes) {
            header.data = position + (bytes.len() - rest.len()) as u64;
            return Some(header);
        }
        position += 1;
    }
}

fn find_signature(source: &Source, position: u64) -> Option<u64> {
    let mut bytes = Bytes::from(source, position);
    loop {
        let start = bytes.position();
        let window = bytes.fill_buf().ok()?;
        if let Some(at) = memchr::memmem::find(window, SIGNATURE) {
            return Some(start + at as u64);
        }
        // The signature may lie across the border of two windows.
        let step = window.len().checked_sub(SIGNATURE.len() - 1);
        bytes = Bytes::from(source, start + step.filter(|step| *step > 0)? as u64);
    }
}

fn header(input: &[u8]) -> IResult<&[u8], Header> {
    const STREAMED: u16 = 8;
    let (input, _) = (tag(SIGNATURE), le_u16).parse(input)?;
    let (input, (flags, method, _)) = (le_u16, le_u16, le_u32).parse(input)?;
    let (input, (checksum, packed, size)) = (le_u32, le_u32, le_u32).parse(input)?;
    let (input, (name, extra)) = (le_u16, le_u16).parse(input)?;
    let (input, (name, extra)) = (take(name), take(extra)).parse(input)?;
    let mut wide = directory::zip_64(extra);
    let mut widened = |narrow: u32| match narrow {
        u32::MAX => wide.next(),
        narrow => Some(u64::from(narrow)),
    };
    let (size, packed) = (widened(size), widened(packed));
    let is_known = flags & STREAMED == 0 || packed.is_some_and(|packed| packed > 0);
    let header = Header {
        name: text::display(name).into_owned(),
        method: method.into(),
        is_encrypted: flags & 1 != 0,
        stated: Stated {
            packed: packed.filter(|_| is_known),
            size: size.filter(|_| is_known),
            checksum: is_known.then_some(checksum),
        },
        data: 0,
    };
    Ok((input, header))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::archive::memory_source;

    #[test]
    fn a_header_is_found_behind_junk_and_across_windows() {
        let mut bytes = vec![b'P'; 128 * 1024 - 2];
        bytes.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0");
        bytes.extend_from_slice(&[0; 16]);
        bytes.extend_from_slice(b"\x05\0\0\0a.log");
        let source = memory_source("a.zip", bytes);
        let header = next_header(&source, 0).unwrap();
        assert_eq!((header.name.as_str(), header.data), ("a.log", source.bytes));
        assert!(next_header(&source, header.data).is_none());
    }
}
