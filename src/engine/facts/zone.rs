//! How far the machine's local time is ahead of UTC. It is told by the first of these that is there:
//!
//! 1. the registry of a machine whose daylight time is switched off: its bias holds all year;
//! 2. the name of the zone in the registry, where it is a known one: the zone with its daylight rules;
//! 3. the registry's bias, where the export shows that the zone has no daylight time;
//! 4. the zone that a log gives with its daylight rules, as the header of a trace does, the newest of them;
//! 5. the name of the zone in `systeminfo`;
//! 6. the newest offset that a log shows: ReportingEvents.log beside its times, CBS.log by a time in UTC beside a local one.
//!
//! A bias by itself tells the offset of the day on which it was collected, and `systeminfo` prints the offset of winter all
//! year round. Half of a year's logs would be an hour off, so neither counts where the zone may have daylight time.

use super::Observed;
use super::claim::{Claim, Claims, Trust, decide};
use super::registry::ZONE;
use crate::record::{Fact, SourceId};
use crate::time::{LocalOffset, Stamp};

/// An offset from UTC in seconds, and the time it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reported {
    pub(super) stamp: Stamp,
    pub(super) seconds: i32,
}

impl Observed {
    /// How far local time is ahead of UTC, as far as the inputs tell.
    pub(in crate::engine) fn local_offset(&self) -> LocalOffset {
        let is = |name: &str, number| self.values.number(ZONE, name) == Some(number);
        let bias_if = |holds: bool| self.bias_offset().filter(|_| holds);
        let system = || LocalOffset::from_windows(self.system("time zone")?.0);
        let reported = || Some(LocalOffset::Fixed(self.reported?.seconds));
        bias_if(is("dynamicdaylighttimedisabled", 1))
            .or_else(|| LocalOffset::from_windows(self.zone_name()?.0))
            .or_else(|| bias_if(is("daylightbias", 0)))
            .or_else(|| self.zone_of_a_log())
            .or_else(system)
            .or_else(reported)
            .unwrap_or(LocalOffset::Unknown)
    }

    /// What the zone is called.
    pub(super) fn zones(&self) -> Claims {
        let registry = self.zone_name();
        let registry = registry.map(|told| Claim::new(Trust::Registry, told));
        let system = self.system("time zone");
        let system = system.map(|told| Claim::new(Trust::Command, told));
        let logs = self
            .zones_of_logs()
            .map(|(source, name, _)| Claim::new(Trust::Log, (name, source)));
        let claims = registry.into_iter().chain(system).chain(logs);
        let mut zones = decide(claims.collect(), &self.ends);
        // The registry and a command call one zone by different names.
        let mut known: Vec<LocalOffset> = Vec::new();
        zones.retain(|claim| {
            let zone = LocalOffset::from_windows(&claim.value);
            let same = zone.as_ref().is_some_and(|zone| known.contains(zone));
            known.extend(zone);
            !same
        });
        zones
    }

    /// The zone's id in the registry; older systems leave what was there before behind its end.
    fn zone_name(&self) -> Option<(&str, SourceId)> {
        let (name, source) = self.values.text(ZONE, "timezonekeyname")?;
        let name = name.split('\0').next().filter(|name| !name.is_empty())?;
        Some((name, source))
    }

    /// The bias is minutes west of UTC, a signed 32-bit number in an unsigned field.
    fn bias_offset(&self) -> Option<LocalOffset> {
        let bias = u32::try_from(self.values.number(ZONE, "activetimebias")?)
            .ok()?
            .cast_signed();
        bias.checked_mul(-60)
            .filter(|seconds| seconds.abs() <= 14 * 3600)
            .map(LocalOffset::Fixed)
    }

    fn zone_of_a_log(&self) -> Option<LocalOffset> {
        let end = |source| self.ends.get(&source).map(|stamp| stamp.nanos);
        let known = self.zones_of_logs();
        let known = known.filter(|(_, _, offset)| **offset != LocalOffset::Unknown);
        // The first by path of those that reach equally far.
        let newest = known.min_by_key(|(source, ..)| std::cmp::Reverse(end(*source)));
        newest.map(|(_, _, offset)| offset.clone())
    }

    fn zones_of_logs(&self) -> impl Iterator<Item = (SourceId, &str, &LocalOffset)> {
        self.told.iter().filter_map(|(source, fact)| match fact {
            Fact::Zone(name, offset) => Some((*source, name.as_str(), offset)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::facts::tests::{ONE, TWO, observed};
    use crate::record::RegistryData;
    use crate::time::Zone;

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
    fn two_names_of_one_zone_do_not_contradict_each_other() {
        let check = |listed: &str, expected: usize| {
            let name = RegistryData::Text("W. Europe Standard Time".into());
            let mut observed = observed(&[(ZONE_KEY, "TimeZoneKeyName", name)]);
            let line = (listed.to_owned(), TWO);
            observed.system.insert("time zone".into(), line);
            assert_eq!(observed.zones().len(), expected, "{listed}");
        };
        check(
            "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
            1,
        );
        check("(UTC-08:00) Pacific Time (US & Canada)", 2);
        check("(UTC+01:00) Contoso", 2);
    }

    #[test]
    fn of_offsets_that_logs_show_the_newest_counts_in_any_order() {
        let at = |nanos| Stamp {
            nanos,
            zone: Zone::Utc,
        };
        for order in [[(1, 3600), (2, 7200)], [(2, 7200), (1, 3600)]] {
            let mut observed = Observed::default();
            for (nanos, seconds) in order {
                observed.offset(at(nanos), seconds);
            }
            assert_eq!(observed.local_offset(), LocalOffset::Fixed(7200));
        }
    }

    #[test]
    fn the_zone_of_the_newest_log_counts_before_an_offset() {
        let zone = |name: &str| LocalOffset::parse(name).unwrap();
        let mut observed = Observed::default();
        let end = |nanos| Stamp {
            nanos,
            zone: Zone::Utc,
        };
        observed.offset(end(9), 0);
        observed.tell(ONE, &Fact::Zone("one".into(), zone("Europe/Berlin")));
        observed.tell(TWO, &Fact::Zone("two".into(), zone("Europe/London")));
        assert_eq!(observed.local_offset(), zone("Europe/Berlin"));
        observed.reaches(ONE, end(1));
        observed.reaches(TWO, end(2));
        assert_eq!(observed.local_offset(), zone("Europe/London"));
    }
}
