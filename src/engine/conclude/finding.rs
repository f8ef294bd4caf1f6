//! From verdicts to findings: one for each cause, ranked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::code::ErrorCode;
use crate::engine::conclude::Parts;
use crate::engine::conclude::collect;
use crate::engine::conclude::diagnose::Verdict;
use crate::engine::conclude::evidence::evidence;
use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::outcome::captures;
use crate::report::{Code, Finding, Fix, Severity};
use crate::rule::Weight;
use crate::time::{LocalOffset, Stamp};

impl<'f> Parts<'f> {
    /// All findings in the order of their rank, those that the site silences included.
    pub(in crate::engine) fn ranked(&self) -> Vec<Finding> {
        let mut by_cause: BTreeMap<&str, Vec<&Verdict<'f>>> = BTreeMap::new();
        for verdict in self.verdicts.iter().filter(|verdict| verdict.is_finding()) {
            by_cause.entry(&verdict.cause.id).or_default().push(verdict);
        }
        let mut findings: Vec<Finding> = by_cause
            .values()
            .filter_map(|verdicts| self.finding(verdicts))
            .collect();
        findings.sort_by(|a, b| rank_key(a).cmp(&rank_key(b)));
        number(&mut findings);
        findings
    }

    /// One cause in all places where it holds; the worst and surest of them speaks for it.
    fn finding(&self, verdicts: &[&Verdict<'f>]) -> Option<Finding> {
        let of_weight = |verdict: &&&Verdict<'f>| (verdict.state, Reverse(verdict.score));
        let best = verdicts.iter().min_by_key(of_weight)?;
        let cause = best.cause;
        let own = distinct(verdicts.iter().flat_map(|verdict| verdict.events.clone()));
        let strongest_first = best.support.iter().chain(&best.events).chain(&own);
        let all = distinct(strongest_first.copied());
        let count = self.count_records(verdicts);
        let captures = self.captures(&all);
        let mut values = captures.clone();
        values.insert("count".to_owned(), count.to_string());
        let identity = [
            &cause.id,
            self.name.unwrap_or_default(),
            &join_key(&captures),
        ];
        let (first, last) = self.span(&own, verdicts);
        let missing = collect::unmet(cause, self.coverage);
        Some(Finding {
            rank: 0,
            rule: cause.id.clone(),
            title: cause.title.clone(),
            severity: cause.severity,
            owner: cause.owner,
            state: best.state,
            reason: best.reason.clone(),
            confidence: best.confidence(),
            score: best.score,
            count,
            first,
            last,
            message: cause.message.render(&values),
            because: one_line(&cause.because),
            incidents: self.incident_ids(verdicts),
            r#for: notes(&best.speaks_for),
            against: notes(&best.speaks_against),
            missing: missing.into_iter().map(collect::name).collect(),
            codes: codes(&all),
            fingerprint: fingerprint(&identity),
            captures,
            evidence: self.quotes(&all),
            fix: self.fixes(cause),
            references: cause.references.clone(),
        })
    }

    /// Named values, from the weightiest evidence first.
    pub(super) fn captures(&self, events: &[&Event]) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for (name, value) in events.iter().flat_map(|event| captures(self.rules, event)) {
            values
                .entry(name.to_owned())
                .or_insert_with(|| value.to_owned());
        }
        values
    }

