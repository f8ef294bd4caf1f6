//! Numbers that run through a log: which of them are there. Records of an event log and buffers of a trace are numbered, so
//! a number between the first and the last that is not there tells of something that is missing.
//!
//! Pieces of one file are read apart and may come in any order, hold the same number twice, or go on where an older one
//! ends; kept as runs, their numbers join to the same whole however the file was cut.

/// A set of numbers, as runs.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// First and last of each run, ascending; between two of them at least one number is missing.
    runs: Vec<(u64, u64)>,
}

impl Numbers {
    /// The lowest and the highest; `None` where there is none.
    pub fn ends(&self) -> Option<(u64, u64)> {
        let (first, _) = self.runs.first()?;
        let (_, last) = self.runs.last()?;
        Some((*first, *last))
    }

    /// First and last of each stretch that is missing between the lowest and the highest, ascending.
    pub fn gaps(&self) -> impl Iterator<Item = (u64, u64)> {
        let pairs = self.runs.iter().zip(self.runs.iter().skip(1));
        pairs.map(|((_, before), (behind, _))| (before + 1, behind - 1))
    }

    /// How many are missing between the lowest and the highest.
    pub fn missing(&self) -> u64 {
        self.gaps().map(|(first, last)| last - first + 1).sum()
    }

    /// Takes those of another piece.
    pub fn join(&mut self, others: Self) {
        if !others.runs.is_empty() {
            self.runs.extend(others.runs);
            self.tidy();
        }
    }

    /// Puts runs in order and makes one of those that touch.
    fn tidy(&mut self) {
        self.runs.sort_unstable();
        self.runs.dedup_by(|next, run| {
            let touches = next.0 <= run.1.saturating_add(1);
            if touches {
                run.1 = run.1.max(next.1);
            }
            touches
        });
    }
}

impl FromIterator<u64> for Numbers {
    fn from_iter<T: IntoIterator<Item = u64>>(numbers: T) -> Self {
        let runs = numbers.into_iter().map(|number| (number, number)).collect();
        let mut numbers = Self { runs };
        numbers.tidy();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[u64], gaps: &[(u64, u64)], missing: u64) {
        for cut in 0..=numbers.len() {
            let (one, other) = numbers.split_at(cut);
            let mut joined: Numbers = other.iter().copied().collect();
            joined.join(one.iter().copied().collect());
            assert_eq!(joined.gaps().collect::<Vec<_>>(), gaps, "{numbers:?}");
            assert_eq!(joined.missing(), missing, "{numbers:?}");
            let ends = numbers.iter().min().zip(numbers.iter().max());
            assert_eq!(joined.ends(), ends.map(|(first, last)| (*first, *last)));
        }
    }

    #[test]
    fn what_is_missing_is_the_same_however_numbers_come() {
        check(&[], &[], 0);
        check(&[7], &[], 0);
        check(&[3, 4, 5], &[], 0);
        check(&[5, 3, 4, 4, 3], &[], 0);
        check(&[9, 1, 3, 10, 1], &[(2, 2), (4, 8)], 6);
    }

    #[test]
    fn the_widest_numbers_do_not_overflow() {
        check(&[u64::MAX, 0], &[(1, u64::MAX - 1)], u64::MAX - 1);
        check(&[u64::MAX, u64::MAX - 1], &[], 0);
    }
}
