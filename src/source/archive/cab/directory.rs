//! What a cabinet lists: its header `MSCF`, its folders, its files. \[MS-CAB\] section 2.
//!
//! Names are UTF-8 where a flag says so, else in the code page of the machine that wrote them.

use nom::bytes::complete::{tag, take, take_till};
use nom::multi::count;
use nom::number::complete::{le_u8, le_u16, le_u32};
use nom::sequence::terminated;
use nom::{IResult, Parser};

use crate::source::Source;
use crate::text;

/// The header with everything that may follow it, four names of 255 characters and the reserved bytes.
const LONGEST_HEADER: usize = 36 + 4 + 0xFFFF + 4 * 256;
/// A folder's entry with its reserved bytes.
const LONGEST_FOLDER: usize = 8 + 0xFF;
/// A file's entry with its name.
const LONGEST_FILE: usize = 16 + 257;

/// Flags of the header: a cabinet before this one, one after it, reserved bytes.
const PREVIOUS: u16 = 1;
const NEXT: u16 = 2;
const RESERVED: u16 = 4;

/// The list of a cabinet.
#[derive(Debug, Default)]
pub(super) struct Directory {
    pub(super) folders: Vec<Folder>,
    pub(super) files: Vec<File>,
    /// Reserved bytes in the head of every block.
    pub(super) block_reserve: u8,
    /// Whether the list of files ends before its end.
    pub(super) is_cut: bool,
}

/// A stream of blocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folder {
    /// Offset of the first block.
    pub(super) start: u32,
    pub(super) blocks: u16,
    /// Kind of compression in the low four bits, the size of the LZX window in bits 8 to 12.
    pub(super) compression: u16,
}

/// A file and where it is in its folder.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) size: u32,
    start: u32,
    /// Index of the folder; from `0xFFFD` on, the file is in other cabinets as well.
    pub(super) folder: u16,
}

impl File {
    /// Offset just past its last byte in the decoded folder.
    pub(super) fn end(&self) -> u64 {
        u64::from(self.start) + u64::from(self.size)
    }

    /// The bytes it takes to get at it where the folder is decoded up to `reached`: its own, and those in front of it.
    pub(super) fn cost(&self, reached: u64) -> u64 {
        u64::from(self.start).saturating_sub(reached) + u64::from(self.size)
    }

    /// Its bytes in the decoded folder, as far as that goes.
    pub(super) fn of<'b>(&self, decoded: &'b [u8]) -> &'b [u8] {
        let length = decoded.len();
        let start = usize::try_from(self.start).map_or(length, |start| start.min(length));
        let end = usize::try_from(self.end()).map_or(length, |end| end.min(length));
        decoded.get(start..end).unwrap_or_default()
    }

    /// Whether one of the ranges of the folder has bytes of this file.
    pub(super) fn touches(&self, ranges: &[std::ops::Range<u64>]) -> bool {
        let mut ranges = ranges.iter();
        ranges.any(|range| range.start < self.end() && u64::from(self.start) < range.end)
    }
}

/// The header's numbers.
struct Header {
    files_at: u32,
    folders: u16,
    files: u16,
    folder_reserve: u8,
    block_reserve: u8,
}

impl Directory {
    /// The list, with at most so many files; `None` where even its beginning cannot be read.
    pub(super) fn read(source: &Source, most: usize) -> Option<Self> {
        let length = LONGEST_HEADER + usize::from(u16::MAX) * LONGEST_FOLDER;
        let head = source.read(0, length).ok()?;
        let (rest, header) = header(&head).ok()?;
        let mut one = terminated(folder, take(header.folder_reserve));
        let (_, folders) = count(|input| one.parse(input), usize::from(header.folders))
            .parse(rest)
            .ok()?;
        let wanted = usize::from(header.files).min(most);
        let list = source
            .read(u64::from(header.files_at), wanted * LONGEST_FILE)
            .ok()?;
        let files = files(&list, wanted);
        Some(Self {
            folders,
            is_cut: files.len() < usize::from(header.files),
            files,
            block_reserve: header.block_reserve,
        })
    }
}

fn header(input: &[u8]) -> IResult<&[u8], Header> {
    let (input, _) = (tag(&b"MSCF"[..]), take(12usize)).parse(input)?;
    let (input, files_at) = le_u32(input)?;
    let (input, _) = take(6usize).parse(input)?;
    let (input, (folders, files, flags)) = (le_u16, le_u16, le_u16).parse(input)?;
    let (input, _) = take(4usize).parse(input)?;
    let (mut input, (folder_reserve, block_reserve)) = reserves(flags, input)?;
    for flag in [PREVIOUS, NEXT] {
        if flags & flag != 0 {
            // The neighbour's file name and the label of its disk.
            (input, _) = (zero_ended, zero_ended).parse(input)?;
        }
    }
    let header = Header {
        files_at,
        folders,
        files,
        folder_reserve,
        block_reserve,
    };
    Ok((input, header))
}

/// The sizes of the reserved bytes of a folder and of a block; those of the header are passed over.
fn reserves(flags: u16, input: &[u8]) -> IResult<&[u8], (u8, u8)> {
    if flags & RESERVED == 0 {
        return Ok((input, (0, 0)));
    }
    let (input, (of_header, of_folder, of_block)) = (le_u16, le_u8, le_u8).parse(input)?;
    let (input, _) = take(of_header).parse(input)?;
    Ok((input, (of_folder, of_block)))
}

fn folder(input: &[u8]) -> IResult<&[u8], Folder> {
    let (input, (start, blocks, compression)) = (le_u32, le_u16, le_u16).parse(input)?;
    let folder = Folder {
        start,
        blocks,
        compression,
    };
    Ok((input, folder))
}

/// The files up to the first that is cut off.
fn files(mut input: &[u8], most: usize) -> Vec<File> {
    let mut files = Vec::new();
    while files.len() < most
        && let Ok((rest, file)) = file(input)
    {
        files.push(file);
        input = rest;
    }
    files
}

fn file(input: &[u8]) -> IResult<&[u8], File> {
    const NAME_IS_UTF: u16 = 0x80;
    let (input, (size, start, folder)) = (le_u32, le_u32, le_u16).parse(input)?;
    let (input, (_, _, attributes)) = (le_u16, le_u16, le_u16).parse(input)?;
    let (input, name) = zero_ended(input)?;
    let name = if attributes & NAME_IS_UTF == 0 {
        text::display(name).into_owned()
    } else {
        String::from_utf8_lossy(name).into_owned()
    };
    let file = File {
        name,
        size,
        start,
        folder,
    };
    Ok((input, file))
}

fn zero_ended(input: &[u8]) -> IResult<&[u8], &[u8]> {
    terminated(take_till(|byte| byte == 0), tag(&b"\0"[..])).parse(input)
}
