//! Which records begin, continue and end an incident.

use std::collections::BTreeMap;

use super::records::place;
use crate::engine::conclude::Parts;
use crate::engine::fold::Event;
use crate::engine::fold::incident::{Incident, is_later};
use crate::engine::fold::outcome::Outcome;
use crate::record::SourceId;
use crate::report::State;
use crate::report::timeline::Stage;

/// Index of an incident, and the part that a record has in it.
type Part = (usize, Option<Stage>);

impl Parts<'_> {
    /// By record, the incident that it is a failure of or ends. A record of two incidents is told of the first.
    pub(super) fn stages(&self) -> BTreeMap<(SourceId, u64), Part> {
        let mut stages = BTreeMap::new();
        for (index, incident) in self.incidents.iter().enumerate() {
            let last = incident.failures.len().saturating_sub(1);
            for (number, failure) in incident.failures.iter().enumerate() {
                let stage = match number {
                    0 if last == 0 => Some(Stage::Only),
                    0 => Some(Stage::First),
                    number if number == last => Some(Stage::Last),
                    _ => None,
                };
                stages.entry(place(failure.event)).or_insert((index, stage));
            }
            if let Some(success) = self.recovery(incident) {
                let part = (index, Some(Stage::Recovered));
                stages.entry(place(success)).or_insert(part);
            }
        }
        stages
    }

    /// The first success that ended the incident.
    fn recovery(&self, incident: &Incident<'_>) -> Option<&Event> {
        let last = incident
            .failures
            .last()
            .filter(|_| incident.state == State::Recovered)?;
        let successes = incident.symptom.succeeded.iter();
        let ends = |event: &&Event| {
            is_later(event, last.event) == Some(true)
                && Outcome::new(self.rules, event, false).clears(last, incident.symptom)
        };
        let first_of_each = successes
            .filter_map(|signal| self.fold.events.get(signal))
            .filter_map(|events| events.iter().find(ends));
        first_of_each.min_by_key(|event| event.key())
    }
}
