//! The machine's facts, each from whatever tells it.

use std::collections::BTreeMap;

use super::Observed;
use super::claim::{Claim, Claims, Trust, decide, most_exact};
use super::registry::{CONFIGMGR, MDM, PENDING, POLICY, PRODUCT, VERSION};
use crate::record::{Fact, SourceId};
use crate::report::{Facts, ToldBy};
use crate::time::{LocalOffset, Stamp, Zone};

impl Observed {
    /// What is known of the machine. Who said it is a path that `path` gives.
    pub(in crate::engine) fn facts(
        &self,
        offset: &LocalOffset,
        path: &dyn Fn(SourceId) -> String,
    ) -> Facts {
        let mut facts = Facts::default();
        let mut first = |name: &str, claims: Claims| {
            let told = claims.iter().map(|claim| ToldBy {
                value: claim.value.clone(),
                path: path(claim.source),
            });
            let told: Vec<_> = told.collect();
            let value = told.first().map(|first| first.value.clone());
            if value.is_some() {
                facts.told_by.insert(name.to_owned(), told);
            }
            value
        };
        first("name", self.names());
        let windows = first("windows", self.windows());
        let build = first("build", most_exact(self.builds()));
        let role = first("role", self.roles());
        let update_source = first("update_source", self.update_sources());
        let time_zone = first("time_zone", self.zones());
        let boot = first("boot", self.boots(offset));
        let restart = first("restart_pending", self.restart());
        let managers = self.managers();
        first("managed_by", managers.clone());
        let space = self.free_space();
        first(
            "free_space",
            space.values().map(|(_, claim)| claim.clone()).collect(),
        );
        Facts {
            windows,
            build,
            role,
            managed_by: managers.into_iter().map(|claim| claim.value).collect(),
            update_source,
            time_zone,
            boot,
            restart_pending: restart
                .map(|pending| pending == "true")
                .or(self.no_restart()),
            free_space: space
                .into_iter()
                .map(|(drive, (free, _))| (drive, free))
                .collect(),
            ..facts
        }
    }

    fn windows(&self) -> Claims {
        let release = self.values.text(VERSION, "displayversion");
        let release = release.map_or_else(String::new, |(release, _)| format!(" {release}"));
        let product = self.values.text(VERSION, "productname");
        let product = product.map(|(name, source)| (format!("{name}{release}"), source));
        let product = product.map(|told| Claim::new(Trust::Registry, told));
        let system = self.system("os name");
        let system = system.map(|told| Claim::new(Trust::Command, told));
        self.decide([product, system], |fact| match fact {
            Fact::Windows(name) => Some(name),
            _ => None,
        })
    }

    fn builds(&self) -> Claims {
        let revision = self.values.number(VERSION, "ubr");
        let revision = revision.map_or_else(String::new, |revision| format!(".{revision}"));
        let registry = self.values.text(VERSION, "currentbuild");
        let registry = registry.map(|(build, source)| (format!("{build}{revision}"), source));
        let registry = registry.map(|told| Claim::new(Trust::Registry, told));
        let system = self.system("os version").and_then(|(version, source)| {
            let version = version.split_whitespace().next()?;
            Some((version.splitn(3, '.').nth(2)?, source))
        });
        let system = system.map(|told| Claim::new(Trust::Command, told));
        self.decide([registry, system], |fact| match fact {
            Fact::Build(build) => Some(build),
            _ => None,
        })
    }

    fn roles(&self) -> Claims {
        let product = self.values.text(PRODUCT, "producttype");
        let product = product.and_then(|(product, source)| {
            let role = match product.to_ascii_lowercase().as_str() {
                "winnt" => "client",
                "servernt" => "server",
                "lanmannt" => "domain controller",
                _ => return None,
            };
            Some(Claim::new(Trust::Registry, (role, source)))
        });
        let system = self.system("os configuration");
        let system = system.map(|(configuration, source)| {
            let configuration = configuration.to_ascii_lowercase();
            let role = if configuration.contains("domain controller") {
                "domain controller"
            } else if configuration.contains("server") {
                "server"
            } else {
                "client"
            };
            Claim::new(Trust::Command, (role, source))
        });
        self.decide([product, system], |fact| match fact {
            Fact::Role(role) => Some(role),
            _ => None,
        })
    }

    fn uses_wsus(&self) -> bool {
        self.values.number(&format!(r"{POLICY}\au"), "usewuserver") == Some(1)
    }

