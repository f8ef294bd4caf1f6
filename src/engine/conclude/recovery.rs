//! What shows that a cause is over: a record that its rule names, or, outside of incidents, a later success.
//!
//! Nothing clears a cause that a fact proves which holds at any time. What clears it has to be later than everything that
//! proves it and than every failure that it explains. Records that name several updates are several matters, so each needs
//! a success of its own. Where the order hangs on the machine's time zone and that is not known, the cause is inconclusive.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::conclude::diagnose::{Diagnosis, Verdict};
use crate::engine::fold::Event;
use crate::engine::fold::condition::{Doubt, Scope};
use crate::engine::fold::incident::{Incident, is_later, succeeded};
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::timeline::Hits;
use crate::report::State;
use crate::rule::Symptom;

/// Successes held against records for one cause. Beyond it nothing is cleared, which hides nothing.
const MOST_COMPARED: usize = 200_000;

/// The successes of every symptom, the newest first.
pub(super) type Successes<'f> = BTreeMap<&'f str, (&'f Symptom, Vec<Outcome<'f>>)>;

impl<'f> Verdict<'f> {
    /// Lets a signal that clears the cause by itself do so.
    pub(super) fn mend(&mut self, scope: &Scope<'f>, incident: Option<&Incident<'f>>) {
        if self.cause.recovered_by.is_empty() || self.events.iter().any(|event| event.timeless) {
            return;
        }
        let failures = incident.into_iter().flat_map(|incident| &incident.failures);
        let failures = failures.map(|failure| failure.event);
        let mut before: Vec<&Event> = self.events.iter().copied().chain(failures).collect();
        before.sort_by_key(|event| Reverse(event.key()));
        let mut unsure = false;
        let clearing = self.cause.recovered_by.iter();
        for event in clearing.flat_map(|signal| scope.of(*signal).iter().rev()) {
            match is_after_all(event, &before) {
                Some(true) => {
                    let reason = "a later record shows that it is mended";
                    return self.end(event, reason.to_owned());
                }
                Some(false) => {}
                None => unsure = true,
            }
        }
        if unsure {
            self.doubt();
        }
    }

    fn end(&mut self, by: &'f Event, reason: String) {
        self.state = State::Recovered;
        self.reason = Some(reason);
        self.ended_by = Some(by);
    }

    /// It may be over, and the order of records on two clocks would tell.
    fn doubt(&mut self) {
        if self.state == State::Active {
            self.state = State::Inconclusive;
            self.reason = Some(Doubt::Clocks.reason().to_owned());
        }
    }
}

/// Whether the event is later than all of them; `None` where the clocks leave that open.
fn is_after_all(event: &Event, others: &[&Event]) -> Option<bool> {
    let mut all = Some(true);
    for other in others {
        match is_later(event, other) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

impl<'f> Diagnosis<'f> {
    /// The successes of every symptom.
    pub(super) fn successes(&self) -> Successes<'f> {
        let symptoms = self.rules.symptoms.iter();
        let of = |symptom: &'f Symptom| {
            let signals = symptom.succeeded.iter();
            let events = signals.filter_map(|signal| self.fold.events.get(signal));
            let outcomes = events.flatten();
            let outcomes = outcomes.map(|event| Outcome::new(self.rules, event, false));
            let mut outcomes: Vec<Outcome<'_>> = outcomes.collect();
            outcomes.sort_by_key(|success| Reverse(success.event.key()));
            (symptom.id.as_str(), (symptom, outcomes))
        };
        symptoms.map(of).collect()
    }

    /// A later success of what the cause explains clears it.
    pub(super) fn recover(&self, verdict: &mut Verdict<'f>, successes: &Successes<'f>) {
        let cause = verdict.cause;
        let explained = successes.values();
        let explained = explained.filter(|(symptom, _)| cause.can_explain(&symptom.id));
        let successes: Vec<(&Symptom, &Outcome<'f>)> = explained
            .flat_map(|(symptom, all)| all.iter().map(|success| (*symptom, success)))
            .collect();
        if successes.is_empty() || verdict.events.iter().any(|event| event.timeless) {
            return;
        }
        let wanted = cause.when.wanted().into_iter();
        let all = wanted.flat_map(|signal| Hits::in_any(&[&verdict.hits], signal, self.fold));
        let mut events: Vec<&Event> = all.collect();
        events.sort_by_key(|event| Reverse(event.key()));
        let mut search = Search {
            successes: &successes,
            last: None,
            left: MOST_COMPARED,
        };
        let ends = events.into_iter().map(|event| {
            let failure = Outcome::new(self.rules, event, true);
            search.end_of(&failure)
        });
        let Some(ends) = ends.collect::<Option<Vec<End<'_>>>>() else {
            return;
        };
        let sure = ends.iter().filter(|end| end.is_sure);
        if ends.iter().any(|end| !end.is_sure) {
            verdict.doubt();
        } else if let Some(end) = sure.max_by_key(|end| end.success.key()) {
            verdict.end(end.success, succeeded(end.success, self.offset));
        }
    }
}

/// A success that ended a failure, or may have.
struct End<'f> {
    success: &'f Event,
    is_sure: bool,
}

/// Looks for the success that ended each of many failures, most of which the same one ended.
struct Search<'s, 'f> {
    successes: &'s [(&'f Symptom, &'s Outcome<'f>)],
    last: Option<(&'f Symptom, &'s Outcome<'f>)>,
    left: usize,
}

impl<'f> Search<'_, 'f> {
    fn end_of(&mut self, failure: &Outcome<'f>) -> Option<End<'f>> {
        let mut unsure = None;
        for one in self.last.iter().chain(self.successes) {
            self.left = self.left.checked_sub(1)?;
            let (symptom, success) = *one;
            let later = is_later(success.event, failure.event);
            if later == Some(false) || !success.clears(&failure.subject, failure.event, symptom) {
                continue;
            }
            let success = success.event;
            if later.is_some() {
                self.last = Some(*one);
                return Some(End {
                    success,
                    is_sure: true,
                });
            }
            unsure.get_or_insert(End {
                success,
                is_sure: false,
            });
        }
        unsure
    }
}
