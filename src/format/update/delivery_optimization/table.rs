//! The log as a table: a line of labels, a line of dashes, then a row for each entry whose values stand below the labels.
//!
//! PowerShell sets numbers to the right and texts to the left, and makes each column as wide as it needs. A column begins
//! where its dashes begin; what is longer than its column is cut by PowerShell.

use std::borrow::Cow;

use super::Entry;
use crate::text;

/// Whether a line holds the labels of the log's table.
pub(super) fn is_heading(line: &[u8]) -> bool {
    let words: Vec<_> = words(line).map(|(_, word)| word).collect();
    words.first() == Some(&&b"TimeCreated"[..])
        && [&b"ProcessId"[..], b"ThreadId", b"Message"]
            .iter()
            .all(|label| words.contains(label))
}

/// The rows, if the text is a table of the log.
pub(super) fn entries(text: &[u8]) -> Option<Vec<Entry<'_>>> {
    let mut lines = text::lines(text).filter(|(_, line)| !line.trim_ascii().is_empty());
    let (_, heading) = lines.next().filter(|(_, line)| is_heading(line))?;
    let columns = Columns::of(heading, lines.next()?.1)?;
    Some(
        lines
            .filter(|(_, line)| !is_rule(line) && !is_heading(line))
            .map(|(start, line)| Entry {
                start,
                end: start + line.len(),
                text: line,
                pairs: columns.cut(line),
            })
            .collect(),
    )
}

/// Labels and where their columns begin.
struct Columns<'a>(Vec<(&'a [u8], usize)>);

impl<'a> Columns<'a> {
    /// From the labels and the dashes below them.
    fn of(heading: &'a [u8], dashes: &[u8]) -> Option<Self> {
        let labels = words(heading).map(|(_, label)| label);
        let begins = words(dashes)
            .zip(words(heading))
            .map(|((dash, _), (label, _))| dash.min(label));
        is_rule(dashes).then(|| Self(labels.zip(begins).collect()))
    }

    /// The values of a row. A right-aligned number may begin in front of its label, behind the value before it.
    fn cut(&self, row: &'a [u8]) -> Vec<(&'a [u8], Cow<'a, [u8]>)> {
        let ends = self.0.iter().skip(1).map(|(_, begin)| *begin);
        self.0
            .iter()
            .zip(ends.chain([usize::MAX]))
            .filter_map(|((label, begin), end)| {
                let value = row.get(*begin..end.min(row.len()))?;
                Some((*label, Cow::Borrowed(value.trim_ascii())))
            })
            .collect()
    }
}

fn is_rule(line: &[u8]) -> bool {
    words(line).all(|(_, word)| word.iter().all(|byte| *byte == b'-'))
}

/// The words of a line with their offsets.
fn words(line: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let start = at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let word = line.get(start..)?;
        let length = word
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(word.len());
        at = start + length;
        Some((start, word.get(..length)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
TimeCreated          ProcessId ThreadId Level LevelName Message
-----------          --------- -------- ----- --------- -------
5/14/2024 9:00:00 AM      1088      520     2 Error     Failed to connect
5/14/2024 9:00:01 AM      1088       52     4 Info
";

    #[test]
    fn values_stand_below_their_labels() {
        let rows = entries(TABLE.as_bytes()).unwrap();
        let value = |row: usize, label: &str| {
            text::display(rows[row].value(label.as_bytes()).unwrap()).into_owned()
        };
        assert_eq!(value(0, "TimeCreated"), "5/14/2024 9:00:00 AM");
        assert_eq!(
            (value(0, "ProcessId"), value(1, "ThreadId")),
            ("1088".to_owned(), "52".to_owned())
        );
        assert_eq!(value(0, "Message"), "Failed to connect");
        assert_eq!((rows.len(), rows[1].value(b"Message")), (2, None));
    }

    #[test]
    fn other_tables_are_none() {
        assert!(entries(b"Name Id\n---- --\na 1\n").is_none());
        assert!(entries(b"TimeCreated ProcessId ThreadId Message\nno rule\n").is_none());
        assert!(entries(b"").is_none());
    }
}
