//! All inputs of one machine: what lies under the given paths, in a stable order, and how to get at its bytes.
//!
//! A [`Bundle`] lists its [`Source`]s sorted by display path, so that the order of arguments and of the file system cannot
//! show in a result. Identical files are listed once. A source gives windows of its bytes on demand; nothing is kept in
//! memory but what was handed over as bytes.

use std::borrow::Cow;
use std::sync::Arc;

use crate::error::Error;
use crate::record::SourceId;

/// How a source's bytes become text, and text a person can read.
pub use crate::text::{Encoding, display};

mod archive;
mod manifest;
#[cfg(feature = "native")]
mod map;
#[cfg(feature = "native")]
mod same;
#[cfg(feature = "native")]
mod walk;
pub use archive::{contain, is_contained};
pub use manifest::computer_in_name;
#[cfg(feature = "native")]
pub use map::{Reader, Window};
#[cfg(feature = "native")]
pub use walk::{expand_variables, one_machine, open_paths, open_unsettled, this_machine};

/// Something the reader of a report should know about an input: skipped, damaged, cut.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The display path of the input it concerns.
    pub path: String,
    /// What happened and what to do about it.
    pub text: String,
}

/// One input: a log, a registry export, a command's output.
#[derive(Debug, Clone)]
pub struct Source {
    /// Number in the bundle.
    pub id: SourceId,
    /// Path as given, with `/`; what reports show.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Where the bytes are.
    pub data: Data,
    /// Whether a part of it is missing or damaged, so that nothing is proven by what it does not say.
    pub is_partial: bool,
}

/// Where a source's bytes are.
#[derive(Debug, Clone)]
pub enum Data {
    /// Handed over as bytes: standard input, a test, a page in a browser.
    Memory(Arc<Vec<u8>>),
    /// A file on disk, read on demand.
    #[cfg(feature = "native")]
    File(std::path::PathBuf),
}

#[cfg(feature = "native")]
impl Data {
    /// Whether both are the same file on disk.
    fn is_same_file(&self, other: &Self) -> bool {
        matches!((self, other), (Self::File(one), Self::File(two)) if one == two)
    }
}

impl Source {
    /// The file name, without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The bytes from `start`, at most `length` of them; fewer at the end of the source. A plain read, for small amounts.
    pub fn read(&self, start: u64, length: usize) -> Result<Cow<'_, [u8]>, Error> {
        match &self.data {
            Data::Memory(bytes) => {
                let start = usize::try_from(start)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                let end = start.saturating_add(length).min(bytes.len());
                Ok(Cow::Borrowed(bytes.get(start..end).unwrap_or_default()))
            }
            #[cfg(feature = "native")]
            Data::File(path) => map::read_at(path, start, length).map(Cow::Owned),
        }
    }
}

/// All inputs of one machine, in a stable order.
#[derive(Debug, Clone, Default)]
pub struct Bundle {
    /// The inputs, sorted by path; a source's id is its index.
    pub sources: Vec<Source>,
    /// What was skipped, and why.
    pub notes: Vec<Note>,
}

impl Bundle {
    /// A bundle of named byte slices; archives among them are opened.
    pub fn from_memory<'a>(files: impl IntoIterator<Item = (&'a str, Vec<u8>)>) -> Self {
        let sources = files
            .into_iter()
            .map(|(path, bytes)| archive::memory_source(&path.replace('\\', "/"), bytes))
            .collect();
        let mut bundle = Self {
            sources,
            notes: Vec::new(),
        };
        bundle.open();
        bundle.renumber();
        bundle
    }

    /// Puts the files of archives in the archives' place, takes collectors' inventories out, and sorts by path.
    fn open(&mut self) {
        self.sources.sort_by(|a, b| a.path.cmp(&b.path));
        archive::unpack(self);
        manifest::take(self);
        self.sources.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Gives every source its index as id.
    fn renumber(&mut self) {
        for (index, source) in self.sources.iter_mut().enumerate() {
            source.id = SourceId(u32::try_from(index).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_numbered_by_path_whatever_the_order_given() {
        let bundle = Bundle::from_memory([("b\\x.log", b"2".to_vec()), ("a.log", b"1".to_vec())]);
        let listed: Vec<_> = bundle
            .sources
            .iter()
            .map(|source| (source.id.0, source.path.as_str()))
            .collect();
        assert_eq!(listed, [(0, "a.log"), (1, "b/x.log")]);
    }

    #[test]
    fn reading_past_the_end_gives_what_there_is() {
        let bundle = Bundle::from_memory([("a.log", b"0123".to_vec())]);
        let source = &bundle.sources[0];
        assert_eq!(source.read(2, 10).unwrap().as_ref(), b"23");
        assert_eq!(source.read(9, 10).unwrap().as_ref(), b"");
    }
}
