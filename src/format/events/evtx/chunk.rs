//! Where the records of a chunk lie, with their numbers and times.
//!
//! `**\0\0`, size, number, time as FILETIME, binary XML, size again. Records follow each other from the chunk's header up to
//! where its free space begins. That offset can be older than the records, so a record behind it counts where its number
//! goes on; others there are left over from an earlier use of the chunk. Behind a damaged record the next whole one is
//! searched for.

use memchr::memmem;

use super::cursor::Cursor;

/// How a chunk begins.
const MAGIC: &[u8] = b"ElfChnk\0";
/// Bytes of a chunk's header.
const HEADER: usize = 512;
/// How a record begins.
const RECORD: &[u8] = b"**\0\0";
/// Bytes of a record before its binary XML.
pub(super) const RECORD_HEADER: usize = 24;
/// Bytes of the size that ends a record.
const TRAILER: usize = 4;

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Offset of its first byte in the chunk.
    pub(super) at: usize,
    /// Offset just past its last byte.
    pub(super) end: usize,
    /// Its number in the log.
    pub(super) number: u64,
    /// When it was written, as FILETIME.
    pub(super) written: u64,
}

/// What a walk through a chunk found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Walked {
    /// The records in order.
    pub(super) entries: Vec<Entry>,
    /// How many places held no record where one should be.
    pub(super) bad: u64,
}

/// The records of a chunk; `None` where no chunk begins.
pub(super) fn walk(bytes: &[u8]) -> Option<Walked> {
    const FREE_SPACE: usize = 48;
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    let told = Cursor::new(bytes, FREE_SPACE).size();
    let free = told.filter(|free| (HEADER..=bytes.len()).contains(free));
    let free = free.unwrap_or(bytes.len());
    let mut walked = Walked::default();
    let mut at = HEADER;
    while at < bytes.len() {
        let found = entry(bytes, at).filter(|found| at < free || walked.goes_on(found));
        at = match found {
            Some(found) => {
                walked.entries.push(found);
                found.end
            }
            None if at >= free => break,
            None => {
                let next = next_whole(bytes, at + 1, free);
                let is_blank = bytes.get(at..at + RECORD.len()) == Some(&[0; 4]);
                walked.bad += u64::from(next.is_some() || !is_blank);
                next.unwrap_or(bytes.len())
            }
        };
    }
    Some(walked)
}

impl Walked {
    fn goes_on(&self, next: &Entry) -> bool {
        let last = self.entries.last();
        last.is_some_and(|last| last.number.checked_add(1) == Some(next.number))
    }
}

/// The record that begins at an offset.
fn entry(bytes: &[u8], at: usize) -> Option<Entry> {
    let mut cursor = Cursor::new(bytes, at);
    let is_record = cursor.take(RECORD.len())? == RECORD;
    let size = cursor
        .size()
        .filter(|size| *size >= RECORD_HEADER + TRAILER)?;
    let (number, written) = (cursor.u64()?, cursor.u64()?);
    let end = at.checked_add(size).filter(|end| *end <= bytes.len())?;
    is_record.then_some(Entry {
        at,
        end,
        number,
        written,
    })
}

/// Offset of the next record that ends, before the free space, with its size as it should.
fn next_whole(bytes: &[u8], from: usize, free: usize) -> Option<usize> {
    let rest = bytes.get(from..free)?;
    memmem::find_iter(rest, RECORD)
        .map(|found| from + found)
        .find(|at| {
            entry(bytes, *at).is_some_and(|entry| {
                let trailer = Cursor::new(bytes, entry.end - TRAILER).size();
                entry.end <= free && trailer == Some(entry.end - entry.at)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(numbers: &[u64], free: usize) -> Vec<u8> {
        let mut bytes = vec![0; HEADER];
        bytes[..8].copy_from_slice(MAGIC);
        for number in numbers {
            bytes.extend(RECORD);
            bytes.extend(32_u32.to_le_bytes());
            bytes.extend(number.to_le_bytes());
            bytes.extend([0; 12]);
            bytes.extend(32_u32.to_le_bytes());
        }
        bytes[48..52].copy_from_slice(&u32::try_from(free).unwrap().to_le_bytes());
        bytes.resize(1024, 0);
        bytes
    }

    fn check(bytes: &[u8], numbers: &[u64], bad: u64) {
        let walked = walk(bytes).unwrap();
        let got: Vec<_> = walked.entries.iter().map(|entry| entry.number).collect();
        assert_eq!((got.as_slice(), walked.bad), (numbers, bad));
    }

    #[test]
    fn records_follow_each_other_up_to_the_free_space() {
        check(&chunk(&[1, 2, 3], HEADER + 96), &[1, 2, 3], 0);
        check(&chunk(&[], HEADER), &[], 0);
        assert_eq!(walk(&[0; 1024]), None);
    }

    #[test]
    fn numbers_that_go_on_are_newer_than_the_header_and_others_are_left_over() {
        check(&chunk(&[7, 8, 9], HEADER + 64), &[7, 8, 9], 0);
        check(&chunk(&[7, 8, 3, 4], HEADER + 64), &[7, 8], 0);
        check(&chunk(&[5, 6], HEADER), &[], 0);
    }

    #[test]
    fn a_free_space_that_cannot_be_is_not_believed() {
        check(&chunk(&[1, 2], 0), &[1, 2], 0);
        check(&chunk(&[1, 2], usize::from(u16::MAX)), &[1, 2], 0);
    }

    #[test]
    fn a_damaged_record_costs_itself_alone() {
        let mut bytes = chunk(&[1, 2, 3], HEADER + 96);
        bytes[HEADER + 32] = b'X';
        check(&bytes, &[1, 3], 1);
        bytes[HEADER + 64] = b'X';
        check(&bytes, &[1], 1);
    }

    #[test]
    fn sizes_that_lead_nowhere_do_not_hang() {
        for size in [0_u32, 27, 33, 4096, u32::MAX] {
            let mut bytes = chunk(&[1, 2, 3], HEADER + 96);
            bytes[HEADER + 4..HEADER + 8].copy_from_slice(&size.to_le_bytes());
            assert!(walk(&bytes).unwrap().entries.len() <= 3);
        }
    }
}
