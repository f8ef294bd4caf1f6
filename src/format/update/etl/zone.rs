//! The machine's time zone with its daylight rules, from a TIME_ZONE_INFORMATION.
//!
//! ```text
//! bias 480, "Pacific Standard Time", November week 1 day 0 02:00, bias 0, "...", March week 2 day 0 02:00, bias -60
//! ```
//!
//! Biases are minutes to be added to local time to get UTC, as in POSIX. Where the zone's name is one that Windows uses for
//! it, the zone is known with its history; else its rules of today are taken as they stand, for names may be translated or
//! numbers of a resource (`@tzres.dll,-212`). Rules that are given for one single year are not handled: such a zone has no
//! known offset.

use super::bytes::{dword, push_wide, word};
use crate::record::Fact;
use crate::time::LocalOffset;

/// Months of POSIX rules; month 0 stands for no daylight time.
const MONTHS: std::ops::RangeInclusive<u16> = 1..=12;

/// What the structure at the beginning of `bytes` tells of the machine.
pub(super) fn fact(bytes: &[u8]) -> Option<Fact> {
    let name = name(bytes.get(4..0x44)?);
    let rules = Rules::of(bytes)?;
    let offset = LocalOffset::from_windows(&name).or_else(|| rules.offset())?;
    let is_name = !name.is_empty() && !name.starts_with('@');
    let shown = if is_name { name } else { rules.describe() };
    Some(Fact::Zone(shown, offset))
}

fn name(bytes: &[u8]) -> String {
    let mut name = Vec::new();
    push_wide(&mut name, bytes);
    let name = String::from_utf8(name).unwrap_or_default();
    let end = name.find('\0').unwrap_or(name.len());
    name.get(..end).unwrap_or_default().trim().to_owned()
}

/// Minutes west of UTC in winter, and in summer with the beginnings of both where there is daylight time.
struct Rules {
    standard: i32,
    daylight: Option<(i32, Change, Change)>,
}

/// When clocks change: on the day of the week in the week of the month (5 is the last), so many seconds after midnight.
struct Change {
    month: u16,
    week: u16,
    day: u16,
    seconds: u32,
}

impl Rules {
    fn of(bytes: &[u8]) -> Option<Self> {
        let minutes = |at| {
            let minutes = dword(bytes, at)?.cast_signed();
            (-24 * 60..=24 * 60).contains(&minutes).then_some(minutes)
        };
        let bias = minutes(0)?;
        let (standard, daylight) = (bias + minutes(0x54)?, bias + minutes(0xA8)?);
        let (to_standard, to_daylight) = (bytes.get(0x44..0x54)?, bytes.get(0x98..0xA8)?);
        if word(to_standard, 2)? == 0 || word(to_daylight, 2)? == 0 {
            return Some(Self {
                standard: bias,
                daylight: None,
            });
        }
        Some(Self {
            standard,
            daylight: Some((daylight, Change::of(to_daylight)?, Change::of(to_standard)?)),
        })
    }

    fn offset(&self) -> Option<LocalOffset> {
        let Some((daylight, begins, ends)) = &self.daylight else {
            return Some(LocalOffset::Fixed(-60 * self.standard));
        };
        let posix = format!(
            "<STD>{}<DST>{},{},{}",
            posix_offset(self.standard),
            posix_offset(*daylight),
            begins.posix(),
            ends.posix()
        );
        let zone = jiff::tz::TimeZone::posix(&posix).ok()?;
        Some(LocalOffset::Zone(Box::new(zone)))
    }

    /// `UTC-08:00`, or `UTC-08:00, in summer UTC-07:00`.
    fn describe(&self) -> String {
        let shown = |west: i32| {
            let sign = if west > 0 { '-' } else { '+' };
            let west = west.abs();
            format!("UTC{sign}{:02}:{:02}", west / 60, west % 60)
        };
        match &self.daylight {
            Some((daylight, ..)) => {
                format!("{}, in summer {}", shown(self.standard), shown(*daylight))
            }
            None => shown(self.standard),
        }
    }
}

impl Change {
    /// `None` where the year is given, and the date so one of that year alone.
    fn of(bytes: &[u8]) -> Option<Self> {
        let part = |number: usize| word(bytes, 2 * number);
        let (year, month, day, week) = (part(0)?, part(1)?, part(2)?, part(3)?);
        let (hour, minute, second, milliseconds) = (part(4)?, part(5)?, part(6)?, part(7)?);
        let fits = year == 0 && MONTHS.contains(&month) && day < 7 && (1..=5).contains(&week);
        let clock = [
            (hour, 3600),
            (minute, 60),
            (second, 1),
            (milliseconds / 999, 1),
        ];
        fits.then(|| Self {
            month,
            week,
            day,
            // Midnight is written as its last millisecond before.
            seconds: clock
                .map(|(count, unit)| u32::from(count) * unit)
                .iter()
                .sum(),
        })
    }

