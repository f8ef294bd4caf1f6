//! What several sources say of one thing, and which of them is believed.
//!
//! In this order: the registry, what a command printed, what a collector called its files, what a log says of itself; among logs the one that reaches furthest,
//! then the first by path. What else was said stays beside it, so that the reader sees that sources contradict each other.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::record::SourceId;
use crate::time::Stamp;

/// Characters of a value: the longest there are, addresses of servers, are shorter. Whoever reads the report has one screen.
const LONGEST: usize = 200;

/// How far a source can be relied on; what comes later, further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) enum Trust {
    Log,
    /// A name in a path.
    Collector,
    Command,
    Registry,
}

/// One thing that a source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) value: String,
    pub(super) source: SourceId,
    pub(super) trust: Trust,
}

/// What is said of one thing; the first is believed, none of the others says the same.
pub(super) type Claims = Vec<Claim>;

impl Claim {
    /// What the source says, cut where it goes on beyond what any fact needs.
    pub(super) fn new(trust: Trust, (value, source): (impl Into<String>, SourceId)) -> Self {
        let mut value = value.into();
        if let Some((end, _)) = value.char_indices().nth(LONGEST) {
            value.truncate(end);
            value.push('…');
        }
        Self {
            value,
            source,
            trust,
        }
    }
}

/// Sorts the claims, the one to believe first, and lists every value once.
pub(super) fn decide(mut claims: Claims, ends: &BTreeMap<SourceId, Stamp>) -> Claims {
    claims.sort_by_key(|claim| {
        let end = ends.get(&claim.source).map(|stamp| stamp.nanos);
        (Reverse(claim.trust), Reverse(end), claim.source)
    });
    let mut decided: Claims = Vec::new();
    for claim in claims {
        if !decided.iter().any(|known| known.value == claim.value) {
            decided.push(claim);
        }
    }
    decided
}

/// Moves a build with its revision in front of the same build without: both are right, and one is more exact.
pub(super) fn most_exact(mut builds: Claims) -> Claims {
    let adds_revision = |one: &str, other: &str| {
        one.strip_prefix(other)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    let better = builds.first().and_then(|first| {
        let mut rest = builds.iter().skip(1);
        rest.position(|claim| adds_revision(&claim.value, &first.value))
    });
    if let Some(place) = better {
        let exact = builds.remove(place + 1);
        builds.insert(0, exact);
    }
    builds.retain({
        let exact = builds.first().map(|first| first.value.clone());
        move |claim| {
            exact
                .as_ref()
                .is_none_or(|exact| !adds_revision(exact, &claim.value))
        }
    });
    builds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::facts::tests::{ONE, TWO};
    use crate::time::Zone;

    fn values(claims: &Claims) -> Vec<&str> {
        claims.iter().map(|claim| claim.value.as_str()).collect()
    }

    #[test]
    fn the_registry_is_believed_before_a_command_and_that_before_a_log() {
        let claims = [Trust::Log, Trust::Command, Trust::Registry]
            .map(|trust| Claim::new(trust, (format!("{trust:?}"), ONE)));
        let decided = decide(claims.to_vec(), &BTreeMap::new());
        assert_eq!(values(&decided), ["Registry", "Command", "Log"]);
    }

    #[test]
    fn of_two_logs_the_one_that_reaches_further_is_believed() {
        let end = |nanos| Stamp {
            nanos,
            zone: Zone::Utc,
        };
        let claim = |value: &str, source| Claim::new(Trust::Log, (value, source));
        let check = |ends: &[(SourceId, Stamp)], expected: [&str; 2]| {
            let claims = vec![claim("one", ONE), claim("two", TWO), claim("one", TWO)];
            let decided = decide(claims, &ends.iter().copied().collect());
            assert_eq!(values(&decided), expected);
        };
        check(&[(ONE, end(5)), (TWO, end(6))], ["two", "one"]);
        check(&[(ONE, end(6)), (TWO, end(5))], ["one", "two"]);
        check(&[(TWO, end(5))], ["two", "one"]);
        check(&[], ["one", "two"]);
    }

    #[test]
    fn a_revision_makes_a_build_more_exact_and_another_build_contradicts() {
        let check = |builds: &[&str], expected: &[&str]| {
            let claims = builds.iter();
            let claims = claims.map(|build| Claim::new(Trust::Log, (*build, ONE)));
            assert_eq!(values(&most_exact(claims.collect())), expected);
        };
        check(&["19045", "19045.4412"], &["19045.4412"]);
        check(&["19045.4412", "19045"], &["19045.4412"]);
        check(&["19045.4412", "19045.3000"], &["19045.4412", "19045.3000"]);
        check(&["19045", "22631.1"], &["19045", "22631.1"]);
        check(&["1904", "19045.1"], &["1904", "19045.1"]);
        check(&[], &[]);
    }

    #[test]
    fn a_value_without_end_is_cut() {
        let value = |length| Claim::new(Trust::Log, ("ä".repeat(length), ONE)).value;
        assert_eq!(value(LONGEST), "ä".repeat(LONGEST));
        assert_eq!(value(10_000), "ä".repeat(LONGEST) + "…");
    }
}
