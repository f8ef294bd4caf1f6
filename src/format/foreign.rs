//! Files that are no text log, named by their first bytes, with what to do about them.
//!
//! `7z\xBC\xAF` begins a 7-Zip archive, `PK\x03\x04` a zip or an Office document. A file that is not read must be
//! named: silence would pass for "clean". Source of the signatures: the formats' own documentation. Whatever else is full
//! of control bytes and is no UTF-16 is binary.

use crate::text::Encoding;

/// A kind of file that is not read as a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// What it is: `a 7-Zip archive`.
    pub what: &'static str,
    /// What to do, as one clause without a full stop.
    pub advice: &'static str,
}

/// What a file is, when its first bytes show that it is no text. A few hundred bytes suffice; `name` only tells kinds
/// apart that share a signature.
pub fn foreign(name: &str, first_bytes: &[u8]) -> Option<&'static Foreign> {
    let signed = SIGNATURES
        .iter()
        .filter(|sign| sign.holds(first_bytes))
        .find(|sign| sign.names.is_empty() || has_ending(name, sign.names));
    if let Some(sign) = signed {
        return Some(sign.foreign_of(first_bytes));
    }
    is_binary(first_bytes).then_some(match () {
        () if first_bytes.iter().all(|byte| *byte == 0) => &ZEROS,
        () if has_ending(name, &[".blg"]) => &COUNTERS,
        () => &BINARY,
    })
}

/// Bytes at an offset, and the endings of names for which they count; none means any name.
struct Signature {
    offset: usize,
    bytes: &'static [u8],
    names: &'static [&'static str],
    foreign: Foreign,
}

impl Signature {
    const fn of(bytes: &'static [u8], what: &'static str, advice: &'static str) -> Self {
        Self {
            offset: 0,
            bytes,
            names: &[],
            foreign: Foreign { what, advice },
        }
    }

