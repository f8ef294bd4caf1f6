//! The closed set of things a script may do.
//!
//! Adding a variant makes the compiler name every script writer, every guard and every description that must learn it.
//! In a rule file an operation is a map with one key, `flush-dns: {}`; the field names below are the keys.

use serde::{Deserialize, Serialize};

use super::argument::{
    CertificateImport, ConnectTest, Dism, DismMode, FilePath, Hosts, InstallPackage, Names, Paths,
    Proxy, RegisterService, RegistryValue, Run, ServiceStart, SetRegistry, Sfc, SfcMode, Show,
    TaskName,
};
use super::risk::Risk;

/// One thing a script does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Operation {
    /// Stops services with a time-out; those that ran are started again at the end of the step, also when it fails.
    StopService(Names),
    /// Starts services.
    StartService(Names),
    /// Stops and starts services.
    RestartService(Names),
    /// Sets how a service starts.
    SetServiceStart(ServiceStart),
    /// Writes a registry value.
    SetRegistry(SetRegistry),
    /// Deletes a registry value.
    DeleteRegistryValue(RegistryValue),
    /// Renames a folder, so that its owner builds it afresh.
    RenameFolder(FilePath),
    /// Renames a file, so that its owner builds it afresh.
    RenameFile(FilePath),
    /// Comments out the lines of the hosts file that name these hosts.
    CommentHostsEntries(Hosts),
    /// Empties the cache of the DNS client.
    FlushDns {},
    /// Sets the machine's WinHTTP proxy.
    SetWinhttpProxy(Proxy),
    /// Makes WinHTTP connect directly.
    ResetWinhttpProxy {},
    /// Cancels the update agent's own BITS jobs.
    ClearUpdateBitsJobs {},
    /// Registers an update service with the agent.
    RegisterUpdateService(RegisterService),
    /// Checks or repairs the component store.
    Dism(Dism),
    /// Checks or repairs system files.
    Sfc(Sfc),
    /// Imports one certificate, named by its thumbprint.
    CertificateImport(CertificateImport),
    /// Applies the computer's group policy again.
    Gpupdate {},
    /// Enables a scheduled task.
    EnableTask(TaskName),
    /// Disables a scheduled task.
    DisableTask(TaskName),
    /// Resolves names and prints what they resolve to.
    ResolveName(Names),
    /// Connects to hosts and prints which ports answer.
    ConnectTest(ConnectTest),
    /// Prints something for a person.
    Show(Show),
    /// Copies files aside, for whoever looks into it next.
    CollectEvidence(Paths),
    /// Searches for updates through the agent's COM interface, which returns an HRESULT.
    TriggerScan {},
    /// Installs an update package that lies beside the script.
    InstallPackage(InstallPackage),
    /// Says that a restart is needed. A script never restarts the machine itself.
    Restart {},
    /// An instruction for a person.
    Manual(String),
    /// Runs a program of Windows.
    Run(Run),
}

impl Operation {
    /// The word that rules use.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::StopService(_) => "stop-service",
            Self::StartService(_) => "start-service",
            Self::RestartService(_) => "restart-service",
            Self::SetServiceStart(_) => "set-service-start",
            Self::SetRegistry(_) => "set-registry",
            Self::DeleteRegistryValue(_) => "delete-registry-value",
            Self::RenameFolder(_) => "rename-folder",
            Self::RenameFile(_) => "rename-file",
            Self::CommentHostsEntries(_) => "comment-hosts-entries",
            Self::FlushDns {} => "flush-dns",
            Self::SetWinhttpProxy(_) => "set-winhttp-proxy",
            Self::ResetWinhttpProxy {} => "reset-winhttp-proxy",
            Self::ClearUpdateBitsJobs {} => "clear-update-bits-jobs",
            Self::RegisterUpdateService(_) => "register-update-service",
            Self::Dism(_) => "dism",
            Self::Sfc(_) => "sfc",
            Self::CertificateImport(_) => "certificate-import",
            Self::Gpupdate {} => "gpupdate",
            Self::EnableTask(_) => "enable-task",
            Self::DisableTask(_) => "disable-task",
            Self::ResolveName(_) => "resolve-name",
            Self::ConnectTest(_) => "connect-test",
            Self::Show(_) => "show",
            Self::CollectEvidence(_) => "collect-evidence",
            Self::TriggerScan {} => "trigger-scan",
            Self::InstallPackage(_) => "install-package",
            Self::Restart {} => "restart",
            Self::Manual(_) => "manual",
            Self::Run(_) => "run",
        }
    }

    /// The lowest risk an action with this operation may claim.
    pub const fn least_risk(&self) -> Risk {
        match self {
            Self::ResolveName(_)
            | Self::ConnectTest(_)
            | Self::Show(_)
            | Self::CollectEvidence(_)
            | Self::Restart {}
            | Self::Manual(_)
            | Self::Dism(Dism {
                mode: DismMode::CheckHealth | DismMode::ScanHealth | DismMode::AnalyzeStore,
            })
            | Self::Sfc(Sfc {
                mode: SfcMode::VerifyOnly,
            }) => Risk::ReadOnly,
            Self::RenameFolder(_)
            | Self::RenameFile(_)
            | Self::ClearUpdateBitsJobs {}
            | Self::Dism(_)
            | Self::Sfc(_)
            | Self::CertificateImport(_)
            | Self::DisableTask(_)
            | Self::InstallPackage(_)
            | Self::Run(_) => Risk::Caution,
            _ => Risk::Safe,
        }
    }

    /// Whether it changes the machine; everything else only reads or speaks.
    pub fn changes(&self) -> bool {
        self.least_risk() > Risk::ReadOnly
    }

    /// Whether the backup it takes can bring back what it changed.
    pub const fn is_undoable(&self) -> bool {
        !matches!(
            self,
            Self::ClearUpdateBitsJobs {}
                | Self::Dism(Dism {
                    mode: DismMode::RestoreHealth | DismMode::StartComponentCleanup,
                })
                | Self::Sfc(Sfc {
                    mode: SfcMode::ScanNow,
                })
                | Self::InstallPackage(_)
                | Self::Run(_)
        )
    }
}
