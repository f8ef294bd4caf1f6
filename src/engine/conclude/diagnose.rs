//! Which causes hold, where, and how surely.
//!
//! Every cause is asked once for each incident it can explain, over the events of that incident's time and the facts that
//! hold at any time; and once more over the events that belong to no incident, because a CBS.log alone and five pasted lines
//! are fair inputs too. Causes that hold in the same place compete: each gets points, and the more specific one takes the
//! place of the generic ones it overrides.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::ErrorCode;
use crate::engine::fold::condition::{Scope, Truth};
use crate::engine::fold::coverage::Coverage;
use crate::engine::fold::incident::{Incident, is_later, succeeded};
use crate::engine::fold::outcome::Outcome;
use crate::engine::fold::timeline::Timeline;
use crate::engine::fold::{Event, Fold};
use crate::engine::scan::hit::KEPT;
use crate::record::SourceId;
use crate::report::{Confidence, State};
use crate::rule::{Cause, RuleSet, SignalId, Status, Weight};
use crate::time::LocalOffset;

/// Points of a cause that does not weigh its evidence: for a code alone, and for more than that.
const BARE_POINTS: i32 = 5;
const PLAIN_POINTS: i32 = 20;
/// A code alone stays below medium confidence, whatever its rule adds up.
const MOST_FOR_BARE: i32 = 19;

/// Hits of a signal that conditions are asked over, in all incidents together and at least in each.
const LOOKED_AT: usize = 20_000;
const FEWEST_KEPT: usize = 50;

/// A cause that holds in one incident, or outside of all.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Verdict<'f> {
    pub(in crate::engine) cause: &'f Cause,
    /// Index of the incident; `None` outside of all.
    pub(in crate::engine) incident: Option<usize>,
    pub(in crate::engine) score: i32,
    pub(in crate::engine) state: State,
    pub(in crate::engine) reason: Option<String>,
    pub(in crate::engine) speaks_for: Vec<&'f Weight>,
    pub(in crate::engine) speaks_against: Vec<&'f Weight>,
    /// Events of the condition itself.
    pub(in crate::engine) events: Vec<&'f Event>,
    /// Events of what speaks for it, the weightiest first.
    pub(in crate::engine) support: Vec<&'f Event>,
    /// Id of the cause that took its place.
    pub(in crate::engine) overridden_by: Option<&'f str>,
}

impl Verdict<'_> {
    /// What the points amount to; a cause that is not trusted yet is never more than likely.
    pub(in crate::engine) fn confidence(&self) -> Confidence {
        let confidence = Confidence::from_score(self.score);
        match self.cause.status {
            Status::Stable => confidence,
            Status::Experimental | Status::Deprecated(_) => confidence.min(Confidence::Medium),
        }
    }

    /// Whether it becomes a finding: more speaks for it than against, and no more specific cause took its place.
    pub(in crate::engine) fn is_finding(&self) -> bool {
        self.score > 0 && self.overridden_by.is_none()
    }
}

/// Everything that verdicts are made from.
pub(in crate::engine) struct Diagnosis<'f> {
    pub(in crate::engine) rules: &'f RuleSet,
    pub(in crate::engine) fold: &'f Fold,
    pub(in crate::engine) coverage: &'f Coverage<'f>,
    pub(in crate::engine) incidents: &'f [Incident<'f>],
    /// What brings times onto the machine's own clock.
    pub(in crate::engine) offset: &'f LocalOffset,
}

