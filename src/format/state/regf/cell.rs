//! Cells and the fields in them, read within their bounds.
//!
//! A cell begins with its size in bytes, negative while it is in use. Offsets in a hive count from the end of the base block.

use std::fmt;

/// Bytes of the base block, in front of everything that offsets point at.
pub(super) const BASE_BLOCK: usize = 4096;
/// Points nowhere.
pub(super) const NOWHERE: u32 = u32::MAX;
/// Cells lie at multiples of this.
const ALIGNED: usize = 8;

/// A field that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    pub(super) field: &'static str,
    /// Offset in the file.
    pub(super) at: usize,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "damaged at byte {:#x}: {}", self.at, self.field)
    }
}

pub(super) type Read<T> = Result<T, Damage>;

/// The bytes of a hive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hive<'h> {
    bytes: &'h [u8],
}

/// What a cell holds, without its size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'h> {
    data: &'h [u8],
    /// Offset of the data in the file.
    pub(super) start: usize,
}

impl<'h> Hive<'h> {
    pub(super) const fn new(bytes: &'h [u8]) -> Self {
        Self { bytes }
    }

    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The cell at an offset that `field` gave.
    pub(super) fn cell(&self, offset: u32, field: &'static str) -> Read<Cell<'h>> {
        let at = usize::try_from(offset)
            .ok()
            .and_then(|offset| offset.checked_add(BASE_BLOCK));
        let at = at.ok_or(Damage { field, at: 0 })?;
        let damage = Damage { field, at };
        let size = self
            .bytes
            .get(at..)
            .and_then(|rest| rest.first_chunk::<4>());
        let size = i32::from_le_bytes(*size.ok_or_else(|| damage.clone())?);
        let length = size.unsigned_abs() as usize;
        let start = at + size_of::<i32>();
        let end = at.checked_add(length).ok_or_else(|| damage.clone())?;
        match self.bytes.get(start..end) {
            Some(data) if size < 0 && at.is_multiple_of(ALIGNED) => Ok(Cell { data, start }),
            _ => Err(damage),
        }
    }
}

impl<'h> Cell<'h> {
    /// The beginning of a file, for the fields in it.
    pub(super) const fn of(data: &'h [u8]) -> Self {
        Self { data, start: 0 }
    }

    /// Offset in the file just past the cell.
    pub(super) const fn end(&self) -> usize {
        self.start + self.data.len()
    }

    pub(super) const fn data(&self) -> &'h [u8] {
        self.data
    }

    pub(super) fn is(&self, signature: &[u8]) -> bool {
        self.data.starts_with(signature)
    }

    /// What is wrong where the field at an offset in the cell cannot be read.
    pub(super) const fn damage(&self, at: usize, field: &'static str) -> Damage {
        Damage {
            field,
            at: self.start.saturating_add(at),
        }
    }

    pub(super) fn bytes(&self, at: usize, length: usize, field: &'static str) -> Read<&'h [u8]> {
        let bytes = at
            .checked_add(length)
            .and_then(|end| self.data.get(at..end));
        bytes.ok_or_else(|| self.damage(at, field))
    }

    pub(super) fn u16(&self, at: usize, field: &'static str) -> Read<u16> {
        let bytes = self.data.get(at..).and_then(|rest| rest.first_chunk());
        let bytes = bytes.ok_or_else(|| self.damage(at, field))?;
        Ok(u16::from_le_bytes(*bytes))
    }

    pub(super) fn u32(&self, at: usize, field: &'static str) -> Read<u32> {
        let bytes = self.data.get(at..).and_then(|rest| rest.first_chunk());
        let bytes = bytes.ok_or_else(|| self.damage(at, field))?;
        Ok(u32::from_le_bytes(*bytes))
    }
}

/// A name: one byte a character, or UTF-16.
pub(super) fn name(bytes: &[u8], is_narrow: bool) -> String {
    if is_narrow {
        return bytes.iter().copied().map(char::from).collect();
    }
    let (units, _) = bytes.as_chunks::<2>();
    let units = units.iter().copied().map(u16::from_le_bytes);
    char::decode_utf16(units)
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
