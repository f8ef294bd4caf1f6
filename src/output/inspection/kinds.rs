//! What is there at one glance: the logs by what they are, what each kind covers together, and which are not there.

use std::io;

use super::words::{self, Times, pad};
use crate::output::sanitize::{one_line, width};
use crate::output::wrap::wrap;
use crate::report::inspection::{KindInspection, MachineInspection};

/// What the columns hold.
const TITLES: [&str; 4] = ["Log", "Files", "Records", "Time"];
/// Columns by which a time is moved in that has no room beside its kind.
const INDENT: usize = 2;

/// Kinds, as rules name them, and what people call them.
const NAMES: [(&str, &str); 21] = [
    ("windows-update", "Windows Update log"),
    ("event-log", "event log"),
    ("registry", "registry"),
    ("command-output", "command output"),
    ("cbs", "servicing log (CBS)"),
    ("dism", "DISM log"),
    ("panther", "Windows Setup log"),
    ("reporting-events", "ReportingEvents.log"),
    ("configmgr", "Configuration Manager log"),
    ("setupapi", "driver setup (SetupAPI)"),
    ("setupdiag", "SetupDiag result"),
    ("wsus-server", "WSUS server log"),
    ("msi", "Windows Installer log"),
    ("orchestrator", "Update Orchestrator log"),
    ("delivery-optimization", "Delivery Optimization"),
    ("wer", "Windows error report"),
    ("defender", "Defender log"),
    ("web", "web server log"),
    ("compat", "compatibility report"),
    ("recovery", "recovery log"),
    ("plain", "other"),
];

/// Kinds without which most failures cannot be told from each other, and how they are named where they are not there.
const WANTED: [(&str, &str); 5] = [
    ("windows-update", "Windows Update log"),
    ("cbs", "CBS.log"),
    ("event-log", "event logs"),
    ("reporting-events", "ReportingEvents.log"),
    ("registry", "registry"),
];

/// What people call the kind; a name that is not known stays as it is.
pub(super) fn name(kind: &str) -> &str {
    let known = NAMES.iter().find(|(known, _)| *known == kind);
    known.map_or(kind, |(_, name)| name)
}

/// Writes a row for each kind, which of those most wanted are not there, and how many files lack something; nothing of a
/// single file, whose own rows say it.
pub(super) fn write(
    machine: &MachineInspection,
    page: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if machine.sources.len() < 2 || machine.kinds.is_empty() {
        return Ok(());
    }
    table(machine, page, out)?;
    for line in [absent(machine), marked(machine)].iter().flatten() {
        for line in wrap(line, page) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out)
}

fn table(machine: &MachineInspection, page: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let times = Times::of(machine);
    let kinds = machine.kinds.iter().map(|kind| cells(kind, times));
    let rows: Vec<_> = std::iter::once(TITLES.map(str::to_owned))
        .chain(kinds)
        .collect();
    let widest = |of: fn(&[String; 4]) -> &String| {
        let widths = rows.iter().map(|row| width(of(row)));
        widths.max().unwrap_or_default()
    };
    let widths = [
        widest(|[kind, ..]| kind),
        widest(|[_, files, ..]| files),
        widest(|[_, _, records, _]| records),
        widest(|[.., time]| time),
    ];
    let fits = widths.iter().sum::<usize>() + 3 * INDENT <= page;
    for [kind, files, records, time] in &rows {
        let [kinds, counts, totals, _] = widths;
        let start = format!("{}  {files:>counts$}  {records:>totals$}", pad(kind, kinds));
        if fits {
            writeln!(out, "{}", format!("{start}  {time}").trim_end())?;
        } else {
            writeln!(out, "{start}")?;
            // A title alone on its line says nothing.
            if !time.is_empty() && time != "Time" {
                writeln!(out, "{:INDENT$}{time}", "")?;
            }
        }
    }
    Ok(())
}

fn cells(kind: &KindInspection, times: Times) -> [String; 4] {
    [
        one_line(name(&kind.kind)),
        words::grouped(kind.sources),
        words::grouped(kind.records),
        times.span(kind.first.as_deref(), kind.last.as_deref()),
    ]
}

/// `Not there: CBS.log, registry`.
fn absent(machine: &MachineInspection) -> Option<String> {
    let is_there = |wanted: &str| {
        let mut kinds = machine.kinds.iter();
        kinds.any(|kind| kind.kind == wanted && kind.records > 0)
    };
    let absent = WANTED.iter().filter(|(kind, _)| !is_there(kind));
    let absent: Vec<_> = absent.map(|(_, name)| *name).collect();
    (!absent.is_empty()).then(|| format!("Not there: {}", absent.join(", ")))
}

/// How many files have something to be told of.
fn marked(machine: &MachineInspection) -> Option<String> {
    let marked = machine.sources.iter();
    let marked = marked.filter(|source| !source.gaps.is_empty() || !source.problems().is_empty());
    let what = match marked.count() {
        0 => return None,
        1 => "1 file has a gap or damage or is not read".to_owned(),
        count => format!(
            "{} files have gaps or damage or are not read",
            words::grouped(count as u64)
        ),
    };
    Some(format!("! {what}; below they are marked like this"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;

    #[test]
    fn every_kind_has_a_name_that_people_know() {
        for kind in Kind::ALL {
            let named = NAMES.iter().any(|(known, _)| *known == kind.name());
            assert!(named, "{}", kind.name());
        }
        for (kind, _) in NAMES.iter().chain(&WANTED) {
            assert!(Kind::from_name(kind).is_some(), "{kind}");
        }
    }
}
