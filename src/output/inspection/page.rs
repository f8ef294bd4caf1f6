//! The list on a page of some width: in columns where these have room, else each file in a few lines.

use std::io;

use super::shown;
use super::words::{self, Times, pad};
use crate::output::sanitize::{one_line, width};
use crate::output::wrap::wrap;
use crate::report::inspection::{MachineInspection, SourceInspection};

/// Columns before a file and before what belongs to it.
const INDENT: usize = 2;
const DETAIL: usize = 4;
/// Columns between columns.
const GAP: usize = 2;
/// Columns for names below which the list is no table.
const LEAST_NAME: usize = 20;
/// What the columns hold.
const TITLES: [&str; 4] = ["File", "Log", "Records", "Time"];

/// Writes the machine's files below their folders.
pub(super) fn write(
    machine: &MachineInspection,
    page: usize,
    brief: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let times = Times::of(machine);
    let mut files: Vec<_> = machine
        .sources
        .iter()
        .map(|it| File::new(it, times))
        .collect();
    files.sort_by(|one, other| (&one.folder, &one.name).cmp(&(&other.folder, &other.name)));
    let columns = Columns::within(page, &files);
    if let Some(columns) = columns {
        columns.row(&TITLES.map(str::to_owned), out)?;
    }
    let mut folder = None;
    let mut after_records = false;
    for file in &files {
        if std::mem::take(&mut after_records) {
            writeln!(out)?;
        }
        if folder != Some(&file.folder) {
            folder = Some(&file.folder);
            if !file.folder.is_empty() {
                writeln!(out, "{}/", file.folder)?;
            }
        }
        match columns {
            Some(columns) => columns.row(&file.cells(), out)?,
            None => stacked(file, page, out)?,
        }
        if !brief {
            details(file.source, page, times, out)?;
        }
        for record in file.source.shown.iter().flatten() {
            shown::write(record, file.source, page, out)?;
            after_records = true;
        }
    }
    for note in machine.notes.iter().filter(|_| !brief) {
        lines(&format!("! {}", one_line(note)), 0, page, out)?;
    }
    Ok(())
}

/// A file as it is shown, escaped.
struct File<'i> {
    source: &'i SourceInspection,
    folder: String,
    name: String,
    what: String,
    records: String,
    span: String,
}

impl<'i> File<'i> {
    fn new(source: &'i SourceInspection, times: Times) -> Self {
        let (folder, name) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        Self {
            source,
            folder: one_line(folder),
            name: one_line(name),
            what: one_line(words::what(source)),
            records: words::records(source),
            span: times.span(source.first.as_deref(), source.last.as_deref()),
        }
    }

    fn cells(&self) -> [String; 4] {
        [&self.name, &self.what, &self.records, &self.span].map(Clone::clone)
    }
}

/// Widths of the columns; the last one needs none.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: usize,
    what: usize,
    records: usize,
}

impl Columns {
    /// The columns for these files; `None` where the page is too narrow for them.
    fn within(page: usize, files: &[File<'_>]) -> Option<Self> {
        let [title, what, records, span] = TITLES;
        let widest = |title: &str, cell: fn(&File<'_>) -> usize| {
            files.iter().map(cell).fold(width(title), usize::max)
        };
        let what = widest(what, |file| width(&file.what));
        let records = widest(records, |file| file.records.len());
        let span = widest(span, |file| width(&file.span));
        let others = INDENT + what + records + span + 3 * GAP;
        let room = page.checked_sub(others)?;
        let name = widest(title, |file| width(&file.name)).min(room);
        (room >= LEAST_NAME).then_some(Self {
            name,
            what,
            records,
        })
    }

    /// A row; a name that is wider than its column has a line of its own.
    fn row(self, cells: &[String; 4], out: &mut dyn io::Write) -> io::Result<()> {
        let [name, what, records, span] = cells;
        let mut name = name.as_str();
        if width(name) > self.name {
            writeln!(out, "{:INDENT$}{name}", "")?;
            name = "";
        }
        let cells = [
            pad(name, self.name),
            pad(what, self.what),
            format!("{records:>0$}", self.records),
            span.clone(),
        ];
        let line = cells.join(&" ".repeat(GAP));
        writeln!(out, "{:INDENT$}{}", "", line.trim_end())
    }
}

/// A file in a few lines.
fn stacked(file: &File<'_>, page: usize, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{:INDENT$}{}", "", file.name)?;
    let what = match file.source.records {
        Some(1) => format!("{}, 1 record", file.what),
        Some(_) => format!("{}, {} records", file.what, file.records),
        None => file.what.clone(),
    };
    lines(&what, DETAIL, page, out)?;
    lines(&file.span, DETAIL, page, out)
}

fn details(
    source: &SourceInspection,
    page: usize,
    times: Times,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    lines(&words::reason(source, true), DETAIL, page, out)?;
    for problem in words::problems(source, times) {
        lines(&format!("! {problem}"), DETAIL, page, out)?;
    }
    Ok(())
}

/// Text that is escaped already, in lines; those that go on are moved in further.
fn lines(text: &str, indent: usize, page: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut before = indent;
    for line in wrap(text, page.saturating_sub(indent + GAP)) {
        writeln!(out, "{:before$}{line}", "")?;
        before = indent + GAP;
    }
    Ok(())
}
