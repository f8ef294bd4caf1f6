//! What a zip lists at its end: `PK\x05\x06` tells where the directory is, `PK\x01\x02` begins each of its entries.
//!
//! With junk in front of the archive all offsets are too small by its length; the directory still ends where its end record
//! begins, which tells the length. Numbers that do not fit stand in ZIP64 records. Two entries of one name are two entries.
//! APPNOTE 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3. Names are UTF-8, or else taken to be in the Western code page.

use std::io::{BufRead as _, Read as _, Seek as _, SeekFrom};

use nom::bytes::complete::{tag, take};
use nom::number::complete::{le_u16, le_u32, le_u64};
use nom::{IResult, Parser};

use super::super::bytes::Bytes;
use super::data::{self, Method, Stated, Unpacked};
use crate::source::Source;
use crate::text;

const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const END_64_LOCATOR: &[u8] = b"PK\x06\x07";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// The end record with the longest comment, and as much junk behind it as comment.
const TAIL: usize = 2 * 0xFFFF + 22;
/// Bytes of ZIP64's locator, which stands in front of the end record.
const LOCATOR: usize = 20;
/// Bytes of ZIP64's end record as far as it is read.
const RECORD_64: usize = 56;
/// The longest directory that is read; fifty thousand names take a tenth of it.
const LONGEST: usize = 64 << 20;

/// The directory of an archive.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) entries: Vec<Listed>,
    /// Entries that are listed and were not taken, because they are too many or damaged.
    pub(super) missing: u64,
    pub(super) is_one_of_several: bool,
}

/// An entry as the directory lists it.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) packed: u64,
    pub(super) size: u64,
    pub(super) is_encrypted: bool,
    pub(super) is_link: bool,
    checksum: u32,
    /// Offset of the entry's own header.
    header: u64,
}

/// What the end record says.
#[derive(Debug, Clone, Copy)]
struct End {
    disk: u32,
    entries: u64,
    size: u64,
    offset: u64,
    /// Where the end record itself is.
    position: u64,
}

impl Directory {
    /// The directory with at most so many entries; `None` where there is none.
    pub(super) fn read(source: &Source, most: usize) -> Option<Self> {
        let end = End::find(source)?;
        let abutting = end.position.checked_sub(end.size);
        let begins = |position: u64| {
            let found = source.read(position, ENTRY.len());
            found.is_ok_and(|found| found.as_ref() == ENTRY)
        };
        let is_one_of_several = end.disk != 0;
        let start = match abutting.filter(|start| begins(*start)) {
            Some(start) => start,
            None if begins(end.offset) => end.offset,
            None if is_one_of_several || end.entries == 0 => end.position,
            None => return None,
        };
        let length = usize::try_from(end.position.checked_sub(start)?).ok()?;
        let bytes = source.read(start, length.min(LONGEST)).ok()?;
        let entries = entries(&bytes, start.wrapping_sub(end.offset), most);
        Some(Self {
            missing: end.entries.saturating_sub(entries.len() as u64),
            entries,
            is_one_of_several,
        })
    }
}

impl End {
    /// The last end record whose own length fits.
    fn find(source: &Source) -> Option<Self> {
        let start = source.bytes.saturating_sub(TAIL as u64);
        let tail = source.read(start, TAIL).ok()?;
        let at = memchr::memmem::rfind(&tail, END)?;
        let (_, mut end) = end(tail.get(at..)?).ok()?;
        end.position = start + at as u64;
        let locator = at.checked_sub(LOCATOR).and_then(|at| tail.get(at..));
        let wide = locator.and_then(|locator| end.wide(source, locator));
        Some(wide.unwrap_or(end))
    }

    /// The same from ZIP64's record.
    fn wide(self, source: &Source, locator: &[u8]) -> Option<Self> {
        let (_, stated) = end_64_locator(locator).ok()?;
        // Without junk it is where the locator says, with junk in front of the locator.
        let abutting = self.position.checked_sub((LOCATOR + RECORD_64) as u64)?;
        [stated, abutting].into_iter().find_map(|position| {
            let record = source.read(position, RECORD_64).ok()?;
            let (_, end) = end_64(&record).ok()?;
            Some(Self { position, ..end })
        })
    }
}

impl Listed {
    /// An entry of which only the size matters.
    #[cfg(test)]
    pub(super) fn of_size(size: u64) -> Self {
        Self {
            name: String::new(),
            method: Method::Stored,
            packed: size,
            size,
            is_encrypted: false,
            is_link: false,
            checksum: 0,
            header: 0,
        }
    }

    pub(super) fn is_folder(&self) -> bool {
        self.name.ends_with(['/', '\\']) || self.name.is_empty() && self.size == 0
    }

