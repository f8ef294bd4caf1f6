//! Checks as PowerShell expressions.

use crate::plan::{Check, Role};
use crate::script::quote::{powershell as quoted, powershell_list as list};

/// What `-WhatIf` takes for the answer of a question that cannot be asked without touching the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Preview {
    Holds,
    DoesNotHold,
}

/// An expression in parentheses that is true when the check holds.
pub(super) fn expression(check: &Check, preview: Preview) -> String {
    let call = match check {
        Check::ServiceRunning(names) => format!("Test-ServiceRunning {}", list(&names.0)),
        Check::ServiceNotDisabled(names) => format!("Test-ServiceNotDisabled {}", list(&names.0)),
        Check::RegistryEquals(it) => format!(
            "Test-RegistryValue {} {} {}",
            quoted(&it.key),
            quoted(&it.value),
            quoted(&it.data.to_string())
        ),
        Check::NameResolves(names) => format!("Test-NameResolves {}", list(&names.0)),
        Check::PortOpen(it) => format!("Test-PortOpen {} {}", quoted(&it.host), it.port),
        Check::FreeSpace(it) => format!("Test-FreeSpace {} {}", quoted(&it.drive), it.at_least.0),
        Check::NoRestartPending {} => "Test-NoRestartPending".into(),
        Check::NoServicingRunning {} => "Test-NoServicingRunning".into(),
        Check::NotPolicyOwned(it) => {
            format!(
                "Test-RegistryAbsent {} {}",
                quoted(&it.key),
                quoted(&it.value)
            )
        }
        Check::NotWsusManaged {} => "Test-NotWsusManaged".into(),
        Check::NotWinpe {} => "Test-NotWinPE".into(),
        Check::MachineIs(name) => format!("Test-MachineIs {}", quoted(name)),
        Check::OsBuild(it) => format!(
            "Test-OsBuild {} {}",
            it.at_least.unwrap_or(0),
            it.at_most.unwrap_or(i32::MAX.unsigned_abs())
        ),
        Check::RoleIsNot(roles) => {
            format!(
                "Test-RoleIsNot {}",
                list(roles.iter().copied().map(Role::name))
            )
        }
        Check::OnAcPower {} => "Test-OnAcPower".into(),
        Check::FileExists(path) => format!("Test-FileExists {}", quoted(path)),
        Check::ScanSucceeds {} => match preview {
            Preview::Holds => "Test-ScanSucceeds $true".into(),
            Preview::DoesNotHold => "Test-ScanSucceeds $false".into(),
        },
    };
    format!("({call})")
}
