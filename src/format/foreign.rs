//! Files that are no text log, named by their first bytes, with what to do about them.
//!
//! `ElfFile\0` begins an event log, `PK\x03\x04` an archive or an Office document. A file that is not read must be
//! named: silence would pass for "clean". Source of the signatures: the formats' own documentation. Whatever else is full
//! of control bytes and is no UTF-16 is binary.

use crate::text::Encoding;

/// A kind of file that is not read as a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// What it is: `an event log (.evtx)`.
    pub what: &'static str,
    /// What to do, as one clause without a full stop.
    pub advice: &'static str,
    /// Whether it holds logs, so that having been given it is no mistake: an event log, a trace, an archive.
    pub holds_logs: bool,
}

/// What a file is, when its first bytes show that it is no text. A few hundred bytes suffice; `name` only tells kinds
/// apart that share a signature.
pub fn foreign(name: &str, first_bytes: &[u8]) -> Option<&'static Foreign> {
    let signed = SIGNATURES
        .iter()
        .filter(|sign| sign.holds(first_bytes))
        .find(|sign| sign.names.is_empty() || has_ending(name, sign.names));
    if let Some(sign) = signed {
        return Some(&sign.foreign);
    }
    is_binary(first_bytes).then_some(if has_ending(name, &[".etl"]) {
        &TRACE
    } else {
        &BINARY
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
            foreign: Foreign {
                what,
                advice,
                holds_logs: false,
            },
        }
    }

    const fn with_logs(mut self) -> Self {
        self.foreign.holds_logs = true;
        self
    }

    const fn at(self, offset: usize) -> Self {
        Self { offset, ..self }
    }

    const fn named(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    fn holds(&self, bytes: &[u8]) -> bool {
        bytes
            .get(self.offset..)
            .is_some_and(|rest| rest.starts_with(self.bytes))
    }
}

const TRACE: Foreign = Foreign {
    what: "an event trace (.etl)",
    advice: "convert it with Get-WindowsUpdateLog on a Windows machine and collect the text",
    holds_logs: true,
};

const BINARY: Foreign = Foreign {
    what: "a binary file",
    advice: "collect the text form of this log",
    holds_logs: false,
};

const PASTE: &str = "pictures and documents cannot be read; paste the log's text into a file";
const UNPACK: &str = "unpack it first and name the folder";

const SIGNATURES: [Signature; 19] = [
    Signature::of(
        b"ElfFile\0",
        "an event log (.evtx)",
        "export it with 'wevtutil qe FILE /lf:true /f:xml' and collect the XML",
    )
    .with_logs(),
    Signature::of(
        b"LfLe",
        "an event log of Windows XP (.evt)",
        "open it in Event Viewer, save it as .evtx and export that with 'wevtutil qe FILE /lf:true /f:xml'",
    )
    .with_logs()
    .at(4),
    Signature::of(b"PK\x03\x04", "an Office document", PASTE).named(&[".docx", ".xlsx", ".pptx"]),
    Signature::of(b"PK\x03\x04", "a zip archive", UNPACK).with_logs(),
    Signature::of(b"PK\x05\x06", "an empty zip archive", "collect the logs again"),
    Signature::of(b"MSCF", "a cabinet archive (.cab)", "unpack it first with 'expand FILE -F:* FOLDER'").with_logs(),
    Signature::of(b"\x1F\x8B", "a gzip archive", UNPACK).with_logs(),
    Signature::of(b"ustar", "a tar archive", UNPACK).at(257).with_logs(),
    Signature::of(b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK).with_logs(),
    Signature::of(b"Rar!\x1A\x07", "a RAR archive", UNPACK).with_logs(),
    Signature::of(
        b"regf",
        "a registry hive's log of changes, or a cut-off hive",
        "give the whole hive, such as SOFTWARE",
    )
    .with_logs(),
    Signature::of(
        b"\xEF\xCD\xAB\x89",
        "an ESE database such as DataStore.edb",
        "collect ReportingEvents.log and the update log instead",
    )
    .at(4),
    Signature::of(b"\x89PNG\r\n", "a picture", PASTE),
    Signature::of(b"\xFF\xD8\xFF", "a picture", PASTE),
    Signature::of(b"%PDF-", "a PDF document", PASTE),
    Signature::of(
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "a mail or installer package (.msg, .doc, .msi)",
        "save what it holds as text",
    ),
    Signature::of(
        b"\x0A\x0D\x0D\x0A",
        "a network capture (.pcapng)",
        "open it in Wireshark; captures are not read",
    ),
    Signature::of(
        b"\xD4\xC3\xB2\xA1",
        "a network capture (.pcap)",
        "open it in Wireshark; captures are not read",
    ),
    Signature::of(b"MZ", "a program", "collect the text of its log").named(&[".exe", ".dll", ".sys"]),
];

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
        check("System.log", b"ElfFile\0\0\0", Some("an event log (.evtx)"));
        check("x", b"PK\x03\x04....", Some("a zip archive"));
        check("Report.DOCX", b"PK\x03\x04....", Some("an Office document"));
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
    fn archives_hold_logs_and_pictures_do_not() {
        let holds = |bytes| foreign("x", bytes).map(|found| found.holds_logs);
        assert_eq!(holds(b"MSCF\0\0\0\0"), Some(true));
        assert_eq!(holds(b"ElfFile\0"), Some(true));
        assert_eq!(holds(b"\x89PNG\r\n"), Some(false));
    }

    #[test]
    fn zero_bytes_are_binary_unless_they_are_utf16() {
        check(
            "WindowsUpdate.1.etl",
            &[0, 1, 0, 0, 9, 0, 0, 0, 0, 0],
            Some("an event trace (.etl)"),
        );
        check(
            "x.bin",
            &[1, 2, 3, 0, 0, 0, 0, 9, 9, 9],
            Some("a binary file"),
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
