//! The closed set of questions a script may ask before and after it changes something.
//!
//! In a rule file a check is a word, `no-restart-pending`, or a map with one key, `{ service-not-disabled: wuauserv }`.

use serde::{Deserialize, Serialize};

use super::argument::{Data, Names};

/// A question with a yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Check {
    /// The services run.
    ServiceRunning(Names),
    /// The services are there and may start.
    ServiceNotDisabled(Names),
    /// The registry value has this data.
    RegistryEquals(RegistryEquals),
    /// The names resolve.
    NameResolves(Names),
    /// The port answers.
    PortOpen(PortOpen),
    /// There is room.
    FreeSpace(FreeSpace),
    /// Neither servicing nor the update agent waits for a restart.
    NoRestartPending {},
    /// No installation is going on.
    NoServicingRunning {},
    /// No policy sets the value.
    NotPolicyOwned(NotPolicyOwned),
    /// The machine takes its updates from Microsoft, not from a WSUS server.
    NotWsusManaged {},
    /// This is an installed Windows, not Windows PE.
    NotWinpe {},
    /// The computer has this name.
    MachineIs(String),
    /// The build is in this range.
    OsBuild(OsBuild),
    /// The machine has none of these roles.
    RoleIsNot(Vec<Role>),
    /// The machine runs on mains power.
    OnAcPower {},
    /// The file is there.
    FileExists(String),
    /// A search for updates works.
    ScanSucceeds {},
}

impl Check {
    /// The word that rules use.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ServiceRunning(_) => "service-running",
            Self::ServiceNotDisabled(_) => "service-not-disabled",
            Self::RegistryEquals(_) => "registry-equals",
            Self::NameResolves(_) => "name-resolves",
            Self::PortOpen(_) => "port-open",
            Self::FreeSpace(_) => "free-space",
            Self::NoRestartPending {} => "no-restart-pending",
            Self::NoServicingRunning {} => "no-servicing-running",
            Self::NotPolicyOwned(_) => "not-policy-owned",
            Self::NotWsusManaged {} => "not-wsus-managed",
            Self::NotWinpe {} => "not-winpe",
            Self::MachineIs(_) => "machine-is",
            Self::OsBuild(_) => "os-build",
            Self::RoleIsNot(_) => "role-is-not",
            Self::OnAcPower {} => "on-ac-power",
            Self::FileExists(_) => "file-exists",
            Self::ScanSucceeds {} => "scan-succeeds",
        }
    }
}

/// A registry value and the data it must have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryEquals {
    /// Full key.
    pub key: String,
    /// Name of the value.
    pub value: String,
    /// Its data.
    pub data: Data,
}

/// A port of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortOpen {
    /// Name of the host.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

/// Room on a drive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FreeSpace {
    /// `system` for the drive of Windows, else a letter and a colon.
    pub drive: String,
    /// How much.
    pub at_least: Bytes,
}

/// A policy value that must be absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotPolicyOwned {
    /// The policy's full key.
    pub key: String,
    /// Name of the value.
    pub value: String,
}

/// A range of Windows builds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OsBuild {
    /// First build, such as 19041.
    pub at_least: Option<u32>,
    /// Last build.
    pub at_most: Option<u32>,
}

/// What a server does, where a script must rather print than change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Role {
    DomainController,
    Exchange,
    Sql,
    HyperV,
    Cluster,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::DomainController,
        Self::Exchange,
        Self::Sql,
        Self::HyperV,
        Self::Cluster,
    ];

    /// The word that rules and scripts use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DomainController => "domain-controller",
            Self::Exchange => "exchange",
            Self::Sql => "sql",
            Self::HyperV => "hyper-v",
            Self::Cluster => "cluster",
        }
    }
}

/// A size in bytes; `2 GB` in a rule (powers of 1024), a number of bytes in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Size")]
pub struct Bytes(pub u64);

#[derive(Deserialize)]
#[serde(untagged, expecting = "a size such as '2 GB'")]
enum Size {
    Bytes(u64),
    Text(String),
}

impl TryFrom<Size> for Bytes {
    type Error = String;

    fn try_from(size: Size) -> Result<Self, String> {
        match size {
            Size::Bytes(bytes) => Ok(Self(bytes)),
            Size::Text(text) => Self::parse(&text)
                .ok_or_else(|| format!("'{text}' is no size: write it as '500 MB' or '2 GB'")),
        }
    }
}

impl Bytes {
    const UNITS: [(&'static str, u64); 3] = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];

    fn parse(text: &str) -> Option<Self> {
        let (number, factor) = Self::UNITS
            .iter()
            .find_map(|(unit, factor)| text.trim().strip_suffix(unit).map(|n| (n, *factor)))?;
        let number: u64 = number.trim().parse().ok()?;
        number.checked_mul(factor).map(Self)
    }
}

impl std::fmt::Display for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Self::UNITS
            .iter()
            .find(|(_, factor)| self.0 >= *factor && self.0.is_multiple_of(*factor))
        {
            Some((unit, factor)) => write!(f, "{} {unit}", self.0 / factor),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(Bytes::parse("2 GB"), Some(Bytes(2 << 30)));
        assert_eq!(Bytes::parse("500MB"), Some(Bytes(500 << 20)));
        assert_eq!(Bytes::parse("2 Gigs"), None);
        assert_eq!(Bytes(2 << 30).to_string(), "2 GB");
        assert_eq!(Bytes(1000).to_string(), "1000 bytes");
    }
}
