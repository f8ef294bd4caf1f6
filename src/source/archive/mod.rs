//! Archives: zip, cab, tar and gzip, told by their first bytes and read into memory, archives in them as well.
//!
//! `diag.zip` with `logs.cab` in it gives sources such as `diag.zip/logs.cab/CBS.log`. Nothing is written to disk. An
//! archive that gave nothing stays a source itself, so that it is named among the inputs and not lost. `caps` holds what
//! an archive may cost, `name` what its names may do, `skip` what is not worth unpacking, and `contain` keeps a panic of a
//! decoder from ending the run. Damage costs the damaged entry and leaves a note.
//!
//! Not read: encrypted entries, zips in several parts, cabinets that go on in another one, sparse files in tar, and
//! compressions other than stored, deflate, MSZIP and LZX.

use super::{Bundle, Data, Note, Source, SourceId};

mod bytes;
mod cab;
mod caps;
mod contain;
mod gzip;
mod kind;
mod name;
mod notes;
mod skip;
mod tar;
mod zip;

pub use contain::{contain, is_contained};

use caps::{Budget, MAX_DEPTH, UNPACK_FIRST};
use kind::Kind;
use notes::Remarks;

/// One file of an archive.
#[derive(Debug)]
struct Entry {
    /// Its name as it is shown, unique in its archive.
    name: String,
    /// Its bytes, as far as they could be read.
    bytes: Vec<u8>,
    /// Whether something of it is missing or damaged.
    is_partial: bool,
}

/// What was in an archive.
#[derive(Debug, Default)]
struct Contents {
    entries: Vec<Entry>,
    remarks: Remarks,
}

/// Whether the source is an archive whose files are read.
#[cfg(feature = "native")]
pub(super) fn is_archive(source: &Source) -> bool {
    Kind::of(source).is_some()
}

/// Replaces every source that is an archive by the files in it. The order of sources decides what a cap leaves out.
pub(super) fn unpack(bundle: &mut Bundle) {
    let sources = std::mem::take(&mut bundle.sources);
    let kinds = each(&sources, Kind::of);
    let mut unpacking = Unpacking {
        budget: Budget::default(),
        bundle,
    };
    for (source, kind) in sources.into_iter().zip(kinds) {
        unpacking.add(source, kind, 0);
    }
}

/// Archives of one bundle on their way to be files.
struct Unpacking<'b> {
    budget: Budget,
    bundle: &'b mut Bundle,
}

impl Unpacking<'_> {
    /// Takes a source, or the files in it where it is an archive; `depth` archives lie around it.
    fn add(&mut self, source: Source, kind: Option<Kind>, depth: usize) {
        let Some(kind) = kind else {
            return self.bundle.sources.push(source);
        };
        if depth == MAX_DEPTH {
            self.note(
                &source,
                format!("an archive inside {MAX_DEPTH} others: {UNPACK_FIRST}"),
            );
            return self.bundle.sources.push(source);
        }
        self.budget.enter(source.bytes, depth);
        let contents = contain(|| kind.read(&source, &mut self.budget));
        let Some(Contents { entries, remarks }) = contents else {
            self.note(
                &source,
                format!("too damaged to be read; upload it again, or {UNPACK_FIRST}"),
            );
            return self.bundle.sources.push(source);
        };
        self.bundle.notes.extend(remarks.into_notes(&source.path));
        if entries.is_empty() {
            return self.bundle.sources.push(source);
        }
        for entry in entries {
            let mut inner = memory_source(&format!("{}/{}", source.path, entry.name), entry.bytes);
            inner.is_partial = source.is_partial || entry.is_partial;
            let kind = Kind::of(&inner);
            self.add(inner, kind, depth + 1);
        }
    }

    fn note(&mut self, source: &Source, text: String) {
        let path = source.path.clone();
        self.bundle.notes.push(Note { path, text });
    }
}

/// A source whose bytes are at hand, to be numbered later.
pub(super) fn memory_source(path: &str, bytes: Vec<u8>) -> Source {
    Source {
        id: SourceId(0),
        path: path.to_owned(),
        bytes: bytes.len() as u64,
        data: Data::Memory(bytes.into()),
        is_partial: false,
    }
}

/// What `work` gives for each item, in their order, on all processors. Items are handed out one by one: they differ much in
/// what they cost.
#[cfg(feature = "native")]
pub(super) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().with_max_len(1).map(work).collect()
}

#[cfg(not(feature = "native"))]
fn each<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}
