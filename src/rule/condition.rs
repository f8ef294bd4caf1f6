//! Conditions over signals.
//!
//! `aborted near schannel within 5m or count(timeout) >= 3` is a [`Condition`] once every name in it is a signal's id.
//! What each part means over the hits of an incident is the engine's matter.

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
    /// A hit of `left` and a hit of `right` at most `within` nanoseconds apart, in either order.
    Near {
        /// One side.
        left: Operand,
        /// The other side.
        right: Operand,
        /// Longest distance in nanoseconds, inclusive.
        within: i64,
    },
    /// How many hits there are.
    Count {
        /// What is counted.
        of: Operand,
        /// How the number is compared.
        compare: Compare,
        /// With what.
        number: u64,
        /// The hits must fit in a span of this many nanoseconds, inclusive; `None` is no bound.
        within: Option<i64>,
    },
}

impl Condition {
    /// Calls `with` for every signal the condition names, in the order they are written.
    pub fn visit_signals(&self, with: &mut dyn FnMut(SignalId)) {
        match self {
            Self::Signal(id) => with(*id),
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.visit_signals(with);
                }
            }
            Self::Not(inner) => inner.visit_signals(with),
            Self::Near { left, right, .. } => {
                left.0.iter().chain(&right.0).for_each(|id| with(*id));
            }
            Self::Count { of, .. } => of.0.iter().for_each(|id| with(*id)),
        }
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
}
