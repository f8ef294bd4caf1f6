//! tar: POSIX and GNU forms, long names of both. Links, devices and sparse files are noted by name and never followed.
//!
//! Headers are taken one by one as they lie in the stream, long names included, so that a long name of a gigabyte costs no
//! memory. Sizes above eight gigabytes, which stand in extended headers, exceed every cap anyway.

use std::io::{self, Read};

use ::tar::{Archive, EntryType, PaxExtensions};

use super::bytes::Bytes;
use super::caps::{Budget, UNPACK_FIRST};
use super::name::Names;
use super::{Contents, Entry, skip};
use crate::source::Source;
use crate::text;

/// Where the signature is in a header.
const SIGNATURE_AT: usize = 257;
/// The longest extended header that is looked at; a name of Linux has at most 4,096 bytes.
const MAX_EXTENSION: u64 = 64 * 1024;

/// Whether a file with these first bytes is a tar.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.get(SIGNATURE_AT..)
        .is_some_and(|rest| rest.starts_with(b"ustar"))
}

/// Reads a tar that lies in a source as it is.
pub(super) fn read_source(source: &Source, budget: &mut Budget) -> Contents {
    read(Bytes::new(source), source.bytes, budget)
}

/// Reads the files of a tar that takes up `packed` bytes, compressed or not.
pub(super) fn read(stream: impl Read, packed: u64, budget: &mut Budget) -> Contents {
    let mut reading = Reading {
        packed,
        budget,
        names: Names::default(),
        long_name: None,
        contents: Contents::default(),
    };
    let mut archive = Archive::new(stream);
    if let Err(error) = reading.entries(&mut archive) {
        let read = match reading.contents.entries.len() {
            0 => "nothing could be read".to_owned(),
            1 => "one file could be read".to_owned(),
            count => format!("{count} files could be read"),
        };
        let text = format!("cut off or damaged, {read} ({error}): upload it again");
        reading.contents.remarks.archive(text);
    }
    reading.contents
}

struct Reading<'b> {
    packed: u64,
    budget: &'b mut Budget,
    names: Names,
    /// The name that an extended header gives to the next entry.
    long_name: Option<String>,
    contents: Contents,
}

impl Reading<'_> {
    fn entries<R: Read>(&mut self, archive: &mut Archive<R>) -> io::Result<()> {
        let looked_at = self.budget.entries();
        for entry in archive.entries()?.raw(true).take(looked_at) {
            let mut entry = entry?;
            match entry.header().entry_type() {
                EntryType::GNULongName => {
                    let raw = extension(&mut entry)?;
                    let name = raw.split(|byte| *byte == 0).next().unwrap_or_default();
                    self.long_name = Some(text::display(name).into_owned());
                }
                EntryType::XHeader => self.long_name = pax_path(&extension(&mut entry)?),
                EntryType::GNULongLink | EntryType::XGlobalHeader => {}
                _ => self.entry(&mut entry)?,
            }
        }
        Ok(())
    }

    fn entry<R: Read>(&mut self, entry: &mut ::tar::Entry<'_, R>) -> io::Result<()> {
        let in_header = text::display(&entry.header().path_bytes()).into_owned();
        let raw = self.long_name.take().unwrap_or(in_header);
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            return Ok(());
        }
        let name = self.names.give(&raw);
        let remarks = &mut self.contents.remarks;
        if let Some(odd) = name.odd {
            remarks.entry(&name.shown, odd);
        }
        if let Some(reason) = not_a_file(kind) {
            remarks.entry(&name.shown, reason);
        } else if skip::by_name(&name.shown) {
            remarks.binary(&name.shown);
        } else if let Err(reason) = self.budget.admit(self.packed, entry.size()) {
            remarks.entry(&name.shown, reason);
        } else {
            return self.file(name.shown, entry);
        }
        Ok(())
    }

    fn file<R: Read>(&mut self, name: String, entry: &mut ::tar::Entry<'_, R>) -> io::Result<()> {
        let size = entry.size();
        let mut bytes = Vec::new();
        let end = entry.take(size).read_to_end(&mut bytes);
        let cut = bytes.len() as u64 != size;
        if skip::by_content(&bytes) {
            self.contents.remarks.binary(&name);
        } else {
            if cut {
                let text = format!("cut off after {} bytes", bytes.len());
                self.contents.remarks.entry(&name, text);
            }
            self.contents.entries.push(Entry {
                name,
                bytes,
                is_partial: cut,
            });
        }
        match end {
            Ok(_) if cut => Err(io::ErrorKind::UnexpectedEof.into()),
            end => end.map(|_| ()),
        }
    }
}

/// The bytes of an extended header, which stand for a name.
fn extension(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(MAX_EXTENSION).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn pax_path(bytes: &[u8]) -> Option<String> {
    let fields = PaxExtensions::new(bytes).filter_map(Result::ok);
    let path = fields.filter(|field| field.key_bytes() == b"path").last()?;
    Some(text::display(path.value_bytes()).into_owned())
}

fn not_a_file(kind: EntryType) -> Option<String> {
    match kind {
        EntryType::Regular | EntryType::Continuous => None,
        EntryType::Symlink | EntryType::Link => Some("a link, not followed".to_owned()),
        EntryType::Char | EntryType::Block | EntryType::Fifo => {
            Some("a device, not read".to_owned())
        }
        EntryType::GNUSparse => Some(format!("a sparse file, not read: {UNPACK_FIRST}")),
        _ => Some("neither file nor folder, not read".to_owned()),
    }
}
