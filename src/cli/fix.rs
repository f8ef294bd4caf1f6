//! `wutriage fix PATH... --dir DIR`: the scripts that mend what was found, and a word on each step.
//!
//! Nothing is written unless everything can be: scripts that are there already are kept, and only `--force` replaces
//! them. What nothing in the plan would change gets no script.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use wutriage::error::counted;
use wutriage::output::sanitize;
use wutriage::plan::{Plan, Requirement, Step, Withheld};
use wutriage::remedy::{self, PlanOptions};
use wutriage::rule::RuleSet;
use wutriage::{Error, script};

use super::args::{ColorWhen, FixArgs};
use super::terminal::Terminal;
use super::triage::{self, Triage};
use super::{Exit, complain, exit, folder, lines};

/// What to do with the files.
const NEXT: &str =
    "Read README.md first, then try remediate.ps1 with -WhatIf: it shows what it would change.";

/// A machine's plan and where its scripts go.
struct Job {
    machine: String,
    /// Whether anything was read that could tell.
    told: bool,
    folder: PathBuf,
    plan: Plan,
}

pub(super) fn run(args: &FixArgs) -> anyhow::Result<Exit> {
    let triage = triage::run(&args.rules, &args.input, None)?;
    for id in &args.include {
        refuse_unknown(id, &triage.rules)?;
    }
    let unread = args.input.strict.then(|| exit::unread(&triage.report));
    if let Some(reason) = unread.flatten() {
        complain(&reason);
        return Ok(Exit::Failed);
    }
    let jobs = jobs(args, &triage);
    if !args.input.quiet {
        for id in args.include.iter().filter(|id| !has_part(id, &jobs)) {
            complain(&format!("'{id}' is not part of any fix here"));
        }
    }
    let written = write_all(&jobs, args.force)?;
    let mut out = List {
        width: Terminal::of_stdout(ColorWhen::Never).width,
        out: io::BufWriter::new(io::stdout().lock()),
    };
    for (job, files) in jobs.iter().zip(&written) {
        if !args.input.quiet {
            describe(job, &mut out)?;
        }
        for file in files {
            writeln!(
                out.out,
                "wrote {}",
                sanitize::one_line(&file.display().to_string())
            )?;
        }
        if !args.input.quiet && !files.is_empty() {
            out.say(0, NEXT)?;
        }
    }
    out.out.flush()?;
    Ok(Exit::Clean)
}

/// An id that names nothing is a slip, and a fix would be missing for it.
fn refuse_unknown(id: &str, rules: &RuleSet) -> Result<(), Error> {
    let known = rules.actions.contains_key(id) || rules.causes.iter().any(|cause| cause.id == id);
    if known {
        return Ok(());
    }
    let expected =
        "no action and no cause has this id; fix without --include lists what is held back";
    Err(Error::invalid("--include", id, expected))
}

/// Whether a plan has, or holds back, something by that id of an action or a cause.
fn has_part(id: &str, jobs: &[Job]) -> bool {
    jobs.iter().any(|Job { plan, .. }| {
        let made = |step: &Step| step.action == id || step.rules.iter().any(|rule| rule == id);
        let held = |held: &Withheld| held.action == id || held.rule == id;
        plan.steps.iter().any(made) || plan.withheld.iter().any(held)
    })
}

fn jobs(args: &FixArgs, triage: &Triage) -> Vec<Job> {
    let options = PlanOptions {
        include: args.include.clone(),
    };
    let machines = &triage.report.machines;
    let names = machines.iter().map(|machine| machine.name.as_deref());
    let folders = folder::for_machines(&args.dir, names);
    machines
        .iter()
        .zip(folders)
        .map(|(machine, folder)| Job {
            machine: machine.name.clone().unwrap_or_else(|| "The machine".into()),
            told: machine.inputs.iter().any(|input| input.kind.is_some()),
            folder,
            plan: remedy::plan(machine, &triage.rules, &options),
        })
        .collect()
}

/// Writes the scripts of every machine and gives the paths by machine.
fn write_all(jobs: &[Job], force: bool) -> Result<Vec<Vec<PathBuf>>, Error> {
    let files: Vec<Vec<_>> = jobs.iter().map(files).collect();
    if !force {
        for (path, _) in files.iter().flatten() {
            refuse_existing(path)?;
        }
    }
    for (path, bytes) in files.iter().flatten() {
        write(path, bytes)?;
    }
    let paths = files.into_iter();
    Ok(paths
        .map(|files| files.into_iter().map(|(path, _)| path).collect())
        .collect())
}

/// The scripts of one machine; none where there is nothing to do.
fn files(job: &Job) -> Vec<(PathBuf, Vec<u8>)> {
    if job.plan.steps.is_empty() {
        return Vec::new();
    }
    let files = script::files(&job.plan).into_iter();
    files
        .map(|(name, bytes)| (job.folder.join(name), bytes))
        .collect()
}

fn refuse_existing(path: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let there = io::Error::new(
        io::ErrorKind::AlreadyExists,
        "it is there already; --force replaces it, --dir names another folder",
    );
    Err(Error::io("write", path)(there))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
    }
    fs::write(path, bytes).map_err(Error::io("write", path))
}

fn describe<W: Write>(job: &Job, out: &mut List<W>) -> io::Result<()> {
    let plan = &job.plan;
    let steps = match plan.steps.len() {
        0 if !job.told => {
            "no log was read, so nothing can be told; wutriage PATH says why".to_owned()
        }
        0 => "nothing to mend by script".to_owned(),
        steps => counted(steps, "step"),
    };
    out.say(0, &format!("{}: {steps}", job.machine))?;
    for step in &plan.steps {
        describe_step(step, out)?;
    }
    if !plan.withheld.is_empty() {
        out.say(0, "Held back; --include ID has it all the same:")?;
    }
    for held in &plan.withheld {
        out.say(
            2,
            &format!("{} for {}: {}", held.action, held.rule, held.why),
        )?;
    }
    Ok(())
}

fn describe_step<W: Write>(step: &Step, out: &mut List<W>) -> io::Result<()> {
    let mut needs: Vec<_> = step.requires.iter().map(|it| needed(*it)).collect();
    if needs.is_empty() {
        needs.push("nothing special");
    }
    out.say(2, &format!("{}. {} ({})", step.id, step.title, step.action))?;
    out.say(
        5,
        &format!("risk: {}; needs {}", step.risk, needs.join(", ")),
    )?;
    out.say(5, &format!("for: {}", step.rules.join(", ")))?;
    for operation in &step.operations {
        out.say(5, &format!("- {}", operation.describe()))?;
    }
    if let Some(warning) = &step.warn {
        out.say(5, &format!("mind: {warning}"))?;
    }
    Ok(())
}

const fn needed(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Elevation => "an elevated prompt",
        Requirement::Restart => "a restart",
        Requirement::Network => "the network",
    }
}

/// What is told on standard output.
struct List<W> {
    width: usize,
    out: W,
}

impl<W: Write> List<W> {
    fn say(&mut self, indent: usize, text: &str) -> io::Result<()> {
        lines::write(&mut self.out, indent, text, self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_is_there_is_not_replaced_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("remediate.ps1");
        refuse_existing(&path).unwrap();
        fs::write(&path, "mine").unwrap();
        let error = refuse_existing(&path).unwrap_err();
        let reason = std::error::Error::source(&error).unwrap().to_string();
        assert!(reason.contains("--force"), "{reason}");
    }

    #[test]
    fn folders_are_made_for_what_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/plan.json");
        write(&path, b"{}").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"{}");
    }
}
