//! What rules say of each other: every id that one file names has to be there in another.

use std::collections::{BTreeMap, BTreeSet};

use super::Cause;
use super::problems::{At, Problems, unknown};
use crate::error::RuleProblem;

const SYMPTOM: &str =
    "a symptom is the name of a file in symptoms/; one that is not there would never be explained";
const ACTION: &str =
    "an action is the name of a file in actions/; nothing else can come into a script";
const CAUSE: &str = "a cause is named by its folder and file, as in tls/tls12-not-enabled";

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Symptom,
    Action,
    Cause,
}

/// An id that one file names and another has to define.
#[derive(Debug)]
pub(super) struct Link {
    target: Target,
    id: String,
    /// Names of the parameters given to an action.
    params: Vec<(String, At)>,
    file: String,
    at: At,
}

impl Link {
    pub(super) fn new(target: Target, id: &str, at: At, problems: &Problems<'_>) -> Self {
        Self {
            target,
            id: id.to_owned(),
            params: Vec::new(),
            file: problems.file.display.clone(),
            at,
        }
    }

    pub(super) fn with_params(self, params: Vec<(String, At)>) -> Self {
        Self { params, ..self }
    }

    fn problem(&self, at: At, message: String) -> RuleProblem {
        RuleProblem::new(self.file.as_str(), at.line, at.column, message)
    }
}

/// Ids of all files, also of those that have problems, so that one mistake is one problem.
#[derive(Debug, Default)]
pub(super) struct Known<'f> {
    pub(super) symptoms: BTreeSet<&'f str>,
    pub(super) actions: BTreeSet<&'f str>,
    pub(super) causes: BTreeSet<&'f str>,
    /// Names of the parameters of each action that could be read.
    pub(super) params: BTreeMap<&'f str, Vec<String>>,
}

/// Every link that leads nowhere.
pub(super) fn broken(links: &[Link], known: &Known<'_>) -> Vec<RuleProblem> {
    links
        .iter()
        .flat_map(|link| {
            let (what, ids, why) = match link.target {
                Target::Symptom => ("symptom", &known.symptoms, SYMPTOM),
                Target::Action => ("action", &known.actions, ACTION),
                Target::Cause => ("cause", &known.causes, CAUSE),
            };
            if ids.contains(link.id.as_str()) {
                return params(link, known);
            }
            let message = unknown(what, &link.id, ids.iter().copied());
            vec![RuleProblem {
                why: Some(why),
                ..link.problem(link.at, message)
            }]
        })
        .collect()
}

/// Causes that override each other in a circle of more than two, each circle once. Of two that override each other both
/// stay, which a rule may want.
pub(super) fn circular(links: &[Link], causes: &[Cause]) -> Vec<RuleProblem> {
    let by_id: BTreeMap<&str, &Cause> = causes.iter().map(|it| (it.id.as_str(), it)).collect();
    let beneath = |id: &str| by_id.get(id).map_or(&[][..], |cause| &cause.overrides);
    let overrides = |one: &str, other: &str| beneath(one).iter().any(|id| id == other);
    // Every circle is found from its first id, so it is told once.
    let leads_back = |first: &str, second: &str| {
        let mut reached = BTreeSet::from([second]);
        let mut next = vec![second];
        while let Some(id) = next.pop() {
            let later = beneath(id).iter().map(String::as_str);
            next.extend(later.filter(|id| *id > first && reached.insert(*id)));
        }
        reached
            .iter()
            .any(|id| *id != second && overrides(id, first))
    };
    let pairs = causes
        .iter()
        .flat_map(|cause| cause.overrides.iter().map(move |id| (cause, id)));
    let circles = pairs.filter(|(cause, id)| **id > cause.id && leads_back(&cause.id, id));

    circles
        .flat_map(|(cause, id)| {
            let is_it = move |link: &&Link| {
                link.target == Target::Cause && link.file == cause.file && link.id == *id
            };
            links.iter().filter(is_it).map(move |link| {
                let message = format!("'{}' overrides '{id}', which by way of others overrides it too, so each would take the other's place", cause.id);
                link.problem(link.at, message)
            })
        })
        .collect()
}

/// Parameters that the action does not have, and those it has that are not given.
fn params(link: &Link, known: &Known<'_>) -> Vec<RuleProblem> {
    let Some(wanted) = known
        .params
        .get(link.id.as_str())
        .filter(|_| link.target == Target::Action)
    else {
        return Vec::new();
    };
    let strange: Vec<_> = link
        .params
        .iter()
        .filter(|(name, _)| !wanted.contains(name))
        .map(|(name, at)| {
            let names = wanted.iter().map(String::as_str);
            link.problem(*at, unknown("parameter", name, names))
        })
        .collect();
    if !strange.is_empty() {
        return strange;
    }
    wanted
        .iter()
        .filter(|name| link.params.iter().all(|(given, _)| given != *name))
        .map(|name| {
            let message = format!(
                "action '{0}' wants its parameter '{name}': - {0}: {{ {name}: ... }}",
                link.id
            );
            link.problem(link.at, message)
        })
        .collect()
}
