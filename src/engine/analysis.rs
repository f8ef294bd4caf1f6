//! One machine from bytes to verdicts, once: what a report, a timeline and a trace of one rule are all made from.
//!
//! Everything found on a machine borrows from what was found before it, hits from sources, incidents from hits, verdicts
//! from incidents. So it is not handed out: whoever wants something of it gives a function that is called with it.

use std::collections::BTreeMap;

use super::Options;
use super::conclude::Parts;
use super::conclude::diagnose::Diagnosis;
use super::conclude::units;
use super::facts::Observed;
use super::fold::coverage::Coverage;
use super::fold::incident::Incident;
use super::scan::hit::SourceScan;
use super::{fold, machines, scan, with_threads};
use crate::error::Error;
use crate::report::Input;
use crate::rule::RuleSet;
use crate::source::{Bundle, Source};
use crate::time::{LocalOffset, Stamp};

/// What `conclude` makes of every machine the bundles come from, in their order.
///
/// Fails only when there is no input, or none that is a log.
pub(super) fn each_machine<R: Send>(
    rules: &RuleSet,
    bundles: &[Bundle],
    options: &Options,
    conclude: impl Fn(&Parts<'_>) -> R + Sync,
) -> Result<Vec<R>, Error> {
    let concluded: Vec<(R, Option<Vec<Input>>)> = with_threads(options.threads, || {
        let machines = bundles.iter().map(|bundle| {
            machine(rules, bundle, options, |parts| {
                let useless = (!parts.is_of_use()).then(|| parts.inputs());
                (conclude(parts), useless)
            })
        });
        machines.collect()
    });
    let (results, useless): (Vec<R>, Vec<_>) = concluded.into_iter().unzip();
    // One machine with a log is enough; else the inputs of all of them tell why there is none.
    match useless.into_iter().collect::<Option<Vec<_>>>() {
        Some(inputs) => Err(nothing_read(&inputs.concat())),
        None => Ok(results),
    }
}

fn nothing_read(inputs: &[Input]) -> Error {
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

/// Calls `conclude` with everything that was found on the machine.
fn machine<R>(
    rules: &RuleSet,
    bundle: &Bundle,
    options: &Options,
    conclude: impl FnOnce(&Parts<'_>) -> R,
) -> R {
    let mut scans = scan::scan(bundle, rules, options);
    for (scan, source) in scans.iter_mut().zip(&bundle.sources) {
        if source.is_partial {
            scan.scanned
                .note("a part of it is missing or damaged".to_owned());
        }
    }
    let told = scans.iter().map(|scan| &scan.scanned);
    let told = told.map(|scanned| (&scanned.observed, scanned.last));
    let observed = observed(&bundle.sources, told);
    let offset = local_offset(options, &observed);
    let coverage = Coverage {
        rules,
        logs: units::logs_read(bundle, &scans, &offset),
        channels: units::channels_read(&scans, &offset),
        observed: &observed,
        dropped: units::hits_dropped(&scans),
    };
    let mut fold = fold::fold(&scans, &offset);
    for record in fold.silence(rules, &coverage) {
        if let Some(scan) = scans.get_mut(record.source.0 as usize) {
            scan.scanned.forget(&record);
        }
    }
    let incidents = fold::incident::incidents(rules, &fold, &offset);
    let verdicts = Diagnosis {
        rules,
        fold: &fold,
        coverage: &coverage,
        incidents: &incidents,
        offset: &offset,
    }
    .verdicts();
    conclude(&Parts {
        rules,
        bundle,
        scans: &scans,
        fold: &fold,
        coverage: &coverage,
        incidents: &incidents,
        ids: &incident_ids(&incidents),
        verdicts: &verdicts,
        offset: &offset,
        name: observed.name().as_deref(),
        evidence: options.evidence,
    })
}

/// What all inputs tell of the machine: each source with what it tells and how far it reaches.
pub(super) fn observed<'s>(
    sources: &[Source],
    told: impl Iterator<Item = (&'s Observed, Option<Stamp>)>,
) -> Observed {
    let mut observed = Observed::default();
    for (source, (told, end)) in sources.iter().zip(told) {
        let told = told.clone();
        observed.merge(if machines::is_of_others(source) {
            told.without_names()
        } else {
            told
        });
        if let Some(end) = end {
            observed.reaches(source.id, end);
        }
    }
    for (source, name) in machines::named_by_path(sources) {
        observed.named_by_path(source, &name);
    }
    observed
}

/// The zone of the machine's local times: as the user gives it, else as the inputs tell.
pub(super) fn local_offset(options: &Options, observed: &Observed) -> LocalOffset {
    match &options.local_offset {
        LocalOffset::Unknown => observed.local_offset(),
        given => given.clone(),
    }
}

/// `scan-failed/1`: symptom and number.
fn incident_ids(incidents: &[Incident<'_>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let ids = incidents.iter().map(|incident| {
        let number = counts.entry(&incident.symptom.id).or_default();
        *number += 1;
        format!("{}/{number}", incident.symptom.id)
    });
    ids.collect()
}

impl Parts<'_> {
    /// Whether any of the inputs is a log that is read.
    fn is_of_use(&self) -> bool {
        let mut inputs = self.scans.iter().map(|scan: &SourceScan| &scan.input);
        inputs.any(|input| input.kind().is_some())
    }
}
