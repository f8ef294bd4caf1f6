//! Values and their data.

use super::cell::{Cell, Hive, Read, name};
use crate::format::state::registry::typed;
use crate::record::RegistryData;

/// The name has one byte a character.
const NARROW: u16 = 1;
/// The value was deleted in a layer of a container.
const TOMBSTONE: u16 = 2;
/// Data of at most four bytes stands where its offset would be.
const INLINE: u32 = 1 << 31;
/// Longer data is cut into segments of this size; the first of them is read.
const SEGMENT: usize = 16_344;

/// A value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// Empty for the default value.
    pub(super) name: String,
    pub(super) data: RegistryData,
    /// Its bounds in the file.
    pub(super) bounds: (usize, usize),
}

/// The value at an offset; nothing where it is the mark of a deleted one.
pub(super) fn read(hive: &Hive<'_>, offset: u32) -> Read<Option<Value>> {
    let cell = hive.cell(offset, "value")?;
    if !cell.is(b"vk") {
        return Err(cell.damage(0, "signature of a value"));
    }
    let flags = cell.u16(16, "flags of a value")?;
    if flags & TOMBSTONE != 0 {
        return Ok(None);
    }
    let length = cell.u16(2, "length of a value's name")?;
    let bytes = cell.bytes(20, length.into(), "name of a value")?;
    let kind = cell.u32(12, "type of a value")?;
    Ok(Some(Value {
        name: name(bytes, flags & NARROW != 0),
        data: typed(kind, data(hive, &cell)?.to_vec()),
        bounds: (cell.start, cell.end()),
    }))
}

fn data<'h>(hive: &Hive<'h>, value: &Cell<'h>) -> Read<&'h [u8]> {
    const FIELD: &str = "data of a value";
    const SIZE: usize = 4;
    const OFFSET: usize = 8;
    let size = value.u32(SIZE, "size of a value's data")?;
    let length = (size & !INLINE) as usize;
    if size & INLINE != 0 {
        return match length {
            0..=4 => value.bytes(OFFSET, length, FIELD),
            _ => Err(value.damage(SIZE, "size of a value's data")),
        };
    }
    if length == 0 {
        return Ok(&[]);
    }
    let cell = hive.cell(value.u32(OFFSET, "data offset")?, FIELD)?;
    if length <= SEGMENT {
        return cell.bytes(0, length, FIELD);
    }
    if !cell.is(b"db") {
        return cell.bytes(0, SEGMENT, FIELD);
    }
    let segments = hive.cell(cell.u32(4, "list of segments")?, "list of segments")?;
    let first = segments.u32(0, "first segment")?;
    hive.cell(first, "first segment")?
        .bytes(0, SEGMENT, "first segment")
}
