//! A condition with its names looked up.

use super::super::SignalId;
use super::super::fields::text;
use super::super::node::{Node, Value};
use super::super::problems::{At, Message, Problems};
use super::super::signal::Scope;
use super::parse::{Expression, Name, parse};
use super::{Condition, Operand};

const ABSENCE: &str = "what was not collected is unknown, not absent; 'in' says in which logs the signal would stand, so that the tool can tell whether they were read";

/// Reads the value of a `when`. Problems stand at their column inside the condition.
pub(in super::super) fn read(
    node: &Node<'_>,
    scope: &mut Scope<'_>,
    problems: &mut Problems<'_>,
) -> Option<Condition> {
    text(node, "when", problems)?;
    let Value::Scalar(written, _) = &node.value else {
        return None;
    };
    let place = |left: usize| node.place_of(written.len().saturating_sub(left));
    match parse(written) {
        Ok(expression) => Resolver {
            scope,
            problems,
            place: &place,
        }
        .condition(expression, false),
        Err(fault) => {
            problems.add(place(fault.left), fault.message);
            None
        }
    }
}

/// What looking up names needs.
struct Resolver<'r, 's, 'f> {
    scope: &'r mut Scope<'s>,
    problems: &'r mut Problems<'f>,
    /// The place in the file from which on that many bytes of the condition follow.
    place: &'r dyn Fn(usize) -> At,
}

impl Resolver<'_, '_, '_> {
    /// Every name is looked up, also after one that is unknown.
    fn condition(&mut self, expression: Expression<'_>, negated: bool) -> Option<Condition> {
        Some(match expression {
            Expression::Name(name) => Condition::Signal(self.signal(name, negated)?),
            Expression::And(parts) => Condition::And(self.each(parts, negated)?),
            Expression::Or(parts) => Condition::Or(self.each(parts, negated)?),
            Expression::Not(inner) => Condition::Not(Box::new(self.condition(*inner, true)?)),
            Expression::Near {
                left,
                right,
                within,
            } => {
                let (left, right) = (self.operand(&left, negated), self.operand(&right, negated));
                Condition::Near {
                    left: left?,
                    right: right?,
                    within,
                }
            }
            Expression::Count {
                of,
                compare,
                number,
                within,
            } => Condition::Count {
                of: self.operand(&of, negated)?,
                compare,
                number,
                within,
            },
        })
    }

    fn each(&mut self, parts: Vec<Expression<'_>>, negated: bool) -> Option<Vec<Condition>> {
        let found: Vec<_> = parts
            .into_iter()
            .map(|part| self.condition(part, negated))
            .collect();
        found.into_iter().collect()
    }

    fn operand(&mut self, names: &[Name<'_>], negated: bool) -> Option<Operand> {
        let found: Vec<_> = names
            .iter()
            .map(|name| self.signal(*name, negated))
            .collect();
        found.into_iter().collect::<Option<_>>().map(Operand)
    }

    /// Under `not` a signal has to say in which logs it would stand, or its absence could never be proven.
    fn signal(&mut self, name: Name<'_>, negated: bool) -> Option<SignalId> {
        let at = (self.place)(name.left);
        let id = self.scope.find(name.text, at, self.problems)?;
        if negated && self.scope.signals.get(id)?.kinds.is_empty() {
            let message = format!(
                "'not' over '{}', which has no 'in': its absence cannot be proven",
                name.text
            );
            self.problems.add(at, Message::explained(message, ABSENCE));
        }
        Some(id)
    }
}
