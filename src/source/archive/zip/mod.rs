//! zip: stored and deflated entries, ZIP64, with junk before and after. Entries are unpacked on all processors at once; the
//! order is that of the archive's directory, which stands at its end.
//!
//! `directory` reads what the archive lists, `data` unpacks one entry. An archive without a directory is one whose upload
//! was cut off: `local` reads what is there from front to back. What the directory states is not believed but held
//! against: an entry may give no more bytes than it says, and its checksum is compared. Source: APPNOTE 6.3.10.
//!
//! The reader is our own because those at hand want a whole archive, keep one of two entries of a name, and unpack one
//! entry after the other; what support is sent is cut off, has doubles, and is large.
//!
//! Not read: Deflate64, which Explorer uses for files above two gigabytes, and newer compressions.

use super::bytes::Bytes;
use super::caps::{Budget, UNPACK_FIRST};
use super::name::Names;
use super::{Contents, Entry, contain, each, skip};
use crate::source::Source;

mod data;
mod directory;
mod local;

use data::{Method, Unpacked};
use directory::{Directory, Listed};

/// Bytes of small entries that one processor unpacks before it takes others.
const RUN: u64 = 4 << 20;

/// Reads the files of a zip.
pub(super) fn read(source: &Source, budget: &mut Budget) -> Contents {
    let mut contents = Contents::default();
    let Some(directory) = Directory::read(source, budget.entries()) else {
        return local::read(source, budget);
    };
    if directory.is_one_of_several {
        let text = format!("one part of a zip in several parts: join them, or {UNPACK_FIRST}");
        contents.remarks.archive(text);
        return contents;
    }
    let mut names = directory.entries.iter().map(|entry| &entry.name);
    if names.any(|name| skip::is_part_of_document(name)) {
        contents
            .remarks
            .archive("a document or a program's package, not unpacked");
        return contents;
    }
    if directory.missing > 0 {
        let missing = directory.missing;
        let text = format!("{missing} more files in it are not read: {UNPACK_FIRST}");
        contents.remarks.archive(text);
    }
    let wanted = plan(directory.entries, budget, &mut contents);
    unpack(source, wanted, &mut contents);
    contents
}

/// An entry that is to be unpacked, and the name it is shown under.
struct Wanted {
    name: String,
    entry: Listed,
}

/// Decides entry by entry, in the order of the directory, what is unpacked.
fn plan(listed: Vec<Listed>, budget: &mut Budget, contents: &mut Contents) -> Vec<Wanted> {
    let mut names = Names::default();
    let mut wanted = Vec::new();
    for entry in listed {
        if entry.is_folder() {
            continue;
        }
        let name = names.give(&entry.name);
        if let Some(odd) = name.odd {
            contents.remarks.entry(&name.shown, odd);
        }
        if skip::by_name(&name.shown) {
            contents.remarks.binary(&name.shown);
        } else if let Err(reason) = readable(&entry, budget) {
            contents.remarks.entry(&name.shown, reason);
        } else {
            let name = name.shown;
            wanted.push(Wanted { name, entry });
        }
    }
    wanted
}

/// Whether the entry can be unpacked and may be; if so it is taken out of the budget.
fn readable(entry: &Listed, budget: &mut Budget) -> Result<(), String> {
    if entry.is_link {
        return Err("a link, not followed".to_owned());
    }
    if entry.is_encrypted {
        return Err(encrypted());
    }
    if let Method::Other(number) = entry.method {
        return Err(data::not_read(number));
    }
    budget.admit(entry.packed, entry.size)
}

fn encrypted() -> String {
    format!("encrypted: {UNPACK_FIRST}; it takes the password")
}

fn unpack(source: &Source, wanted: Vec<Wanted>, contents: &mut Contents) {
    let unpacked = unpack_all(source, &wanted);
    for (Wanted { name, .. }, Unpacked { bytes, problem, .. }) in wanted.into_iter().zip(unpacked) {
        if skip::by_content(&bytes) {
            contents.remarks.binary(&name);
            continue;
        }
        let is_partial = problem.is_some();
        let is_lost = bytes.is_empty() && is_partial;
        if let Some(problem) = problem {
            contents.remarks.entry(&name, problem);
        }
        if !is_lost {
            contents.entries.push(Entry {
                name,
                bytes,
                is_partial,
            });
        }
    }
}

/// What each entry gives, in their order.
fn unpack_all(source: &Source, wanted: &[Wanted]) -> Vec<Unpacked> {
    let unpacked = each(&runs(wanted), |run| {
        let mut bytes = Bytes::new(source);
        let run = run.iter().map(|it| unpack_one(&it.entry, &mut bytes));
        run.collect::<Vec<_>>()
    });
    unpacked.into_iter().flatten().collect()
}

/// Entries that are unpacked one behind the other: small ones, which share a window of the archive's bytes. A large one
/// ends its run, so that it holds nobody up.
fn runs(wanted: &[Wanted]) -> Vec<&[Wanted]> {
    let mut size = 0;
    let runs = wanted.chunk_by(|this, _| {
        size += this.entry.size;
        let goes_on = size < RUN;
        if !goes_on {
            size = 0;
        }
        goes_on
    });
    runs.collect()
}

fn unpack_one(entry: &Listed, bytes: &mut Bytes<'_>) -> Unpacked {
    contain(|| entry.unpack(bytes)).unwrap_or_else(|| Unpacked::failed("damaged"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many entries of those sizes each run has.
    fn check(sizes: &[u64], expected: &[usize]) {
        let wanted: Vec<_> = sizes
            .iter()
            .map(|size| Wanted {
                name: String::new(),
                entry: Listed::of_size(*size),
            })
            .collect();
        let lengths: Vec<_> = runs(&wanted).iter().map(|run| run.len()).collect();
        assert_eq!(lengths, expected, "{sizes:?}");
    }

    #[test]
    fn a_large_entry_ends_the_run_it_is_in() {
        check(&[], &[]);
        check(&[1, 2, 3], &[3]);
        check(&[RUN, RUN, 1, 1], &[1, 1, 2]);
        check(&[1, 1, 50 * RUN, 1], &[3, 1]);
    }
}
