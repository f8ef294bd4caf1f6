//! The files of a pack, told apart by their first folder.
//!
//! `tls/tls12-not-enabled.yaml` is a cause, `actions/flush-dns.yaml` an action. A cause of a user's pack replaces the
//! built-in one of the same id; in any other case two files of one id are an error.

use std::collections::{BTreeMap, BTreeSet};

use super::RuleFile;
use super::check::Known;
use super::problems::{At, Message, Problems};
use crate::error::RuleProblem;

/// What the built-in rules' display paths begin with.
pub(super) const BUILT_IN: &str = "built-in rules/";

const ONLY_CAUSES: &str = "only a cause may stand in for a built-in one; rules that replace all of them are used with --no-default-rules";

/// What a file of a pack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holds {
    /// Signals that all rules share.
    Signals,
    /// What counts as a failed and as a successful attempt.
    Symptom,
    /// Records that healthy machines write too.
    Noise,
    /// Causes that a site does not want to hear of.
    Silenced,
    /// What can be done.
    Action,
    /// One root cause.
    Cause,
}

impl Holds {
    /// Every kind of file, causes first.
    pub const ALL: [Self; 6] = [
        Self::Cause,
        Self::Symptom,
        Self::Noise,
        Self::Silenced,
        Self::Action,
        Self::Signals,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Symptom => "symptom",
            Self::Noise => "noise",
            Self::Silenced => "silenced",
            Self::Action => "action",
            Self::Signals => "signals",
        }
    }
}

impl RuleFile {
    /// What the file holds and the id that it goes by: `family/name` for a cause, the file's stem for the rest. `None` for
    /// what names no rule.
    pub fn rule(&self) -> Option<(Holds, &str)> {
        let rule = Rule::of(self)?.ok()?;
        Some((rule.holds, rule.id))
    }

    /// Whether it comes with the program.
    pub fn is_built_in(&self) -> bool {
        self.display.starts_with(BUILT_IN)
    }
}

/// A file with its place in the pack.
pub(super) struct Rule<'f> {
    pub(super) holds: Holds,
    /// `family/name` for a cause, the file's stem for the rest.
    pub(super) id: &'f str,
    pub(super) file: &'f RuleFile,
}

impl<'f> Rule<'f> {
    /// `None` for what is no rule: other files than YAML, and the folder of knowledge.
    fn of(file: &'f RuleFile) -> Option<Result<Self, String>> {
        let stem = file
            .path
            .strip_suffix(".yaml")
            .or_else(|| file.path.strip_suffix(".yml"))?;
        let (holds, id) = match stem.split_once('/') {
            Some(("knowledge", _)) => return None,
            Some(("signals", name)) => (Holds::Signals, name),
            Some(("symptoms", name)) => (Holds::Symptom, name),
            Some(("noise", name)) => (Holds::Noise, name),
            Some(("silenced", name)) => (Holds::Silenced, name),
            Some(("actions", name)) => (Holds::Action, name),
            _ => (Holds::Cause, stem),
        };
        let folders = usize::from(holds == Holds::Cause);
        if is_id(id) && id.matches('/').count() == folders {
            return Some(Ok(Self { holds, id, file }));
        }
        Some(Err(format!(
            "'{}' names no rule; a cause is <family>/<name>.yaml in a-z, 0-9 and -, the rest is in signals/, symptoms/, noise/, actions/, silenced/",
            file.path
        )))
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'/'))
}

/// The rules of a pack, one for each id.
#[derive(Default)]
pub(super) struct Pack<'f> {
    rules: Vec<Rule<'f>>,
    /// Ids of built-in causes that gave way, sorted.
    pub(super) replaced: Vec<String>,
}

impl<'f> Pack<'f> {
    /// Tells the files apart, in their order.
    pub(super) fn sort(files: &'f [RuleFile], problems: &mut Vec<RuleProblem>) -> Self {
        let mut pack = Self::default();
        for file in files {
            match Rule::of(file) {
                Some(Ok(rule)) => pack.rules.push(rule),
                Some(Err(message)) => problems.extend(whole(file, message)),
                None => {}
            }
        }
        pack.drop_replaced(problems);
        pack
    }

    fn drop_replaced(&mut self, problems: &mut Vec<RuleProblem>) {
        let mut first: BTreeMap<(Holds, &str), &Rule<'_>> = BTreeMap::new();
        let mut dropped: BTreeSet<&str> = BTreeSet::new();
        for rule in self
            .rules
            .iter()
            .filter(|rule| rule.holds != Holds::Signals)
        {
            let Some(earlier) = first.insert((rule.holds, rule.id), rule) else {
                continue;
            };
            if rule.holds == Holds::Cause && earlier.file.is_built_in() && !rule.file.is_built_in()
            {
                dropped.insert(rule.id);
            } else {
                let message = format!("'{}' is taken by '{}'", rule.id, earlier.file.display);
                let message = if earlier.file.is_built_in() {
                    Message::explained(message, ONLY_CAUSES)
                } else {
                    message.into()
                };
                problems.extend(whole(rule.file, message));
            }
        }
        self.replaced = dropped.iter().map(ToString::to_string).collect();
        self.rules.retain(|rule| {
            rule.holds != Holds::Cause || !rule.file.is_built_in() || !dropped.contains(rule.id)
        });
    }

    /// The rules in the order in which they can be read: shared signals before those that name them.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Rule<'f>> {
        let shared = |rule: &&Rule<'_>| rule.holds == Holds::Signals;
        let rest = self.rules.iter().filter(move |rule| !shared(rule));
        self.rules.iter().filter(shared).chain(rest)
    }

    /// Every id, with the parameters of those actions that could be read.
    pub(super) fn known(&self, params: BTreeMap<&'f str, Vec<String>>) -> Known<'f> {
        let ids = |holds| {
            self.rules
                .iter()
                .filter(move |rule| rule.holds == holds)
                .map(|rule| rule.id)
                .collect()
        };
        Known {
            symptoms: ids(Holds::Symptom),
            actions: ids(Holds::Action),
            causes: ids(Holds::Cause),
            params,
        }
    }
}

/// A problem of the file as a whole.
fn whole(file: &RuleFile, message: impl Into<Message>) -> Vec<RuleProblem> {
    let mut problems = Problems::new(file);
    problems.add(At::default(), message);
    problems.into_list()
}

/// The 64-bit FNV-1a hash of all paths and contents, in hex. It tells packs apart and protects against nothing.
/// Carriage returns do not count, so that a checkout with Windows line ends has the same digest.
pub(super) fn digest(files: &[RuleFile]) -> String {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let parts = files.iter().flat_map(|file| [&file.path, &file.text]);
    for part in parts {
        for byte in part.bytes().filter(|byte| *byte != b'\r').chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    format!("{hash:016x}")
}
