//! The text form, and what the tool prints while it works.
//!
//! A block `System Information:` has indented lines `Machine Name = PC1`; every other line below a profile tells the failure.

use super::verdict::Verdict;
use crate::text;

const FOUND: &[u8] = b"Matching Profile found: ";

/// Whether a first line is the tool's.
pub(super) fn is_told(first: &[u8]) -> bool {
    const REPORTS: &[u8] = b"SetupDiag reports ";
    first.starts_with(FOUND)
        || first.starts_with(b"SetupDiag v")
        || first
            .strip_prefix(b"Error: ")
            .unwrap_or(first)
            .starts_with(REPORTS)
}

/// The profiles that matched; text that names none is one verdict.
pub(super) fn read(text: &[u8]) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::default()];
    let mut in_system = false;
    for (start, line) in text::lines(text) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if line.starts_with(FOUND) {
            verdicts.push(Verdict {
                start,
                ..Verdict::default()
            });
        }
        let Some(verdict) = verdicts.last_mut() else {
            continue;
        };
        verdict.end = start + line.len();
        in_system =
            is_system(line) || (in_system && line.first().is_some_and(u8::is_ascii_whitespace));
        take(verdict, &text::display(line), in_system);
    }
    verdicts.retain(|verdict| !verdict.pairs.is_empty());
    verdicts
}

fn is_system(line: &[u8]) -> bool {
    line.starts_with(b"System Information:")
}

fn take(verdict: &mut Verdict, line: &str, in_system: bool) {
    let found = line.strip_prefix("Matching Profile found: ");
    if let Some((name, guid)) = found.map(|found| found.split_once(" - ").unwrap_or((found, ""))) {
        verdict.push("ProfileName", name);
        verdict.push("ProfileGuid", guid);
    } else if let Some((name, value)) = line.split_once(" = ").filter(|_| in_system) {
        verdict.push(name.trim(), value);
    } else if !in_system {
        verdict.push("FailureData", line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[(&str, &str)]]) {
        let verdicts = read(text.as_bytes());
        let got: Vec<Vec<_>> = verdicts
            .iter()
            .map(|verdict| {
                verdict
                    .pairs
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect()
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn each_profile_has_its_own_lines() {
        check(
            "Matching Profile found: A - 1\nSystem Information:\n\tMachine Name = PC1\n\nError: x\nMatching Profile found: B - 2\nError: y\n",
            &[
                &[
                    ("ProfileName", "A"),
                    ("ProfileGuid", "1"),
                    ("MachineName", "PC1"),
                    ("FailureData", "Error: x"),
                ],
                &[
                    ("ProfileName", "B"),
                    ("ProfileGuid", "2"),
                    ("FailureData", "Error: y"),
                ],
            ],
        );
    }

    #[test]
    fn text_without_a_profile_is_one_verdict() {
        check(
            "Error: SetupDiag reports x\nError: 0x1\n",
            &[&[
                ("FailureData", "Error: SetupDiag reports x"),
                ("FailureData", "Error: 0x1"),
            ]],
        );
        check("", &[]);
    }
}
