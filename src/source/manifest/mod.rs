//! Collectors' inventories: what a collector was told to take, and what of it was not there. They are evidence that a log
//! is missing because the machine does not have it, and not because nobody asked.
//!
//! An inventory is taken out of the bundle once it is read. It is no log of the machine, its error codes are the
//! collector's, and Intune's holds an address with a secret in it that must not reach a report; for the same reason only
//! names out of it are repeated, and never the query of an address. One file for each collector: `intune`, `cmtrace`,
//! `robocopy`. `computer` reads the machine's name out of the name of a bundle.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bundle, Note, Source};
use crate::text::Encoding;

mod cmtrace;
mod computer;
mod intune;
mod robocopy;
mod words;

pub use computer::computer_in_name;
use words::Missing;

/// The longest inventory that is read. Intune's has a few hundred lines.
const LONGEST: usize = 8 << 20;
/// How much is looked at to tell an inventory.
const HEAD: usize = 4096;

/// What an inventory says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Inventory {
    missing: BTreeSet<Missing>,
}

/// Takes the inventories out of the bundle and notes what they say, once for each folder: newer bundles of Intune say it
/// in the list and in the names of files as well.
pub(super) fn take(bundle: &mut Bundle) {
    let notes = &mut bundle.notes;
    let mut by_folder: BTreeMap<String, Inventory> = BTreeMap::new();
    bundle.sources.retain(|source| {
        let Some(reading) = read(source) else {
            return true;
        };
        if reading.inventory.missing.is_empty() && !reading.is_log {
            notes.push(Note {
                path: source.path.clone(),
                text: format!("{}, not a log", reading.what),
            });
        }
        let inventory = by_folder.entry(folder(source).to_owned()).or_default();
        inventory.missing.extend(reading.inventory.missing);
        reading.is_log
    });
    for (folder, inventory) in by_folder {
        let texts = inventory.texts().into_iter();
        notes.extend(texts.map(|text| Note {
            path: folder.clone(),
            text,
        }));
    }
}

/// The folder or archive that the source lies in; its own path where that is all there is.
fn folder(source: &Source) -> &str {
    let folder = source.path.rsplit_once('/').map(|(folder, _)| folder);
    folder.unwrap_or(&source.path)
}

impl Inventory {
    /// Everything that has a name, and of the rest one and how many there are.
    fn texts(self) -> Vec<String> {
        let (quoted, named): (Vec<_>, Vec<_>) =
            self.missing.into_iter().partition(|it| it.is_quoted);
        let mut texts: Vec<String> = named.into_iter().map(|it| it.text).collect();
        let others = quoted.len().saturating_sub(1);
        texts.extend(quoted.into_iter().next().map(|first| match others {
            0 => first.text,
            1 => format!("{}; nor was 1 other thing", first.text),
            _ => format!("{}; nor were {others} other things", first.text),
        }));
        texts
    }
}

/// An inventory that was read.
struct Reading {
    inventory: Inventory,
    /// What it is, where it is taken out of the bundle.
    what: &'static str,
    /// Whether it stays in the bundle as a log.
    is_log: bool,
}

fn read(source: &Source) -> Option<Reading> {
    if let Some(missing) = intune::in_name(source) {
        let inventory = Inventory {
            missing: BTreeSet::from([missing]),
        };
        return Some(taken(
            inventory,
            "the place of a file that was not collected",
        ));
    }
    let name = source.name().to_ascii_lowercase();
    let head = || text(source, HEAD).unwrap_or_default();
    let whole = || text(source, LONGEST).unwrap_or_default();
    // A copy may have another ending; the key in it is a key all the same.
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let may_be_results = ending == Some("xml") || name.contains("results");
    match name.as_str() {
        _ if may_be_results && intune::is_results(&head()) => Some(taken(
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
    fn what_has_a_name_comes_first_and_the_rest_is_counted() {
        let failed =
            |what: &str| format!("<FoldersFiles HRESULT=\"-2147024894\">{what}</FoldersFiles>");
        let parts = ["a.log", "b.log", "%windir%\\ccm\\logs", "c.log"].map(failed);
        check(
            "results.xml",
            &format!("<Collection HRESULT=\"0\">{}</Collection>", parts.concat()),
            0,
            &[
                "CCM logs were not collected: 0x80070002 (file not found)",
                "'a.log' was not collected: 0x80070002 (file not found); nor were 2 other things",
            ],
        );
    }

    #[test]
    fn what_is_said_twice_is_noted_once_for_its_folder() {
        let list = "<Collection HRESULT=\"0\"><FoldersFiles HRESULT=\"-2147024894\">ccm\\logs</FoldersFiles></Collection>";
        let place = "x/(9) No Results - Error [0x80070002] FoldersFiles windir_ccm_logs_log";
        let mut bundle = Bundle::from_memory([
            ("x/results.xml", list.as_bytes().to_vec()),
            (place, Vec::new()),
        ]);
        take(&mut bundle);
        let notes: Vec<_> = bundle
            .notes
            .iter()
            .map(|note| (note.path.as_str(), note.text.as_str()))
            .collect();
        assert_eq!(
            notes,
            [(
                "x",
                "CCM logs were not collected: 0x80070002 (file not found)"
            )]
        );
    }

    #[test]
    fn a_list_under_another_ending_is_one() {
        let list = "<Collection><SasUrl>https://x.example/c?sig=abc</SasUrl></Collection>";
        for name in ["results.xml.bak", "results (1).txt", "(1) Results.log"] {
            check(
                name,
                list,
                0,
                &["Intune's list of what was collected, not a log"],
            );
        }
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
