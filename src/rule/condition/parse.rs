//! The text of a condition as an expression over names.
//!
//! ```text
//! or     = and { "or" and }            and   = not { "and" not }
//! not    = "not" not | atom            atom  = count | of | group | relation
//! group  = "(" or ")"                  relation = operand ( "near" operand | "then" operand { "then" operand } ) { modifier }
//! count  = "count" "(" [ "distinct" join "of" ] operand [ "by" join ] ")" compare number [ "within" duration ]
//! of     = number "of" "(" operand { "," operand } ")"
//! modifier = "within" duration | "same" join | "without" operand
//! operand  = name | "(" name { "or" name } ")"
//! ```
//! A group whose content is an operand may begin a relation. Each modifier stands once, `same` as often as needed.

use nom::branch::alt;
use nom::bytes::complete::take_while1;
use nom::character::complete::{char, multispace0};
use nom::combinator::{cut, eof, map};
use nom::error::{ErrorKind, ParseError};
use nom::multi::separated_list1;
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::super::fields::{bad_duration, is_name};
use super::Compare;
use crate::time::parse_duration;

mod fault;
mod number;
mod relation;

pub(super) use fault::Fault;
use fault::{expected, failure, wanted};

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
        left: Names<'a>,
        right: Names<'a>,
        how: Modifiers<'a>,
    },
    Then {
        steps: Vec<Names<'a>>,
        how: Modifiers<'a>,
    },
    Count {
        of: Names<'a>,
        by: Option<Name<'a>>,
        distinct: Option<Name<'a>>,
        compare: Compare,
        number: u64,
        within: Option<i64>,
    },
    Of {
        least: usize,
        of: Vec<Names<'a>>,
    },
}

/// A signal, or several joined by `or`.
pub(super) type Names<'a> = Vec<Name<'a>>;

/// What narrows a relation down.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Modifiers<'a> {
    pub(super) within: Option<i64>,
    pub(super) same: Names<'a>,
    pub(super) without: Option<Names<'a>>,
}

/// The name of a signal or a join, and how many bytes of the condition follow from its first one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    pub(super) left: usize,
}

type Parsed<'a, T> = IResult<&'a str, T, Fault>;

/// Reads a whole condition.
pub(super) fn parse(text: &str) -> Result<Expression<'_>, Fault> {
    let words = text.split(|character| !is_word_character(character));
    let nested = text.matches('(').count() + words.filter(|word| *word == "not").count();
    if nested > MAX_NESTED {
        return Err(Fault {
            left: text.len(),
            message: format!("the condition has more than {MAX_NESTED} parentheses and 'not's"),
            meant: None,
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
                meant: None,
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
        number::count,
        number::of,
        atom,
    ))
    .parse(input)
}

/// A group or a name, and the relation that may begin with it.
fn atom(input: &str) -> Parsed<'_, Expression<'_>> {
    let (rest, first) = alt((group, map(name, Expression::Name))).parse(input)?;
    relation::after(first, input.trim_start(), rest)
}

fn group(input: &str) -> Parsed<'_, Expression<'_>> {
    delimited(symbol('('), cut(either), expected("')'", symbol(')'))).parse(input)
}

fn operand(input: &str) -> Parsed<'_, Names<'_>> {
    alt((parenthesised, map(name, |name| vec![name]))).parse(input)
}

fn parenthesised(input: &str) -> Parsed<'_, Names<'_>> {
    delimited(
        symbol('('),
        cut(names),
        expected("'or' or ')'", symbol(')')),
    )
    .parse(input)
}

fn names(input: &str) -> Parsed<'_, Names<'_>> {
    separated_list1(keyword("or"), name).parse(input)
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
    named(input, "a signal", is_signal)
}

/// The name of what hits are joined on.
fn join(input: &str) -> Parsed<'_, Name<'_>> {
    let what = "a capture, or one of code, process, thread, source";
    named(input, what, is_name)
}

fn named<'a>(input: &'a str, what: &str, fits: fn(&str) -> bool) -> Parsed<'a, Name<'a>> {
    let start = input.trim_start();
    let left = start.len();
    match word(start) {
        Ok((rest, text)) if !is_reserved(text) && fits(text) => Ok((rest, Name { text, left })),
        _ => Err(nom::Err::Failure(wanted(what, start))),
    }
}

fn is_reserved(text: &str) -> bool {
    RESERVED.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether it could name a signal but for its case, which looking it up puts right.
fn is_signal(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    is_name(small.strip_prefix("shared.").unwrap_or(&small))
}

/// The names of signals in the condition before the place where it could not be read.
pub(super) fn names_before(text: &str, left: usize) -> Vec<Name<'_>> {
    let end = text.len().saturating_sub(left);
    let (mut rest, mut names, mut join) = (text, Vec::new(), false);
    while let Some(start) = rest.find(is_word_character) {
        let (_, here) = rest.split_at_checked(start).unwrap_or_default();
        let length = here
            .find(|one| !is_word_character(one))
            .unwrap_or(here.len());
        let Some((word, after)) = here
            .split_at_checked(length)
            .filter(|_| text.len() - here.len() < end)
        else {
            break;
        };
        if !join && is_signal(word) && !is_reserved(word) {
            names.push(Name {
                text: word,
                left: here.len(),
            });
        }
        join = matches!(word, "same" | "by" | "distinct");
        rest = after;
    }
    names
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
