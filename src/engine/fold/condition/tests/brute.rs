//! What a condition means, written down as plainly as it can be: every choice of records is tried.
//!
//! Nothing here is shared with the engine but the condition itself.

use std::collections::BTreeSet;

use super::generate::{Line, SOURCES};
use crate::rule::{Condition, Counted, Join, Operand, Sequence, SignalId};
use crate::time::{HOUR, MINUTE, Zone};

/// Yes, no, or `None` where it cannot be told.
pub(super) type Told = Option<bool>;

/// What is true of the condition whatever the machine's offset from UTC is.
pub(super) fn truth(condition: &Condition, lines: &[Line]) -> Told {
    let quarters = -12 * 4..=14 * 4;
    let ahead = quarters.map(|quarters| quarters * 15 * MINUTE);
    let told: BTreeSet<Told> = ahead
        .map(|ahead| World { lines, ahead }.truth(condition, false))
        .collect();
    let mut told = told.into_iter();
    match (told.next(), told.next()) {
        (Some(only), None) => only,
        _ => None,
    }
}

/// The records, with local time so far ahead of UTC.
struct World<'l> {
    lines: &'l [Line],
    ahead: i64,
}

impl World<'_> {
    fn time(&self, line: &Line) -> Option<i64> {
        line.time.map(|(zone, nanos)| match zone {
            Zone::Local => nanos - self.ahead,
            Zone::Utc => nanos,
        })
    }

    fn of(&self, operand: &Operand) -> Vec<&Line> {
        let is_hit = |line: &&Line| line.signals().any(|signal| operand.0.contains(&signal));
        self.lines.iter().filter(is_hit).collect()
    }

    fn truth(&self, condition: &Condition, negated: bool) -> Told {
        let told = match condition {
            Condition::And(parts) => {
                let parts: Vec<Told> = parts.iter().map(|part| self.truth(part, negated)).collect();
                return match () {
                    () if parts.contains(&Some(false)) => Some(false),
                    () if parts.contains(&None) => None,
                    () => Some(true),
                };
            }
            Condition::Or(parts) => {
                let parts: Vec<Told> = parts.iter().map(|part| self.truth(part, negated)).collect();
                return match () {
                    () if parts.contains(&Some(true)) => Some(true),
                    () if parts.contains(&None) => None,
                    () => Some(false),
                };
            }
            Condition::Not(inner) => return self.truth(inner, !negated).map(|told| !told),
            Condition::Signal(signal) => Some(!self.of(&Operand(vec![*signal])).is_empty()),
            Condition::Near {
                left,
                right,
                within,
                same,
            } => {
                let lefts = self.of(left);
                Some(lefts.iter().any(|one| {
                    self.of(right).iter().any(|two| {
                        let close = |one: i64, two: i64| (one - two).abs() <= *within;
                        let timed = self.time(one).zip(self.time(two));
                        timed.is_some_and(|(one, two)| close(one, two))
                            && same
                                .iter()
                                .all(|join| !shared(join, &[one, two]).is_empty())
                    })
                }))
            }
            Condition::Then(sequence) => self.sequence(sequence),
            Condition::Count {
                of,
                what,
                compare,
                number,
                within,
            } => {
                let lines = self.of(of);
                let holds = compare.holds(self.count(&lines, what, *within), *number);
                let seen = of.0.iter().all(|signal| super::is_covered(*signal));
                if holds && compare.rests_on_absence() && !seen {
                    None
                } else {
                    Some(holds)
                }
            }
            Condition::Of { least, of } => {
                let there = of.iter().filter(|operand| !self.of(operand).is_empty());
                Some(there.count() >= *least)
            }
        };
        let mut wanted = Vec::new();
        condition.visit_wanted(&mut |signal: SignalId| wanted.push(signal));
        let seen = wanted.into_iter().all(super::is_covered);
        if negated && told == Some(false) && !seen {
            None
        } else {
            told
        }
    }

    fn count(&self, lines: &[&Line], what: &Counted, within: Option<i64>) -> u64 {
        let number = |lines: &[&Line]| -> usize {
            let sharing = |join: &Join, value: &String| {
                lines
                    .iter()
                    .filter(|line| values(join, line).contains(value))
                    .count()
            };
            let all = |join: &Join| -> BTreeSet<String> {
                lines.iter().flat_map(|line| values(join, line)).collect()
            };
            match what {
                Counted::Hits => lines.len(),
                Counted::HitsBy(join) => {
                    let counts = all(join).into_iter().map(|value| sharing(join, &value));
                    counts.max().unwrap_or_default()
                }
                Counted::Distinct(join) => all(join).len(),
            }
        };
        let most = match within {
            None => number(lines),
            Some(span) => {
                let starts = lines.iter().filter_map(|line| self.time(line));
                let windows = starts.map(|start| {
                    let inside = |line: &&&Line| {
                        self.time(line)
                            .is_some_and(|time| (start..=start + span).contains(&time))
                    };
                    number(&lines.iter().filter(inside).copied().collect::<Vec<_>>())
                });
                windows.max().unwrap_or_default()
            }
        };
        most as u64
    }

    fn sequence(&self, sequence: &Sequence) -> Told {
        let steps: Vec<Vec<&Line>> = sequence.steps.iter().map(|step| self.of(step)).collect();
        let without = sequence
            .without
            .as_ref()
            .map(|step| self.of(step))
            .unwrap_or_default();
        let mut told = Some(false);
        for chosen in choices(&steps) {
            for key in keys(&sequence.same, &chosen) {
                let against: Vec<&Line> = without
                    .iter()
                    .filter(|line| is_about(line, &sequence.same, &key))
                    .copied()
                    .collect();
                let by_time = self.by_time(&chosen, sequence.within, &against);
                let by_place = Self::by_place(&chosen, sequence, &key, &steps, &against);
                for one in [by_time, by_place] {
                    told = match (told, one) {
                        (Some(true), _) | (_, Some(true)) => Some(true),
                        (None, _) | (_, None) => None,
                        _ => Some(false),
                    };
                }
            }
        }
        let mut absent = sequence.without.iter().flat_map(|step| &step.0);
        let seen = absent.all(|signal| super::is_covered(*signal));
        told.filter(|told| !told || seen)
    }

    /// Records with a time, of any logs.
    fn by_time(&self, chosen: &[&Line], within: Option<i64>, against: &[&Line]) -> Told {
        let timed: Option<Vec<i64>> = chosen.iter().map(|line| self.time(line)).collect();
        let Some(times) = timed else {
            return Some(false);
        };
        let (Some(start), Some(end)) = (times.first(), times.last()) else {
            return Some(false);
        };
        let pairs = chosen
            .iter()
            .enumerate()
            .flat_map(|(index, one)| chosen.iter().skip(index + 1).map(move |two| (*one, *two)));
        let in_order = pairs.into_iter().all(|(one, two)| match places(one, two) {
            Some((first, second)) => (self.time(one), first) < (self.time(two), second),
            None => self.time(one) <= self.time(two) && !is_same(one, two),
        });
        if !in_order || within.is_some_and(|within| end - start > within) {
            return Some(false);
        }
        let (first, last) = (chosen.first()?, chosen.last()?);
        let before = |one: &Line, two: &Line| match places(one, two) {
            Some((first, second)) => (self.time(one), first) < (self.time(two), second),
            None => self.time(one) < self.time(two),
        };
        let stands_between = |line: &&Line| match self.time(line) {
            Some(_) => Some(before(first, line) && before(line, last)),
            None => match (places(first, line), places(line, last)) {
                (Some((first, here)), Some((_, last))) => Some(first < here && here < last),
                _ => None,
            },
        };
        none(against.iter().map(stands_between))
    }

    /// Records of one log, of which the lines that match are not all in the order of time.
    fn by_place(
        chosen: &[&Line],
        sequence: &Sequence,
        key: &[String],
        steps: &[Vec<&Line>],
        against: &[&Line],
    ) -> Told {
        let (first, last) = (chosen.first()?, chosen.last()?);
        let is_here = |line: &Line| line.source == first.source;
        let has_key = |line: &Line| {
            let joins = sequence.same.iter().zip(key);
            joins
                .into_iter()
                .all(|(join, value)| values(join, line).contains(value))
        };
        let mut here: Vec<&&Line> = steps.iter().flatten().collect();
        here.retain(|line| is_here(line) && has_key(line));
        here.sort_by_key(|line| line.offset);
        let times: Option<Vec<i64>> = here.iter().map(|line| Some(line.time?.1)).collect();
        let untold = times.is_none_or(|times| !times.is_sorted());
        let placed: Option<Vec<u64>> = chosen.iter().map(|line| line.place()).collect();
        let Some(placed) = placed.filter(|_| untold && chosen.iter().all(|line| is_here(line)))
        else {
            return Some(false);
        };
        if sequence.within.is_some() || !placed.is_sorted_by(|one, two| one < two) {
            return Some(false);
        }
        none(against.iter().map(|line| {
            let here = line.place().filter(|_| is_here(line))?;
            Some(first.offset < here && here < last.offset)
        }))
    }
}

