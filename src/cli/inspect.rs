//! `wutriage inspect PATH...`: what is in the inputs, before anything is asked of them.

use std::io::{self, Write as _};
use std::num::NonZeroUsize;

use clap::ValueEnum;
use wutriage::engine;
use wutriage::output::inspection::{self, View};
use wutriage::report::inspection::Listing;
use wutriage::time::Bound;

use super::args::InputArgs;
use super::{Exit, exit, timeline, triage};

pub(super) const EXAMPLES: &str = "Examples:
  wutriage inspect collected/
  wutriage inspect collected/ --records 3
  wutriage inspect collected/ --records 20 --from 2024-05-14T09:00 --grep 80072EE7
  wutriage inspect collected/ -f json

Exit codes:
  0  done, also when something could not be read
  2  the work could not be done";

#[derive(Debug, clap::Args)]
pub(crate) struct InspectArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Show the first N records of each file as a rule sees them
    #[arg(long, value_name = "N")]
    records: Option<NonZeroUsize>,
    /// Of the records, leave out what came before: 2024-05-14, 2024-05-14T09:00 or '2024-05-14 09:00:00'
    #[arg(long, value_name = "TIME", value_parser = Bound::parse, requires = "records")]
    from: Option<Bound>,
    /// Of the records, leave out what came after; all of the day, minute or second named is shown
    #[arg(long, value_name = "TIME", value_parser = Bound::parse, requires = "records")]
    to: Option<Bound>,
    /// Show only records that contain this in their text, fields or codes, in any case; not a regular expression
    #[arg(long, value_name = "TEXT", requires = "records")]
    grep: Option<String>,
    /// How the list is written
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    #[value(alias = "table")]
    Text,
    Json,
}

pub(super) fn run(args: &InspectArgs) -> anyhow::Result<Exit> {
    let listing = Listing {
        records: args.records.map_or(0, usize::from),
        selection: timeline::selection(args.from, args.to, args.grep.as_deref())?,
    };
    let bundles = triage::bundles(&args.input)?;
    let options = triage::options(&args.input, None)?;
    let found = engine::inspect(&bundles, &options, &listing)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => inspection::json(&found, &mut out)?,
        Format::Text => {
            let view = View {
                width: timeline::width(),
                brief: args.input.quiet,
            };
            inspection::text(&found, view, &mut out)?;
        }
    }
    out.flush()?;
    let unread = args.input.strict.then(|| exit::unread_in(&found));
    Ok(exit::unless_unread(unread.flatten()))
}
