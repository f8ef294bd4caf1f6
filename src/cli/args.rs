//! What is said of inputs, rules and views, whatever the subcommand.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use wutriage::output::OUTPUTS;
use wutriage::report::Severity;
use wutriage::time::LocalOffset;

#[derive(Debug, clap::Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(super) rules: RuleArgs,
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
    pub(super) rules: RuleArgs,
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
    /// Logs (.log, .etl, .evtx ...), folders, archives (zip, cab, tar, tar.gz), or - for standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
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
    /// Folder of .tmf files with the texts of traces from before Windows 10 version 1709; those among the inputs are used anyway
    #[arg(long, value_name = "DIR")]
    pub(super) tmf: Option<PathBuf>,
    /// Which inputs are one machine's: as they name computers, all of them, or each file and each part of a folder by itself
    #[arg(long, value_name = "HOW", value_enum, default_value_t = MachinesWanted::Auto)]
    pub(super) machines: MachinesWanted,
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

/// How inputs are parted by machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MachinesWanted {
    /// Files named together are one machine, a folder is several where its parts name different computers
    Auto,
    /// All inputs are one machine
    One,
    /// Each file named, and each file and folder in a folder named, is a machine
    Each,
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
