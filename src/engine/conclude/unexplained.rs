//! Failures that no finding explains, decoded, so that nothing real is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::ErrorCode;
use crate::engine::conclude::Parts;
use crate::engine::conclude::evidence::evidence;
use crate::engine::conclude::finding::describe;
use crate::engine::scan::hit::SourceScan;
use crate::engine::scan::hit::Tally;
use crate::report::{Finding, Severity, State, Unexplained};

impl Parts<'_> {
    /// Failures that no finding explains, newest first: those of incidents without a cause, and codes in logs that record
    /// no outcomes.
    pub(in crate::engine) fn unexplained(&self, findings: &[Finding]) -> Vec<Unexplained> {
        let codes = findings.iter().flat_map(|finding| &finding.codes);
        let explained: BTreeSet<&str> = codes.map(|code| code.code.as_str()).collect();
        let is_loud =
            |finding: &Finding| finding.state == State::Active && finding.severity > Severity::Info;
        let loud = findings.iter().any(is_loud);
        let is_open = |code: &ErrorCode| {
            let carried = code.is_carrier() && loud;
            !carried && !explained.contains(code.to_string().as_str())
        };
        let mut open: BTreeMap<Option<ErrorCode>, Tally> = BTreeMap::new();
        for (code, tally) in self.failures() {
            add(&mut open, code, tally);
        }
        for (code, tally) in self
            .codes_without_outcomes()
            .filter(|(code, _)| is_open(code))
        {
            add(&mut open, Some(code), tally);
        }
        let mut open: Vec<(Option<ErrorCode>, Tally)> = open.into_iter().collect();
        open.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.last.stamp));
        open.iter()
            .map(|(code, tally)| self.open_code(*code, tally))
            .collect()
    }

    /// The codes of every failure of an incident that is not over and has no cause; a failure may have no code.
    fn failures(&self) -> impl Iterator<Item = (Option<ErrorCode>, Tally)> {
        let incidents = self.incidents.iter().enumerate();
        let open = incidents.filter(|(index, incident)| {
            incident.state != State::Recovered && !self.has_cause(*index)
        });
        let failures = open
            .flat_map(|(_, incident)| &incident.failures)
            .filter(|failure| failure.failed);
        failures.flat_map(|failure| {
            let record = &failure.event.hit.record;
            let tally = Tally::one(record);
            let without_code = record.codes.is_empty().then_some(None);
            let codes = record.codes.iter().copied().map(Some).chain(without_code);
            codes.map(move |code| (code, tally.clone()))
        })
    }

    /// The known failure codes of every log in which no attempt ends in an outcome.
    fn codes_without_outcomes(&self) -> impl Iterator<Item = (ErrorCode, Tally)> {
        let scans = self
            .scans
            .iter()
            .filter(|scan| !self.records_outcomes(scan));
        scans
            .flat_map(|scan| &scan.scanned.codes)
            .map(|(code, tally)| (*code, tally.clone()))
    }

    fn has_cause(&self, incident: usize) -> bool {
        self.verdicts
            .iter()
            .any(|verdict| verdict.incident == Some(incident) && verdict.is_finding())
    }

    fn records_outcomes(&self, scan: &SourceScan) -> bool {
        let mut outcomes = self
            .rules
            .symptoms
            .iter()
            .flat_map(|symptom| symptom.failed.iter().chain(&symptom.succeeded));
        outcomes.any(|signal| scan.scanned.hits.contains_key(signal))
    }

    fn open_code(&self, code: Option<ErrorCode>, tally: &Tally) -> Unexplained {
        let known = code.map(describe);
        let quoted = evidence(self.bundle, self.scans, &tally.last, self.offset);
        Unexplained {
            code: known
                .as_ref()
                .map(|known| known.code.clone())
                .unwrap_or_default(),
            names: known
                .as_ref()
                .map(|known| known.names.clone())
                .unwrap_or_default(),
            meaning: known.map(|known| known.meaning).unwrap_or_default(),
            count: tally.count,
            first: tally.first.stamp.map(|stamp| self.offset.show(stamp)),
            last: tally.last.stamp.map(|stamp| self.offset.show(stamp)),
            evidence: vec![quoted],
        }
    }
}

fn add(open: &mut BTreeMap<Option<ErrorCode>, Tally>, code: Option<ErrorCode>, tally: Tally) {
    match open.get_mut(&code) {
        Some(known) => {
            known.count += tally.count;
            if tally.first.stamp < known.first.stamp {
                known.first = tally.first;
            }
            if tally.last.stamp > known.last.stamp {
                known.last = tally.last;
            }
        }
        None => {
            open.insert(code, tally);
        }
    }
}
