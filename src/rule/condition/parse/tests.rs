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
    let how = |how: &Modifiers<'_>| {
        let within = how
            .within
            .map(|nanos| format!(" within {}s", seconds(nanos)));
        let same = how.same.iter().map(|join| format!(" same {}", join.text));
        let without = how
            .without
            .iter()
            .map(|step| format!(" without {}", names(step)));
        within
            .into_iter()
            .chain(same)
            .chain(without)
            .collect::<String>()
    };
    match expression {
        Expression::Name(name) => name.text.to_owned(),
        Expression::And(all) => parts(all, " and "),
        Expression::Or(any) => parts(any, " or "),
        Expression::Not(inner) => format!("not {}", shape(inner)),
        Expression::Near {
            left,
            right,
            how: found,
        } => format!("[{} near {}{}]", names(left), names(right), how(found)),
        Expression::Then { steps, how: found } => {
            let steps: Vec<_> = steps.iter().map(|step| names(step)).collect();
            format!("[{}{}]", steps.join(" then "), how(found))
        }
        Expression::Count {
            of,
            by,
            distinct,
            compare,
            number,
            within,
        } => {
            let by = by.map(|name| format!(" by {}", name.text));
            let distinct = distinct.map(|name| format!("{} of ", name.text));
            format!(
                "[count {}{}{} {compare:?} {number}{}]",
                distinct.unwrap_or_default(),
                names(of),
                by.unwrap_or_default(),
                within.map_or(String::new(), |nanos| format!(
                    " within {}s",
                    seconds(nanos)
                ))
            )
        }
        Expression::Of { least, of } => {
            let of: Vec<_> = of.iter().map(|one| names(one)).collect();
            format!("[{least} of {}]", of.join(", "))
        }
    }
}

fn seconds(nanos: i64) -> i64 {
    nanos / 1_000_000_000
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
    check("not a near b within 5m", "not [a near b within 300s]");
    check("not not a", "not not a");
    check("  a  ", "a");
}

#[test]
fn near_takes_signals_or_groups_of_them() {
    check("a near b within 5m", "[a near b within 300s]");
    check("(a or b) near c within 90s", "[a|b near c within 90s]");
    check(
        "a near (b or shared.c) within 2h",
        "[a near b|shared.c within 7200s]",
    );
    check("a near b within 5m and c", "([a near b within 300s] and c)");
    check(
        "a near b same thread within 1m",
        "[a near b within 60s same thread]",
    );
}

#[test]
fn then_takes_steps_and_modifiers_in_any_order() {
    check("a then b", "[a then b]");
    check(
        "corrupt then (missing or lost) then failed within 30m same code without repaired",
        "[corrupt then missing|lost then failed within 1800s same code without repaired]",
    );
    check(
        "a then b without (c or d) same update same thread within 1h or e",
        "([a then b within 3600s same update same thread without c|d] or e)",
    );
    check(
        "not a then b and c then d within 5m",
        "(not [a then b] and [c then d within 300s])",
    );
}

#[test]
fn count_compares_and_may_be_bounded_and_told_apart() {
    check(
        "count(a) >= 3 within 1h",
        "[count a AtLeast 3 within 3600s]",
    );
    check("count(a or b) > 2", "[count a|b MoreThan 2]");
    check("count(a)==0 or b", "([count a Equal 0] or b)");
    check("count(a by host) >= 3", "[count a by host AtLeast 3]");
    check(
        "count((a or b) by code) < 3 within 2h",
        "[count a|b by code LessThan 3 within 7200s]",
    );
    check(
        "count(distinct host of (a or b)) >= 2 within 1h and c",
        "([count host of a|b AtLeast 2 within 3600s] and c)",
    );
}

#[test]
fn of_asks_for_some_of_many() {
    check("2 of (a, b, c)", "[2 of a, b, c]");
    check("1 of (a or b, (c or d)) and e", "([1 of a|b, c|d] and e)");
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
fn what_does_not_fit_a_relation_is_named_at_its_place() {
    refused(
        "a near b without c within 5m",
        "without c within 5m",
        "'without' belongs behind 'then'; 'near' has no order",
    );
    refused(
        "a then b within 5m within 6m",
        "within 6m",
        "'within' stands here again",
    );
    refused(
        "a then b without c without d",
        "without d",
        "'without' stands here again",
    );
    refused(
        "a same code",
        "same code",
        "'same' belongs behind 'near' or 'then'",
    );
    refused(
        "a then b same 5m",
        "5m",
        "expected a capture, or one of code, process, thread, source, found '5m'",
    );
    refused(
        "(a and b) then c",
        "(a and b) then c",
        "'then' joins signals, or '(a or b)' of signals",
    );
    refused("a then not b", "not b", "expected a signal, found 'not'");
    refused(
        "a then a then a then a then a then a then a then a then b",
        "then b",
        "'then' joins at most 8 steps; split the story into conditions",
    );
    refused(
        "a near b then c within 5m",
        "then c within 5m",
        "expected 'within' and a duration, found 'then'",
    );
}

#[test]
fn what_does_not_fit_a_number_is_named_at_its_place() {
    refused(
        "count(distinct host of a by code) > 2",
        "code) > 2",
        "'distinct' and 'by' do not go together",
    );
    refused(
        "count(distinct host a) > 2",
        "a) > 2",
        "expected 'of' and a signal, found 'a'",
    );
    refused(
        "count(a, b) > 2",
        ", b) > 2",
        "expected 'or', 'by' or ')', found ','",
    );
    refused(
        "4 of (a, b, c)",
        "4 of (a, b, c)",
        "'4 of' wants a number from 1 to 3, as many as are listed",
    );
    refused(
        "0 of (a, b)",
        "0 of (a, b)",
        "'0 of' wants a number from 1 to 2, as many as are listed",
    );
    refused("2 of a", "a", "expected '(' and signals, found 'a'");
    refused(
        "2 of (a and b)",
        "and b)",
        "expected ',' or ')', found 'and'",
    );
    refused("3 a", "a", "expected 'of' and '(a, b, c)', found 'a'");
}

#[test]
fn nesting_is_capped() {
    assert!(parse(&"(".repeat(10_000)).is_err());
    assert!(parse(&"not ".repeat(10_000)).is_err());
    check(&format!("{}a{}", "(".repeat(60), ")".repeat(60)), "a");
    let names = vec!["not_found"; 100];
    assert!(parse(&names.join(" or ")).is_ok());
}
