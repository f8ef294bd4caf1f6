//! `remediate.ps1` for Windows PowerShell 5.1: ASCII, CRLF, with `-WhatIf`, `-Confirm`, a transcript and `-Undo`.
//!
//! The fixed part is plain PowerShell in `helpers/`, one file for each family; a script holds those whose functions it calls.
//! This module writes what depends on the plan: the help, one function for each step and each of its operations, and the
//! main part. The order of guards is that of any reset: the right machine, elevated, not Windows PE, one instance,
//! nothing running, nothing pending, no role that needs its owner.

use crate::plan::{Plan, Requirement, Risk};
use crate::script::{Script, crlf, quote};

mod check;
mod helpers;
mod inform;
mod operation;
mod part;
mod settings;
mod step;
mod system;

/// Writes `remediate.ps1`.
#[derive(Debug, Clone, Copy)]
pub struct PowerShell;

impl Script for PowerShell {
    fn file_name(&self) -> &'static str {
        "remediate.ps1"
    }

    fn render(&self, plan: &Plan) -> String {
        let steps: String = plan.steps.iter().map(step::render).collect();
        let body = steps + &main(plan);
        crlf(&(head(plan) + &helpers::needed(&body) + &body))
    }
}

/// Help, requirements and parameters.
fn head(plan: &Plan) -> String {
    let admin = if plan.needs_elevation() {
        "#Requires -RunAsAdministrator\n"
    } else {
        ""
    };
    let destructive = plan.steps.iter().any(|step| step.risk == Risk::Destructive);
    let steps: String = plan
        .steps
        .iter()
        .map(|step| {
            format!(
                "    {}. {} (risk: {})\n",
                step.id,
                quote::comment(&step.title),
                step.risk
            )
        })
        .collect();
    include_str!("head.ps1")
        .replace("<ADMIN>", admin)
        .replace("<IMPACT>", if destructive { "High" } else { "Medium" })
        .replace("<STEPS>", &steps)
}

/// Guards, the steps in their order, and the exit code.
fn main(plan: &Plan) -> String {
    let elevated = if plan.needs_elevation() {
        "$true"
    } else {
        "$false"
    };
    let name = quote::powershell(plan.machine.as_deref().unwrap_or_default());
    let mut steps = String::new();
    if plan.needs(Requirement::Network) {
        steps += "        Write-Say 'Some steps need the network.'\n";
    }
    if plan.changes() {
        steps += "        Set-PrintOnly\n";
    }
    if step::registers_services(plan) {
        steps += "        $script:ServicesBefore = @(Get-RegisteredService)\n";
    }
    steps.extend(plan.steps.iter().map(|step| call(step.id)));
    include_str!("main.ps1")
        .replace("<ELEVATED>", elevated)
        .replace("<STEPS>", &steps)
        .replace("<NAME>", &name)
}

fn call(id: u32) -> String {
    format!(
        "        try {{
            Invoke-Step{id}
        }}
        catch {{
            Add-Failure $_
        }}
"
    )
}
