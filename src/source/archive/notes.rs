//! What is said of the entries of an archive: each remark once, with the names it is about. An archive of fifty thousand
//! damaged entries gives a few lines and not fifty thousand.

use std::collections::BTreeMap;

use crate::source::Note;

/// Entries that are named for one remark before the rest is counted.
const NAMED: usize = 5;

/// Remarks on entries, by their text.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    of_entries: BTreeMap<String, (Vec<String>, usize)>,
    of_archive: Vec<String>,
    binaries: (Option<String>, usize),
}

impl Remarks {
    /// Says something of an entry.
    pub(super) fn entry(&mut self, name: &str, text: impl Into<String>) {
        let (named, more) = self.of_entries.entry(text.into()).or_default();
        if named.len() < NAMED {
            named.push(name.to_owned());
        } else {
            *more += 1;
        }
    }

    /// Says something of the archive as a whole.
    pub(super) fn archive(&mut self, text: impl Into<String>) {
        self.of_archive.push(text.into());
    }

    /// Counts an entry that is a program and was not unpacked.
    pub(super) fn binary(&mut self, name: &str) {
        self.binaries.0.get_or_insert_with(|| name.to_owned());
        self.binaries.1 += 1;
    }

    /// The remarks as notes of a bundle, the entries' paths below the archive's.
    pub(super) fn into_notes(self, archive: &str) -> Vec<Note> {
        let note = |path: String, text: String| Note { path, text };
        let mut notes: Vec<Note> = self
            .of_archive
            .into_iter()
            .map(|text| note(archive.to_owned(), text))
            .collect();
        for (text, (named, more)) in self.of_entries {
            let last = named.len().saturating_sub(1);
            notes.extend(named.into_iter().enumerate().map(|(index, name)| {
                let others = if index == last && more > 0 {
                    format!(" (and {more} more files)")
                } else {
                    String::new()
                };
                note(format!("{archive}/{name}"), format!("{text}{others}"))
            }));
        }
        if let (Some(example), count) = self.binaries {
            let text = match count {
                1 => format!("'{example}' is a program, library or image and was not unpacked"),
                _ => format!(
                    "{count} programs, libraries and images were not unpacked, such as '{example}'"
                ),
            };
            notes.push(note(archive.to_owned(), text));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_remark_on_many_entries_is_a_few_notes() {
        let mut remarks = Remarks::default();
        for number in 0..100 {
            remarks.entry(&format!("{number}.log"), "damaged");
            remarks.binary(&format!("{number}.dll"));
        }
        let notes = remarks.into_notes("a.zip");
        let texts: Vec<_> = notes.iter().map(|note| note.text.as_str()).collect();
        let mut expected = vec!["damaged"; NAMED - 1];
        expected.push("damaged (and 95 more files)");
        expected.push("100 programs, libraries and images were not unpacked, such as '0.dll'");
        assert_eq!(texts, expected);
        assert_eq!(notes[0].path, "a.zip/0.log");
    }
}
