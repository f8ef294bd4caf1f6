//! `wutriage rules list`: one line for each rule, or JSON.

use std::io::{self, Write};

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use wutriage::author::{self, CodeQuery, ListEntry, ListFilter};
use wutriage::output::{sanitize, wrap};
use wutriage::record::Kind;
use wutriage::rule::{self, RuleSet};

use super::Exit;
use super::broken::load;
use crate::cli::args::{ColorWhen, RuleArgs};
use crate::cli::terminal::Terminal;
use crate::cli::{complain, lines, triage};

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules list
  wutriage rules list --family network
  wutriage rules list --code 0x80072EE7 --all     also noise and what else looks for it
  wutriage rules list --kind cbs                  what reads component servicing logs
  wutriage rules list -f json

Exit codes:
  0  done, also when no rule is like that
  2  the rules do not load, or wrong usage";

/// A title gets a line of its own where it would have fewer columns than this.
const LEAST_FOR_TITLE: usize = 28;
/// Columns between columns.
const GAP: usize = 2;

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Only causes of this family, such as network
    #[arg(long, value_name = "FAMILY")]
    family: Option<String>,
    /// Only what looks for this error code, in any spelling
    #[arg(long, value_name = "CODE", value_parser = CodeQuery::parse, allow_hyphen_values = true)]
    code: Option<CodeQuery>,
    /// Only what reads logs of this kind
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Vec<String>,
    /// Symptoms, noise, actions and shared signals too
    #[arg(long)]
    all: bool,
    /// How the list is written
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    rules: RuleArgs,
}

/// Every kind, and the word for three of them together.
fn kinds() -> PossibleValuesParser {
    let names = Kind::ALL.map(Kind::name).into_iter();
    PossibleValuesParser::new(names.chain([rule::SERVICING]))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<Exit> {
    let files = triage::rule_files(&args.rules)?;
    let rules = load(&files)?;
    let filter = ListFilter {
        family: args.family.clone(),
        code: args.code,
        kinds: args.kind.iter().flat_map(|it| rule::kinds_of(it)).collect(),
        all: args.all,
    };
    let entries = author::list(&rules, &files, &filter);
    if entries.is_empty() {
        complain(&nothing(args, &rules));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &entries).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Format::Table => {
            let width = Terminal::of_stdout(ColorWhen::Never).told_width;
            table(&entries, args.all, width, &mut out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// Why the list is empty, with what there would be where the family is the reason.
fn nothing(args: &ListArgs, rules: &RuleSet) -> String {
    let mut families: Vec<_> = rules
        .causes
        .iter()
        .filter_map(|cause| Some(cause.id.split_once('/')?.0))
        .collect();
    families.dedup();
    match &args.family {
        Some(family) if !families.contains(&family.as_str()) => {
            format!(
                "no cause is of the family '{family}'; there are {}",
                families.join(", ")
            )
        }
        _ if args.all => "no rule is like that".to_owned(),
        _ => "no cause is like that; --all looks at noise and symptoms too".to_owned(),
    }
}

/// Columns of type (where there are several), id, severity and title. Where nothing tells a width, as in a pipe, each rule
/// is one line; else titles are broken to fit, below their rule where the rest of the line is too short.
fn table(
    entries: &[ListEntry],
    all: bool,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| (cells(entry, all), title(entry)))
        .collect();
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|(cells, _)| cells.get(column));
        cells.map(|cell| sanitize::width(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..3).map(widest).filter(|width| *width > 0).collect();
    let before: usize = widths.iter().map(|width| width + GAP).sum();
    for (cells, title) in &rows {
        let mut head = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            let fill = width.saturating_sub(sanitize::width(cell)) + GAP;
            head.push_str(cell);
            head.push_str(&" ".repeat(fill));
        }
        row(&head, title, before, width, out)?;
    }
    Ok(())
}

fn row(
    head: &str,
    title: &str,
    before: usize,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(width) = width else {
        return writeln!(out, "{head}{title}");
    };
    let room = width.saturating_sub(before);
    if room < LEAST_FOR_TITLE {
        let columns = head.trim_end();
        if sanitize::width(columns) > width {
            let cells: Vec<&str> = columns.split_whitespace().collect();
            writeln!(out, "{}", cells.join("  "))?;
        } else {
            writeln!(out, "{columns}")?;
        }
        return lines::write(out, GAP, title, width);
    }
    let mut head = head;
    for line in wrap::wrap(title, room) {
        writeln!(out, "{head:before$}{line}")?;
        head = "";
    }
    Ok(())
}

/// The type where types differ, the id and the severity.
fn cells(entry: &ListEntry, all: bool) -> Vec<String> {
    let severity = entry.severity.map_or("", |severity| severity.name());
    let mut cells = vec![sanitize::one_line(&entry.id), severity.to_owned()];
    if all {
        cells.insert(0, entry.r#type.to_owned());
    }
    cells
}

/// The title, with a mark where the rule is not an ordinary one.
fn title(entry: &ListEntry) -> String {
    let mut marks = Vec::new();
    match (entry.status, &entry.replaced_by) {
        (_, Some(successor)) => marks.push(format!("deprecated, see {successor}")),
        (Some("experimental"), _) => marks.push("experimental".to_owned()),
        _ => {}
    }
    if entry.replaces_built_in {
        marks.push("in place of the built-in rule".to_owned());
    }
    let title = sanitize::one_line(&entry.title);
    if marks.is_empty() {
        title
    } else {
        format!("{title} ({})", sanitize::one_line(&marks.join("; ")))
    }
}

#[cfg(test)]
mod tests;
