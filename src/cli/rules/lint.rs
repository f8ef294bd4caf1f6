//! `wutriage rules lint [PATH...]`: everything that is wrong with rule files, on standard output.

use std::io::{self, Write as _};
use std::path::PathBuf;

use wutriage::Error;
use wutriage::author::lint::{Grade, Lint, lint};
use wutriage::error::counted;
use wutriage::output::excerpt::{self, Excerpt};
use wutriage::rule::{self, RuleFile};

use super::broken::text_of;
use super::pack;
use crate::cli::Exit;
use crate::cli::args::ColorWhen;
use crate::cli::terminal::Terminal;

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules lint                           the built-in rules
  wutriage rules lint site-rules/               a folder of your own rules
  wutriage rules lint site-rules/tls/old.yaml   one rule of yours

Exit codes:
  0  no errors
  2  an error, a warning with --strict, or a file that cannot be read";

#[derive(Debug, clap::Args)]
pub(crate) struct LintArgs {
    /// Rule files, or folders laid out as the built-in rules are; without any, the built-in rules
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Look at the rules in this folder too; may be given again
    #[arg(long = "rules", value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Do not load the built-in rules beside those that are named
    #[arg(long)]
    no_default_rules: bool,
    /// Exit with 2 on warnings too
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &LintArgs) -> anyhow::Result<Exit> {
    let (around, own) = files(args)?;
    let found = lint(&around, &own);
    let all = [around, own].concat();
    print(&found, &all)?;
    let failed = found.count(Grade::Error) > 0 || (args.strict && !found.remarks.is_empty());
    Ok(if failed { Exit::Failed } else { Exit::Clean })
}

/// The rules that are leant on, and those that are looked at.
fn files(args: &LintArgs) -> Result<(Vec<RuleFile>, Vec<RuleFile>), Error> {
    let mut around = if args.no_default_rules {
        Vec::new()
    } else {
        rule::default_files()
    };
    if args.paths.is_empty() && args.folders.is_empty() {
        if around.is_empty() {
            let reason = "there is nothing to look at; name a rule file or a folder of rules";
            return Err(Error::NoInput(reason.to_owned()));
        }
        return Ok((Vec::new(), around));
    }
    let mut own = Vec::new();
    for path in args.paths.iter().chain(&args.folders) {
        if path.is_file() {
            let file = rule::file_at(path)?;
            let beside = pack::beside(path);
            // Single files stand for themselves as they are about to be, also where they are some of the built-in rules.
            let newer = |known: &RuleFile| {
                let mut pack = beside.iter().chain([&file]);
                pack.any(|file| pack::is_version_of(file, known))
            };
            around.retain(|known| !newer(known));
            around.extend(beside);
            own.push(file);
        } else {
            own.extend(pack::rules_in(path)?);
        }
    }
    let own = pack::each_once(own);
    let around = pack::each_once([own.clone(), around].concat()).split_off(own.len());
    Ok((around, own))
}

/// Prints every remark with its line, and how many there are.
fn print(found: &Lint, files: &[RuleFile]) -> io::Result<()> {
    let width = Terminal::of_stdout(ColorWhen::Never).told_width;
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let excerpts = found.remarks.iter().map(|remark| Excerpt {
        problem: &remark.problem,
        label: remark.grade.name(),
        text: text_of(files, &remark.problem.file),
    });
    for line in excerpt::pages(excerpts, width) {
        writeln!(stdout, "{line}")?;
    }
    writeln!(stdout, "{}", closing(found))?;
    stdout.flush()
}

fn closing(found: &Lint) -> String {
    format!(
        "{}: {}, {}",
        counted(found.rules, "rule file"),
        counted(found.count(Grade::Error), "error"),
        counted(found.count(Grade::Warning), "warning")
    )
}
