//! The report on one machine, put together from everything the other phases found.

pub(super) mod account;
pub(super) mod chain;
pub(super) mod collect;
mod count;
pub(super) mod diagnose;
pub(super) mod evidence;
mod facts;
pub(super) mod finding;
pub(super) mod left_out;
mod reach;
mod recovery;
pub(super) mod unexplained;
pub(super) mod units;
mod weigh;

use crate::engine::conclude::diagnose::Verdict;
use crate::engine::fold::Fold;
use crate::engine::fold::coverage::Coverage;
use crate::engine::fold::incident::Incident;
use crate::engine::scan::hit::SourceScan;
use crate::engine::scan::input::Form;
use crate::engine::sessions;
use crate::report::{Input, Machine};
use crate::rule::RuleSet;
use crate::source::Bundle;
use crate::time::LocalOffset;

/// Everything a machine's report is made from.
pub(in crate::engine) struct Parts<'p> {
    pub(in crate::engine) rules: &'p RuleSet,
    pub(in crate::engine) bundle: &'p Bundle,
    pub(in crate::engine) scans: &'p [SourceScan],
    pub(in crate::engine) fold: &'p Fold,
    pub(in crate::engine) coverage: &'p Coverage<'p>,
    pub(in crate::engine) incidents: &'p [Incident<'p>],
    pub(in crate::engine) ids: &'p [String],
    pub(in crate::engine) verdicts: &'p [Verdict<'p>],
    pub(in crate::engine) offset: &'p LocalOffset,
    /// The machine's name.
    pub(in crate::engine) name: Option<&'p str>,
    /// Lines of evidence for each finding.
    pub(in crate::engine) evidence: usize,
}

impl Parts<'_> {
    /// The machine's part of the report.
    pub(in crate::engine) fn machine(&self) -> Machine {
        let all = self.ranked();
        let unexplained = self.unexplained(&all);
        let (findings, silenced) = self.without_silenced(all);
        Machine {
            name: self.name.map(str::to_owned),
            facts: self.facts(),
            inputs: self.inputs(),
            incidents: (0..)
                .zip(self.incidents)
                .map(|(index, incident)| self.incident(index, incident, &findings))
                .collect(),
            unexplained,
            silenced,
            noise: self.noise(),
            coverage: self.units(&findings),
            notes: self
                .out_of_reach()
                .into_iter()
                .chain(self.notes())
                .collect(),
            findings,
        }
    }

    /// What was skipped or is missing between files, and why.
    pub(in crate::engine) fn notes(&self) -> Vec<String> {
        let gaps = sessions::gaps(self.bundle, self.scans);
        let notes = self.bundle.notes.iter().chain(&gaps);
        notes
            .map(|note| format!("{}: {}", note.path, note.text))
            .collect()
    }

    /// Every input and what became of it.
    pub(in crate::engine) fn inputs(&self) -> Vec<Input> {
        let inputs = self
            .bundle
            .sources
            .iter()
            .zip(self.scans)
            .map(|(source, scan)| {
                let (input, scanned) = (&scan.input, &scan.scanned);
                let (kind, format) = match input.form {
                    Form::Log(format) => (
                        Some(format.kind().name().to_owned()),
                        format.id().0.to_owned(),
                    ),
                    Form::Foreign(foreign) => (None, foreign.what.to_owned()),
                    Form::Empty => (None, "empty".to_owned()),
                    Form::Refused => (None, "not read".to_owned()),
                };
                let damaged = (scanned.bad > 0)
                    .then(|| format!("{} damaged pieces were passed over", scanned.bad));
                Input {
                    path: source.path.clone(),
                    encoding: if kind.is_some() {
                        input.encoding.name()
                    } else {
                        "binary"
                    }
                    .to_owned(),
                    kind,
                    format,
                    bytes: source.bytes,
                    records_matched: scanned.matched,
                    first: scanned.first.map(|stamp| self.offset.show(stamp)),
                    last: scanned.last.map(|stamp| self.offset.show(stamp)),
                    notes: input
                        .note
                        .iter()
                        .cloned()
                        .chain(scanned.notes.iter().cloned())
                        .chain(damaged)
                        .collect(),
                }
            });
        inputs.collect()
    }
}
