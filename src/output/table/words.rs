//! Numbers, times and people in plain words.

use crate::report::Owner;

/// A report's time as people write it, to the second.
pub(super) use crate::time::people as moment;

pub(super) use crate::error::counted;

/// `once`, `14 times`.
pub(super) fn times(count: u64) -> String {
    match count {
        1 => "once".into(),
        _ => format!("{count} times"),
    }
}

/// `1 point`, `62 points`.
pub(super) fn points(score: i32) -> String {
    counted(score, "point")
}

/// The day of a report's time.
pub(super) fn day(time: &str) -> String {
    time.split('T').next().unwrap_or(time).to_owned()
}

/// Bytes in the largest unit that leaves a number of at least one, with one digit after the point: `12.0 GB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1 << 40, "TB"),
        (1 << 30, "GB"),
        (1 << 20, "MB"),
        (1 << 10, "KB"),
    ];
    UNITS.iter().find(|(unit, _)| bytes >= *unit).map_or_else(
        || counted(bytes, "byte"),
        |(unit, name)| {
            let tenths = u128::from(bytes) * 10 / u128::from(*unit);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        },
    )
}

/// Who has to act.
pub(super) const fn person(owner: Owner) -> &'static str {
    match owner {
        Owner::Client => "whoever runs this machine",
        Owner::Wsus => "whoever runs the WSUS server",
        Owner::Network => "whoever runs the network: firewall, proxy and name servers",
        Owner::Policy => "whoever owns the policy that this machine gets",
        Owner::Microsoft => "Microsoft: a known issue on their side",
        Owner::Nobody => "nobody: this is by design",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_digit_after_the_point() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(1_023), "1023 bytes");
        assert_eq!(size(1_536), "1.5 KB");
        assert_eq!(size(12 << 30), "12.0 GB");
        assert_eq!(size(u64::MAX), "16777215.9 TB");
    }

    #[test]
    fn one_is_not_a_plural() {
        assert_eq!(
            [counted(1, "rule"), counted(0, "rule")],
            ["1 rule", "0 rules"]
        );
        assert_eq!([times(1), times(3)], ["once", "3 times"]);
        assert_eq!([points(1), points(-2)], ["1 point", "-2 points"]);
    }
}
