//! Collectors' inventories: what a collector was told to take, and what of it was not there. They are evidence that a log
//! is missing because the machine does not have it, and not because nobody asked.
//!
//! An inventory is taken out of the bundle once it is read. It is no log of the machine, its error codes are the
//! collector's, and Intune's holds an address with a secret in it that must not reach a report; for the same reason only
//! names out of it are repeated, and never the query of an address. One file for each collector: `intune`, `cmtrace`,
//! `robocopy`. `computer` reads the machine's name out of the name of a bundle.

use std::collections::BTreeSet;

use super::{Bundle, Note, Source};
use crate::text::Encoding;

mod cmtrace;
mod computer;
mod intune;
mod robocopy;
mod words;

pub use computer::computer_in_name;

/// The longest inventory that is read. Intune's has a few hundred lines.
const LONGEST: usize = 8 << 20;
/// How much is looked at to tell an inventory.
const HEAD: usize = 4096;
/// Things that one inventory may name as missing before the rest is counted.
const NAMED: usize = 40;

/// What an inventory says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Inventory {
    /// What was not collected and why, ready to be read: `CCM logs were not collected: 0x80070002 (file not found)`.
    missing: BTreeSet<String>,
}

/// Takes the inventories out of the bundle and notes what they say.
pub(super) fn take(bundle: &mut Bundle) {
    let notes = &mut bundle.notes;
    bundle.sources.retain(|source| {
        let Some(reading) = read(source) else {
            return true;
        };
        notes.extend(reading.notes(source));
        reading.is_log
    });
}

/// An inventory that was read.
struct Reading {
    inventory: Inventory,
    /// What it is, where it is taken out of the bundle.
    what: &'static str,
    /// Whether it stays in the bundle as a log.
    is_log: bool,
}

impl Reading {
    fn notes(&self, source: &Source) -> Vec<Note> {
        let missing = &self.inventory.missing;
        let more = missing.len().saturating_sub(NAMED);
        let mut texts: Vec<String> = missing.iter().take(NAMED).cloned().collect();
        if more > 0 {
            texts.push(format!("{more} more things were not collected"));
        }
        if texts.is_empty() && !self.is_log {
            texts.push(format!("{}, not a log", self.what));
        }
        let note = |text| Note {
            path: source.path.clone(),
            text,
        };
        texts.into_iter().map(note).collect()
    }
}

fn read(source: &Source) -> Option<Reading> {
    if let Some(missing) = intune::in_name(source) {
        return Some(Reading {
            inventory: Inventory {
                missing: BTreeSet::from([missing]),
            },
            what: "the place of a file that was not collected",
            is_log: false,
        });
    }
    let name = source.name().to_ascii_lowercase();
    let head = || text(source, HEAD).unwrap_or_default();
    let whole = || text(source, LONGEST).unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    match name.as_str() {
        _ if ending == Some("xml") && intune::is_results(&head()) => Some(taken(
            intune::results(&whole()),
            "Intune's list of what was collected",
        )),
        "manifest.json" if cmtrace::is_manifest(&head()) => Some(taken(
            cmtrace::manifest(&whole()),
            "the list of what was collected",
        )),
        "mdmdiaglogmetadata.json" | "mdmlogcollectorfootprint.txt" => Some(taken(
            Inventory::default(),
            "what mdmdiagnosticstool was told to collect",
        )),
        name if name.ends_with("robocopy.log") => Some(Reading {
            inventory: robocopy::log(&whole()),
            what: "",
            is_log: true,
        }),
        _ => None,
    }
}

fn taken(inventory: Inventory, what: &'static str) -> Reading {
    Reading {
        inventory,
        what,
        is_log: false,
    }
}

/// The beginning of a source as text.
fn text(source: &Source, length: usize) -> Option<String> {
    let bytes = source.read(0, length).ok()?;
    let (encoding, mark) = Encoding::detect(&bytes);
    let text = encoding.decode(bytes.get(mark..)?);
    Some(crate::text::display(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, content: &str, left: usize, expected: &[&str]) {
        let mut bundle = Bundle::from_memory([(name, content.as_bytes().to_vec())]);
        take(&mut bundle);
        let texts: Vec<_> = bundle.notes.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(
            (bundle.sources.len(), texts),
            (left, expected.to_vec()),
            "{name}"
        );
    }

    #[test]
    fn an_inventory_goes_and_its_news_stay() {
        check(
            "results.xml",
            "<Collection HRESULT=\"0\"><FoldersFiles HRESULT=\"-2147024894\">%windir%\\ccm\\logs\\*.log</FoldersFiles></Collection>",
            0,
            &["CCM logs were not collected: 0x80070002 (file not found)"],
        );
        check(
            "results.xml",
            "<Collection HRESULT=\"0\"></Collection>",
            0,
            &["Intune's list of what was collected, not a log"],
        );
        check(
            "MdmDiagLogMetadata.json",
            "{}",
            0,
            &["what mdmdiagnosticstool was told to collect, not a log"],
        );
    }

    #[test]
    fn what_only_has_the_name_of_one_stays() {
        check("results.xml", "<Report/>", 1, &[]);
        check("manifest.json", "{\"name\":\"contoso\"}", 1, &[]);
        check("a.log", "2024-05-14", 1, &[]);
    }

    #[test]
    fn an_inventory_in_utf16_is_one() {
        let text =
            "<Collection HRESULT=\"0\"><SasUrl>https://x.example/c?sig=abc</SasUrl></Collection>";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut bundle = Bundle::from_memory([("results.xml", wide)]);
        take(&mut bundle);
        assert!(bundle.sources.is_empty() && !format!("{bundle:?}").contains("sig"));
    }
}
