//! Texts with places for values, as in `%0Call to %10!s! failed, hr=%11!08x!`.
//!
//! A place is a number from 10 on with a printf format between exclamation marks; `%0` stands for what the log puts in front
//! of every message and is left out. `%!FUNC!` and its like are words of the message's own comment.

use std::collections::BTreeMap;

use super::tmf_item::Value;

/// Widest a value is made; formats are as hostile as logs.
const WIDEST: usize = 64;
/// The first number of a value; those below stand for columns of the log.
const FIRST_VALUE: u16 = 10;

/// What the comment behind a text says: `LEVEL=E FLAGS=Agent FUNC=Call`.
#[derive(Debug)]
pub(super) struct Words<'a> {
    comment: &'a str,
    program: &'a str,
}

impl<'a> Words<'a> {
    pub(super) fn of(comment: &'a str, program: &'a str) -> Self {
        Self { comment, program }
    }

    /// The component: the message's flags where it has any, else the program.
    pub(super) fn component(&self) -> &'a str {
        self.word("FLAGS").unwrap_or(self.program)
    }

    fn word(&self, name: &str) -> Option<&'a str> {
        let mut pairs = self
            .comment
            .split_whitespace()
            .filter_map(|word| word.split_once('='));
        let (_, value) = pairs.find(|(key, value)| *key == name && !value.is_empty())?;
        Some(value)
    }
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Literal(String),
    Place(u16, Spec),
}

/// How a value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spec {
    left: bool,
    zeros: bool,
    prefix: bool,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

/// The text in pieces.
pub(super) fn parts(format: &str, words: &Words<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        literal.push_str(before);
        let (text, part, behind) = place(after, words);
        literal.push_str(text);
        rest = behind;
        if let Some(part) = part {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
            parts.push(part);
        }
    }
    literal.push_str(rest);
    parts.push(Part::Literal(literal));
    parts
}

/// What stands behind a percent sign: text, a place for a value, or nothing to be shown; and the rest.
fn place<'a>(after: &'a str, words: &Words<'a>) -> (&'a str, Option<Part>, &'a str) {
    if let Some(rest) = after.strip_prefix('%') {
        return ("%", None, rest);
    }
    if let Some(rest) = after.strip_prefix('n') {
        return ("\n", None, rest);
    }
    if let Some((name, rest)) = between_marks(after) {
        return (words.word(name).unwrap_or_default(), None, rest);
    }
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = after.split_at(digits);
    let (spec, rest) = between_marks(rest).unwrap_or(("s", rest));
    match number.parse::<u16>() {
        Ok(number) if number >= FIRST_VALUE => {
            ("", Some(Part::Place(number, Spec::parse(spec))), rest)
        }
        Ok(_) => ("", None, rest),
        Err(_) => ("%", None, after),
    }
}

fn between_marks(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('!')?.split_once('!')
}

/// The text with its values. A value that is missing leaves a question mark.
pub(super) fn fill(parts: &[Part], values: &BTreeMap<u16, Value>) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Literal(literal) => text.push_str(literal),
            Part::Place(number, spec) => match values.get(number) {
                Some(value) => text.push_str(&spec.print(value)),
                None => text.push('?'),
            },
        }
    }
    text
}

impl Spec {
    /// A printf format without its percent sign: `-20s`, `08x`, `I64d`.
    fn parse(text: &str) -> Self {
        let body = text.trim_start_matches(['-', '+', ' ', '0', '#']);
        let flags = text.get(..text.len() - body.len()).unwrap_or_default();
        let number = |text: &str| {
            let end = text.bytes().take_while(u8::is_ascii_digit).count();
            let digits = text.get(..end).unwrap_or_default();
            digits.parse().ok().map(|number: usize| number.min(WIDEST))
        };
        Self {
            left: flags.contains('-'),
            zeros: flags.contains('0') && !flags.contains('-'),
            prefix: flags.contains('#'),
            width: number(body).unwrap_or(0),
            precision: body.split_once('.').and_then(|(_, digits)| number(digits)),
            conversion: text.chars().next_back().unwrap_or('s'),
        }
    }

    fn print(&self, value: &Value) -> String {
        let text = match value {
            Value::Text(text) => return self.pad(text.clone(), false),
            Value::Double(number) => format!("{number:.*}", self.precision.unwrap_or(6)),
            Value::Number(number, size) => self.number(*number, *size),
        };
        self.pad(text, self.zeros)
    }

    fn number(&self, number: u64, size: usize) -> String {
        let prefix = if self.prefix { "0x" } else { "" };
        match self.conversion {
            'x' => format!("{prefix}{number:x}"),
            'X' => format!("{prefix}{number:X}"),
            'p' => format!("{number:#x}"),
            'o' => format!("{number:o}"),
            'u' => number.to_string(),
            'c' | 'C' => u32::try_from(number)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or('\u{FFFD}')
                .to_string(),
            _ => Value::signed(number, size).to_string(),
        }
    }

    fn pad(&self, text: String, zeros: bool) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        match (missing, text.strip_prefix('-')) {
            (0, _) => text,
            (_, Some(digits)) if zeros => format!("-{}{digits}", "0".repeat(missing)),
            _ if zeros => format!("{}{text}", "0".repeat(missing)),
            _ if self.left => format!("{text}{}", " ".repeat(missing)),
            _ => format!("{}{text}", " ".repeat(missing)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: &str, value: Value, expected: &str) {
        let words = Words::of(" // LEVEL=E FLAGS= FUNC=Call", "program");
        let values = BTreeMap::from([(10, value)]);
        assert_eq!(fill(&parts(format, &words), &values), expected, "{format}");
    }

    fn text() -> Value {
        Value::Text("für".to_owned())
    }

    #[test]
    fn places_percent_signs_and_words() {
        check("%0a %10!s!%%%11!s!", text(), "a für%?");
        check("%10 %!FUNC! %!NONE!|%9!s!", text(), "für Call |");
        check("100 % of %z %", text(), "100 % of %z %");
        check("%10!s", text(), "für!s");
        check("%99999999!s!", text(), "%99999999!s!");
        check("a%nb", text(), "a\nb");
    }

    #[test]
    fn numbers_by_their_conversion() {
        let number = |number| Value::Number(number, 4);
        check("%10!d!", number(0xFFFF_FC18), "-1000");
        check("%10!u!", number(0xFFFF_FC18), "4294966296");
        check("%10!08x!", number(0xBEEF), "0000beef");
        check("%10!#x!", number(0xBEEF), "0xbeef");
        check("%10!05d!", number(42), "00042");
        check("%10!05d!", number(0xFFFF_FFFF), "-0001");
        check("%10!I64X!", Value::Number(0xAB, 8), "AB");
        check("%10!c!", number(65), "A");
        check("%10!o!", number(8), "10");
        check("%10!p!", number(16), "0x10");
        check("%10!.2f!", Value::Double(1.2345), "1.23");
    }

    #[test]
    fn widths_are_kept_and_have_a_limit() {
        check("%10!-5s!|", text(), "für  |");
        check("%10!5s!|", text(), "  für|");
        let wide = " ".repeat(WIDEST - 3) + "für";
        check("%10!999999999s!", text(), &wide);
    }
}