    /// The entry's bytes as far as they can be read.
    pub(super) fn unpack(&self, bytes: &mut Bytes<'_>) -> Unpacked {
        let Some(()) = self.go_to_data(bytes) else {
            return Unpacked::failed("nothing of it is where the directory says");
        };
        let stated = Stated {
            packed: Some(self.packed),
            size: Some(self.size),
            checksum: Some(self.checksum),
        };
        data::unpack(bytes.by_ref(), self.method, stated, u64::MAX)
    }

    /// Goes past the entry's own header, whose name and extra field may be longer than those in the directory.
    fn go_to_data(&self, bytes: &mut Bytes<'_>) -> Option<()> {
        bytes.seek(SeekFrom::Start(self.header)).ok()?;
        let mut header = [0; 30];
        bytes.read_exact(&mut header).ok()?;
        let (_, (name, extra)) = local_lengths(&header).ok()?;
        let length = i64::from(name) + i64::from(extra);
        bytes.seek(SeekFrom::Current(length)).ok()?;
        bytes.fill_buf().ok().map(|_| ())
    }
}

/// The entries up to the first that is cut off, their offsets moved by the junk in front.
fn entries(mut input: &[u8], junk: u64, most: usize) -> Vec<Listed> {
    let mut entries = Vec::new();
    while entries.len() < most
        && let Ok((rest, mut listed)) = entry(input)
    {
        listed.header = listed.header.wrapping_add(junk);
        entries.push(listed);
        input = rest;
    }
    entries
}

fn entry(input: &[u8]) -> IResult<&[u8], Listed> {
    const UNIX: u16 = 3;
    const LINK: u32 = 0o120_000;
    const KIND: u32 = 0o170_000;
    let (input, (_, made_by, _)) = (tag(ENTRY), le_u16, le_u16).parse(input)?;
    let (input, (flags, method, _)) = (le_u16, le_u16, le_u32).parse(input)?;
    let (input, (checksum, packed, size)) = (le_u32, le_u32, le_u32).parse(input)?;
    let (input, (name, extra, comment)) = (le_u16, le_u16, le_u16).parse(input)?;
    let (input, (_, _, attributes, header)) = (le_u16, le_u16, le_u32, le_u32).parse(input)?;
    let (input, (name, extra, _)) = (take(name), take(extra), take(comment)).parse(input)?;
    let mut wide = zip_64(extra);
    let mut widened = |narrow: u32| match narrow {
        u32::MAX => wide.next().unwrap_or(u64::from(narrow)),
        narrow => u64::from(narrow),
    };
    let size = widened(size);
    let packed = widened(packed);
    let listed = Listed {
        name: text::display(name).into_owned(),
        method: method.into(),
        packed,
        size,
        is_encrypted: flags & 1 != 0,
        is_link: made_by >> 8 == UNIX && attributes >> 16 & KIND == LINK,
        checksum,
        header: widened(header),
    };
    Ok((input, listed))
}

/// The numbers of the ZIP64 extra field, in the order of those that did not fit.
pub(super) fn zip_64(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    const ID: u16 = 1;
    let mut numbers = &[][..];
    while let Ok((rest, (id, length))) = header_of_field(extra) {
        let (field, rest) = rest
            .split_at_checked(usize::from(length))
            .unwrap_or((rest, &[]));
        if id == ID {
            numbers = field;
        }
        extra = rest;
    }
    let numbers = numbers.chunks_exact(8);
    numbers.map(|number| number.try_into().map_or(0, u64::from_le_bytes))
}

fn header_of_field(input: &[u8]) -> IResult<&[u8], (u16, u16)> {
    (le_u16, le_u16).parse(input)
}

fn local_lengths(input: &[u8]) -> IResult<&[u8], (u16, u16)> {
    let (input, _) = (tag(LOCAL), take(22usize)).parse(input)?;
    (le_u16, le_u16).parse(input)
}

fn end(input: &[u8]) -> IResult<&[u8], End> {
    let (input, (_, disk, _, _)) = (tag(END), le_u16, le_u16, le_u16).parse(input)?;
    let (input, (entries, size, offset)) = (le_u16, le_u32, le_u32).parse(input)?;
    let end = End {
        // All ones refer to ZIP64's record.
        disk: if disk == u16::MAX { 0 } else { u32::from(disk) },
        entries: u64::from(entries),
        size: u64::from(size),
        offset: u64::from(offset),
        position: 0,
    };
    Ok((input, end))
}

fn end_64_locator(input: &[u8]) -> IResult<&[u8], u64> {
    let (input, _) = (tag(END_64_LOCATOR), le_u32).parse(input)?;
    le_u64(input)
}

fn end_64(input: &[u8]) -> IResult<&[u8], End> {
    let (input, _) = (tag(END_64), take(12usize)).parse(input)?;
    let (input, (disk, _, _)) = (le_u32, le_u32, le_u64).parse(input)?;
    let (input, (entries, size, offset)) = (le_u64, le_u64, le_u64).parse(input)?;
    let end = End {
        disk,
        entries,
        size,
        offset,
        position: 0,
    };
    Ok((input, end))
}
