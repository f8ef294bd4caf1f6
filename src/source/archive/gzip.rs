//! gzip: one file, or a tar. `CBS.log.gz` gives `CBS.log.gz/CBS.log`, `logs.tar.gz` what is in the tar.
//!
//! A file may have several members behind each other (RFC 1952, section 2.2), which are one text. The name inside the
//! header is not used: it is often that of a temporary file. What follows the last member and is none itself is noted.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;

use super::bytes::Bytes;
use super::caps::{self, Budget, UNPACK_FIRST};
use super::name::Names;
use super::{Contents, Entry, tar};
use crate::source::Source;

/// Enough to recognise a tar.
const HEAD: usize = 512;

/// Reads the file, or the files of the tar in it.
pub(super) fn read(source: &Source, budget: &mut Budget) -> Contents {
    let mut decoder = MultiGzDecoder::new(Bytes::new(source)).take(caps::ratio_limit(source.bytes));
    let mut head = Vec::new();
    let start = (&mut decoder).take(HEAD as u64).read_to_end(&mut head);
    if start.is_ok() && tar::is_tar(&head) {
        return tar::read(head.chain(decoder), source.bytes, budget);
    }
    let limit = budget.limit(source.bytes);
    let rest = start.and_then(|_| (&mut decoder).take(limit).read_to_end(&mut head));
    lone_file(source, head, rest, budget)
}

fn lone_file(
    source: &Source,
    bytes: Vec<u8>,
    end: io::Result<usize>,
    budget: &mut Budget,
) -> Contents {
    let mut contents = Contents::default();
    let name = Names::default().give(inner_name(source.name())).shown;
    let length = bytes.len() as u64;
    let problem = match end {
        Err(error) => Some(format!(
            "cut off or damaged after {length} bytes ({error}): upload it again"
        )),
        Ok(_) if length >= budget.limit(source.bytes) => Some(format!(
            "only the first {} MiB were read: {UNPACK_FIRST}",
            length >> 20
        )),
        Ok(_) => None,
    };
    let is_partial = problem.is_some();
    if let Some(problem) = problem {
        contents.remarks.entry(&name, problem);
    }
    if bytes.is_empty() {
        contents.remarks.archive("nothing in it could be read");
        return contents;
    }
    let entry = Entry {
        name,
        bytes,
        is_partial,
    };
    budget.charge(&entry);
    contents.entries.push(entry);
    contents
}

/// The archive's name without its ending.
fn inner_name(archive: &str) -> &str {
    let ending = archive
        .len()
        .checked_sub(3)
        .and_then(|at| archive.split_at_checked(at));
    match ending {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(".gz") && !stem.is_empty() => stem,
        _ => archive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_goes_and_nothing_else() {
        let names = ["CBS.log.gz", "CBS.log.GZ", "CBS.log", ".gz", "ü.gz"].map(inner_name);
        assert_eq!(names, ["CBS.log", "CBS.log", "CBS.log", ".gz", "ü"]);
    }
}
