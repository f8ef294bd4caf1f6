//! What was read, so that absence can be told from ignorance: not collected, collected and cut, collected and clean.

use std::collections::BTreeMap;

use crate::engine::facts::Observed;
use crate::engine::fold::channels;
use crate::engine::fold::clock::Moment;
use crate::record::{Kind, SourceId};
use crate::rule::{KeyPattern, Predicate, RuleSet, SignalId};

/// What was read, so that absence can be told from ignorance.
#[derive(Debug)]
pub(in crate::engine) struct Coverage<'c> {
    pub(in crate::engine) rules: &'c RuleSet,
    /// Logs that were read whole: their kind and the time they span.
    pub(in crate::engine) logs: Vec<(Kind, Option<(Moment, Moment)>)>,
    /// Event logs of one channel that were read whole, without a gap: the channel and the time they span.
    pub(in crate::engine) channels: Vec<(String, (Moment, Moment))>,
    pub(in crate::engine) observed: &'c Observed,
    /// Hits that were counted and not kept.
    pub(in crate::engine) dropped: BTreeMap<(SignalId, SourceId), u64>,
}

impl Coverage<'_> {
    /// Whether the signal would have been seen, had it been there in the given times; none asks of no time.
    pub(in crate::engine) fn covers(&self, signal: SignalId, times: &[(Moment, Moment)]) -> bool {
        let Some(signal) = self.rules.signal(signal) else {
            return false;
        };
        let mut kinds = signal.kinds.iter();
        !signal.kinds.is_empty()
            && kinds.all(|kind| self.covers_kind(kind, &signal.predicate, times))
    }

    /// Registry and commands are covered by name, events by the channel they go to: an export may be filtered, so only the
    /// log itself proves anything, and only over the time it spans.
    fn covers_kind(&self, kind: Kind, predicate: &Predicate, times: &[(Moment, Moment)]) -> bool {
        match kind {
            Kind::Registry => {
                let keys = keys(predicate);
                !keys.is_empty() && keys.iter().all(|key| self.observed.covers_key(key))
            }
            Kind::CommandOutput => {
                let commands = commands(predicate);
                !commands.is_empty()
                    && commands
                        .iter()
                        .all(|name| self.observed.has_output_of(name))
            }
            Kind::EventLog => {
                let channels = channels::of(predicate);
                !channels.is_empty()
                    && !times.is_empty()
                    && channels
                        .iter()
                        .all(|channel| self.covers_channel(channel, times))
            }
            _ => self
                .logs
                .iter()
                .any(|(known, span)| *known == kind && spans(*span, times)),
        }
    }

    fn covers_channel(&self, channel: &str, times: &[(Moment, Moment)]) -> bool {
        self.channels
            .iter()
            .any(|(known, span)| known.eq_ignore_ascii_case(channel) && spans(Some(*span), times))
    }

    /// How many hits of the signal in the source were counted and not kept.
    pub(in crate::engine) fn dropped(&self, signal: SignalId, source: SourceId) -> u64 {
        self.dropped
            .get(&(signal, source))
            .copied()
            .unwrap_or_default()
    }

    /// Whether a log of the kind was read whole.
    pub(in crate::engine) fn has(&self, kind: Kind) -> bool {
        self.logs.iter().any(|(known, _)| *known == kind)
    }
}

/// Whether a log of that span would show what happened in those times. A log without times shows it where nothing asks of
/// one.
fn spans(span: Option<(Moment, Moment)>, times: &[(Moment, Moment)]) -> bool {
    let Some((first, last)) = span else {
        return times.is_empty();
    };
    // A clock that was set back makes a log end before it begins.
    let (first, last) = if first.is_after(last) == Some(true) {
        (last, first)
    } else {
        (first, last)
    };
    times
        .iter()
        .all(|(from, to)| first.is_after(*from) == Some(false) && to.is_after(last) == Some(false))
}

/// Every literal key path the predicate names.
pub(in crate::engine) fn keys(predicate: &Predicate) -> Vec<String> {
    let mut keys = Vec::new();
    predicate.visit(&mut |one| {
        if let Predicate::Key(KeyPattern::Suffix(parts)) = one {
            keys.push(parts.join(r"\"));
        }
    });
    keys
}

/// Every command the predicate names.
pub(in crate::engine) fn commands(predicate: &Predicate) -> Vec<String> {
    let mut commands = Vec::new();
    predicate.visit(&mut |one| {
        if let Predicate::Component(names) = one {
            commands.extend(names.iter().cloned());
        }
    });
    commands
}
