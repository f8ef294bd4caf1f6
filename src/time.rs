//! When a record was written: an instant on the log's own clock, and whether the zone of that clock is known.
//!
//! Logs of one machine mix local time without a zone (WindowsUpdate.log, CBS.log), UTC (events) and local time with an
//! offset (ReportingEvents.log). A [`Stamp`] keeps the reading and its [`Zone`]; [`LocalOffset`] turns local readings into
//! instants once the bundle has told the machine's zone. Nothing here reads the clock or the environment.

use jiff::civil;

use crate::error::Error;

mod period;
mod shown;
mod windows;
pub use period::{Bound, Period};
pub use shown::{parts, people};

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;

/// What is known about the zone of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// The machine's local time; the log does not say which zone that is.
    Local,
    /// UTC, or an offset that was given and is already subtracted.
    Utc,
}

/// A reading of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Nanoseconds from 1970-01-01T00:00:00 to the reading, as civil time of [`zone`](Self::zone).
    pub nanos: i64,
    /// What the reading is relative to.
    pub zone: Zone,
}

impl Stamp {
    /// A reading from its civil parts; `None` where they name no date or time of the years 1601 to 2200.
    pub fn from_civil(
        date: (i16, i8, i8),
        time: (i8, i8, i8),
        nanos: i32,
        zone: Zone,
    ) -> Option<Self> {
        let (year, month, day) = date;
        if !(1600..=2200).contains(&year) {
            return None;
        }
        let civil = civil::DateTime::new(year, month, day, time.0, time.1, time.2, nanos).ok()?;
        let at_utc = jiff::tz::Offset::UTC.to_timestamp(civil).ok()?;
        Some(Self {
            nanos: i64::try_from(at_utc.as_nanosecond()).ok()?,
            zone,
        })
    }

    /// This local reading, given with its offset from UTC in seconds (east positive), as an instant.
    #[must_use]
    pub const fn at_offset(self, seconds_east: i32) -> Self {
        Self {
            nanos: self.nanos.saturating_sub(seconds_east as i64 * SECOND),
            zone: Zone::Utc,
        }
    }

    /// The instant of a Windows FILETIME: 100-nanosecond steps since 1601-01-01 UTC.
    pub fn from_filetime(filetime: u64) -> Option<Self> {
        const STEPS_TO_1970: i64 = 116_444_736_000_000_000;
        let steps = i64::try_from(filetime).ok()?.checked_sub(STEPS_TO_1970)?;
        Some(Self {
            nanos: steps.checked_mul(100)?,
            zone: Zone::Utc,
        })
    }

    /// RFC 3339: with `Z` for an instant, without an offset where the zone is unknown. Whole seconds have no fraction.
    pub fn rfc3339(self) -> String {
        let Ok(timestamp) = jiff::Timestamp::from_nanosecond(i128::from(self.nanos)) else {
            return String::new();
        };
        let civil = jiff::tz::Offset::UTC.to_datetime(timestamp);
        match self.zone {
            Zone::Utc => format!("{civil}Z"),
            Zone::Local => civil.to_string(),
        }
    }

    /// Date and time to the second, for people: `2024-05-14 09:00:00`, followed by ` UTC` for an instant.
    pub fn display(self) -> String {
        let Ok(timestamp) = jiff::Timestamp::from_nanosecond(i128::from(self.nanos)) else {
            return String::new();
        };
        let civil = jiff::tz::Offset::UTC.to_datetime(timestamp);
        let zone = if self.zone == Zone::Utc { " UTC" } else { "" };
        format!("{}{zone}", civil.strftime("%Y-%m-%d %H:%M:%S"))
    }
}

/// How far the machine's local time is ahead of UTC, as far as the bundle or the user tells.
#[derive(Debug, Clone, PartialEq)]
pub enum LocalOffset {
    /// Nothing tells. Local and UTC readings cannot be compared more closely than a day.
    Unknown,
    /// A fixed offset in seconds, east positive, as ReportingEvents.log gives it, or the registry of a machine that knows no
    /// daylight time.
    Fixed(i32),
    /// A named zone with its daylight rules.
    Zone(Box<jiff::tz::TimeZone>),
}

