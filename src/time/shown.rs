//! A report's time in the parts that people read.

/// Day, time of day to the second, and zone of a time as reports write it, RFC 3339: `2024-05-14`, `09:00:00` and `UTC`,
/// `+02:00`, or nothing where the zone is not known. `None` for what has another shape.
pub fn parts(time: &str) -> Option<(&str, &str, &str)> {
    let (day, rest) = time.split_at_checked(10)?;
    let (clock, zone) = rest.strip_prefix('T')?.split_at_checked(8)?;
    let zone = zone.strip_prefix('.').map_or(zone, |fraction| {
        fraction.trim_start_matches(|digit: char| digit.is_ascii_digit())
    });
    Some((day, clock, if zone == "Z" { "UTC" } else { zone }))
}

/// The same on one line: `2024-05-14 09:00:00 +02:00`. What has another shape stays as it is.
pub fn people(time: &str) -> String {
    parts(time).map_or_else(
        || time.to_owned(),
        |(day, clock, zone)| format!("{day} {clock} {zone}").trim_end().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_second_and_keep_what_is_known_of_the_zone() {
        let check = |time: &str, expected: &str| assert_eq!(people(time), expected);
        check("2024-05-14T09:00:00", "2024-05-14 09:00:00");
        check("2024-05-14T09:00:00.12Z", "2024-05-14 09:00:00 UTC");
        check("2024-05-14T09:00:00.1+02:00", "2024-05-14 09:00:00 +02:00");
        check("last Tuesday, at noon", "last Tuesday, at noon");
        check("更新更新", "更新更新");
    }
}
