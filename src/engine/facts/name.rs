//! What the machine is called.
//!
//! A machine that was renamed has its old names in older events, and setup runs under names that it makes up
//! (`WIN-4Q8R0T1U2V3`, `MINWINPC`, `DESKTOP-1A2B3C4`). So of the names in events one that setup made up counts only where there
//! is no other, and of the others the one given most often. A name with its domain is the same name, and more exact.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Observed;
use super::claim::{Claim, Claims, Trust, decide};
use super::registry::COMPUTER;
use crate::record::SourceId;

/// Names that logs give, and where each was seen first.
#[derive(Debug, Default, Clone)]
pub(super) struct Names {
    /// By events, with how often.
    events: BTreeMap<String, (u64, SourceId)>,
    /// By collectors, in paths.
    paths: BTreeMap<String, SourceId>,
}

impl Names {
    pub(super) fn event(&mut self, source: SourceId, name: &str) {
        self.count(name, 1, source);
    }

    pub(super) fn path(&mut self, source: SourceId, name: &str) {
        let first = self.paths.entry(name.to_owned()).or_insert(source);
        *first = source.min(*first);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (name, (count, source)) in other.events {
            self.count(&name, count, source);
        }
        for (name, source) in other.paths {
            self.path(source, &name);
        }
    }

    fn count(&mut self, name: &str, count: u64, source: SourceId) {
        if is_name(name) {
            let known = self.events.entry(name.to_owned()).or_insert((0, source));
            *known = (known.0 + count, source.min(known.1));
        }
    }

    /// The name by events: the host named most often, with its domain where one is told.
    fn of_events(&self) -> Option<(&str, SourceId)> {
        let same_host = |name: &str| {
            let host = host(name);
            let same = self
                .events
                .iter()
                .filter(move |(other, _)| self::host(other).eq_ignore_ascii_case(host));
            same.map(|(_, (count, _))| count).sum::<u64>()
        };
        let best = self.events.iter().max_by_key(|(name, (count, _))| {
            let given = !is_given_by_setup(host(name));
            (
                given,
                same_host(name),
                name.contains('.'),
                *count,
                Reverse(*name),
            )
        });
        best.map(|(name, (_, source))| (name.as_str(), *source))
    }
}

impl Observed {
    /// What the machine is called.
    pub(super) fn names(&self) -> Claims {
        let mut keys = COMPUTER.iter();
        let registry = keys.find_map(|key| self.values.text(key, "computername"));
        let registry = registry.map(|told| Claim::new(Trust::Registry, told));
        let system = self.system("host name");
        let system = system.map(|told| Claim::new(Trust::Command, told));
        let path = self.names.paths.iter().next();
        let path = path.map(|(name, source)| Claim::new(Trust::Collector, (name, *source)));
        let events = self.names.of_events();
        let events = events.map(|told| Claim::new(Trust::Log, told));
        let all = [registry, system, path, events].into_iter().flatten();
        let all = all.filter(|claim| is_name(&claim.value));
        let names = decide(all.collect(), &self.ends);
        // `pc1` and `PC1.contoso.com` do not contradict each other, and one is more exact.
        let mut merged: Claims = Vec::new();
        for name in names {
            let same =
                |known: &&mut Claim| host(&known.value).eq_ignore_ascii_case(host(&name.value));
            match merged.iter_mut().find(same) {
                Some(known) if name.value.len() > known.value.len() => *known = name,
                Some(_) => {}
                None => merged.push(name),
            }
        }
        merged
    }

    /// The machine's name, and how far it can be relied on.
    pub(in crate::engine) fn named(&self) -> Option<(Trust, String)> {
        let name = self.names().into_iter().next();
        name.map(|claim| (claim.trust, claim.value))
    }

    /// The machine's name.
    pub(in crate::engine) fn name(&self) -> Option<String> {
        self.names().into_iter().next().map(|claim| claim.value)
    }
}

