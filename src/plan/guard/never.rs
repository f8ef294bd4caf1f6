//! What no script ever does, by name. Such a fix is an instruction for a person.
//!
//! The lists follow what support people have seen go wrong: each of these costs an installation, a connection or a way
//! back when a script gets it wrong.

/// Services whose start type is nobody's to change: protected, or needed by domain members and controllers.
pub(super) const START_TYPE_IS_FIXED: [&str; 8] = [
    "TrustedInstaller",
    "WaaSMedicSvc",
    "MpsSvc",
    "BFE",
    "w32time",
    "RpcSs",
    "RpcEptMapper",
    "DcomLaunch",
];

/// Services that no script starts, stops or restarts: the firewall (starting it where it was off blocks inbound traffic at
/// once), remote procedure calls, the DNS client (which refuses), the clock and the installer of Windows.
pub(super) const NEVER_TOUCHED: [&str; 8] = [
    "MpsSvc",
    "BFE",
    "RpcSs",
    "RpcEptMapper",
    "DcomLaunch",
    "Dnscache",
    "w32time",
    "TrustedInstaller",
];

/// Programs that would run anything (so that an action could do what no operation may), or that touch what is never
/// automated: partitions, boot, the recovery image, the component store, the clock, the firewall, the WMI repository,
/// event logs, services and the registry behind this module's back.
pub(super) const NEVER_RUN: [&str; 52] = [
    "at",
    "bcdboot",
    "bcdedit",
    "bitsadmin",
    "bootsect",
    "cacls",
    "certreq",
    "certutil",
    "cipher",
    "cmd",
    "cscript",
    "curl",
    "diskpart",
    "diskshadow",
    "dism",
    "esentutl",
    "expand",
    "forfiles",
    "format",
    "fsutil",
    "icacls",
    "manage-bde",
    "mofcomp",
    "mountvol",
    "mshta",
    "msiexec",
    "net",
    "net1",
    "netsh",
    "pkgmgr",
    "pnputil",
    "powershell",
    "pwsh",
    "reagentc",
    "reg",
    "regedit",
    "regini",
    "regsvr32",
    "robocopy",
    "rundll32",
    "runas",
    "sc",
    "schtasks",
    "sfc",
    "shutdown",
    "takeown",
    "vssadmin",
    "w32tm",
    "wbadmin",
    "winrs",
    "wmic",
    "wscript",
];

/// Parts of a key that no script writes below: servicing state, Secure Boot, tasks as the scheduler keeps them, safeguards,
/// security.
pub(super) const NEVER_WRITTEN: [&str; 8] = [
    "Component Based Servicing",
    "COMPONENTS",
    "SecureBoot",
    "TaskCache",
    "DriverOperations",
    "TargetVersionUpgradeExperienceIndicators",
    "SAM",
    "SECURITY",
];

/// Folders in which nothing is ever renamed: a mistake there costs the installation.
pub(super) const NEVER_RENAME: [&str; 12] = [
    "winsxs",
    "config",
    "servicing",
    "pending.xml",
    "catroot",
    "repository",
    "wbem",
    "boot",
    "efi",
    "recovery",
    "drivers",
    "driverstore",
];
