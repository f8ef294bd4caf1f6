//! The text of a condition as an expression over names.
//!
//! ```text
//! or     = and { "or" and }            and   = not { "and" not }
//! not    = "not" not | atom            atom  = count | group [ "near" operand "within" duration ]
//! count  = "count" "(" names ")" compare number [ "within" duration ]
//! group  = "(" or ")" | name           operand = "(" names ")" | name          names = name { "or" name }
//! ```
//! Words of the language that no condition can use yet are known, so that an author reads `not available` and not
//! `unknown signal`.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, digit1, multispace0};
use nom::combinator::{cut, eof, map, opt, value};
use nom::error::{ErrorKind, ParseError};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::super::fields::{bad_duration, is_name};
use super::Compare;
use crate::time::parse_duration;

mod fault;

use fault::{Fault, expected, failure, wanted};

/// Words that cannot name a signal.
pub(in super::super) const RESERVED: [&str; 12] = [
    "and", "or", "not", "near", "within", "count", "then", "same", "without", "by", "distinct",
    "of",
];

/// Most parentheses and `not`s in one condition, because each of them nests.
const MAX_NESTED: usize = 64;

/// A condition whose names are not looked up yet.
#[derive(Debug, PartialEq)]
pub(super) enum Expression<'a> {
    Name(Name<'a>),
    And(Vec<Expression<'a>>),
    Or(Vec<Expression<'a>>),
    Not(Box<Expression<'a>>),
    Near {
        left: Vec<Name<'a>>,
        right: Vec<Name<'a>>,
        within: i64,
    },
    Count {
        of: Vec<Name<'a>>,
        compare: Compare,
        number: u64,
        within: Option<i64>,
    },
}

/// A signal's name and how many bytes of the condition follow from its first one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) left: usize,
}

type Parsed<'a, T> = IResult<&'a str, T, Fault>;

/// Reads a whole condition.
pub(super) fn parse(text: &str) -> Result<Expression<'_>, Fault> {
    let nested = text.matches('(').count() + text.matches("not").count();
    if nested > MAX_NESTED {
        return Err(Fault {
            left: text.len(),
            message: format!("the condition has more than {MAX_NESTED} parentheses and 'not's"),
        });
    }
    let end = expected("'and', 'or' or the end", preceded(multispace0, eof));
    terminated(either, end)
        .parse(text)
        .map(|(_, expression)| expression)
        .map_err(|error| match error {
            nom::Err::Error(fault) | nom::Err::Failure(fault) => fault,
            nom::Err::Incomplete(_) => Fault {
                left: 0,
                message: "the condition is cut short".to_owned(),
            },
        })
}

fn either(input: &str) -> Parsed<'_, Expression<'_>> {
    let parts = separated_list1(keyword("or"), both);
    map(parts, |parts| one_or(parts, Expression::Or)).parse(input)
}

fn both(input: &str) -> Parsed<'_, Expression<'_>> {
    let parts = separated_list1(keyword("and"), negation);
    map(parts, |parts| one_or(parts, Expression::And)).parse(input)
}

fn one_or<'a>(
    mut parts: Vec<Expression<'a>>,
    join: fn(Vec<Expression<'a>>) -> Expression<'a>,
) -> Expression<'a> {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}

fn negation(input: &str) -> Parsed<'_, Expression<'_>> {
    let not = preceded(keyword("not"), negation);
    alt((
        map(not, |inner| Expression::Not(Box::new(inner))),
        count,
        atom,
    ))
    .parse(input)
}

/// A group or a name, and the `near` that may follow it.
fn atom(input: &str) -> Parsed<'_, Expression<'_>> {
    let (rest, left) = alt((group, map(name, Expression::Name))).parse(input)?;
    let Ok((rest, ())) = keyword("near")(rest) else {
        return Ok((rest, left));
    };
    let Some(left) = names_of(left) else {
        return Err(failure(
            input.trim_start(),
            "'near' joins signals, or '(a or b)' of signals".to_owned(),
        ));
    };
    let (rest, right) = operand(rest)?;
    let (rest, ()) = expected("'within' and a duration", keyword("within")).parse(rest)?;
    let (rest, within) = duration(rest)?;
    Ok((
        rest,
        Expression::Near {
            left,
            right,
            within,
        },
    ))
}

fn group(input: &str) -> Parsed<'_, Expression<'_>> {
    delimited(symbol('('), cut(either), expected("')'", symbol(')'))).parse(input)
}

/// The names of a group that can stand beside `near`.
fn names_of(expression: Expression<'_>) -> Option<Vec<Name<'_>>> {
    match expression {
        Expression::Name(name) => Some(vec![name]),
        Expression::Or(parts) => parts
            .into_iter()
            .map(|part| match part {
                Expression::Name(name) => Some(name),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

fn operand(input: &str) -> Parsed<'_, Vec<Name<'_>>> {
    alt((parenthesised, map(name, |name| vec![name]))).parse(input)
}

fn parenthesised(input: &str) -> Parsed<'_, Vec<Name<'_>>> {
    let names = separated_list1(keyword("or"), name);
    delimited(
        symbol('('),
        cut(names),
        expected("'or' or ')'", symbol(')')),
    )
    .parse(input)
}

fn count(input: &str) -> Parsed<'_, Expression<'_>> {
    let (rest, ()) = keyword("count")(input)?;
    let (rest, of) = expected("'(' and a signal", parenthesised).parse(rest)?;
    let (rest, compare) = expected("'>=', '>', '<=', '<' or '=='", compare).parse(rest)?;
    let (rest, number) = expected("a number", preceded(multispace0, digit1)).parse(rest)?;
    let Ok(number) = number.parse() else {
        return Err(failure(rest, format!("{number} is too large a number")));
    };
    let (rest, within) = opt(preceded(keyword("within"), duration)).parse(rest)?;
    Ok((
        rest,
        Expression::Count {
            of,
            compare,
            number,
            within,
        },
    ))
}

fn compare(input: &str) -> Parsed<'_, Compare> {
    let sign = alt((
        value(Compare::AtLeast, tag(">=")),
        value(Compare::MoreThan, tag(">")),
        value(Compare::AtMost, tag("<=")),
        value(Compare::LessThan, tag("<")),
        value(Compare::Equal, tag("==")),
    ));
    preceded(multispace0, sign).parse(input)
}

fn duration(input: &str) -> Parsed<'_, i64> {
    let (rest, written) = expected("a duration", word).parse(input)?;
    match parse_duration(written) {
        Some(nanos) => Ok((rest, nanos)),
        None => Err(failure(input.trim_start(), bad_duration(written))),
    }
}

/// A signal's name; anything else is a failure, since nothing else can stand where a name is read.
fn name(input: &str) -> Parsed<'_, Name<'_>> {
    let start = input.trim_start();
    let left = start.len();
    match word(start) {
        Ok((rest, text)) if !RESERVED.contains(&text) && is_signal(text) => {
            Ok((rest, Name { text, left }))
        }
        _ => Err(nom::Err::Failure(wanted("a signal", start))),
    }
}

fn is_signal(text: &str) -> bool {
    is_name(text.strip_prefix("shared.").unwrap_or(text))
}

/// A run of the characters that names, words and durations are made of.
fn word(input: &str) -> Parsed<'_, &str> {
    preceded(multispace0, take_while1(is_word_character)).parse(input)
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '-')
}

fn keyword(wanted: &'static str) -> impl Fn(&str) -> Parsed<'_, ()> {
    move |input| match word(input) {
        Ok((rest, found)) if found == wanted => Ok((rest, ())),
        _ => Err(nom::Err::Error(Fault::from_error_kind(
            input,
            ErrorKind::Tag,
        ))),
    }
}

fn symbol(wanted: char) -> impl Fn(&str) -> Parsed<'_, char> {
    move |input| preceded(multispace0, char(wanted)).parse(input)
}

#[cfg(test)]
mod tests;
