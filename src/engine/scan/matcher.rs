//! Whether a signal's predicate holds for a record.
//!
//! Pure: a predicate, a record and the codes found in it. Text is compared in any ASCII case; values of registry and event
//! data as numbers where both sides are numbers, as error codes where the rule names one, else as text.

use std::cell::OnceCell;

use crate::code::Found;
use crate::record::{Record, RegistryData};
use crate::rule::{KeyPattern, KnownIssue, Predicate, Scalar, Test, known_issue};
use crate::time::Stamp;

/// Length of `2025-08-12`, with which every written time begins.
const DAY: usize = 10;

/// The codes of a record, looked for when first asked for: most signals are decided without them.
pub(in crate::engine) struct Codes<'r> {
    record: &'r Record<'r>,
    found: OnceCell<Vec<Found>>,
}

impl<'r> Codes<'r> {
    pub(in crate::engine) fn of(record: &'r Record<'r>) -> Self {
        Self {
            record,
            found: OnceCell::new(),
        }
    }

    /// In order of appearance.
    pub(in crate::engine) fn get(&self) -> &[Found] {
        self.found.get_or_init(|| self.record.codes())
    }
}

/// Whether the predicate holds.
pub(in crate::engine) fn holds(
    predicate: &Predicate,
    record: &Record<'_>,
    codes: &Codes<'_>,
) -> bool {
    match predicate {
        Predicate::All(all) => all.iter().all(|one| holds(one, record, codes)),
        Predicate::Any(any) => any.iter().any(|one| holds(one, record, codes)),
        Predicate::Not(one) => !holds(one, record, codes),
        Predicate::In(kinds) => kinds.admits(record.kind),
        Predicate::Code(ranges) => codes
            .get()
            .iter()
            .any(|found| ranges.iter().any(|range| range.contains(found.code))),
        Predicate::ExtendedCode(wanted) => codes.get().iter().any(|found| {
            wanted
                .iter()
                .any(|(code, extend)| found.code == *code && found.extended == Some(*extend))
        }),
        Predicate::KnownIssue => issue(record, codes).is_some(),
        Predicate::Text(any) => any
            .iter()
            .any(|text| contains(&record.message, text.as_bytes())),
        Predicate::TextAll(all) => all
            .iter()
            .all(|text| contains(&record.message, text.as_bytes())),
        Predicate::Regex(any) => any.iter().any(|pattern| {
            pattern
                .regex()
                .is_some_and(|regex| regex.is_match(record.message.trim_ascii()))
        }),
        Predicate::Component(any) => any
            .iter()
            .any(|name| record.component.eq_ignore_ascii_case(name)),
        Predicate::Level(any) => record.level.is_some_and(|level| any.contains(&level)),
        Predicate::Process(any) => record.process.is_some_and(|process| any.contains(&process)),
        Predicate::Provider(any) => record.event.as_ref().is_some_and(|event| {
            any.iter()
                .any(|name| event.provider.eq_ignore_ascii_case(name))
        }),
        Predicate::Event(any) => record
            .event
            .as_ref()
            .is_some_and(|event| any.contains(&event.id)),
        Predicate::Field(name, test) => passes(test, record.field(name)),
        Predicate::Key(pattern) => record
            .registry
            .as_ref()
            .is_some_and(|fact| key_matches(pattern, &fact.key)),
        Predicate::Value(name, test) => {
            value_of(record, name).is_some_and(|data| data_passes(test, data))
        }
    }
}

/// The acknowledged issue that the record is of.
pub(in crate::engine) fn issue(
    record: &Record<'_>,
    codes: &Codes<'_>,
) -> Option<&'static KnownIssue> {
    let codes: Vec<_> = codes.get().iter().map(|found| found.code).collect();
    let time = record.stamp.map(Stamp::rfc3339);
    let day = time.as_deref().and_then(|time| time.get(..DAY));
    known_issue(&codes, &record.message, day)
}

/// The data of the record if it is the registry value of that name.
fn value_of<'r>(record: &'r Record<'_>, name: &str) -> Option<&'r RegistryData> {
    let (known, data) = record.registry.as_ref()?.value.as_ref()?;
    known.eq_ignore_ascii_case(name).then_some(data)
}

fn data_passes(test: &Test, data: &RegistryData) -> bool {
    match (test, data) {
        (Test::Equals(Scalar::Text(text)), RegistryData::List(items)) => {
            items.iter().any(|item| item.eq_ignore_ascii_case(text))
        }
        _ => passes(test, Some(&data.display())),
    }
}

/// Whether the components of the pattern are the last ones of the key.
fn key_matches(pattern: &KeyPattern, key: &str) -> bool {
    match pattern {
        KeyPattern::Regex(pattern) => pattern
            .regex()
            .is_some_and(|regex| regex.is_match(key.as_bytes())),
        KeyPattern::Suffix(wanted) => {
            let mut components = key.rsplit('\\');
            wanted.iter().rev().all(|want| {
                components
                    .next()
                    .is_some_and(|component| want == "*" || component.eq_ignore_ascii_case(want))
            })
        }
    }
}

