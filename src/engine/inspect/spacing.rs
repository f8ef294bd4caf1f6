//! How far apart the records of a log are, and where it is silent for unusually long.
//!
//! Memory does not grow with the log: distances are counted by their magnitude, and of the long ones the longest are kept.
//! Parts of a log are taken on their own and joined in order, the distance between two parts included, so that the result
//! does not depend on where the log was cut. Exports list events in either direction; the one in which most records follow
//! each other counts, and a step back, such as after the clock was set, is no silence.

use crate::time::{HOUR, Stamp};

/// No shorter silence is a gap: machines are switched off over night.
const SHORTEST: i64 = 24 * HOUR;
/// A gap is that many times as long as the usual distance, so that a log with one record a day has none.
const UNUSUAL: u64 = 20;
/// Gaps kept of one log.
const KEPT: usize = 20;

/// The distances of the records of a log, or of a part of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Spacing {
    ends: Option<(Stamp, Stamp)>,
    forward: Steps,
    backward: Steps,
}

/// Distances in one direction.
#[derive(Debug, Clone, Default)]
struct Steps {
    count: u64,
    /// How many there are of each magnitude: those of up to `2^n` nanoseconds at `n`.
    magnitudes: Vec<u64>,
    /// Stamps around the longest silences, in the order of the log.
    silences: Vec<(Stamp, Stamp)>,
}

impl Spacing {
    /// Takes the time of the next record.
    pub(super) fn push(&mut self, stamp: Stamp) {
        if let Some((_, last)) = self.ends {
            self.step(last, stamp);
        }
        self.ends = Some((self.ends.map_or(stamp, |(first, _)| first), stamp));
    }

    /// Takes a later part of the log.
    pub(super) fn append(&mut self, later: Self) {
        let Some((first, last)) = later.ends else {
            return;
        };
        self.push(first);
        self.forward.append(later.forward);
        self.backward.append(later.backward);
        self.ends = self.ends.map(|(first, _)| (first, last));
    }

    /// The stamps around every gap, the earlier one first, in the order of time.
    pub(super) fn gaps(&self) -> Vec<(Stamp, Stamp)> {
        let steps = if self.backward.count > self.forward.count {
            &self.backward
        } else {
            &self.forward
        };
        let usual = steps.usual();
        let is_gap = |gap: &(Stamp, Stamp)| distance(*gap) > usual.saturating_mul(UNUSUAL);
        let mut gaps: Vec<_> = steps.silences.iter().copied().filter(is_gap).collect();
        gaps.sort_unstable();
        // A log that was put together twice has each of them twice.
        gaps.dedup();
        gaps
    }

    /// Times of different zones are not compared.
    fn step(&mut self, from: Stamp, to: Stamp) {
        if from.zone != to.zone {
            return;
        }
        if to >= from {
            self.forward.push((from, to));
        } else {
            self.backward.push((to, from));
        }
    }
}

impl Steps {
    fn push(&mut self, step: (Stamp, Stamp)) {
        let distance = distance(step);
        let magnitude = (u64::BITS - distance.leading_zeros()) as usize;
        if self.magnitudes.len() <= magnitude {
            self.magnitudes.resize(magnitude + 1, 0);
        }
        if let Some(count) = self.magnitudes.get_mut(magnitude) {
            *count += 1;
        }
        self.count += 1;
        if distance > SHORTEST.unsigned_abs() {
            self.silences.push(step);
            self.keep_longest();
        }
    }

    fn append(&mut self, later: Self) {
        self.count += later.count;
        if self.magnitudes.len() < later.magnitudes.len() {
            self.magnitudes.resize(later.magnitudes.len(), 0);
        }
        let counts = self.magnitudes.iter_mut().zip(later.magnitudes);
        counts.for_each(|(count, more)| *count += more);
        self.silences.extend(later.silences);
        self.keep_longest();
    }

    /// Of silences of the same length the earlier ones stay, wherever the log was cut.
    fn keep_longest(&mut self) {
        if self.silences.len() > KEPT {
            let longest_first = |gap: &(Stamp, Stamp)| (std::cmp::Reverse(distance(*gap)), *gap);
            self.silences.sort_by_key(longest_first);
            self.silences.truncate(KEPT);
        }
    }

