//! One action: a file `rules/actions/<name>.yaml`. What its steps mean is the plan's matter; here is its place in a pack.

use super::fields::map;
use super::node::Node;
use super::problems::{At, Message, Problems};
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

/// The action's own check has no positions, but its messages begin with the item they are about.
fn parse_action(id: &str, root: &Node<'_>, problems: &mut Problems<'_>) -> Option<Action> {
    Action::parse(id, &problems.file.text)
        .map_err(|message| {
            let (at, rest) = placed(root, &message);
            problems.add(at, plain(rest));
        })
        .ok()
}

/// Where the item stands that `steps, item 2: ...` and `step 2 ('dism'): ...` are about, and what is said of it; for other
/// messages the top of the file.
fn placed<'m>(root: &Node<'_>, message: &'m str) -> (At, &'m str) {
    let found = message.split_once(": ").and_then(|(place, rest)| {
        let listed = place.split_once(", item ");
        let (list, number, rest) = if let Some((list, number)) = listed {
            (list, number, rest)
        } else {
            let (number, _) = place.strip_prefix("step ")?.split_once(' ')?;
            ("steps", number, message)
        };
        let number = number.parse::<usize>().ok()?.checked_sub(1)?.to_string();
        Some((root.step(list)?.step(&number)?.start, rest))
    });
    found.unwrap_or((root.start, message))
}

/// The parser's own words for words it does not know, as all other messages say it.
fn plain(message: &str) -> Message {
    let mut parts = message.split('`');
    let (what, word) = (parts.next().unwrap_or_default(), parts.next());
    let known: Vec<&str> = parts.skip(1).step_by(2).collect();
    match (what, word) {
        ("missing field ", Some(word)) => format!("missing key '{word}'").into(),
        ("unknown field ", Some(word)) => Message::unknown("key", word, known),
        ("unknown variant ", Some(word)) => Message::unknown("word", word, known),
        _ => message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::RuleFile;
    use super::*;

    fn check(text: &str, expected: &str) {
        let file = RuleFile {
            path: "actions/a.yaml".into(),
            display: "a".into(),
            text: text.into(),
        };
        let mut problems = Problems::new(&file);
        let root = Node::parse(&file.text, &mut problems).unwrap();
        assert!(read("a", &root, &mut problems).is_none());
        let told: Vec<_> = problems
            .into_list()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(told, [expected]);
    }

    #[test]
    fn a_problem_stands_at_its_step() {
        check(
            "title: A\nrisk: safe\nsteps:\n  - flush-dns\n  - flush-dsn\n",
            "a:5:5: unknown word 'flush-dsn'; did you mean 'flush-dns'?",
        );
        check(
            "title: A\nsteps: [flush-dns]\n",
            "a:1:1: missing key 'risk'",
        );
        check(
            "title: A\nrisk: safe\nstep: [flush-dns]\nsteps: [flush-dns]\n",
            "a:1:1: unknown key 'step'; did you mean 'steps'?",
        );
    }
}
