//! Lists of things, each a few lines of `Label : value` or `Name=value` that a blank line ends.

use std::ops::Range;

use crate::format::Located;
use crate::format::frame::upto_next;
use crate::text;

use super::{Field, labels, record};

/// Lines that follow each other without a blank one.
pub(super) struct Paragraph<'a> {
    /// Offset of the first line in what was printed.
    pub(super) start: usize,
    /// Offset just past the last line, without its end.
    pub(super) end: usize,
    /// The lines with their offsets.
    pub(super) lines: Vec<(usize, &'a [u8])>,
}

/// What was printed, cut at blank lines.
pub(super) fn paragraphs(body: &[u8]) -> Vec<Paragraph<'_>> {
    let lines: Vec<_> = text::lines(body).collect();
    let groups = lines.chunk_by(|(_, one), (_, next)| is_blank(one) == is_blank(next));
    groups.filter_map(Paragraph::of).collect()
}

impl<'a> Paragraph<'a> {
    fn of(lines: &[(usize, &'a [u8])]) -> Option<Self> {
        let ((start, first), (last, line)) = (lines.first()?, lines.last()?);
        (!is_blank(first)).then(|| Self {
            start: *start,
            end: last + line.len(),
            lines: lines.to_vec(),
        })
    }

    /// From its first line for which the predicate holds; each further such line begins a paragraph of its own.
    pub(super) fn split(self, begins: impl Fn(&[u8]) -> bool) -> Vec<Self> {
        let starts: Vec<_> = (0..self.lines.len())
            .filter(|at| self.lines.get(*at).is_some_and(|(_, line)| begins(line)))
            .collect();
        upto_next(&starts, self.lines.len())
            .into_iter()
            .filter_map(|(from, upto)| Self::of(self.lines.get(from..upto)?))
            .collect()
    }

    /// Every label with its value as fields.
    pub(super) fn labelled(&self) -> Vec<Field<'a>> {
        let found = labels::collect(&self.lines).into_iter();
        found
            .map(|(label, value)| (label.into(), value.into()))
            .collect()
    }

    /// Every `Name=value` whose value is not empty.
    pub(super) fn assigned(&self) -> Vec<Field<'a>> {
        let pair = |line: &&(usize, &'a [u8])| {
            let (name, value) = line.1.split_at_checked(memchr::memchr(b'=', line.1)?)?;
            let value = value.get(1..)?.trim_ascii();
            (!value.is_empty()).then(|| (text::display(name.trim_ascii()), text::display(value)))
        };
        self.lines.iter().filter_map(|line| pair(&line)).collect()
    }

    /// The record of the paragraph.
    pub(super) fn located(
        &self,
        command: &'static str,
        body: &'a [u8],
        fields: Vec<Field<'a>>,
    ) -> Option<Located<'a>> {
        piece(command, body, self.start..self.end, fields)
    }
}

/// A record of the section's lines between these offsets.
pub(super) fn piece<'a>(
    command: &'static str,
    body: &'a [u8],
    place: Range<usize>,
    fields: Vec<Field<'a>>,
) -> Option<Located<'a>> {
    Some(Located {
        start: place.start,
        end: place.end,
        record: record(command, body.get(place)?, fields),
    })
}

/// The value of a field by its name as printed.
pub(super) fn value<'f>(fields: &'f [Field<'_>], name: &str) -> Option<&'f str> {
    let found = fields.iter().find(|(known, _)| known == name);
    found
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}

/// White space, and the second carriage return that WMI's tools write.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_divide_and_ends_are_exact() {
        let body = b"\r\nA : 1\r\nB : 2\r\n\r\n\r\nC=3\r\r\nD=\r\r\n";
        let found = paragraphs(body);
        let texts: Vec<_> = found.iter().map(|one| &body[one.start..one.end]).collect();
        assert_eq!(texts, [&b"A : 1\r\nB : 2"[..], b"C=3\r\r\nD=\r"]);
        assert_eq!(value(&found[0].labelled(), "B"), Some("2"));
        assert_eq!(found[1].assigned(), [("C".into(), "3".into())]);
    }

    #[test]
    fn a_paragraph_of_several_things_is_split_at_their_first_labels() {
        let found = paragraphs(b"x\nA : 1\nB : 2\nA : 3\n");
        let parts = found
            .into_iter()
            .flat_map(|one| one.split(|line| line.starts_with(b"A")));
        assert_eq!(
            parts.map(|part| part.lines.len()).collect::<Vec<_>>(),
            [2, 1]
        );
    }
}
