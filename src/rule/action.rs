//! One action: a file `rules/actions/<name>.yaml`. What its steps mean is the plan's matter; here is its place in a pack.

use super::fields::map;
use super::node::Node;
use super::problems::Problems;
use crate::plan::Action;

/// Reads an action, and the names of the parameters that a cause has to give it.
pub(super) fn read(
    id: &str,
    root: &Node<'_>,
    problems: &mut Problems<'_>,
) -> Option<(Action, Vec<String>)> {
    let entries = map(root, "an action", problems)?;
    let given = entries.iter().find(|entry| entry.name == "params");
    let params = given
        .map(|entry| map(&entry.node, "'params'", problems))
        .unwrap_or_default()
        .unwrap_or_default()
        .iter()
        .map(|param| param.name.to_string())
        .collect();
    Some((parse_action(id, root, problems)?, params))
}

/// The action's own check has no positions; its problems stand at the top of the file.
fn parse_action(id: &str, root: &Node<'_>, problems: &mut Problems<'_>) -> Option<Action> {
    Action::parse(id, &problems.file.text)
        .map_err(|message| problems.add(root.start, message))
        .ok()
}
