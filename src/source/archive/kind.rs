//! Which kind of archive a source is, by its first bytes: `PK\x03\x04` for zip, `MSCF` for cab, `\x1F\x8B` for gzip, and
//! `ustar` behind the first name for tar. The name decides nothing but two doubtful things: a zip with something in front
//! of it must be called `.zip`, and a zip that is called `.docx` is left alone.

use super::caps::Budget;
use super::{Contents, cab, gzip, skip, tar, zip};
use crate::source::Source;

/// Enough for every signature.
const HEAD: usize = 512;
/// How much may stand in front of a zip: the stub of a program that unpacks itself, the head of an upload.
const JUNK: usize = 128 * 1024;

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Cab,
    Gzip,
    Tar,
}

impl Kind {
    /// The kind of an archive whose files are read; `None` for every other source.
    pub(super) fn of(source: &Source) -> Option<Self> {
        let head = source.read(0, HEAD).ok()?;
        match by_signature(&head) {
            Some(Self::Zip) if skip::is_document(source.name()) => None,
            None if has_junk_before(source) => Some(Self::Zip),
            kind => kind,
        }
    }

    /// The files in the archive, as far as the budget goes.
    pub(super) fn read(self, source: &Source, budget: &mut Budget) -> Contents {
        match self {
            Self::Zip => zip::read(source, budget),
            Self::Cab => cab::read(source, budget),
            Self::Gzip => gzip::read(source, budget),
            Self::Tar => tar::read_source(source, budget),
        }
    }
}

fn by_signature(head: &[u8]) -> Option<Kind> {
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        [b'M', b'S', b'C', b'F', 0, ..] => Some(Kind::Cab),
        [0x1F, 0x8B, 8, ..] => Some(Kind::Gzip),
        _ => tar::is_tar(head).then_some(Kind::Tar),
    }
}

fn has_junk_before(source: &Source) -> bool {
    skip::has_ending(source.name(), &["zip"])
        && source
            .read(0, JUNK)
            .is_ok_and(|head| memchr::memmem::find(&head, b"PK\x03\x04").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::archive::memory_source;

    fn check(name: &str, bytes: &[u8], expected: Option<Kind>) {
        let source = memory_source(name, bytes.to_vec());
        assert_eq!(Kind::of(&source), expected, "{name}");
    }

    #[test]
    fn content_decides_and_the_name_does_not() {
        check("x.log", b"PK\x03\x04....", Some(Kind::Zip));
        check("x.log", b"MSCF\0\0\0\0", Some(Kind::Cab));
        check("x", b"\x1F\x8B\x08\0", Some(Kind::Gzip));
        check("a.zip", b"2024-05-14 text", None);
        check("a.cab", b"MSCFtext", None);
        check("", b"", None);
    }

    #[test]
    fn a_document_is_left_alone_and_a_zip_behind_junk_is_found() {
        check("Report.docx", b"PK\x03\x04....", None);
        check("a.zip", b"junk PK\x03\x04....", Some(Kind::Zip));
        check("a.log", b"junk PK\x03\x04....", None);
    }
}
