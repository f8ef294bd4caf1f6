//! Failures that no finding explains, decoded, so that nothing real is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::code::ErrorCode;
use crate::engine::conclude::Parts;
use crate::engine::conclude::evidence::evidence;
use crate::engine::conclude::finding::describe;
use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::incident::Incident;
use crate::engine::scan::hit::{Matched, SourceScan, Tally};
use crate::report::{Finding, Severity, State, Unexplained};

/// Where a failure that no finding explains stands.
#[derive(Clone)]
struct Open {
    count: u64,
    first: Arc<Matched>,
    last: Arc<Matched>,
}

/// Which codes findings explain: one that is over, only up to what ended it.
#[derive(Default)]
struct Explained<'f> {
    always: BTreeSet<ErrorCode>,
    until: BTreeMap<ErrorCode, Vec<&'f Event>>,
}

impl<'p> Parts<'p> {
    /// Failures that no finding explains, newest first: those of incidents without a cause, and codes in logs that record
    /// no outcomes.
    pub(in crate::engine) fn unexplained(&self, findings: &[Finding]) -> Vec<Unexplained> {
        let explained = self.explained();
        let is_loud =
            |finding: &Finding| finding.state == State::Active && finding.severity > Severity::Info;
        let loud = findings.iter().any(is_loud);
        let mut open: BTreeMap<Option<ErrorCode>, Open> = BTreeMap::new();
        for (code, failures) in self.failures() {
            add(&mut open, code, failures);
        }
        for (code, found) in self.codes_without_outcomes() {
            let carried = code.is_carrier() && loud;
            if !carried && !self.is_explained(&explained, code, &found) {
                add(&mut open, Some(code), found);
            }
        }
        let mut open: Vec<(Option<ErrorCode>, Open)> = open.into_iter().collect();
        open.sort_by_key(|(_, found)| std::cmp::Reverse(found.last.stamp));
        open.iter()
            .map(|(code, found)| self.open_code(*code, found))
            .collect()
    }

    /// The codes of the evidence of all findings.
    fn explained(&self) -> Explained<'p> {
        let mut explained = Explained::default();
        for verdict in self.verdicts.iter().filter(|verdict| verdict.is_finding()) {
            let events = verdict.events.iter().chain(&verdict.support);
            let codes = events.flat_map(|event| &event.hit.record.codes);
            let codes: BTreeSet<ErrorCode> = codes.copied().collect();
            if verdict.state != State::Recovered {
                explained.always.extend(codes);
            } else if let Some(end) = verdict.ended_by {
                for code in codes {
                    explained.until.entry(code).or_default().push(end);
                }
            }
        }
        explained
    }

    fn is_explained(&self, explained: &Explained<'_>, code: ErrorCode, found: &Open) -> bool {
        let mut ends = explained.until.get(&code).into_iter().flatten();
        explained.always.contains(&code) || ends.any(|end| self.ended_before(&found.last, end))
    }

    /// Whether the record is known to be no later than the end of a cause.
    fn ended_before(&self, record: &Matched, end: &Event) -> bool {
        if let (Some(stamp), Some(end)) = (record.stamp, end.moment) {
            return Moment::new(stamp, self.offset).is_after(end) == Some(false);
        }
        let places = record.place().zip(end.hit.record.place());
        record.source == end.source() && places.is_some_and(|(one, end)| one <= end)
    }

    /// The codes of the failures of every incident that is not over and has no cause; a failure may have no code.
    fn failures(&self) -> Vec<(Option<ErrorCode>, Open)> {
        let incidents = self.incidents.iter().enumerate();
        let open = incidents.filter(|(index, incident)| {
            incident.state != State::Recovered && !self.has_cause(*index)
        });
        open.flat_map(|(_, incident)| self.by_code(incident))
            .collect()
    }

    fn by_code(&self, incident: &Incident<'p>) -> Vec<(Option<ErrorCode>, Open)> {
        let mut by_code: BTreeMap<Option<ErrorCode>, Vec<&Event>> = BTreeMap::new();
        for failure in incident.failures.iter().filter(|failure| failure.failed) {
            let codes = &failure.event.hit.record.codes;
            let without_code = codes.is_empty().then_some(None);
            for code in codes.iter().copied().map(Some).chain(without_code) {
                by_code.entry(code).or_default().push(failure.event);
            }
        }
        let open = by_code.into_iter().filter_map(|(code, events)| {
            let record = |event: &&Event| Arc::clone(&event.hit.record);
            let mut open = Open {
                count: 0,
                first: events.first().map(record)?,
                last: events.first().map(record)?,
            };
            for event in &events {
                open.stretch(record(event));
            }
            open.count = self.count_failures(&events);
            Some((code, open))
        });
        open.collect()
    }

    /// The known failure codes of every log in which no attempt ends in an outcome.
    fn codes_without_outcomes(&self) -> impl Iterator<Item = (ErrorCode, Open)> {
        let scans = self
            .scans
            .iter()
            .filter(|scan| !self.records_outcomes(scan));
        scans
            .flat_map(|scan| &scan.scanned.codes)
            .filter_map(|(code, tally)| Some((*code, Open::of(tally)?)))
    }

    /// Whether a finding explains the incident. A cause that was mended while failures went on does not.
    fn has_cause(&self, incident: usize) -> bool {
        self.verdicts.iter().any(|verdict| {
            verdict.incident == Some(incident)
                && verdict.is_finding()
                && verdict.state != State::Recovered
        })
    }

    fn records_outcomes(&self, scan: &SourceScan) -> bool {
        let mut outcomes = self
            .rules
            .symptoms
            .iter()
            .flat_map(|symptom| symptom.failed.iter().chain(&symptom.succeeded));
        outcomes.any(|signal| scan.scanned.hits.contains_key(signal))
    }

    fn open_code(&self, code: Option<ErrorCode>, found: &Open) -> Unexplained {
        let known = code.map(describe);
        let quoted = evidence(self.bundle, self.scans, &found.last, self.offset);
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
            count: found.count,
            first: found.first.stamp.map(|stamp| self.offset.show(stamp)),
            last: found.last.stamp.map(|stamp| self.offset.show(stamp)),
            evidence: vec![quoted],
        }
    }
}

impl Open {
    fn of(tally: &Tally) -> Option<Self> {
        let (first, last) = tally.span()?;
        Some(Self {
            count: tally.count,
            first: Arc::clone(first),
            last: Arc::clone(last),
        })
    }

    fn stretch(&mut self, record: Arc<Matched>) {
        if record.stamp < self.first.stamp {
            self.first = Arc::clone(&record);
        }
        if record.stamp > self.last.stamp {
            self.last = record;
        }
    }
}

fn add(all: &mut BTreeMap<Option<ErrorCode>, Open>, code: Option<ErrorCode>, found: Open) {
    match all.get_mut(&code) {
        Some(known) => {
            known.count += found.count;
            known.stretch(found.first);
            known.stretch(found.last);
        }
        None => {
            all.insert(code, found);
        }
    }
}
