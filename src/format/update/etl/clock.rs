//! From the clock of a trace to instants.
//!
//! Records carry readings of the performance counter, of the system's time or of the processor's cycles, as the session
//! was told. The first record of the file has such a reading too, and the session's start in UTC belongs to it.

use super::bytes::{dword, qword};
use crate::time::Stamp;

/// Steps of a FILETIME in a second.
const FILETIME_SECOND: u64 = 10_000_000;
/// 2000-01-01 and 2200-01-01. What is not between them was no time of a record.
const SENSIBLE: std::ops::Range<i128> = 125_911_584_000_000_000..189_027_648_000_000_000;

/// A session's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Reading of the first record.
    base: u64,
    /// The instant that belongs to it, as a FILETIME.
    start: u64,
    /// FILETIME steps in `per` readings.
    steps: u64,
    per: u64,
}

impl Clock {
    /// The clock that the fields of the session's description tell of; `base` is the reading of its record.
    pub(super) fn of(base: u64, fields: &[u8], after_pointers: usize) -> Option<Self> {
        let frequency = qword(fields, after_pointers + 0xB8)?;
        let start = qword(fields, after_pointers + 0xC0)?;
        let mhz = u64::from(dword(fields, 0x34)?);
        let (steps, per) = match dword(fields, after_pointers + 0xC8)? {
            3 => (10, mhz),
            2 => (1, 1),
            1 => (FILETIME_SECOND, frequency),
            _ if frequency != 0 => (FILETIME_SECOND, frequency),
            _ => (1, 1),
        };
        let (steps, per) = if steps == per { (1, 1) } else { (steps, per) };
        (start > 0 && per > 0).then_some(Self {
            base,
            start,
            steps,
            per,
        })
    }

    /// The instant of a reading; `None` where it is none that a record could have.
    pub(super) fn stamp(&self, reading: u64) -> Option<Stamp> {
        let passed = i128::from(reading) - i128::from(self.base);
        let steps = if self.per == 1 {
            passed * i128::from(self.steps)
        } else {
            (passed * i128::from(self.steps)).div_euclid(i128::from(self.per))
        };
        let filetime = i128::from(self.start) + steps;
        if !SENSIBLE.contains(&filetime) {
            return None;
        }
        Stamp::from_filetime(u64::try_from(filetime).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-05-14T00:00:00Z.
    const START: u64 = 133_601_184_000_000_000;
    const BASE: u64 = 5_000_000_000;

    fn clock(kind: u32, frequency: u64, mhz: u32, start: u64) -> Option<Clock> {
        let mut fields = vec![0; 0x120];
        fields[0x34..0x38].copy_from_slice(&mhz.to_le_bytes());
        fields[0x100..0x108].copy_from_slice(&frequency.to_le_bytes());
        fields[0x108..0x110].copy_from_slice(&start.to_le_bytes());
        fields[0x110..0x114].copy_from_slice(&kind.to_le_bytes());
        Clock::of(BASE, &fields, 0x48)
    }

    #[test]
    fn every_clock_counts_from_the_start_of_the_session() {
        let check = |kind, frequency, mhz, readings: u64| {
            let clock = clock(kind, frequency, mhz, START).unwrap();
            let shown = |reading| clock.stamp(reading).map(Stamp::rfc3339);
            assert_eq!(shown(BASE).as_deref(), Some("2024-05-14T00:00:00Z"));
            let later = shown(BASE + readings);
            assert_eq!(later.as_deref(), Some("2024-05-14T00:00:01.5Z"));
            let before = shown(BASE - readings);
            assert_eq!(before.as_deref(), Some("2024-05-13T23:59:58.5Z"));
        };
        check(1, 10_000_000, 0, 15_000_000);
        check(1, 3_000_000, 0, 4_500_000);
        check(2, 77, 0, 15_000_000);
        check(3, 77, 3000, 4_500_000_000);
        check(0, 3_000_000, 0, 4_500_000);
        check(0, 0, 0, 15_000_000);
    }

    #[test]
    fn times_that_cannot_be_are_none() {
        let stamp = |reading| clock(2, 0, 0, START).unwrap().stamp(reading);
        assert_eq!(stamp(u64::MAX), None);
        assert!(stamp(BASE + 80 * 365 * 86_400 * FILETIME_SECOND).is_some());
        assert_eq!(clock(1, 0, 0, START), None);
        assert_eq!(clock(3, 0, 0, START), None);
        assert_eq!(clock(2, 0, 0, 0), None);
    }
}
