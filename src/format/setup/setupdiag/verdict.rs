//! A profile that matched, as a record and as facts of the machine.
//!
//! The forms differ in how they write names (`Machine Name`, `MachineName`) and times, not in what they say. A failure's
//! details are a list, `RollbackErrorCode = 0xC1900101, ExtendedCode = 0x40017, LastOperation = ..., LastPhase = Safe OS`, whose
//! names become fields; where there are none, lines such as `Last Phase = Safe OS` tell the same.

use std::borrow::Cow;

use crate::format::parts::head;
use crate::format::parts::json_date;
use crate::format::parts::regional;
use crate::record::{Fact, Kind, Level, Record};
use crate::time::{Stamp, Zone};

/// One profile that matched, and what was found; offsets in the text.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Names and values in order; names without blanks, a name may come again.
    pub(super) pairs: Vec<(String, String)>,
}

impl Verdict {
    /// Adds a value that is not blank.
    pub(super) fn push(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            let name = name.chars().filter(|letter| *letter != ' ').collect();
            self.pairs.push((name, value.to_owned()));
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    fn values<'v>(&'v self, name: &str) -> impl Iterator<Item = &'v str> {
        let named = self.pairs.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The verdict as a record.
    pub(super) fn record(&self) -> Record<'static> {
        record(self)
    }

    /// The computer's name, and the build it had before and has again after an upgrade that failed.
    pub(super) fn facts(&self) -> Vec<Fact> {
        facts(self)
    }
}

/// Values that are no facts of the machine but the verdict itself.
const VERDICT: [&str; 8] = [
    "ProfileName",
    "ProfileGuid",
    "FailureDetails",
    "LogErrorLine",
    "Remediation",
    "Setup360Result",
    "Setup360Extended",
    "Version",
];

/// Details that become fields; real results have four.
const MOST_DETAILS: usize = 32;

fn record(verdict: &Verdict) -> Record<'static> {
    let mut fields: Vec<(Cow<'static, str>, Cow<'static, str>)> = Vec::new();
    let mut add = |name: String, value: String| {
        if !fields.iter().any(|(known, _)| *known == name) {
            fields.push((Cow::Owned(name), Cow::Owned(value)));
        }
    };
    for name in VERDICT {
        if let Some(value) = verdict.value(name) {
            add(name.to_owned(), value.to_owned());
        }
    }
    let data: Vec<_> = verdict.values("FailureData").collect();
    let data = data.join("\n");
    let details = verdict.values("FailureDetails").flat_map(details);
    for (name, value) in details.take(MOST_DETAILS) {
        add(name, value);
    }
    for (name, value) in data.lines().filter_map(labelled) {
        add(name, value.to_owned());
    }
    if !data.is_empty() {
        fields.push((Cow::Borrowed("FailureData"), Cow::Owned(data.clone())));
    }
    Record {
        stamp: stamp(verdict),
        level: (!data.is_empty()).then_some(Level::Error),
        fields,
        ..Record::text(Kind::Setupdiag, message(verdict, &data).into_bytes())
    }
}

/// The verdict as the text form has it.
fn message(verdict: &Verdict, data: &str) -> String {
    let name = verdict.value("ProfileName").map(|name| {
        let guid = verdict.value("ProfileGuid").unwrap_or_default();
        format!("Matching Profile found: {name} - {guid}")
    });
    let details = verdict.values("FailureDetails").map(str::to_owned);
    let remedies = verdict.values("Remediation").map(str::to_owned);
    // What a log said is most often among the data, but not in a piece.
    let line = verdict
        .value("LogErrorLine")
        .filter(|line| !data.contains(line));
    let line = line.map(|line| format!("LogEntry: {line}"));
    let data = (!data.is_empty()).then(|| data.to_owned());
    let parts: Vec<_> = name
        .into_iter()
        .chain(data)
        .chain(line)
        .chain(details)
        .chain(remedies)
        .collect();
    parts.join("\n")
}

/// `Err = 0x57, LastOperation = Gather data, scope: EVERYTHING, LastPhase = Downlevel` by name; values may have commas.
fn details(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for piece in text.split(", ") {
        match (piece.split_once(" = "), pairs.last_mut()) {
            (Some((name, value)), _) => {
                pairs.push((name.trim().to_owned(), value.trim().to_owned()));
            }
            (None, Some((_, value))) => {
                value.push_str(", ");
                value.push_str(piece);
            }
            (None, None) => {}
        }
    }
    pairs
}

