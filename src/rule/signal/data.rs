//! Tests of single values: event data by name (`field: { errorCode: 0x80072EFD }`) and registry values
//! (`value: Start, not: 4`).

use super::super::fields::{Fields, is_plain, list, map, number, parse_number, text};
use super::super::keys::OPERATORS;
use super::super::node::{Node, Value};
use super::super::problems::Problems;
use super::super::{Predicate, Scalar, Test};
use super::{code, pattern};
use crate::code::ErrorCode;

/// The `field` of a signal: every named datum must pass its test.
pub(super) fn fields(signal: &Fields<'_, '_>, problems: &mut Problems<'_>) -> Vec<Predicate> {
    let Some(node) = signal.get("field") else {
        return Vec::new();
    };
    let entries = map(node, "'field'", problems).unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| {
            let test = field_test(&entry.name, &entry.node, problems)?;
            Some(Predicate::Field(entry.name.to_string(), test))
        })
        .collect()
}

/// A scalar, a list (any of its items) or a map of operators.
fn field_test(name: &str, node: &Node<'_>, problems: &mut Problems<'_>) -> Option<Test> {
    match &node.value {
        Value::Scalar(..) => scalar(node, name, true, problems).map(Test::Equals),
        Value::List(_) => operator("one_of", node, true, problems),
        Value::Map(_) => {
            let given = Fields::of(node, "a field", &OPERATORS, problems)?;
            let tests = operators(&given, true, problems);
            if given.holds_only(&[]) {
                problems.add(node.start, format!("'{name}' has no operator"));
            }
            all(tests)
        }
    }
}

/// The `value` of a signal with the operators beside it; `keyed` says whether a key stands beside or above.
pub(super) fn value(
    signal: &Fields<'_, '_>,
    keyed: bool,
    problems: &mut Problems<'_>,
) -> Option<Predicate> {
    let Some(node) = signal.get("value") else {
        lone_operators(signal, problems);
        return None;
    };
    let name = value_name(node, problems)?;
    if !keyed {
        problems.add(
            node.start,
            "a value needs the key it belongs to beside or above it",
        );
    }
    let tests = operators(signal, false, problems);
    let test = all(tests).unwrap_or(Test::Exists(true));
    Some(Predicate::Value(name.to_owned(), test))
}

/// The value's name; the default value of a key has the empty one.
fn value_name<'n>(node: &'n Node<'_>, problems: &mut Problems<'_>) -> Option<&'n str> {
    match &node.value {
        Value::Scalar(name, _) if name.is_empty() && !is_plain(node) => Some(""),
        _ => text(node, "value", problems),
    }
}

/// Notes operators that have nothing to compare.
fn lone_operators(signal: &Fields<'_, '_>, problems: &mut Problems<'_>) {
    for name in OPERATORS {
        let operand = signal.get(name).filter(|node| match name {
            "regex" => false,
            "not" => !is_map(node),
            _ => true,
        });
        if let Some(node) = operand {
            problems.add(node.start, format!("'{name}' needs a 'value' beside it"));
        }
    }
}

pub(super) const fn is_map(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Map(_))
}

/// Every operator of the map. A `not` over a map is a nested predicate and none of them.
fn operators(given: &Fields<'_, '_>, codes: bool, problems: &mut Problems<'_>) -> Vec<Test> {
    OPERATORS
        .into_iter()
        .filter_map(|name| {
            let node = given
                .get(name)
                .filter(|node| codes || name != "not" || !is_map(node))?;
            operator(name, node, codes, problems)
        })
        .collect()
}

fn operator(name: &str, node: &Node<'_>, codes: bool, problems: &mut Problems<'_>) -> Option<Test> {
    let bound = |problems: &mut Problems<'_>| number(node, name, (i64::MIN, i64::MAX), problems);
    Some(match name {
        "not" => Test::Not(scalar(node, name, codes, problems)?),
        "gt" => Test::Gt(bound(problems)?),
        "ge" => Test::Ge(bound(problems)?),
        "lt" => Test::Lt(bound(problems)?),
        "le" => Test::Le(bound(problems)?),
        "one_of" => Test::OneOf(list(node, name, problems, |one, problems| {
            scalar(one, name, codes, problems)
        })),
        "exists" => Test::Exists(yes_or_no(node, problems)?),
        "regex" => Test::Regex(pattern::regex(node, problems)?),
        _ => Test::Equals(scalar(node, name, codes, problems)?),
    })
}

fn yes_or_no(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<bool> {
    let written = text(node, "exists", problems)?;
    let found = written.parse().ok();
    if found.is_none() {
        problems.add(
            node.start,
            format!("'exists' wants true or false, found '{written}'"),
        );
    }
    found
}

fn all(mut tests: Vec<Test>) -> Option<Test> {
    match tests.len() {
        0 | 1 => tests.pop(),
        _ => Some(Test::All(tests)),
    }
}

/// A value to compare with. Only without quotes is it a number, or with `codes` an error code of `0x` and eight digits.
fn scalar(node: &Node<'_>, what: &str, codes: bool, problems: &mut Problems<'_>) -> Option<Scalar> {
    if let Value::Scalar(written, _) = &node.value
        && !is_plain(node)
    {
        return Some(Scalar::Text(written.to_string()));
    }
    let written = text(node, what, problems)?;
    if let Some(message) = code::mistaken(written) {
        problems.add(node.start, message);
        return None;
    }
    Some(match parse_number(written) {
        Some(number) => match u32::try_from(number) {
            Ok(code) if codes && written.len() == 10 && written.starts_with("0x") => {
                Scalar::Code(ErrorCode(code))
            }
            _ => Scalar::Number(number),
        },
        None => Scalar::Text(written.to_owned()),
    })
}
