//! `wutriage why RULE PATH...`: why a rule did or did not fire.

use std::io::{self, Write};

use wutriage::author::{self, Line};
use wutriage::output::sanitize;

use super::args::{ColorWhen, InputArgs, RuleArgs};
use super::terminal::Terminal;
use super::{Exit, exit, lines, triage};

pub(super) const EXAMPLES: &str = "Examples:
  wutriage why tls/tls12-not-enabled collected/
  wutriage why --rules my-rules contoso/agent-blocked WindowsUpdate.log
  wutriage why noise/agent-no-device-token collected/

Exit codes:
  0  done, whether the rule fired or not
  2  the work could not be done";

#[derive(Debug, clap::Args)]
pub(crate) struct WhyArgs {
    /// Id of a cause, such as tls/tls12-not-enabled, or of a noise rule, such as agent-no-device-token
    rule: String,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(args: &WhyArgs) -> anyhow::Result<Exit> {
    let (rules, bundles) = triage::gather(&args.rules, &args.input)?;
    let options = triage::options(&args.input, None)?;
    let why = author::why(&rules, &args.rule, &bundles, &options)?;
    let unread = args.input.strict.then(|| exit::unread_among(&why.inputs));
    let width = Terminal::of_stdout(ColorWhen::Never).width;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let details = why.details.iter().filter(|_| !args.input.quiet);
    // The answer alone begins without the empty line that parts it from the details.
    let leading = |line: &&Line| args.input.quiet && line.text.is_empty();
    for line in details.chain(why.answer.iter().skip_while(leading)) {
        write(&mut out, line, width)?;
    }
    out.flush()?;
    Ok(exit::unless_unread(unread.flatten()))
}

fn write(out: &mut dyn Write, line: &Line, width: usize) -> io::Result<()> {
    if !line.whole {
        return lines::write(out, line.indent, &line.text, width);
    }
    let indent = line.indent;
    writeln!(out, "{:indent$}{}", "", sanitize::one_line(&line.text))
}
