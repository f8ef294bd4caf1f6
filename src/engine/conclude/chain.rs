//! The chain from what a failure shows down to its root: `0x80240022` because of `0x800F081F` because of that payload file.
//!
//! What a user sees is often only a carrier, a code that says that something beneath failed. Beneath it come the codes of
//! the newest failure and of the evidence of the best cause, each layer after the one that wraps it: the update agent wraps
//! what transport, installer and component store report. The last link is the cause in this machine's words, with the thing
//! it is about.

use std::collections::BTreeSet;

use crate::code::ErrorCode;
use crate::engine::conclude::Parts;
use crate::engine::conclude::diagnose::Verdict;
use crate::engine::fold::Event;
use crate::engine::fold::incident::Incident;
use crate::report::Finding;

/// Codes of evidence that are named beneath those of the failure.
const BENEATH: usize = 2;
/// Captures that name what a cause is about, the most telling first.
const TELLING: [&str; 9] = [
    "file", "path", "package", "driver", "service", "host", "server", "proxy", "url",
];

impl<'f> Parts<'f> {
    /// The links of an incident, of which the causes are given with the best first.
    pub(super) fn chain(
        &self,
        incident: &Incident<'_>,
        causes: &[&Verdict<'f>],
        findings: &[Finding],
    ) -> Vec<String> {
        let best = causes.iter().find(|verdict| verdict.is_finding()).copied();
        let mut codes = shown(incident);
        codes.extend(beneath(&codes, best));
        codes.sort_by_key(|code| layer(*code));
        let is_told = |best: &&Verdict<'_>| findings.iter().any(|it| it.rule == best.cause.id);
        let cause = best.filter(is_told).map(|best| self.in_words(best));
        codes.into_iter().map(named).chain(cause).collect()
    }

    /// What the cause says of this machine here, and what it is about where that is not said.
    fn in_words(&self, verdict: &Verdict<'f>) -> String {
        let events = verdict.support.iter().chain(&verdict.events).copied();
        let mut values = self.captures(&events.collect::<Vec<_>>());
        let telling = TELLING.iter().find_map(|name| values.get(*name).cloned());
        let count = self.count_records(&[verdict]).to_string();
        values.insert("count".to_owned(), count);
        let message = verdict.cause.message.render(&values);
        match telling.filter(|value| !message.contains(value.as_str())) {
            Some(value) => format!("{message} ({value})"),
            None => message,
        }
    }
}

/// The codes of the newest failure that has any.
fn shown(incident: &Incident<'_>) -> Vec<ErrorCode> {
    let failures = incident.failures.iter().rev();
    let mut codes = failures.map(|failure| distinct(failure.event));
    codes.find(|codes| !codes.is_empty()).unwrap_or_default()
}

/// Codes of the evidence for the cause that the failure does not show, the strongest evidence first.
fn beneath(shown: &[ErrorCode], best: Option<&Verdict<'_>>) -> Vec<ErrorCode> {
    let events = best.into_iter().flat_map(|best| {
        let newest_first = best.events.iter().rev();
        best.support.iter().chain(newest_first)
    });
    let mut seen: BTreeSet<ErrorCode> = shown.iter().map(|code| code.unwrapped()).collect();
    // What a command printed or the registry holds is no part of a failure.
    let events = events.filter(|event| !event.timeless);
    let codes = events.flat_map(|event| event.hit.record.codes.iter().copied());
    let fresh = codes.filter(|code| !code.is_carrier() && seen.insert(code.unwrapped()));
    fresh.take(BENEATH).collect()
}

fn distinct(event: &Event) -> Vec<ErrorCode> {
    let mut seen = BTreeSet::new();
    let codes = event.hit.record.codes.iter().copied();
    codes.filter(|code| seen.insert(*code)).collect()
}

/// How far down a code stands: carriers, the update agent's own codes, then what it passes on.
fn layer(code: ErrorCode) -> u8 {
    const AGENT: u32 = 0x8024;
    match () {
        () if code.is_carrier() => 0,
        () if code.0 >> 16 == AGENT => 1,
        () => 2,
    }
}

/// `0x800F081F (CBS_E_SOURCE_MISSING)`.
fn named(code: ErrorCode) -> String {
    let name = code.info().and_then(|info| info.names.into_iter().next());
    name.map_or_else(|| code.to_string(), |name| format!("{code} ({name})"))
}
