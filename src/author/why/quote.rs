//! A record as it is quoted: its place and time, and its text below.

use super::Line;
use crate::report::Evidence;
use crate::time::people;

/// Characters of a record's text that are shown.
const LONGEST_TEXT: usize = 240;

/// A record's place and time, and its text below.
pub(super) fn quote(indent: usize, label: &str, evidence: &Evidence) -> Vec<Line> {
    let time = evidence.time.as_deref().map(people);
    let place = match time {
        Some(time) => format!("{label}{}, {time}", evidence.place()),
        None => format!("{label}{}", evidence.place()),
    };
    let mut lines = vec![Line::whole(indent, place)];
    let text = evidence.text.trim();
    if !text.is_empty() {
        lines.push(Line::new(indent + 2, shortened(text)));
    }
    lines
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
