//! What to say of a condition that cannot be read: what was wanted, and what stands there.

use nom::Parser;
use nom::bytes::complete::take_while;
use nom::error::{ErrorKind, ParseError};

use super::{Parsed, is_word_character};

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
    let message = if found.is_empty() {
        format!("expected {what}, found the end of the condition")
    } else {
        format!("expected {what}, found '{found}'")
    };
    Fault {
        left: input.len(),
        message,
    }
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
