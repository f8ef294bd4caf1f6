//! What the inputs tell of the machine itself: its name, its build, who manages it, where its updates come from.
//!
//! [`Observed`] is filled while sources are read; [`Observed::facts`] sorts it out afterwards. Only what a source says plainly is
//! taken; what none says stays unknown. Registry paths are Microsoft's documented ones.
//!
//! The machine's zone is told by the first of these that is there:
//!
//! 1. the registry of a machine whose daylight time is switched off: its bias holds all year;
//! 2. the name of the zone in the registry, where it is a known one: the zone with its daylight rules;
//! 3. the registry's bias, where the export shows that the zone has no daylight time;
//! 4. the name of the zone in `systeminfo`;
//! 5. the offset that ReportingEvents.log writes beside its times.
//!
//! A bias by itself tells the offset of the day on which it was collected, and `systeminfo` prints the offset of winter all
//! year round. Half of a year's logs would be an hour off, so neither counts where the zone may have daylight time.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::{Fact, Record, RegistryData, RegistryFact};
use crate::report::Facts;
use crate::time::LocalOffset;

const POLICY: &str = r"hkey_local_machine\software\policies\microsoft\windows\windowsupdate";
const VERSION: &str = r"hkey_local_machine\software\microsoft\windows nt\currentversion";
const ZONE: &str = r"hkey_local_machine\system\currentcontrolset\control\timezoneinformation";
const MDM: &str = r"hkey_local_machine\software\microsoft\policymanager\current\device\update";
const PENDING: [&str; 2] = [
    r"\component based servicing\rebootpending",
    r"\windowsupdate\auto update\rebootrequired",
];

/// Field in which a format gives the offset beside a record's time, `+0300`.
const OFFSET_FIELD: &str = "utc_offset";

/// Raw facts, as sources told them.
#[derive(Debug, Default, Clone)]
pub(super) struct Observed {
    /// Computer names with how often each was named.
    pub(super) computers: BTreeMap<String, u64>,
    /// Registry values below the keys of interest, `key\value` in lower case.
    values: BTreeMap<String, RegistryData>,
    /// Topmost keys of registry exports, in lower case.
    pub(super) roots: BTreeSet<String>,
    /// Commands whose output was understood.
    pub(super) commands: BTreeSet<String>,
    /// `systeminfo` lines by name in lower case.
    system: BTreeMap<String, String>,
    restart_pending: bool,
    /// Offset from UTC that a log wrote beside its times, the newest one, in seconds.
    reported_offset: Option<i32>,
}

impl Observed {
    /// Takes what a record of a source that is read whole tells.
    pub(super) fn record(&mut self, record: &Record<'_>) {
        if let Some(fact) = &record.registry {
            return self.registry(fact);
        }
        if !record.component.is_empty() {
            self.commands.insert(record.component.to_string());
        }
        if record.component == "systeminfo" {
            let named = record
                .fields
                .iter()
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
            self.system.extend(named);
        }
    }

    /// Takes the offset that a record of ReportingEvents.log has beside its time.
    pub(super) fn offset_of(&mut self, record: &Record<'_>) {
        let offset = record
            .field(OFFSET_FIELD)
            .and_then(crate::time::parse_offset);
        self.reported_offset = offset.or(self.reported_offset);
    }

    /// Takes what a log tells beside its records.
    pub(super) fn tell(&mut self, fact: &Fact) {
        if let Fact::Computer(name) = fact {
            self.computer(name);
        }
    }

    /// Takes the computer name of an event.
    pub(super) fn computer(&mut self, name: &str) {
        if !name.is_empty() {
            *self.computers.entry(name.to_owned()).or_default() += 1;
        }
    }

    fn registry(&mut self, fact: &RegistryFact) {
        let key = fact.key.to_ascii_lowercase();
        self.restart_pending |= PENDING.iter().any(|pending| key.ends_with(pending));
        if let Some((name, data)) = &fact.value
            && [POLICY, VERSION, ZONE, MDM]
                .iter()
                .any(|known| key.starts_with(known))
        {
            self.values.insert(
                format!(r"{key}\{}", name.to_ascii_lowercase()),
                data.clone(),
            );
        }
        if !self.covers_key(&key) {
            self.roots.insert(key);
        }
    }

