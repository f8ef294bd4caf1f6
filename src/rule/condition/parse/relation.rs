//! What stands between signals: `a near b within 5m`, `a then b then c within 30m same update without d`.

use super::super::Sequence;
use super::fault::{Fault, failure, wanted};
use super::{Expression, Modifiers, Names, Parsed, duration, join, keyword, operand};

/// The relation that begins with `first`, or `first` alone. `start` is where `first` begins, `rest` what follows it.
pub(super) fn after<'a>(
    first: Expression<'a>,
    start: &'a str,
    rest: &'a str,
) -> Parsed<'a, Expression<'a>> {
    if let Ok((rest, ())) = keyword("near")(rest) {
        return near(operand_of(first, "near", start)?, rest);
    }
    if keyword("then")(rest).is_ok() {
        return then(operand_of(first, "then", start)?, rest);
    }
    for word in ["within", "same", "without"] {
        if keyword(word)(rest).is_ok() {
            let message = format!("'{word}' belongs behind 'near' or 'then'");
            return Err(failure(rest.trim_start(), message));
        }
    }
    Ok((rest, first))
}

fn near<'a>(left: Names<'a>, input: &'a str) -> Parsed<'a, Expression<'a>> {
    let (rest, right) = operand(input)?;
    let (rest, how) = modifiers(rest, false)?;
    if how.within.is_none() {
        let fault = wanted("'within' and a duration", rest.trim_start());
        return Err(nom::Err::Failure(fault));
    }
    Ok((rest, Expression::Near { left, right, how }))
}

fn then<'a>(first: Names<'a>, input: &'a str) -> Parsed<'a, Expression<'a>> {
    let (mut steps, mut rest) = (vec![first], input);
    while let Ok((after_word, ())) = keyword("then")(rest) {
        if steps.len() == Sequence::MOST_STEPS {
            let message = format!(
                "'then' joins at most {} steps; split the story into conditions",
                Sequence::MOST_STEPS
            );
            return Err(failure(rest.trim_start(), message));
        }
        let (after_step, step) = operand(after_word)?;
        steps.push(step);
        rest = after_step;
    }
    let (rest, how) = modifiers(rest, true)?;
    Ok((rest, Expression::Then { steps, how }))
}

/// All modifiers that follow, in any order; `without` only where the relation has an order.
fn modifiers(input: &str, ordered: bool) -> Parsed<'_, Modifiers<'_>> {
    let mut found = Modifiers::default();
    let mut rest = input;
    loop {
        let here = rest.trim_start();
        let again = |word| Err(failure(here, format!("'{word}' stands here again")));
        rest = if let Ok((after, ())) = keyword("within")(rest) {
            let (after, nanos) = duration(after)?;
            if found.within.replace(nanos).is_some() {
                return again("within");
            }
            after
        } else if let Ok((after, ())) = keyword("same")(rest) {
            let (after, name) = join(after)?;
            found.same.push(name);
            after
        } else if let Ok((after, ())) = keyword("without")(rest) {
            let (after, names) = operand(after)?;
            if !ordered {
                let message = "'without' belongs behind 'then'; 'near' has no order".to_owned();
                return Err(failure(here, message));
            }
            if found.without.replace(names).is_some() {
                return again("without");
            }
            after
        } else {
            return Ok((rest, found));
        };
    }
}

/// The names of a group that can stand beside a relation's word.
fn operand_of<'a>(
    expression: Expression<'a>,
    word: &str,
    start: &str,
) -> Result<Names<'a>, nom::Err<Fault>> {
    let message = || format!("'{word}' joins signals, or '(a or b)' of signals");
    names_of(expression).ok_or_else(|| failure(start, message()))
}

fn names_of(expression: Expression<'_>) -> Option<Names<'_>> {
    let parts = match expression {
        Expression::Or(parts) => parts,
        other => vec![other],
    };
    let names = parts.into_iter().map(|part| match part {
        Expression::Name(name) => Some(name),
        _ => None,
    });
    names.collect()
}