    const fn at(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    const fn named(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// Its row, unless the first entry of a zip is encrypted: then the others will be as well.
    fn foreign_of(&'static self, first_bytes: &[u8]) -> &'static Foreign {
        let is_zip = self.bytes == b"PK\x03\x04" && self.names.is_empty();
        let flags = first_bytes.get(6).filter(|_| is_zip);
        match flags {
            Some(flags) if flags & 1 != 0 => &ENCRYPTED,
            _ => &self.foreign,
        }
    }

    fn holds(&self, bytes: &[u8]) -> bool {
        bytes
            .get(self.offset..)
            .is_some_and(|rest| rest.starts_with(self.bytes))
    }
}

const BINARY: Foreign = Foreign {
    what: "a binary file",
    advice: "collect the text form of this log",
};

const ENCRYPTED: Foreign = Foreign {
    what: "an encrypted zip archive",
    advice: "unpack it first with its password and name the folder",
};

const ZEROS: Foreign = Foreign {
    what: "a file that begins with nothing but zeros",
    advice: "the upload or the disk failed; collect it again",
};

const PASTE: &str = "pictures and documents cannot be read; paste the log's text into a file";
const UNPACK: &str = "unpack it first and name the folder";
const NOTHING_READ: &str =
    "nothing was read from it; if it holds logs, unpack it first and name the folder";
const CAPTURE: &str = "open it in Wireshark; captures are not read";
const AGAIN: &str = "the download failed; fetch it again";

const DOCUMENT_NAMES: &[&str] = &[
    ".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".vsdx",
];
const PACKAGE_NAMES: &[&str] = &[
    ".jar",
    ".nupkg",
    ".vsix",
    ".appx",
    ".msix",
    ".appxbundle",
    ".msixbundle",
    ".apk",
];
/// What is never a page of the web but sometimes one that says that the download was refused.
const DOWNLOADS: &[&str] = &[
    ".zip", ".cab", ".evtx", ".etl", ".7z", ".gz", ".tgz", ".msu",
];

/// Archives stand here for those that gave nothing when they were opened; a note tells why.
const SIGNATURES: [Signature; 40] = [
    Signature::of(
        b"LfLe",
        "an event log of Windows XP (.evt)",
        "open it in Event Viewer, save it as .evtx and name that",
    )
    .at(4),
    Signature::of(b"PK\x03\x04", "an Office document", PASTE).named(DOCUMENT_NAMES),
    Signature::of(
        b"PK\x03\x04",
        "a Fiddler capture (.saz)",
        "open it in Fiddler; captures are not read",
    )
    .named(&[".saz"]),
    Signature::of(b"PK\x03\x04", "a program's package", "it holds no logs").named(PACKAGE_NAMES),
    Signature::of(b"PK\x03\x04", "a zip archive", NOTHING_READ),
    Signature::of(b"PK\x07\x08PK\x03\x04", "a part of a zip archive", UNPACK),
    Signature::of(
        b"PK\x05\x06",
        "an empty zip archive",
        "collect the logs again",
    ),
    Signature::of(b"MSCF\0", "an update's package (.msu)", "it holds no logs").named(&[".msu"]),
    Signature::of(b"MSCF\0", "a cabinet archive (.cab)", NOTHING_READ),
    Signature::of(b"\x1F\x8B\x08", "a gzip archive", NOTHING_READ),
    Signature::of(b"ustar", "a tar archive", NOTHING_READ).at(257),
    Signature::of(b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    Signature::of(b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    Signature::of(
        b"regf",
        "a registry hive's log of changes, or a cut-off hive",
        "give the whole hive, such as SOFTWARE",
    ),
    Signature::of(b"\xFD7zXZ\0", "an xz archive", UNPACK),
    Signature::of(b"BZh", "a bzip2 archive", UNPACK).named(&[".bz2", ".tbz2", ".tbz"]),
    Signature::of(b"\x28\xB5\x2F\xFD", "a zstd archive", UNPACK),
    Signature::of(
        b"\xEF\xCD\xAB\x89",
        "an ESE database such as DataStore.edb",
        "collect ReportingEvents.log and the update log instead",
    )
    .at(4),
    Signature::of(b"\x89PNG\r\n", "a picture", PASTE),
    Signature::of(b"\xFF\xD8\xFF", "a picture", PASTE),
    Signature::of(b"GIF8", "a picture", PASTE).named(&[".gif"]),
    Signature::of(b"BM", "a picture", PASTE).named(&[".bmp"]),
    Signature::of(b"RIFF", "a picture", PASTE).named(&[".webp"]),
    Signature::of(b"ftyp", "a film or picture", PASTE).at(4),
    Signature::of(b"%PDF-", "a PDF document", PASTE),
    Signature::of(
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "a mail (.msg)",
        "save its attachments and name them, or save it as text",
    )
    .named(&[".msg"]),
    Signature::of(
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an installer package (.msi)",
        "collect the log of its installation (msiexec /l*v)",
    )
    .named(&[".msi", ".msp"]),
    Signature::of(
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an Office document",
        PASTE,
    ),
    Signature::of(b"\x0A\x0D\x0D\x0A", "a network capture (.pcapng)", CAPTURE),
    Signature::of(b"\xD4\xC3\xB2\xA1", "a network capture (.pcap)", CAPTURE),
    Signature::of(b"\xA1\xB2\xC3\xD4", "a network capture (.pcap)", CAPTURE),
    Signature::of(b"GMBU", "a network capture (.cap)", CAPTURE),
    Signature::of(
        b"PAGEDU64",
        "a memory dump (.dmp)",
        "dumps are not read; open it in WinDbg",
    ),
    Signature::of(
        b"PAGEDUMP",
        "a memory dump (.dmp)",
        "dumps are not read; open it in WinDbg",
    ),
    Signature::of(
        b"MDMP",
        "a memory dump (.dmp)",
        "dumps are not read; open it in WinDbg",
    )
    .named(&[".dmp", ".mdmp", ".hdmp"]),
    Signature::of(b"MZ", "a program", "collect the text of its log")
        .named(&[".exe", ".dll", ".sys"]),
    Signature::of(b"MZ\x90\0", "a program", "collect the text of its log"),
    Signature::of(b"<!DOCTYPE html", "a web page under another name", AGAIN).named(DOWNLOADS),
    Signature::of(b"<!doctype html", "a web page under another name", AGAIN).named(DOWNLOADS),
    Signature::of(b"<html", "a web page under another name", AGAIN).named(DOWNLOADS),
];

/// Performance counters have no signature of their own.
const COUNTERS: Foreign = Foreign {
    what: "performance counters (.blg)",
    advice: "they hold no update history; 'relog FILE -f csv' makes text of them",
};

/// Many bytes that no text has, and not where UTF-16 text has zeros.
fn is_binary(bytes: &[u8]) -> bool {
    const SAMPLE: usize = 4096;
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127);
    let controls = sample.iter().filter(is_control).count();
    controls * 20 > sample.len() && Encoding::detect(bytes).0 == Encoding::Utf8
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, bytes: &[u8], expected: Option<&str>) {
        assert_eq!(
            foreign(name, bytes).map(|found| found.what),
            expected,
            "{name} {bytes:?}"
        );
    }

    #[test]
    fn signatures_name_the_file_whatever_it_is_called() {
        check("x", b"PK\x03\x04\x14\0\0\0", Some("a zip archive"));
        check("x.log", b"7z\xBC\xAF\x27\x1C\0", Some("a 7-Zip archive"));
        check("x", b"MSCF\0\0\0\0", Some("a cabinet archive (.cab)"));
        check(
            "x",
            b"\0\0\0\0\xEF\xCD\xAB\x89",
            Some("an ESE database such as DataStore.edb"),
        );
        let tar = [vec![b'a'; 257], b"ustar\x0000".to_vec()].concat();
        check("x", &tar, Some("a tar archive"));
    }

    #[test]
    fn names_tell_kinds_apart_that_share_a_signature() {
        check(
            "Report.DOCX",
            b"PK\x03\x04\x14\0\0\0",
            Some("an Office document"),
        );
        check(
            "trace.saz",
            b"PK\x03\x04\x14\0\0\0",
            Some("a Fiddler capture (.saz)"),
        );
        let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        check("RE update.msg", ole, Some("a mail (.msg)"));
        check("setup.msi", ole, Some("an installer package (.msi)"));
        check("a.doc", ole, Some("an Office document"));
        check(
            "kb.msu",
            b"MSCF\0\0\0\0",
            Some("an update's package (.msu)"),
        );
    }

    #[test]
    fn an_encrypted_zip_is_named_as_such() {
        check(
            "x.zip",
            b"PK\x03\x04\x14\0\x01\0",
            Some("an encrypted zip archive"),
        );
        check(
            "x.zip",
            b"PK\x03\x04\x14\0\x09\0",
            Some("an encrypted zip archive"),
        );
        check(
            "x.docx",
            b"PK\x03\x04\x14\0\x01\0",
            Some("an Office document"),
        );
    }

    #[test]
    fn a_failed_download_or_upload_is_no_log() {
        check(
            "diag.zip",
            b"<!DOCTYPE html><html>",
            Some("a web page under another name"),
        );
        check("MDMDiagReport.html", b"<!DOCTYPE html><html>", None);
        check(
            "CBS.log",
            &[0; 100],
            Some("a file that begins with nothing but zeros"),
        );
    }

    #[test]
    fn zero_bytes_are_binary_unless_they_are_utf16() {
        check(
            "x.bin",
            &[1, 2, 3, 0, 0, 0, 0, 9, 9, 9],
            Some("a binary file"),
        );
        check(
            "PerfLog.blg",
            &[1, 2, 3, 0, 0, 0, 0, 9, 9, 9],
            Some("performance counters (.blg)"),
        );
        check("x.log", b"\xFF\xFE2\x000\x002\x004\0", None);
        check("x.log", b"2\x000\x002\x004\x00-\x000\x005\x00", None);
    }

    #[test]
    fn text_is_not_foreign() {
        check(
            "WindowsUpdate.etl",
            b"2024/05/14 09:00:00.1234567 1 2 Agent x",
            None,
        );
        check("notes", b"MZ is a text too", None);
        check("empty.evtx", b"", None);
    }

    #[test]
    fn every_kind_says_what_to_do() {
        for sign in &SIGNATURES {
            assert!(!sign.foreign.advice.is_empty() && !sign.foreign.advice.ends_with('.'));
        }
    }
}
