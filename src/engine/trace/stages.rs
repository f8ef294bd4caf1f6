//! Which records begin, continue and end an incident.

use std::collections::BTreeMap;

use super::records::place;
use crate::engine::conclude::Parts;
use crate::record::SourceId;
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
            if let Some(success) = incident.ended_by {
                let part = (index, Some(Stage::Recovered));
                stages.entry(place(success)).or_insert(part);
            }
        }
        stages
    }
}
