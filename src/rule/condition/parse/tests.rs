//! Shapes and refusals of conditions.

use super::*;

/// The expression with its grouping made visible.
fn shape(expression: &Expression<'_>) -> String {
    let names = |names: &[Name<'_>]| {
        names
            .iter()
            .map(|name| name.text)
            .collect::<Vec<_>>()
            .join("|")
    };
    let parts = |parts: &[Expression<'_>], word: &str| {
        let parts: Vec<_> = parts.iter().map(shape).collect();
        format!("({})", parts.join(word))
    };
    match expression {
        Expression::Name(name) => name.text.to_owned(),
        Expression::And(all) => parts(all, " and "),
        Expression::Or(any) => parts(any, " or "),
        Expression::Not(inner) => format!("not {}", shape(inner)),
        Expression::Near {
            left,
            right,
            within,
        } => format!(
            "near[{} {} {}s]",
            names(left),
            names(right),
            within / 1_000_000_000
        ),
        Expression::Count {
            of,
            compare,
            number,
            within,
        } => format!(
            "count[{} {compare:?} {number} {:?}]",
            names(of),
            within.map(|nanos| nanos / 1_000_000_000)
        ),
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(shape(&parse(text).unwrap()), expected, "{text}");
}

/// `place` is the part of the text that begins where the fault is.
fn refused(text: &str, place: &str, message: &str) {
    let fault = parse(text).unwrap_err();
    assert_eq!(
        (fault.left, fault.message.as_str()),
        (place.len(), message),
        "{text}"
    );
}

#[test]
fn not_binds_tighter_than_and_and_that_tighter_than_or() {
    check("a or b and not c", "(a or (b and not c))");
    check("(a or b) and c", "((a or b) and c)");
    check("not a near b within 5m", "not near[a b 300s]");
    check("not not a", "not not a");
    check("  a  ", "a");
}

#[test]
fn near_takes_signals_or_groups_of_them() {
    check("a near b within 5m", "near[a b 300s]");
    check("(a or b) near c within 90s", "near[a|b c 90s]");
    check(
        "a near (b or shared.c) within 2h",
        "near[a b|shared.c 7200s]",
    );
    check("a near b within 5m and c", "(near[a b 300s] and c)");
}

#[test]
fn count_compares_and_may_be_bounded() {
    check("count(a) >= 3 within 1h", "count[a AtLeast 3 Some(3600)]");
    check("count(a or b) > 2", "count[a|b MoreThan 2 None]");
    check("count(a)==0 or b", "(count[a Equal 0 None] or b)");
}

#[test]
fn words_that_begin_like_keywords_are_names() {
    check("order and nothing", "(order and nothing)");
    check("counter or near_miss", "(counter or near_miss)");
}

#[test]
fn what_does_not_fit_is_named_at_its_place() {
    refused(
        "a or",
        "",
        "expected a signal, found the end of the condition",
    );
    refused("", "", "expected a signal, found the end of the condition");
    refused("a b", "b", "expected 'and', 'or' or the end, found 'b'");
    refused(
        "(a or b",
        "",
        "expected ')', found the end of the condition",
    );
    refused(
        "a near b",
        "",
        "expected 'within' and a duration, found the end of the condition",
    );
    refused(
        "a near b within 5w",
        "5w",
        "'5w' is no duration; write one as in 90s, 5m, 2h, 7d",
    );
    refused(
        "(a and b) near c within 5m",
        "(a and b) near c within 5m",
        "'near' joins signals, or '(a or b)' of signals",
    );
    refused(
        "a and within",
        "within",
        "expected a signal, found 'within'",
    );
    refused(
        "a and Tls-Off",
        "Tls-Off",
        "expected a signal, found 'Tls-Off'",
    );
    refused(
        "count(a) = 3",
        "= 3",
        "expected '>=', '>', '<=', '<' or '==', found '='",
    );
    refused(
        "count a > 3",
        "a > 3",
        "expected '(' and a signal, found 'a'",
    );
    refused(
        "a && b",
        "&& b",
        "expected 'and', 'or' or the end, found '&'",
    );
}

#[test]
fn words_of_later_versions_are_named_as_such() {
    for (text, place, word) in [
        ("a then b within 5m", "then b within 5m", "then"),
        ("a near b within 5m same code", "same code", "same"),
        ("a without b", "without b", "without"),
        ("count(a by host) > 2", "by host) > 2", "by"),
        (
            "count(distinct host of a) > 2",
            "distinct host of a) > 2",
            "distinct",
        ),
        ("2 of (a, b)", "of (a, b)", "of"),
    ] {
        refused(
            text,
            place,
            &format!("'{word}' is not available in this version"),
        );
    }
}

#[test]
fn nesting_is_capped() {
    assert!(parse(&"(".repeat(10_000)).is_err());
    assert!(parse(&"not ".repeat(10_000)).is_err());
    check(&format!("{}a{}", "(".repeat(60), ")".repeat(60)), "a");
}
