//! A new cause begun from a line of a log: its signal, a test that fires on that line and one that just does not.
//!
//! ```yaml
//! signals:
//!   seen:
//!     in: [windows-update]
//!     component: 'Misc'
//!     code: [0x80072EE7] # WININET_E_NAME_NOT_RESOLVED
//!     text: 'Send request'
//! ```
//!
//! What changes from machine to machine is left out of the signal or captured, and names of machines and people are
//! invented ones before anything is written. Only an author knows what the line means: what is left to write begins with
//! [`LEFT`]. The file loads and its tests pass, or there is none.

use crate::author::test;
use crate::error::Error;
use crate::report::{Finding, Machine};
use crate::rule::{Cause, Expect, RuleFile, RuleSet, RuleTest};
use crate::source;

mod draft;
mod excerpt;
mod id;
mod names;
mod near;
mod signal;
mod values;
mod words;
mod yaml;

use draft::Draft;
use excerpt::Excerpt;
use near::Near;
use signal::Signal;

/// What stands in front of whatever the author has to write.
pub const LEFT: &str = "REPLACE:";

/// A line of a log.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// The file, as messages name it.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Whether these are all of them, and not only the first.
    pub is_whole: bool,
    /// Number of the line, from 1.
    pub line: usize,
}

/// What a rule gives for the log it was made from.
struct Fired {
    finding: Finding,
    /// Id of a noise rule that silences the line.
    noise: Option<String>,
}

/// A cause of that id made from the line. `files` are the rules it will stand beside; its own path within the pack is
/// `<id>.yaml`.
///
/// Fails for an id that is no id or is taken, for a log that is no text, for a line that is not there, is blank or is part
/// of no entry, and for one that no rule can be made of.
pub fn skeleton(files: &[RuleFile], id: &str, log: &Log<'_>) -> Result<RuleFile, Error> {
    let known = RuleSet::load(files)?;
    id::check(id, &known)?;
    let original = excerpt::take(log)?;
    let (excerpt, invented) =
        invented(&original).ok_or_else(|| unusable(log, "its names cannot be replaced"))?;
    let record = excerpt.record();
    let record = record.ok_or_else(|| unusable(log, "it is no entry of a log"))?;
    let signal = signal::of_record(&record, excerpt.named_line(), &invented);
    if !signal.is_of_use() {
        let reason = "it has neither a code nor words that a rule could look for";
        return Err(unusable(log, reason));
    }
    let message = source::display(&record.message);
    let file = |signal: &Signal, fired: Option<&Fired>, near: Option<&Near>| {
        let draft = Draft {
            id,
            kind: record.kind,
            signal,
            excerpt: &excerpt,
            message: &message,
            symptoms: known.symptoms.iter().map(|it| it.id.as_str()).collect(),
        };
        draft.file(fired, near)
    };
    // Under its invented names the line is another one: the rule has to find the real one as well.
    let fired = |signal: &Signal| {
        let rules = with_rule(files, file(signal, None, None));
        let rules = rules.map_err(|error| error.to_string())?;
        fires(&rules, id, &original)?;
        Ok((fires(&rules, id, &excerpt)?, rules))
    };
    let signal = match fired(&signal) {
        Ok(_) => signal,
        Err(_) => signal.narrowed(|part| fired(part).is_ok()),
    };
    if !signal.is_of_use() {
        let reason =
            "apart from names of machines and people it has nothing that a rule could look for";
        return Err(unusable(log, reason));
    }
    let (fired, rules) = fired(&signal).map_err(|reason: String| unusable(log, &reason))?;
    let near = near_miss(&rules, id, &excerpt, &signal);
    let file = file(&signal, Some(&fired), near.as_ref());
    proven(files, id, &file)?;
    Ok(file)
}

/// What of a cause is still as [`skeleton`] left it: the names of its keys.
pub fn left_to_write(cause: &Cause) -> Vec<&'static str> {
    let open = |text: &str| text.contains(LEFT);
    let keys = [
        ("title", open(&cause.title)),
        ("because", open(&cause.because)),
        ("message", open(&cause.message.0)),
        ("references", cause.references.iter().any(|it| open(it))),
    ];
    let weigh = cause
        .weigh
        .iter()
        .flat_map(|it| it.for_.iter().chain(&it.against));
    let weigh = weigh.map(|it| ("weigh", open(&it.note)));
    let tests = cause.tests.iter().map(|it| ("tests", open(&it.name)));
    let mut left: Vec<_> = keys
        .into_iter()
        .chain(weigh)
        .chain(tests)
        .filter(|(_, open)| *open)
        .map(|(key, _)| key)
        .collect();
    left.dedup();
    left
}

/// The excerpt with invented names, and these.
fn invented(excerpt: &Excerpt) -> Option<(Excerpt, Vec<String>)> {
    let replaced = names::replaced(&excerpt.text, &excerpt.record()?);
    let excerpt = excerpt.with_text(replaced.text)?;
    Some((excerpt, replaced.invented))
}

fn with_rule(files: &[RuleFile], file: RuleFile) -> Result<RuleSet, Error> {
    let mut all = files.to_vec();
    all.push(file);
    RuleSet::load(&all)
}

/// What the rule gives for the excerpt: its finding, and the noise rule that knows the line, if any does.
fn fires(rules: &RuleSet, id: &str, excerpt: &Excerpt) -> Result<Fired, String> {
    let machine = machine(rules, excerpt.file_name(), &excerpt.text);
    let machine = machine.map_err(|error| error.to_string())?;
    let mut findings = machine.findings.into_iter();
    let mut noise = machine.noise.by_rule.into_iter();
    Ok(Fired {
        finding: findings
            .find(|found| found.rule == id)
            .ok_or("a rule made of it finds nothing")?,
        noise: noise.next().map(|noise| noise.rule),
    })
}

fn near_miss(rules: &RuleSet, id: &str, excerpt: &Excerpt, signal: &Signal) -> Option<Near> {
    let is_silent = |near: &Near| {
        machine(rules, excerpt.file_name(), &near.text)
            .is_ok_and(|machine| machine.findings.iter().all(|found| found.rule != id))
    };
    near::misses(excerpt, signal).into_iter().find(is_silent)
}

fn machine(rules: &RuleSet, name: &str, text: &str) -> Result<Machine, Error> {
    let test = RuleTest {
        name: String::new(),
        line: 0,
        files: vec![(name.to_owned(), text.as_bytes().to_vec())],
        expect: Expect::None,
    };
    test::machine(rules, &test)
}

/// That the file loads beside the others and does what its tests say.
fn proven(files: &[RuleFile], id: &str, file: &RuleFile) -> Result<(), Error> {
    let rules = with_rule(files, file.clone())?;
    let mut cases = test::cases(&rules);
    cases.retain(|case| case.rule.id() == id);
    let outcomes = test::run_all(&rules, &cases);
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed())
        .flat_map(|outcome| outcome.lines(&rules))
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    let reason = format!("its tests do not pass\n{}", failed.join("\n"));
    Err(Error::invalid("skeleton", id, reason))
}

fn unusable(log: &Log<'_>, reason: &str) -> Error {
    let reason = format!("{reason}; name another line");
    Error::invalid("line", excerpt::place(log), reason)
}

#[cfg(test)]
mod tests;
