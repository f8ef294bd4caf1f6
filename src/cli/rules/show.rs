//! `wutriage rules show ID`: the text of a rule, to read or to copy.

use std::io::{self, IsTerminal as _, Write as _};

use wutriage::author;
use wutriage::output::sanitize;

use super::Exit;
use crate::cli::args::RuleArgs;
use crate::cli::triage;

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules show tls/tls12-not-enabled
  wutriage rules show flush-dns
  wutriage rules show shared.scan_failed
  wutriage rules show tls/tls12-not-enabled > my/tls/tls12-not-enabled.yaml

Exit codes:
  0  done
  2  there is no such rule, or wrong usage";

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Id of a cause, symptom, noise rule or action, or a shared signal as shared.NAME
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    rules: RuleArgs,
}

pub(super) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let files = triage::rule_files(&args.rules)?;
    let shown = author::show(args.id.trim(), &files)?;
    let stdout = io::stdout();
    // What goes into a file must load again, byte for byte; a terminal must not be steered.
    let terminal = stdout.is_terminal();
    let mut out = io::BufWriter::new(stdout.lock());
    for line in shown.header() {
        writeln!(out, "{}", sanitize::escape(&line))?;
    }
    if terminal {
        for line in shown.text().lines() {
            writeln!(out, "{}", sanitize::escape(line))?;
        }
    } else {
        out.write_all(shown.text().as_bytes())?;
    }
    out.flush()?;
    Ok(Exit::Clean)
}
