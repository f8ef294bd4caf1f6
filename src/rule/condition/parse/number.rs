//! How many: `count(timeout by host) >= 3 within 1h`, `count(distinct host of timeout) >= 2`, `2 of (a, b, c)`.

use nom::Parser as _;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{digit1, multispace0};
use nom::combinator::{opt, value};
use nom::error::{ErrorKind, ParseError as _};
use nom::multi::separated_list1;
use nom::sequence::preceded;

use super::super::Compare;
use super::{
    Expression, Fault, Name, Names, Parsed, duration, expected, failure, join, keyword, names,
    operand, parenthesised, symbol, word,
};

pub(super) fn count(input: &str) -> Parsed<'_, Expression<'_>> {
    let (rest, ()) = keyword("count")(input)?;
    let (rest, _) = expected("'(' and a signal", symbol('(')).parse(rest)?;
    let (rest, distinct) = opt(preceded(keyword("distinct"), join)).parse(rest)?;
    let (rest, of) = match distinct {
        Some(_) => {
            let (rest, ()) = expected("'of' and a signal", keyword("of")).parse(rest)?;
            operand(rest)?
        }
        None => alt((parenthesised, names)).parse(rest)?,
    };
    let (rest, by) = opt(preceded(keyword("by"), join)).parse(rest)?;
    if let Some(Name { left, .. }) = by.filter(|_| distinct.is_some()) {
        let message = "'distinct' and 'by' do not go together".to_owned();
        return Err(nom::Err::Failure(Fault {
            left,
            message,
            meant: None,
        }));
    }
    let closing = match (by, distinct) {
        (None, None) => "'or', 'by' or ')'",
        _ => "')'",
    };
    let (rest, _) = expected(closing, symbol(')')).parse(rest)?;
    compared(of, by, distinct, rest)
}

/// What stands after the parentheses.
fn compared<'a>(
    of: Names<'a>,
    by: Option<Name<'a>>,
    distinct: Option<Name<'a>>,
    input: &'a str,
) -> Parsed<'a, Expression<'a>> {
    let (rest, compare) = expected("'>=', '>', '<=', '<' or '=='", compare).parse(input)?;
    let (rest, number) = expected("a number", preceded(multispace0, digit1)).parse(rest)?;
    let Ok(number) = number.parse() else {
        return Err(failure(rest, format!("{number} is too large a number")));
    };
    let (rest, within) = opt(preceded(keyword("within"), duration)).parse(rest)?;
    let count = Expression::Count {
        of,
        by,
        distinct,
        compare,
        number,
        within,
    };
    Ok((rest, count))
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

/// `2 of (a, b or c, d)`.
pub(super) fn of(input: &str) -> Parsed<'_, Expression<'_>> {
    let start = input.trim_start();
    let (rest, written) = word(start)?;
    if !written.bytes().all(|byte| byte.is_ascii_digit()) {
        let fault = Fault::from_error_kind(input, ErrorKind::Digit);
        return Err(nom::Err::Error(fault));
    }
    let (rest, ()) = expected("'of' and '(a, b, c)'", keyword("of")).parse(rest)?;
    let (rest, _) = expected("'(' and signals", symbol('(')).parse(rest)?;
    let any = alt((parenthesised, names));
    let (rest, of) = separated_list1(symbol(','), any).parse(rest)?;
    let (rest, _) = expected("',' or ')'", symbol(')')).parse(rest)?;
    match written.parse() {
        Ok(least) if (1..=of.len()).contains(&least) => Ok((rest, Expression::Of { least, of })),
        _ => {
            let most = of.len();
            let message =
                format!("'{written} of' wants a number from 1 to {most}, as many as are listed");
            Err(failure(start, message))
        }
    }
}
