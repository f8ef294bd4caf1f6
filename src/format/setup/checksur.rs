//! CheckSUR.log of the System Update Readiness tool, and the summary that a component store repair writes into CBS.log.
//!
//! `(f)<TAB>CBS MUM Corrupt<TAB>0x00000000<TAB>servicing\Packages\Contoso.mum`, `(fix)`, `(w)<TAB>(Fixed)`, `Found 3 errors`
//!
//! No stamps, no levels; each line that is not blank is a record. Marks: `(f)` found, `(fix)` mended, `(p)` corruption
//! found by a repair, `(n)` not mended. What becomes of a mark is for rules to say. Source: excerpts quoted in public.

use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};

/// The readiness tool's list of faults.
pub(in crate::format) struct CheckSur;

impl LogFormat for CheckSur {
    fn id(&self) -> FormatId {
        FormatId("checksur")
    }

    fn kind(&self) -> Kind {
        Kind::Cbs
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let marked = Vote::take(head, is_marked);
        let claim = Vote::take(head, |line| is_marked(line) || is_summary(line));
        let one_in = if claim.first { 5 } else { 2 };
        (marked.fit > 0 || claim.fit > 2)
            .then(|| claim.claim(80, one_in, "are marks or totals of a readiness check"))?
    }

    fn framing(&self) -> Framing {
        Framing::Lines(|line| !line.trim_ascii().is_empty())
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        Some(Record::text(self.kind(), raw.trim_ascii()))
    }
}

/// A mark in front of what is damaged.
fn is_marked(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let marks = [&b"(f)"[..], b"(fix)", b"(p)", b"(w)", b"(n)"];
    let behind = marks.iter().find_map(|mark| line.strip_prefix(*mark));
    behind.is_some_and(|rest| {
        let what = rest.trim_ascii_start();
        what.starts_with(b"CBS ") || what.starts_with(b"CSI ")
    })
}

fn is_summary(line: &[u8]) -> bool {
    const TOTALS: [&[u8]; 13] = [
        b"Summary:",
        b"Seconds executed:",
        b"Found ",
        b"Fix ",
        b"Fixed ",
        b"CSI ",
        b"CBS ",
        b"Checking System Update Readiness",
        b"Checking Windows Servicing Packages",
        b"Checking Package ",
        b"Checking Component ",
        b"Unavailable repair files:",
        b"Total Detected Corruption:",
    ];
    let line = line.trim_ascii_start();
    TOTALS.iter().any(|total| line.starts_with(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: bool) {
        let head = Head {
            name: "",
            text: text.as_bytes(),
            whole: true,
        };
        assert_eq!(CheckSur.sniff(&head).is_some(), expected, "{text}");
    }

    #[test]
    fn marks_and_totals_are_recognised() {
        check(
            "(f)\tCSI Payload File Missing\t0x00000000\tcontoso.dll\n",
            true,
        );
        check(
            "Summary:\nSeconds executed: 215\nFound 4 errors\nFixed 4 errors\n",
            true,
        );
    }

    #[test]
    fn a_summary_of_something_else_is_not() {
        check("Summary:\nall went well\nFound nothing\nbye\n", false);
        check("(f) means found\n", false);
    }
}
