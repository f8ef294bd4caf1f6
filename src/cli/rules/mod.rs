//! `wutriage rules`: what people who write rules use.

use clap::Subcommand;

use super::Exit;

pub(super) mod broken;
mod lint;
mod list;
mod new;
pub(super) mod pack;
mod schema;
mod show;
mod test;

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules new servicing/payload-missing --from CBS.log:1042
  wutriage rules lint my-rules/
  wutriage rules test --rules my-rules contoso/*
  wutriage rules list --family network
  wutriage rules show tls/tls12-not-enabled

Exit codes:
  0  done
  1  a test failed
  2  the work could not be done; each command's help tells more";

#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Begin a rule from a line of a log
    #[command(after_long_help = new::EXAMPLES)]
    New(new::NewArgs),
    /// Tell everything that is wrong with rule files
    #[command(after_long_help = lint::EXAMPLES)]
    Lint(lint::LintArgs),
    /// Run the tests inside rules
    #[command(after_long_help = test::EXAMPLES)]
    Test(test::TestArgs),
    /// List the causes, and what else there is with --all
    #[command(after_long_help = list::EXAMPLES)]
    List(list::ListArgs),
    /// Print a rule as its file has it
    #[command(after_long_help = show::EXAMPLES)]
    Show(show::ShowArgs),
    /// Print the JSON Schema of rule files, for editors
    #[command(after_long_help = schema::EXAMPLES)]
    Schema(schema::SchemaArgs),
}

pub(super) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    match &args.command {
        RulesCommand::New(args) => new::run(args),
        RulesCommand::Lint(args) => lint::run(args),
        RulesCommand::Test(args) => test::run(args),
        RulesCommand::List(args) => list::run(args),
        RulesCommand::Show(args) => show::run(args),
        RulesCommand::Schema(args) => schema::run(args),
    }
}
