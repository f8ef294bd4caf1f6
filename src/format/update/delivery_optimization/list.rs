//! Lists as PowerShell shows objects: `Label   : value`, longer values going on below, a blank line between two objects.
//!
//! PowerShell breaks long values at the width of its window and sets what follows below the value. The pieces are joined by
//! a blank, which is what stood there in all but very long words.

use std::borrow::Cow;

use super::Entry;
use crate::text;

/// Labels of one entry; real ones have up to forty.
const MOST_LABELS: usize = 200;

/// The entries of a text of lists. A label that was there already begins the next entry where the blank line is lost.
pub(super) fn entries(text: &[u8]) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut open = Entry::default();
    for (start, line) in text::lines(text) {
        let pair = label(line);
        let blank = line.trim_ascii().is_empty();
        let again = pair.is_some_and(|(label, _)| open.value(label).is_some());
        if blank || again || open.pairs.len() == MOST_LABELS {
            close(text, &mut open, &mut entries);
        }
        if blank {
            continue;
        }
        if open.end == 0 {
            open.start = start;
        }
        open.end = start + line.len();
        match (pair, open.pairs.last_mut()) {
            (Some((label, value)), _) => open.pairs.push((label, Cow::Borrowed(value))),
            (None, Some((_, value))) => append(value.to_mut(), line.trim_ascii()),
            (None, None) => {}
        }
    }
    close(text, &mut open, &mut entries);
    entries
}

fn close<'a>(text: &'a [u8], open: &mut Entry<'a>, entries: &mut Vec<Entry<'a>>) {
    let mut entry = std::mem::take(open);
    if entry.end > 0 {
        entry.text = text.get(entry.start..entry.end).unwrap_or_default();
        entries.push(entry);
    }
}

fn append(value: &mut Vec<u8>, more: &[u8]) {
    if !value.is_empty() {
        value.push(b' ');
    }
    value.extend_from_slice(more);
}

/// Label and value of a line; a label is one word that begins the line.
pub(super) fn label(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = line
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let (label, rest) = line.split_at_checked(length)?;
    let value = rest.trim_ascii_start().strip_prefix(b": ").or_else(|| {
        // A label without a value ends with its colon.
        (rest.trim_ascii() == b":").then_some(&b""[..])
    })?;
    (!label.is_empty()).then(|| (label, value.trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[(&str, &str)]]) {
        let got: Vec<Vec<_>> = entries(text.as_bytes())
            .iter()
            .map(|entry| {
                let pair = |(label, value): &(&[u8], Cow<'_, [u8]>)| {
                    (
                        text::display(label).into_owned(),
                        text::display(value).into_owned(),
                    )
                };
                entry.pairs.iter().map(pair).collect()
            })
            .collect();
        let expected: Vec<Vec<_>> = expected
            .iter()
            .map(|entry| {
                let pair =
                    |(label, value): &(&str, &str)| ((*label).to_owned(), (*value).to_owned());
                entry.iter().map(pair).collect()
            })
            .collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn values_go_on_below_and_blank_lines_part_entries() {
        check(
            "\r\nA   : one\r\n      two\r\nBc  : \r\n\r\n\r\nA   : three\r\n",
            &[&[("A", "one two"), ("Bc", "")], &[("A", "three")]],
        );
    }

    #[test]
    fn a_label_that_comes_again_begins_an_entry() {
        check(
            "A : 1\nB : 2\nA : 3\n",
            &[&[("A", "1"), ("B", "2")], &[("A", "3")]],
        );
    }

    #[test]
    fn a_label_is_one_word() {
        assert_eq!(
            label(b"Url : http://contoso:80/a"),
            Some((&b"Url"[..], &b"http://contoso:80/a"[..]))
        );
        for line in ["two words : x", " A : x", "http://x", ": x", "A", ""] {
            assert_eq!(label(line.as_bytes()), None, "{line}");
        }
    }
}
