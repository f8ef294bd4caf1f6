//! `README.md`: what the scripts change, at what risk, how to run them and how to go back.

use crate::plan::{Check, Operation, Plan, Requirement, Step};
use crate::script::{Script, quote};

/// Writes `README.md`.
#[derive(Debug, Clone, Copy)]
pub struct Readme;

impl Script for Readme {
    fn file_name(&self) -> &'static str {
        "README.md"
    }

    fn render(&self, plan: &Plan) -> String {
        let machine = plan
            .machine
            .as_deref()
            .unwrap_or("the machine the logs are from");
        let steps: String = plan.steps.iter().map(step).collect();
        let elsewhere = if plan.machine.is_some() {
            "on another computer than the one named above (`-AnyComputer`),\n"
        } else {
            ""
        };
        format!(
            "# Remediation for {}

{}{}
{}
## The steps
{steps}{}",
            text(machine),
            overview(plan),
            before(plan),
            HOW.replace("<ELSEWHERE>", elsewhere),
            withheld(plan)
        )
    }
}

const HOW: &str = r"## How to run it

1. Copy this folder to the machine, on a local drive. Where it came by mail or download, let Windows run it:
   `Unblock-File .\remediate.ps1`
2. From an elevated prompt, see what would happen. Nothing is changed:
   `powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File .\remediate.ps1 -WhatIf`
3. Run it on one machine, and look at the result before you run it on many:
   `powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File .\remediate.ps1`
4. Search for updates. When they still fail, collect the logs again: they tell what is different now.

Where policy allows signed scripts alone, sign it with your own certificate. Without PowerShell 5.1 use `remediate.cmd
/whatif`, then `remediate.cmd`; what a batch file cannot do safely it prints as an instruction. `plan.json` holds the same
steps for other programs.

| Exit code | Meaning |
|---|---|
| 0 | all good, also when there was nothing to do |
| 1 | something failed or did not help; it was put back |
| 2 | a guard refused something, or a person has to act |
| 3010 | all good, and a restart is needed |

## How to go back

`-Undo` (or `remediate.cmd /undo`) puts back what the newest run changed, the last change first; `-Undo -WhatIf` shows it
first. A step that fails or does not help puts back its own changes at once. Each run keeps a transcript, backups, its record
for undo and a copy of the script in a folder of its own: `%ProgramData%\wutriage` for PowerShell, `%windir%\Logs\wutriage`
for cmd. Folders and files that a step sets aside stay beside the original with `.wut-` in their name. Delete all of it once
updates have worked for a while.

## What the scripts refuse

They change nothing <ELSEWHERE>without elevation, in Windows PE, beside another run, while an installation is going on, while a
restart is pending, and on domain controllers, Exchange, SQL, Hyper-V and cluster machines (`-Force`). They never restart the machine, write a policy, touch partitions or the firewall, or delete
what they set aside.

The scripts were parsed and checked piece by piece, not run on every version of Windows.
";

/// The steps at a glance.
fn overview(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return "No step is needed.\n".into();
    }
    let rows: String = plan
        .steps
        .iter()
        .map(|step| {
            format!(
                "| {} | {} | {} | {} | {} | {} |\n",
                step.id,
                text(&step.title),
                yes(step.changes()),
                step.risk,
                yes(step.requires.contains(&Requirement::Restart)),
                undo(step)
            )
        })
        .collect();
    format!(
        "| Step | What | Changes something | Risk | Restart | Undo |\n|---|---|---|---|---|---|\n{rows}"
    )
}

fn yes(it: bool) -> &'static str {
    if it { "yes" } else { "no" }
}

fn undo(step: &Step) -> &'static str {
    let lasting = || step.operations.iter().filter(|it| leaves_something(it));
    if lasting().next().is_none() {
        "not needed"
    } else if lasting().all(Operation::is_undoable) {
        "yes"
    } else if lasting().any(Operation::is_undoable) {
        "in part"
    } else {
        "no"
    }
}

/// A search, an empty cache and policies that were applied again leave nothing to put back.
fn leaves_something(operation: &Operation) -> bool {
    let passing = matches!(
        operation,
        Operation::TriggerScan {} | Operation::FlushDns {} | Operation::Gpupdate {}
    );
    operation.changes() && !passing
}

/// What to know before: that nothing is changed, or what users will notice and what the steps need.
fn before(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return String::new();
    }
    if !plan.changes() {
        return "\nThese steps change nothing: they look, and tell who has to act.\n".into();
    }
    let mut lines = "\n## Before you run it\n\n".to_owned();
    for step in &plan.steps {
        if let Some(warn) = &step.warn {
            lines += &format!("- Step {}: {}\n", step.id, text(warn));
        }
    }
    lines += "- It needs an elevated prompt.\n";
    if plan.needs(Requirement::Network) {
        lines += "- It needs the network.\n";
    }
    lines += if plan.needs(Requirement::Restart) {
        "- A restart is needed afterwards: plan it. The script does not make it.\n"
    } else {
        "- No restart is needed.\n"
    };
    lines
}

fn step(step: &Step) -> String {
    let mut lines = format!("\n### Step {}: {}\n\n", step.id, text(&step.title));
    let causes: Vec<_> = step.rules.iter().map(|rule| text(rule)).collect();
    lines += &format!("Risk: {}. For: {}.\n", step.risk, causes.join(", "));
    if let Some(warn) = &step.warn {
        lines += &format!("Mind: {}\n", text(warn));
    }
    lines += "\n";
    lines += &checks("Nothing to do when", &step.unless);
    lines += &checks("Needs that", &step.checks);
    for operation in &step.operations {
        lines += &format!("- {}{}\n", text(&operation.describe()), way_back(operation));
    }
    lines + &checks("Afterwards", &step.verify)
}

fn way_back(operation: &Operation) -> &'static str {
    match (leaves_something(operation), operation.is_undoable()) {
        (false, _) => "",
        (true, true) => " (can be undone)",
        (true, false) => " (cannot be undone)",
    }
}

fn checks(label: &str, checks: &[Check]) -> String {
    checks
        .iter()
        .map(|check| format!("- {label}: {}\n", text(&check.describe())))
        .collect()
}

fn withheld(plan: &Plan) -> String {
    if plan.withheld.is_empty() {
        return String::new();
    }
    let rows: String = plan
        .withheld
        .iter()
        .map(|it| {
            format!(
                "- {} for {}: {}\n",
                text(&it.action),
                text(&it.rule),
                text(&it.why)
            )
        })
        .collect();
    format!(
        "\n## Held back, and why\n\n{rows}
Whoever knows better has them with `--include` and the id of the action or cause.\n"
    )
}

/// Text with what Markdown and HTML would take for markup escaped.
fn text(raw: &str) -> String {
    let mut escaped = String::new();
    for c in quote::comment(raw).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