/// Whether the value, or its absence, passes.
fn passes(test: &Test, value: Option<&str>) -> bool {
    let number = || value.and_then(parse_number);
    match test {
        Test::Exists(wanted) => value.is_some() == *wanted,
        Test::Equals(scalar) => value.is_some_and(|value| equals(scalar, value)),
        Test::Not(scalar) => value.is_some_and(|value| !equals(scalar, value)),
        Test::OneOf(scalars) => {
            value.is_some_and(|value| scalars.iter().any(|scalar| equals(scalar, value)))
        }
        Test::Gt(bound) => number().is_some_and(|number| number > *bound),
        Test::Ge(bound) => number().is_some_and(|number| number >= *bound),
        Test::Lt(bound) => number().is_some_and(|number| number < *bound),
        Test::Le(bound) => number().is_some_and(|number| number <= *bound),
        Test::Regex(pattern) => value.is_some_and(|value| {
            pattern
                .regex()
                .is_some_and(|regex| regex.is_match(value.as_bytes()))
        }),
        Test::All(tests) => tests.iter().all(|test| passes(test, value)),
    }
}

fn equals(scalar: &Scalar, value: &str) -> bool {
    match scalar {
        Scalar::Number(number) => parse_number(value) == Some(*number),
        Scalar::Text(text) => value.trim().eq_ignore_ascii_case(text),
        Scalar::Code(code) => crate::code::ErrorCode::from_field(value) == Some(*code),
    }
}

/// A decimal or hexadecimal number.
fn parse_number(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Whether the text stands in the message, in any ASCII case.
fn contains(message: &[u8], text: &[u8]) -> bool {
    let Some(first) = text.first() else {
        return true;
    };
    let starts = memchr::memchr2_iter(
        first.to_ascii_lowercase(),
        first.to_ascii_uppercase(),
        message,
    );
    starts.into_iter().any(|at| {
        message
            .get(at..at + text.len())
            .is_some_and(|piece| piece.eq_ignore_ascii_case(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Kind, RegistryFact};
    use crate::rule::Pattern;

    fn registry(key: &str, name: &str, data: RegistryData) -> Record<'static> {
        let fact = RegistryFact {
            key: key.into(),
            value: Some((name.into(), data)),
        };
        Record {
            registry: Some(fact),
            ..Record::text(Kind::Registry, &b""[..])
        }
    }

    fn suffix(path: &str) -> Predicate {
        Predicate::Key(KeyPattern::Suffix(
            path.split('\\').map(str::to_owned).collect(),
        ))
    }

    #[test]
    fn text_is_found_in_any_case_and_at_the_end() {
        assert!(contains(b"WARNING: Send FAILED", b"send failed"));
        assert!(!contains(b"WARNING: Send FAILE", b"send failed"));
        assert!(contains(b"", b""));
    }

    #[test]
    fn a_key_is_matched_by_whole_components_from_its_end() {
        let record = registry(
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\wuauserv",
            "Start",
            RegistryData::Number(4),
        );
        let check = |path: &str| holds(&suffix(path), &record, &Codes::of(&record));
        assert!(check(r"services\WUAUSERV") && check(r"CurrentControlSet\*\wuauserv"));
        assert!(!check(r"vices\wuauserv") && !check("Services"));
    }

    #[test]
    fn registry_numbers_are_numbers_in_any_spelling() {
        let record = registry("K", "Start", RegistryData::Number(4));
        let value = |test| {
            holds(
                &Predicate::Value("start".into(), test),
                &record,
                &Codes::of(&record),
            )
        };
        assert!(
            value(Test::Equals(Scalar::Number(4)))
                && value(Test::Ge(4))
                && value(Test::Exists(true))
        );
        assert!(
            !value(Test::Gt(4))
                && !value(Test::Equals(Scalar::Number(3)))
                && !value(Test::Exists(false))
        );
    }

    #[test]
    fn a_list_equals_each_of_its_items() {
        let record = registry(
            "K",
            "Functions",
            RegistryData::List(vec!["A".into(), "B".into()]),
        );
        assert!(holds(
            &Predicate::Value("Functions".into(), Test::Equals(Scalar::Text("b".into()))),
            &record,
            &Codes::of(&record)
        ));
    }

    #[test]
    fn a_missing_field_passes_only_the_test_for_absence() {
        let record = Record::text(Kind::EventLog, &b"x"[..]);
        let field = |test| {
            holds(
                &Predicate::Field("errorCode".into(), test),
                &record,
                &Codes::of(&record),
            )
        };
        assert!(field(Test::Exists(false)));
        assert!(!field(Test::Not(Scalar::Number(1))) && !field(Test::Regex(Pattern::new(".*"))));
    }
}
