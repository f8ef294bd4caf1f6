//! Keys and the lists of what is in them.

use std::collections::BTreeSet;

use super::cell::{Cell, Damage, Hive, NOWHERE, Read, name};

/// The name has one byte a character.
const NARROW: u16 = 0x20;
/// The number of values is something else.
const PREDEFINED: u16 = 0x40;

/// A key, its name aside still in cells.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) name: String,
    /// Its bounds in the file.
    pub(super) bounds: (usize, usize),
    subkeys: u32,
    values: (u32, u32),
}

/// The key at an offset.
pub(super) fn read(hive: &Hive<'_>, offset: u32) -> Read<Key> {
    let cell = hive.cell(offset, "key")?;
    if !cell.is(b"nk") {
        return Err(cell.damage(0, "signature of a key"));
    }
    let flags = cell.u16(2, "flags of a key")?;
    let length = cell.u16(72, "length of a key's name")?;
    let bytes = cell.bytes(76, length.into(), "name of a key")?;
    let count = cell.u32(36, "number of values")?;
    let has_values = flags & PREDEFINED == 0;
    Ok(Key {
        name: name(bytes, flags & NARROW != 0),
        bounds: (cell.start, cell.end()),
        subkeys: cell.u32(28, "subkeys list offset")?,
        values: (
            if has_values { count } else { 0 },
            cell.u32(40, "values list offset")?,
        ),
    })
}

/// Lists that were read already. Keys do not share a list; a damaged hive in which they do would take for ever.
#[derive(Debug, Default)]
pub(super) struct Lists(BTreeSet<u32>);

impl Lists {
    /// Offsets of the subkeys, in their order, and what could not be read of them.
    pub(super) fn subkeys(&mut self, hive: &Hive<'_>, key: &Key) -> (Vec<u32>, Vec<Damage>) {
        let (mut subkeys, mut damaged) = (Vec::new(), Vec::new());
        if key.subkeys != NOWHERE
            && let Err(damage) = self.collect(hive, key.subkeys, true, &mut subkeys, &mut damaged)
        {
            damaged.push(damage);
        }
        (subkeys, damaged)
    }

    /// A list of keys, or one of such lists where there may be one.
    fn collect(
        &mut self,
        hive: &Hive<'_>,
        offset: u32,
        is_outer: bool,
        subkeys: &mut Vec<u32>,
        damaged: &mut Vec<Damage>,
    ) -> Read<()> {
        let cell = self.list(hive, offset, "subkeys list")?;
        let width = match cell.data().get(..2) {
            Some(b"lf" | b"lh") => 8,
            Some(b"li") => 4,
            Some(b"ri") if is_outer => 4,
            _ => return Err(cell.damage(0, "signature of a subkeys list")),
        };
        let count = usize::from(cell.u16(2, "number of subkeys")?);
        let items = cell
            .bytes(4, count * width, "subkeys list")?
            .chunks_exact(width);
        let offsets = items.filter_map(|item| item.first_chunk());
        let offsets = offsets.map(|bytes| u32::from_le_bytes(*bytes));
        if !cell.is(b"ri") {
            subkeys.extend(offsets);
            return Ok(());
        }
        for offset in offsets {
            if let Err(damage) = self.collect(hive, offset, false, subkeys, damaged) {
                damaged.push(damage);
            }
        }
        Ok(())
    }

    /// Offsets of the key's values.
    pub(super) fn values(&mut self, hive: &Hive<'_>, key: &Key) -> Read<Vec<u32>> {
        let (count, offset) = key.values;
        if count == 0 {
            return Ok(Vec::new());
        }
        let cell = self.list(hive, offset, "values list")?;
        let length = (count as usize).saturating_mul(4);
        let (items, _) = cell.bytes(0, length, "values list")?.as_chunks::<4>();
        Ok(items.iter().map(|item| u32::from_le_bytes(*item)).collect())
    }

    fn list<'h>(&mut self, hive: &Hive<'h>, offset: u32, field: &'static str) -> Read<Cell<'h>> {
        let cell = hive.cell(offset, field)?;
        if self.0.insert(offset) {
            Ok(cell)
        } else {
            Err(cell.damage(0, "list that two keys share"))
        }
    }
}
