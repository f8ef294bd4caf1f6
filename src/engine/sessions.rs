//! Traces of one session: one long log in many files.
//!
//! The update agent begins a new file every few minutes: `WindowsUpdate.20240514.090000.123.1.etl`, `.2.etl` and so on, of
//! which the system keeps the newest. The buffers of a session are numbered on from file to file, so files whose numbers
//! follow one another tell of all the time they span together, and a number that is left out tells of a file that is not
//! there.

use crate::engine::scan::hit::SourceScan;
use crate::error::counted;
use crate::record::Kind;
use crate::source::{Bundle, Note, Source};

/// One file of a session.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// Folder and name up to the number.
    session: &'a str,
    number: u64,
    source: &'a Source,
    scan: &'a SourceScan,
}

/// Files whose buffers follow one another without a gap, in their order; each list has more than one.
pub(super) fn unbroken<'a>(
    bundle: &'a Bundle,
    scans: &'a [SourceScan],
) -> Vec<Vec<&'a SourceScan>> {
    let parts = parts(bundle, scans);
    let runs = parts.chunk_by(|one, next| missing_between(one, next) == Some(0));
    runs.filter(|run| run.len() > 1)
        .map(|run| run.iter().map(|part| part.scan).collect())
        .collect()
}

/// What is missing between two files of a session.
pub(super) fn gaps(bundle: &Bundle, scans: &[SourceScan]) -> Vec<Note> {
    let parts = parts(bundle, scans);
    let pairs = parts.iter().zip(parts.iter().skip(1));
    let gap = |(before, behind): (&Part<'_>, &Part<'_>)| {
        let missing = missing_between(before, behind).filter(|missing| *missing > 0)?;
        let text = format!(
            "{} of the trace between '{}' and this file {} not there; collect the whole folder",
            counted(missing, "buffer"),
            before.source.name(),
            if missing == 1 { "is" } else { "are" }
        );
        Some(Note {
            path: behind.source.path.clone(),
            text,
        })
    };
    pairs.filter_map(gap).collect()
}

/// The traces of the update agent that are one of several, session by session, in numeric order.
fn parts<'a>(bundle: &'a Bundle, scans: &'a [SourceScan]) -> Vec<Part<'a>> {
    let traces = bundle.sources.iter().zip(scans);
    let mut parts: Vec<Part<'a>> = traces
        .filter(|(_, scan)| scan.input.blocks().is_some())
        .filter(|(_, scan)| scan.input.kind() == Some(Kind::WindowsUpdate))
        .filter_map(|(source, scan)| {
            let (session, number) = numbered(&source.path)?;
            Some(Part {
                session,
                number,
                source,
                scan,
            })
        })
        .collect();
    parts.sort_by_key(|part| (part.session, part.number, part.source.id));
    parts
}

/// A path as what its session has in common and its number in it: `.../WindowsUpdate.20240514.090000.123.` and 12.
fn numbered(path: &str) -> Option<(&str, u64)> {
    let (stem, extension) = path.rsplit_once('.')?;
    let at = stem.rfind('.')? + 1;
    let (session, number) = stem.split_at_checked(at)?;
    extension
        .eq_ignore_ascii_case("etl")
        .then(|| Some((session, number.parse().ok()?)))?
}

/// How many buffers lie between two files of one session; `None` where they are of two, or their numbers overlap.
fn missing_between(before: &Part<'_>, behind: &Part<'_>) -> Option<u64> {
    let (_, last) = before.scan.scanned.numbers.ends()?;
    let (first, _) = behind.scan.scanned.numbers.ends()?;
    (before.session == behind.session)
        .then(|| first.checked_sub(last)?.checked_sub(1))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_session_differ_in_their_last_number() {
        let check = |path: &str, expected: Option<(&str, u64)>| {
            assert_eq!(numbered(path), expected, "{path}");
        };
        check("a/WindowsUpdate.20240514.090000.123.12.etl", {
            Some(("a/WindowsUpdate.20240514.090000.123.", 12))
        });
        check("WindowsUpdate.2.ETL", Some(("WindowsUpdate.", 2)));
        check("waasmedic.etl", None);
        check("a.b/trace.x.etl", None);
        check("WindowsUpdate.20240514.090000.123.1.log", None);
    }
}
