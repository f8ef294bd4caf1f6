//! What to say of a condition that cannot be read: what was wanted, and what stands there.

use nom::Parser;
use nom::bytes::complete::take_while;
use nom::error::{ErrorKind, ParseError};

use super::{Parsed, is_word_character};

/// Reserved words that no condition can use yet.
const NOT_AVAILABLE: [&str; 6] = ["then", "same", "without", "by", "distinct", "of"];

/// What could not be read, and how many bytes of the condition follow from there on.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Fault {
    pub(in super::super) left: usize,
    pub(in super::super) message: String,
}

impl ParseError<&str> for Fault {
    fn from_error_kind(input: &str, _: ErrorKind) -> Self {
        Self {
            left: input.len(),
            message: String::new(),
        }
    }

    fn append(_: &str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The parser, with a failure that says what was wanted in place of its error.
pub(super) fn expected<'a, T>(
    what: &'static str,
    mut parser: impl Parser<&'a str, Output = T, Error = Fault>,
) -> impl Parser<&'a str, Output = T, Error = Fault> {
    move |input: &'a str| {
        parser.parse(input).map_err(|error| match error {
            nom::Err::Error(_) => nom::Err::Failure(wanted(what, input.trim_start())),
            other => other,
        })
    }
}

pub(super) fn failure(at: &str, message: String) -> nom::Err<Fault> {
    nom::Err::Failure(Fault {
        left: at.len(),
        message,
    })
}

/// What to say where something else was wanted.
pub(super) fn wanted(what: &str, input: &str) -> Fault {
    let found = token(input);
    let after = input.get(found.len()..).unwrap_or_default().trim_start();
    let of = found.bytes().all(|byte| byte.is_ascii_digit()) && token(after) == "of";
    let (left, found) = if of {
        (after.len(), "of")
    } else {
        (input.len(), found)
    };
    let message = if NOT_AVAILABLE.contains(&found) {
        format!("'{found}' is not available in this version")
    } else if found.is_empty() {
        format!("expected {what}, found the end of the condition")
    } else {
        format!("expected {what}, found '{found}'")
    };
    Fault { left, message }
}

/// The word or sign at the start of the input.
fn token(input: &str) -> &str {
    let word: Parsed<'_, &str> = take_while(is_word_character)(input);
    match word {
        Ok((_, word)) if !word.is_empty() => word,
        _ => {
            let length = input.chars().next().map_or(0, char::len_utf8);
            input.get(..length).unwrap_or_default()
        }
    }
}
