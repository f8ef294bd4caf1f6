//! Lines of the form `Label   : value`, as most console tools print them.

use crate::text;

/// A line cut at its first colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    /// Without blanks and leaders (` . . .`) around it.
    pub(super) label: &'a [u8],
    /// Without blanks around it.
    pub(super) value: &'a [u8],
    /// Whether the line begins with blanks.
    pub(super) indented: bool,
}

/// The line's label and value. A line without a colon, or with nothing before it, has none.
pub(super) fn split(line: &[u8]) -> Option<Labelled<'_>> {
    let colon = memchr::memchr(b':', line)?;
    let (label, value) = line.split_at_checked(colon)?;
    let label = trim_leaders(label);
    (!label.is_empty()).then_some(Labelled {
        label,
        value: value.get(1..).unwrap_or_default().trim_ascii(),
        indented: is_indented(line),
    })
}

/// Whether the line begins with a blank.
pub(super) fn is_indented(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

/// `Host Name . . . . ` is `Host Name`.
fn trim_leaders(label: &[u8]) -> &[u8] {
    let end = label
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t' | b'.'));
    let used = end.and_then(|end| label.get(..=end)).unwrap_or_default();
    used.trim_ascii_start()
}

/// Values on lines of their own stand at the column of the first, far behind every label.
const VALUE_COLUMN: usize = 20;

/// Every label with its values joined by blanks: lines without a label of their own go on with the one before.
pub(super) fn collect(lines: &[(usize, &[u8])]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (_, line) in lines {
        let margin = line.len() - line.trim_ascii_start().len();
        match (
            split(line).filter(|_| margin < VALUE_COLUMN),
            found.last_mut(),
        ) {
            (Some(labelled), _) => found.push((
                text::display(labelled.label).into_owned(),
                text::display(labelled.value).into_owned(),
            )),
            (None, Some((_, value))) => {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(&text::display(line.trim_ascii()));
            }
            (None, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_and_blanks_are_no_part_of_a_label() {
        let found = split(b"   DNS Servers . . . . : 192.0.2.1 ").unwrap();
        assert_eq!(
            (found.label, found.value),
            (&b"DNS Servers"[..], &b"192.0.2.1"[..])
        );
        assert!(found.indented);
        assert_eq!(split(b"no label"), None);
        assert_eq!(split(b" . . : x"), None);
    }

    #[test]
    fn values_go_on_below() {
        let text = b"   DNS Servers . . . . . . . . . . . : 192.0.2.1\n                                       2001:db8::1\nB: c";
        let lines: Vec<_> = text::lines(text).collect();
        let pair = |label: &str, value: &str| (label.to_owned(), value.to_owned());
        assert_eq!(
            collect(&lines),
            [pair("DNS Servers", "192.0.2.1 2001:db8::1"), pair("B", "c")]
        );
    }
}
