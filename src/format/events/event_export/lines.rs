//! A line of an event in text as what it may be: a label with a value, the head of an event, or text.

use super::entry::Column;

/// What a line is by its looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// `Event[0]:`, as wevtutil begins each event.
    Begin,
    /// `Source:        Schannel`.
    Label {
        column: Column,
        /// As written, without blanks around it.
        name: &'a str,
        value: &'a str,
        /// `Source : Schannel`, with blanks before the colon, as Format-List aligns them.
        is_aligned: bool,
    },
    /// Anything else.
    Text,
}

/// Reads one line.
pub(super) fn read(line: &str) -> Line<'_> {
    if is_begin(line.trim()) {
        return Line::Begin;
    }
    let Some((label, value)) = line.split_once(':') else {
        return Line::Text;
    };
    let name = label.trim();
    match Column::named(name) {
        Some(column) => Line::Label {
            column,
            name,
            value: value.trim(),
            is_aligned: label.ends_with(' ') && !label.starts_with(' '),
        },
        None => Line::Text,
    }
}

fn is_begin(line: &str) -> bool {
    let number = line.trim_end_matches(':');
    let number = number
        .strip_prefix("Event[")
        .and_then(|rest| rest.strip_suffix(']'));
    number.is_some_and(|number| number.parse::<u64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_names_before_a_colon() {
        let name = |line| match read(line) {
            Line::Label {
                name,
                value,
                is_aligned,
                ..
            } => Some((name, value, is_aligned)),
            _ => None,
        };
        assert_eq!(name("Source:        a: b"), Some(("Source", "a: b", false)));
        assert_eq!(name("  Event ID: 20"), Some(("Event ID", "20", false)));
        assert_eq!(name("Id           : 20"), Some(("Id", "20", true)));
        assert_eq!(name("Reason: none"), None);
        assert_eq!(name("no colon"), None);
    }

    #[test]
    fn wevtutil_numbers_its_events() {
        assert_eq!(read("Event[0]:"), Line::Begin);
        assert_eq!(read("Event[12]"), Line::Begin);
        assert_eq!(read("Event[x]:"), Line::Text);
    }
}
