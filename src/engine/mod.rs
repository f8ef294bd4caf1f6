//! From bundles and rules to a report. The whole story:
//!
//! 1. `scan` reads every source in parallel. A gate made from the rules finds the few places worth looking at, `frame`
//!    widens each to its record, the format parses it, `record` matches it and leaves a small `hit`.
//! 2. `fold` brings the hits of all sources onto one clock, counts copies once, takes conditional noise out, and groups
//!    failed attempts into incidents, some of which a later success cleared.
//! 3. `conclude` asks every cause in every incident, and once more outside of all; causes compete by points. It ranks what
//!    holds and puts the report together, with what was not collected.
//!
//! `facts` gathers on the way what the inputs tell of the machine itself.
//!
//! Invariants, each held by a test: nothing is parsed that no rule could match; workers give hits and nothing else, so
//! the report is the same for any number of threads, any window size and any order of inputs; with and without the gate
//! the report is the same; absence counts only where the signal would have been seen.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::report::{Machine, Report, RuleCount, RulesUsed, SCHEMA, State, Summary, Tool};
use crate::rule::RuleSet;
use crate::source::Bundle;
use crate::time::LocalOffset;

mod conclude;
mod facts;
mod fold;
mod scan;

/// As of when the built-in rules and tables are.
const KNOWLEDGE_DATE: &str = "2026-11-20";

/// How a run is done. Only the time zone can change what is found.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads to use; `None` takes as many as there are processors.
    pub threads: Option<usize>,
    /// Whether large files may be mapped.
    pub mmap: bool,
    /// Whether the gate is used; without it every record is parsed.
    pub gate: bool,
    /// Bytes of a scan window.
    pub window: usize,
    /// The machine's time zone, where the user gives it.
    pub local_offset: LocalOffset,
    /// Lines of evidence for each finding.
    pub evidence: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: None,
            mmap: true,
            gate: true,
            window: scan::WINDOW,
            local_offset: LocalOffset::Unknown,
            evidence: 3,
        }
    }
}

/// Finds out what is wrong with the machines the bundles come from, one machine each.
///
/// Fails only when there is no input, or none that is a log or holds logs. A log in a form that is not read gives a note.
pub fn analyze(rules: &RuleSet, bundles: &[Bundle], options: &Options) -> Result<Report, Error> {
    let scanned: Vec<(Machine, bool)> = with_threads(options.threads, || {
        bundles
            .iter()
            .map(|bundle| machine(rules, bundle, options))
            .collect()
    });
    let of_use = scanned.iter().any(|(_, of_use)| *of_use);
    let machines: Vec<Machine> = scanned.into_iter().map(|(machine, _)| machine).collect();
    if !of_use {
        return Err(nothing_read(&machines));
    }
    Ok(Report {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            knowledge_date: KNOWLEDGE_DATE.to_owned(),
            rules: RulesUsed {
                count: rules.causes.len(),
                digest: rules.digest.clone(),
                replaced: rules.replaced.clone(),
                silenced: conclude::left_out::rules_silenced(rules),
            },
        },
        summary: summary(&machines),
        machines,
    })
}

fn nothing_read(machines: &[Machine]) -> Error {
    let inputs: Vec<_> = machines
        .iter()
        .flat_map(|machine| &machine.inputs)
        .collect();
    let reasons = inputs
        .iter()
        .take(5)
        .map(|input| format!("\n  {}: {}", input.path, input.notes.join("; ")));
    let what = if inputs.is_empty() {
        "there is no file to read"
    } else {
        "nothing that was named can be read as a log"
    };
    Error::NoInput(format!(
        "{what}; name a log, or a folder with logs in it{}",
        reasons.collect::<String>()
    ))
}

/// One machine, from bytes to ranked findings, and whether any of its inputs is a log or holds some.
fn machine(rules: &RuleSet, bundle: &Bundle, options: &Options) -> (Machine, bool) {
    let mut scans = scan::scan(bundle, rules, options);
    let mut observed = facts::Observed::default();
    for scan in &scans {
        observed.merge(scan.scanned.observed.clone());
    }
    let offset = match &options.local_offset {
        LocalOffset::Unknown => observed
            .offset_seconds()
            .map_or(LocalOffset::Unknown, LocalOffset::Fixed),
        given => given.clone(),
    };
    let coverage = fold::coverage::Coverage {
        rules,
        logs: conclude::units::logs_read(&scans, &offset),
        observed: &observed,
        dropped: conclude::units::hits_dropped(&scans),
    };
    let mut fold = fold::fold(&scans, &offset);
    for record in fold.silence(rules, &coverage) {
        if let Some(scan) = scans.get_mut(record.source.0 as usize) {
            scan.scanned.forget(&record);
        }
    }
    let incidents = fold::incident::incidents(rules, &fold, &offset);
    let ids = incident_ids(&incidents);
    let verdicts = conclude::diagnose::Diagnosis {
        rules,
        fold: &fold,
        coverage: &coverage,
        incidents: &incidents,
        offset: &offset,
    }
    .verdicts();
    let name = observed.name();
    let parts = conclude::Parts {
        rules,
        bundle,
        scans: &scans,
        fold: &fold,
        coverage: &coverage,
        incidents: &incidents,
        ids: &ids,
        verdicts: &verdicts,
        offset: &offset,
        name: name.as_deref(),
        evidence: options.evidence,
    };
    let of_use = scans.iter().any(|scan| scan.input.is_of_use());
    (parts.machine(), of_use)
}

/// `scan-failed/1`: symptom and number.
fn incident_ids(incidents: &[fold::incident::Incident<'_>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let ids = incidents.iter().map(|incident| {
        let number = counts.entry(&incident.symptom.id).or_default();
        *number += 1;
        format!("{}/{number}", incident.symptom.id)
    });
    ids.collect()
}

fn summary(machines: &[Machine]) -> Summary {
    let findings: Vec<_> = machines
        .iter()
        .flat_map(|machine| &machine.findings)
        .collect();
    let in_state = |state| {
        findings
            .iter()
            .filter(|finding| finding.state == state)
            .count()
    };
    let mut summary = Summary {
        machines: machines.len(),
        active: in_state(State::Active),
        recovered: in_state(State::Recovered),
        inconclusive: in_state(State::Inconclusive),
        ..Summary::default()
    };
    let mut by_rule: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &findings {
        *by_rule.entry(&finding.rule).or_default() += 1;
        if finding.state == State::Active {
            *summary.by_severity.entry(finding.severity).or_default() += 1;
        }
    }
    summary.by_rule = by_rule
        .into_iter()
        .map(|(rule, count)| RuleCount {
            rule: rule.to_owned(),
            count,
        })
        .collect();
    summary
}

/// Runs the work on the wanted number of threads.
#[cfg(feature = "native")]
fn with_threads<R: Send>(threads: Option<usize>, work: impl FnOnce() -> R + Send) -> R {
    match rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or_default())
        .build()
    {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

#[cfg(not(feature = "native"))]
fn with_threads<R>(_: Option<usize>, work: impl FnOnce() -> R) -> R {
    work()
}
