//! What an operation must never do, whoever wrote the rule and whatever a log says.
//!
//! Guards hold twice: when an action is loaded, with a sample value for each parameter, and again when a plan is made,
//! with the real ones. Policy values are printed, never written: the policy would put them back, and they are not ours
//! to change.

use super::argument::Show;
use super::check::Check;
use super::operation::Operation;

mod never;
mod value;
use value::{
    bypass, data, drive, each, file_name, guid, handled_service, host, host_pattern, key, must,
    path, renamable, run, service, start_type, task, text_data, thumbprint, value_name,
    writable_key,
};

/// What is wrong with the operation, as a message for its author.
pub(super) fn operation(it: &Operation) -> Result<(), String> {
    match it {
        Operation::StopService(names)
        | Operation::StartService(names)
        | Operation::RestartService(names) => each(&names.0, handled_service),
        Operation::SetServiceStart(it) => {
            service(&it.service)?;
            start_type(&it.service)
        }
        Operation::SetRegistry(it) => {
            writable_key(&it.key)?;
            value_name(&it.value)?;
            data(it)
        }
        Operation::DeleteRegistryValue(it) => {
            writable_key(&it.key)?;
            value_name(&it.value)
        }
        Operation::RenameFolder(it) | Operation::RenameFile(it) => {
            path(&it.path, "")?;
            renamable(&it.path)
        }
        Operation::CommentHostsEntries(it) => each(&it.hosts, host_pattern),
        Operation::SetWinhttpProxy(it) => {
            host(&it.proxy)?;
            it.bypass.iter().try_for_each(|one| bypass(one))
        }
        Operation::RegisterUpdateService(it) => guid(&it.service_id),
        Operation::CertificateImport(it) => {
            file_name(&it.file, &["cer", "crt"])?;
            thumbprint(&it.thumbprint)
        }
        Operation::EnableTask(it) | Operation::DisableTask(it) => task(&it.task),
        Operation::ResolveName(names) => each(&names.0, host),
        Operation::ConnectTest(it) => {
            must(!it.ports.is_empty(), || "give ports: [80, 443]".into())?;
            each(&it.hosts, host)
        }
        Operation::Show(Show::Service(name)) => service(name),
        Operation::Show(Show::Registry(it)) => {
            key(&it.key)?;
            value_name(&it.value)
        }
        Operation::CollectEvidence(it) => each(&it.paths, |one| path(one, "*")),
        Operation::InstallPackage(it) => file_name(&it.file, &["msu", "cab"]),
        Operation::Manual(text) => must(!text.is_empty(), || "manual needs an instruction".into()),
        Operation::Run(it) => run(&it.program, &it.arguments),
        Operation::FlushDns {}
        | Operation::ResetWinhttpProxy {}
        | Operation::ClearUpdateBitsJobs {}
        | Operation::Dism(_)
        | Operation::Sfc(_)
        | Operation::Gpupdate {}
        | Operation::Show(Show::WinhttpProxy {} | Show::HostsFile {})
        | Operation::TriggerScan {}
        | Operation::Restart {} => Ok(()),
    }
}

/// What is wrong with the check, as a message for its author.
pub(super) fn check(it: &Check) -> Result<(), String> {
    match it {
        Check::ServiceRunning(names) | Check::ServiceNotDisabled(names) => each(&names.0, service),
        Check::RegistryEquals(it) => {
            key(&it.key)?;
            value_name(&it.value)?;
            text_data(&it.data)
        }
        Check::NameResolves(names) => each(&names.0, host),
        Check::PortOpen(it) => host(&it.host),
        Check::MachineIs(name) => host(name),
        Check::NotPolicyOwned(it) => {
            key(&it.key)?;
            value_name(&it.value)
        }
        Check::FreeSpace(it) => drive(&it.drive),
        Check::OsBuild(it) => must(it.at_least.is_some() || it.at_most.is_some(), || {
            "give at-least, at-most or both".into()
        }),
        Check::FileExists(it) => path(it, ""),
        Check::NoRestartPending {}
        | Check::NoServicingRunning {}
        | Check::NotWsusManaged {}
        | Check::NotWinpe {}
        | Check::RoleIsNot(_)
        | Check::OnAcPower {}
        | Check::ScanSucceeds {} => Ok(()),
    }
}
