//! Rules that do not load, told with the lines that are wrong.

use std::fmt;

use wutriage::Error;
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
    RuleSet::load(files).map_err(|error| match error {
        Error::Rules(problems) => {
            let width = terminal::width_of_stderr();
            let count = problems.len();
            let plural = if count == 1 { "" } else { "s" };
            let mut text = format!("{count} problem{plural} in the rules");
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
        other => other.into(),
    })
}

/// The text of the file that a problem names.
pub(in crate::cli) fn text_of<'f>(files: &'f [RuleFile], display: &str) -> &'f str {
    let file = files.iter().find(|file| file.display == display);
    file.map_or("", |file| file.text.as_str())
}
