//! Which causes hold, where, and how surely.
//!
//! Every cause is asked once for each incident it can explain, over the events of that incident's time and the facts that
//! hold at any time; and once more over the events that belong to no incident, because a CBS.log alone and five pasted lines
//! are fair inputs too. Causes that hold in the same place compete: each gets points, and the more specific one takes the
//! place of the generic ones it overrides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::fold::condition::Scope;
use crate::engine::fold::coverage::Coverage;
use crate::engine::fold::incident::Incident;
use crate::engine::fold::timeline::{Hits, Timeline};
use crate::engine::fold::{Event, Fold};
use crate::engine::scan::hit::KEPT;
use crate::record::SourceId;
use crate::report::{Confidence, State};
use crate::rule::{Cause, RuleSet, SignalId, Status, Weight};
use crate::time::LocalOffset;

use super::weigh::PLAIN_POINTS;

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
    /// Events of the signals that the condition wants, as far as it was asked over them.
    pub(in crate::engine) events: Vec<&'f Event>,
    /// Events of what speaks for it, the weightiest first.
    pub(in crate::engine) support: Vec<&'f Event>,
    /// All hits of its place, for exact counts.
    pub(in crate::engine) hits: Arc<Hits>,
    /// What ended it, where it is recovered.
    pub(in crate::engine) ended_by: Option<&'f Event>,
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

/// Where causes are asked: an incident, or what belongs to none.
pub(super) struct Place<'f> {
    /// What conditions are asked over.
    pub(super) scope: Scope<'f>,
    /// All that is there.
    pub(super) hits: Arc<Hits>,
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
            let place = self.place(timeline.around(incident));
            all.extend(compete(self.inside(index, incident, &place)));
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
            if cause.can_explain(&incident.symptom.id) {
                let (scope, _) = timeline.around(incident);
                places.push((Some(index), scope));
            }
        }
        let (rest, _) = timeline.rest(&self.explained_by(cause), self.evidence_outside());
        places.push((None, rest));
        let own = || cause.signals.iter().map(|(_, signal)| *signal);
        places
            .into_iter()
            .map(|(place, scope)| (place, scope.of_signals(own())))
            .collect()
    }

    /// Every cause that can explain the incident, over what it looks at.
    fn inside(
        &self,
        index: usize,
        incident: &'f Incident<'f>,
        place: &Place<'f>,
    ) -> Vec<Verdict<'f>> {
        let causes = self.rules.causes.iter();
        let causes = causes.filter(|cause| cause.can_explain(&incident.symptom.id));
        let mut here: Vec<Verdict<'_>> = causes
            .filter_map(|cause| self.verdict(cause, place))
            .collect();
        for verdict in &mut here {
            verdict.incident = Some(index);
            verdict.mend(&place.scope, Some(incident));
            if incident.state > verdict.state {
                verdict.state = incident.state;
                verdict.reason.clone_from(&incident.reason);
                verdict.ended_by = incident.ended_by;
            }
        }
        here
    }

    /// Every cause over what belongs to no incident that it can explain.
    fn outside(&self, timeline: &Timeline<'f>) -> Vec<Verdict<'f>> {
        let is_evidence = self.evidence_outside();
        let successes = self.successes();
        let mut places: BTreeMap<BTreeSet<&str>, Place<'f>> = BTreeMap::new();
        let mut verdicts = Vec::new();
        for cause in &self.rules.causes {
            let symptoms = self.explained_by(cause);
            let place = places
                .entry(symptoms)
                .or_insert_with_key(|symptoms| self.place(timeline.rest(symptoms, &is_evidence)));
            let mut verdict = self.verdict(cause, place);
            if let Some(verdict) = &mut verdict {
                verdict.mend(&place.scope, None);
                self.recover(verdict, &successes);
            }
            verdicts.extend(verdict);
        }
        verdicts
    }

    /// The place with so many hits of each signal as its conditions are asked over. The more incidents there are, the fewer,
    /// so that a log of failures alone does not cost its length times its incidents times the rules.
    fn place(&self, (scope, hits): (Scope<'f>, Hits)) -> Place<'f> {
        let kept = (LOOKED_AT / self.incidents.len().max(1)).clamp(FEWEST_KEPT, KEPT);
        Place {
            scope: scope.with_ends(kept),
            hits: Arc::new(hits),
        }
    }

    /// Ids of the symptoms that the cause can explain.
    fn explained_by(&self, cause: &Cause) -> BTreeSet<&'f str> {
        let symptoms = self.rules.symptoms.iter();
        let ids = symptoms.map(|symptom| symptom.id.as_str());
        ids.filter(|id| cause.can_explain(id)).collect()
    }

    /// Whether an event that belongs to no incident is evidence: in a log that records outcomes, a code that belongs to none
    /// is no failure.
    fn evidence_outside(&self) -> impl Fn(&Event) -> bool {
        let with_outcomes = self.sources_with_outcomes();
        move |event| !(self.is_bare(event.hit.signal) && with_outcomes.contains(&event.source()))
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

    /// Whether the signal rests on a code alone.
    pub(super) fn is_bare(&self, signal: SignalId) -> bool {
        self.rules
            .signals
            .get(signal.0 as usize)
            .is_some_and(|signal| signal.bare_code)
    }
}

/// Marks what a more specific cause of the same place replaces. A cause that is itself in doubt, or that the other replaces
/// as well, if by way of others, does not: of those that replace each other in a circle all stay.
fn compete(mut here: Vec<Verdict<'_>>) -> Vec<Verdict<'_>> {
    let claims: Vec<_> = here
        .iter()
        .map(|verdict| (verdict.cause, verdict.score, verdict.state))
        .collect();
    let causes: Vec<&Cause> = here.iter().map(|verdict| verdict.cause).collect();
    for verdict in &mut here {
        let specific = claims.iter().filter(|(cause, score, state)| {
            cause.overrides.contains(&verdict.cause.id)
                && !replaces(verdict.cause, cause, &causes)
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

/// Whether the one cause replaces the other, itself or by way of causes that hold here.
fn replaces(one: &Cause, other: &Cause, here: &[&Cause]) -> bool {
    let mut reached: Vec<&Cause> = vec![one];
    let mut next = 0;
    while let Some(cause) = reached.get(next) {
        next += 1;
        if cause.overrides.contains(&other.id) {
            return true;
        }
        let beneath = here.iter().filter(|it| cause.overrides.contains(&it.id));
        let fresh = beneath.filter(|it| reached.iter().all(|known| known.id != it.id));
        let fresh: Vec<&Cause> = fresh.copied().collect();
        reached.extend(fresh);
    }
    false
}