    /// Takes what another window or source told.
    pub(super) fn merge(&mut self, other: Self) {
        for (name, count) in other.computers {
            *self.computers.entry(name).or_default() += count;
        }
        self.values.extend(other.values);
        self.roots.extend(other.roots);
        self.commands.extend(other.commands);
        self.system.extend(other.system);
        self.restart_pending |= other.restart_pending;
        self.reported_offset = other.reported_offset.or(self.reported_offset);
    }

    /// Whether a registry export contains the key, or would if the machine had it. Of a key that lacks its beginning nobody
    /// can say.
    pub(super) fn covers_key(&self, key: &str) -> bool {
        let key = key.to_ascii_lowercase();
        let mut ancestors = key.match_indices('\\').filter_map(|(at, _)| key.get(..at));
        self.roots.contains(&key) || ancestors.any(|ancestor| self.roots.contains(ancestor))
    }

    /// Whether the output of the command was understood.
    pub(super) fn has_output_of(&self, command: &str) -> bool {
        self.commands
            .iter()
            .any(|known| known.eq_ignore_ascii_case(command))
    }

    fn number(&self, key: &str, name: &str) -> Option<u64> {
        match self.values.get(&format!(r"{key}\{name}"))? {
            RegistryData::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn string(&self, key: &str, name: &str) -> Option<String> {
        match self.values.get(&format!(r"{key}\{name}"))? {
            RegistryData::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// How far local time is ahead of UTC, as far as the inputs tell.
    pub(super) fn local_offset(&self) -> LocalOffset {
        let is = |name: &str, number| self.number(ZONE, name) == Some(number);
        let bias_if = |holds: bool| self.bias_offset().filter(|_| holds);
        let system = || LocalOffset::from_windows(self.system.get("time zone")?);
        bias_if(is("dynamicdaylighttimedisabled", 1))
            .or_else(|| LocalOffset::from_windows(&self.zone_name()?))
            .or_else(|| bias_if(is("daylightbias", 0)))
            .or_else(system)
            .or(self.reported_offset.map(LocalOffset::Fixed))
            .unwrap_or(LocalOffset::Unknown)
    }

    /// The zone's id in the registry; older systems leave what was there before behind its end.
    fn zone_name(&self) -> Option<String> {
        let name = self.string(ZONE, "timezonekeyname")?;
        let (name, _) = name.split_once('\0').unwrap_or((&name, ""));
        Some(name.to_owned())
    }

    /// The bias is minutes west of UTC, a signed 32-bit number in an unsigned field.
    fn bias_offset(&self) -> Option<LocalOffset> {
        let bias = u32::try_from(self.number(ZONE, "activetimebias")?)
            .ok()?
            .cast_signed();
        bias.checked_mul(-60)
            .filter(|seconds| seconds.abs() <= 14 * 3600)
            .map(LocalOffset::Fixed)
    }

    /// The name most often given.
    pub(super) fn name(&self) -> Option<String> {
        let told = self
            .computers
            .iter()
            .max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
        let told = told.map(|(name, _)| name.clone());
        told.or_else(|| self.system.get("host name").cloned())
            .filter(|name| !name.is_empty())
    }

    /// What is known of the machine.
    pub(super) fn facts(&self) -> Facts {
        Facts {
            windows: self
                .system
                .get("os name")
                .cloned()
                .or_else(|| self.windows()),
            build: self.build(),
            role: self.role(),
            managed_by: self.managed_by(),
            update_source: self.string(POLICY, "wuserver").filter(|_| self.uses_wsus()),
            time_zone: self
                .system
                .get("time zone")
                .cloned()
                .or_else(|| self.zone_name()),
            boot: self
                .system
                .get("system boot time")
                .and_then(|time| boot(time)),
            restart_pending: self.restart_pending.then_some(true),
            ..Facts::default()
        }
    }

    fn windows(&self) -> Option<String> {
        let product = self.string(VERSION, "productname")?;
        let release = self
            .string(VERSION, "displayversion")
            .map(|release| format!(" {release}"));
        Some(product + &release.unwrap_or_default())
    }

    fn build(&self) -> Option<String> {
        if let Some(build) = self.string(VERSION, "currentbuild") {
            return Some(
                self.number(VERSION, "ubr")
                    .map_or(build.clone(), |revision| format!("{build}.{revision}")),
            );
        }
        let version = self.system.get("os version")?;
        version
            .split_whitespace()
            .next()?
            .splitn(3, '.')
            .nth(2)
            .map(str::to_owned)
    }

    fn role(&self) -> Option<String> {
        let configuration = self.system.get("os configuration")?.to_ascii_lowercase();
        let role = if configuration.contains("domain controller") {
            "domain controller"
        } else if configuration.contains("server") {
            "server"
        } else {
            "client"
        };
        Some(role.to_owned())
    }

    fn uses_wsus(&self) -> bool {
        self.number(&format!(r"{POLICY}\au"), "usewuserver") == Some(1)
    }

    fn managed_by(&self) -> Vec<String> {
        let wsus =
            (self.uses_wsus() && self.string(POLICY, "wuserver").is_some()).then_some("wsus");
        let mdm = self
            .values
            .keys()
            .any(|key| key.starts_with(MDM))
            .then_some("intune");
        wsus.into_iter().chain(mdm).map(str::to_owned).collect()
    }
}

/// `systeminfo` writes times in the machine's own form; only the two that cannot be mistaken are taken: with AM or PM, and
/// with dots.
fn boot(text: &str) -> Option<String> {
    let forms = ["%m/%d/%Y, %I:%M:%S %p", "%d.%m.%Y, %H:%M:%S"];
    let read = |form: &&str| jiff::civil::DateTime::strptime(form, text.trim()).ok();
    forms.iter().find_map(read).map(|time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(values: &[(&str, &str, RegistryData)]) -> Observed {
        let mut observed = Observed::default();
        for (key, name, data) in values {
            let value = Some(((*name).to_owned(), data.clone()));
            observed.registry(&RegistryFact {
                key: (*key).to_owned(),
                value,
            });
        }
        observed
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
        let on = observed(&[server.clone(), switch(1)]).facts();
        assert_eq!(
            (on.managed_by, on.update_source),
            (vec!["wsus".to_owned()], Some("http://wsus".into()))
        );
        let off = observed(&[server, switch(0)]).facts();
        assert_eq!((off.managed_by, off.update_source), (vec![], None));
    }

    #[test]
    fn a_boot_time_is_taken_only_in_a_form_that_is_clear() {
        assert_eq!(
            boot("5/13/2024, 7:58:01 AM").as_deref(),
            Some("2024-05-13T07:58:01")
        );
        assert_eq!(
            boot("13.05.2024, 17:58:01").as_deref(),
            Some("2024-05-13T17:58:01")
        );
        assert_eq!(boot("05/06/2024, 17:58:01"), None);
    }

    const ZONE_KEY: &str =
        r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\TimeZoneInformation";

    /// The offset by a registry with these numbers, and the name of a zone where there is one.
    fn offset(numbers: &[(&'static str, i32)], name: &str) -> LocalOffset {
        let number = |(name, number): &(&'static str, i32)| {
            let number = RegistryData::Number(u64::from(number.cast_unsigned()));
            (ZONE_KEY, *name, number)
        };
        let mut values: Vec<_> = numbers.iter().map(number).collect();
        values.push((ZONE_KEY, "TimeZoneKeyName", RegistryData::Text(name.into())));
        observed(&values).local_offset()
    }

    #[test]
    fn the_bias_is_minutes_west_of_utc() {
        let bias = |minutes| offset(&[("ActiveTimeBias", minutes), ("DaylightBias", 0)], "");
        assert_eq!(bias(-120), LocalOffset::Fixed(7200));
        assert_eq!(bias(300), LocalOffset::Fixed(-18_000));
        assert_eq!(bias(i32::MAX), LocalOffset::Unknown);
    }

    #[test]
    fn a_bias_counts_only_where_it_holds_all_year() {
        let check = |more: (&'static str, i32), name: &str, expected: LocalOffset| {
            let got = offset(&[("ActiveTimeBias", -120), more], name);
            assert_eq!(got, expected, "{more:?} {name}");
        };
        let berlin = || LocalOffset::parse("Europe/Berlin").unwrap();
        check(("Bias", -60), "", LocalOffset::Unknown);
        check(("DaylightBias", -60), "Contoso Time", LocalOffset::Unknown);
        check(("DaylightBias", -60), "W. Europe Standard Time", berlin());
        check(("Bias", -60), "W. Europe Standard Time\0ard Time", berlin());
        let fixed = LocalOffset::Fixed(7200);
        check(
            ("DynamicDaylightTimeDisabled", 1),
            "W. Europe Standard Time",
            fixed,
        );
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
}
