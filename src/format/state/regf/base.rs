//! The base block: what the file is, whether it was written to its end, where the root key lies.

use super::cell::{BASE_BLOCK, Cell, Damage, Read, name};

/// The fields that matter.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// Grows when a write begins.
    primary: u32,
    /// Grows when it is done.
    secondary: u32,
    /// Offset of the root key.
    pub(super) root: u32,
    /// Bytes behind the base block.
    size: u32,
    /// End of the path that the hive was loaded from, such as `emRoot\System32\Config\SOFTWARE`.
    pub(super) file_name: String,
}

impl Base {
    /// The base block at the beginning of a file. A hive's log of transactions has one too; it is no hive.
    pub(super) fn read(bytes: &[u8]) -> Read<Self> {
        let block = bytes.get(..BASE_BLOCK).ok_or(Damage {
            field: "base block",
            at: bytes.len(),
        })?;
        let block = Cell::of(block);
        if !block.is(b"regf") {
            return Err(block.damage(0, "signature of a hive"));
        }
        if block.u32(28, "file type")? != 0 {
            return Err(block.damage(28, "file type of a hive"));
        }
        let file_name = name(block.bytes(48, 64, "file name")?, false);
        Ok(Self {
            primary: block.u32(4, "primary sequence number")?,
            secondary: block.u32(8, "secondary sequence number")?,
            root: block.u32(36, "root cell offset")?,
            size: block.u32(40, "hive bins data size")?,
            file_name: file_name.split('\0').next().unwrap_or_default().to_owned(),
        })
    }

    /// Whether a write was begun and not done.
    pub(super) const fn is_dirty(&self) -> bool {
        self.primary != self.secondary
    }

    /// Offset in the file just past its last bin.
    pub(super) fn end(&self) -> usize {
        BASE_BLOCK.saturating_add(self.size as usize)
    }
}