impl LocalOffset {
    /// A zone as a user writes it: an IANA name (`Europe/Berlin`), an offset (`+02:00`, `-0500`) or `UTC`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(seconds) = parse_offset(text) {
            return Ok(Self::Fixed(seconds));
        }
        let expected = "an IANA name such as 'Europe/Berlin' or an offset such as '+02:00'";
        let zone = jiff::tz::TimeZone::get(text)
            .map_err(|_| Error::invalid("time zone", text, expected))?;
        Ok(Self::Zone(Box::new(zone)))
    }

    /// The reading as RFC 3339 on the machine's own clock: with its offset where that is known, so that all times of a
    /// report stand on one base; else, and in the hour that clocks show twice, as the log has it.
    pub fn show(&self, stamp: Stamp) -> String {
        self.zoned(stamp).map_or_else(
            || stamp.rfc3339(),
            |zoned| format!("{}{}", zoned.datetime(), zoned.strftime("%:z")),
        )
    }

    /// The same to the second, for sentences: `2024-05-14 09:00:00 +02:00`.
    pub fn display(&self, stamp: Stamp) -> String {
        self.zoned(stamp).map_or_else(
            || stamp.display(),
            |zoned| zoned.strftime("%Y-%m-%d %H:%M:%S %:z").to_string(),
        )
    }

    /// The reading on the machine's own clock, where its offset is known.
    fn zoned(&self, stamp: Stamp) -> Option<jiff::Zoned> {
        let instant = jiff::Timestamp::from_nanosecond(i128::from(self.instant(stamp)?)).ok()?;
        let zone = match self {
            Self::Unknown => return None,
            Self::Fixed(seconds) => jiff::tz::Offset::from_seconds(*seconds)
                .ok()?
                .to_time_zone(),
            Self::Zone(zone) => (**zone).clone(),
        };
        Some(instant.to_zoned(zone))
    }

    /// The reading as an instant in nanoseconds since 1970 UTC; `None` for a local reading in an unknown zone, and in the hour
    /// that local clocks show twice when daylight time ends.
    pub fn instant(&self, stamp: Stamp) -> Option<i64> {
        let (first, last) = self.instants(stamp)?;
        (first == last).then_some(first)
    }

    /// The first and the last instant that the reading can be, which differ in the hour that local clocks show twice; `None`
    /// for a local reading in an unknown zone.
    pub fn instants(&self, stamp: Stamp) -> Option<(i64, i64)> {
        let instant = match (stamp.zone, self) {
            (Zone::Utc, _) => stamp.nanos,
            (Zone::Local, Self::Unknown) => return None,
            (Zone::Local, Self::Fixed(seconds)) => stamp.at_offset(*seconds).nanos,
            (Zone::Local, Self::Zone(zone)) => return local_instants(zone, stamp),
        };
        Some((instant, instant))
    }
}

/// Both passes of a local reading; in the hour that daylight time leaves out, the instant counted on from before it.
fn local_instants(zone: &jiff::tz::TimeZone, stamp: Stamp) -> Option<(i64, i64)> {
    let reading = jiff::Timestamp::from_nanosecond(i128::from(stamp.nanos)).ok()?;
    let civil = jiff::tz::Offset::UTC.to_datetime(reading);
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let nanos = |instant: jiff::Timestamp| i64::try_from(instant.as_nanosecond()).ok();
    let first = nanos(ambiguous.compatible().ok()?)?;
    let last = match ambiguous.offset() {
        jiff::tz::AmbiguousOffset::Fold { .. } => nanos(ambiguous.later().ok()?)?,
        _ => first,
    };
    Some((first, last))
}

