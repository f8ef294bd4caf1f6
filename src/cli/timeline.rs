//! `wutriage timeline PATH...`: what happened when, from all logs.

use std::io::{self, Write as _};

use clap::ValueEnum;
use wutriage::engine;
use wutriage::output::timeline::{self, View};
use wutriage::report::timeline::Selection;
use wutriage::time::{Bound, Period};

use super::args::{ColorWhen, InputArgs, RuleArgs};
use super::terminal::Terminal;
use super::{Exit, exit, triage};

pub(super) const EXAMPLES: &str = "Examples:
  wutriage timeline collected/
  wutriage timeline collected/ --from 2024-05-14T09:00 --to 2024-05-14
  wutriage timeline collected/ --grep 80072EE7
  wutriage timeline collected/ -f json

Exit codes:
  0  done, also when there is nothing to list
  2  the work could not be done";

#[derive(Debug, clap::Args)]
pub(crate) struct TimelineArgs {
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    input: InputArgs,
    /// Leave out what came before: 2024-05-14, 2024-05-14T09:00 or '2024-05-14 09:00:00', with an offset where wanted
    ///
    /// Without an offset the time is read on the clock that the timeline shows.
    #[arg(long, value_name = "TIME", value_parser = Bound::parse)]
    from: Option<Bound>,
    /// Leave out what came after; all of the day, minute or second named is listed
    #[arg(long, value_name = "TIME", value_parser = Bound::parse)]
    to: Option<Bound>,
    /// List only records that contain this in their text, codes or signals' names, in any case; not a regular expression
    #[arg(long, value_name = "TEXT")]
    grep: Option<String>,
    /// How the timeline is written
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How a timeline is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &TimelineArgs) -> anyhow::Result<Exit> {
    let selection = selection(args.from, args.to, args.grep.as_deref())?;
    let (rules, bundles) = triage::gather(&args.rules, &args.input)?;
    let options = triage::options(&args.input, None)?;
    let found = engine::timeline(&rules, &bundles, &options, &selection)?;
    let unread = args.input.strict.then(|| exit::unread_among(&found.inputs));
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => timeline::json(&found.told, &mut out)?,
        Format::Text => {
            let view = View {
                width: width(),
                with_notes: !args.input.quiet,
                selection: &selection,
            };
            timeline::text(&found.told, view, &mut out)?;
        }
    }
    out.flush()?;
    Ok(exit::unless_unread(unread.flatten()))
}

/// The records of that time with that text, as the options of a subcommand give them.
pub(super) fn selection(
    from: Option<Bound>,
    to: Option<Bound>,
    grep: Option<&str>,
) -> anyhow::Result<Selection> {
    let period = Period { from, to };
    if period.is_reversed() {
        anyhow::bail!("the time of --from is after that of --to; swap the two");
    }
    Ok(Selection::new(period, grep))
}

/// The width of a terminal; none for a pipe.
pub(super) fn width() -> Option<usize> {
    let terminal = Terminal::of_stdout(ColorWhen::Never);
    terminal.told_width
}
