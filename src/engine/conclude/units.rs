//! What was there to read and what was not: the coverage part of a report.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::conclude::Parts;
use crate::engine::conclude::collect;
use crate::engine::fold::clock::Moment;
use crate::engine::scan::hit::SourceScan;
use crate::engine::scan::input::Form;
use crate::engine::sessions;
use crate::record::{Kind, SourceId};
use crate::report::{Coverage, CoverageState, Finding, State};
use crate::rule::SignalId;
use crate::source::Bundle;
use crate::time::LocalOffset;

impl Parts<'_> {
    /// What was read, and what the findings' causes need and nobody collected.
    pub(in crate::engine) fn units(&self, findings: &[Finding]) -> Vec<Coverage> {
        let mut units: BTreeMap<String, (CoverageState, Vec<&str>)> = BTreeMap::new();
        let sources = self.bundle.sources.iter().zip(self.scans);
        for (source, scan) in sources {
            let Some((unit, state)) = unit_of(scan) else {
                continue;
            };
            let known = units.entry(unit).or_insert((state, Vec::new()));
            known.0 = known.0.max(state);
            known.1.push(source.name());
        }
        let read = units.into_iter().map(|(unit, (state, names))| Coverage {
            unit,
            state,
            detail: listed(&names),
        });
        let absent = self
            .absent(findings)
            .into_iter()
            .map(|(unit, detail)| Coverage {
                unit,
                state: CoverageState::Absent,
                detail,
            });
        read.chain(absent).collect()
    }

    fn absent(&self, findings: &[Finding]) -> BTreeMap<String, String> {
        let found = findings
            .iter()
            .filter(|finding| finding.state != State::Recovered)
            .map(|finding| finding.rule.as_str());
        let found: BTreeSet<&str> = found.collect();
        let causes = self
            .rules
            .causes
            .iter()
            .filter(|cause| found.contains(cause.id.as_str()));
        let needs = causes.flat_map(|cause| collect::unmet(cause, self.coverage));
        needs
            .map(|need| (collect::name(need), collect::command(need)))
            .collect()
    }
}

/// What the source counts as and how far it was there; an empty file is neither read nor missing.
fn unit_of(scan: &SourceScan) -> Option<(String, CoverageState)> {
    Some(match scan.input.form {
        Form::Log(format) => {
            let not_understood = scan
                .scanned
                .notes
                .iter()
                .chain(&scan.input.note)
                .any(|note| note.contains("not understood"));
            let state = match () {
                () if not_understood => CoverageState::NotUnderstood,
                () if !scan.was_read_whole() => CoverageState::Partial,
                () => CoverageState::Read,
            };
            (format.kind().name().to_owned(), state)
        }
        Form::Foreign(foreign) => (foreign.what.to_owned(), CoverageState::Unreadable),
        Form::Empty => return None,
        Form::Refused => (
            "files the system refused".to_owned(),
            CoverageState::Unreadable,
        ),
    })
}

/// A few names, and how many more.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 3;
    let shown = names
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    match names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!("{shown} and {more} more"),
        None => shown,
    }
}

/// Kind and time of every log that was read whole; files that go on where another ends count as one log as well.
pub(in crate::engine) fn logs_read(
    bundle: &Bundle,
    scans: &[SourceScan],
    offset: &LocalOffset,
) -> Vec<(Kind, Option<(Moment, Moment)>)> {
    let mut logs: Vec<_> = scans
        .iter()
        .filter_map(|scan| log(&[scan], offset))
        .collect();
    let joined = sessions::unbroken(bundle, scans);
    logs.extend(joined.iter().filter_map(|run| log(run, offset)));
    logs
}

/// Some files as one log, where every one of them was read whole.
fn log(files: &[&SourceScan], offset: &LocalOffset) -> Option<(Kind, Option<(Moment, Moment)>)> {
    let kind = files.first()?.input.kind()?;
    let ends = |scan: &&SourceScan| scan.scanned.first.zip(scan.scanned.last);
    let first = files.first().and_then(ends);
    let last = files.last().and_then(ends);
    let span = first
        .zip(last)
        .map(|((first, _), (_, last))| (Moment::new(first, offset), Moment::new(last, offset)));
    let whole = files.iter().all(|scan| scan.was_read_whole());
    whole.then_some((kind, span))
}

/// Channel and time of every event log that was read whole.
pub(in crate::engine) fn channels_read(
    scans: &[SourceScan],
    offset: &LocalOffset,
) -> Vec<(String, (Moment, Moment))> {
    let channels = scans.iter().filter_map(|scan| {
        let channel = scan.scanned.channel.clone()?;
        let (_, span) = log(&[scan], offset)?;
        Some((channel, span?))
    });
    channels.collect()
}

/// Hits of each signal and source beyond those that are kept.
pub(in crate::engine) fn hits_dropped(scans: &[SourceScan]) -> BTreeMap<(SignalId, SourceId), u64> {
    let sources = (0..).map(SourceId).zip(scans);
    let hits = sources.flat_map(|(source, scan)| {
        scan.scanned
            .hits
            .iter()
            .map(move |(signal, hits)| ((*signal, source), hits))
    });
    hits.map(|(key, hits)| (key, hits.dropped()))
        .filter(|(_, dropped)| *dropped > 0)
        .collect()
}
