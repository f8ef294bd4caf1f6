//! Why a rule did or did not fire on a machine, for those who write or doubt it.
//!
//! ```text
//! Signals
//!   aborted: found 3 times
//!     in windows-update; code 0x80072EFE
//!     first: WindowsUpdate.log:12, 2024-05-14 09:00:00
//! ```
//!
//! Of a signal that was found, the first and the last place are shown, and what noise took away. Of one that was not, the
//! records that come nearest: they satisfy all of its parts but one. Then what counts towards the cause, what came of it in
//! each incident, and, where it does not hold, the first thing that it lacks.

use crate::engine::Options;
use crate::error::Error;
use crate::report::Input;
use crate::rule::{RuleSet, nearest};
use crate::source::Bundle;

mod cause;
mod near;
mod noise;
mod quote;
mod signals;
mod verdict;

/// A line of an answer. Its text may hold that of logs, raw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Columns by which it is moved in.
    pub indent: usize,
    /// The text; empty between paragraphs.
    pub text: String,
    /// Whether it is to be copied, and so not to be broken.
    pub whole: bool,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Why {
    /// The rule and how it reads, and for each machine what its signals found.
    pub details: Vec<Line>,
    /// For each machine the verdict and what is missing.
    pub answer: Vec<Line>,
    /// What was read.
    pub inputs: Vec<Input>,
}

/// Why the cause of that id, or the noise rule of `noise/<id>`, did or did not fire.
///
/// Fails where no rule has the id, naming the nearest one, and as [`analyze`](crate::engine::analyze) does.
pub fn why(rules: &RuleSet, id: &str, bundles: &[Bundle], options: &Options) -> Result<Why, Error> {
    if let Some(cause) = rules.causes.iter().find(|cause| cause.id == id) {
        return cause::why(rules, cause, bundles, options);
    }
    let stem = id.strip_prefix("noise/");
    if let Some(noise) = rules.noise.iter().find(|noise| stem == Some(&noise.id)) {
        return noise::why(rules, noise, bundles, options);
    }
    Err(not_known(rules, id))
}

fn not_known(rules: &RuleSet, id: &str) -> Error {
    let noise = rules.noise.iter().map(|rule| format!("noise/{}", rule.id));
    let causes = rules.causes.iter().map(|cause| cause.id.clone());
    let known: Vec<String> = causes.chain(noise).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let part_of = || known.iter().find(|known| known.contains(id)).copied();
    let expected = match nearest(id, &known)
        .or_else(part_of)
        .filter(|_| !id.is_empty())
    {
        Some(near) => format!("no rule has this id; did you mean '{near}'?"),
        None => "no rule has this id; an id is such as 'tls/tls12-not-enabled'".to_owned(),
    };
    Error::invalid("rule", id, expected)
}

impl Line {
    fn new(indent: usize, text: impl Into<String>) -> Self {
        Self {
            indent,
            text: text.into(),
            whole: false,
        }
    }

    /// One to be copied.
    fn whole(indent: usize, text: impl Into<String>) -> Self {
        Self {
            whole: true,
            ..Self::new(indent, text)
        }
    }
}

/// A title with its lines after an empty line; nothing where there are no lines.
fn section(title: impl Into<String>, lines: Vec<Line>) -> Vec<Line> {
    if lines.is_empty() {
        return Vec::new();
    }
    let head = [Line::new(0, ""), Line::new(0, title)];
    head.into_iter().chain(lines).collect()
}

/// `once`, `14 times`.
fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

/// What introduces the first of so many records.
fn the_first(count: u64) -> &'static str {
    if count == 1 { ":" } else { ", the first:" }
}

/// `1 record`, `14 records`.
fn records(count: u64) -> String {
    format!("{count} record{}", if count == 1 { "" } else { "s" })
}
