//! Events that share something: a capture, a code, the thread they were written by.

use std::collections::BTreeMap;

use crate::engine::fold::Event;
use crate::engine::fold::outcome::captures;
use crate::engine::fold::outcome::subject::key;
use crate::rule::{Join, RuleSet};

/// One value for each join.
pub(super) type Key = Vec<String>;

/// What the event carries of the join, in comparable form; several where it carries several codes.
pub(super) fn values(join: &Join, event: &Event, rules: &RuleSet) -> Vec<String> {
    let record = &event.hit.record;
    match join {
        Join::Code => record.codes.iter().map(ToString::to_string).collect(),
        Join::Process => record.process.iter().map(ToString::to_string).collect(),
        Join::Thread => record.thread.iter().map(ToString::to_string).collect(),
        Join::Source => vec![record.source.0.to_string()],
        Join::Capture(wanted) => captures(rules, event)
            .filter(|(name, _)| name == wanted)
            .filter_map(|(name, value)| key(name, value))
            .collect(),
    }
}

/// Every key that the event has; none where it lacks one of the joins, the empty one where nothing is joined.
pub(super) fn keys(joins: &[Join], event: &Event, rules: &RuleSet) -> Vec<Key> {
    let mut keys = vec![Key::new()];
    for join in joins {
        let values = values(join, event, rules);
        let longer = keys.iter().flat_map(|key| {
            let with = |value: &String| key.iter().chain([value]).cloned().collect();
            values.iter().map(with)
        });
        keys = longer.collect();
    }
    keys
}

/// The events by key.
pub(super) fn groups<'f>(
    joins: &[Join],
    events: &[&'f Event],
    rules: &RuleSet,
) -> BTreeMap<Key, Vec<&'f Event>> {
    let mut groups: BTreeMap<Key, Vec<&Event>> = BTreeMap::new();
    for event in events {
        for key in keys(joins, event, rules) {
            groups.entry(key).or_default().push(event);
        }
    }
    groups
}

/// Whether the event is about something else than the key: it carries one of the joins, and another value.
pub(super) fn differs(key: &Key, joins: &[Join], event: &Event, rules: &RuleSet) -> bool {
    joins.iter().zip(key).any(|(join, wanted)| {
        let values = values(join, event, rules);
        !values.is_empty() && !values.contains(wanted)
    })
}
