//! Small pieces of the classic update log as people paste them into mail and tickets.
//!
//! `2024-06-1109:00:01 912264MiscWARNING: ...`, `PT WARNING: PTError: 0x80244010`, `WARNING: Send failed with hr = 80072efd.`
//!
//! Tabs are lost, the front is cut off, several records stand on one line, or one record is wrapped onto two. The text is
//! cut wherever the columns of a record begin, also inside a line; a line that begins nothing belongs to the record before
//! it, so that no line is lost. Source: excerpts quoted in public. Only what is given whole within the head is read so.

use memchr::memmem;

use crate::format::frame::upto_next;
use crate::format::parts::vote::{self, Vote};
use crate::format::update::windows_update_classic::{self as classic, COMPONENTS};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Record};
use crate::text;

/// Pasted pieces of the classic log.
pub(in crate::format) struct WindowsUpdatePasted;

impl LogFormat for WindowsUpdatePasted {
    fn id(&self) -> FormatId {
        FormatId("windows-update-classic-pasted")
    }

    fn kind(&self) -> Kind {
        Kind::WindowsUpdate
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let as_written =
            |line: &[u8]| classic::starts_record(line) && inner_begins(line).is_empty();
        if !head.whole || vote::lines(head).all(as_written) {
            return None;
        }
        Vote::take(head, begins).claim(91, 2, "look like pieces of the classic update log")
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        classic::record(raw.trim_ascii())
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let mut parsed = Parsed::default();
        for (start, end) in upto_next(&all_begins(text), text.len()) {
            match text.get(start..end).and_then(|raw| self.parse(raw)) {
                Some(record) => parsed.records.push(Located { start, end, record }),
                None => parsed.bad += 1,
            }
        }
        parsed
    }
}

/// Offsets at which records begin; the first line that is not blank always begins one.
fn all_begins(text: &[u8]) -> Vec<usize> {
    let mut offsets = Vec::new();
    for (offset, line) in text::lines(text) {
        let blank = line.trim_ascii().is_empty();
        if !blank && (offsets.is_empty() || begins(line)) {
            offsets.push(offset);
        }
        offsets.extend(inner_begins(line).into_iter().map(|at| offset + at));
    }
    offsets
}

/// Offsets within the line at which the columns of a further record begin.
fn inner_begins(line: &[u8]) -> Vec<usize> {
    let first = line.len() - line.trim_ascii_start().len();
    (first + 1..line.len())
        .filter(|at| line.get(*at..).is_some_and(has_columns))
        .collect()
}

fn begins(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    has_columns(line) || has_component(line) || is_marked(line)
}

/// Stamp, ids and a component of the classic agent.
fn has_columns(text: &[u8]) -> bool {
    crate::format::parts::head::fits(text, b"####-##-##")
        && classic::columns(text).is_ok_and(|(_, columns)| COMPONENTS.contains(&columns.component))
}

/// `PT WARNING: ...`, `COMAPI -- START -- ...`: a component, then a marker or the column's padding.
fn has_component(line: &[u8]) -> bool {
    const MARKERS: [&[u8]; 9] = [
        b"WARNING:",
        b"FATAL:",
        b"*",
        b"--",
        b"<<",
        b">>",
        b"#",
        b"=",
        b"+",
    ];
    classic::cut_columns(line).is_ok_and(|(rest, columns)| {
        let padding = line.len() - rest.len() - columns.component.len();
        padding > 1 || line.contains(&b'\t') || MARKERS.iter().any(|mark| rest.starts_with(mark))
    })
}

/// `WARNING: ... 80072efd`: other programs warn too, so it takes a code.
fn is_marked(line: &[u8]) -> bool {
    let code = |at: usize| {
        let digits = line.get(at..at + 8);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    [&b"WARNING:"[..], b"FATAL:"]
        .iter()
        .any(|mark| line.starts_with(mark))
        && memmem::find_iter(line, b"80").any(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let head = Head {
            name: "",
            text: text.as_bytes(),
            whole: true,
        };
        assert!(WindowsUpdatePasted.sniff(&head).is_some(), "{text}");
        let parsed = WindowsUpdatePasted.parse_whole(text.as_bytes());
        let got: Vec<_> = parsed
            .records
            .iter()
            .map(|found| text::display(&found.record.message).into_owned())
            .collect();
        assert_eq!(
            (got, parsed.bad),
            (expected.iter().map(|&text| text.to_owned()).collect(), 0)
        );
    }

    #[test]
    fn records_joined_on_one_line_are_parted_at_their_columns() {
        check(
            "2024-06-11 09:00:30:127 912 1730 AU next detection is 2024-06-11 20:15:40 \
             2024-06-11 09:00:30:128 912 1730 Misc WARNING: Send failed",
            &[
                "next detection is 2024-06-11 20:15:40",
                "WARNING: Send failed",
            ],
        );
        check(
            "2024-06-1109:00:01 912264MiscWARNING: a2024-06-1109:00:02 912264AgentFATAL: b",
            &["WARNING: a", "FATAL: b"],
        );
    }

    #[test]
    fn cut_fronts_and_wrapped_lines_lose_nothing() {
        check(
            "WARNING: Send failed with hr = 80072efd.\nWARNING: PTError: 0x80244021\n",
            &[
                "WARNING: Send failed with hr = 80072efd.",
                "WARNING: PTError: 0x80244021",
            ],
        );
        check(
            "PT WARNING: Sync of Updates:\n0x80244010\nPT WARNING: b\n",
            &["WARNING: Sync of Updates:\n0x80244010", "WARNING: b"],
        );
    }

    #[test]
    fn prose_and_clean_logs_are_left_to_others() {
        let refused = |text: &str, whole| {
            let head = Head {
                name: "",
                text: text.as_bytes(),
                whole,
            };
            assert_eq!(WindowsUpdatePasted.sniff(&head), None, "{text}");
        };
        refused(
            "2024-05-14\t09:00:05:125\t 912\ta3c\tMisc\tWARNING: Send\n",
            true,
        );
        refused("PT WARNING: Sync of Updates: 0x80244010", false);
        refused("WARNING: the disk is nearly full", true);
        refused("Agent Smith reports that updates fail", true);
        refused("Dear all,\nPT WARNING: 0x80244010\nbye", true);
    }
}
