//! What operations are given: the maps behind their names in a rule file.
//!
//! Field names are the keys, and an unknown key is an error. Which values are let through is for [`guard`](super::guard).

use serde::{Deserialize, Serialize};

/// One name or a list of names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OneOrMany")]
pub struct Names(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a name or a list of names")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Names {
    fn from(names: OneOrMany) -> Self {
        match names {
            OneOrMany::One(name) => Self(vec![name]),
            OneOrMany::Many(names) => Self(names),
        }
    }
}

/// How a service starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceStart {
    /// Name of the service, not its display name.
    pub service: String,
    /// How it starts from now on.
    pub start: StartType,
    /// Leave a service alone that may start, however it does.
    #[serde(default)]
    pub only_if_disabled: bool,
}

/// A start type, in the words of `sc.exe config`. There is no `disabled`: a fix that disables services is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartType {
    /// When something asks for it.
    Demand,
    /// With Windows.
    Auto,
    /// Some time after Windows has started.
    DelayedAuto,
}

impl StartType {
    /// The word of `sc.exe config start=`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Demand => "demand",
            Self::Auto => "auto",
            Self::DelayedAuto => "delayed-auto",
        }
    }

    /// The registry's `Start` and `DelayedAutostart`.
    pub const fn registry(self) -> (u32, u32) {
        match self {
            Self::Demand => (3, 0),
            Self::Auto => (2, 0),
            Self::DelayedAuto => (2, 1),
        }
    }
}

/// A registry value that is meant, without its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryValue {
    /// Full key, `HKLM\SYSTEM\...`.
    pub key: String,
    /// Name of the value.
    pub value: String,
}

/// A registry value and what it is set to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetRegistry {
    /// Full key, `HKLM\SYSTEM\...`.
    pub key: String,
    /// Name of the value.
    pub value: String,
    /// Its type.
    pub r#type: DataType,
    /// Its data: a number for `dword` and `qword`, text for the string types.
    pub data: Data,
}

/// Type of a registry value that an action may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the registry's own type names")]
pub enum DataType {
    String,
    ExpandString,
    Dword,
    Qword,
}

/// Data of a registry value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number or text")]
pub enum Data {
    /// A number.
    Number(u64),
    /// Text.
    Text(String),
}

impl std::fmt::Display for Data {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePath {
    /// Path that begins with a variable of Windows, `%windir%\SoftwareDistribution\Download`.
    pub path: String,
}

/// Files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paths {
    /// Paths that begin with a variable of Windows; the last component may hold `*`.
    pub paths: Vec<String>,
}

/// Hosts by name; `*.windowsupdate.com` is the name itself and every name below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosts {
    /// Names.
    pub hosts: Vec<String>,
}

/// A proxy server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// `host` or `host:port`.
    pub proxy: String,
    /// What is reached directly, `<local>` or host patterns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bypass: Vec<String>,
}

/// An update service to register with the agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegisterService {
    /// Id of the service, a GUID without braces.
    pub service_id: String,
    /// Only put back what was registered when the script began.
    #[serde(default)]
    pub if_registered_before: bool,
}

/// What DISM does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dism {
    /// The job.
    pub mode: DismMode,
}

/// A job of `dism /online /cleanup-image`. `/ResetBase` is not among them: it takes away the way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the option's own names")]
pub enum DismMode {
    CheckHealth,
    ScanHealth,
    RestoreHealth,
    AnalyzeStore,
    StartComponentCleanup,
}

impl DismMode {
    /// The option as the command line has it.
    pub const fn option(self) -> &'static str {
        match self {
            Self::CheckHealth => "/CheckHealth",
            Self::ScanHealth => "/ScanHealth",
            Self::RestoreHealth => "/RestoreHealth",
            Self::AnalyzeStore => "/AnalyzeComponentStore",
            Self::StartComponentCleanup => "/StartComponentCleanup",
        }
    }
}

/// What the system file checker does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sfc {
    /// The job.
    pub mode: SfcMode,
}

/// A job of `sfc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the option's own names")]
pub enum SfcMode {
    VerifyOnly,
    ScanNow,
}

impl SfcMode {
    /// The option as the command line has it.
    pub const fn option(self) -> &'static str {
        match self {
            Self::VerifyOnly => "/verifyonly",
            Self::ScanNow => "/scannow",
        }
    }
}

/// One certificate. Whole sets are never imported: they push the store past what Schannel can send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateImport {
    /// Name of a .cer or .crt file beside the script.
    pub file: String,
    /// SHA-1 thumbprint that the file must have: 40 hex digits.
    pub thumbprint: String,
    /// Where it goes.
    pub store: CertificateStore,
}

/// A certificate store of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateStore {
    /// Trusted roots.
    Root,
    /// Intermediate authorities.
    Intermediate,
}

impl CertificateStore {
    /// The store's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Root => "Root",
            Self::Intermediate => "CA",
        }
    }
}

/// A scheduled task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskName {
    /// Full name with its folder, `\Microsoft\Windows\UpdateOrchestrator\Schedule Scan`.
    pub task: String,
}

/// Hosts and the ports that must answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectTest {
    /// Names without wildcards.
    pub hosts: Vec<String>,
    /// Ports.
    pub ports: Vec<u16>,
}

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Show {
    /// The WinHTTP proxy.
    WinhttpProxy {},
    /// The hosts file without its comments.
    HostsFile {},
    /// How a service starts and whether it runs.
    Service(String),
    /// A registry value; policy keys are allowed, because nothing is written.
    Registry(RegistryValue),
}

/// An update package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstallPackage {
    /// Name of a .msu or .cab file beside the script.
    pub file: String,
}

/// A program of Windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Name of a program in System32, with its extension.
    pub program: String,
    /// Arguments, each one word for the program.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Exit codes that mean success.
    #[serde(default = "zero")]
    pub accept: Vec<i32>,
}

fn zero() -> Vec<i32> {
    vec![0]
}
