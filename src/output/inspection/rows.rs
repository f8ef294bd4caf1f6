//! The list for a pipe: each file in one row, with its whole path first and what it lacks last.

use std::io;

use super::words::{self, Times, pad};
use crate::output::sanitize::{one_line, width};
use crate::report::inspection::{MachineInspection, SourceInspection};

/// The widest a column is made; what is wider moves the rest of its row.
const WIDEST: usize = 64;

/// Writes a row for each file, and one for each note.
pub(super) fn write(
    machine: &MachineInspection,
    brief: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let times = Times::of(machine);
    let sources = machine.sources.iter();
    let rows: Vec<_> = sources.map(|source| cells(source, times, brief)).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widths = cells.map(|cell| width(cell));
        widths.max().unwrap_or_default().min(WIDEST)
    };
    let widths: Vec<_> = (0..columns).map(widest).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths);
        let cells: Vec<_> = cells.map(|(cell, width)| pad(cell, *width)).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    for note in machine.notes.iter().filter(|_| !brief) {
        writeln!(out, "{}", one_line(note))?;
    }
    Ok(())
}

/// Path, format, records and time; then why, and what it lacks.
fn cells(source: &SourceInspection, times: Times, brief: bool) -> Vec<String> {
    let span = times.span(source.first.as_deref(), source.last.as_deref());
    let mut cells = vec![
        one_line(&source.path),
        one_line(&source.format),
        words::records(source),
        if span.is_empty() {
            "-".to_owned()
        } else {
            span
        },
    ];
    if !brief {
        let problems = words::problems(source, times);
        let problems = problems.into_iter().map(|problem| format!("! {problem}"));
        let details = std::iter::once(words::reason(source, false)).chain(problems);
        cells.push(details.collect::<Vec<_>>().join("  "));
    }
    cells
}
