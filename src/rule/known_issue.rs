//! Failures that Microsoft has acknowledged, by update and error code: `rules/knowledge/known-issues.tsv`.
//!
//! ```text
//! kb<TAB>code<TAB>builds<TAB>from<TAB>until<TAB>issue<TAB>advice<TAB>source
//! KB5063878<TAB>0x80240069<TAB>26100.4946<TAB>2025-08-12<TAB>2025-08-18<TAB>...
//! ```
//!
//! `builds` are those that the update brings, by which servicing calls its package; `from` and `until` are days, both
//! included, and a missing cell is `-`. Every row has the page that says so. A record that names the update and carries the
//! code in that time is one of the issue; a record without a time may be.

use std::sync::OnceLock;

use super::Predicate;
use crate::code::{CodeRange, ErrorCode};

static TABLE: &str = include_str!("../../rules/knowledge/known-issues.tsv");

/// What a missing cell holds.
const NONE: &str = "-";

/// The columns that a capture can be filled with.
pub(super) const COLUMNS: [&str; 3] = ["issue", "advice", "source"];

/// One row.
#[derive(Debug)]
pub struct KnownIssue {
    /// `KB5063878` and the builds that the update brings: what a record can call it.
    pub names: Vec<&'static str>,
    /// The code that its failure shows.
    pub code: ErrorCode,
    from: Option<&'static str>,
    until: Option<&'static str>,
    /// What goes wrong, in one sentence without a full stop.
    pub issue: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// The page that says so.
    pub source: &'static str,
}

impl KnownIssue {
    /// The cell that a capture of the name is filled with.
    pub fn cell(&self, name: &str) -> Option<&'static str> {
        match name {
            "issue" => Some(self.issue),
            "advice" => Some(self.advice),
            "source" => Some(self.source),
            _ => None,
        }
    }

    /// Whether the day, written `2025-08-12`, lies in its time.
    fn covers(&self, day: &str) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The issue that a record of these codes, this message and this day (`2025-08-12`; `None` where it tells no time) is one
/// of. Where several are, the first of the table.
pub fn known_issue(
    codes: &[ErrorCode],
    message: &[u8],
    day: Option<&str>,
) -> Option<&'static KnownIssue> {
    let mut fitting = rows().iter().filter(|row| codes.contains(&row.code));
    fitting.find(|row| {
        row.names
            .iter()
            .any(|name| is_named(message, name.as_bytes()))
            && day.is_none_or(|day| row.covers(day))
    })
}

/// What a record of any of the issues must hold, times aside.
pub(crate) fn required() -> &'static Predicate {
    static PREDICATE: OnceLock<Predicate> = OnceLock::new();
    PREDICATE.get_or_init(|| {
        let issues = rows().iter().map(|row| {
            let names = row.names.iter().map(|&name| name.to_owned());
            let code = CodeRange {
                low: row.code,
                high: row.code,
            };
            Predicate::All(vec![
                Predicate::Code(vec![code]),
                Predicate::Text(names.collect()),
            ])
        });
        Predicate::Any(issues.collect())
    })
}

/// Whether the name stands in the message and is not a part of a longer number.
fn is_named(message: &[u8], name: &[u8]) -> bool {
    let is_digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let mut places = message.windows(name.len()).enumerate();
    places.any(|(at, piece)| {
        piece.eq_ignore_ascii_case(name)
            && !is_digit(message.get(at + name.len()))
            && !is_digit(at.checked_sub(1).and_then(|before| message.get(before)))
    })
}

fn rows() -> &'static [KnownIssue] {
    static ROWS: OnceLock<Vec<KnownIssue>> = OnceLock::new();
    ROWS.get_or_init(|| TABLE.lines().filter_map(row).collect())
}

/// A line of the table; remarks are none.
fn row(line: &'static str) -> Option<KnownIssue> {
    let cells: Vec<&str> = line.split('\t').collect();
    let &[kb, code, builds, from, until, issue, advice, source] = cells.as_slice() else {
        return None;
    };
    let given = |cell: &'static str| (cell != NONE).then_some(cell);
    Some(KnownIssue {
        names: given(kb)
            .into_iter()
            .chain(given(builds).into_iter().flat_map(|cell| cell.split(',')))
            .collect(),
        code: ErrorCode::parse_rule(code).ok()?,
        from: given(from),
        until: given(until),
        issue,
        advice,
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: u32, message: &str, day: Option<&str>, expected: Option<&str>) {
        let found = known_issue(&[ErrorCode(code)], message.as_bytes(), day);
        let name = found.and_then(|issue| issue.names.first().copied());
        assert_eq!(name, expected, "{message}");
    }

    #[test]
    fn every_row_is_read_and_has_its_page_and_advice() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().len(), lines);
        for row in rows() {
            assert!(!row.names.is_empty(), "{row:?}");
            assert!(
                row.source.contains('/') && !row.advice.is_empty(),
                "{row:?}"
            );
            assert!(
                !row.issue.ends_with('.') && !row.advice.ends_with('.'),
                "{row:?}"
            );
            let days = [row.from, row.until].into_iter().flatten();
            assert!(days.clone().all(|day| day.len() == "2025-08-12".len()));
            assert!(days.is_sorted(), "{row:?}");
        }
    }

    #[test]
    fn an_issue_is_told_by_update_code_and_time() {
        let known = Some("KB5063878");
        check(
            0x8024_0069,
            "for x64 (KB5063878)",
            Some("2025-08-14"),
            known,
        );
        check(0x8024_0069, "kb5063878 failed", None, known);
        check(0x8024_0069, "~~26100.4946.1.7", None, known);
        check(0x8024_0069, "KB5063878", Some("2025-08-11"), None);
        check(0x8007_0070, "KB5063878", None, None);
        check(0x8024_0069, "KB50638789 and 126100.4946", None, None);
        check(0x8024_0069, "", None, None);
    }
}