/// An offset such as `+02:00`, `-0500`, `+03` or `UTC`/`Z`, in seconds east of UTC.
pub fn parse_offset(text: &str) -> Option<i32> {
    if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (
            digits.get(..2)?.parse::<i32>().ok()?,
            digits.get(2..)?.parse::<i32>().ok()?,
        ),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// A duration such as `90s`, `5m`, `2h` or `7d`, in nanoseconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    let factor = match unit {
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => 24 * HOUR,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(date: (i16, i8, i8), time: (i8, i8, i8)) -> Stamp {
        Stamp::from_civil(date, time, 0, Zone::Local).unwrap()
    }

    #[test]
    fn rfc3339_has_an_offset_only_where_the_zone_is_known() {
        let stamp = local((2024, 5, 14), (9, 0, 0));
        assert_eq!(stamp.rfc3339(), "2024-05-14T09:00:00");
        assert_eq!(stamp.at_offset(3 * 3600).rfc3339(), "2024-05-14T06:00:00Z");
    }

    #[test]
    fn a_filetime_is_counted_from_1601() {
        assert_eq!(
            Stamp::from_filetime(132_539_328_000_000_000)
                .unwrap()
                .rfc3339(),
            "2021-01-01T00:00:00Z"
        );
        assert_eq!(Stamp::from_filetime(u64::MAX), None);
    }

    #[test]
    fn impossible_dates_have_no_stamp() {
        assert_eq!(
            Stamp::from_civil((2024, 2, 30), (0, 0, 0), 0, Zone::Local),
            None
        );
        assert_eq!(
            Stamp::from_civil((2024, 2, 3), (24, 0, 0), 0, Zone::Local),
            None
        );
        assert_eq!(
            Stamp::from_civil((9999, 2, 3), (4, 0, 0), 0, Zone::Local),
            None
        );
    }

    #[test]
    fn a_named_zone_knows_daylight_saving() {
        let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
        let summer = local((2024, 7, 1), (12, 0, 0));
        let winter = local((2024, 1, 1), (12, 0, 0));
        assert_eq!(berlin.instant(summer), Some(summer.nanos - 2 * HOUR));
        assert_eq!(berlin.instant(winter), Some(winter.nanos - HOUR));
        assert_eq!(LocalOffset::Unknown.instant(summer), None);
    }

    #[test]
    fn the_hour_that_clocks_show_twice_is_two_instants() {
        let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
        let check = |time, (first, last): (i64, i64), shown: &str| {
            let stamp = local((2024, 10, 27), time);
            let ends = (stamp.nanos - first * HOUR, stamp.nanos - last * HOUR);
            assert_eq!(berlin.instants(stamp), Some(ends), "{time:?}");
            let exact = (first == last).then_some(ends.0);
            assert_eq!(berlin.instant(stamp), exact, "{time:?}");
            assert_eq!(berlin.show(stamp), shown);
        };
        check((1, 59, 59), (2, 2), "2024-10-27T01:59:59+02:00");
        check((2, 0, 0), (2, 1), "2024-10-27T02:00:00");
        check((2, 59, 59), (2, 1), "2024-10-27T02:59:59");
        check((3, 0, 0), (1, 1), "2024-10-27T03:00:00+01:00");
        let left_out = local((2024, 3, 31), (2, 30, 0));
        assert_eq!(berlin.show(left_out), "2024-03-31T03:30:00+02:00");
    }

    #[test]
    fn known_offsets_bring_local_and_utc_readings_onto_one_base() {
        let stamp = local((2024, 7, 1), (12, 0, 0));
        let same = stamp.at_offset(7200);
        for offset in [
            LocalOffset::Fixed(7200),
            LocalOffset::parse("Europe/Berlin").unwrap(),
        ] {
            assert_eq!(offset.show(stamp), "2024-07-01T12:00:00+02:00");
            assert_eq!(offset.show(same), "2024-07-01T12:00:00+02:00");
            assert_eq!(offset.display(same), "2024-07-01 12:00:00 +02:00");
        }
        assert_eq!(LocalOffset::Unknown.show(stamp), "2024-07-01T12:00:00");
        assert_eq!(LocalOffset::Unknown.display(stamp), "2024-07-01 12:00:00");
        assert_eq!(LocalOffset::Unknown.show(same), "2024-07-01T10:00:00Z");
    }

    #[test]
    fn offsets_and_durations_are_read_as_people_write_them() {
        assert_eq!(parse_offset("+0300"), Some(10_800));
        assert_eq!(parse_offset("-05:30"), Some(-19_800));
        assert_eq!(parse_offset("+15:00"), None);
        assert_eq!(parse_offset("02:00"), None);
        assert_eq!(parse_duration("90s"), Some(90 * SECOND));
        assert_eq!(parse_duration("7d"), Some(7 * 24 * HOUR));
        assert_eq!(parse_duration("7w"), None);
        assert_eq!(parse_duration("h"), None);
    }

    #[test]
    fn an_unknown_zone_is_an_error_that_shows_the_right_form() {
        let error = LocalOffset::parse("Berlin Time").unwrap_err().to_string();
        assert!(
            error.contains("'Berlin Time'") && error.contains("Europe/Berlin"),
            "{error}"
        );
    }
}
