//! Signals in words: `in windows-update; code 0x80072EFE, 0x80072F8F; text 'Send request'`.
//!
//! The words are those of the rule language, so that a reader of an explanation can find the place in the rule.

use std::fmt::Display;

use crate::code::ErrorCode;
use crate::record::Kind;
use crate::rule::{KeyPattern, Predicate, Scalar, Test};

/// What a record must be for the predicate to hold.
pub(super) fn predicate(predicate: &Predicate) -> String {
    match predicate {
        Predicate::All(parts) => parts
            .iter()
            .map(self::predicate)
            .collect::<Vec<_>>()
            .join("; "),
        Predicate::Any(parts) => format!("({})", either(parts.iter().map(self::predicate))),
        Predicate::Not(inner) => format!("not ({})", self::predicate(inner)),
        Predicate::In(kinds) => format!("in {}", list(kinds.iter().map(Kind::name))),
        Predicate::Code(ranges) => format!("code {}", list(ranges)),
        Predicate::ExtendedCode(codes) => {
            format!("code {}", list(codes.iter().copied().map(extended)))
        }
        Predicate::KnownIssue => "an issue that Microsoft has acknowledged".to_owned(),
        Predicate::Text(texts) => format!("text {}", either(texts.iter().map(quoted))),
        Predicate::TextAll(texts) => format!("text {}", both(texts.iter().map(quoted))),
        Predicate::Regex(patterns) => {
            let sources = patterns.iter().map(|pattern| quoted(&pattern.source));
            format!("text like {}", either(sources))
        }
        Predicate::Component(names) => format!("component {}", list(names)),
        Predicate::Level(levels) => {
            let words = levels.iter().map(|level| format!("{level:?}"));
            format!("level {}", list(words).to_ascii_lowercase())
        }
        Predicate::Process(ids) => format!("process {}", list(ids)),
        Predicate::Provider(names) => format!("provider {}", list(names)),
        Predicate::Event(ids) => format!("event {}", list(ids)),
        Predicate::Field(name, test) => format!("field {name} {}", self::test(test)),
        Predicate::Key(key) => format!("key {}", self::key(key)),
        Predicate::Value(name, test) => format!("value {} {}", quoted(name), self::test(test)),
    }
}

/// A setup code with its extend value, as rules write it.
pub(super) fn extended((code, value): (ErrorCode, u32)) -> String {
    format!("{code}-0x{value:X}")
}

fn key(key: &KeyPattern) -> String {
    match key {
        KeyPattern::Suffix(components) => quoted(components.join("\\")),
        KeyPattern::Regex(pattern) => format!("like {}", quoted(&pattern.source)),
    }
}

fn test(test: &Test) -> String {
    match test {
        Test::Equals(value) => format!("is {}", scalar(value)),
        Test::Not(value) => format!("is not {}", scalar(value)),
        Test::OneOf(values) => format!("is {}", either(values.iter().map(scalar))),
        Test::Gt(number) => format!("is above {number}"),
        Test::Ge(number) => format!("is {number} or more"),
        Test::Lt(number) => format!("is below {number}"),
        Test::Le(number) => format!("is {number} or less"),
        Test::Exists(true) => "is there".to_owned(),
        Test::Exists(false) => "is not there".to_owned(),
        Test::Regex(pattern) => format!("is like {}", quoted(&pattern.source)),
        Test::All(tests) => both(tests.iter().map(self::test)),
    }
}

fn scalar(value: &Scalar) -> String {
    match value {
        Scalar::Number(number) => number.to_string(),
        Scalar::Text(text) => quoted(text),
        Scalar::Code(code) => code.to_string(),
    }
}

fn quoted(text: impl Display) -> String {
    format!("'{text}'")
}

fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, ", ")
}

fn either<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, " or ")
}

fn both<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, " and ")
}

fn joined<T: Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CodeRange;
    use crate::record::Level;
    use crate::rule::Pattern;

    #[track_caller]
    fn check(given: &Predicate, expected: &str) {
        assert_eq!(predicate(given), expected);
    }

    fn single(code: u32) -> CodeRange {
        CodeRange {
            low: ErrorCode(code),
            high: ErrorCode(code),
        }
    }

    #[test]
    fn a_signal_reads_like_its_rule() {
        let kinds = [Kind::WindowsUpdate, Kind::Cbs].into_iter().collect();
        let codes = vec![single(0x8007_2EFE), single(0x8007_2F8F)];
        check(
            &Predicate::All(vec![
                Predicate::In(kinds),
                Predicate::Code(codes),
                Predicate::Text(vec!["Send request".into(), "WS call".into()]),
            ]),
            "in windows-update, cbs; code 0x80072EFE, 0x80072F8F; text 'Send request' or 'WS call'",
        );
    }

    #[test]
    fn registry_facts_name_key_value_and_test() {
        let key = KeyPattern::Suffix(vec!["TLS 1.2".into(), "Client".into()]);
        let off = |name: &str, number| {
            Predicate::Value(name.into(), Test::Equals(Scalar::Number(number)))
        };
        check(
            &Predicate::All(vec![
                Predicate::Key(key),
                Predicate::Any(vec![off("Enabled", 0), off("DisabledByDefault", 1)]),
            ]),
            "key 'TLS 1.2\\Client'; (value 'Enabled' is 0 or value 'DisabledByDefault' is 1)",
        );
    }

    #[test]
    fn every_other_predicate_has_its_words() {
        check(
            &Predicate::ExtendedCode(vec![(ErrorCode(0xC190_0101), 0x2_0017)]),
            "code 0xC1900101-0x20017",
        );
        check(
            &Predicate::Not(Box::new(Predicate::Regex(vec![Pattern::new("a+")]))),
            "not (text like 'a+')",
        );
        check(&Predicate::Level(vec![Level::Error]), "level error");
        check(
            &Predicate::Field("hr".into(), Test::Exists(false)),
            "field hr is not there",
        );
        check(
            &Predicate::Field("n".into(), Test::All(vec![Test::Ge(1), Test::Lt(9)])),
            "field n is 1 or more and is below 9",
        );
    }
}
