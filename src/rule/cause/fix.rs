//! What mends a cause: `fix: [flush-dns, { install-from-catalogue: { kb: kb } }]`.

use std::collections::BTreeMap;

use super::super::FixUse;
use super::super::check::{Link, Target};
use super::super::fields::{Fields, map, text};
use super::super::node::{Entry, Node, Value};
use super::super::problems::Problems;
use super::super::signal::Captures;

/// Reads `fix`. Each parameter has to name a capture of the rule.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    captures: &Captures<'_>,
    links: &mut Vec<Link>,
    problems: &mut Problems<'_>,
) -> Vec<FixUse> {
    fields.list("fix", problems, |one, problems| {
        let (action, params) = item(one, problems)?;
        let given = params
            .iter()
            .map(|param| (param.name.to_string(), param.at));
        let link = Link::new(Target::Action, action, one.start, problems);
        links.push(link.with_params(given.collect()));
        let params = params
            .iter()
            .filter_map(|param| Some((param.name.to_string(), capture(param, captures, problems)?)))
            .collect::<BTreeMap<_, _>>();
        Some(FixUse {
            action: action.to_owned(),
            params,
        })
    })
}

/// An action's id and its parameters.
fn item<'n, 'a>(
    node: &'n Node<'a>,
    problems: &mut Problems<'_>,
) -> Option<(&'n str, &'n [Entry<'a>])> {
    let Value::Map(entries) = &node.value else {
        return Some((text(node, "fix", problems)?, &[]));
    };
    if let [entry] = entries.as_slice() {
        let params = map(&entry.node, "an action with parameters", problems)?;
        return Some((entry.name.as_ref(), params));
    }
    let message = "an item of 'fix' is one action: - action: { parameter: capture }";
    problems.add(node.start, message);
    None
}

fn capture(
    param: &Entry<'_>,
    captures: &Captures<'_>,
    problems: &mut Problems<'_>,
) -> Option<String> {
    let name = text(&param.node, &param.name, problems)?;
    if let Some(message) = captures.refuse(name, &[]) {
        problems.add(param.node.start, message);
    }
    Some(name.to_owned())
}