    fn posix(&self) -> String {
        let (minutes, second) = (self.seconds / 60, self.seconds % 60);
        let (hour, minute) = (minutes / 60, minutes % 60);
        let Self {
            month, week, day, ..
        } = self;
        format!("M{month}.{week}.{day}/{hour:02}:{minute:02}:{second:02}")
    }
}

fn posix_offset(west: i32) -> String {
    let sign = if west < 0 { "-" } else { "" };
    let west = west.abs();
    format!("{sign}{:02}:{:02}", west / 60, west % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Stamp, Zone};

    struct Given {
        bias: i32,
        name: &'static str,
        standard: [u16; 8],
        daylight: [u16; 8],
        summer_bias: i32,
    }

    const NEVER: [u16; 8] = [0; 8];

    impl Given {
        fn fact(&self) -> Option<(String, LocalOffset)> {
            let mut bytes = vec![0; 0xAC];
            bytes[..4].copy_from_slice(&self.bias.to_le_bytes());
            for (at, unit) in (4..).step_by(2).zip(self.name.encode_utf16()) {
                bytes[at..at + 2].copy_from_slice(&unit.to_le_bytes());
            }
            for (begin, date) in [(0x44, self.standard), (0x98, self.daylight)] {
                for (at, word) in (begin..).step_by(2).zip(date) {
                    bytes[at..at + 2].copy_from_slice(&word.to_le_bytes());
                }
            }
            bytes[0xA8..].copy_from_slice(&self.summer_bias.to_le_bytes());
            for cut in 0..bytes.len() {
                assert_eq!(fact(&bytes[..cut]), None);
            }
            match fact(&bytes)? {
                Fact::Zone(name, offset) => Some((name, offset)),
                other => panic!("{other:?}"),
            }
        }
    }

    fn check(given: &Given, name: &str, shown: &[(i8, &str)]) {
        let (called, offset) = given.fact().unwrap();
        assert_eq!(called, name);
        for (month, expected) in shown {
            let noon = Stamp::from_civil((2025, *month, 8), (21, 3, 26), 0, Zone::Utc).unwrap();
            assert_eq!(offset.show(noon), *expected);
        }
    }

    const PACIFIC: Given = Given {
        bias: 480,
        name: "@tzres.dll,-212",
        standard: [0, 11, 0, 1, 2, 0, 0, 0],
        daylight: [0, 3, 0, 2, 2, 0, 0, 0],
        summer_bias: -60,
    };

    #[test]
    fn rules_without_a_name_are_taken_as_they_stand() {
        let shown = [
            (10, "2025-10-08T14:03:26-07:00"),
            (12, "2025-12-08T13:03:26-08:00"),
        ];
        check(&PACIFIC, "UTC-08:00, in summer UTC-07:00", &shown);
        let chile = Given {
            bias: 240,
            standard: [0, 4, 6, 1, 23, 59, 59, 999],
            daylight: [0, 9, 6, 1, 23, 59, 59, 999],
            ..PACIFIC
        };
        let shown = [
            (1, "2025-01-08T18:03:26-03:00"),
            (7, "2025-07-08T17:03:26-04:00"),
        ];
        check(&chile, "UTC-04:00, in summer UTC-03:00", &shown);
    }

    #[test]
    fn a_name_that_windows_uses_leads_to_the_zone() {
        let named = Given {
            name: "W. Europe Standard Time",
            bias: -60,
            ..PACIFIC
        };
        let berlin = LocalOffset::parse("Europe/Berlin").unwrap();
        assert_eq!(named.fact(), Some((named.name.to_owned(), berlin)));
        let shown = [(7, "2025-07-08T14:03:26-07:00")];
        check(
            &Given {
                name: "Pacific Normalzeit",
                ..PACIFIC
            },
            "Pacific Normalzeit",
            &shown,
        );
    }

    #[test]
    fn a_zone_without_daylight_time_is_a_fixed_offset() {
        let india = Given {
            bias: -330,
            standard: NEVER,
            daylight: NEVER,
            ..PACIFIC
        };
        assert_eq!(
            india.fact(),
            Some(("UTC+05:30".to_owned(), LocalOffset::Fixed(19_800)))
        );
    }

    #[test]
    fn dates_of_one_year_and_biases_of_days_tell_nothing() {
        let one_year = Given {
            standard: [2025, 11, 0, 2, 2, 0, 0, 0],
            ..PACIFIC
        };
        assert_eq!(one_year.fact(), None);
        assert_eq!(
            Given {
                bias: i32::MIN,
                ..PACIFIC
            }
            .fact(),
            None
        );
        assert_eq!(
            Given {
                bias: 48 * 60,
                ..PACIFIC
            }
            .fact(),
            None
        );
    }
}
