//! Where evidence for an incident is looked for: from some time before its first failure until some time after its last, and
//! without times in the logs of its failures.

use std::collections::BTreeSet;

use crate::engine::fold::Event;
use crate::engine::fold::clock::{Bounds, Moment};
use crate::record::SourceId;
use crate::rule::Symptom;

/// What the failures of an incident cover.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// First and last time of a failure.
    span: Option<(Moment, Moment)>,
    /// Where the failures without a time stand.
    untimed: BTreeSet<SourceId>,
}

impl Reach {
    /// One more failure, the last one.
    pub(super) fn add(&mut self, failure: &Event) {
        let Some(moment) = failure.moment else {
            self.untimed.insert(failure.source());
            return;
        };
        self.span.get_or_insert((moment, moment)).1 = moment;
    }

    /// Where events that may be evidence are, as bounds of readings.
    pub(super) fn bounds(&self, symptom: &Symptom) -> Vec<Bounds> {
        let untimed = (!self.untimed.is_empty()).then_some((None, None));
        let mut bounds: Vec<Bounds> = untimed.into_iter().collect();
        if let Some((first, last)) = self.span {
            let ranges = Moment::range(first, last, symptom.before, symptom.after);
            bounds.extend(ranges.map(|(from, to)| (Some(from), Some(to))));
        }
        bounds
    }

    /// Whether the event is where evidence is looked for.
    pub(super) fn holds(&self, event: &Event, symptom: &Symptom) -> bool {
        let Some(moment) = event.moment else {
            return self.untimed.contains(&event.source());
        };
        let Some((first, last)) = self.span else {
            return false;
        };
        let early = first.is_after(moment) == Some(true);
        let late = moment.is_after(last) == Some(true);
        let too_early = early && moment.within(first, symptom.before) == Some(false);
        let too_late = late && moment.within(last, symptom.after) == Some(false);
        !too_early && !too_late
    }
}
