//! Whether a condition holds over a set of events, in three-valued logic.
//!
//! What is asked of one record or of several without regard to time is plain. What asks for order or distance is asked on one
//! clock: where the events stand on local and UTC clocks and the machine's zone is not known, it is asked once for every
//! offset that a place on earth can have, and what these do not agree on is unknown. Unknown is, besides, what rests on the
//! absence of a signal that nothing read could have shown, and what hits beyond those that are kept could change.
//!
//! The cost is that of sorting the events of the condition's signals, for each condition that names them: once where they are
//! on one clock, 105 times where they are not. A search for a sequence looks at no more than [`search::Search::MOST_TRIED`].

mod between;
mod join;
mod point;
mod scope;
mod search;
mod sequence;
mod span;
mod truth;

#[cfg(test)]
mod tests;

pub(in crate::engine) use scope::Scope;
pub(in crate::engine) use truth::{Doubt, Truth};

use join::groups;
use sequence::Story;

use crate::engine::fold::coverage::Coverage;
use crate::rule::{Condition, Counted, Operand, RuleSet, Sequence};
use crate::time::{HOUR, MINUTE, Zone};

/// The farthest that local time is behind and ahead of UTC, and the step in which offsets are chosen.
const BEHIND: i64 = -12 * HOUR;
const AHEAD: i64 = 14 * HOUR;
const STEP: i64 = 15 * MINUTE;

impl Scope<'_> {
    /// Whether the condition holds.
    pub(in crate::engine) fn holds(&self, condition: &Condition, coverage: &Coverage<'_>) -> Truth {
        let ask = |shift| {
            Question {
                scope: self,
                coverage,
                rules: coverage.rules,
                shift,
            }
            .truth(condition, false)
        };
        if !self.is_on_two_clocks(condition) {
            return ask(0);
        }
        let offsets = (0..).map(|step| BEHIND + step * STEP);
        let mut truths = offsets.take_while(|offset| *offset <= AHEAD).map(ask);
        let first = truths.next().unwrap_or(Truth::No);
        if truths.all(|truth| truth == first) {
            first
        } else {
            Truth::Unknown(Doubt::Clocks)
        }
    }

    /// Whether the condition compares times, and these are on clocks whose distance is not known.
    fn is_on_two_clocks(&self, condition: &Condition) -> bool {
        let has = |zone| {
            let mut signals = condition.signals().into_iter();
            signals.any(|signal| {
                let mut moments = self.of(signal).iter().filter_map(|event| event.moment);
                moments.any(|moment| moment.zone() == zone)
            })
        };
        compares_times(condition) && has(Zone::Local) && has(Zone::Utc)
    }
}

fn compares_times(condition: &Condition) -> bool {
    match condition {
        Condition::Signal(_) | Condition::Of { .. } => false,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(compares_times),
        Condition::Not(inner) => compares_times(inner),
        Condition::Near { .. } | Condition::Then(_) => true,
        Condition::Count { within, .. } => within.is_some(),
    }
}

/// A condition asked over a scope on one clock.
struct Question<'q, 'f> {
    scope: &'q Scope<'f>,
    coverage: &'q Coverage<'q>,
    rules: &'q RuleSet,
    /// How far local readings are ahead of UTC, in nanoseconds.
    shift: i64,
}

