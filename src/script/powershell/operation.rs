//! One operation as a PowerShell function, built from its pieces.

use crate::plan::{Operation, Step};
use crate::script::quote::powershell as quoted;

use super::part::{Part, Pieces};
use super::{inform, settings, system};

/// The functions for a step's operations.
pub(super) fn functions(step: &Step) -> String {
    (1..)
        .zip(&step.operations)
        .map(|(number, operation)| function(step.id, number, operation))
        .collect()
}

fn function(step: u32, number: u32, operation: &Operation) -> String {
    let body = match part(operation) {
        Part::Read(lines) => format!(
            "    Write-Say {}\n{}",
            quoted(&format!("  - {}", operation.describe())),
            region("read", &lines)
        ),
        Part::Change(pieces) => change(operation, &pieces),
    };
    format!(
        "# operation {}\nfunction Invoke-Step{step}Part{number} {{\n{body}}}\n\n",
        operation.name()
    )
}

fn change(operation: &Operation, pieces: &Pieces) -> String {
    let what = operation.describe();
    [
        format!("    Write-Say {}\n", quoted(&format!("  - {what}"))),
        region("check", &pieces.check),
        format!(
            "    if (-not (Approve-Change {} {})) {{\n        return\n    }}\n",
            quoted(&pieces.target),
            quoted(&what)
        ),
        region("backup", &pieces.backup),
        region("undo", &pieces.undo),
        region("apply", &pieces.apply),
        region("verify", &pieces.verify),
    ]
    .concat()
}

fn region(name: &str, lines: &str) -> String {
    let body: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("    #region {name}\n{body}    #endregion {name}\n")
}

fn part(operation: &Operation) -> Part {
    match operation {
        Operation::StopService(names) => settings::stop_service(&names.0),
        Operation::StartService(names) => settings::start_service(&names.0),
        Operation::RestartService(names) => settings::restart_service(&names.0),
        Operation::SetServiceStart(it) => settings::set_service_start(it),
        Operation::SetRegistry(it) => settings::set_registry(it),
        Operation::DeleteRegistryValue(it) => settings::delete_registry_value(it),
        Operation::SetWinhttpProxy(it) => settings::set_proxy(it),
        Operation::ResetWinhttpProxy {} => settings::reset_proxy(),
        Operation::EnableTask(it) => settings::task(it, true),
        Operation::DisableTask(it) => settings::task(it, false),
        Operation::RenameFolder(it) | Operation::RenameFile(it) => system::rename(it),
        Operation::CommentHostsEntries(it) => system::comment_hosts(it),
        Operation::FlushDns {} => system::flush_dns(),
        Operation::ClearUpdateBitsJobs {} => system::clear_bits_jobs(),
        Operation::RegisterUpdateService(it) => system::register_service(it),
        Operation::Dism(it) => system::dism(it.mode),
        Operation::Sfc(it) => system::sfc(it.mode),
        Operation::CertificateImport(it) => system::import_certificate(it),
        Operation::Gpupdate {} => system::gpupdate(),
        Operation::TriggerScan {} => system::trigger_scan(),
        Operation::InstallPackage(it) => system::install_package(it),
        Operation::Run(it) => system::run(it),
        Operation::ResolveName(_)
        | Operation::ConnectTest(_)
        | Operation::Show(_)
        | Operation::CollectEvidence(_)
        | Operation::Restart {}
        | Operation::Manual(_) => inform::read(operation),
    }
}