/// Whether none is true, as far as it can be told.
fn none(all: impl Iterator<Item = Told>) -> Told {
    let all: Vec<Told> = all.collect();
    match () {
        () if all.contains(&Some(true)) => Some(false),
        () if all.contains(&None) => None,
        () => Some(true),
    }
}

/// The places of two records of one log.
fn places(one: &Line, two: &Line) -> Option<(u64, u64)> {
    let both = one.place().zip(two.place());
    both.filter(|_| one.source == two.source)
}

fn is_same(one: &Line, two: &Line) -> bool {
    assert!(one.source < SOURCES);
    (one.source, one.offset) == (two.source, two.offset)
}

/// One record for each step, in every way.
fn choices<'l>(steps: &[Vec<&'l Line>]) -> Vec<Vec<&'l Line>> {
    steps.iter().fold(vec![Vec::new()], |chosen, step| {
        let longer = chosen.iter().flat_map(|chosen| {
            step.iter()
                .map(move |line| chosen.iter().copied().chain([*line]).collect())
        });
        longer.collect()
    })
}

fn values(join: &Join, line: &Line) -> Vec<String> {
    match join {
        Join::Code => line
            .codes
            .iter()
            .map(|code| format!("0x{code:08X}"))
            .collect(),
        Join::Process => Vec::new(),
        Join::Thread => line.thread.iter().map(ToString::to_string).collect(),
        Join::Source => vec![line.source.to_string()],
        Join::Capture(_) => line.host.iter().map(ToString::to_string).collect(),
    }
}

