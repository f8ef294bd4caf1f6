//! What can be said on the command line. What is not built is not here.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};
use wutriage::output::OUTPUTS;
use wutriage::report::Severity;
use wutriage::time::LocalOffset;

use super::rules::RulesArgs;

const ABOUT: &str = "Names the root cause of failing Windows updates from collected logs, proves it, and writes a safe fix.";

const LONG_ABOUT: &str = "Names the root cause of failing Windows updates from collected logs, proves it, and writes a safe fix.

Reads what was collected from a machine, on any operating system and offline. A PATH is a log, a folder of logs, or - for \
standard input. On Windows, without a PATH, the log files of this machine are read, but not its registry.";

const EXAMPLES: &str = "Examples:
  wutriage collected/                             triage a folder of logs
  wutriage WindowsUpdate.log CBS.log hosts        triage single files
  wutriage collected/ -f json -o report.json      JSON on the screen and in a file
  wutriage fix collected/ --dir fix               write the scripts that mend it
  wutriage explain 0x80072EE7                     what is known of an error code
  wutriage timeline collected/                    what happened when, from all logs
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
    Rules(RulesArgs),
    /// List every record that a rule asks about, from all logs, in the order of time
    #[command(after_long_help = super::timeline::EXAMPLES)]
    Timeline(super::timeline::TimelineArgs),
    /// Tell why a rule did or did not fire: what each of its signals found, or what nearly matched
    #[command(after_long_help = super::why::EXAMPLES)]
    Why(super::why::WhyArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// How the report is written to standard output
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = formats())]
    pub(super) format: String,
    /// Write the report to this file too, in the format its extension names; may be given again
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,
    /// Exit with 1 when an active finding is at least this bad
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    pub(super) fail_on: FailOn,
    /// Lines of evidence to show for the answer and to keep for each finding in JSON [default: 1 shown, 3 kept]
    #[arg(long, value_name = "N")]
    pub(super) evidence: Option<NonZeroUsize>,
    /// List the rules that silenced records which healthy machines write too, with why those are harmless
    #[arg(long)]
    pub(super) show_noise: bool,
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t = ColorWhen::Auto,
        help = "When to use colour; NO_COLOR is obeyed"
    )]
    pub(super) color: ColorWhen,
}

#[derive(Debug, clap::Args)]
pub(crate) struct FixArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Folder to write the scripts to, made when missing; one folder for each machine when there are several
    #[arg(long, value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Replace scripts that are there already
    #[arg(long)]
    pub(super) force: bool,
    /// Have a fix that is held back, by the id of its action or cause; may be given again
    #[arg(long, value_name = "ID")]
    pub(super) include: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// An error code in any spelling, its symbol, or the id of a rule or action
    #[arg(allow_hyphen_values = true)]
    pub(super) query: String,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
}

/// What is read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct InputArgs {
    /// Logs, folders of logs, or - for standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    /// Threads to use [default: one for each processor]
    #[arg(short = 'j', long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
    /// Read files instead of mapping them into memory
    #[arg(long)]
    pub(super) no_mmap: bool,
    /// Exit with 2 when an input was not read in full: damaged, not understood, or of a form that is not read
    #[arg(long)]
    pub(super) strict: bool,
    /// Time zone of the machine's local times, such as Europe/Berlin or +02:00
    #[arg(long, value_name = "ZONE", value_parser = LocalOffset::parse, allow_hyphen_values = true)]
    pub(super) tz: Option<LocalOffset>,
    /// Show only the answer, and nothing on standard error but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// Which rules are used.
#[derive(Debug, clap::Args)]
pub(crate) struct RuleArgs {
    /// Add the rules in this folder; may be given again
    #[arg(long = "rules", value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
    /// Leave out the built-in rules
    #[arg(long, requires = "folders")]
    pub(super) no_default_rules: bool,
}

/// The severity from which on a finding makes the run exit with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Warning,
    Error,
    Critical,
    Never,
}

impl FailOn {
    /// The lowest severity that counts; `None` is never.
    pub(super) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Critical => Some(Severity::Critical),
            Self::Never => None,
        }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    Auto,
    Always,
    Never,
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(OUTPUTS.iter().map(|output| output.name()))
}

#[cfg(test)]
mod tests {
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
        use clap::CommandFactory as _;
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
