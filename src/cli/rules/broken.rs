//! Rules that do not load, told with the lines that are wrong.

use std::fmt;

use wutriage::Error;
use wutriage::error::counted;
use wutriage::output::excerpt::{self, Excerpt};
use wutriage::rule::{RuleFile, RuleSet};

use crate::cli::terminal;

/// The problems of rules that do not load, as they are shown on standard error.
#[derive(Debug)]
pub(in crate::cli) struct BrokenRules(String);

impl fmt::Display for BrokenRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BrokenRules {}

/// Loads the rules; the error shows each problem with its line.
pub(in crate::cli) fn load(files: &[RuleFile]) -> anyhow::Result<RuleSet> {
    RuleSet::load(files).map_err(|error| shown(error, files))
}

/// The error, with its lines where it is that these files do not load.
pub(in crate::cli) fn shown(error: Error, files: &[RuleFile]) -> anyhow::Error {
    let Error::Rules(problems) = error else {
        return error.into();
    };
    let width = terminal::width_of_stderr();
    let mut text = format!("{} in the rules", counted(problems.len(), "problem"));
    let excerpts = problems.iter().map(|problem| Excerpt {
        problem,
        label: "error",
        text: text_of(files, &problem.file),
    });
    for line in excerpt::pages(excerpts, width) {
        text.push('\n');
        text.push_str(&line);
    }
    BrokenRules(text).into()
}

/// The text of the file that a problem names.
pub(in crate::cli) fn text_of<'f>(files: &'f [RuleFile], display: &str) -> &'f str {
    let file = files.iter().find(|file| file.display == display);
    file.map_or("", |file| file.text.as_str())
}
