//! What the inputs tell of the machine itself: its name, its build, who manages it, where its updates come from.
//!
//! [`Observed`] is filled while sources are read; [`Observed::facts`] sorts it out afterwards. Only what a source says plainly
//! is taken; what none says stays unknown. Which of two contradicting sources is believed is told in `claim`, which zone the
//! machine's local times are in, in `zone`.

use std::collections::{BTreeMap, BTreeSet};

use crate::format;
use crate::record::{Fact, Kind, Record, RegistryFact, SourceId};
use crate::time::Stamp;

mod beside;
mod claim;
mod machine;
mod name;
mod registry;
mod zone;

pub(super) use claim::Trust;
pub(super) use name::{host, is_given_by_setup, is_name};

use name::Names;
use registry::Values;
use zone::Reported;

/// Field in which a format gives the offset beside a record's time, `+0300`.
const OFFSET_FIELD: &str = "utc_offset";

/// Raw facts, as sources told them.
#[derive(Debug, Default, Clone)]
pub(super) struct Observed {
    names: Names,
    /// Registry values below the keys of interest.
    values: Values,
    /// Topmost keys of registry exports, in lower case.
    roots: BTreeSet<String>,
    /// Topmost keys of hives. Keys that Windows keeps in memory alone are not in them.
    hives: BTreeSet<String>,
    /// Commands whose output was understood.
    commands: BTreeSet<String>,
    /// `systeminfo` lines by name in lower case, and the output they stand in.
    system: BTreeMap<String, (String, SourceId)>,
    /// What formats tell, in the order of sources.
    told: Vec<(SourceId, Fact)>,
    /// Keys that are there only while a restart is pending.
    restart: Option<SourceId>,
    reported: Option<Reported>,
    /// How far each source reaches.
    ends: BTreeMap<SourceId, Stamp>,
}

impl Observed {
    /// Takes what a record of a source that is read whole tells.
    pub(super) fn record(&mut self, source: SourceId, record: &Record<'_>) {
        if let Some(fact) = &record.registry {
            return self.registry(source, fact, record.component == format::HIVE);
        }
        if record.kind == Kind::CommandOutput && !record.component.is_empty() {
            self.commands.insert(record.component.to_string());
        }
        if record.component == "systeminfo" {
            let lines = record.fields.iter().map(|(name, value)| {
                let value = (value.trim().to_owned(), source);
                (name.to_ascii_lowercase(), value)
            });
            self.system.extend(lines);
        }
    }

    /// Takes what a format tells of the machine beside its records.
    pub(super) fn tell(&mut self, source: SourceId, fact: &Fact) {
        match fact {
            Fact::Computer(name) => self.computer(source, name),
            Fact::RestartPending => self.restart = self.restart.or(Some(source)),
            fact => {
                let told = (source, fact.clone());
                if !self.told.contains(&told) {
                    self.told.push(told);
                }
            }
        }
    }

    /// Takes the offset that a record of ReportingEvents.log has beside its time.
    pub(super) fn offset_of(&mut self, record: &Record<'_>) {
        let offset = record
            .field(OFFSET_FIELD)
            .and_then(crate::time::parse_offset);
        if let Some((stamp, seconds)) = record.stamp.zip(offset) {
            self.offset(stamp, seconds);
        }
    }

    /// Takes an offset from UTC, in seconds, that a log tells for a time.
    pub(super) fn offset(&mut self, stamp: Stamp, seconds: i32) {
        self.reported = self.reported.max(Some(Reported { stamp, seconds }));
    }

    /// Takes the computer name of an event.
    pub(super) fn computer(&mut self, source: SourceId, name: &str) {
        self.names.event(source, name);
    }

    /// Takes the computer's name that a collector wrote into a path.
    pub(super) fn named_by_path(&mut self, source: SourceId, name: &str) {
        self.names.path(source, name);
    }

    /// Takes how far a source reaches, so that the newest of two can be believed.
    pub(super) fn reaches(&mut self, source: SourceId, end: Stamp) {
        self.ends.insert(source, end);
    }

