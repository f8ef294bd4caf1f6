//! Signals with one part left out, to find what nearly matched.
//!
//! `{ in: [windows-update], code: [0x80072EFE], text: 'Send request' }` has three parts. A record with that code in such a
//! log and without the text satisfies all but the text, and shows its author that the text is written in another way.

use crate::record::KindSet;
use crate::rule::{Predicate, Signal, Test};

/// A signal that asks for less than another.
pub(super) struct Nearly<'p> {
    /// The part that is left out, or asked for in name alone.
    pub(super) failing: &'p Predicate,
    /// The rest.
    pub(super) rest: Predicate,
}

/// The predicate without one part each, as far as what is left tells one record from another.
pub(super) fn nearly(predicate: &Predicate) -> Vec<Nearly<'_>> {
    let Predicate::All(parts) = predicate else {
        return Vec::new();
    };
    let without = |left_out: usize| {
        let failing = parts.get(left_out)?;
        let others = parts
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != left_out);
        let mut rest: Vec<Predicate> = others.map(|(_, part)| part.clone()).collect();
        rest.extend(in_name_alone(failing));
        let rest = Predicate::All(rest);
        tells(&rest).then_some(Nearly { failing, rest })
    };
    (0..parts.len()).filter_map(without).collect()
}

/// A named value comes near only with a value of that name.
fn in_name_alone(part: &Predicate) -> Option<Predicate> {
    let there = Test::Exists(true);
    let asks_more = |test: &Test| !matches!(test, Test::Exists(_));
    match part {
        Predicate::Value(name, test) if asks_more(test) => {
            Some(Predicate::Value(name.clone(), there))
        }
        Predicate::Field(name, test) if asks_more(test) => {
            Some(Predicate::Field(name.clone(), there))
        }
        _ => None,
    }
}

/// Whether it asks for more than a kind, a level or that something is not there.
fn tells(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => parts.iter().any(tells),
        Predicate::Not(_)
        | Predicate::In(_)
        | Predicate::Level(_)
        | Predicate::Process(_)
        | Predicate::Field(_, Test::Exists(false)) => false,
        _ => true,
    }
}

/// A signal to be looked for by itself.
pub(super) fn signal(predicate: Predicate) -> Signal {
    Signal {
        name: "looked-for".to_owned(),
        kinds: kinds(&predicate),
        predicate,
        captures: Vec::new(),
        bare_code: false,
    }
}

/// The kinds of the outermost `in`.
fn kinds(predicate: &Predicate) -> KindSet {
    let parts = match predicate {
        Predicate::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let named = parts.iter().find_map(|part| match part {
        Predicate::In(kinds) => Some(*kinds),
        _ => None,
    });
    named.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::describe;
    use crate::record::Kind;
    use crate::rule::{Pattern, Scalar};

    fn windows_update() -> Predicate {
        Predicate::In([Kind::WindowsUpdate].into_iter().collect())
    }

    fn text(text: &str) -> Predicate {
        Predicate::Text(vec![text.to_owned()])
    }

    /// Each part that is left out, and what is left.
    #[track_caller]
    fn check(predicate: &Predicate, expected: &[(&str, &str)]) {
        let words = nearly(predicate).into_iter().map(|one| {
            let failing = describe::predicate(one.failing);
            (failing, describe::predicate(&one.rest))
        });
        let words: Vec<(String, String)> = words.collect();
        let words: Vec<(&str, &str)> = words
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn each_part_is_left_out_once() {
        let regex = Predicate::Regex(vec![Pattern::new("x+")]);
        check(
            &Predicate::All(vec![windows_update(), text("a"), regex]),
            &[
                ("in windows-update", "text 'a'; text like 'x+'"),
                ("text 'a'", "in windows-update; text like 'x+'"),
                ("text like 'x+'", "in windows-update; text 'a'"),
            ],
        );
    }

    #[test]
    fn what_is_left_must_ask_for_something() {
        check(
            &Predicate::All(vec![windows_update(), text("a")]),
            &[("in windows-update", "text 'a'")],
        );
        check(&text("a"), &[]);
        let not = Predicate::Not(Box::new(text("b")));
        check(
            &Predicate::All(vec![text("a"), not]),
            &[("not (text 'b')", "text 'a'")],
        );
    }

    #[test]
    fn another_value_comes_near_only_under_the_same_name() {
        let off = Predicate::Value("Enabled".into(), Test::Equals(Scalar::Number(0)));
        check(
            &Predicate::All(vec![off]),
            &[("value 'Enabled' is 0", "value 'Enabled' is there")],
        );
    }
}
