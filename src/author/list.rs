//! The rules of a pack, one entry for each, narrowed to what somebody looks for.
//!
//! `network/dns-name-not-resolved`, an error, reads `windows-update`, looks for `0x80072EE7`: what an author wants to know
//! before writing another rule for the same thing. Causes come alone unless everything is asked for.

use serde::Serialize;

use super::describe;
use super::query::CodeQuery;
use crate::record::Kind;
use crate::report::{Owner, Severity};
use crate::rule::{Cause, Holds, NoiseRule, RuleFile, RuleSet, SignalId, Status, Symptom};

mod asked;

/// What to list. The default is every cause.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only causes of this family, which is the folder of their file.
    pub family: Option<String>,
    /// Only what looks for this code.
    pub code: Option<CodeQuery>,
    /// Only what reads a log of one of these kinds; none of them is no limit.
    pub kinds: Vec<Kind>,
    /// Symptoms, noise, actions and shared signals too.
    pub all: bool,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListEntry {
    /// `cause`, `symptom`, `noise`, `action` or `signal`.
    pub r#type: &'static str,
    /// The id; `shared.name` for a signal.
    pub id: String,
    /// One line.
    pub title: String,
    /// How bad a cause is.
    pub severity: Option<Severity>,
    /// Who has to act on a cause.
    pub owner: Option<Owner>,
    /// `stable`, `experimental` or `deprecated`, for a cause.
    pub status: Option<&'static str>,
    /// The cause that took the place of a deprecated one.
    pub replaced_by: Option<String>,
    /// Whether it took the place of a built-in cause.
    pub replaces_built_in: bool,
    /// The folder of a cause.
    pub family: Option<String>,
    /// Codes it looks for, as rules write them, sorted.
    pub codes: Vec<String>,
    /// Kinds of log it reads; none of them is any.
    pub kinds: Vec<Kind>,
    /// The file it was loaded from.
    pub file: Option<String>,
}

/// The rules that pass the filter, by type and id. `files` are those that `rules` were loaded from.
pub fn list(rules: &RuleSet, files: &[RuleFile], filter: &ListFilter) -> Vec<ListEntry> {
    let mut entries: Vec<(ListEntry, Vec<SignalId>)> = Vec::new();
    entries.extend(rules.causes.iter().map(|cause| of_cause(cause, rules)));
    if filter.all {
        entries.extend(rules.symptoms.iter().map(of_symptom));
        entries.extend(rules.noise.iter().map(of_noise));
        entries.extend(actions(rules));
        entries.extend(shared(rules));
    }
    let passing = entries
        .into_iter()
        .filter(|(entry, signals)| filter.passes(entry, signals, rules));
    passing
        .map(|(entry, signals)| {
            let file = entry.file.clone().or_else(|| file_of(&entry, files));
            ListEntry {
                codes: asked::codes(&signals, rules),
                kinds: asked::kinds(&signals, rules).iter().collect(),
                file,
                ..entry
            }
        })
        .collect()
}

impl ListFilter {
    fn passes(&self, entry: &ListEntry, signals: &[SignalId], rules: &RuleSet) -> bool {
        let family = match &self.family {
            Some(family) => entry.family.as_ref() == Some(family),
            None => true,
        };
        let code = self
            .code
            .is_none_or(|code| signals.iter().any(|id| code.in_signal(*id, rules)));
        let reads = |id: &SignalId| {
            rules.signal(*id).is_some_and(|signal| {
                let kinds = asked::read_by(signal);
                kinds.is_empty() || self.kinds.iter().any(|kind| kinds.contains(*kind))
            })
        };
        family && code && (self.kinds.is_empty() || signals.iter().any(reads))
    }
}

fn entry(holds: &'static str, id: &str, title: &str) -> ListEntry {
    ListEntry {
        r#type: holds,
        id: id.to_owned(),
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        severity: None,
        owner: None,
        status: None,
        replaced_by: None,
        replaces_built_in: false,
        family: None,
        codes: Vec::new(),
        kinds: Vec::new(),
        file: None,
    }
}

fn of_cause(cause: &Cause, rules: &RuleSet) -> (ListEntry, Vec<SignalId>) {
    let (status, replaced_by) = match &cause.status {
        Status::Stable => ("stable", None),
        Status::Experimental => ("experimental", None),
        Status::Deprecated(successor) => ("deprecated", Some(successor.clone())),
    };
    let entry = ListEntry {
        severity: Some(cause.severity),
        owner: Some(cause.owner),
        status: Some(status),
        replaced_by,
        replaces_built_in: rules.replaced.contains(&cause.id),
        family: cause
            .id
            .split_once('/')
            .map(|(family, _)| family.to_owned()),
        file: Some(cause.file.clone()),
        ..entry(Holds::Cause.name(), &cause.id, &cause.title)
    };
    (entry, ids(&cause.signals))
}

fn of_symptom(symptom: &Symptom) -> (ListEntry, Vec<SignalId>) {
    let outcomes = [&symptom.failed, &symptom.succeeded, &symptom.started];
    let signals = outcomes.into_iter().flatten().copied().collect();
    (
        entry(Holds::Symptom.name(), &symptom.id, &symptom.title),
        signals,
    )
}

fn of_noise(noise: &NoiseRule) -> (ListEntry, Vec<SignalId>) {
    let entry = ListEntry {
        file: Some(noise.file.clone()),
        ..entry(
            Holds::Noise.name(),
            &noise.id,
            first_sentence(&noise.because),
        )
    };
    (entry, ids(&noise.signals))
}

/// Why noise is harmless, as far as a title goes.
fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").or_else(|| text.find(".\n"));
    end.and_then(|end| text.split_at_checked(end + 1))
        .map_or(text, |(sentence, _)| sentence)
}

fn actions(rules: &RuleSet) -> impl Iterator<Item = (ListEntry, Vec<SignalId>)> {
    let actions = rules.actions.values();
    actions.map(|action| {
        let entry = entry(Holds::Action.name(), &action.id, &action.title);
        (entry, Vec::new())
    })
}

/// The shared signals. Signals that ask the same are one, which goes by its first name.
fn shared(rules: &RuleSet) -> impl Iterator<Item = (ListEntry, Vec<SignalId>)> {
    (0..)
        .map(SignalId)
        .zip(&rules.signals)
        .filter_map(|(id, signal)| {
            let shared = signal.name.starts_with(super::SHARED);
            let title = || describe::predicate(&signal.predicate);
            shared.then(|| (entry("signal", &signal.name, &title()), vec![id]))
        })
}

fn ids(signals: &[(String, SignalId)]) -> Vec<SignalId> {
    signals.iter().map(|(_, id)| *id).collect()
}

fn file_of(entry: &ListEntry, files: &[RuleFile]) -> Option<String> {
    let found = files.iter().find(|file| match file.rule() {
        Some((Holds::Signals, _)) => super::show::defines(file, &entry.id),
        Some((holds, id)) => holds.name() == entry.r#type && id == entry.id,
        None => false,
    });
    found.map(|file| file.display.clone())
}

#[cfg(test)]
mod tests;