    fn registry(&mut self, source: SourceId, fact: &RegistryFact, in_hive: bool) {
        let key = fact.key.to_ascii_lowercase();
        if registry::is_pending(&key) {
            self.restart = self.restart.or(Some(source));
        }
        self.values.take(source, &key, fact);
        let roots = if in_hive {
            &mut self.hives
        } else {
            &mut self.roots
        };
        if !lies_in(&key, roots) {
            roots.insert(key);
        }
    }

    /// Forgets whom a source named, which is of other computers.
    pub(super) fn without_names(self) -> Self {
        Self {
            names: Names::default(),
            ..self
        }
    }

    /// Takes what another window or source told.
    pub(super) fn merge(&mut self, other: Self) {
        self.names.merge(other.names);
        self.values.merge(other.values);
        self.roots.extend(other.roots);
        self.hives.extend(other.hives);
        self.commands.extend(other.commands);
        self.system.extend(other.system);
        for (source, fact) in &other.told {
            self.tell(*source, fact);
        }
        self.restart = self.restart.or(other.restart);
        self.reported = self.reported.max(other.reported);
        self.ends.extend(other.ends);
    }

    /// Whether a registry export or a hive contains the key, or would if the machine had it. Of a key that lacks its
    /// beginning nobody can say.
    pub(super) fn covers_key(&self, key: &str) -> bool {
        let key = key.to_ascii_lowercase();
        lies_in(&key, &self.roots) || lies_in(&key, &self.hives) && !registry::is_volatile(&key)
    }

    /// Whether the output of the command was understood.
    pub(super) fn has_output_of(&self, command: &str) -> bool {
        self.commands
            .iter()
            .any(|known| known.eq_ignore_ascii_case(command))
    }

    /// A line of `systeminfo`.
    fn system(&self, name: &str) -> Option<(&str, SourceId)> {
        let (value, source) = self.system.get(name)?;
        (!value.is_empty()).then_some((value.as_str(), *source))
    }
}

/// Whether the key is one of these or lies below one.
fn lies_in(key: &str, roots: &BTreeSet<String>) -> bool {
    let mut ancestors = key.match_indices('\\').filter_map(|(at, _)| key.get(..at));
    roots.contains(key) || ancestors.any(|ancestor| roots.contains(ancestor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RegistryData;

    pub(super) const ONE: SourceId = SourceId(1);
    pub(super) const TWO: SourceId = SourceId(2);

    pub(super) fn observed(values: &[(&str, &str, RegistryData)]) -> Observed {
        let mut observed = Observed::default();
        for (key, name, data) in values {
            let value = Some(((*name).to_owned(), data.clone()));
            let key = (*key).to_owned();
            observed.registry(ONE, &RegistryFact { key, value }, false);
        }
        observed
    }

    #[test]
    fn an_export_covers_what_lies_below_its_root_present_or_not() {
        let observed = observed(&[(
            r"HKEY_LOCAL_MACHINE\SYSTEM\SCHANNEL",
            "x",
            RegistryData::Number(1),
        )]);
        assert!(
            observed.covers_key(r"HKEY_LOCAL_MACHINE\SYSTEM\SCHANNEL\Protocols\TLS 1.2\Client")
        );
        assert!(
            !observed.covers_key(r"HKEY_LOCAL_MACHINE\SYSTEM\SCHANNELS")
                && !observed.covers_key(r"SCHANNEL\Protocols")
        );
    }

    #[test]
    fn a_hive_does_not_tell_of_keys_that_are_never_written_to_it() {
        let mut observed = Observed::default();
        let key = r"HKEY_LOCAL_MACHINE\SOFTWARE".to_owned();
        observed.registry(ONE, &RegistryFact { key, value: None }, true);
        let current = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion";
        let check = |below: &str, expected| {
            let key = format!(r"{current}\{below}");
            assert_eq!(observed.covers_key(&key), expected, "{below}");
        };
        check("Internet Settings", true);
        check(r"Component Based Servicing\RebootPending", false);
        check(r"WindowsUpdate\Auto Update\RebootRequired", false);
    }
}