impl Question<'_, '_> {
    /// Under `not`, what does not hold is unknown where it could not have been seen.
    fn truth(&self, condition: &Condition, negated: bool) -> Truth {
        let each = |one: &Condition| self.truth(one, negated);
        let truth = match condition {
            Condition::And(all) => return all.iter().map(each).fold(Truth::Yes, Truth::and),
            Condition::Or(any) => return any.iter().map(each).fold(Truth::No, Truth::or),
            Condition::Not(one) => return self.truth(one, !negated).not(),
            Condition::Signal(signal) => self.any(&Operand(vec![*signal])),
            Condition::Near {
                left,
                right,
                within,
                same,
            } => {
                let sides = [left, right].map(|side| self.scope.operand(side));
                let [lefts, rights] = sides.each_ref().map(Vec::as_slice);
                let joined = (same.as_slice(), self.rules);
                let found = span::any_pair((lefts, rights), *within, joined, self.shift);
                Truth::between(
                    found,
                    found || self.may_have_more(&[left, right]),
                    Doubt::Dropped,
                )
            }
            Condition::Then(sequence) => self.then(sequence),
            Condition::Count {
                of,
                what,
                compare,
                number,
                within,
            } => {
                let least = self.count(of, what, *within);
                let most = least + self.scope.dropped(of);
                let (all, any) = compare.holds_over(least, most, *number);
                let absent = compare.rests_on_absence() && self.is_blind(of);
                Truth::between(all, any, Doubt::Dropped)
                    .doubted(absent.then_some(Doubt::NotCovered))
            }
            Condition::Of { least, of } => {
                let truths = || of.iter().map(|operand| self.any(operand));
                let sure = truths().filter(|truth| *truth == Truth::Yes).count();
                let possible = truths().filter(|truth| *truth != Truth::No).count();
                Truth::between(sure >= *least, possible >= *least, Doubt::Dropped)
            }
        };
        let blind = || self.is_blind(&Operand(condition.wanted()));
        if negated && truth == Truth::No && blind() {
            return Truth::Unknown(Doubt::NotCovered);
        }
        truth
    }

    /// Whether the operand has a hit.
    fn any(&self, operand: &Operand) -> Truth {
        let kept = !self.scope.operand(operand).is_empty();
        Truth::between(kept, kept || self.scope.may_have(operand), Doubt::Dropped)
    }

    /// Whether one of the signals could have been there without being seen.
    fn is_blind(&self, operand: &Operand) -> bool {
        let spans = self.scope.spans();
        let mut signals = operand.0.iter();
        signals.any(|signal| !self.coverage.covers(*signal, &spans))
    }

    /// Whether hits that were not kept could be what is missing: every operand has some hit, and one has more than are here.
    fn may_have_more(&self, operands: &[&Operand]) -> bool {
        operands.iter().all(|operand| self.scope.may_have(operand))
            && operands
                .iter()
                .any(|operand| self.scope.dropped(operand) > 0)
    }

    fn then(&self, sequence: &Sequence) -> Truth {
        let without = sequence.without.as_ref();
        let found = Story {
            sequence,
            rules: self.rules,
            steps: sequence
                .steps
                .iter()
                .map(|step| self.scope.operand(step))
                .collect(),
            without: without.map_or_else(Vec::new, |operand| self.scope.operand(operand)),
            shift: self.shift,
        }
        .holds();
        if found == Truth::No {
            let steps: Vec<&Operand> = sequence.steps.iter().collect();
            return Truth::between(false, self.may_have_more(&steps), Doubt::Dropped);
        }
        let unseen = without.filter(|operand| self.is_blind(operand));
        let dropped = without.filter(|operand| self.scope.dropped(operand) > 0);
        found
            .doubted(unseen.map(|_| Doubt::NotCovered))
            .doubted(dropped.map(|_| Doubt::Dropped))
    }

    /// What is counted, as far as the hits are kept.
    fn count(&self, of: &Operand, what: &Counted, within: Option<i64>) -> u64 {
        let events = self.scope.operand(of);
        let most = |events: &[_]| match within {
            Some(span) => span::most(events, span, self.shift),
            None => events.len() as u64,
        };
        match what {
            Counted::Hits => most(&events),
            Counted::HitsBy(join) => {
                let groups = groups(std::slice::from_ref(join), &events, self.rules);
                groups
                    .values()
                    .map(|group| most(group))
                    .max()
                    .unwrap_or_default()
            }
            Counted::Distinct(join) => {
                let groups = groups(std::slice::from_ref(join), &events, self.rules);
                match within {
                    Some(span) => span::most_values(&groups, span, self.shift),
                    None => groups.len() as u64,
                }
            }
        }
    }
}
