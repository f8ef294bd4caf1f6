//! `wutriage rules schema [FILE-KIND]`: the JSON Schema that editors check rules with.

use std::io::{self, Write as _};

use clap::builder::PossibleValuesParser;
use wutriage::author;
use wutriage::rule::Holds;

use super::Exit;

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules schema > schema.json             for every kind of rule file
  wutriage rules schema cause > cause.json        for causes alone

The first line of a rule tells an editor with the YAML language server:
  # yaml-language-server: $schema=../schema.json

Exit codes:
  0  done
  2  wrong usage";

#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// What the file holds [default: whichever its keys tell]
    #[arg(value_name = "WHAT", value_parser = PossibleValuesParser::new(Holds::ALL.map(Holds::name)))]
    holds: Option<String>,
}

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<Exit> {
    let named = |holds: &Holds| args.holds.as_deref() == Some(holds.name());
    let holds = Holds::ALL.into_iter().find(named);
    let mut stdout = io::stdout().lock();
    stdout.write_all(author::schema(holds).as_bytes())?;
    stdout.flush()?;
    Ok(Exit::Clean)
}
