//! Why a rule did or did not fire on a machine, for those who write or doubt it.
//!
//! ```text
//! Signals
//!   aborted: found 3 times
//!     in windows-update; code 0x80072EFE
//!     first: WindowsUpdate.log:12, 2024-05-14 09:00:00
//! ```
//!
//! The verdict stands right behind the title, in a line. Of a signal that was found, the first and the last place are shown, and what noise took away. Of one that was not, the
//! records that come nearest: they satisfy all of its parts but one. Then what counts towards the cause, what came of it in
//! each incident, and, where it does not hold, the first thing that it lacks.

use super::SHARED;
use crate::engine::Options;
use crate::error::{Error, counted};
use crate::report::Input;
use crate::rule::{Cause, RuleSet, SignalId, nearest};
use crate::source::Bundle;

mod cause;
mod headline;
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

/// Why the cause of that id, or the noise rule of that id with or without `noise/` before it, did or did not fire.
///
/// Fails where no such rule has the id, saying what else has it or which comes nearest, and as [`analyze`](crate::engine::analyze) does.
pub fn why(rules: &RuleSet, id: &str, bundles: &[Bundle], options: &Options) -> Result<Why, Error> {
    if let Some(cause) = rules.causes.iter().find(|cause| cause.id == id) {
        return cause::why(rules, cause, bundles, options);
    }
    let stem = id.strip_prefix("noise/").unwrap_or(id);
    if let Some(noise) = rules.noise.iter().find(|noise| noise.id == stem) {
        return noise::why(rules, noise, bundles, options);
    }
    let expected = another_kind(rules, id).unwrap_or_else(|| advice(rules, id));
    Err(Error::invalid("rule", id, expected))
}

/// What goes by the id and is neither a cause nor a noise rule, with a cause that has to do with it.
fn another_kind(rules: &RuleSet, id: &str) -> Option<String> {
    let cause = |has: &dyn Fn(&Cause) -> bool| rules.causes.iter().find(|cause| has(cause));
    let signal = || {
        let goes_by = |name: &str| name == id || name.strip_prefix(SHARED) == Some(id);
        let mut signals = (0..).map(SignalId).zip(&rules.signals);
        signals.find_map(|(number, signal)| goes_by(&signal.name).then_some(number))
    };
    let (kind, cause) = if rules.symptoms.iter().any(|symptom| symptom.id == id) {
        let explains = |cause: &Cause| {
            cause
                .explains
                .symptoms()
                .iter()
                .any(|symptom| symptom == id)
        };
        ("a symptom", cause(&explains))
    } else if rules.actions.contains_key(id) {
        let mended = |cause: &Cause| cause.fix.iter().any(|fix| fix.action == id);
        ("an action", cause(&mended))
    } else {
        let signal = signal()?;
        let uses = |cause: &Cause| cause.signals.iter().any(|(_, known)| *known == signal);
        ("a signal", cause(&uses))
    };
    let such_as = cause.map(|cause| format!(", such as '{}'", cause.id));
    let such_as = such_as.unwrap_or_default();
    Some(format!(
        "it is {kind}, and why takes causes and noise rules{such_as}"
    ))
}

/// What to write in place of an id that nothing has.
fn advice(rules: &RuleSet, id: &str) -> String {
    let noise = rules.noise.iter().map(|rule| format!("noise/{}", rule.id));
    let causes = rules.causes.iter().map(|cause| cause.id.clone());
    let known: Vec<String> = causes.chain(noise).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let part_of = || known.iter().find(|known| known.contains(id)).copied();
    match nearest(id, &known)
        .or_else(part_of)
        .filter(|_| !id.is_empty())
    {
        Some(near) => format!("no rule has this id; did you mean '{near}'?"),
        None => "no rule has this id; an id is such as 'tls/tls12-not-enabled'".to_owned(),
    }
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
    counted(count, "record")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::default_files;

    #[test]
    fn what_is_no_rule_that_fires_is_told_with_a_cause_it_has_to_do_with() {
        let rules = RuleSet::load(&default_files()).unwrap();
        let check = |id: &str, expected: &str| {
            let told = another_kind(&rules, id).unwrap_or_default();
            let such_as = told.strip_prefix(expected).unwrap_or_default();
            let cause = such_as.strip_prefix(", such as '").unwrap_or_default();
            let is_cause = |known: &Cause| Some(known.id.as_str()) == cause.strip_suffix('\'');
            assert!(rules.causes.iter().any(is_cause), "{id}: {told}");
        };
        check(
            "scan-failed",
            "it is a symptom, and why takes causes and noise rules",
        );
        check(
            "reset-winhttp-proxy",
            "it is an action, and why takes causes and noise rules",
        );
        assert_eq!(another_kind(&rules, "nothing-of-that-name"), None);
    }
}
