//! How one cause came to its verdict: its signals, the places in which it was asked, what was not collected.

use std::collections::BTreeSet;

use super::lack::lack;
use crate::engine::conclude::Parts;
use crate::engine::conclude::collect;
use crate::engine::conclude::diagnose::{Diagnosis, Verdict};
use crate::engine::conclude::evidence::evidence;
use crate::engine::fold::Event;
use crate::engine::fold::condition::{Scope, Truth};
use crate::engine::fold::coverage::{commands, keys};
use crate::engine::scan::input::Form;
use crate::record::Kind;
use crate::report::Evidence;
use crate::report::trace::{
    Absent, CauseTrace, Found, Holds, Place, SignalTrace, VerdictTrace, WeightTrace,
};
use crate::rule::{Cause, Need, Predicate, Signal, SignalId, Weight};

impl<'p> Parts<'p> {
    /// How the cause came to its verdict.
    pub(super) fn trace(&self, cause: &'p Cause) -> CauseTrace {
        let absent: Vec<(usize, Need)> = (0..)
            .zip(&cause.signals)
            .flat_map(|(index, (_, id))| {
                self.not_collected(*id)
                    .into_iter()
                    .map(move |it| (index, it))
            })
            .collect();
        let signals = (0..).zip(&cause.signals).map(|(index, (name, id))| {
            let needs = absent.iter().filter(|(owner, _)| *owner == index);
            SignalTrace {
                name: name.clone(),
                absent: needs.map(|(_, need)| collect::name(need)).collect(),
                ..self.signal(*id)
            }
        });
        let needs: BTreeSet<&Need> = absent.iter().map(|(_, need)| need).collect();
        CauseTrace {
            machine: self.name.map(str::to_owned),
            offset: self.offset.clone(),
            signals: signals.collect(),
            places: self.places(cause),
            absent: needs.into_iter().map(of_need).collect(),
        }
    }

    /// What every signal of the rules found, with up to `most` records of each.
    pub(super) fn found(&self, most: usize) -> Vec<Found> {
        let ids = (0..).map(SignalId).take(self.rules.signals.len());
        ids.map(|id| Found {
            count: self.count_of(id),
            first: self
                .events_of(id)
                .iter()
                .take(most)
                .map(|it| self.quote(it))
                .collect(),
        })
        .collect()
    }

    /// What the signal found; without its name.
    fn signal(&self, id: SignalId) -> SignalTrace {
        let events = self.events_of(id);
        SignalTrace {
            name: String::new(),
            count: self.count_of(id),
            first: events.first().map(|event| self.quote(event)),
            last: events.last().map(|event| self.quote(event)),
            absent: Vec::new(),
        }
    }

    fn events_of(&self, id: SignalId) -> &[Event] {
        self.fold.events.get(&id).map_or(&[], Vec::as_slice)
    }

    fn count_of(&self, id: SignalId) -> u64 {
        let counts = self.fold.counts.iter();
        counts
            .filter(|((signal, _), _)| *signal == id)
            .map(|(_, count)| count)
            .sum()
    }

    fn quote(&self, event: &Event) -> Evidence {
        evidence(self.bundle, self.scans, &event.hit.record, self.offset)
    }

    /// What a signal that was not found looks at and nobody collected: kinds of logs, keys of the registry, commands.
    fn not_collected(&self, id: SignalId) -> Vec<Need> {
        let signal = self.rules.signal(id);
        let Some(signal) = signal.filter(|_| self.count_of(id) == 0) else {
            return Vec::new();
        };
        let mut needs: Vec<Need> = looked_at(signal)
            .into_iter()
            .flat_map(|kind| details(kind, &signal.predicate))
            .filter(|need| !self.is_there(need))
            .collect();
        needs.sort();
        needs.dedup();
        needs
    }

