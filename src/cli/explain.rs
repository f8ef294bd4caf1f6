//! `wutriage explain QUERY`: what is known of an error code, a rule or an action.

use std::io::{self, Write as _};

use wutriage::author;

use super::args::{ColorWhen, ExplainArgs};
use super::terminal::Terminal;
use super::{Exit, complain, lines, triage};

pub(super) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let rules = triage::rules(&args.rules)?;
    let Some(explanation) = author::explain(&args.query, &rules) else {
        complain(&format!(
            "nothing is known of '{}'; name an error code, its symbol, or the id of a rule or an action",
            args.query
        ));
        return Ok(Exit::Found);
    };
    let width = Terminal::of_stdout(ColorWhen::Never).width;
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    for line in explanation.lines() {
        let text = line.trim_start();
        lines::write(&mut stdout, line.len() - text.len(), text, width)?;
    }
    stdout.flush()?;
    Ok(Exit::Clean)
}
