//! Operations that change nothing: they show, test, copy aside, or speak to a person.

use crate::plan::{Operation, Show};
use crate::script::quote::{powershell as quoted, powershell_list as list};

use super::part::Part;

/// Operations that change nothing.
pub(super) fn read(operation: &Operation) -> Part {
    Part::Read(match operation {
        Operation::ResolveName(names) => format!("Show-Address {}", list(&names.0)),
        Operation::ConnectTest(it) => {
            let ports: Vec<_> = it.ports.iter().map(u16::to_string).collect();
            format!("Show-Port {} @({})", list(&it.hosts), ports.join(", "))
        }
        Operation::Show(it) => show(it),
        Operation::CollectEvidence(it) => format!(
            "if (-not $script:Preview) {{\n    foreach ($path in {}) {{\n        Copy-Aside (Get-FullPath $path)\n    }}\n}}",
            list(&it.paths)
        ),
        Operation::Restart {} => {
            "if ($script:Changed) {\n    $script:RestartNeeded = $true\n}".into()
        }
        _ => "Write-Say '    This is for a person to do.'".into(),
    })
}

fn show(it: &Show) -> String {
    match it {
        Show::WinhttpProxy {} => {
            "Write-Say (Invoke-Native 'netsh.exe' @('winhttp', 'show', 'proxy') @(0))".into()
        }
        Show::HostsFile {} => "Show-HostsFile".into(),
        Show::Service(name) => {
            format!(
                "Write-Say (Invoke-Native 'sc.exe' {} @(0, 1060))\nWrite-Say (Invoke-Native 'sc.exe' {} @(0, 1060))",
                list(["qc", name]),
                list(["query", name])
            )
        }
        Show::Registry(it) => format!(
            "Show-RegistryValue {} {}",
            quoted(&it.key),
            quoted(&it.value)
        ),
    }
}