    fn update_sources(&self) -> Claims {
        let wsus = self.values.text(POLICY, "wuserver");
        let wsus = wsus.filter(|_| self.uses_wsus());
        let wsus = wsus.map(|told| Claim::new(Trust::Registry, told));
        self.decide([wsus, None], |fact| match fact {
            Fact::UpdateSource(address) => Some(address),
            _ => None,
        })
    }

    /// Several can manage one machine, so none of them contradicts another.
    fn managers(&self) -> Claims {
        let wsus = self.values.text(POLICY, "wuserver");
        let wsus = wsus.filter(|_| self.uses_wsus());
        let wsus = wsus.map(|(_, source)| ("wsus", source));
        let mdm = self.values.any_below(MDM).map(|source| ("intune", source));
        let ccm = self.values.any_below(CONFIGMGR);
        let ccm = ccm.map(|source| ("configmgr", source));
        let registry = [wsus, mdm, ccm].into_iter().flatten();
        let registry = registry.map(|told| Claim::new(Trust::Registry, told));
        let logs = self.told_of(&|fact| match fact {
            Fact::ManagedBy(name) => Some(name),
            _ => None,
        });
        decide(registry.chain(logs).collect(), &self.ends)
    }

    /// Starts of the machine, the last one first, whoever tells it.
    fn boots(&self, offset: &LocalOffset) -> Claims {
        let system = self.system("system boot time");
        let system = system.and_then(|(time, source)| Some((boot(time)?, source)));
        let logs = self.told.iter().filter_map(|(source, fact)| match fact {
            Fact::Boot(stamp) => Some((*stamp, *source)),
            _ => None,
        });
        let mut starts: Vec<_> = system.into_iter().chain(logs).collect();
        starts.sort_by_key(|(stamp, source)| {
            let instant = offset.instant(*stamp).unwrap_or(stamp.nanos);
            (std::cmp::Reverse(instant), *source)
        });
        // Earlier starts are no contradiction.
        starts.truncate(1);
        let shown = starts.into_iter();
        let shown = shown.map(|(stamp, source)| (offset.show(stamp), source));
        shown.map(|told| Claim::new(Trust::Log, told)).collect()
    }

    fn restart(&self) -> Claims {
        let told = self.restart.map(|source| ("true", source));
        told.map(|told| Claim::new(Trust::Registry, told))
            .into_iter()
            .collect()
    }

    /// That none is pending takes an export in which the keys would be.
    fn no_restart(&self) -> Option<bool> {
        let mut keys = PENDING.iter();
        keys.all(|key| self.covers_key(key)).then_some(false)
    }

    /// Free bytes by drive, as the newest source has it.
    fn free_space(&self) -> BTreeMap<String, (u64, Claim)> {
        let mut drives: BTreeMap<String, Vec<(u64, SourceId)>> = BTreeMap::new();
        for (source, fact) in &self.told {
            if let Fact::FreeSpace(drive, free) = fact {
                let drive = drive.to_ascii_uppercase();
                drives.entry(drive).or_default().push((*free, *source));
            }
        }
        let newest = |(drive, told): (String, Vec<(u64, SourceId)>)| {
            let claims = told.iter().map(|(free, source)| {
                let value = format!("{drive} {free}");
                Claim::new(Trust::Log, (value, *source))
            });
            let claim = decide(claims.collect(), &self.ends).into_iter().next()?;
            let (free, _) = *told.iter().find(|(free, source)| {
                *source == claim.source && claim.value.ends_with(&format!(" {free}"))
            })?;
            Some((drive, (free, claim)))
        };
        drives.into_iter().filter_map(newest).collect()
    }

    /// Claims of registry and commands, and what formats tell of the same.
    fn decide(&self, known: [Option<Claim>; 2], of: impl Fn(&Fact) -> Option<&String>) -> Claims {
        let claims = known.into_iter().flatten().chain(self.told_of(&of));
        decide(claims.collect(), &self.ends)
    }

    fn told_of(&self, of: &dyn Fn(&Fact) -> Option<&String>) -> Claims {
        let told = self.told.iter().filter_map(|(source, fact)| {
            let value = of(fact).filter(|value| !value.is_empty())?;
            Some(Claim::new(Trust::Log, (value, *source)))
        });
        told.collect()
    }
}

