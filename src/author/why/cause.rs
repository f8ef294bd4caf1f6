//! The whole answer for a cause: the rule, then each machine.

use super::headline::headline;
use super::{Line, Why, noise, section, signals, verdict};
use crate::engine::{self, Options};
use crate::error::Error;
use crate::report::trace::CauseTrace;
use crate::rule::{Cause, RuleSet, Status};
use crate::source::Bundle;

/// Why the cause did or did not fire.
pub(super) fn why(
    rules: &RuleSet,
    cause: &Cause,
    bundles: &[Bundle],
    options: &Options,
) -> Result<Why, Error> {
    let engine::Told { told, inputs } = engine::trace(rules, &cause.id, bundles, options)?;
    let mut why = Why {
        details: head(cause),
        answer: Vec::new(),
        inputs,
    };
    let several = told.len() > 1;
    let headlines = told.iter().map(|trace| verdict_line(trace, several));
    why.details.splice(1..1, headlines);
    for (trace, bundle) in told.iter().zip(bundles) {
        let machine = machine(trace, several);
        let options = Options {
            local_offset: trace.offset.clone(),
            ..options.clone()
        };
        let silenced = noise::silenced(rules, cause, bundle, &options);
        let near = signals::near(rules, cause, trace, bundle, &options);
        why.details.extend(machine.clone());
        let found = signals::lines(rules, cause, trace, &silenced, &near);
        why.details.extend(section("Signals", found));
        why.details.extend(verdict::points(cause, trace));
        if several {
            why.answer.extend(machine);
        }
        why.answer.extend(verdict::lines(rules, cause, trace));
    }
    Ok(why)
}

/// The verdict in a line, with the machine's name where there are several.
fn verdict_line(trace: &CauseTrace, several: bool) -> Line {
    let said = headline(trace);
    if !several {
        return Line::new(0, said);
    }
    let name = trace.machine.as_deref().unwrap_or("not named");
    Line::new(0, format!("{name}: {said}"))
}

/// What the rule is and when it fires.
fn head(cause: &Cause) -> Vec<Line> {
    let mut lines = vec![Line::new(0, format!("{}: {}", cause.id, cause.title))];
    match &cause.status {
        Status::Stable => {}
        Status::Experimental => lines.push(Line::new(
            0,
            "Experimental: at most of medium confidence, and no script step.",
        )),
        Status::Deprecated(successor) => lines.push(Line::new(
            0,
            format!("Deprecated: {successor} has taken its place."),
        )),
    }
    let when = vec![Line::new(2, cause.when_text.clone())];
    lines.extend(section("Fires when", when));
    let explains = cause.explains.symptoms().join(", ");
    let explains = (!explains.is_empty()).then(|| Line::new(2, explains));
    lines.extend(section("Explains", explains.into_iter().collect()));
    lines
}

/// Whose inputs the lines below are about, where that is known or there are several machines.
fn machine(trace: &CauseTrace, several: bool) -> Vec<Line> {
    let name = match &trace.machine {
        Some(name) => name.as_str(),
        None if several => "not named",
        None => return Vec::new(),
    };
    vec![Line::new(0, ""), Line::new(0, format!("Machine  {name}"))]
}
