//! How evidence counts: `weigh: { base: 5, for: [ { signal: tls12_off, add: 40 } ], against: [] }`.

use super::super::condition;
use super::super::fields::{Fields, number, text};
use super::super::node::Node;
use super::super::problems::Problems;
use super::super::signal::Scope;
use super::super::{Condition, Weigh, Weight, keys};

/// Reads the value of a `weigh`.
pub(super) fn read(
    node: &Node<'_>,
    scope: &mut Scope<'_>,
    problems: &mut Problems<'_>,
) -> Option<Weigh> {
    let fields = Fields::of(node, "'weigh'", &keys::WEIGH, problems)?;
    let base = fields
        .required("base", problems)
        .and_then(|node| number(node, "base", (0, keys::MOST_POINTS), problems));
    Some(Weigh {
        for_: fields.list("for", problems, |one, problems| item(one, scope, problems)),
        against: fields.list("against", problems, |one, problems| {
            item(one, scope, problems)
        }),
        base: base.unwrap_or_default(),
    })
}

fn item(node: &Node<'_>, scope: &mut Scope<'_>, problems: &mut Problems<'_>) -> Option<Weight> {
    let fields = Fields::of(node, "an item of 'weigh'", &keys::WEIGHT, problems)?;
    let (when, written) = evidence(&fields, node, scope, problems)?;
    let add = fields
        .required("add", problems)
        .and_then(|node| number(node, "add", (1, keys::MOST_POINTS), problems))?;
    let said = match fields.get("note") {
        Some(node) => text(node, "note", problems)?,
        None => written,
    };
    Some(Weight {
        when,
        add,
        note: said.to_owned(),
    })
}

/// What counts, and how the rule wrote it.
fn evidence<'n>(
    fields: &Fields<'n, '_>,
    node: &Node<'_>,
    scope: &mut Scope<'_>,
    problems: &mut Problems<'_>,
) -> Option<(Condition, &'n str)> {
    match (fields.get("signal"), fields.get("when")) {
        (Some(signal), None) => {
            let name = text(signal, "signal", problems)?;
            let id = scope.find(name, signal.start, problems)?;
            Some((Condition::Signal(id), name))
        }
        (None, Some(when)) => {
            let condition = condition::read(when, scope, problems)?;
            Some((condition, text(when, "when", problems)?))
        }
        _ => {
            problems.add(
                node.start,
                "an item of 'weigh' has either a 'signal' or a 'when'",
            );
            None
        }
    }
}
