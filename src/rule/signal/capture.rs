//! What a signal takes from a record that matches: `capture: { proxy: host }`.

use super::super::fields::{Fields, is_name, map, text};
use super::super::keys::CAPTURE_TYPES;
use super::super::known_issue::COLUMNS;
use super::super::problems::Problems;
use super::super::{Capture, CaptureKind, Predicate};

/// The captures of a signal, sorted by name.
pub(super) fn read(
    fields: &Fields<'_, '_>,
    predicate: &Predicate,
    problems: &mut Problems<'_>,
) -> Vec<Capture> {
    let Some(node) = fields.get("capture") else {
        return Vec::new();
    };
    let mut captures = Vec::new();
    for entry in map(node, "'capture'", problems).unwrap_or_default() {
        if !is_name(&entry.name) || entry.name == "count" {
            let message = format!(
                "'{}' cannot name a capture; use a-z, 0-9 and _, and not 'count'",
                entry.name
            );
            problems.add(entry.at, message);
            continue;
        }
        let Some(word) = text(&entry.node, "capture", problems) else {
            continue;
        };
        let Some((_, kind)) = CAPTURE_TYPES.into_iter().find(|(name, _)| *name == word) else {
            let names = CAPTURE_TYPES.map(|(name, _)| name);
            problems.unknown(entry.node.start, "capture type", word, names);
            continue;
        };
        if kind == CaptureKind::Text && !has_group(predicate, &entry.name) {
            let message = format!(
                "text of any form is only known from a group: write (?P<{}>...) in the signal's regex",
                entry.name
            );
            problems.add(entry.at, message);
        }
        if kind == CaptureKind::KnownIssue && !COLUMNS.contains(&entry.name.as_ref()) {
            problems.unknown(entry.at, "column of the known issues", &entry.name, COLUMNS);
        }
        captures.push(Capture {
            name: entry.name.to_string(),
            kind,
        });
    }
    captures.sort();
    captures
}

/// Whether a regex of the signal names a group so.
fn has_group(predicate: &Predicate, name: &str) -> bool {
    let mut found = false;
    predicate.visit(&mut |one| {
        if let Predicate::Regex(patterns) = one {
            found |= patterns
                .iter()
                .any(|pattern| pattern.source.contains(&format!("<{name}>")));
        }
    });
    found
}