/// `Last Phase = Safe OS`, `Last Operation: Finalize`: what the lines of a failure say where there are no details.
fn labelled(line: &str) -> Option<(String, &str)> {
    const LABELS: [&str; 6] = [
        "Last Phase",
        "Last Operation",
        "Last Setup Phase",
        "Last Setup Operation",
        "Function",
        "LogEntry",
    ];
    LABELS.iter().find_map(|label| {
        let rest = line.trim().strip_prefix(label)?.trim_start();
        let value = rest.strip_prefix([':', '='])?.trim();
        let name = label.replace("Setup ", "").replace(' ', "");
        (!value.is_empty()).then_some((name, value))
    })
}

/// When the upgrade ended or was rolled back, or when it began.
fn stamp(verdict: &Verdict) -> Option<Stamp> {
    const TIMES: [&str; 4] = [
        "UpgradeEndTime",
        "RollbackEndTime",
        "RollbackStartTime",
        "UpgradeStartTime",
    ];
    TIMES.iter().find_map(|name| {
        let text = verdict.value(name)?;
        json_date::instant(text).or_else(|| civil(text.as_bytes()))
    })
}

/// `2024-05-14T09:00:00` or `5/14/2024 9:00:00 AM`.
fn civil(text: &[u8]) -> Option<Stamp> {
    let (rest, date) = regional::date(text).ok()?;
    let rest = rest.strip_prefix(b"T").unwrap_or(rest).trim_ascii_start();
    let (_, (clock, nanos)) = regional::clock(rest).ok()?;
    head::stamp(date.date(None)?, clock, nanos, Zone::Local)
}

fn facts(verdict: &Verdict) -> Vec<Fact> {
    let told = |name: &str| verdict.value(name).filter(|value| *value != "Offline");
    let name = told("MachineName").map(|name| Fact::Computer(name.to_owned()));
    let build = told("HostOSBuildString").and_then(|text| match numbers(text).as_slice() {
        [build, revision, ..] => Some(format!("{build}.{revision}")),
        _ => None,
    });
    let version = told("HostOSVersion").and_then(|text| match numbers(text).as_slice() {
        [_, _, build, ..] => Some((*build).to_owned()),
        _ => None,
    });
    let build = build.or(version).map(Fact::Build);
    name.into_iter().chain(build).collect()
}

/// The numbers that a version begins with.
fn numbers(version: &str) -> Vec<&str> {
    let parts = version.split('.');
    parts
        .take_while(|part| part.parse::<u32>().is_ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_may_have_commas_in_their_values() {
        let pairs = details(
            "Err = 0x57, LastOperation = Gather data, scope: EVERYTHING, LastPhase = Downlevel",
        );
        let expected = [
            ("Err", "0x57"),
            ("LastOperation", "Gather data, scope: EVERYTHING"),
            ("LastPhase", "Downlevel"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(details("nothing").is_empty());
    }

    #[test]
    fn placeholders_are_no_times() {
        assert_eq!(civil(b"0001-01-01T00:00:00"), None);
        assert_eq!(
            civil(b"2024-05-14T09:00:00").unwrap().rfc3339(),
            "2024-05-14T09:00:00"
        );
        assert_eq!(
            civil(b"5/14/2024 9:00:00 PM").unwrap().rfc3339(),
            "2024-05-14T21:00:00"
        );
    }

    #[test]
    fn the_machine_is_known_by_name_and_build() {
        let mut verdict = Verdict::default();
        verdict.push("Machine Name", "PC1");
        verdict.push("HostOSVersion", "10.0.19041");
        assert_eq!(
            facts(&verdict),
            [
                Fact::Computer("PC1".to_owned()),
                Fact::Build("19041".to_owned())
            ]
        );
        verdict.push("HostOSBuildString", "19041.1000.amd64fre.rel");
        assert_eq!(
            facts(&verdict).last(),
            Some(&Fact::Build("19041.1000".to_owned()))
        );
        let mut offline = Verdict::default();
        offline.push("MachineName", "Offline");
        assert!(facts(&offline).is_empty());
    }
}
