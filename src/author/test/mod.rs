//! The tests inside rules: small logs, each with what the rule has to say of them.
//!
//! ```text
//! network/name: the name is not found
//!   rules/network/name.yaml:14
//!   expected a finding, got none
//! ```
//!
//! Every test runs over all rules that are loaded, so that rivals count; what it expects is said of its own rule alone. A
//! test that fails tells what differs and why: which signals matched where, how each log was read, what was found instead.

use crate::engine::{self, Options};
use crate::error::Error;
use crate::report::Machine;
use crate::rule::{Cause, NoiseRule, RuleSet, RuleTest, SignalId};
use crate::source::Bundle;

mod compare;
mod select;
mod trace;

pub use select::select;

/// A rule that has tests.
#[derive(Debug, Clone, Copy)]
pub enum Tested<'r> {
    /// A root cause.
    Cause(&'r Cause),
    /// A noise rule.
    Noise(&'r NoiseRule),
}

impl<'r> Tested<'r> {
    /// `family/name`, for noise `noise/name`: the file's path without its extension.
    pub fn id(self) -> String {
        match self {
            Self::Cause(cause) => cause.id.clone(),
            Self::Noise(noise) => format!("noise/{}", noise.id),
        }
    }

    /// The file it was loaded from.
    pub fn file(self) -> &'r str {
        match self {
            Self::Cause(cause) => &cause.file,
            Self::Noise(noise) => &noise.file,
        }
    }

    /// Its signals with their names.
    fn signals(self) -> &'r [(String, SignalId)] {
        match self {
            Self::Cause(cause) => &cause.signals,
            Self::Noise(noise) => &noise.signals,
        }
    }
}

/// One test and the rule it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Case<'r> {
    /// The rule.
    pub rule: Tested<'r>,
    /// The test.
    pub test: &'r RuleTest,
}

/// What became of a test.
#[derive(Debug)]
pub struct Outcome<'r> {
    /// The test.
    pub case: Case<'r>,
    /// The machine that its logs make, or why there is none.
    pub machine: Result<Machine, Error>,
    /// What differs from what was expected; empty when nothing does.
    pub wrong: Vec<String>,
}

/// Every test of every rule: causes by id, then noise by id, tests in the order of their file.
pub fn cases(rules: &RuleSet) -> Vec<Case<'_>> {
    let causes = rules.causes.iter().map(|it| (Tested::Cause(it), &it.tests));
    let noise = rules.noise.iter().map(|it| (Tested::Noise(it), &it.tests));
    causes
        .chain(noise)
        .flat_map(|(rule, tests)| tests.iter().map(move |test| Case { rule, test }))
        .collect()
}

/// Runs the tests in parallel; the outcomes are in the order of the tests.
#[cfg(feature = "native")]
pub fn run_all<'r>(rules: &RuleSet, cases: &[Case<'r>]) -> Vec<Outcome<'r>> {
    use rayon::prelude::*;
    cases.par_iter().map(|case| run(rules, *case)).collect()
}

/// Runs the tests, in their order.
#[cfg(not(feature = "native"))]
pub fn run_all<'r>(rules: &RuleSet, cases: &[Case<'r>]) -> Vec<Outcome<'r>> {
    cases.iter().map(|case| run(rules, *case)).collect()
}

/// Runs one test.
pub fn run<'r>(rules: &RuleSet, case: Case<'r>) -> Outcome<'r> {
    let machine = machine(rules, case.test);
    let wrong = match (&machine, case.rule) {
        (Err(error), _) => vec![error.to_string()],
        (Ok(machine), Tested::Cause(it)) => compare::cause(&it.id, &case.test.expect, machine),
        (Ok(machine), Tested::Noise(it)) => compare::noise(&it.id, &case.test.expect, machine),
    };
    Outcome {
        case,
        machine,
        wrong,
    }
}

/// The one machine that the logs of a test make.
///
/// Fails when none of them is a log, as for empty ones.
pub fn machine(rules: &RuleSet, test: &RuleTest) -> Result<Machine, Error> {
    let report = engine::analyze(rules, &[bundle(test)], &Options::default())?;
    let machine = report.machines.into_iter().next();
    machine.ok_or_else(|| Error::NoInput("the test has no log".to_owned()))
}

/// The logs of a test, as one machine's.
pub(super) fn bundle(test: &RuleTest) -> Bundle {
    let files = test.files.iter();
    Bundle::from_memory(files.map(|(name, bytes)| (name.as_str(), bytes.clone())))
}

impl Outcome<'_> {
    /// Whether the rule said what was expected of it.
    pub fn passed(&self) -> bool {
        self.wrong.is_empty()
    }

    /// What failed, line by line without line ends: the test, where it stands, what differs, and how that came about.
    /// Lines are indented by two for each level; text of logs is raw.
    pub fn lines(&self, rules: &RuleSet) -> Vec<String> {
        let Case { rule, test } = self.case;
        let mut lines = vec![
            format!("{}: {}", rule.id(), test.name),
            format!("  {}:{}", rule.file(), test.line),
        ];
        lines.extend(self.wrong.iter().map(|wrong| format!("  {wrong}")));
        lines.extend(trace::lines(self, rules));
        lines
    }
}
