//! How an incident reads in the report: what failed, how often, the chain down to the root, what would settle it.

use std::collections::BTreeMap;

use crate::engine::conclude::Parts;
use crate::engine::conclude::collect;
use crate::engine::conclude::diagnose::Verdict;
use crate::engine::conclude::finding::span;
use crate::engine::fold::Event;
use crate::engine::fold::incident::Incident;
use crate::engine::fold::outcome::captures;
use crate::report;

impl<'p> Parts<'p> {
    /// One incident with the causes that compete to explain it.
    pub(in crate::engine) fn incident(
        &self,
        index: usize,
        incident: &Incident<'_>,
        findings: &[report::Finding],
    ) -> report::Incident {
        let events: Vec<&Event> = incident
            .failures
            .iter()
            .map(|failure| failure.event)
            .collect();
        let (first, last) = span(&events, self.offset);
        let mut here: Vec<&Verdict<'p>> = self
            .verdicts
            .iter()
            .filter(|verdict| verdict.incident == Some(index))
            .collect();
        here.sort_by_key(|verdict| {
            (
                verdict.overridden_by.is_some(),
                std::cmp::Reverse(verdict.score),
                &verdict.cause.id,
            )
        });
        report::Incident {
            id: self.ids.get(index).cloned().unwrap_or_default(),
            symptom: incident.symptom.id.clone(),
            title: incident.symptom.title.clone(),
            state: incident.state,
            reason: incident.reason.clone(),
            class: incident
                .class()
                .filter(|_| incident.symptom.update_class)
                .map(str::to_owned),
            first,
            last,
            count: self.count_failures(&events),
            update: self.update(&events),
            chain: self.chain(incident, &here, findings),
            causes: here.iter().map(|verdict| cause_of(verdict)).collect(),
            would_settle: collect::would_settle(&self.wanted(&here), self.coverage),
        }
    }

    /// The update that the events are about, as far as they tell.
    pub(super) fn update(&self, events: &[&Event]) -> Option<report::Update> {
        let mut values: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, value) in events.iter().flat_map(|event| captures(self.rules, event)) {
            values.entry(name).or_insert(value);
        }
        let get = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| values.get(name))
                .map(|value| (*value).to_owned())
        };
        let update = report::Update {
            title: get(&["title"]),
            kb: get(&["kb"]),
            build: get(&["build"]),
            guid: get(&["update"]),
        };
        (update != report::Update::default()).then_some(update)
    }
}

fn cause_of(verdict: &Verdict<'_>) -> report::IncidentCause {
    report::IncidentCause {
        rule: verdict.cause.id.clone(),
        score: verdict.score,
        confidence: verdict.confidence(),
        overridden_by: verdict.overridden_by.map(str::to_owned),
    }
}
