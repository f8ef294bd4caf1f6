//! One error type for the whole crate.
//!
//! Bad *input* is data: it becomes a note in the report and the run goes on. An [`Error`] is for what stops the
//! work: a path the system refuses, a rule that does not load, an option that cannot be honoured. Its text says what was
//! being done, to which file, and what to try next, in lower case and without a final dot.

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

/// What stopped the work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refused an operation on a file or folder.
    #[error("cannot {action} '{}'", path.display())]
    Io {
        /// What was being done, as a verb: `read`, `open`, `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's own reason.
        source: io::Error,
    },
    /// Rules that do not load, each problem on its own with its place.
    #[error("{} in the rules\n{}", counted(.0.len(), "problem"), join(.0))]
    Rules(Vec<RuleProblem>),
    /// A value that a caller or user gave and that cannot be used.
    #[error("{what} '{value}' is not valid: {expected}")]
    Invalid {
        /// What kind of value it is: `error code`, `duration`.
        what: &'static str,
        /// The value as given.
        value: String,
        /// What was expected, with an example where that helps.
        expected: String,
    },
    /// Nothing among the inputs could be read as a log.
    #[error("{0}")]
    NoInput(String),
}

impl Error {
    /// An I/O error with its place; for use with `map_err`.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }

    /// A value that cannot be used, and what would be.
    pub fn invalid(
        what: &'static str,
        value: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self::Invalid {
            what,
            value: value.into(),
            expected: expected.into(),
        }
    }
}

/// One thing wrong in a rule file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleProblem {
    /// The rule file, as given, with `/`.
    pub file: String,
    /// Line, counted from 1; 0 when the problem concerns the file as a whole.
    pub line: u32,
    /// Column in characters, counted from 1; 0 as for the line.
    pub column: u32,
    /// What is wrong and what would be right.
    pub message: String,
    /// Why it matters, in a sentence, where the message does not make it plain.
    pub why: Option<&'static str>,
    /// The line as it should be, without the blanks before it, where a word tells what was meant.
    pub corrected: Option<String>,
}

impl RuleProblem {
    /// A problem with nothing to add to its message.
    pub fn new(
        file: impl Into<String>,
        line: u32,
        column: u32,
        message: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            column,
            message: message.into(),
            why: None,
            corrected: None,
        }
    }
}

impl Display for RuleProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What reads these lines looks for a line and a column also where the whole file is meant.
        let (line, column) = (self.line.max(1), self.column.max(1));
        write!(f, "{}:{line}:{column}: {}", self.file, self.message)
    }
}

/// A number of things whose plural ends in `s`: `1 problem`, `12 problems`.
pub fn counted(number: impl Display, noun: &str) -> String {
    let number = number.to_string();
    let ending = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

fn join(problems: &[RuleProblem]) -> String {
    problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_singular() {
        let all = [0, 1, 2, 11].map(|number| counted(number, "log"));
        assert_eq!(all, ["0 logs", "1 log", "2 logs", "11 logs"]);
    }

    #[test]
    fn a_rule_problem_names_file_line_and_column() {
        let problem = RuleProblem::new("dns.yaml", 3, 9, "unknown key 'cod'");
        assert_eq!(
            Error::Rules(vec![problem]).to_string(),
            "1 problem in the rules\n  dns.yaml:3:9: unknown key 'cod'"
        );
    }
}
