//! What the files of each kind cover together: whether a log of a kind is there, and of what time.

use std::io;

use super::words::{self, Times, pad};
use crate::output::sanitize::{one_line, width};
use crate::report::inspection::{KindInspection, MachineInspection};

/// What the columns hold.
const TITLES: [&str; 4] = ["Kind", "Files", "Records", "Time"];
/// Columns by which a time is moved in that has no room beside its kind.
const INDENT: usize = 2;

/// Writes a row for each kind, where any kind has more than one file.
pub(super) fn write(
    machine: &MachineInspection,
    page: usize,
    brief: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if brief || machine.kinds.iter().all(|kind| kind.sources < 2) {
        return Ok(());
    }
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
    writeln!(out)?;
    for [kind, files, records, time] in &rows {
        let [kinds, counts, totals, _] = widths;
        let start = format!("{}  {files:>counts$}  {records:>totals$}", pad(kind, kinds));
        if fits {
            writeln!(out, "{}", format!("{start}  {time}").trim_end())?;
        } else {
            writeln!(out, "{start}")?;
            if !time.is_empty() {
                writeln!(out, "{:INDENT$}{time}", "")?;
            }
        }
    }
    Ok(())
}

fn cells(kind: &KindInspection, times: Times) -> [String; 4] {
    [
        one_line(&kind.kind),
        words::grouped(kind.sources),
        words::grouped(kind.records),
        times.span(kind.first.as_deref(), kind.last.as_deref()),
    ]
}
