//! Every record of a text that lies in memory, whatever the format's framing.
//!
//! This is the plain reading: each record is framed and parsed. It serves small sources, listings and tests; large logs
//! are framed around candidates instead.

use memchr::memmem;

use super::{Framing, Located, LogFormat, Parsed, blocks};
use crate::record::Record;
use crate::text;

/// All records of `text` in order, with the count of pieces that are none.
///
/// Lines before the first record are a piece of their own. An element that is not closed before the next one opens is bad
/// and ends there.
pub fn records<'a>(format: &dyn LogFormat, text: &'a [u8]) -> Parsed<'a> {
    let pieces = match format.framing() {
        Framing::Whole => return format.parse_whole(text),
        Framing::Blocks(blocks) => return blocks::every(blocks, text),
        Framing::Lines(starts) => by_lines(text, starts),
        Framing::Elements { open, close } => by_elements(text, open, close),
    };
    each(text, pieces, |raw| format.parse(raw))
}

/// What the pieces of a text give, each read by itself.
pub(super) fn each<'a>(
    text: &'a [u8],
    pieces: Vec<(usize, usize)>,
    parse: impl Fn(&'a [u8]) -> Option<Record<'a>>,
) -> Parsed<'a> {
    let mut parsed = Parsed::default();
    for (start, end) in pieces {
        match text.get(start..end).and_then(&parse) {
            Some(record) => parsed.records.push(Located { start, end, record }),
            None => parsed.bad += 1,
        }
    }
    parsed
}

/// Bounds of the records of a line-framed text.
pub(super) fn by_lines(text: &[u8], starts: fn(&[u8]) -> bool) -> Vec<(usize, usize)> {
    let begins = text::lines(text)
        .filter(|(offset, line)| *offset == 0 || starts(line))
        .map(|(offset, _)| offset);
    upto_next(&begins.collect::<Vec<_>>(), text.len())
}

/// Each offset with the next one, the last with the end.
pub(super) fn upto_next(begins: &[usize], end: usize) -> Vec<(usize, usize)> {
    let ends = begins.iter().copied().skip(1).chain([end]);
    begins.iter().copied().zip(ends).collect()
}

/// Bounds of the elements of a text.
pub(super) fn by_elements(text: &[u8], open: &[u8], close: &[u8]) -> Vec<(usize, usize)> {
    let opens = memmem::find_iter(text, open).filter(|start| {
        let next = text.get(start + open.len());
        next.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
    });
    let bounds = upto_next(&opens.collect::<Vec<_>>(), text.len()).into_iter();
    bounds
        .map(|(start, limit)| {
            let inside = text.get(start..limit).unwrap_or_default();
            let end = memmem::find(inside, close).map_or(limit, |at| start + at + close.len());
            (start, end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::by_name;

    fn check(format: &str, text: &str, expected: &[&str], bad: u64) {
        let parsed = records(by_name(format).unwrap(), text.as_bytes());
        let got: Vec<_> = parsed
            .records
            .iter()
            .map(|found| text.get(found.start..found.end).unwrap())
            .collect();
        assert_eq!(got, expected);
        assert_eq!(parsed.bad, bad);
    }

    #[test]
    fn continuation_lines_belong_to_the_record_before() {
        let (first, second) = (
            "2024-05-14 09:00:00, Info  CBS  a\r\n  b\n",
            "2024-05-14 09:00:00, Info  CBS  c",
        );
        check("cbs", &format!("{first}{second}"), &[first, second], 0);
        check("cbs", &format!("note\n{first}"), &["note\n", first], 0);
        check("cbs", "", &[], 0);
    }

    #[test]
    fn an_element_that_is_not_closed_costs_itself_alone() {
        let good = "<Event><System><Provider Name='a'/><EventID>1</EventID></System></Event>";
        let text = format!("<Events>\n<Event><System>\n{good}\n</Events>");
        check("event-xml", &text, &[good], 1);
    }
}
