//! All records that a rule asks about, in the order of time.
//!
//! A record stands there once, with every signal that matches it. What noise silences is not evidence and not there. Local
//! and UTC readings are merged where the machine's offset is known; else each clock has a part of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::conclude::Parts;
use crate::engine::conclude::evidence::evidence_by;
use crate::engine::conclude::evidence::message;
use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::engine::scan::hit::KEPT;
use crate::record::SourceId;
use crate::report::timeline::{Entry, MachineTimeline, Outcome, Selection};
use crate::rule::{RuleSet, SignalId};

/// What the rules use a signal for.
#[derive(Debug, Default)]
struct Use<'r> {
    rules: BTreeSet<&'r str>,
    outcome: Option<Outcome>,
}

/// A record with its signals.
struct Row<'f> {
    event: &'f Event,
    signals: Vec<SignalId>,
}

impl Parts<'_> {
    /// The selected ones of the records that `listed` holds, with their parts in the incidents of the whole logs.
    pub(super) fn timeline(&self, listed: &Parts<'_>, selection: &Selection) -> MachineTimeline {
        let uses = uses(self.rules);
        let stages = self.stages();
        let in_time = |row: &Row<'_>| selection.has_time(row.event.hit.record.stamp, self.offset);
        let rows: Vec<Row<'_>> = listed.rows(&uses).into_iter().filter(in_time).collect();
        let untimed = self.rows(&uses).into_iter();
        let untimed = untimed.filter(|row| row.event.moment.is_none() && !in_time(row));
        let mut notes: Vec<String> = clocks_note(&rows).into_iter().collect();
        notes.extend(untimed_note(untimed.count()));
        notes.extend(listed.gaps(&uses));
        notes.extend(self.unread());
        let entries = rows.iter().map(|row| {
            let part = stages.get(&place(row.event));
            Entry {
                incident: part.and_then(|(incident, _)| self.ids.get(*incident).cloned()),
                stage: part.and_then(|(_, stage)| *stage),
                ..listed.entry(row, &uses)
            }
        });
        let has_text = |entry: &Entry| {
            let names = entry.signals.iter().chain(&entry.codes);
            selection.has_text(names.chain([&entry.text]))
        };
        MachineTimeline {
            name: self.name.map(str::to_owned),
            entries: entries.filter(has_text).collect(),
            notes,
        }
    }

    /// Every record that one of the signals matches, once, in order; those without a time come last.
    fn rows(&self, uses: &BTreeMap<SignalId, Use<'_>>) -> Vec<Row<'_>> {
        let mut rows: BTreeMap<(SourceId, u64), Row<'_>> = BTreeMap::new();
        for (signal, events) in &self.fold.events {
            if !uses.contains_key(signal) {
                continue;
            }
            for event in events {
                let row = rows.entry(place(event)).or_insert_with(|| Row {
                    event,
                    signals: Vec::new(),
                });
                row.signals.push(*signal);
            }
        }
        let mut rows: Vec<Row<'_>> = rows.into_values().collect();
        rows.sort_by_key(|row| (row.event.moment.is_none(), row.event.moment));
        rows
    }

    fn entry(&self, row: &Row<'_>, uses: &BTreeMap<SignalId, Use<'_>>) -> Entry {
        let record = &row.event.hit.record;
        let shown = evidence_by(self.bundle, self.scans, record, self.offset, message);
        let names = row.signals.iter().filter_map(|id| self.rules.signal(*id));
        let uses = || row.signals.iter().filter_map(|id| uses.get(id));
        let rules: BTreeSet<&str> = uses().flat_map(|one| one.rules.iter().copied()).collect();
        Entry {
            time: shown.time,
            path: shown.path,
            line: shown.line,
            record: shown.record,
            signals: names.map(|signal| signal.name.clone()).collect(),
            rules: rules.into_iter().map(str::to_owned).collect(),
            outcome: uses().filter_map(|one| one.outcome).max(),
            incident: None,
            stage: None,
            codes: record.codes.iter().map(ToString::to_string).collect(),
            text: shown.text,
        }
    }

    /// Where hits were counted and not kept: how many, and between which times.
    fn gaps(&self, uses: &BTreeMap<SignalId, Use<'_>>) -> Vec<String> {
        let mut notes = Vec::new();
        for (source, scan) in self.bundle.sources.iter().zip(self.scans) {
            let capped = scan.scanned.hits.iter();
            for (id, hits) in
                capped.filter(|(id, hits)| hits.dropped() > 0 && uses.contains_key(id))
            {
                let Some(signal) = self.rules.signal(*id) else {
                    continue;
                };
                let mut edges = hits.kept().skip(KEPT - 1).map(|hit| hit.record.stamp);
                let (before, after) = (edges.next().flatten(), edges.next().flatten());
                let between = before.zip(after).map(|(before, after)| {
                    let (before, after) = (self.offset.show(before), self.offset.show(after));
                    format!(" between {before} and {after}")
                });
                notes.push(format!(
                    "{}: {} more records of {} are not listed{}",
                    source.path,
                    hits.dropped(),
                    signal.name,
                    between.unwrap_or_default()
                ));
            }
        }
        notes
    }

    /// What was skipped, damaged or cut.
    fn unread(&self) -> Vec<String> {
        let inputs = self.inputs().into_iter();
        let cut = inputs.filter(|input| !input.read_in_full());
        let cut = cut.map(|input| format!("{}: {}", input.path, input.notes.join("; ")));
        self.notes().into_iter().chain(cut).collect()
    }
}

/// What identifies an event's record.
pub(super) fn place(event: &Event) -> (SourceId, u64) {
    (event.source(), event.hit.record.offset)
}

/// The signals that causes and symptoms ask for.
fn uses(rules: &RuleSet) -> BTreeMap<SignalId, Use<'_>> {
    let mut uses: BTreeMap<SignalId, Use<'_>> = BTreeMap::new();
    for cause in &rules.causes {
        for (_, id) in &cause.signals {
            uses.entry(*id).or_default().rules.insert(&cause.id);
        }
    }
    for symptom in &rules.symptoms {
        let outcomes = [
            (&symptom.started, Outcome::Started),
            (&symptom.succeeded, Outcome::Succeeded),
            (&symptom.failed, Outcome::Failed),
        ];
        for (signals, outcome) in outcomes {
            for id in signals {
                let one = uses.entry(*id).or_default();
                one.outcome = one.outcome.max(Some(outcome));
            }
        }
    }
    uses
}

/// Says so where times of two clocks stand side by side.
fn clocks_note(rows: &[Row<'_>]) -> Option<String> {
    let moments: Vec<Moment> = rows.iter().filter_map(|row| row.event.moment).collect();
    let (first, last) = moments.first().zip(moments.last())?;
    (first.zone() != last.zone()).then(|| {
        "the time zone of the local times is not known, so they cannot be put in order with those in UTC and stand before \
         them; name the zone with --tz"
            .to_owned()
    })
}

fn untimed_note(count: usize) -> Option<String> {
    let records = match count {
        0 => return None,
        1 => "1 record without a time is".to_owned(),
        count => format!("{count} records without a time are"),
    };
    Some(format!("{records} not listed, as a time was asked for"))
}
