//! Everything that is wrong with one rule file, and guesses at what was meant.
//!
//! Reading a rule never stops at the first mistake: readers note what they find here and go on with what is left, so that
//! an author sees all of it at once: `tls/tls12.yaml:7:3: unknown key 'cod'; did you mean 'code'?`

use super::RuleFile;
use crate::error::RuleProblem;

/// A place in a rule file, line and column counted from 1. The default, 0 and 0, is the file as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct At {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// What is wrong with one file.
pub(super) struct Problems<'f> {
    /// The file that is read.
    pub(super) file: &'f RuleFile,
    found: Vec<RuleProblem>,
}

impl<'f> Problems<'f> {
    /// Nothing is wrong yet.
    pub(super) const fn new(file: &'f RuleFile) -> Self {
        Self {
            file,
            found: Vec::new(),
        }
    }

    /// Notes a problem.
    pub(super) fn add(&mut self, at: At, message: impl Into<String>) {
        self.found.push(RuleProblem {
            file: self.file.display.clone(),
            line: at.line,
            column: at.column,
            message: message.into(),
        });
    }

    /// All that was noted.
    pub(super) fn into_list(self) -> Vec<RuleProblem> {
        self.found
    }
}

/// Longest list of known words that a message spells out.
const MOST_WORDS_SHOWN: usize = 24;

/// `unknown key 'cod'; did you mean 'code'?`, or what is known where nothing comes close.
pub(super) fn unknown<'w>(
    what: &str,
    word: &str,
    known: impl IntoIterator<Item = &'w str>,
) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.dedup();
    let message = format!("unknown {what} '{word}'");
    match nearest(word, &known) {
        Some(near) => format!("{message}; did you mean '{near}'?"),
        None if known.is_empty() => format!("{message}; there is none"),
        None if known.len() <= MOST_WORDS_SHOWN => {
            format!("{message}; known: {}", known.join(", "))
        }
        None => message,
    }
}

/// The known word that a slip of the keyboard could have turned into `word`: at most one slip in three characters.
pub(crate) fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    let word = word.to_ascii_lowercase();
    known
        .iter()
        .map(|candidate| (distance(&word, candidate), *candidate))
        .min()
        .filter(|(slips, candidate)| *slips <= candidate.chars().count().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, removed, replaced or swapped with the next to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut earlier: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last = None;
    for (done, wanted) in left.chars().enumerate() {
        let mut row = vec![done + 1];
        let mut before = None;
        for (column, &got) in right.iter().enumerate() {
            let cell =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut slips = (cell(&above, column) + usize::from(wanted != got))
                .min(cell(&above, column + 1) + 1)
                .min(cell(&row, column) + 1);
            if Some(wanted) == before && last == Some(got) {
                slips = slips.min(cell(&earlier, column - 1) + 1);
            }
            row.push(slips);
            before = Some(got);
        }
        earlier = std::mem::replace(&mut above, row);
        last = Some(wanted);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_slips() {
        assert_eq!(distance("code", "code"), 0);
        assert_eq!(distance("cod", "code"), 1);
        assert_eq!(distance("coed", "code"), 1);
        assert_eq!(distance("hti", "hit"), 1);
        assert_eq!(distance("", "code"), 4);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_slip_is_put_right_and_a_stranger_is_not() {
        let known = ["text", "regex", "code"];
        assert_eq!(
            unknown("key", "regexp", known),
            "unknown key 'regexp'; did you mean 'regex'?"
        );
        assert_eq!(
            unknown("key", "window", known),
            "unknown key 'window'; known: text, regex, code"
        );
        assert_eq!(
            unknown("action", "window", []),
            "unknown action 'window'; there is none"
        );
    }
}
