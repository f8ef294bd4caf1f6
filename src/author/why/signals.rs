//! What each signal of a cause found, what noise took from it, and what came near it.

use super::near::{self, Nearly};
use super::noise::Silenced;
use super::quote::quote;
use super::{Line, records, the_first, times};
use crate::author::describe;
use crate::engine::{self, Options};
use crate::report::trace::{CauseTrace, Found, SignalTrace};
use crate::rule::{Cause, RuleSet};
use crate::source::Bundle;

/// Near misses shown of one signal.
const SHOWN: usize = 3;

/// Records that nearly match a signal.
pub(super) struct Near<'r> {
    /// Index of the signal in the cause.
    signal: usize,
    nearly: Nearly<'r>,
    found: Found,
}

/// What comes near the cause's signals that were not found.
pub(super) fn near<'r>(
    rules: &'r RuleSet,
    cause: &Cause,
    trace: &CauseTrace,
    bundle: &Bundle,
    options: &Options,
) -> Vec<Near<'r>> {
    let signals = cause.signals.iter().zip(&trace.signals).enumerate();
    let missing = signals.filter(|(_, (_, found))| found.count == 0);
    let all: Vec<(usize, Nearly<'_>)> = missing
        .filter_map(|(index, ((_, id), _))| Some((index, rules.signal(*id)?)))
        .flat_map(|(index, signal)| {
            let nearly = near::nearly(&signal.predicate).into_iter();
            nearly.map(move |nearly| (index, nearly))
        })
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    let asked = all.iter().map(|(_, one)| near::signal(one.rest.clone()));
    // A machine without any log has nothing that comes near.
    let found = engine::look_for(asked.collect(), bundle, options, 1).unwrap_or_default();
    let all = all.into_iter().zip(found);
    all.map(|((signal, nearly), found)| Near {
        signal,
        nearly,
        found,
    })
    .filter(|one| one.found.count > 0)
    .collect()
}

/// Every signal, in the order of the rule.
pub(super) fn lines(
    rules: &RuleSet,
    cause: &Cause,
    trace: &CauseTrace,
    silenced: &[Silenced<'_>],
    near: &[Near<'_>],
) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, (found, (_, id))) in trace.signals.iter().zip(&cause.signals).enumerate() {
        lines.push(Line::new(2, headline(found)));
        let words = rules
            .signal(*id)
            .map(|signal| describe::predicate(&signal.predicate));
        lines.extend(words.map(|words| Line::new(4, format!("asks for: {words}"))));
        lines.extend(ends(found));
        let taken = silenced.iter().filter(|one| one.signal == index);
        lines.extend(taken.flat_map(of_noise));
        if found.count == 0 {
            lines.extend(nearest(near.iter().filter(|one| one.signal == index)));
            lines.extend(absent(found));
        }
    }
    lines
}

fn headline(found: &SignalTrace) -> String {
    match found.count {
        0 => format!("{}: not found", found.name),
        count => format!("{}: found {}", found.name, times(count)),
    }
}

/// The first and the last record.
fn ends(found: &SignalTrace) -> Vec<Line> {
    let last = found.last.iter().filter(|_| found.count > 1);
    let label = if found.count > 1 { "first: " } else { "" };
    let first = found.first.iter().flat_map(|one| quote(4, label, one));
    first
        .chain(last.flat_map(|one| quote(4, "last: ", one)))
        .collect()
}

fn of_noise(silenced: &Silenced<'_>) -> Vec<Line> {
    let Silenced { noise, found, .. } = silenced;
    let taken = if noise.is_unconditional() {
        "takes"
    } else {
        "may take"
    };
    let said = format!(
        "noise/{} {taken} {} away from it{}",
        noise.id,
        records(found.count),
        the_first(found.count)
    );
    let first = found.first.iter().flat_map(|one| quote(6, "", one));
    std::iter::once(Line::new(4, said)).chain(first).collect()
}

/// The near misses with the fewest records, which are the most telling.
fn nearest<'n>(near: impl Iterator<Item = &'n Near<'n>>) -> Vec<Line> {
    let mut near: Vec<&Near<'_>> = near.collect();
    near.sort_by_key(|one| one.found.count);
    let mut lines = Vec::new();
    for one in near.into_iter().take(SHOWN) {
        let said = format!(
            "near: {} with all but {}{}",
            records(one.found.count),
            describe::predicate(one.nearly.failing),
            the_first(one.found.count)
        );
        lines.push(Line::new(4, said));
        lines.extend(one.found.first.iter().flat_map(|first| quote(6, "", first)));
    }
    lines
}

fn absent(found: &SignalTrace) -> Option<Line> {
    let absent = found.absent.join("; ");
    (!absent.is_empty()).then(|| Line::new(4, format!("not collected: {absent}")))
}
