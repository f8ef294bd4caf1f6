//! What the subcommands that read logs have in common: rules, inputs and the report on them.

use std::fmt;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use wutriage::Error;
use wutriage::engine::{self, Machines};
use wutriage::format::TraceMessages;
use wutriage::report::Report;
use wutriage::rule::{self, RuleFile, RuleSet};
use wutriage::source::{self, Bundle};
use wutriage::time::LocalOffset;

use super::args::{InputArgs, MachinesWanted, RuleArgs};
use super::rules::broken::load;
use super::rules::pack::rules_in;

/// A finished triage.
pub(super) struct Triage {
    /// The rules that were used.
    pub(super) rules: RuleSet,
    /// What was found.
    pub(super) report: Report,
}

/// No input was named, and this machine has none of its own.
#[derive(Debug)]
pub(super) struct NothingNamed;

impl fmt::Display for NothingNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "nothing to read: name a log, a folder or an archive of logs, or - for standard input",
        )
    }
}

impl std::error::Error for NothingNamed {}

/// Reads the inputs and finds what is wrong.
pub(super) fn run(
    rules: &RuleArgs,
    input: &InputArgs,
    evidence: Option<usize>,
) -> anyhow::Result<Triage> {
    let (rules, bundles) = gather(rules, input)?;
    let report = engine::analyze(&rules, &bundles, &options(input, evidence)?)?;
    Ok(Triage { rules, report })
}

/// The rules, and the inputs of each machine.
pub(super) fn gather(
    rules: &RuleArgs,
    input: &InputArgs,
) -> anyhow::Result<(RuleSet, Vec<Bundle>)> {
    Ok((self::rules(rules)?, bundles(input)?))
}

/// The inputs of each machine.
pub(super) fn bundles(input: &InputArgs) -> anyhow::Result<Vec<Bundle>> {
    let bundles = match input.paths.as_slice() {
        [] => own_logs()?,
        named => {
            let paths: Vec<PathBuf> = named.iter().map(|path| expanded(path)).collect();
            machines(open(&paths)?, &paths, input)
        }
    };
    if bundles.is_empty() {
        return Err(NothingNamed.into());
    }
    Ok(bundles)
}

/// The built-in rules and those of the folders that were named.
pub(super) fn rules(args: &RuleArgs) -> anyhow::Result<RuleSet> {
    load(&rule_files(args)?)
}

/// The files of those rules, as they were read.
pub(super) fn rule_files(args: &RuleArgs) -> Result<Vec<RuleFile>, Error> {
    let mut files = if args.no_default_rules {
        Vec::new()
    } else {
        rule::default_files()
    };
    for folder in &args.folders {
        files.extend(rules_in(folder)?);
    }
    Ok(files)
}

/// The logs of the running Windows machine, as one machine's; nothing on other systems.
fn own_logs() -> Result<Vec<Bundle>, Error> {
    let places = source::this_machine();
    let places = places.iter().map(|path| expanded(path));
    let paths: Vec<PathBuf> = places.filter(|path| path.exists()).collect();
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![source::one_machine(source::open_paths(&paths, None)?)])
}

/// The path with `%windir%` and the like replaced; one that is no Unicode stays as it is.
fn expanded(path: &Path) -> PathBuf {
    let lookup = |name: &str| std::env::var(name).ok();
    path.to_str().map_or_else(
        || path.to_path_buf(),
        |text| source::expand_variables(text, &lookup).into(),
    )
}

/// One bundle for each machine.
fn machines(bundles: Vec<Bundle>, named: &[PathBuf], input: &InputArgs) -> Vec<Bundle> {
    let wanted = match input.machines {
        MachinesWanted::One => return vec![source::one_machine(bundles)],
        MachinesWanted::Each => Machines::Each,
        MachinesWanted::Auto => Machines::Auto,
    };
    let apart = bundles.into_iter().flat_map(|bundle| {
        if wanted == Machines::Auto && is_of_loose_files(&bundle, named) {
            return vec![bundle];
        }
        engine::apart(bundle, wanted, input.threads.map(Into::into))
    });
    apart
        .map(|bundle| source::one_machine(vec![bundle]))
        .collect()
}

/// Whether the bundle is made of files that were named one by one.
fn is_of_loose_files(bundle: &Bundle, named: &[PathBuf]) -> bool {
    let is_named = |path: &str| named.iter().any(|named| named == Path::new(path));
    bundle.sources.iter().all(|source| is_named(&source.path))
}

fn open(paths: &[PathBuf]) -> Result<Vec<Bundle>, Error> {
    let files: Vec<PathBuf> = paths
        .iter()
        .filter(|path| path.as_os_str() != "-")
        .cloned()
        .collect();
    let wanted = paths.iter().any(|path| path.as_os_str() == "-");
    let stdin = if wanted {
        Some(standard_input()?)
    } else {
        None
    };
    source::open_unsettled(&files, stdin)
}

fn standard_input() -> Result<Vec<u8>, Error> {
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        super::complain(
            "reading standard input; end it with Ctrl-D, or Ctrl-Z and Enter on Windows",
        );
    }
    let mut bytes = Vec::new();
    stdin
        .read_to_end(&mut bytes)
        .map_err(Error::io("read", "-"))?;
    Ok(bytes)
}

/// How a run is done; without a number for the evidence, the usual.
pub(super) fn options(
    input: &InputArgs,
    evidence: Option<usize>,
) -> Result<engine::Options, Error> {
    let usual = engine::Options::default();
    let messages = input.tmf.as_deref().map(messages).transpose()?;
    Ok(engine::Options {
        threads: input.threads.map(Into::into),
        mmap: !input.no_mmap,
        local_offset: input.tz.clone().unwrap_or(LocalOffset::Unknown),
        messages: messages.unwrap_or_default().into(),
        evidence: evidence.unwrap_or(usual.evidence),
        ..usual
    })
}

/// The texts for older traces in a folder. One without any is an error: who names it expects that it counts.
fn messages(folder: &Path) -> Result<TraceMessages, Error> {
    let bundles = source::open_paths(&[expanded(folder)], None)?;
    let messages = engine::trace_messages(&bundles);
    if messages.is_empty() {
        return Err(Error::NoInput(format!(
            "there is no .tmf file with texts in '{}'; name the folder that tracepdb or Get-WindowsUpdateLog wrote",
            folder.display()
        )));
    }
    Ok(messages)
}
