//! `remediate.cmd` for machines without PowerShell: what a batch file can do safely, and instructions for the rest.
//!
//! It keeps the order and the pieces of `remediate.ps1`. Records are kept under `%SystemRoot%\Logs\wutriage`, where only
//! administrators can write, because `/undo` runs what it finds there. No output in the machine's language is read:
//! services are told by the words that are not translated, everything else comes from the registry. There are no blocks
//! in parentheses around text and delayed expansion is off, so that `echo` prints what it is given.

use crate::plan::{Plan, Requirement, Risk, Step};
use crate::script::{Script, crlf, quote};

mod check;
mod operation;
mod part;
mod settings;
mod system;

/// Writes `remediate.cmd`.
#[derive(Debug, Clone, Copy)]
pub struct Cmd;

impl Script for Cmd {
    fn file_name(&self) -> &'static str {
        "remediate.cmd"
    }

    fn render(&self, plan: &Plan) -> String {
        let calls: String = plan
            .steps
            .iter()
            .map(|step| format!("call :step_{}\n", step.id))
            .collect();
        let steps: String = plan.steps.iter().map(self::step).collect();
        crlf(
            &(head(plan)
                + &calls
                + include_str!("tail.cmd")
                + &steps
                + include_str!("helpers.cmd")),
        )
    }
}

/// Prints a line and logs it.
fn say(text: &str) -> String {
    let text = quote::cmd_echo(text);
    format!("echo {text}\n>>\"%LOG%\" echo {text}\n")
}

/// Arguments, then the guards in their order, then where records go.
fn head(plan: &Plan) -> String {
    include_str!("head.cmd")
        .replace("<GUARDS>", if plan.changes() { STATE_GUARDS } else { "" })
        .replace("<MACHINE>", &machine(plan))
}

/// The guards under which steps that only read still run.
const STATE_GUARDS: &str = "call :no_servicing_running
if errorlevel 1 echo Nothing will be changed: an installation is going on.
if errorlevel 1 set \"PRINTONLY=1\"
call :no_restart_pending
if errorlevel 1 echo Nothing will be changed: a restart is pending. Restart first.
if errorlevel 1 set \"PRINTONLY=1\"
call :plain_role
if errorlevel 1 echo Nothing will be changed: the owner of this server decides, with /force.
if errorlevel 1 set \"PRINTONLY=1\"
";

fn machine(plan: &Plan) -> String {
    let Some(name) = &plan.machine else {
        return String::new();
    };
    let short: String = name
        .split('.')
        .next()
        .unwrap_or_default()
        .chars()
        .take(15)
        .collect();
    format!(
        "if not defined ANYCOMPUTER if /i not \"%COMPUTERNAME%\"=={} goto wrong_machine\n",
        quote::cmd_argument(&short)
    )
}

fn step(step: &Step) -> String {
    let id = step.id;
    let calls: String = (1..=step.operations.len())
        .map(|number| format!("call :part_{id}_{number}\nif errorlevel 1 goto failed_{id}\n"))
        .collect();
    let parts: String = (1..)
        .zip(&step.operations)
        .map(|(number, it)| operation::render(id, number, it))
        .collect();
    let (guards, refusals) = check::guards(step);
    format!(
        "rem ---- step {id} ----
:step_{id}
set \"FAILED_{id}=\"
set \"DECLINED=\"
set \"CHANGED=\"
set \"STOPPED=\"
{}{guards}{calls}call :restore_services
{}{}exit /b 0
:failed_{id}
call :restore_services
call :undo_step {id:02}
set \"FAILED_{id}=1\"
call :result 1
{}exit /b 1
{refusals}:refused_{id}
set \"FAILED_{id}=1\"
if not defined WHATIF call :result 2
exit /b 0
{parts}
",
        introduce(step),
        check::outcome(step),
        restart(step),
        say(&format!(
            "  Step {id} failed; what it changed was put back."
        )),
    )
}

fn introduce(step: &Step) -> String {
    let mut text = "echo.\n".to_owned();
    text += &say(&format!("Step {}: {}", step.id, step.title));
    text += &say(&format!("  Risk: {}", step.risk));
    text += &say(&format!("  Why: {}", step.rules.join(", ")));
    if let Some(warn) = &step.warn {
        text += &say(&format!("  Note: {warn}"));
    }
    if step.risk == Risk::Destructive {
        text += &say("  This loses something that cannot be brought back.");
    }
    text
}

/// Says that a restart is needed, and writes for `/undo` that going back needs one too.
fn restart(step: &Step) -> String {
    if !step.requires.contains(&Requirement::Restart) {
        return String::new();
    }
    format!(
        "if defined CHANGED >>\"%RECORD%\\undo-{:02}00.cmd\" echo set \"UNDO_RESTART=1\"
if defined CHANGED call :result 3010
",
        step.id
    )
}
