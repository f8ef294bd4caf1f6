//! Reading a rule pack: files in, a checked and resolved [`RuleSet`] or every problem out.
//!
//! Shared signals are read first, since every rule may name them; then each file on its own; last, what files say of
//! each other is checked. No problem stops the reading, so an author sees all of them at once.

use std::collections::BTreeMap;

use super::check::{Link, broken, circular};
use super::fields::Fields;
use super::node::Node;
use super::pack::{Holds, Pack, Rule, digest};
use super::problems::Problems;
use super::signal::Signals;
use super::{RuleSet, action, cause, keys, noise, silenced, symptom};
use crate::error::Error;

/// One YAML file of a rule pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// Path within its pack with `/`: `tls/tls12-not-enabled.yaml`; the folder tells what kind of rule it is.
    pub path: String,
    /// Path as the user knows it, for messages.
    pub display: String,
    /// The text.
    pub text: String,
}

/// What the text of a file that could not be read begins with, before the reason: no text that was read has it.
pub(super) const UNREADABLE: char = '\0';

impl RuleSet {
    /// Checks and compiles the files. A cause with the id of a built-in one before it replaces that one; files that are
    /// not YAML and those below `knowledge/` are passed over.
    ///
    /// The error holds every problem of every file, sorted by file, line and column.
    pub fn load(files: &[RuleFile]) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let pack = Pack::sort(files, &mut problems);
        let mut reader = Reader::default();
        for rule in pack.in_order() {
            let mut found = Problems::new(rule.file);
            if let Some(root) = Node::parse(&rule.file.text, &mut found) {
                reader.read(rule, &root, &mut found);
            }
            problems.extend(found.into_list());
        }
        problems.extend(broken(&reader.links, &pack.known(reader.params)));
        problems.extend(circular(&reader.links, &reader.set.causes));
        if !problems.is_empty() {
            problems.sort();
            problems.dedup();
            return Err(Error::Rules(problems));
        }
        let mut set = reader.set;
        set.signals = reader.signals.into_list();
        set.causes.sort_by(|one, other| one.id.cmp(&other.id));
        set.symptoms.sort_by(|one, other| one.id.cmp(&other.id));
        set.noise.sort_by(|one, other| one.id.cmp(&other.id));
        set.digest = digest(files);
        set.replaced = pack.replaced;
        Ok(set)
    }
}

/// What the files read so far came to.
#[derive(Default)]
struct Reader<'f> {
    set: RuleSet,
    signals: Signals,
    links: Vec<Link>,
    /// Parameters by action.
    params: BTreeMap<&'f str, Vec<String>>,
}

impl<'f> Reader<'f> {
    fn read(&mut self, rule: &Rule<'f>, root: &Node<'_>, problems: &mut Problems<'_>) {
        let (id, set, signals) = (rule.id, &mut self.set, &mut self.signals);
        match rule.holds {
            Holds::Signals => {
                let fields = Fields::of(root, "shared signals", &keys::SIGNALS, problems);
                let map = fields.and_then(|fields| fields.required("signals", problems));
                if let Some(map) = map {
                    signals.read_shared(map, problems);
                }
            }
            Holds::Symptom => {
                set.symptoms
                    .extend(symptom::read(id, root, signals, problems));
            }
            Holds::Noise => set.noise.extend(noise::read(id, root, signals, problems)),
            Holds::Silenced => {
                let links = &mut self.links;
                set.silenced.extend(silenced::read(root, links, problems));
            }
            Holds::Cause => {
                let links = &mut self.links;
                set.causes
                    .extend(cause::read(id, root, signals, links, problems));
            }
            Holds::Action => {
                if let Some((action, params)) = action::read(id, root, problems) {
                    self.params.insert(id, params);
                    set.actions.insert(id.to_owned(), action);
                }
            }
        }
    }
}
