//! What an archive may cost. Whoever sends a bundle may have been sent it by somebody else: a few kilobytes can unpack to
//! petabytes, so every number that an archive states is held against a cap, and every cap has its reason here.
//!
//! What exceeds a cap is noted by name; the rest is still read.

use super::Entry;

/// Archives inside each other: a collector's zip, the cabinet in it, and one more.
pub(super) const MAX_DEPTH: usize = 3;

/// Entries of all archives of a bundle. The largest collections of support teams hold a few thousand files.
const MAX_ENTRIES: usize = 50_000;

/// Bytes of one entry. CBS.log begins anew at 50 MB; event logs and traces of servers reach some hundred.
pub(super) const MAX_ENTRY_BYTES: u64 = 1 << 30;

/// Bytes of all entries of a bundle together. They are held in memory until the machine's report is done.
const MAX_BUNDLE_BYTES: u64 = 4 << 30;

/// How many times its packed size an entry, and all that an archive holds, may have, with what the archives in it hold.
/// Repeated log lines reach 1:200 with LZX.
const MAX_RATIO: u64 = 250;

/// Up to this size no ratio is too high: a new trace or event log is a megabyte of zeros.
const ANY_RATIO_BYTES: u64 = 64 << 20;

/// Characters of a name; Windows itself allows 260 unless told otherwise.
pub(super) const MAX_NAME: usize = 512;

/// What to do about what is not unpacked.
pub(super) const UNPACK_FIRST: &str = "unpack it first and name the folder";

/// What is left of the caps that hold for a bundle as a whole.
#[derive(Debug)]
pub(super) struct Budget {
    entries: usize,
    bytes: u64,
    /// Bytes that the archive at hand may still give.
    of_archive: u64,
    /// Bytes that the archive around all others may still give, together with those in it. Else a few kilobytes of
    /// archives in archives would be allowed everything.
    of_outermost: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            entries: MAX_ENTRIES,
            bytes: MAX_BUNDLE_BYTES,
            of_archive: 0,
            of_outermost: 0,
        }
    }
}

impl Budget {
    /// Turns to an archive of that size, with `depth` archives around it.
    pub(super) fn enter(&mut self, archive_bytes: u64, depth: usize) {
        let limit = ratio_limit(archive_bytes);
        if depth == 0 {
            self.of_outermost = limit;
        }
        self.of_archive = limit.min(self.of_outermost);
    }

    /// Takes one entry of a known size out of the budget, or says why it is too much.
    pub(super) fn admit(&mut self, packed: u64, unpacked: u64) -> Result<(), String> {
        let why = match () {
            () if unpacked > MAX_ENTRY_BYTES => {
                format!(
                    "{} are more than is unpacked of one file",
                    mebibytes(unpacked)
                )
            }
            () if unpacked > ratio_limit(packed) => {
                format!(
                    "{} packed into {packed} bytes are no log",
                    mebibytes(unpacked)
                )
            }
            () if unpacked > self.of_archive => {
                format!("more than {MAX_RATIO} times what the archive itself has")
            }
            () if unpacked > self.bytes => format!(
                "more than the {} that are unpacked of one machine's archives",
                mebibytes(MAX_BUNDLE_BYTES)
            ),
            () if self.entries == 0 => {
                format!(
                    "more than the {MAX_ENTRIES} files that are unpacked of one machine's archives"
                )
            }
            () => {
                self.take(unpacked);
                return Ok(());
            }
        };
        Err(format!("{why}, not read: {UNPACK_FIRST}"))
    }

    /// The most that one more entry of unknown size may have, packed into `packed` bytes.
    pub(super) fn limit(&self, packed: u64) -> u64 {
        let caps = [ratio_limit(packed), MAX_ENTRY_BYTES, self.bytes];
        caps.into_iter().fold(self.of_archive, u64::min)
    }

    /// Takes an entry that was read to its end out of the budget.
    pub(super) fn charge(&mut self, entry: &Entry) {
        self.take(entry.bytes.len() as u64);
    }

    fn take(&mut self, unpacked: u64) {
        self.entries = self.entries.saturating_sub(1);
        for left in [
            &mut self.bytes,
            &mut self.of_archive,
            &mut self.of_outermost,
        ] {
            *left = left.saturating_sub(unpacked);
        }
    }

    /// How many more entries may be looked at.
    pub(super) fn entries(&self) -> usize {
        self.entries
    }
}

/// The most that `packed` bytes may unpack to.
pub(super) fn ratio_limit(packed: u64) -> u64 {
    packed.saturating_mul(MAX_RATIO).max(ANY_RATIO_BYTES)
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(archive_bytes: u64) -> Budget {
        let mut budget = Budget::default();
        budget.enter(archive_bytes, 0);
        budget
    }

    fn check(packed: u64, unpacked: u64, expected: &str) {
        let refused = budget(1 << 40).admit(packed, unpacked).err();
        let found = refused.as_deref().unwrap_or("admitted");
        assert!(found.contains(expected), "{packed} -> {unpacked}: {found}");
    }

    #[test]
    fn what_is_too_much_is_said_with_its_size() {
        check(1000, 30_000, "admitted");
        check(1000, 64 << 20, "admitted");
        check(1000, (64 << 20) + 1, "packed into 1000 bytes");
        check(u64::MAX, 2 << 30, "2048 MiB are more");
    }

    #[test]
    fn the_budget_is_one_for_all_entries() {
        let mut all = budget(1 << 40);
        let fitting = (0..100).filter(|_| all.admit(1 << 29, 1 << 30).is_ok());
        assert_eq!(fitting.count(), 4);
        assert_eq!(all.limit(u64::MAX), 0);
        let mut all = budget(1 << 40);
        let fitting = (0..60_000).filter(|_| all.admit(1, 1).is_ok());
        assert_eq!(fitting.count(), MAX_ENTRIES);
    }

    #[test]
    fn archives_inside_one_share_what_it_may_give() {
        let mut all = budget(60_000);
        let fitting = (0..1000).filter(|_| {
            all.enter(10_000, 1);
            all.admit(10_000, 10 << 20).is_ok()
        });
        assert_eq!(fitting.count(), 6);
        all.enter(60_000, 0);
        assert!(all.admit(10_000, 10 << 20).is_ok());
    }

    #[test]
    fn a_small_archive_gives_little_whatever_its_entries_state() {
        let mut all = budget(60_000);
        let fitting = (0..1000).filter(|_| all.admit(10_000, 10 << 20).is_ok());
        assert_eq!(fitting.count(), 6);
    }
}
