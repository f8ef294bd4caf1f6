//! The command line: everything that touches standard streams, the environment and exit codes.
//!
//! Each subcommand is a file with a `run` that gives an [`Exit`]. Results go to standard output, everything else to
//! standard error, and whatever is printed was escaped before. An error is what stopped the work and gives exit code 2;
//! a reader that closes standard output early has seen enough, which is no error.

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::{CommandFactory as _, Parser as _};
use wutriage::output::sanitize;

mod args;
mod command;
mod exit;
mod explain;
mod fix;
mod folder;
mod lines;
mod rules;
mod scan;
mod terminal;
mod timeline;
mod triage;
mod why;

use command::{Args, Command};

pub(crate) use exit::Exit;

/// Runs the program for these arguments, its own name first.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Exit {
    let command = match Args::try_parse_from(arguments) {
        Ok(args) => args.chosen(),
        Err(usage) => return show(&usage),
    };
    let result = match &command {
        Command::Scan(args) => scan::run(args),
        Command::Fix(args) => fix::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Timeline(args) => timeline::run(args),
        Command::Why(args) => why::run(args),
    };
    result.unwrap_or_else(|error| fail(&error))
}

/// Help and version are results; a usage error is not. Clap knows which stream each belongs to.
fn show(usage: &clap::Error) -> Exit {
    // A stream that cannot be written to leaves nobody to tell.
    let _ = usage.print();
    if usage.use_stderr() {
        Exit::Failed
    } else {
        Exit::Clean
    }
}

fn fail(error: &anyhow::Error) -> Exit {
    let closed = error.downcast_ref::<io::Error>();
    if closed.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return Exit::Clean;
    }
    if error.is::<triage::NothingNamed>() {
        let _ = write!(io::stderr(), "{}", Args::command().render_help());
    } else {
        complain(&format!("{error:#}"));
    }
    Exit::Failed
}

/// Says something on standard error, escaped, its lines kept apart.
fn complain(text: &str) {
    let mut prefix = "wutriage: ";
    for line in text.lines() {
        let _ = writeln!(io::stderr(), "{prefix}{}", sanitize::escape(line));
        prefix = "";
    }
}
