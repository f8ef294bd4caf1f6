//! A condition with its names looked up.

use super::super::SignalId;
use super::super::fields::text;
use super::super::node::{Node, Value};
use super::super::problems::{At, Message, Problems, unknown};
use super::super::signal::Scope;
use super::parse::{Expression, Fault, Name, names_before, parse};
use super::{Condition, Counted, Join, Operand, Sequence};

const ABSENCE: &str = "what was not collected is unknown, not absent; 'in' says in which logs the signal would stand, so that the tool can tell whether they were read";

const JOINED: &str = "a condition joins names of signals by words, as in 'a and not b' or 'a near b within 5m'; text and codes stand in the signals";

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
        .condition(expression, None),
        Err(fault) => {
            for name in names_before(written, fault.left) {
                scope.find(name.text, place(name.left), problems);
            }
            scope.give_up();
            problems.add(place(fault.left), told(fault));
            None
        }
    }
}

fn told(fault: Fault) -> Message {
    let asks_signal = fault.message.starts_with("expected a signal");
    let mut message = Message::from(fault.message);
    if asks_signal {
        message = message.because(JOINED);
    }
    match fault.meant {
        Some((written, right)) => message.meant(&written, right),
        None => message,
    }
}

/// What every record can be joined on.
const BUILT_IN: [(&str, Join); 4] = [
    ("code", Join::Code),
    ("process", Join::Process),
    ("thread", Join::Thread),
    ("source", Join::Source),
];

/// What looking up names needs.
struct Resolver<'r, 's, 'f> {
    scope: &'r mut Scope<'s>,
    problems: &'r mut Problems<'f>,
    /// The place in the file from which on that many bytes of the condition follow.
    place: &'r dyn Fn(usize) -> At,
}

/// The words under which a signal's absence is asked for; `None` where its presence is.
type Absence = Option<&'static str>;

impl Resolver<'_, '_, '_> {
    /// Every name is looked up, also after one that is unknown.
    fn condition(&mut self, expression: Expression<'_>, absent: Absence) -> Option<Condition> {
        Some(match expression {
            Expression::Name(name) => Condition::Signal(self.signal(name, absent)?),
            Expression::And(parts) => Condition::And(self.each(parts, absent)?),
            Expression::Or(parts) => Condition::Or(self.each(parts, absent)?),
            Expression::Not(inner) => {
                Condition::Not(Box::new(self.condition(*inner, Some("not"))?))
            }
            Expression::Near { left, right, how } => {
                let sides = [left, right];
                let found = self.operands(&sides, absent);
                let same = self.joins(&how.same, &sides);
                let [left, right] = <[Operand; 2]>::try_from(found?).ok()?;
                Condition::Near {
                    left,
                    right,
                    within: how.within?,
                    same: same?,
                }
            }
            Expression::Then { steps, how } => {
                let found = self.operands(&steps, absent);
                let without = how.without.as_ref();
                let without = without.map(|names| self.operand(names, Some("without")));
                let same = self.joins(&how.same, &steps);
                Condition::Then(Sequence {
                    steps: found?,
                    within: how.within,
                    same: same?,
                    without: match without {
                        Some(found) => Some(found?),
                        None => None,
                    },
                })
            }
            Expression::Count {
                of,
                by,
                distinct,
                compare,
                number,
                within,
            } => {
                let few = compare.rests_on_absence().then_some("count");
                let found = self.operand(&of, absent.or(few));
                let what = self.counted(by, distinct, of);
                Condition::Count {
                    of: found?,
                    what: what?,
                    compare,
                    number,
                    within,
                }
            }
            Expression::Of { least, of } => Condition::Of {
                least,
                of: self.operands(&of, absent)?,
            },
        })
    }

    fn counted(
        &mut self,
        by: Option<Name<'_>>,
        distinct: Option<Name<'_>>,
        of: Vec<Name<'_>>,
    ) -> Option<Counted> {
        let of = [of];
        Some(match (by, distinct) {
            (Some(name), _) => Counted::HitsBy(self.join(name, &of)?),
            (_, Some(name)) => Counted::Distinct(self.join(name, &of)?),
            _ => Counted::Hits,
        })
    }

    fn each(&mut self, parts: Vec<Expression<'_>>, absent: Absence) -> Option<Vec<Condition>> {
        let found: Vec<_> = parts
            .into_iter()
            .map(|part| self.condition(part, absent))
            .collect();
        found.into_iter().collect()
    }

    fn operands(&mut self, all: &[Vec<Name<'_>>], absent: Absence) -> Option<Vec<Operand>> {
        let found: Vec<_> = all
            .iter()
            .map(|names| self.operand(names, absent))
            .collect();
        found.into_iter().collect()
    }

    fn operand(&mut self, names: &[Name<'_>], absent: Absence) -> Option<Operand> {
        let found: Vec<_> = names
            .iter()
            .map(|name| self.signal(*name, absent))
            .collect();
        found.into_iter().collect::<Option<_>>().map(Operand)
    }

    /// What is absent has to say in which logs it would stand, or its absence could never be proven.
    fn signal(&mut self, name: Name<'_>, absent: Absence) -> Option<SignalId> {
        let at = (self.place)(name.left);
        let id = self.scope.find(name.text, at, self.problems)?;
        let nowhere = self.scope.signals.get(id)?.kinds.is_empty();
        if let Some(word) = absent.filter(|_| nowhere) {
            let message = format!(
                "'{word}' over '{}', which has no 'in': its absence cannot be proven",
                name.text
            );
            self.problems.add(at, Message::explained(message, ABSENCE));
        }
        Some(id)
    }

    fn joins(&mut self, names: &[Name<'_>], over: &[Vec<Name<'_>>]) -> Option<Vec<Join>> {
        let found: Vec<_> = names.iter().map(|name| self.join(*name, over)).collect();
        found.into_iter().collect()
    }

    /// A capture has to be taken by every signal that it joins.
    fn join(&mut self, name: Name<'_>, over: &[Vec<Name<'_>>]) -> Option<Join> {
        let built_in = BUILT_IN.iter().find(|(word, _)| *word == name.text);
        if let Some((_, join)) = built_in {
            return Some(join.clone());
        }
        let words = BUILT_IN.iter().map(|(word, _)| *word);
        for signal in over.iter().flatten() {
            // What cannot be found is reported where it is looked up.
            let Some(found) = self.scope.known(signal.text) else {
                continue;
            };
            let names = found.captures.iter().map(|capture| capture.name.as_str());
            if !names.clone().any(|known| known == name.text) {
                let known = unknown("capture", name.text, names.chain(words));
                let (_, others) = known.split_once("; ").unwrap_or_default();
                let message = format!(
                    "'{}' takes no capture '{}'; {others}",
                    signal.text, name.text
                );
                self.problems.add((self.place)(name.left), message);
                return None;
            }
        }
        Some(Join::Capture(name.text.to_owned()))
    }
}
