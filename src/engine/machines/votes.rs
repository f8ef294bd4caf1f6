//! Whom each part names, and which of those names are of one machine.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::content::{could_name, named_in};
use super::path::is_of_others;
use crate::engine::facts::{Trust, host, is_given_by_setup, is_name};
use crate::source::Source;

/// Sources of a part that are looked at: those that are likely to name a computer, and of the others.
const MOST_LIKELY: usize = 256;
const MOST_OTHERS: usize = 64;
/// As many sources that name a computer by their events are enough.
const ENOUGH: usize = 4;
/// Characters of a NetBIOS name.
const NETBIOS: usize = 15;

/// Extensions of files that are likely to name a computer: they are looked at first.
const LIKELY: [&str; 8] = ["evtx", "reg", "nfo", "xml", "txt", "csv", "json", "hiv"];

/// Who a part says it is of.
#[derive(Debug, Default)]
pub(super) struct Votes {
    /// Names as they are compared, by how far they can be relied on, with how many sources say so.
    names: BTreeMap<(Trust, String), usize>,
    /// Whether the part is a single file.
    alone: bool,
}

impl Votes {
    /// What the sources of a part say; `by_path` has those whose paths say it.
    pub(super) fn of(sources: &[&Source], by_path: &BTreeMap<&str, String>) -> Self {
        let mut votes = Self {
            alone: sources.len() == 1,
            ..Self::default()
        };
        let named = sources
            .iter()
            .filter_map(|it| by_path.get(it.path.as_str()));
        named.for_each(|name| votes.add(Trust::Collector, name));
        if !votes.names.is_empty() {
            return votes;
        }
        let own = sources.iter().copied().filter(|it| !is_of_others(it));
        let (mut likely, mut others): (Vec<&Source>, Vec<&Source>) =
            own.partition(|it| is_likely(it));
        for sources in [&mut likely, &mut others] {
            sources.sort_by_key(|source| &source.path);
        }
        let others = others.into_iter().take(MOST_OTHERS);
        let others = others.filter(|source| could_name(source));
        for source in likely.into_iter().take(MOST_LIKELY).chain(others) {
            if let Some((trust, name)) = named_in(source) {
                votes.add(trust, &name);
                if trust > Trust::Log || votes.names.values().sum::<usize>() >= ENOUGH {
                    break;
                }
            }
        }
        votes
    }

    fn add(&mut self, trust: Trust, name: &str) {
        if is_name(name.trim()) {
            let name = comparable(name);
            *self.names.entry((trust, name)).or_default() += 1;
        }
    }

    /// The part's one name.
    fn name(&self) -> Option<&str> {
        let best = self.names.iter().max_by_key(|((trust, name), count)| {
            (*trust, !is_given_by_setup(name), **count, Reverse(name))
        });
        best.map(|((_, name), _)| name.as_str())
    }

    fn is_weak(&self) -> bool {
        self.alone && self.name().is_some_and(is_given_by_setup)
    }
}

/// The name of the machine that each part is of, where it says so.
pub(super) fn agree<'v>(parts: impl Iterator<Item = &'v Votes> + Clone) -> Vec<Option<String>> {
    let strong = parts.clone().filter(|votes| !votes.is_weak());
    let strong: BTreeSet<&str> = strong.filter_map(Votes::name).collect();
    // Names that setup made up, by the name that a part has in their place.
    let mut former: BTreeMap<&str, &str> = BTreeMap::new();
    for votes in parts.clone() {
        let Some(name) = votes.name() else { continue };
        for (_, other) in votes.names.keys() {
            if other != name && is_given_by_setup(other) {
                former.entry(other).or_insert(name);
            }
        }
    }
    let named = parts.map(|votes| {
        let name = votes.name()?;
        let name = former.get(name).copied().unwrap_or(name);
        let counts = !votes.is_weak() || strong.is_empty() || strong.contains(name);
        counts.then(|| name.to_owned())
    });
    named.collect()
}

/// Without its domain, in capitals, as long as NetBIOS has it.
fn comparable(name: &str) -> String {
    let name = host(name.trim()).chars().take(NETBIOS);
    name.flat_map(char::to_uppercase).collect()
}

fn is_likely(source: &Source) -> bool {
    let extension = source.name().rsplit_once('.');
    extension.is_some_and(|(_, extension)| {
        LIKELY
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}
