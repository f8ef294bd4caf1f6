//! Noise: what it takes away from a cause, and what a noise rule itself silences.

use super::quote::quote;
use super::{Line, Why, near, records, section, times};
use crate::author::describe;
use crate::engine::{self, Options};
use crate::error::Error;
use crate::report::trace::Found;
use crate::rule::{Cause, NoiseRule, Predicate, RuleSet, Signal, SignalId};
use crate::source::Bundle;

/// Records that a noise rule shows of itself.
const SHOWN: usize = 3;

/// What a noise rule takes away from one signal of a cause.
pub(super) struct Silenced<'r> {
    /// Index of the signal in the cause.
    pub(super) signal: usize,
    /// The noise rule.
    pub(super) noise: &'r NoiseRule,
    /// The records that satisfy both.
    pub(super) found: Found,
}

/// What noise takes away from the cause's signals: from those that rest on a code alone, and from outcomes.
pub(super) fn silenced<'r>(
    rules: &'r RuleSet,
    cause: &Cause,
    bundle: &Bundle,
    options: &Options,
) -> Vec<Silenced<'r>> {
    let mut pairs = Vec::new();
    for (index, (_, id)) in cause.signals.iter().enumerate() {
        let Some(signal) = rules.signal(*id).filter(|one| is_silenced(rules, *id, one)) else {
            continue;
        };
        let noise = rules.noise.iter();
        pairs.extend(noise.filter_map(|noise| Some((index, noise, both(rules, signal, noise)?))));
    }
    if pairs.is_empty() {
        return Vec::new();
    }
    let (whose, asked): (Vec<_>, Vec<Signal>) = pairs
        .into_iter()
        .map(|(index, noise, both)| ((index, noise), both))
        .unzip();
    // A machine without any log has nothing that could be silenced.
    let found = engine::look_for(asked, bundle, options, 1).unwrap_or_default();
    let all = whose
        .into_iter()
        .zip(found)
        .map(|((signal, noise), found)| Silenced {
            signal,
            noise,
            found,
        });
    all.filter(|one| one.found.count > 0).collect()
}

/// Whether noise takes records away from it.
fn is_silenced(rules: &RuleSet, id: SignalId, signal: &Signal) -> bool {
    let is_outcome = rules.symptoms.iter().any(|symptom| {
        let outcomes = [&symptom.failed, &symptom.succeeded, &symptom.started];
        outcomes.into_iter().flatten().any(|one| *one == id)
    });
    signal.bare_code || is_outcome
}

/// What satisfies the signal and is silenced; `None` where no kind of log can do both.
fn both(rules: &RuleSet, signal: &Signal, noise: &NoiseRule) -> Option<Signal> {
    let silences = rules.signal(noise.silences)?;
    let meet = signal.kinds.is_empty()
        || silences.kinds.is_empty()
        || signal
            .kinds
            .iter()
            .any(|kind| silences.kinds.contains(kind));
    let parts = vec![signal.predicate.clone(), silences.predicate.clone()];
    meet.then(|| near::signal(Predicate::All(parts)))
}

/// What the noise rule silenced, and where.
pub(super) fn why(
    rules: &RuleSet,
    noise: &NoiseRule,
    bundles: &[Bundle],
    options: &Options,
) -> Result<Why, Error> {
    let report = engine::analyze(rules, bundles, options)?;
    let mut why = Why {
        details: head(rules, noise),
        answer: Vec::new(),
        inputs: Vec::new(),
    };
    let several = bundles.len() > 1;
    for (number, (machine, bundle)) in report.machines.into_iter().zip(bundles).enumerate() {
        let mut counted = machine.noise.by_rule.iter();
        let counted = counted.find(|one| one.rule == noise.id);
        let found = alike(rules, noise, bundle, options);
        let said = said(noise, counted.map_or(0, |one| one.count), found.count);
        let name = machine.name.as_deref();
        let whose = name.filter(|_| several).map(|name| format!("{name}: "));
        let headline = format!("{}{said}", whose.unwrap_or_default());
        why.details.insert(1 + number, Line::new(0, headline));
        let title = name.map_or_else(
            || "Verdict".to_owned(),
            |name| format!("Verdict for {name}"),
        );
        why.answer.extend(section(title, answer(said, &found)));
        why.inputs.extend(machine.inputs);
    }
    Ok(why)
}

/// What looks like the rule's records, silenced or not.
fn alike(rules: &RuleSet, noise: &NoiseRule, bundle: &Bundle, options: &Options) -> Found {
    let silences = rules.signal(noise.silences);
    let asked = silences.map(|signal| near::signal(signal.predicate.clone()));
    // A machine without any log has nothing that looks like it.
    let found = engine::look_for(asked.into_iter().collect(), bundle, options, SHOWN);
    found.unwrap_or_default().pop().unwrap_or(Found {
        count: 0,
        first: Vec::new(),
    })
}

fn head(rules: &RuleSet, noise: &NoiseRule) -> Vec<Line> {
    let mut lines = vec![Line::new(0, format!("noise/{}", noise.id))];
    let because = noise.because.split_whitespace().collect::<Vec<_>>();
    lines.extend([Line::new(0, ""), Line::new(0, because.join(" "))]);
    let silences = rules.signal(noise.silences);
    let words = silences.map(|signal| Line::new(2, describe::predicate(&signal.predicate)));
    lines.extend(section("Silences", words.into_iter().collect()));
    lines
}

/// What came of the rule: how many records it silenced, and how many look like it.
fn said(noise: &NoiseRule, silenced: u64, found: u64) -> String {
    let alike = times(found);
    let looks_for = format!("what it looks for was found {alike}");
    match (silenced, found) {
        (0, 0) => "Nothing that was read looks like it".to_owned(),
        (0, _) if noise.is_unconditional() => {
            format!("Silenced nothing: {looks_for}, and other noise rules silence that")
        }
        (0, _) => format!("Silenced nothing: {looks_for}, and its condition never held"),
        _ if found > silenced => format!("Silenced {}; {looks_for}", records(silenced)),
        _ => format!("Silenced {}", records(silenced)),
    }
}

fn answer(said: String, found: &Found) -> Vec<Line> {
    let mut lines = vec![Line::new(2, said)];
    for evidence in &found.first {
        lines.extend(quote(4, "", evidence));
    }
    lines
}
