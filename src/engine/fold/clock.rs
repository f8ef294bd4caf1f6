//! One time base for all sources of a machine.
//!
//! Local readings become instants once the machine's offset is known: from the user, the registry, `systeminfo` or the
//! offsets in ReportingEvents.log. While it is not, two local readings compare with each other and two UTC readings do, but
//! a local with a UTC reading only as far as every offset on earth allows, -12 to +14 hours; what that leaves open is unknown.

use crate::time::{HOUR, LocalOffset, Stamp, Zone};

/// A point in time, as far as it is known. Ordered by clock first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::engine) struct Moment {
    zone: Zone,
    /// Nanoseconds since 1970, of the instant or of the local reading.
    pub(in crate::engine) nanos: i64,
}

/// From and to, inclusive; `None` stands for events without a time.
pub(in crate::engine) type Bounds = (Option<Moment>, Option<Moment>);

impl Moment {
    /// The moment of a stamp.
    pub(in crate::engine) fn new(stamp: Stamp, offset: &LocalOffset) -> Self {
        match offset.instant(stamp) {
            Some(nanos) => Self {
                nanos,
                zone: Zone::Utc,
            },
            None => Self {
                nanos: stamp.nanos,
                zone: stamp.zone,
            },
        }
    }

    /// The readings of every clock that can lie between `before` ahead of the first and `after` behind the last, as pairs of
    /// bounds.
    pub(in crate::engine) fn range(
        first: Self,
        last: Self,
        before: i64,
        after: i64,
    ) -> [(Self, Self); 2] {
        const WIDEST: i64 = 14 * HOUR;
        [Zone::Local, Zone::Utc].map(|zone| {
            let slack = |end: Self| if end.zone == zone { 0 } else { WIDEST };
            let start = first
                .nanos
                .saturating_sub(before)
                .saturating_sub(slack(first));
            let end = last.nanos.saturating_add(after).saturating_add(slack(last));
            (Self { zone, nanos: start }, Self { zone, nanos: end })
        })
    }

    /// The clock it is a reading of.
    pub(in crate::engine) fn zone(self) -> Zone {
        self.zone
    }

    /// Nanoseconds since 1970 UTC, where local time is `ahead` of UTC.
    pub(in crate::engine) fn nanos_at(self, ahead: i64) -> i64 {
        match self.zone {
            Zone::Local => self.nanos.saturating_sub(ahead),
            Zone::Utc => self.nanos,
        }
    }

    /// Bounds of `self - other` in nanoseconds; equal where the difference is known.
    fn since(self, other: Self) -> (i64, i64) {
        let difference = self.nanos.saturating_sub(other.nanos);
        let (most, least) = (14 * HOUR, -12 * HOUR);
        match (self.zone, other.zone) {
            (Zone::Local, Zone::Utc) => (
                difference.saturating_sub(most),
                difference.saturating_sub(least),
            ),
            (Zone::Utc, Zone::Local) => (
                difference.saturating_add(least),
                difference.saturating_add(most),
            ),
            _ => (difference, difference),
        }
    }

    /// Whether the two are at most `span` apart; `None` when the zones leave that open.
    pub(in crate::engine) fn within(self, other: Self, span: i64) -> Option<bool> {
        let (low, high) = self.since(other);
        match () {
            () if low >= -span && high <= span => Some(true),
            () if low > span || high < -span => Some(false),
            () => None,
        }
    }

    /// Whether this one is strictly later; `None` when the zones leave that open.
    pub(in crate::engine) fn is_after(self, other: Self) -> Option<bool> {
        let (low, high) = self.since(other);
        match () {
            () if low > 0 => Some(true),
            () if high <= 0 => Some(false),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;

    fn at(minutes: i64, zone: Zone, offset: &LocalOffset) -> Moment {
        Moment::new(
            Stamp {
                nanos: minutes * MINUTE,
                zone,
            },
            offset,
        )
    }

    #[test]
    fn with_a_known_offset_local_and_utc_compare_exactly() {
        let offset = LocalOffset::Fixed(7200);
        let (local, utc) = (at(120, Zone::Local, &offset), at(1, Zone::Utc, &offset));
        assert_eq!(utc.is_after(local), Some(true));
        assert_eq!(
            (utc.within(local, MINUTE), utc.within(local, MINUTE - 1)),
            (Some(true), Some(false))
        );
    }

    #[test]
    fn with_an_unknown_offset_only_what_no_offset_changes_is_decided() {
        let offset = LocalOffset::Unknown;
        let (local, utc) = (at(0, Zone::Local, &offset), at(60, Zone::Utc, &offset));
        assert_eq!((utc.is_after(local), utc.within(local, HOUR)), (None, None));
        let tomorrow = at(2 * 24 * 60, Zone::Utc, &offset);
        assert_eq!(
            (tomorrow.is_after(local), tomorrow.within(local, HOUR)),
            (Some(true), Some(false))
        );
        assert_eq!(local.is_after(tomorrow), Some(false));
    }

    #[test]
    fn the_same_moment_is_not_later() {
        let moment = at(5, Zone::Utc, &LocalOffset::Unknown);
        assert_eq!(moment.is_after(moment), Some(false));
        assert_eq!(moment.within(moment, 0), Some(true));
    }
}
