//! A signal that asks for a text and for its absence: `{ text: 'proxy', not: { text: 'proxy' } }`.
//!
//! Told of only where what is asked for implies what must not be, by equality or by one text containing the other.

use super::Check;
use super::subject::{Note, Subject};
use crate::rule::Predicate;

pub(super) const CHECK: Check = Check {
    name: "contrary",
    why: "whatever has what is asked for has also what 'not' rules out; the signal can never be seen",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        if is_dead(&named.signal.predicate) {
            let path = [named.path.as_slice(), &["not"]].concat();
            notes.push(subject.note(&path, "this rules out what the signal asks for"));
        }
    }
}

/// Whether the predicate holds for no record.
fn is_dead(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Any(parts) => parts.iter().all(is_dead),
        Predicate::All(parts) => parts.iter().any(|part| match part {
            Predicate::Not(inner) => implies(predicate, inner),
            other => is_dead(other),
        }),
        _ => false,
    }
}

/// Whether every record for which `given` holds is one for which `wanted` holds.
fn implies(given: &Predicate, wanted: &Predicate) -> bool {
    use Predicate::{All, Any, Text, TextAll};
    match (given, wanted) {
        _ if given == wanted => true,
        (Any(given), _) => given.iter().all(|one| implies(one, wanted)),
        (_, All(wanted)) => wanted.iter().all(|one| implies(given, one)),
        (All(given), _) => given.iter().any(|one| implies(one, wanted)),
        (_, Any(wanted)) => wanted.iter().any(|one| implies(given, one)),
        (Text(given), Text(wanted)) => given
            .iter()
            .all(|text| wanted.iter().any(|part| contains(text, part))),
        (Text(given), TextAll(wanted)) => given
            .iter()
            .all(|text| wanted.iter().all(|part| contains(text, part))),
        (TextAll(given), Text(wanted)) => given
            .iter()
            .any(|text| wanted.iter().any(|part| contains(text, part))),
        (TextAll(given), TextAll(wanted)) => wanted
            .iter()
            .all(|part| given.iter().any(|text| contains(text, part))),
        _ => false,
    }
}

fn contains(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase()
        .contains(&part.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(any: &[&str]) -> Predicate {
        Predicate::Text(any.iter().map(ToString::to_string).collect())
    }

    fn text_all(all: &[&str]) -> Predicate {
        Predicate::TextAll(all.iter().map(ToString::to_string).collect())
    }

    fn check(asked: Predicate, ruled_out: Predicate, expected: bool) {
        let not = Predicate::Not(Box::new(ruled_out));
        let predicate = Predicate::All(vec![asked, not]);
        assert_eq!(is_dead(&predicate), expected, "{predicate:?}");
    }

    #[test]
    fn what_is_ruled_out_altogether_is_seen() {
        check(text(&["proxy"]), text(&["PROXY"]), true);
        check(text(&["no proxy", "a proxy"]), text(&["proxy"]), true);
        check(text(&["proxy"]), text(&["wsus", "proxy"]), true);
        check(text_all(&["proxy", "failed"]), text(&["proxy"]), true);
        check(text_all(&["proxy", "failed"]), text_all(&["fail"]), true);
        check(text(&["proxy failed"]), text_all(&["proxy", "fail"]), true);
        check(
            Predicate::Any(vec![text(&["proxy"]), text(&["a proxy"])]),
            text(&["proxy"]),
            true,
        );
    }

    #[test]
    fn what_may_remain_is_let_be() {
        check(text(&["proxy"]), text(&["a proxy"]), false);
        check(text(&["proxy", "wsus"]), text(&["proxy"]), false);
        check(text(&["proxy"]), text_all(&["proxy", "failed"]), false);
        check(text_all(&["proxy"]), text(&["wsus"]), false);
        check(Predicate::Level(Vec::new()), text(&["proxy"]), false);
        let not = Predicate::Not(Box::new(text(&["proxy"])));
        assert!(!is_dead(&Predicate::All(vec![not])));
    }
}