/// The name without its domain.
pub(in crate::engine) fn host(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Whether a computer can be called that, with or without its domain: in any language, but as long as DNS has it.
pub(in crate::engine) fn is_name(name: &str) -> bool {
    const LABEL: usize = 63;
    const LONGEST: usize = 255;
    let fits = |label: &str| !label.is_empty() && label.chars().count() <= LABEL;
    name.len() <= LONGEST
        && name.split('.').all(fits)
        && name
            .chars()
            .all(|char| char.is_alphanumeric() || matches!(char, '.' | '-' | '_'))
}

/// Whether setup makes such names up.
pub(in crate::engine) fn is_given_by_setup(host: &str) -> bool {
    let host = host.to_ascii_uppercase();
    let random = |beginning: &str, length: usize| {
        host.strip_prefix(beginning).is_some_and(|rest| {
            rest.len() == length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    host == "MINWINPC"
        || random("WIN-", 11)
        || random("DESKTOP-", 7)
        || random("LAPTOP-", 8)
        || host.starts_with("MININT-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::facts::tests::{ONE, TWO, observed};
    use crate::record::RegistryData;

    #[test]
    fn a_name_that_setup_made_up_counts_only_where_there_is_no_other() {
        let check = |events: &[&str], expected: Option<&str>| {
            let mut observed = Observed::default();
            for name in events {
                observed.computer(ONE, name);
            }
            assert_eq!(observed.name().as_deref(), expected, "{events:?}");
        };
        check(&[], None);
        check(&["", "pc1"], Some("pc1"));
        check(&["WIN-4Q8R0T1U2V3", "WIN-4Q8R0T1U2V3", "pc1"], Some("pc1"));
        check(&["DESKTOP-1A2B3C4", "MINWINPC", "pc1"], Some("pc1"));
        check(&["DESKTOP-1A2B3C4"], Some("DESKTOP-1A2B3C4"));
        check(&["pc2", "pc1", "pc2"], Some("pc2"));
        check(&["pc2", "pc1"], Some("pc1"));
        check(&["DESKTOP-REISE", "WIN-1", "WIN-1"], Some("WIN-1"));
    }

    #[test]
    fn the_registry_names_the_machine_before_a_path_and_that_before_events() {
        let key = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName";
        let named = RegistryData::Text("PC-REG".into());
        let mut observed = observed(&[(key, "ComputerName", named)]);
        observed.computer(TWO, "pc-event.contoso.test");
        observed.computer(TWO, "pc-event.contoso.test");
        observed.named_by_path(TWO, "PC-PATH");
        let names: Vec<_> = observed.names().into_iter().map(|it| it.value).collect();
        assert_eq!(names, ["PC-REG", "PC-PATH", "pc-event.contoso.test"]);
    }

    #[test]
    fn a_name_with_its_domain_is_the_same_name_and_more_exact() {
        let mut observed = Observed::default();
        observed.computer(ONE, "pc1.contoso.test");
        observed.named_by_path(TWO, "PC1");
        assert_eq!(observed.names().len(), 1);
        assert_eq!(observed.name().as_deref(), Some("pc1.contoso.test"));
    }

    #[test]
    fn what_no_computer_can_be_called_is_no_name() {
        let check = |name: &str, expected: bool| assert_eq!(is_name(name), expected, "{name}");
        check("PC1", true);
        check("büro_pc-7.contoso.test", true);
        check("", false);
        check("PC1.", false);
        check("PC 1", false);
        check("\u{1b}[2JPC1", false);
        check("..\\PC1", false);
        check(&"A".repeat(64), false);
        check(&vec!["A".repeat(60); 5].join("."), false);
        let mut observed = Observed::default();
        observed.computer(ONE, &"A".repeat(10_000));
        observed.computer(ONE, "PC1");
        assert_eq!(observed.name().as_deref(), Some("PC1"));
    }
}
