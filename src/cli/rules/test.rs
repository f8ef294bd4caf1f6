//! `wutriage rules test [FILTER]...`: runs the tests inside rules.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use wutriage::Error;
use wutriage::author::skeleton;
use wutriage::author::test::{self, Outcome, Tested};
use wutriage::error::counted;

use crate::cli::args::{ColorWhen, RuleArgs};
use crate::cli::terminal::Terminal;
use crate::cli::{Exit, complain, lines, triage};

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules test                               all tests
  wutriage rules test --rules my-rules contoso/*    those of one family
  wutriage rules test tls/tls12-not-enabled         those of one rule
  wutriage rules test 'alone is a suspicion'        those with this in the name

Exit codes:
  0  every test passed
  1  a test failed
  2  the rules do not load, or no test is named so";

#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    /// Rules by id, FAMILY/*, or a part of a test's name; without any, all tests are run
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    #[command(flatten)]
    rules: RuleArgs,
    /// List the rules whose tests passed
    #[arg(short, long)]
    verbose: bool,
}

pub(super) fn run(args: &TestArgs) -> anyhow::Result<Exit> {
    let mut rules = triage::rules(&args.rules)?;
    // A rule that a site does not want to hear of says what it said before.
    rules.silenced.clear();
    let cases = test::select(&test::cases(&rules), &args.filters)?;
    if cases.is_empty() {
        return Err(Error::NoInput("these rules have no tests".to_owned()).into());
    }
    let outcomes = test::run_all(&rules, &cases);
    let (passed, failed): (Vec<_>, Vec<_>) = outcomes.iter().partition(|it| it.passed());
    let mut told = Vec::new();
    if args.verbose {
        told.extend(by_rule(&outcomes));
    }
    for outcome in &failed {
        told.extend(outcome.lines(&rules));
        told.push(String::new());
    }
    told.push(summary(&outcomes, passed.len(), failed.len()));
    print(&told)?;
    remind(&outcomes);
    Ok(if failed.is_empty() {
        Exit::Clean
    } else {
        Exit::Found
    })
}

/// Says what the authors of new rules have not written yet.
fn remind(outcomes: &[Outcome<'_>]) {
    let mut told = BTreeSet::new();
    for outcome in outcomes {
        let Tested::Cause(cause) = outcome.case.rule else {
            continue;
        };
        let left = skeleton::left_to_write(cause);
        if !left.is_empty() && told.insert(&cause.id) {
            complain(&format!(
                "{}: still to be written: {}",
                cause.id,
                left.join(", ")
            ));
        }
    }
}

/// A line for each rule.
fn by_rule(outcomes: &[Outcome<'_>]) -> Vec<String> {
    let of_rules = outcomes.chunk_by(|one, other| one.case.rule.id() == other.case.rule.id());
    of_rules
        .filter_map(|outcomes| {
            let id = outcomes.first()?.case.rule.id();
            let passed = outcomes.iter().filter(|it| it.passed()).count();
            let failed = outcomes.len() - passed;
            Some(match failed {
                0 => format!("{id}: {} passed", tests(passed)),
                _ => format!("{id}: {failed} of {} failed", tests(outcomes.len())),
            })
        })
        .collect()
}

fn summary(outcomes: &[Outcome<'_>], passed: usize, failed: usize) -> String {
    let ids: BTreeSet<String> = outcomes.iter().map(|it| it.case.rule.id()).collect();
    let rules = counted(ids.len(), "rule");
    match failed {
        0 => format!("{} of {rules} passed", tests(passed)),
        _ => format!("{failed} of {} of {rules} failed", tests(passed + failed)),
    }
}

fn tests(count: usize) -> String {
    counted(count, "test")
}

/// Entries keep their indentation where they go on.
fn print(told: &[String]) -> io::Result<()> {
    let width = Terminal::of_stdout(ColorWhen::Never).width;
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    for line in told {
        let text = line.trim_start();
        lines::write(&mut stdout, line.len() - text.len(), text, width)?;
    }
    stdout.flush()
}
