//! What is in a bundle, for people and as JSON.
//!
//! Within a width, the files stand below their folders, each with what it is and what time it covers, and below it why it
//! is taken for that and what it lacks:
//!
//! ```text
//! collected/Logs/
//!   CBS.log  cbs  1,204  2024-05-14 09:00 to 2024-05-16 17:31
//!     212 KiB, utf-8: 12 of 12 lines begin with a CBS time stamp
//!     ! no record for 1 day 3 hours: 2024-05-14 11:02 to 2024-05-15 14:40
//! ```
//!
//! Without one, as in a pipe, each file is one row, so that it can be searched and cut line by line.

use std::io;

use super::sanitize::one_line;
use crate::report::inspection::{Inspection, MachineInspection};

mod page;
mod rows;
mod shown;
mod words;

/// Columns of what is no row where there is no width.
const USUAL: usize = 80;

/// Writes the inspection as JSON, `wutriage/inspect/1`. Fails only when the writer does.
pub fn json(inspection: &Inspection, out: &mut dyn io::Write) -> io::Result<()> {
    super::json::pretty(inspection, out)
}

/// How an inspection is shown as text.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Columns, which paths may exceed; without a width each file is a row.
    pub width: Option<usize>,
    /// Whether each file has its line alone, without what it is taken for and what it lacks.
    pub brief: bool,
}

/// Writes the inspection as text. Fails only when the writer does.
pub fn text(inspection: &Inspection, view: View, out: &mut dyn io::Write) -> io::Result<()> {
    let several = inspection.machines.len() > 1;
    for (number, machine) in inspection.machines.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        heading(machine, several, out)?;
        match view.width {
            None if !lists_records(machine) => rows::write(machine, view.brief, out)?,
            width => page::write(machine, width.unwrap_or(USUAL), view.brief, out)?,
        }
    }
    if view.brief {
        return Ok(());
    }
    writeln!(out)?;
    let totals = words::totals(inspection);
    for line in super::wrap::wrap(&totals, view.width.unwrap_or(usize::MAX)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn lists_records(machine: &MachineInspection) -> bool {
    let mut sources = machine.sources.iter();
    sources.any(|source| source.shown.is_some())
}

fn heading(machine: &MachineInspection, several: bool, out: &mut dyn io::Write) -> io::Result<()> {
    match &machine.name {
        Some(name) => writeln!(out, "Machine    {}", one_line(name))?,
        None if several => writeln!(out, "Machine    not named")?,
        None => {}
    }
    if let Some(zone) = &machine.time_zone {
        writeln!(out, "Time zone  {}", one_line(zone))?;
    }
    if several || machine.name.is_some() || machine.time_zone.is_some() {
        writeln!(out)?;
    }
    Ok(())
}
