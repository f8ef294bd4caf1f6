//! What can be asked for on the command line. What is not built is not here.

use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};
use wutriage::rule::nearest;

use super::args::{ExplainArgs, FixArgs, ScanArgs};
use super::inspect::{self, InspectArgs};
use super::rules::{self, RulesArgs};
use super::timeline::{self, TimelineArgs};
use super::why::{self, WhyArgs};

const ABOUT: &str = "Names the root cause of failing Windows updates from collected logs, proves it, and writes a safe fix.";

const LONG_ABOUT: &str = "Names the root cause of failing Windows updates from collected logs, proves it, and writes a safe fix.

Reads what was collected from a machine, on any operating system and offline. A PATH is a log, a \
folder of logs, a zip, cab, tar or tar.gz with logs in it, or - for standard input. Update traces (.etl), event logs \
(.evtx) and registry hives are read as they are, on any system. On Windows, without a PATH, the log files of this machine are read, but not its registry.";

const EXAMPLES: &str = "Examples:
  wutriage collected/                             triage a folder of logs
  wutriage DiagLogs.zip                           triage what a collector packed
  wutriage WindowsUpdate.log CBS.log hosts        triage single files
  wutriage collected/ -f json -o report.json      JSON on the screen and in a file
  wutriage fix collected/ --dir fix               write the scripts that mend it
  wutriage explain 0x80072EE7                     what is known of an error code
  wutriage timeline collected/                    what happened when, from all logs
  wutriage inspect collected/                     what was collected, and what is missing
  wutriage why tls/tls12-not-enabled collected/   why a rule fired or did not

Exit codes:
  0  nothing active at or above --fail-on
  1  an active finding of at least medium confidence at or above --fail-on
  2  the work could not be done: wrong usage, an invalid rule, a path that
     cannot be opened, no input at all, or nothing that is a log in whatever
     form";

const EXPLAIN_EXAMPLES: &str = "Examples:
  wutriage explain 80072EE7
  wutriage explain -2147012889
  wutriage explain 12007
  wutriage explain WININET_E_NAME_NOT_RESOLVED
  wutriage explain network/dns-name-not-resolved

Exit codes:
  0  something is known of it
  1  nothing is known of it
  2  the work could not be done";

const FIX_EXAMPLES: &str = "Examples:
  wutriage fix collected/ --dir fix
  wutriage fix collected/ --dir fix --include reset-winhttp-proxy

Exit codes:
  0  done, also when there is nothing to mend
  2  the work could not be done";

/// The whole command line. Without a subcommand it is `scan`.
#[derive(Debug, Parser)]
#[command(
    name = "wutriage",
    bin_name = "wutriage",
    version,
    about = ABOUT,
    long_about = LONG_ABOUT,
    after_long_help = EXAMPLES,
    args_conflicts_with_subcommands = true
)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    scan: ScanArgs,
}

impl Args {
    /// Whether a subcommand was named, or anything at all.
    pub(super) fn names_something(&self) -> bool {
        self.command.is_some() || !self.scan.input.paths.is_empty()
    }

    /// Where no subcommand was named, the first input and the subcommand that a slip of the keyboard could have made it of.
    pub(super) fn slip(&self) -> Option<(PathBuf, String)> {
        let first = self.scan.input.paths.first()?;
        let all = Self::command();
        let known: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
        let near = nearest(first.to_str()?, &known)?.to_owned();
        Some((first.clone(), near))
    }

    /// The subcommand that was asked for.
    pub(super) fn chosen(self) -> Command {
        self.command.unwrap_or(Command::Scan(self.scan))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Name the root cause; the default command
    #[command(after_long_help = EXAMPLES)]
    Scan(ScanArgs),
    /// Name the root cause, then write the scripts that mend it
    #[command(after_long_help = FIX_EXAMPLES)]
    Fix(FixArgs),
    /// Tell what is known of an error code, a rule or an action
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Work on rules: begin, check, test, list and show them
    #[command(after_long_help = rules::EXAMPLES)]
    Rules(RulesArgs),
    /// List every record that a rule asks about, from all logs, in the order of time
    #[command(after_long_help = timeline::EXAMPLES)]
    Timeline(TimelineArgs),
    /// List what is in the inputs: what each file is, the time it covers, what is missing or could not be read
    #[command(after_long_help = inspect::EXAMPLES)]
    Inspect(InspectArgs),
    /// Tell why a rule did or did not fire: what each of its signals found, or what nearly matched
    #[command(after_long_help = why::EXAMPLES)]
    Why(WhyArgs),
}

#[cfg(test)]
mod tests {
    use wutriage::time::LocalOffset;

    use super::*;

    fn command(line: &str) -> Command {
        let words = line.split(' ');
        Args::try_parse_from(words).unwrap().chosen()
    }

    fn scanned(line: &str) -> Vec<PathBuf> {
        match command(line) {
            Command::Scan(args) => args.input.paths,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_first_argument_that_is_no_subcommand_is_a_path() {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(scanned("wutriage a.log b.log"), paths(&["a.log", "b.log"]));
        assert_eq!(scanned("wutriage -f json a.log"), paths(&["a.log"]));
        assert_eq!(scanned("wutriage scan a.log"), paths(&["a.log"]));
        assert_eq!(scanned("wutriage -"), paths(&["-"]));
        assert_eq!(scanned("wutriage"), paths(&[]));
        assert_eq!(scanned("wutriage ./fix"), paths(&["./fix"]));
    }

    #[test]
    fn explain_takes_a_number_with_a_minus() {
        match command("wutriage explain -2147012889") {
            Command::Explain(args) => assert_eq!(args.query, "-2147012889"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_zone_west_of_greenwich_needs_no_quoting() {
        match command("wutriage --tz -05:00 a.log") {
            Command::Scan(args) => assert_eq!(args.input.tz, Some(LocalOffset::Fixed(-18_000))),
            other => panic!("{other:?}"),
        }
    }
}
