//! Everything that can be said of rule files before a log is read: errors, which keep them from loading, and warnings.
//!
//! The loader finds the errors. Each warning is a [`Check`], a row of [`CHECKS`] with its reason; what it looks at is a
//! `Subject`, one file with what was loaded from it. A check errs towards silence: what it says of a rule has to be right,
//! for people stop reading a tool that warns of good rules. The shipped rules give no warning, and a test holds that.
//!
//! Files with errors are left out and the rest is loaded again, so that one slip does not hide the warnings of all others.

use std::collections::BTreeSet;

use crate::error::{Error, RuleProblem};
use crate::rule::{At, Holds, Outline, RuleFile, RuleSet};

mod alone;
mod carrier;
mod columns;
mod contrary;
mod duplicate;
mod family;
mod incomplete;
mod key_order;
mod near_miss;
mod never_holds;
mod never_matches;
mod noise_tests;
mod points;
mod recovery;
mod short_literal;
mod short_text;
mod subject;
mod unfinished;
mod ungated;
mod unused;
mod wrong_kind;

use subject::{Note, Subject};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The rules do not load.
    Error,
    /// They load, and their author should look.
    Warning,
}

impl Grade {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What is wrong and where.
    pub problem: RuleProblem,
    /// How bad it is.
    pub grade: Grade,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// How many rule files were looked at.
    pub rules: usize,
    /// Sorted by file, line and column.
    pub remarks: Vec<Remark>,
}

impl Lint {
    /// How many remarks are of that grade.
    pub fn count(&self, grade: Grade) -> usize {
        let of_grade = |remark: &&Remark| remark.grade == grade;
        self.remarks.iter().filter(of_grade).count()
    }
}

/// A kind of warning.
pub struct Check {
    /// Its name, shown behind the message.
    pub name: &'static str,
    /// Why it matters, in a sentence.
    pub why: &'static str,
    run: fn(&Subject<'_>, &mut Vec<Note>),
}

/// Every kind of warning.
pub const CHECKS: &[Check] = &[
    family::CHECK,
    key_order::CHECK,
    ungated::CHECK,
    short_text::CHECK,
    short_literal::CHECK,
    never_matches::CHECK,
    wrong_kind::CHECK,
    contrary::CHECK,
    columns::CHECK,
    never_holds::CHECK,
    carrier::CHECK,
    unused::CHECK,
    duplicate::CHECK,
    points::CHECK,
    alone::CHECK,
    incomplete::FIX,
    incomplete::REFERENCES,
    near_miss::NO_TESTS,
    near_miss::FIRES,
    near_miss::MISSES,
    near_miss::TOUCHES,
    recovery::CHECK,
    unfinished::LEFT,
    unfinished::BECAUSE,
    unfinished::NAMES,
    noise_tests::SILENCES,
    noise_tests::HEARS,
];

/// Looks at the files of `own`, which lean on those `around`. Errors around are told of only where they may be what is wrong
/// with one's own, as a misspelt shared signal is.
pub fn lint(around: &[RuleFile], own: &[RuleFile]) -> Lint {
    let all: Vec<RuleFile> = around.iter().chain(own).cloned().collect();
    let (mut problems, rules) = load(&all);
    problems.sort();
    problems.dedup();
    keep_telling(&mut problems, around, own);
    let errors = problems.into_iter().map(|problem| Remark {
        problem,
        grade: Grade::Error,
    });
    let mut remarks: Vec<Remark> = errors.collect();
    for file in own {
        remarks.extend(warnings(file, &rules));
    }
    remarks.sort_by(|one, other| one.problem.cmp(&other.problem));
    Lint {
        rules: own.len(),
        remarks,
    }
}

/// Keeps the problems of one's own files and, where there are some, those of what they lean on.
fn keep_telling(problems: &mut Vec<RuleProblem>, around: &[RuleFile], own: &[RuleFile]) {
    let is_leant_on = |file: &&RuleFile| {
        let holds = file.rule().map(|(holds, _)| holds);
        matches!(holds, Some(Holds::Signals | Holds::Symptom | Holds::Action))
    };
    let names = |file: &RuleFile| file.display.clone();
    let own: BTreeSet<String> = own.iter().map(names).collect();
    let leant_on: BTreeSet<String> = around.iter().filter(is_leant_on).map(names).collect();
    let wrong = problems.iter().any(|it| own.contains(&it.file));
    problems.retain(|it| own.contains(&it.file) || (wrong && leant_on.contains(&it.file)));
}

/// The rules of the files that load.
struct Loaded {
    set: RuleSet,
    /// Files that had to be left out, as they are displayed.
    left_out: BTreeSet<String>,
}

/// Loads what can be loaded. The problems are those of all files together; leaving files out makes others, which are
/// nobody's fault.
fn load(files: &[RuleFile]) -> (Vec<RuleProblem>, Loaded) {
    let mut files = files.to_vec();
    let mut first = None;
    let mut left_out = BTreeSet::new();
    loop {
        let problems = match RuleSet::load(&files) {
            Ok(set) => return (first.unwrap_or_default(), Loaded { set, left_out }),
            Err(Error::Rules(problems)) => problems,
            Err(_) => Vec::new(),
        };
        let before = files.len();
        left_out.extend(problems.iter().map(|problem| problem.file.clone()));
        files.retain(|file| !left_out.contains(&file.display));
        if files.len() == before {
            files.clear();
        }
        first.get_or_insert(problems);
    }
}

/// What there is to say of a file that loads.
fn warnings(file: &RuleFile, rules: &Loaded) -> Vec<Remark> {
    if rules.left_out.contains(&file.display) {
        return Vec::new();
    }
    let outline = Outline::of(file);
    let whole = rules.left_out.is_empty();
    let Some(subject) = Subject::of(file, &outline, &rules.set, whole) else {
        return Vec::new();
    };
    let mut remarks = Vec::new();
    for check in CHECKS {
        let mut notes = Vec::new();
        (check.run)(&subject, &mut notes);
        remarks.extend(notes.iter().map(|note| check.remark(file, note)));
    }
    remarks
}

impl Check {
    fn remark(&self, file: &RuleFile, note: &Note) -> Remark {
        let message = format!("{} [{}]", note.message, self.name);
        let At { line, column } = note.at;
        Remark {
            problem: RuleProblem {
                why: Some(self.why),
                ..RuleProblem::new(file.display.as_str(), line, column, message)
            },
            grade: Grade::Warning,
        }
    }
}

#[cfg(test)]
mod tests;
