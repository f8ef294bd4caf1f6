//! Tables whose columns stand below the words of a header, as PowerShell and WMI print them.
//!
//! `Source        Description      HotFixID      InstalledBy          InstalledOn`
//!
//! A cell reaches from its header's first character to the next header; PowerShell cuts longer ones. Cells that are set to
//! the right are for their command to read. Positions count characters: headers are ASCII, cells may hold anything.

use crate::format::Located;
use crate::text;

use super::list::is_blank;
use super::{Field, record};

/// A row of a table.
pub(super) struct Row<'a> {
    /// Offset of its line.
    pub(super) start: usize,
    /// Its line.
    pub(super) line: &'a [u8],
    /// Its cells that are not empty, by the words of the header.
    pub(super) fields: Vec<Field<'a>>,
}

impl<'a> Row<'a> {
    /// The record of the row.
    pub(super) fn located(self, command: &'static str) -> Located<'a> {
        Located {
            start: self.start,
            end: self.start + self.line.len(),
            record: record(command, self.line, self.fields),
        }
    }
}

/// Whether the line is a header that names all of these columns, and nothing but words. The lines of logs fail the latter
/// within a few bytes.
pub(super) fn is_header(line: &[u8], columns: &[&str]) -> bool {
    let words = || {
        line.split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
    };
    let named = |column: &&str| words().any(|word| word == column.as_bytes());
    words().all(|word| word.iter().all(u8::is_ascii_alphanumeric)) && columns.iter().all(named)
}

/// The rows below the first header that names these columns, up to a blank line.
pub(super) fn rows<'a>(body: &'a [u8], columns: &[&str]) -> Vec<Row<'a>> {
    let mut lines = text::lines(body);
    let Some((_, header)) = lines.find(|(_, line)| is_header(line, columns)) else {
        return Vec::new();
    };
    let starts = starts(header);
    lines
        .take_while(|(_, line)| !is_blank(line))
        .filter(|(_, line)| !is_ruler(line))
        .map(|(start, line)| Row {
            start,
            line,
            fields: cells(&starts, line),
        })
        .collect()
}

/// Each word of the header with the place of its first character.
fn starts(header: &[u8]) -> Vec<(String, usize)> {
    let header = text::display(header);
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut before = ' ';
    for (place, character) in header.chars().enumerate() {
        if !character.is_whitespace() {
            if before.is_whitespace() {
                found.push((String::new(), place));
            }
            if let Some((word, _)) = found.last_mut() {
                word.push(character);
            }
        }
        before = character;
    }
    found
}

fn cells<'a>(starts: &[(String, usize)], line: &[u8]) -> Vec<Field<'a>> {
    let characters: Vec<char> = text::display(line).chars().collect();
    let ends = starts
        .iter()
        .skip(1)
        .map(|(_, start)| *start)
        .chain([characters.len()]);
    let cell = |((name, start), end): (&(String, usize), usize)| {
        let end = end.min(characters.len());
        let text: String = characters.get(*start..end)?.iter().collect();
        let text = text.trim();
        (!text.is_empty()).then(|| (name.clone().into(), text.to_owned().into()))
    };
    starts.iter().zip(ends).filter_map(cell).collect()
}

fn is_ruler(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b'-' | b' ' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_their_header() {
        let body =
            "x\nName     State  Since\n----     -----  -----\nÄÖ eins  on     1 May\ny\n\nz\n";
        let found = rows(body.as_bytes(), &["Name", "State"]);
        let shown: Vec<_> = found
            .iter()
            .flat_map(|row| {
                row.fields
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
            })
            .collect();
        assert_eq!(shown, ["Name=ÄÖ eins", "State=on", "Since=1 May", "Name=y"]);
    }

    #[test]
    fn prose_is_no_header() {
        assert!(!is_header(b"The Name: and the State", &["Name", "State"]));
        assert!(is_header(b"State  Name", &["Name", "State"]));
        assert!(rows(b"Name State\n", &["Other"]).is_empty());
    }
}