    /// The median distance in nanoseconds, to the power of two above it.
    fn usual(&self) -> u64 {
        let mut seen = 0;
        let middle = self.magnitudes.iter().position(|count| {
            seen += count;
            seen * 2 >= self.count
        });
        let magnitude = u32::try_from(middle.unwrap_or_default()).unwrap_or(u32::MAX);
        1_u64.checked_shl(magnitude).unwrap_or(u64::MAX)
    }
}

fn distance((from, to): (Stamp, Stamp)) -> u64 {
    to.nanos.abs_diff(from.nanos)
}

/// A distance in words, to the hour: `3 days 2 hours`, `1 day`.
pub(super) fn in_words(gap: (Stamp, Stamp)) -> String {
    let hours = distance(gap) / HOUR.unsigned_abs();
    let days = crate::error::counted(hours / 24, "day");
    match hours % 24 {
        0 => days,
        rest => format!("{days} {}", crate::error::counted(rest, "hour")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::{MINUTE, Zone};

    fn local(hours: i64) -> Stamp {
        Stamp {
            nanos: hours * HOUR,
            zone: Zone::Local,
        }
    }

    fn spacing(stamps: &[Stamp]) -> Spacing {
        let mut spacing = Spacing::default();
        for stamp in stamps {
            spacing.push(*stamp);
        }
        spacing
    }

    /// The gaps of a log with records at these hours, as hours.
    #[track_caller]
    fn check(hours: &[i64], expected: &[(i64, i64)]) {
        let stamps: Vec<_> = hours.iter().map(|hour| local(*hour)).collect();
        let gaps = spacing(&stamps).gaps();
        let gaps: Vec<_> = gaps
            .iter()
            .map(|(from, to)| (from.nanos / HOUR, to.nanos / HOUR))
            .collect();
        assert_eq!(gaps, expected, "{hours:?}");
    }

    #[test]
    fn a_gap_is_longer_than_a_day_and_than_is_usual() {
        check(&[0, 1, 2, 26, 27], &[]);
        check(&[0, 1, 2, 27, 28], &[(2, 27)]);
        check(&[0, 24, 48, 72, 172, 196], &[]);
        check(&[0, 24, 48, 72, 1072, 1096], &[(72, 1072)]);
        check(&[], &[]);
        check(&[5], &[]);
    }

    #[test]
    fn a_log_that_lists_the_newest_first_has_the_same_gaps() {
        check(&[28, 27, 2, 1, 0], &[(2, 27)]);
    }

    #[test]
    fn a_step_back_is_no_gap() {
        check(&[100, 101, 102, 50, 51, 52], &[]);
    }

    #[test]
    fn a_gap_of_two_copies_in_one_log_is_told_once() {
        check(&[0, 1, 2, 27, 28, 0, 1, 2, 27, 28], &[(2, 27)]);
    }

    #[test]
    fn times_of_different_zones_are_not_compared() {
        let utc = Stamp {
            zone: Zone::Utc,
            ..local(100)
        };
        assert_eq!(spacing(&[local(0), local(1), utc]).gaps(), []);
    }

    #[test]
    fn the_length_is_told_to_the_hour() {
        let words = |hours| in_words((local(0), local(hours)));
        assert_eq!(words(24), "1 day");
        assert_eq!(words(74), "3 days 2 hours");
        let almost = Stamp {
            nanos: 25 * HOUR + 59 * MINUTE,
            ..local(0)
        };
        assert_eq!(in_words((local(0), almost)), "1 day 1 hour");
    }

    proptest! {
        #[test]
        fn where_a_log_is_cut_changes_no_gap(
            steps in proptest::collection::vec(-200_i64..200, 0..80),
            cuts in proptest::collection::vec(0_usize..80, 0..4),
        ) {
            let mut hours = 0;
            let stamps: Vec<_> = steps.iter().map(|step| { hours += step; local(hours) }).collect();
            let mut cuts: Vec<_> = cuts.iter().map(|cut| (*cut).min(stamps.len())).collect();
            cuts.extend([0, stamps.len()]);
            cuts.sort_unstable();
            let mut joined = Spacing::default();
            for pair in cuts.windows(2) {
                joined.append(spacing(&stamps[pair[0]..pair[1]]));
            }
            prop_assert_eq!(joined.gaps(), spacing(&stamps).gaps());
        }
    }
}
