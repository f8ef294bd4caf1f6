//! One step as a PowerShell function: say, guards, operations, verification.

use crate::plan::{Check, Operation, Plan, Requirement, Step};
use crate::script::quote::powershell as quoted;

use super::check::{Preview, expression};
use super::operation::functions;

/// The step's functions.
pub(super) fn render(step: &Step) -> String {
    let id = step.id;
    format!(
        "#region step {id}
{}function Invoke-Step{id} {{
{}{}{}{}}}
#endregion step {id}

",
        functions(step),
        say(step),
        guards(step),
        operations(step),
        verify(step)
    )
}

fn say(step: &Step) -> String {
    let mut text = format!(
        "    Show-Step {} {} {} {}\n",
        step.id,
        quoted(&step.title),
        quoted(step.risk.name()),
        quoted(&step.rules.join(", "))
    );
    if let Some(warn) = &step.warn {
        text += &format!("    Write-Say {}\n", quoted(&format!("  Note: {warn}")));
    }
    if step.requires.contains(&Requirement::Restart) {
        text += "    $script:TakesRestart = $true\n    Write-Say '  It takes effect after a restart.'\n";
    }
    text
}

fn guards(step: &Step) -> String {
    let mut text = String::from("    #region guard\n");
    if !step.after.is_empty() {
        text += &format!(
            "    if (Test-StepBlocked {}) {{
        Deny-Step 'a step it builds on failed or was not run'
        return
    }}
",
            after(step)
        );
    }
    if !step.unless.is_empty() {
        let all: Vec<_> = step
            .unless
            .iter()
            .map(|check| expression(check, Preview::DoesNotHold))
            .collect();
        text += &format!(
            "    if ({}) {{
        Write-Say {}
        Clear-Unhelped {}
        return
    }}
",
            all.join(" -and "),
            quoted(&format!("  Nothing to do: {}", described(&step.unless))),
            after(step)
        );
    }
    for check in &step.checks {
        text += &format!(
            "    if (-not {}) {{
        Deny-Step {}
        return
    }}
",
            expression(check, Preview::Holds),
            quoted(&format!("it needs that {}", check.describe()))
        );
    }
    text + "    #endregion guard\n"
}

/// The numbers of the steps before this one that mend the same cause.
fn after(step: &Step) -> String {
    let numbers: Vec<_> = step.after.iter().map(u32::to_string).collect();
    format!("@({})", numbers.join(", "))
}

fn described(checks: &[Check]) -> String {
    let all: Vec<_> = checks.iter().map(Check::describe).collect();
    all.join(", ")
}

/// Services that a step stops are started again whatever happens.
fn operations(step: &Step) -> String {
    let calls = |indent: &str| -> String {
        (1..=step.operations.len())
            .map(|number| format!("{indent}Invoke-Step{}Part{number}\n", step.id))
            .collect()
    };
    let stops = step
        .operations
        .iter()
        .any(|it| matches!(it, Operation::StopService(_) | Operation::RestartService(_)));
    if stops {
        format!(
            "    try {{\n{}    }}\n    finally {{\n        Restore-StoppedService\n    }}\n",
            calls("        ")
        )
    } else {
        calls("    ")
    }
}

fn verify(step: &Step) -> String {
    let mut text = String::new();
    if !step.verify.is_empty() {
        text += "    #region outcome\n    if ($script:Preview -or $script:Declined) {\n        return\n    }\n";
        for check in &step.verify {
            let assert = if matches!(check, Check::ScanSucceeds {}) {
                "Assert-Helped"
            } else {
                "Assert-That"
            };
            text += &format!(
                "    {assert} {} {}\n",
                expression(check, Preview::Holds),
                quoted(&check.describe())
            );
        }
        text += "    #endregion outcome\n";
    }
    if !step.after.is_empty() {
        text += &format!(
            "    if (-not $script:Declined) {{\n        Clear-Unhelped {}\n    }}\n",
            after(step)
        );
    }
    if step.requires.contains(&Requirement::Restart) {
        text += "    if ($script:Changed) {\n        $script:RestartNeeded = $true\n    }\n";
    }
    text
}

/// Whether a step puts back a registration that was there when the script began.
pub(super) fn registers_services(plan: &Plan) -> bool {
    plan.steps
        .iter()
        .flat_map(|step| &step.operations)
        .any(|it| matches!(it, Operation::RegisterUpdateService(it) if it.if_registered_before))
}
