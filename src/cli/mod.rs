//! The command line: everything that touches standard streams, the environment and exit codes.
//!
//! Each subcommand is a file with a `run` that gives an [`Exit`]. Results go to standard output, everything else to
//! standard error, and whatever is printed was escaped before. An error is what stopped the work and gives exit code 2;
//! a reader that closes standard output early has seen enough, which is no error.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{CommandFactory as _, Parser as _};
use wutriage::output::sanitize;

mod args;
mod command;
mod exit;
mod explain;
mod fix;
mod folder;
mod inspect;
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
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(usage) => return show(&usage),
    };
    let (named, slip) = (args.names_something(), args.slip());
    let result = match &args.chosen() {
        Command::Scan(args) => scan::run(args),
        Command::Fix(args) => fix::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Timeline(args) => timeline::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Why(args) => why::run(args),
    };
    result.unwrap_or_else(|error| {
        if error.is::<triage::NothingNamed>() && !named {
            let _ = write!(io::stderr(), "{}", Args::command().render_help());
            return Exit::Failed;
        }
        fail(&error, slip)
    })
}

/// Help and version are results; a usage error is not. Clap knows which stream each belongs to.
fn show(usage: &clap::Error) -> Exit {
    match usage.print() {
        Err(error) if !usage.use_stderr() => fail(&error.into(), None),
        // Where standard error cannot be written to, nobody is left to tell.
        _ if usage.use_stderr() => Exit::Failed,
        _ => Exit::Clean,
    }
}

/// Says what went wrong. An error of a stream and of no file is one of standard output; `slip` is the first input and the
/// subcommand that may have been meant by it.
fn fail(error: &anyhow::Error, slip: Option<(PathBuf, String)>) -> Exit {
    let stream = error.downcast_ref::<io::Error>();
    if stream.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return Exit::Clean;
    }
    let told = match (stream, error.downcast_ref()) {
        (Some(error), _) => format!("cannot write to standard output: {error}"),
        (None, Some(wutriage::Error::Io { path, .. })) => {
            let meant = slip.filter(|(first, _)| first == path && !path.exists());
            let hint = meant.map(|(_, name)| format!("; did you mean 'wutriage {name}'?"));
            format!("{error:#}{}", hint.unwrap_or_default())
        }
        _ => format!("{error:#}"),
    };
    complain(&told);
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
