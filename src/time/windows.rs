//! Windows' own names of time zones, as a machine tells its zone.
//!
//! ```text
//! W. Europe Standard Time                                            TimeZoneKeyName in the registry
//! (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna       systeminfo
//! ```
//!
//! The offset that stands before the cities is that of winter, all year round, so nothing follows from it alone: the name
//! leads to a zone with its daylight rules, by `rules/knowledge/zones.tsv` (Windows id, IANA zone, cities, from CLDR's
//! mapping). Names in other languages than English, and zones whose rules change from year to year, are not in it.

use std::sync::OnceLock;

use super::LocalOffset;

static ZONES: &str = include_str!("../../rules/knowledge/zones.tsv");

/// One zone by its Windows id, its IANA name and what Windows lists it as.
struct Row {
    id: &'static str,
    iana: &'static str,
    listed: &'static str,
}

impl LocalOffset {
    /// The zone that Windows calls so, by its id or by what `systeminfo` prints; `None` where the name is not known.
    pub fn from_windows(name: &str) -> Option<Self> {
        let name = name.trim();
        let listed = match name.split_once(')') {
            Some((offset, rest)) if offset.starts_with("(UTC") => rest.trim_start(),
            _ => name,
        };
        let is_named = |row: &&Row| {
            row.id.eq_ignore_ascii_case(name) || row.listed.eq_ignore_ascii_case(listed)
        };
        Self::parse(rows().iter().find(is_named)?.iana).ok()
    }
}

fn rows() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| ZONES.lines().filter_map(row).collect())
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let (id, iana, listed) = (cells.next()?, cells.next()?, cells.next()?);
    Some(Row { id, iana, listed })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_names_a_zone_that_is_known_and_no_name_stands_twice() {
        let lines = ZONES.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(rows().len(), lines.count());
        let mut names = BTreeSet::new();
        for row in rows() {
            assert!(LocalOffset::parse(row.iana).is_ok(), "{}", row.iana);
            assert!(names.insert(row.id), "{} stands twice", row.id);
            assert!(names.insert(row.listed), "{} stands twice", row.listed);
        }
    }

    #[test]
    fn a_zone_is_known_by_its_id_and_by_its_cities() {
        let check = |name: &str, iana: Option<&str>| {
            let expected = iana.map(|iana| LocalOffset::parse(iana).unwrap());
            assert_eq!(LocalOffset::from_windows(name), expected, "{name}");
        };
        check("W. Europe Standard Time", Some("Europe/Berlin"));
        let cities = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna";
        check(cities, Some("Europe/Berlin"));
        let pacific = "(UTC-08:00) Pacific Time (US & Canada)";
        check(pacific, Some("America/Los_Angeles"));
        check("(UTC) Coordinated Universal Time", Some("Etc/UTC"));
        check("UTC", Some("Etc/UTC"));
        check("(UTC+01:00) Berlin", None);
        check("(UTC+01:00)", None);
        check("(UTC", None);
        check("", None);
    }
}
