//! One noise rule: a file `rules/noise/<name>.yaml`. What it silences goes by the name `silenced` in its condition.

use super::condition;
use super::example;
use super::fields::Fields;
use super::keys::{self, SILENCED};
use super::node::Node;
use super::problems::Problems;
use super::signal::{Scope, Signals, read as read_signal};
use super::{Condition, NoiseRule};

/// Reads a noise rule.
pub(super) fn read(
    id: &str,
    root: &Node<'_>,
    signals: &mut Signals,
    problems: &mut Problems<'_>,
) -> Option<NoiseRule> {
    let fields = Fields::of(root, "noise", &keys::NOISE, problems)?;
    let owner = format!("noise/{id}");
    let silences = fields
        .required("silences", problems)
        .and_then(|node| read_signal(format!("{owner}.{SILENCED}"), node, problems))
        .map(|signal| signals.intern(signal));
    let mut own = fields
        .get("signals")
        .map(|node| signals.read_map(&owner, node, problems))
        .unwrap_or_default();
    if own.iter().any(|(name, _)| name == SILENCED) {
        let at = fields.get("signals")?.start;
        problems.add(at, "'silenced' is the name of what 'silences' says");
    } else {
        own.push((SILENCED.to_owned(), silences));
    }
    let mut scope = Scope::new(signals, own);
    let when = match fields.get("when") {
        Some(node) => condition::read(node, &mut scope, problems),
        None => silences.map(Condition::Signal),
    };
    let alone = |when: &Condition| silences.is_some_and(|id| when.asks_how_many(id));
    if let Some(node) = fields
        .get("when")
        .filter(|_| when.as_ref().is_some_and(alone))
    {
        let message = "'silenced' is one record here: a noise rule is asked for each on its own, so 'count', 'not' and 'without' cannot be about it";
        problems.add(node.start, message);
    }
    Some(NoiseRule {
        id: id.to_owned(),
        because: fields.required_text("because", problems),
        silences: silences?,
        signals: scope.named(),
        when: when?,
        tests: example::read(&fields, &scope.captures(), problems),
        file: problems.file.display.clone(),
    })
}
