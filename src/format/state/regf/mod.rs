//! Registry hives as they lie on disk: `SOFTWARE`, `SYSTEM`, `NTUSER.DAT`, `reg save` files. Read-only.
//!
//! ```text
//! regf ...            base block of 4096 bytes: sequence numbers, where the root key is
//! hbin ...            bins of cells: keys (nk), lists of subkeys (lf lh li ri), values (vk), data (db or plain)
//! ```
//!
//! The layout is as Maxim Suhanov documented it (github.com/msuhanov/regf). No crate with a licence that fits reads it, and
//! what is needed is small. Keys and values become the records that a registry export gives. A hive holds hundreds of
//! thousands of them, so each is shown to the rules as text first; besides those asked for, the few that tell of the machine
//! are taken.
//!
//! Not read: the hive's logs of transactions (`.LOG1`), in which the newest changes stand where its two sequence numbers
//! differ; of large data more than its beginning; access rights; deleted keys; what holds secrets (SAM, SECURITY).

use crate::format::{Blocks, Framing, Head, LogFormat, Piece, Sink, Sniffed, Told};
use crate::record::{FormatId, Kind};

mod base;
mod cell;
mod entries;
mod key;
mod mount;
mod value;
mod walk;

use base::Base;
use cell::Hive;

/// Component of the records, which tells them from those of an export: a hive lacks the keys that Windows keeps in memory.
pub const HIVE: &str = "hive";

/// A registry hive.
#[derive(Debug)]
pub(in crate::format) struct RegistryHive;

impl LogFormat for RegistryHive {
    fn id(&self) -> FormatId {
        FormatId("registry-hive")
    }

    fn kind(&self) -> Kind {
        Kind::Registry
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        Base::read(head.text).ok().map(|_| Sniffed {
            score: 100,
            why: "begins with the base block of a registry hive".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Blocks(&RegistryHive)
    }
}

impl Blocks for RegistryHive {
    /// Keys point at each other across the whole file.
    fn cuts(&self, _: u64, _: u64, _: &mut dyn FnMut(u64, usize) -> Vec<u8>) -> Vec<u64> {
        Vec::new()
    }

    fn read(&self, piece: Piece<'_>, sink: &mut dyn Sink) -> Told {
        let mut told = Told::default();
        match Base::read(piece.bytes) {
            Ok(base) => read(&base, piece, sink, &mut told),
            Err(damage) => told.damaged(&damage),
        }
        told
    }
}

fn read(base: &Base, piece: Piece<'_>, sink: &mut dyn Sink, told: &mut Told) {
    let hive = Hive::new(piece.bytes);
    let root = match key::read(&hive, base.root) {
        Ok(root) => root,
        Err(damage) => return told.damaged(&damage),
    };
    if piece.bytes.len() < base.end() {
        told.notes.push("the hive is cut off".to_owned());
    }
    if base.is_dirty() {
        told.notes.push(
            "its newest changes were not written to it yet and stand in its .LOG files, which are not read".to_owned(),
        );
    }
    let Some(mount) = mount::find(&hive, &root, base, piece.name) else {
        told.notes
            .push("a hive of secrets, in which nothing is about updates: not read".to_owned());
        return;
    };
    let is_whole = told.notes.is_empty();
    told.notes.extend(mount.note.clone());
    let mut entries = entries::Entries::new(sink);
    walk::walk(&hive, root, &mount, &mut entries, told);
    told.records = entries.finish(is_whole && mount.is_complete() && told.bad == 0);
}

impl Told {
    /// Counts a piece that could not be read and says of the first ones what it was.
    fn damaged(&mut self, damage: &cell::Damage) {
        /// So many are told one by one.
        const TOLD: u64 = 3;
        self.bad += 1;
        if self.bad <= TOLD {
            self.notes.push(damage.to_string());
        }
    }
}

#[cfg(test)]
mod build;
#[cfg(test)]
mod tests;
