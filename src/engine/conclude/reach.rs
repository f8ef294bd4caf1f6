//! Logs that do not reach the failure that they would tell of.
//!
//! Logs are collected hours after the failure or days before the next one, and the system keeps only the newest part of
//! each: `CBS.log` that ends at 08:49 says nothing of what failed at 17:00, however clean it is. It is told of a log that was
//! read, where a failure that is not over lies outside of every log of its kind, and only where it matters: for the kinds
//! that a found cause asks for, and, where nothing explains the failure well, for the kinds in which such failures stand.
//! A log that begins behind an earlier failure and reaches the newest is what every log becomes, and no news.

use std::collections::BTreeSet;

use crate::engine::conclude::Parts;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::incident::Incident;
use crate::record::Kind;
use crate::report::{Confidence, State};
use crate::time::{MINUTE, Stamp, people};

/// The last record of a log stands a little before the failure that another log tells of, the first of an excerpt a little
/// behind it.
const SLACK: i64 = 10 * MINUTE;

/// A log that tells of times, and which.
struct Log<'p> {
    path: &'p str,
    first: Stamp,
    last: Stamp,
}

impl Parts<'_> {
    /// A line for each kind of log that does not reach the newest failure of an incident that needs it.
    pub(super) fn out_of_reach(&self) -> Vec<String> {
        let open = (0..).zip(self.incidents);
        let open = open
            .filter(|(_, incident)| incident.has_failed() && incident.state != State::Recovered);
        let mut failures: Vec<(Moment, Stamp, BTreeSet<Kind>)> = open
            .filter_map(|(index, incident)| {
                let (moment, stamp) = newest_failure(incident)?;
                Some((moment, stamp, self.kinds_wanted(index, incident)))
            })
            .collect();
        failures.sort_by_key(|(moment, ..)| std::cmp::Reverse(*moment));
        let mut told = BTreeSet::new();
        let mut lines = Vec::new();
        for (moment, stamp, kinds) in &failures {
            for kind in kinds {
                if let Some(line) = self.falls_short(*kind, *moment, *stamp) {
                    // The newest failure stands for the older ones.
                    if told.insert(*kind) {
                        lines.push(line);
                    }
                }
            }
        }
        lines
    }

    /// The kinds of logs that should tell more of the incident.
    fn kinds_wanted(&self, index: usize, incident: &Incident<'_>) -> BTreeSet<Kind> {
        let causes = self.verdicts.iter().filter(|verdict| {
            verdict.incident == Some(index)
                && verdict.is_finding()
                && verdict.state != State::Recovered
        });
        let explained = causes
            .clone()
            .any(|verdict| verdict.confidence() > Confidence::Medium);
        let needs = causes.flat_map(|verdict| &verdict.cause.needs);
        let mut kinds: BTreeSet<Kind> = needs.map(|need| need.kind).collect();
        if !explained {
            let failed = incident.symptom.failed.iter();
            let signals = failed.filter_map(|signal| self.rules.signal(*signal));
            kinds.extend(signals.flat_map(|signal| signal.kinds.iter()));
        }
        kinds.into_iter().filter(|kind| goes_on(*kind)).collect()
    }

    /// What is said where there are logs of the kind and the failure lies outside of all of them.
    fn falls_short(&self, kind: Kind, failure: Moment, at: Stamp) -> Option<String> {
        let logs = self.logs_of(kind);
        let moment = |stamp| Moment::new(stamp, self.offset);
        let before = |log: &Log<'_>| {
            failure.is_after(moment(log.last)) == Some(true)
                && failure.within(moment(log.last), SLACK) == Some(false)
        };
        let behind = |log: &Log<'_>| {
            moment(log.first).is_after(failure) == Some(true)
                && failure.within(moment(log.first), SLACK) == Some(false)
        };
        if !logs.iter().all(|log| before(log) || behind(log)) {
            return None;
        }
        let time = |stamp| people(&self.offset.show(stamp));
        let ended = logs.iter().filter(|log| before(log));
        if let Some(log) = ended.max_by_key(|log| moment(log.last)) {
            return Some(format!(
                "{}: ends at {}, before the failure at {}; it was collected too early or is cut: collect it again",
                log.path,
                time(log.last),
                time(at)
            ));
        }
        let log = logs.iter().min_by_key(|log| moment(log.first))?;
        Some(format!(
            "{}: begins at {}, after the failure at {}; what it held before is overwritten, or in an older file of it",
            log.path,
            time(log.first),
            time(at)
        ))
    }

    fn logs_of(&self, kind: Kind) -> Vec<Log<'_>> {
        let sources = self.bundle.sources.iter().zip(self.scans);
        let logs = sources.filter(|(_, scan)| scan.input.kind() == Some(kind));
        let logs = logs.filter_map(|(source, scan)| {
            let (first, last) = scan.scanned.first.zip(scan.scanned.last)?;
            // Event logs and some exports list the newest first.
            let turned = Moment::new(first, self.offset).is_after(Moment::new(last, self.offset));
            let (first, last) = match turned {
                Some(true) => (last, first),
                _ => (first, last),
            };
            Some(Log {
                path: &source.path,
                first,
                last,
            })
        });
        logs.collect()
    }
}

/// The newest failure whose time is known.
fn newest_failure(incident: &Incident<'_>) -> Option<(Moment, Stamp)> {
    let failures = incident.failures.iter().map(|outcome| outcome.event);
    let timed = failures.filter_map(|event| event.moment.zip(event.hit.record.stamp));
    timed.max_by_key(|(moment, _)| *moment)
}

/// Whether a log of the kind goes on for as long as the machine runs; the others tell of one moment.
const fn goes_on(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::WindowsUpdate
            | Kind::EventLog
            | Kind::Cbs
            | Kind::Dism
            | Kind::ReportingEvents
            | Kind::Configmgr
            | Kind::WsusServer
            | Kind::DeliveryOptimization
            | Kind::Orchestrator
    )
}