impl<'f> Diagnosis<'f> {
    /// All verdicts, those of each place together.
    pub(in crate::engine) fn verdicts(&self) -> Vec<Verdict<'f>> {
        let mut timeline = Timeline::new(self.fold);
        let mut all = Vec::new();
        let incidents = self.incidents.iter().enumerate();
        for (index, incident) in incidents.filter(|(_, incident)| incident.has_failed()) {
            let scope = timeline.around(incident, self.mask(|id| *id == incident.symptom.id));
            let symptom = &incident.symptom.id;
            let mut here = self.holding(&scope, |cause| cause.can_explain(symptom));
            for verdict in &mut here {
                verdict.incident = Some(index);
                if incident.state > verdict.state {
                    verdict.state = incident.state;
                    verdict.reason.clone_from(&incident.reason);
                }
            }
            all.extend(compete(here));
        }
        all.extend(compete(self.outside(&timeline)));
        all
    }

    /// Every place in which the cause is asked, with what is found there: each incident it can explain, by index, and what
    /// belongs to none of them.
    pub(in crate::engine) fn places(&self, cause: &Cause) -> Vec<(Option<usize>, Scope<'f>)> {
        let mut timeline = Timeline::new(self.fold);
        let mut places = Vec::new();
        for (index, incident) in self.incidents.iter().enumerate() {
            let symptom = &incident.symptom.id;
            if cause.can_explain(symptom) {
                let scope = timeline.around(incident, self.mask(|id| id == symptom));
                places.push((Some(index), scope));
            }
        }
        let mask = self.mask(|id| cause.can_explain(id));
        places.push((None, timeline.rest(mask, self.evidence_outside())));
        let own = || cause.signals.iter().map(|(_, signal)| *signal);
        places
            .into_iter()
            .map(|(place, scope)| (place, scope.of_signals(own())))
            .collect()
    }

    /// Whether an event that belongs to no incident is evidence: in a log that records outcomes, a code that belongs to none
    /// is no failure.
    fn evidence_outside(&self) -> impl Fn(&Event) -> bool {
        let with_outcomes = self.sources_with_outcomes();
        move |event| !(self.is_bare(event.hit.signal) && with_outcomes.contains(&event.source()))
    }

    /// Every cause over what belongs to no incident that it can explain.
    fn outside(&self, timeline: &Timeline<'f>) -> Vec<Verdict<'f>> {
        let is_evidence = self.evidence_outside();
        let mut scopes: BTreeMap<u64, Scope<'f>> = BTreeMap::new();
        let mut verdicts = Vec::new();
        for cause in &self.rules.causes {
            let mask = self.mask(|id| cause.can_explain(id));
            let scope = scopes
                .entry(mask)
                .or_insert_with(|| timeline.rest(mask, &is_evidence));
            verdicts.extend(self.verdict(cause, scope));
        }
        for verdict in &mut verdicts {
            self.recover(verdict);
        }
        verdicts
    }

    /// The symptoms that are wanted, a bit for each.
    fn mask(&self, wanted: impl Fn(&String) -> bool) -> u64 {
        let symptoms = self.rules.symptoms.iter().take(64).zip(0..);
        symptoms
            .filter(|(symptom, _)| wanted(&symptom.id))
            .fold(0, |mask, (_, bit)| mask | 1 << bit)
    }

    /// The causes among the wanted ones that hold in the scope.
    fn holding(&self, scope: &Scope<'f>, wanted: impl Fn(&Cause) -> bool) -> Vec<Verdict<'f>> {
        let causes = self.rules.causes.iter().filter(|cause| wanted(cause));
        causes
            .filter_map(|cause| self.verdict(cause, scope))
            .collect()
    }

    /// A later success of what the cause explains clears it, unless what proves it holds at any time.
    fn recover(&self, verdict: &mut Verdict<'f>) {
        if verdict.events.iter().any(|event| event.timeless) {
            return;
        }
        let Some(newest) = newest(&verdict.events) else {
            return;
        };
        let failure = Outcome::new(self.rules, newest, true);
        let explains = &verdict.cause.explains;
        let explained = self
            .rules
            .symptoms
            .iter()
            .filter(|symptom| explains.is_empty() || explains.contains(&symptom.id));
        let success = explained.into_iter().find_map(|symptom| {
            let successes = symptom
                .succeeded
                .iter()
                .filter_map(|signal| self.fold.events.get(signal));
            successes.flatten().rev().find(|success| {
                is_later(success, newest) == Some(true)
                    && Outcome::new(self.rules, success, false).clears(
                        &failure.subject,
                        newest,
                        symptom,
                    )
            })
        });
        if let Some(success) = success {
            verdict.state = State::Recovered;
            verdict.reason = Some(succeeded(success, self.offset));
        }
    }

    fn sources_with_outcomes(&self) -> BTreeSet<SourceId> {
        let outcomes = self
            .rules
            .symptoms
            .iter()
            .flat_map(|symptom| symptom.failed.iter().chain(&symptom.succeeded));
        outcomes
            .filter_map(|signal| self.fold.events.get(signal))
            .flatten()
            .map(Event::source)
            .collect()
    }

    fn is_bare(&self, signal: SignalId) -> bool {
        self.rules
            .signals
            .get(signal.0 as usize)
            .is_some_and(|signal| signal.bare_code)
    }

    /// Whether the event rests on nothing but codes that only carry another failure.
    fn is_carrier(&self, event: &Event) -> bool {
        let codes = &event.hit.record.codes;
        self.is_bare(event.hit.signal)
            && !codes.is_empty()
            && codes.iter().all(|code: &ErrorCode| code.is_carrier())
    }

    /// What the scope says of the cause.
    fn verdict(&self, cause: &'f Cause, scope: &Scope<'f>) -> Option<Verdict<'f>> {
        let all = &scope.of_signals(cause.signals.iter().map(|(_, signal)| *signal));
        let scope = &all.with_ends(self.kept());
        let holds = |scope: &Scope<'f>| scope.holds(&cause.when, self.coverage);
        let truth = holds(scope);
        if truth == Truth::No {
            return None;
        }
        let alone = |speaks: &dyn Fn(SignalId) -> bool| {
            holds(&scope.only(|signal| self.is_bare(signal) && speaks(signal))) != Truth::No
        };
        let bare =
            alone(&|_| true) && holds(&scope.only(|signal| !self.is_bare(signal))) == Truth::No;
        let is_carried = |signal| scope.of(signal).iter().all(|event| self.is_carrier(event));
        let carrier = bare && !alone(&|signal| !is_carried(signal));
        let weigh = cause.weigh.as_ref();
        let holding = |items: &'f [Weight]| {
            items
                .iter()
                .filter(|item| scope.holds(&item.when, self.coverage) == Truth::Yes)
                .collect::<Vec<_>>()
        };
        let speaks_for = holding(weigh.map_or(&[], |weigh| &weigh.for_));
        let speaks_against = holding(weigh.map_or(&[], |weigh| &weigh.against));
        let proven = speaks_for.iter().any(|item| {
            let mut signals = item.when.wanted().into_iter();
            signals.any(|signal| !self.is_bare(signal) && !scope.of(signal).is_empty())
        });
        if carrier && !proven {
            return None;
        }
        let base = weigh.map_or(if bare { BARE_POINTS } else { PLAIN_POINTS }, |weigh| {
            weigh.base
        });
        let mut score = base + sum(&speaks_for) - sum(&speaks_against);
        if bare && !proven {
            score = score.min(MOST_FOR_BARE);
        }
        let (state, reason) = match truth {
            Truth::Unknown(doubt) => (State::Inconclusive, Some(doubt.reason().to_owned())),
            _ => (State::Active, None),
        };
        let mut verdict = Verdict {
            cause,
            incident: None,
            score,
            state,
            reason,
            events: events_of(all, cause.when.wanted()),
            support: support(scope, &speaks_for),
            speaks_for,
            speaks_against,
            overridden_by: None,
        };
        Self::clear(&mut verdict, scope);
        Some(verdict)
    }

    /// Hits at either end of an incident's time that its conditions are asked over. The more incidents there are, the fewer,
    /// so that a log of failures alone does not cost its length times its incidents times the rules.
    fn kept(&self) -> usize {
        (LOOKED_AT / self.incidents.len().max(1)).clamp(FEWEST_KEPT, KEPT)
    }

    /// Signals that clear the cause by themselves.
    fn clear(verdict: &mut Verdict<'f>, scope: &Scope<'f>) {
        let Some(newest) = newest(&verdict.events) else {
            return;
        };
        let mut clearing = verdict
            .cause
            .recovered_by
            .iter()
            .flat_map(|signal| scope.of(*signal));
        if clearing.any(|event| is_later(event, newest) == Some(true)) {
            verdict.state = State::Recovered;
            verdict.reason = Some("a later record shows that it is mended".to_owned());
        }
    }
}