    /// First and last sign; facts without a time are as old as the failures they explain.
    fn span(&self, own: &[&Event], verdicts: &[&Verdict<'f>]) -> (Option<String>, Option<String>) {
        if own.iter().any(|event| event.moment.is_some()) {
            return span(own, self.offset);
        }
        let explained = verdicts
            .iter()
            .filter_map(|verdict| self.incidents.get(verdict.incident?));
        let failures = explained.flat_map(|incident| &incident.failures);
        span(
            &failures.map(|failure| failure.event).collect::<Vec<_>>(),
            self.offset,
        )
    }

    fn incident_ids(&self, verdicts: &[&Verdict<'_>]) -> Vec<String> {
        verdicts
            .iter()
            .filter_map(|verdict| self.ids.get(verdict.incident?).cloned())
            .collect()
    }

    /// The first lines of evidence, each record once.
    fn quotes(&self, events: &[&Event]) -> Vec<crate::report::Evidence> {
        let mut seen = BTreeSet::new();
        let distinct = events
            .iter()
            .filter(|event| seen.insert((event.source(), event.hit.record.offset)));
        distinct
            .take(self.evidence)
            .map(|event| evidence(self.bundle, self.scans, &event.hit.record, self.offset))
            .collect()
    }

    fn fixes(&self, cause: &crate::rule::Cause) -> Vec<Fix> {
        let known = cause
            .fix
            .iter()
            .filter_map(|fix| self.rules.actions.get(&fix.action));
        known
            .map(|action| Fix {
                action: action.id.clone(),
                risk: action.risk.name().to_owned(),
                title: action.title.clone(),
                restart: action.requires.iter().any(|need| need.name() == "restart"),
                by_hand: action.is_by_hand(),
            })
            .collect()
    }
}

/// Numbers them in their order.
pub(in crate::engine) fn number(findings: &mut [Finding]) {
    for (rank, finding) in (1..).zip(findings) {
        finding.rank = rank;
    }
}

fn notes(items: &[&Weight]) -> Vec<String> {
    items.iter().map(|item| item.note.clone()).collect()
}

/// Folded text of a rule file as one line.
pub(in crate::engine) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// State, confidence, severity, newest first, score, id; what is only worth knowing comes last.
fn rank_key(finding: &Finding) -> impl Ord + use<'_> {
    (
        finding.severity == Severity::Info,
        finding.state,
        Reverse(finding.confidence),
        Reverse(finding.severity),
        Reverse(finding.last.as_deref()),
        Reverse(finding.score),
        &finding.rule,
    )
}

/// Each event once, in the order of their first appearance.
fn distinct<'f>(events: impl Iterator<Item = &'f Event>) -> Vec<&'f Event> {
    let mut seen = BTreeSet::new();
    events
        .filter(|event| seen.insert((event.source(), event.hit.record.offset, event.hit.signal)))
        .collect()
}

/// First and last time, as text.
pub(in crate::engine) fn span(
    events: &[&Event],
    offset: &LocalOffset,
) -> (Option<String>, Option<String>) {
    let stamps = || events.iter().filter_map(|event| event.hit.record.stamp);
    let read = |stamp: &Stamp| Moment::new(*stamp, offset).nanos;
    let first = stamps().min_by_key(read);
    let last = stamps().max_by_key(read);
    let shown = |stamp| offset.show(stamp);
    (first.map(shown), last.map(shown))
}

/// The codes of the events, each with its names.
fn codes(events: &[&Event]) -> Vec<Code> {
    let all: BTreeSet<ErrorCode> = events
        .iter()
        .flat_map(|event| event.hit.record.codes.iter().copied())
        .collect();
    all.into_iter().map(describe).collect()
}

/// A code with its names and meaning.
pub(in crate::engine) fn describe(code: ErrorCode) -> Code {
    let info = code.info();
    Code {
        code: code.to_string(),
        names: info
            .as_ref()
            .map(|info| info.names.clone())
            .unwrap_or_default(),
        meaning: info.map(|info| info.meaning).unwrap_or_default(),
    }
}

/// What tells one occurrence of a cause from another on the same machine.
fn join_key(captures: &BTreeMap<String, String>) -> String {
    let names = ["update", "kb", "service", "host", "package"];
    names
        .into_iter()
        .find_map(|name| captures.get(name))
        .cloned()
        .unwrap_or_default()
}

/// FNV-1a over the parts: a name for equal things, no protection against anybody.
fn fingerprint(parts: &[&str]) -> String {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{hash:016x}")
}
