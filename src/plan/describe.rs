//! What an operation or check is in words: the same sentence in scripts, in the README and in messages.

use super::argument::{RegistryValue, Show};
use super::check::Check;
use super::operation::Operation;

impl Operation {
    /// What it does, as an instruction without a final dot: `stop the service wuauserv`.
    pub fn describe(&self) -> String {
        match self {
            Self::StopService(names) => {
                format!("stop {} until the step ends", services(&names.0))
            }
            Self::StartService(names) => format!("start {}", services(&names.0)),
            Self::RestartService(names) => format!("restart {}", services(&names.0)),
            Self::SetServiceStart(it) => {
                format!(
                    "set the start type of {} to {}",
                    it.service,
                    it.start.name()
                )
            }
            Self::SetRegistry(it) => format!("set {}\\{} to {}", it.key, it.value, it.data),
            Self::DeleteRegistryValue(it) => format!("delete the value {}", value(it)),
            Self::RenameFolder(it) => format!("rename the folder {}", it.path),
            Self::RenameFile(it) => format!("rename the file {}", it.path),
            Self::CommentHostsEntries(it) => {
                format!(
                    "comment out lines of the hosts file that name {}",
                    list(&it.hosts)
                )
            }
            Self::FlushDns {} => "empty the cache of the DNS client".into(),
            Self::SetWinhttpProxy(it) => format!("set the WinHTTP proxy to {}", it.proxy),
            Self::ResetWinhttpProxy {} => "remove the WinHTTP proxy".into(),
            Self::ClearUpdateBitsJobs {} => "cancel the update agent's own BITS jobs".into(),
            Self::RegisterUpdateService(it) => {
                format!("register the update service {}", it.service_id)
            }
            Self::Dism(it) => format!("run dism /Online /Cleanup-Image {}", it.mode.option()),
            Self::Sfc(it) => format!("run sfc {}", it.mode.option()),
            Self::CertificateImport(it) => format!(
                "import {} with thumbprint {} into the machine's {} store",
                it.file,
                it.thumbprint,
                it.store.name()
            ),
            Self::Gpupdate {} => "apply the computer's group policy again".into(),
            Self::EnableTask(it) => format!("enable the task {}", it.task),
            Self::DisableTask(it) => format!("disable the task {}", it.task),
            Self::ResolveName(names) => format!("resolve {}", list(&names.0)),
            Self::ConnectTest(it) => format!(
                "connect to {} on port {}",
                list(&it.hosts),
                list(&it.ports.iter().map(u16::to_string).collect::<Vec<_>>())
            ),
            Self::Show(it) => show(it),
            Self::CollectEvidence(it) => format!("copy {} aside", list(&it.paths)),
            Self::TriggerScan {} => "search for updates".into(),
            Self::InstallPackage(it) => format!("install {} from the script's folder", it.file),
            Self::Restart {} => "ask for a restart; the script does not restart by itself".into(),
            Self::Manual(text) => text.clone(),
            Self::Run(it) => format!("run {} {}", it.program, it.arguments.join(" ")),
        }
    }
}

fn show(it: &Show) -> String {
    match it {
        Show::WinhttpProxy {} => "show the WinHTTP proxy".into(),
        Show::HostsFile {} => "show the hosts file without its comments".into(),
        Show::Service(name) => format!("show the service {name}"),
        Show::Registry(it) => format!("show the value {}", value(it)),
    }
}

impl Check {
    /// What must hold, as a statement without a final dot: `the service wuauserv runs`.
    pub fn describe(&self) -> String {
        match self {
            Self::ServiceRunning(names) => {
                format!(
                    "{} {}",
                    services(&names.0),
                    one_or_many(&names.0, "runs", "run")
                )
            }
            Self::ServiceNotDisabled(names) => {
                let verb = one_or_many(&names.0, "is", "are");
                format!("{} {verb} not disabled", services(&names.0))
            }
            Self::RegistryEquals(it) => format!("{}\\{} is {}", it.key, it.value, it.data),
            Self::NameResolves(names) => format!("these names resolve: {}", list(&names.0)),
            Self::PortOpen(it) => format!("{} answers on port {}", it.host, it.port),
            Self::FreeSpace(it) => {
                format!(
                    "at least {} are free on the {} drive",
                    it.at_least, it.drive
                )
            }
            Self::NoRestartPending {} => "no restart is pending".into(),
            Self::NoServicingRunning {} => "no installation is going on".into(),
            Self::NotPolicyOwned(it) => format!("no policy sets {}\\{}", it.key, it.value),
            Self::NotWsusManaged {} => "updates do not come from a WSUS server".into(),
            Self::NotWinpe {} => "this is not Windows PE".into(),
            Self::MachineIs(name) => format!("the computer is {name}"),
            Self::OsBuild(it) => match (it.at_least, it.at_most) {
                (Some(low), Some(high)) => format!("the build of Windows is {low} to {high}"),
                (Some(low), None) => format!("the build of Windows is {low} or newer"),
                (None, Some(high)) => format!("the build of Windows is {high} or older"),
                (None, None) => "the build of Windows is known".into(),
            },
            Self::RoleIsNot(roles) => format!(
                "the machine has no such role: {}",
                list(
                    &roles
                        .iter()
                        .map(|role| role.name().to_owned())
                        .collect::<Vec<_>>()
                )
            ),
            Self::OnAcPower {} => "the machine runs on mains power".into(),
            Self::FileExists(path) => format!("{path} is there"),
            Self::ScanSucceeds {} => "a search for updates works".into(),
        }
    }
}

fn value(it: &RegistryValue) -> String {
    format!("{}\\{}", it.key, it.value)
}

fn services(names: &[String]) -> String {
    let noun = one_or_many(names, "service", "services");
    format!("the {noun} {}", list(names))
}

fn one_or_many(names: &[String], one: &'static str, many: &'static str) -> &'static str {
    if names.len() == 1 { one } else { many }
}

fn list(names: &[String]) -> String {
    names.join(", ")
}
