//! `wutriage rules`: what people who write rules use.

use clap::Subcommand;

use super::Exit;

pub(super) mod broken;
mod lint;

#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Tell everything that is wrong with rule files
    #[command(after_long_help = lint::EXAMPLES)]
    Lint(lint::LintArgs),
}

pub(super) fn run(args: &RulesArgs) -> anyhow::Result<Exit> {
    match &args.command {
        RulesCommand::Lint(args) => lint::run(args),
    }
}
