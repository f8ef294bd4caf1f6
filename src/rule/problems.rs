//! Everything that is wrong with one rule file, and guesses at what was meant.
//!
//! Reading a rule never stops at the first mistake: readers note what they find here and go on with what is left, so that
//! an author sees all of it at once: `tls/tls12.yaml:7:3: unknown key 'cod'; did you mean 'code'?`

use super::RuleFile;
use crate::error::RuleProblem;

/// A place in a rule file, line and column counted from 1. The default, 0 and 0, is the file as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct At {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

/// What a problem says, as text or with more for those who want to know more.
#[derive(Debug, Default)]
pub(super) struct Message {
    text: String,
    why: Option<&'static str>,
    /// What stands at the place of the problem, and what should.
    slip: Option<(String, String)>,
    /// The whole line as it should be, where that is known.
    line: Option<String>,
}

impl Message {
    /// A message with the reason why it matters.
    pub(super) fn explained(text: impl Into<Self>, why: &'static str) -> Self {
        text.into().because(why)
    }

    /// A word that is not known, with the one that was meant where one comes close.
    pub(super) fn unknown<'w>(
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let message = Self::from(unknown(what, word, known.iter().copied()));
        match nearest(word, &known) {
            Some(near) => message.meant(word, near),
            None => message,
        }
    }

    /// The message with the reason why it matters.
    pub(super) fn because(self, why: &'static str) -> Self {
        Self {
            why: Some(why),
            ..self
        }
    }

    /// The message, and the whole line as it should be.
    pub(super) fn corrected(self, line: String) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }

    /// The message of an unknown word, with `what` in the place of its first words.
    pub(super) fn saying(self, what: &str, word: &str) -> Self {
        let rest = self.text.split_once("; ").map_or("", |(_, rest)| rest);
        Self {
            text: format!("{what} '{word}'; {rest}"),
            ..self
        }
    }

    /// The message, and that `right` was meant where `written` stands.
    pub(super) fn meant(self, written: &str, right: &str) -> Self {
        Self {
            slip: Some((written.to_owned(), right.to_owned())),
            ..self
        }
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
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
    pub(super) fn add(&mut self, at: At, message: impl Into<Message>) {
        let message = message.into();
        let slip = message.slip.as_ref();
        self.found.push(RuleProblem {
            why: message.why,
            corrected: message.line.or_else(|| {
                slip.and_then(|(written, right)| corrected(&self.file.text, at, written, right))
            }),
            ..RuleProblem::new(
                self.file.display.as_str(),
                at.line,
                at.column,
                message.text.as_str(),
            )
        });
    }

    /// Notes a word that is not known.
    pub(super) fn unknown<'w>(
        &mut self,
        at: At,
        what: &str,
        word: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) {
        self.add(at, Message::unknown(what, word, known));
    }

    /// Whether nothing is wrong so far.
    pub(super) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All that was noted.
    pub(super) fn into_list(self) -> Vec<RuleProblem> {
        self.found
    }
}

/// The line with `right` in the place of `written`; `None` where something else stands there.
fn corrected(text: &str, at: At, written: &str, right: &str) -> Option<String> {
    let index = |number: u32| usize::try_from(number).ok()?.checked_sub(1);
    let line = text.lines().nth(index(at.line)?)?;
    let column = index(at.column)?;
    let offset = line.char_indices().nth(column).map(|(offset, _)| offset)?;
    let (before, rest) = line.split_at_checked(offset)?;
    let after = rest.strip_prefix(written)?;
    Some(format!(
        "{}{right}{}",
        before.trim_start(),
        after.trim_end()
    ))
}

/// Longest list of known words that a message spells out.
const MOST_WORDS_SHOWN: usize = 25;

/// `unknown key 'cod'; did you mean 'code'?`, or what is known where nothing comes close.
pub(crate) fn unknown<'w>(
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
pub fn nearest<'w>(word: &str, known: &[&'w str]) -> Option<&'w str> {
    closest(word, known.iter().copied())
        .filter(|(slips, candidate)| *slips <= candidate.chars().count().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

/// The known word that is fewest slips away, and how many; case is none.
pub(super) fn closest<'w>(
    word: &str,
    known: impl Iterator<Item = &'w str>,
) -> Option<(usize, &'w str)> {
    let word = word.to_ascii_lowercase();
    known
        .map(|candidate| (distance(&word, &candidate.to_ascii_lowercase()), candidate))
        .min()
}

/// How many characters must be inserted, removed, replaced or swapped with the next to make one word of the other.
pub(crate) fn distance(left: &str, right: &str) -> usize {
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
    fn a_line_is_corrected_only_where_the_word_stands() {
        let at = |line, column| At { line, column };
        let text = "a: 1\n  für: cod # x\n";
        let check = |at, written, expected: Option<&str>| {
            let got = corrected(text, at, written, "code");
            assert_eq!(got.as_deref(), expected, "{at:?}");
        };
        check(at(2, 8), "cod", Some("für: code # x"));
        check(at(2, 7), "cod", None);
        check(at(2, 40), "cod", None);
        check(at(9, 1), "cod", None);
        check(At::default(), "cod", None);
    }

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
