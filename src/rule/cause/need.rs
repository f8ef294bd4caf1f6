//! What would settle a cause: `needs: [registry]`.
//!
//! The rule names the kind; which key or which command is meant, its own signals of that kind tell.

use std::collections::BTreeSet;

use super::super::fields::Fields;
use super::super::problems::Problems;
use super::super::signal::{Scope, kinds};
use super::super::{KeyPattern, Need, Predicate, Signal};
use crate::record::Kind;

/// Reads `needs`: one for each key or command, sorted.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    scope: &Scope<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Need> {
    let wanted = fields
        .get("needs")
        .map(|node| kinds(node, "needs", problems));
    wanted
        .unwrap_or_default()
        .iter()
        .flat_map(|kind| of_kind(kind, scope))
        .collect()
}

fn of_kind(kind: Kind, scope: &Scope<'_>) -> BTreeSet<Need> {
    let mut needs: BTreeSet<Need> = scope
        .all()
        .filter(|signal| signal.kinds.is_empty() || signal.kinds.contains(kind))
        .flat_map(|signal| details(kind, signal))
        .map(|detail| Need {
            kind,
            detail: Some(detail),
        })
        .collect();
    if needs.is_empty() {
        needs.insert(Need { kind, detail: None });
    }
    needs
}

/// Registry keys or commands that the signal looks at.
fn details(kind: Kind, signal: &Signal) -> Vec<String> {
    let mut details = Vec::new();
    signal.predicate.visit(&mut |one| match (kind, one) {
        (Kind::Registry, Predicate::Key(KeyPattern::Suffix(path))) => details.push(path.join("\\")),
        (Kind::CommandOutput, Predicate::Component(names)) => details.extend(names.iter().cloned()),
        _ => {}
    });
    details
}
