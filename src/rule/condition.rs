//! Conditions over signals.
//!
//! `aborted near schannel within 5m or count(timeout by host) >= 3` is a [`Condition`] once every name in it is a signal's
//! id. What each part means over the hits of an incident is the engine's matter.

use super::SignalId;

mod parse;
mod resolve;

pub(super) use parse::RESERVED;
pub(super) use resolve::read;

/// What must hold over the hits of a window.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// The signal has a hit.
    Signal(SignalId),
    /// Every one holds.
    And(Vec<Condition>),
    /// At least one holds.
    Or(Vec<Condition>),
    /// It does not hold; unknown where its signals were not covered.
    Not(Box<Condition>),
    /// A hit of `left` and a hit of `right` at most `within` apart, in either order.
    Near {
        /// One side.
        left: Operand,
        /// The other side.
        right: Operand,
        /// Longest distance in nanoseconds, inclusive.
        within: i64,
        /// What both have to share.
        same: Vec<Join>,
    },
    /// A hit of each step, one after the other.
    Then(Sequence),
    /// How many hits there are.
    Count {
        /// What is counted.
        of: Operand,
        /// Hits, or values that they carry.
        what: Counted,
        /// How the number is compared.
        compare: Compare,
        /// With what.
        number: u64,
        /// The hits must fit in a span of this many nanoseconds, inclusive; `None` is no bound.
        within: Option<i64>,
    },
    /// At least `least` of the operands have a hit.
    Of {
        /// From 1 to the number of operands.
        least: usize,
        /// What is asked for.
        of: Vec<Operand>,
    },
}

/// Hits in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// What comes first, next and last; two to [`Sequence::MOST_STEPS`] of them.
    pub steps: Vec<Operand>,
    /// Longest time from the first to the last in nanoseconds, inclusive; `None` is no bound.
    pub within: Option<i64>,
    /// What all of them have to share.
    pub same: Vec<Join>,
    /// What must not stand strictly between the first and the last.
    pub without: Option<Operand>,
}

impl Sequence {
    /// A story of more steps is several stories, and the search for one grows with its steps.
    pub const MOST_STEPS: usize = 8;
}

/// What hits are told apart or brought together by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Join {
    /// An error code that the records carry; of several, one has to be shared.
    Code,
    /// The process id.
    Process,
    /// The thread id.
    Thread,
    /// The log.
    Source,
    /// A capture of that name.
    Capture(String),
}

/// What a count counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// Hits, each record once.
    Hits,
    /// Hits that share this, of whichever value has the most.
    HitsBy(Join),
    /// Different values of this.
    Distinct(Join),
}

impl Condition {
    /// Calls `with` for every signal the condition names, in the order they are written.
    pub fn visit_signals(&self, with: &mut dyn FnMut(SignalId)) {
        let mut each = |operand: &Operand| operand.0.iter().for_each(|id| with(*id));
        match self {
            Self::Signal(id) => with(*id),
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.visit_signals(with);
                }
            }
            Self::Not(inner) => inner.visit_signals(with),
            Self::Near { left, right, .. } => [left, right].into_iter().for_each(each),
            Self::Then(sequence) => {
                sequence.steps.iter().for_each(&mut each);
                sequence.without.iter().for_each(each);
            }
            Self::Count { of, .. } => each(of),
            Self::Of { of, .. } => of.iter().for_each(each),
        }
    }

    /// Calls `with` for every signal whose presence makes the condition hold; what stands under `not` or `without` is left
    /// out.
    pub fn visit_wanted(&self, with: &mut dyn FnMut(SignalId)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.visit_wanted(with);
                }
            }
            Self::Not(_) => {}
            Self::Then(sequence) => {
                let steps = sequence.steps.iter().flat_map(|step| &step.0);
                steps.for_each(|id| with(*id));
            }
            other => other.visit_signals(with),
        }
    }

    /// Whether it asks how many hits the signal has, or for none: in `count`, under `not` or after `without`.
    pub fn asks_how_many(&self, signal: SignalId) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                parts.iter().any(|part| part.asks_how_many(signal))
            }
            Self::Not(inner) => inner.signals().contains(&signal),
            Self::Count { of, .. } => of.0.contains(&signal),
            Self::Then(sequence) => {
                let mut without = sequence.without.iter().flat_map(|step| &step.0);
                without.any(|id| *id == signal)
            }
            Self::Signal(_) | Self::Near { .. } | Self::Of { .. } => false,
        }
    }

    /// Every signal the condition names, each once, in the order they are written.
    pub fn signals(&self) -> Vec<SignalId> {
        let mut all = Vec::new();
        self.visit_signals(&mut |id| push_once(&mut all, id));
        all
    }

    /// The signals whose presence makes the condition hold, each once, in the order they are written.
    pub fn wanted(&self) -> Vec<SignalId> {
        let mut all = Vec::new();
        self.visit_wanted(&mut |id| push_once(&mut all, id));
        all
    }
}

fn push_once(all: &mut Vec<SignalId>, id: SignalId) {
    if !all.contains(&id) {
        all.push(id);
    }
}

/// A signal, or any of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand(pub Vec<SignalId>);

/// How numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Compare {
    Equal,
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

impl Compare {
    /// Whether `left` compares so with `right`.
    pub const fn holds(self, left: u64, right: u64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::MoreThan => left > right,
            Self::AtMost => left <= right,
            Self::LessThan => left < right,
        }
    }

    /// Whether every number from `least` to `most` compares so with `right`, and whether any does.
    pub const fn holds_over(self, least: u64, most: u64, right: u64) -> (bool, bool) {
        let (low, high) = (self.holds(least, right), self.holds(most, right));
        let inside = matches!(self, Self::Equal) && least < right && right < most;
        (low && high, low || high || inside)
    }

    /// Whether one more hit could make it false, so that it rests on hits that are not there.
    pub const fn rests_on_absence(self) -> bool {
        matches!(self, Self::Equal | Self::AtMost | Self::LessThan)
    }
}
