//! The lines that prove a cause, each with its time and place.

use super::page::{Page, Style};
use super::words;
use crate::output::sanitize;
use crate::report::{Evidence, Finding};

/// How many lines of the page one piece of evidence may take.
const LINES: usize = 4;
/// How many characters of a long record are shown before the error code.
const LEAD: usize = 60;

pub(super) fn write(page: &mut Page, finding: &Finding, limit: usize) {
    let mut label = "Proof";
    for evidence in finding.evidence.iter().take(limit.max(1)) {
        origin(page, label, evidence);
        page.excerpt(&around_code(evidence, finding), LINES);
        label = "";
    }
}

/// When and where it was written, on one line if there is room.
fn origin(page: &mut Page, label: &str, evidence: &Evidence) {
    let (time, place) = (time(evidence), evidence.place());
    let both = format!("{time}  {place}");
    if time.is_empty() || page.fits_entry(&both) {
        page.entry_to_copy(label, &both, Style::Dim);
    } else {
        page.entry(label, &time, Style::Dim);
        page.entry_to_copy("", &place, Style::Dim);
    }
}

/// When it was written; empty where the log does not tell.
pub(super) fn time(evidence: &Evidence) -> String {
    evidence
        .time
        .as_deref()
        .map(words::moment)
        .unwrap_or_default()
}

/// Where it stands, as editors take it: `WindowsUpdate.log:1234`.
pub(super) fn place(evidence: &Evidence) -> String {
    evidence.place()
}

/// The record's text, from shortly before the first code of the finding where it stands far inside.
fn around_code(evidence: &Evidence, finding: &Finding) -> String {
    let text = &evidence.text;
    let upper = text.to_ascii_uppercase();
    let digits = finding
        .codes
        .iter()
        .map(|code| code.code.trim_start_matches("0x"));
    let found = digits.filter_map(|digits| upper.find(digits)).min();
    let skipped = found
        .and_then(|offset| text.split_at_checked(offset))
        .map_or(0, |(before, _)| before.chars().count().saturating_sub(LEAD));
    // A beginning that is not much longer than the mark that would replace it stays.
    if skipped <= LEAD {
        return text.clone();
    }
    let rest: String = text.chars().skip(skipped).collect();
    format!("... {}", sanitize::one_line(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;

    #[test]
    fn a_long_record_is_shown_around_its_code() {
        let report = sample::report();
        let finding = &report.machines[0].findings[0];
        let evidence = Evidence {
            text: format!("{}[80072ee7] failed", "x".repeat(500)),
            ..finding.evidence[0].clone()
        };
        let shown = around_code(&evidence, finding);
        assert_eq!(shown, format!("... {}[80072ee7] failed", "x".repeat(59)));
    }
}
