//! The bytes of one entry: stored or deflated, with the checksum over what comes out.

use std::io::{BufRead, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::super::caps::UNPACK_FIRST;

/// Reserved at once for an entry; more is reserved as it comes.
const RESERVED: u64 = 64 << 20;

/// How an entry is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    Deflated,
    /// Any other, by its number.
    Other(u16),
}

impl From<u16> for Method {
    fn from(number: u16) -> Self {
        match number {
            0 => Self::Stored,
            8 => Self::Deflated,
            other => Self::Other(other),
        }
    }
}

/// Methods that are not read. APPNOTE 6.3.10, section 4.4.5.
const OTHERS: [(u16, &str); 6] = [
    (1, "Shrink"),
    (9, "Deflate64"),
    (12, "bzip2"),
    (14, "LZMA"),
    (93, "Zstandard"),
    (95, "xz"),
];

/// What to say of an entry that is packed in another way.
pub(super) fn not_read(method: u16) -> String {
    let known = OTHERS.iter().find(|(number, _)| *number == method);
    let name = known.map_or_else(
        || format!("method {method}"),
        |(_, name)| (*name).to_owned(),
    );
    format!("compressed with {name}, which is not read: {UNPACK_FIRST}")
}

/// What is stated of an entry, where it is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated {
    pub(super) packed: Option<u64>,
    pub(super) size: Option<u64>,
    pub(super) checksum: Option<u32>,
}

/// The bytes of an entry as far as they could be read.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    /// How many bytes it takes up in the archive.
    pub(super) packed: u64,
    /// What is wrong with it.
    pub(super) problem: Option<String>,
}

impl Unpacked {
    pub(super) fn failed(problem: &str) -> Self {
        Self {
            problem: Some(format!("{problem}: upload it again")),
            ..Self::default()
        }
    }
}

/// Unpacks the entry that begins at the reader's position, at most `limit` bytes of it.
pub(super) fn unpack(stream: impl BufRead, method: Method, stated: Stated, limit: u64) -> Unpacked {
    // One byte more than is stated shows that the size is wrong.
    let most = stated
        .size
        .map_or(limit, |size| limit.min(size.saturating_add(1)));
    let mut bytes = Vec::new();
    let reserved = stated.size.unwrap_or_default().min(most).min(RESERVED);
    bytes.reserve_exact(usize::try_from(reserved).unwrap_or_default());
    let mut stream = stream.take(stated.packed.unwrap_or(u64::MAX));
    let (end, packed) = match method {
        Method::Deflated => {
            let mut decoder = DeflateDecoder::new(stream);
            let end = (&mut decoder).take(most).read_to_end(&mut bytes);
            (end, decoder.total_in())
        }
        Method::Stored | Method::Other(_) => {
            let end = (&mut stream).take(most).read_to_end(&mut bytes);
            (end, bytes.len() as u64)
        }
    };
    let problem = match end {
        Err(error) => Some(format!(
            "cut off or damaged after {} bytes ({error}): upload it again",
            bytes.len()
        )),
        Ok(_) => mismatch(&mut bytes, stated),
    };
    Unpacked {
        bytes,
        packed,
        problem,
    }
}

/// What is wrong with an entry that was read to its end.
fn mismatch(bytes: &mut Vec<u8>, stated: Stated) -> Option<String> {
    let length = bytes.len() as u64;
    if let Some(size) = stated.size.filter(|size| *size != length) {
        if length > size {
            bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
            return Some(format!(
                "it has more than the {size} bytes it states; the rest was not read"
            ));
        }
        return Some(format!(
            "cut off after {length} of {size} bytes: upload it again"
        ));
    }
    let mut checksum = Crc::new();
    checksum.update(bytes);
    (stated.checksum? != checksum.sum())
        .then(|| "its checksum is wrong: some of it may be damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(packed: Option<u64>, size: Option<u64>, checksum: Option<u32>, expected: &str) {
        let stated = Stated {
            packed,
            size,
            checksum,
        };
        let got = unpack(&b"0123456789"[..], Method::Stored, stated, 100);
        let text = String::from_utf8(got.bytes).unwrap();
        let problem = got.problem.unwrap_or_default();
        assert_eq!(
            format!("{text}; {problem}").trim_end_matches("; "),
            expected
        );
    }

    #[test]
    fn another_method_is_named() {
        let texts = [9, 77].map(not_read);
        assert_eq!(
            texts,
            [
                "compressed with Deflate64, which is not read: unpack it first and name the folder",
                "compressed with method 77, which is not read: unpack it first and name the folder",
            ]
        );
    }

    #[test]
    fn what_is_stated_is_held_against() {
        check(Some(4), Some(4), None, "0123");
        check(Some(4), Some(4), Some(0xA6_66_9D_7D), "0123");
        check(
            Some(4),
            Some(4),
            Some(1),
            "0123; its checksum is wrong: some of it may be damaged",
        );
        check(
            Some(4),
            Some(2),
            None,
            "01; it has more than the 2 bytes it states; the rest was not read",
        );
        check(
            Some(4),
            Some(9),
            None,
            "0123; cut off after 4 of 9 bytes: upload it again",
        );
        check(None, None, None, "0123456789");
    }
}
