//! The table of all findings, and beneath it what is only worth knowing.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

use super::page::{Page, Style};
use super::{answer, words};
use crate::output::sanitize;
use crate::output::wrap::wrap;
use crate::report::{Confidence, Finding, Incident, IncidentCause, Machine, Severity};

/// From this width on, a row has the cause's id as well.
const WIDE: usize = 80;
/// From this width on, a row has the time of day as well.
const WIDER: usize = 100;
/// Below this width there is no room for the owner and the day; both stand in the answer.
const TIGHT: usize = 60;
/// Columns between two columns of the table: one of padding, and one where a line between them would stand.
const GAP: usize = 2;
const PADDING: u16 = 1;
/// The cause's column, which takes the room that the others leave.
const CAUSE: usize = 1;
/// Columns of numbers.
const NUMBERS: [usize; 2] = [0, 4];
/// The cause's column is never narrower.
const LEAST: usize = 10;

pub(super) fn write(page: &mut Page, machine: &Machine) {
    let (worth_knowing, findings): (Vec<_>, Vec<_>) = machine
        .findings
        .iter()
        .partition(|finding| finding.severity == Severity::Info);
    let (rivals, findings): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|finding| is_rival(machine, finding));
    if !findings.is_empty() {
        page.heading("Findings");
        let mut style = Style::Bold;
        for line in lines(&findings, page.width()) {
            page.ready(&line, style);
            style = Style::Plain;
        }
    }
    if !rivals.is_empty() {
        let causes = words::counted(rivals.len() as u64, "less likely cause");
        let text = format!("{causes} of the same failures left out; -f json has all");
        page.item(0, &text, Style::Dim);
    }
    let worth_knowing: Vec<_> = worth_knowing
        .into_iter()
        .filter(|finding| !answer::is_about(machine, finding))
        .collect();
    if !worth_knowing.is_empty() {
        page.heading("Worth knowing");
        for finding in worth_knowing {
            page.item(
                1,
                &format!("{}: {}", finding.title, finding.message),
                Style::Plain,
            );
        }
    }
}

/// Whether the finding is a suspicion about failures that others explain surely.
fn is_rival(machine: &Machine, finding: &Finding) -> bool {
    let sure =
        |cause: &IncidentCause| cause.overridden_by.is_none() && cause.confidence > Confidence::Low;
    let explained = |incident: &&Incident| finding.incidents.contains(&incident.id);
    let mut explained = machine.incidents.iter().filter(explained);
    finding.confidence == Confidence::Low
        && !finding.incidents.is_empty()
        && explained.all(|incident| incident.causes.iter().any(sure))
}

fn lines(findings: &[&Finding], width: usize) -> Vec<String> {
    let mut rows = vec![header(width)];
    rows.extend(findings.iter().map(|finding| row(finding, width)));
    let widths = widths(&rows, width);
    for cause in rows.iter_mut().filter_map(|row| row.get_mut(CAUSE)) {
        let room = widths.get(CAUSE).copied().unwrap_or(LEAST);
        *cause = break_id(cause, room);
    }
    let mut rows = rows.into_iter();
    let mut table = Table::new();
    table
        .load_style(TableStyle::new().header_separator(LineStyle::none().fill('-').junction('-')))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(narrow(width))
        .set_header(rows.next().unwrap_or_default())
        .add_rows(rows);
    arrange(&mut table, &widths);
    table.lines().collect()
}

/// Breaks an id that does not fit behind one of its parts; the table itself would cut it anywhere.
fn break_id(cause: &str, room: usize) -> String {
    let lines = cause.lines().map(|line| {
        if line.contains(' ') {
            line.to_owned()
        } else {
            wrap(line, room).join("\n")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn arrange(table: &mut Table, widths: &[usize]) {
    let last = widths.len().saturating_sub(1);
    for (number, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
        let padding = if number == last { 0 } else { PADDING };
        let width = narrow(*width).saturating_add(padding);
        column.set_padding((0, padding));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        if NUMBERS.contains(&number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn narrow(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

fn header(width: usize) -> Vec<String> {
    let names: &[&str] = if width >= WIDE {
        &[
            "#",
            "cause",
            "state",
            "confidence",
            "count",
            "last seen",
            "owner",
        ]
    } else {
        &[
            "#",
            "cause",
            "state",
            "conf.",
            "count",
            "last seen",
            "owner",
        ]
    };
    fitting(names.iter().map(|name| (*name).to_owned()), width)
}

fn row(finding: &Finding, width: usize) -> Vec<String> {
    let title = sanitize::one_line(&finding.title);
    let cause = if width >= WIDE {
        format!("{title}\n{}", sanitize::one_line(&finding.rule))
    } else {
        title
    };
    let cells = [
        finding.rank.to_string(),
        cause,
        finding.state.to_string(),
        finding.confidence.to_string(),
        finding.count.to_string(),
        last_seen(finding, width),
        finding.owner.to_string(),
    ];
    fitting(cells, width)
}

/// Empty where the logs do not tell.
fn last_seen(finding: &Finding, width: usize) -> String {
    let last = finding.last.as_deref().unwrap_or_default();
    let (last, room) = if width >= WIDER {
        (words::moment(last), "2024-05-14 09:00:00 +02:00".len())
    } else {
        (words::day(last), "2024-05-14".len())
    };
    sanitize::truncate(&sanitize::one_line(&last), room)
}

/// The cells of a row that the width has room for.
fn fitting(cells: impl IntoIterator<Item = String>, width: usize) -> Vec<String> {
    let columns = if width < TIGHT { 5 } else { 7 };
    cells.into_iter().take(columns).collect()
}

/// The width of each column: as wide as its widest cell, and the rest for the cause.
fn widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let lines = cells.flat_map(|cell| cell.lines());
            lines.map(sanitize::width).max().unwrap_or(0)
        })
        .collect();
    let gaps = columns.saturating_sub(1) * GAP;
    let others = widths.iter().sum::<usize>() - widths.get(CAUSE).copied().unwrap_or(0);
    if let Some(cause) = widths.get_mut(CAUSE) {
        *cause = width.saturating_sub(others + gaps).max(LEAST).min(*cause);
    }
    widths
}
