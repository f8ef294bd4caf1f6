//! A signal that asks a record for what no record of its kinds has: a registry key of a servicing log.

use super::Check;
use super::subject::{Named, Note, Subject};
use crate::record::{Kind, KindSet};
use crate::rule::Predicate;

pub(super) const CHECK: Check = Check {
    name: "wrong-kind",
    why: "only a record of 'event-log' has a provider and an event id, only one of 'registry' has a key and values; the signal can never be seen",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        if possible(&named.signal.predicate).is_empty() {
            notes.push(subject.note(&named.path, message(&named)));
        }
    }
}

fn message(named: &Named<'_>) -> String {
    let kinds: Vec<&str> = named.signal.kinds.iter().map(Kind::name).collect();
    if kinds.is_empty() {
        return "no kind of record has all that is asked here".to_owned();
    }
    format!(
        "no record of '{}' has all that is asked here",
        kinds.join(", ")
    )
}

/// The kinds of record for which the predicate may hold; at times too many, never too few.
fn possible(predicate: &Predicate) -> KindSet {
    let all = || Kind::ALL.into_iter();
    match predicate {
        Predicate::In(kinds) => all().filter(|kind| kinds.admits(*kind)).collect(),
        Predicate::Provider(_) | Predicate::Event(_) => KindSet::default().with(Kind::EventLog),
        Predicate::Key(_) | Predicate::Value(..) => KindSet::default().with(Kind::Registry),
        Predicate::All(parts) => {
            let in_all = |kind: &Kind| parts.iter().all(|part| possible(part).contains(*kind));
            all().filter(in_all).collect()
        }
        Predicate::Any(parts) => parts
            .iter()
            .flat_map(|part| possible(part).iter())
            .collect(),
        _ => all().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::KeyPattern;

    fn kinds(kinds: &[Kind]) -> Predicate {
        Predicate::In(kinds.iter().copied().collect())
    }

    fn check(parts: Vec<Predicate>, expected: bool) {
        let predicate = Predicate::All(parts);
        assert_eq!(possible(&predicate).is_empty(), expected, "{predicate:?}");
    }

    #[test]
    fn only_what_no_kind_has_is_told_of() {
        let key = || Predicate::Key(KeyPattern::Suffix(vec!["Policies".to_owned()]));
        let event = || Predicate::Event(vec![20]);
        let text = || Predicate::Text(vec!["x".to_owned()]);
        let either = |one, other| Predicate::Any(vec![one, other]);
        check(vec![kinds(&[Kind::Cbs]), key()], true);
        check(vec![kinds(&[Kind::Cbs]), event()], true);
        check(vec![kinds(&[Kind::Cbs]), either(key(), event())], true);
        check(vec![key(), event()], true);
        check(vec![kinds(&[Kind::Cbs, Kind::Registry]), key()], false);
        check(vec![kinds(&[Kind::Cbs]), either(key(), text())], false);
        check(
            vec![kinds(&[Kind::Cbs]), Predicate::Not(Box::new(event()))],
            false,
        );
        check(vec![kinds(&[Kind::Plain]), text()], false);
        check(vec![kinds(&[Kind::EventLog]), event(), text()], false);
    }
}
