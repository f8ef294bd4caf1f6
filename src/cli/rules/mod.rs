//! `wutriage rules`: what people who write rules use.

use clap::Subcommand;

use super::Exit;

mod new;
mod test;

#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Run the tests inside rules
    #[command(after_long_help = test::EXAMPLES)]
    Test(test::TestArgs),
    /// Begin a rule from a line of a log
    #[command(after_long_help = new::EXAMPLES)]
    New(new::NewArgs),
}

pub(super) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    match &args.command {
        RulesCommand::Test(args) => test::run(args),
        RulesCommand::New(args) => new::run(args),
    }
}
