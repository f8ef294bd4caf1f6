//! The causes that a cause is easily taken for: those it gives way to or replaces, and those that show the same codes.

use std::collections::BTreeSet;

use super::entry;
use super::shows::evidence;
use crate::code::ErrorCode;
use crate::rule::{Cause, Predicate, RuleSet, Status};

/// Most causes with a code in common that are told; the closest.
const MOST: usize = 6;

/// The lines of the section.
pub(super) fn lines(cause: &Cause, rules: &RuleSet) -> Vec<String> {
    let find = |id: &String| rules.causes.iter().find(|other| other.id == *id);
    let replaces = cause.overrides.iter().map(|id| {
        let title = find(id).map(|other| other.title.as_str());
        format!("takes the place of {}", entry(id, title))
    });
    let yields = rules
        .causes
        .iter()
        .filter(|other| other.overrides.contains(&cause.id))
        .map(|other| format!("gives way to {}", told(other)));
    let linked: Vec<String> = replaces.chain(yields).collect();
    linked.into_iter().chain(alike(cause, rules)).collect()
}

/// Causes that share a code and are not linked otherwise, those with the most in common first.
fn alike(cause: &Cause, rules: &RuleSet) -> Vec<String> {
    let own = codes(cause, rules);
    let in_use = rules.causes.iter().filter(|other| {
        !matches!(other.status, Status::Deprecated(_))
            && other.id != cause.id
            && !other.overrides.contains(&cause.id)
            && !cause.overrides.contains(&other.id)
    });
    let mut shared: Vec<(usize, &Cause)> = in_use
        .map(|other| (codes(other, rules).intersection(&own).count(), other))
        .filter(|(count, _)| *count > 0)
        .collect();
    shared.sort_by_key(|(count, other)| (std::cmp::Reverse(*count), &other.id));
    shared.truncate(MOST);
    shared.into_iter().map(|(_, other)| told(other)).collect()
}

/// A cause with what speaks for it most.
fn told(cause: &Cause) -> String {
    let items = cause.weigh.iter().flat_map(|weigh| &weigh.for_);
    let strongest = items
        .filter(|item| !item.note.is_empty())
        .max_by_key(|item| item.add);
    let title = entry(&cause.id, Some(&cause.title));
    match strongest {
        Some(item) => format!("{title}; told by: {}", item.note),
        None => title,
    }
}

/// The codes that the cause is seen by, ranges and carriers left out.
fn codes(cause: &Cause, rules: &RuleSet) -> BTreeSet<ErrorCode> {
    let mut codes = BTreeSet::new();
    for signal in evidence(cause)
        .into_iter()
        .filter_map(|id| rules.signal(id))
    {
        signal.predicate.visit(&mut |one| {
            if let Predicate::Code(ranges) = one {
                let single = ranges.iter().filter(|range| range.low == range.high);
                codes.extend(single.map(|range| range.low));
            }
        });
    }
    codes.retain(|code| !code.is_carrier());
    codes
}
