//! Which update brings Windows to which build, and of which month it is: `rules/knowledge/builds.tsv`.
//!
//! ```text
//! 26100.4946<TAB>KB5063878<TAB>2025-08<TAB>update
//! ```
//!
//! The client and its events call a cumulative update by its KB, servicing by its build; this makes them one. The rows are
//! Microsoft's release information, as of the day in the table's first line; a later build is not in it and tells nothing.

use std::sync::OnceLock;

static TABLE: &str = include_str!("../../rules/knowledge/builds.tsv");

/// An update of Windows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Release {
    /// Build and revision.
    build: (u32, u32),
    /// `KB5063878`; `None` for what a version of Windows comes with.
    pub(super) kb: Option<&'static str>,
    /// `2025-08`.
    pub(super) month: &'static str,
    /// `update`, `preview` or `out-of-band`.
    pub(super) kind: &'static str,
}

impl Release {
    /// The build, `26100.4946`.
    pub(super) fn build(&self) -> String {
        format!("{}.{}", self.build.0, self.build.1)
    }
}

/// The release that brings this build, written `26100.4946` or `10.0.26100.4946`, or the build that it is serviced as.
pub(super) fn of_build(build: &str) -> Option<Release> {
    let (build, revision) = parse(build.strip_prefix("10.0.").unwrap_or(build))?;
    let mut exact = rows().iter().filter(|row| row.build == (build, revision));
    let mut alike = rows()
        .iter()
        .filter(|row| row.build.1 == revision && family(row.build.0) == family(build));
    exact.next().or_else(|| alike.next()).copied()
}

/// The build under which versions of Windows that share their updates are serviced.
pub(super) const fn family(build: u32) -> u32 {
    match build {
        18_363 => 18_362,
        19_042..=19_045 => 19_041,
        22_631 => 22_621,
        26_200 => 26_100,
        other => other,
    }
}

/// The releases that are one KB, one for each version of Windows that it is for.
pub(super) fn of_kb(kb: &str) -> impl Iterator<Item = &'static Release> {
    rows()
        .iter()
        .filter(move |row| row.kb.is_some_and(|known| known.eq_ignore_ascii_case(kb)))
}

/// Whole months from one month to another, both written `2025-08`; none where the second is not later.
pub(super) fn months_between(one: &str, other: &str) -> Option<u32> {
    let count = |text: &str| {
        let (year, month) = text.split_once('-')?;
        Some(year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()?)
    };
    count(other)?.checked_sub(count(one)?)
}

fn rows() -> &'static [Release] {
    static ROWS: OnceLock<Vec<Release>> = OnceLock::new();
    ROWS.get_or_init(|| TABLE.lines().filter_map(row).collect())
}

/// A line of the table; remarks are none.
fn row(line: &'static str) -> Option<Release> {
    let mut cells = line.split('\t');
    let (build, kb, month, kind) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    Some(Release {
        build: parse(build)?,
        kb: (kb != "-").then_some(kb),
        month,
        kind,
    })
}

fn parse(build: &str) -> Option<(u32, u32)> {
    let (build, revision) = build.split_once('.')?;
    Some((build.parse().ok()?, revision.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_they_ascend() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().len(), lines);
        assert!(rows().is_sorted_by(|one, other| one.build < other.build));
        for row in rows() {
            let dated = months_between("2015-07", row.month).is_some();
            let kind = matches!(row.kind, "update" | "preview" | "out-of-band");
            assert!(dated && kind, "{row:?}");
            let kb = row.kb.unwrap_or("KB0");
            assert!(kb.starts_with("KB") && kb.len() >= 3, "{row:?}");
        }
    }

    #[test]
    fn a_build_has_its_kb_and_a_kb_its_builds() {
        let may = of_build("10.0.19045.4412").unwrap();
        assert_eq!((may.kb, may.month), (Some("KB5037768"), "2024-05"));
        let builds: Vec<_> = of_kb("kb5037768").map(Release::build).collect();
        assert_eq!(builds, ["19044.4412", "19045.4412"]);
        assert_eq!(of_build("19041.4412").unwrap().kb, Some("KB5037768"));
        assert_eq!(of_build("19045.4413"), None);
        assert_eq!(of_build("contoso"), None);
    }

    #[test]
    fn months_are_counted_over_years() {
        assert_eq!(months_between("2024-11", "2025-02"), Some(3));
        assert_eq!(months_between("2025-02", "2025-02"), Some(0));
        assert_eq!(months_between("2025-02", "2024-11"), None);
    }
}
