//! Which signals a record may match that was made already: of a source that is read at once, or of a binary log.
//!
//! The gate searches what rules look at in the record, so the price of a record does not grow with the rules.

use crate::engine::scan::gate::Gates;
use crate::record::{Kind, Record};
use crate::rule::SignalId;

/// Tells which signals a record may match.
pub(super) struct Candidates<'g> {
    /// Without them every signal is a candidate.
    gates: Option<&'g Gates<'g>>,
    /// The signals that something asks for.
    wanted: &'g [SignalId],
    /// Whether the records are of a large log.
    large: bool,
    /// What rules look at in the record.
    text: Vec<u8>,
    found: Vec<SignalId>,
}

impl<'g> Candidates<'g> {
    /// What the gates let through of the signals that are wanted.
    pub(super) fn new(gates: Option<&'g Gates<'g>>, wanted: &'g [SignalId], large: bool) -> Self {
        Self {
            gates,
            wanted,
            large,
            text: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The signals, ascending. Of keys and values of the registry the gate knows nothing.
    pub(super) fn of(&mut self, record: &Record<'_>) -> &[SignalId] {
        let gates = self.gates.filter(|_| record.kind != Kind::Registry);
        let Some(gate) = gates.and_then(|gates| gates.of(record.kind, self.large)) else {
            return self.wanted;
        };
        looked_at(record, &mut self.text);
        let found = &mut self.found;
        found.clear();
        found.extend_from_slice(gate.always());
        gate.find(&self.text, |_, signals| found.extend_from_slice(signals));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Everything of a record that a literal is looked for in. Values stand in tags as those of an event do, because the literal
/// of a bare number has them around it.
fn looked_at(record: &Record<'_>, text: &mut Vec<u8>) {
    text.clear();
    text.extend_from_slice(record.component.as_bytes());
    if let Some(event) = &record.event {
        text.push(b'\n');
        text.extend_from_slice(event.provider.as_bytes());
    }
    text.push(b'\n');
    text.extend_from_slice(&record.message);
    for (_, value) in &record.fields {
        text.push(b'>');
        text.extend_from_slice(value.trim().as_bytes());
        text.extend_from_slice(b"</Data>");
    }
}