    /// Whether an input of the kind was read, if only in part, or the key or the command is covered.
    fn is_there(&self, need: &Need) -> bool {
        let observed = self.coverage.observed;
        match (need.kind, &need.detail) {
            (Kind::Registry, Some(key)) => observed.covers_key(key),
            (Kind::CommandOutput, Some(command)) => observed.has_output_of(command),
            (kind, _) => self
                .scans
                .iter()
                .any(|scan| matches!(scan.input.form, Form::Log(format) if format.kind() == kind)),
        }
    }

    fn places(&self, cause: &'p Cause) -> Vec<Place> {
        let diagnosis = Diagnosis {
            rules: self.rules,
            fold: self.fold,
            coverage: self.coverage,
            incidents: self.incidents,
            offset: self.offset,
        };
        let places = diagnosis.places(cause).into_iter();
        places
            .map(|(incident, scope)| self.place(cause, incident, &scope))
            .collect()
    }

    fn place(&self, cause: &Cause, incident: Option<usize>, scope: &Scope<'_>) -> Place {
        let here =
            |verdict: &&Verdict<'_>| verdict.cause.id == cause.id && verdict.incident == incident;
        let verdict = self.verdicts.iter().find(here);
        let when = holds(scope.holds(&cause.when, self.coverage));
        let found = cause.signals.iter();
        Place {
            incident: incident.and_then(|index| self.ids.get(index).cloned()),
            found: found.filter(|(_, id)| !scope.of(*id).is_empty()).count(),
            when,
            base: cause.weigh.as_ref().map_or(0, |weigh| weigh.base),
            weights: self.weights(cause, scope),
            verdict: verdict.map(of_verdict),
            lack: (when == Holds::No)
                .then(|| lack(cause, scope, self.coverage))
                .flatten(),
        }
    }

    fn weights(&self, cause: &Cause, scope: &Scope<'_>) -> Vec<WeightTrace> {
        let trace = |weight: &Weight, points| WeightTrace {
            points,
            note: weight.note.clone(),
            holds: holds(scope.holds(&weight.when, self.coverage)),
        };
        let weigh = cause.weigh.as_ref();
        let speaks_for = weigh.into_iter().flat_map(|weigh| &weigh.for_);
        let speaks_against = weigh.into_iter().flat_map(|weigh| &weigh.against);
        speaks_for
            .map(|weight| trace(weight, weight.add))
            .chain(speaks_against.map(|weight| trace(weight, -weight.add)))
            .collect()
    }
}

fn holds(truth: Truth) -> Holds {
    match truth {
        Truth::Yes => Holds::Yes,
        Truth::No => Holds::No,
        Truth::Unknown(doubt) => Holds::Unknown(doubt.reason()),
    }
}

/// The kinds that the signal looks at; events, where it names none but asks for a provider or an event's id.
fn looked_at(signal: &Signal) -> Vec<Kind> {
    if !signal.kinds.is_empty() {
        return signal.kinds.iter().collect();
    }
    let mut events = false;
    signal.predicate.visit(&mut |one| {
        events |= matches!(one, Predicate::Provider(_) | Predicate::Event(_));
    });
    events.then_some(Kind::EventLog).into_iter().collect()
}

/// The kind with each key or command that the predicate names.
fn details(kind: Kind, predicate: &Predicate) -> Vec<Need> {
    let details = match kind {
        Kind::Registry => keys(predicate),
        Kind::CommandOutput => commands(predicate),
        _ => Vec::new(),
    };
    if details.is_empty() {
        return vec![Need { kind, detail: None }];
    }
    let need = |detail| Need {
        kind,
        detail: Some(detail),
    };
    details.into_iter().map(need).collect()
}

fn of_need(need: &Need) -> Absent {
    Absent {
        source: collect::name(need),
        collect: collect::command(need),
    }
}

fn of_verdict(verdict: &Verdict<'_>) -> VerdictTrace {
    VerdictTrace {
        state: verdict.state,
        reason: verdict.reason.clone(),
        score: verdict.score,
        confidence: verdict.confidence(),
        overridden_by: verdict.overridden_by.map(str::to_owned),
    }
}
