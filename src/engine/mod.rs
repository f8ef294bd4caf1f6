//! From bundles and rules to a report. The whole story:
//!
//! 1. `scan` reads every source in parallel. A gate made from the rules finds the few places worth looking at, `frame`
//!    widens each to its record, the format parses it, `record` matches it and leaves a small `hit`.
//! 2. `fold` brings the hits of all sources onto one clock, counts copies once, takes conditional noise out, and groups
//!    failed attempts into incidents, some of which a later success cleared.
//! 3. `conclude` asks every cause in every incident, and once more outside of all; causes compete by points. It ranks what
//!    holds and puts the report together, with what was not collected.
//!
//! `messages` gathers beforehand what older traces need to be read. `machines` tells beforehand which inputs are of which machine. `analysis` runs the rest for one of them, and `facts` gathers on the way what the inputs tell of the machine itself.
//! `trace` tells more of the same than a report does: all records on one time base, and how one rule came to its verdict.
//! `inspect` asks no rule: it lists what is in the inputs.
//!
//! Invariants, each held by a test: nothing is parsed that no rule could match; workers give hits and nothing else, so
//! the report is the same for any number of threads, any window size and any order of inputs; with and without the gate
//! the report is the same; absence counts only where the signal would have been seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Error;
use crate::format::TraceMessages;
use crate::report::{Machine, Report, RuleCount, RulesUsed, SCHEMA, State, Summary, Tool};
use crate::rule::RuleSet;
use crate::source::Bundle;
use crate::time::LocalOffset;

mod analysis;
mod builds;
mod conclude;
mod facts;
mod fold;
mod inspect;
mod lookup;
mod machines;
mod messages;
mod probe;
mod quote;
mod scan;
mod sessions;
mod trace;

pub use inspect::inspect;

pub use trace::{Told, look_for, timeline, trace};

pub use probe::{Place, Reading, probe};

pub use lookup::{any_match, is_gated, short_literals};

pub use machines::{Machines, apart};

pub use messages::trace_messages;

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
    /// Texts of messages that traces from before Windows 10 1709 only number, beside those that lie in the bundles.
    pub messages: Arc<TraceMessages>,
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
            messages: Arc::default(),
            local_offset: LocalOffset::Unknown,
            evidence: 3,
        }
    }
}

/// Finds out what is wrong with the machines the bundles come from, one machine each.
///
/// Fails only when there is no input, or none that is a log.
pub fn analyze(rules: &RuleSet, bundles: &[Bundle], options: &Options) -> Result<Report, Error> {
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method's path is for one lifetime, the closure for every one"
    )]
    let machines = analysis::each_machine(rules, bundles, options, |parts| parts.machine())?;
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

/// Runs the work on the wanted number of threads. Who calls from a thread of a pool has chosen that pool.
#[cfg(feature = "native")]
fn with_threads<R: Send>(threads: Option<usize>, work: impl FnOnce() -> R + Send) -> R {
    if rayon::current_thread_index().is_some() {
        return work();
    }
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
