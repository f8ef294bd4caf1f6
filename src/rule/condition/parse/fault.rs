//! What to say of a condition that cannot be read: what was wanted, and what stands there.

use nom::Parser;
use nom::bytes::complete::take_while;
use nom::error::{ErrorKind, ParseError};

use super::super::super::problems::closest;
use super::{Parsed, RESERVED, is_word_character};

/// What could not be read, and how many bytes of the condition follow from there on.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Fault {
    pub(in super::super) left: usize,
    pub(in super::super) message: String,
    /// The word that stands there, and the one that was meant.
    pub(in super::super) meant: Option<(String, &'static str)>,
}

impl ParseError<&str> for Fault {
    fn from_error_kind(input: &str, _: ErrorKind) -> Self {
        Self {
            left: input.len(),
            message: String::new(),
            meant: None,
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
        meant: None,
    })
}

/// What to say where something else was wanted.
pub(super) fn wanted(what: &str, input: &str) -> Fault {
    let found = token(input);
    let meant = keyword_meant(found);
    let message = match meant {
        _ if found.is_empty() => format!("expected {what}, found the end of the condition"),
        Some(word) if word.eq_ignore_ascii_case(found) => {
            format!("expected {what}, found '{found}'; words are written small: '{word}'")
        }
        Some(word) => format!("expected {what}, found '{found}'; did you mean '{word}'?"),
        None => format!("expected {what}, found '{found}'"),
    };
    Fault {
        left: input.len(),
        message,
        meant: meant.map(|word| (found.to_owned(), word)),
    }
}

/// The word of conditions that was meant: in another case, or with one slip where it is long enough to be told from names.
fn keyword_meant(found: &str) -> Option<&'static str> {
    let long = RESERVED.into_iter().filter(|word| word.len() > 2);
    let near = closest(found, long).filter(|(slips, _)| *slips == 1);
    let cased = RESERVED
        .into_iter()
        .find(|word| word.eq_ignore_ascii_case(found));
    cased
        .or_else(|| near.map(|(_, word)| word))
        .filter(|word| *word != found)
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