/// What all of the records carry.
fn shared(join: &Join, lines: &[&Line]) -> Vec<String> {
    let first = lines
        .first()
        .map(|line| values(join, line))
        .unwrap_or_default();
    let everywhere = |value: &String| lines.iter().all(|line| values(join, line).contains(value));
    first.into_iter().filter(everywhere).collect()
}

/// Every choice of one shared value for each join.
fn keys(joins: &[Join], lines: &[&Line]) -> Vec<Vec<String>> {
    joins.iter().fold(vec![Vec::new()], |keys, join| {
        let values = shared(join, lines);
        let longer = keys.iter().flat_map(|key| {
            values
                .iter()
                .map(move |value| key.iter().chain([value]).cloned().collect())
        });
        longer.collect()
    })
}

/// Whether the record says nothing of a join, or has the key's value.
fn is_about(line: &Line, joins: &[Join], key: &[String]) -> bool {
    joins.iter().zip(key).all(|(join, value)| {
        let own = values(join, line);
        own.is_empty() || own.contains(value)
    })
}

/// The bounds of offsets on earth, as a reader would look them up.
#[test]
fn offsets_reach_from_twelve_hours_behind_to_fourteen_ahead() {
    assert_eq!(
        (super::super::BEHIND, super::super::AHEAD),
        (-12 * HOUR, 14 * HOUR)
    );
}