/// `systeminfo` writes times in the machine's own form; only the two that cannot be mistaken are taken: with AM or PM, and
/// with dots.
fn boot(text: &str) -> Option<Stamp> {
    let forms = ["%m/%d/%Y, %I:%M:%S %p", "%d.%m.%Y, %H:%M:%S"];
    let read = |form: &&str| jiff::civil::DateTime::strptime(form, text.trim()).ok();
    let time = forms.iter().find_map(read)?;
    let date = (time.year(), time.month(), time.day());
    let clock = (time.hour(), time.minute(), time.second());
    Stamp::from_civil(date, clock, 0, Zone::Local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::facts::tests::{ONE, TWO, observed};
    use crate::record::RegistryData;

    fn facts(observed: &Observed) -> Facts {
        observed.facts(&LocalOffset::Unknown, &|source| {
            format!("source {}", source.0)
        })
    }

    #[test]
    fn wsus_counts_only_where_the_client_is_told_to_use_it() {
        let server = (
            r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate",
            "WUServer",
            RegistryData::Text("http://wsus".into()),
        );
        let switch = |on| {
            (
                r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU",
                "UseWUServer",
                RegistryData::Number(on),
            )
        };
        let on = facts(&observed(&[server.clone(), switch(1)]));
        assert_eq!(
            (on.managed_by, on.update_source),
            (vec!["wsus".to_owned()], Some("http://wsus".into()))
        );
        let off = facts(&observed(&[server, switch(0)]));
        assert_eq!((off.managed_by, off.update_source), (vec![], None));
    }

    #[test]
    fn a_boot_time_is_taken_only_in_a_form_that_is_clear() {
        let check = |text, expected: Option<&str>| {
            let got = boot(text).map(Stamp::rfc3339);
            assert_eq!(got.as_deref(), expected, "{text}");
        };
        check("5/13/2024, 7:58:01 AM", Some("2024-05-13T07:58:01"));
        check("13.05.2024, 17:58:01", Some("2024-05-13T17:58:01"));
        check("05/06/2024, 17:58:01", None);
    }

    #[test]
    fn sources_that_contradict_are_both_kept() {
        let version = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
        let build = RegistryData::Text("19045".into());
        let mut observed = observed(&[(version, "CurrentBuild", build)]);
        observed.tell(TWO, &Fact::Build("19044.1288".into()));
        let check = |observed: &Observed, expected: &[(&str, u32)]| {
            let facts = facts(observed);
            let told = |(value, source): &(&str, u32)| ToldBy {
                value: (*value).to_owned(),
                path: format!("source {source}"),
            };
            let expected: Vec<_> = expected.iter().map(told).collect();
            assert_eq!(facts.told_by["build"], expected);
            assert_eq!(facts.build.as_deref(), Some(expected[0].value.as_str()));
        };
        check(&observed, &[("19045", 1), ("19044.1288", 2)]);
        observed.tell(TWO, &Fact::Build("19045.4412".into()));
        check(&observed, &[("19045.4412", 2), ("19044.1288", 2)]);
    }

    #[test]
    fn the_last_start_and_the_free_space_are_the_newest_told() {
        let stamp = |nanos| Stamp {
            nanos,
            zone: Zone::Utc,
        };
        let mut observed = Observed::default();
        observed.tell(ONE, &Fact::Boot(stamp(5_000_000_000)));
        observed.tell(TWO, &Fact::Boot(stamp(4_000_000_000)));
        observed.tell(ONE, &Fact::FreeSpace("c:".into(), 7));
        observed.tell(TWO, &Fact::FreeSpace("C:".into(), 17));
        observed.reaches(ONE, stamp(1));
        observed.reaches(TWO, stamp(2));
        let facts = facts(&observed);
        assert_eq!(facts.boot.as_deref(), Some("1970-01-01T00:00:05Z"));
        assert_eq!(facts.free_space, BTreeMap::from([("C:".to_owned(), 17)]));
        assert_eq!(facts.told_by["free_space"][0].path, "source 2");
    }

    #[test]
    fn that_no_restart_is_pending_takes_an_export_of_the_keys() {
        let key = |key: &'static str| (key, "x", RegistryData::Number(1));
        let check = |keys: &[&'static str], expected| {
            let values: Vec<_> = keys.iter().map(|name| key(name)).collect();
            assert_eq!(facts(&observed(&values)).restart_pending, expected);
        };
        let current = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion";
        let servicing = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing";
        let pending = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending";
        check(&[], None);
        check(&[servicing], None);
        check(&[current], Some(false));
        check(&[current, pending], Some(true));
        check(&[pending], Some(true));
    }
}