/// The newest event.
fn newest<'f>(events: &[&'f Event]) -> Option<&'f Event> {
    let age = |event: &&&Event| {
        (
            event.moment.map(|moment| moment.nanos),
            event.hit.record.offset,
        )
    };
    events.iter().max_by_key(age).copied()
}

fn sum(items: &[&Weight]) -> i32 {
    items.iter().map(|item| item.add).sum()
}

/// The events of the signals, in the order of these.
fn events_of<'f>(scope: &Scope<'f>, mut signals: Vec<SignalId>) -> Vec<&'f Event> {
    signals.sort_unstable();
    let events = signals.into_iter().flat_map(|signal| scope.of(signal));
    events.copied().collect()
}

/// Events of what speaks for the cause, the weightiest evidence first.
fn support<'f>(scope: &Scope<'f>, items: &[&Weight]) -> Vec<&'f Event> {
    let mut by_weight = items.to_vec();
    by_weight.sort_by_key(|item| std::cmp::Reverse(item.add));
    by_weight
        .into_iter()
        .flat_map(|item| events_of(scope, item.when.wanted()).into_iter().rev())
        .collect()
}

/// Marks what a more specific cause of the same place replaces. A cause that is itself in doubt, or that the other replaces
/// as well, does not.
fn compete(mut here: Vec<Verdict<'_>>) -> Vec<Verdict<'_>> {
    let claims: Vec<_> = here
        .iter()
        .map(|verdict| (verdict.cause, verdict.score, verdict.state))
        .collect();
    for verdict in &mut here {
        let specific = claims.iter().filter(|(cause, score, state)| {
            cause.overrides.contains(&verdict.cause.id)
                && !verdict.cause.overrides.contains(&cause.id)
                && cause.status == Status::Stable
                && *state <= verdict.state
                && *score >= verdict.score.min(PLAIN_POINTS)
        });
        verdict.overridden_by = specific
            .max_by_key(|(_, score, _)| *score)
            .map(|(cause, ..)| cause.id.as_str());
    }
    here
}
