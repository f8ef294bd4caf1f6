//! One operation as a subroutine of a batch file.
//!
//! A change has the pieces check, backup, undo, apply and verify, marked by `rem region`. The undo piece writes a small
//! batch file, `undo-SSPP.cmd` by step and part, before the change is made; `/undo` runs them last first.

use crate::plan::{DataType, DismMode, Operation, Sfc, SfcMode};
use crate::script::quote::cmd_path;

use super::part::Part;
use super::settings::Services;
use super::{say, settings, system};

/// The subroutine for one operation.
pub(super) fn render(step: u32, number: u32, operation: &Operation) -> String {
    let id = format!("{step}_{number}");
    let file = format!("{step:02}{number:02}");
    let mut text = format!(
        ":part_{id}\n{}",
        say(&format!("  - {}", operation.describe()))
    );
    match part(operation) {
        Part::Read(lines) => {
            text += &format!("rem region read\n{lines}rem endregion read\nexit /b 0\n");
        }
        Part::ByHand(what) => {
            text += &say(&format!("    By hand: {what}"));
            text += "if not defined WHATIF call :result 2\nexit /b 0\n";
        }
        Part::Change(it) => {
            text += &region("check", &it.check);
            text += "call :may_change\nif errorlevel 1 exit /b 0\n";
            text += &region("backup", &it.backup);
            text += &region("undo", &it.undo);
            text += &region("apply", &it.apply);
            text += &region("verify", &it.verify);
            text += &format!(
                "exit /b 0\n:nothing_{id}\n{}exit /b 0\n",
                say("    Nothing to do.")
            );
        }
    }
    text.replace("<ID>", &id).replace("<FILE>", &file)
}

fn region(name: &str, lines: &str) -> String {
    format!("rem region {name}\n{lines}rem endregion {name}\n")
}

fn part(operation: &Operation) -> Part {
    match operation {
        Operation::StopService(names) => settings::services(&names.0, Services::Stop),
        Operation::StartService(names) => settings::services(&names.0, Services::Start),
        Operation::RestartService(names) => settings::services(&names.0, Services::Restart),
        Operation::SetServiceStart(it) => settings::set_service_start(it),
        Operation::SetRegistry(it) if matches!(it.r#type, DataType::Dword | DataType::Qword) => settings::set_registry(it),
        Operation::DeleteRegistryValue(it) => settings::delete_registry_value(it),
        Operation::RenameFolder(it) | Operation::RenameFile(it) => system::rename(&it.path),
        Operation::FlushDns {} => system::flush_dns(),
        Operation::SetWinhttpProxy(it) => settings::set_proxy(it),
        Operation::ResetWinhttpProxy {} => settings::reset_proxy(),
        Operation::Dism(it) => match it.mode {
            DismMode::RestoreHealth | DismMode::StartComponentCleanup => {
                system::repair(&system::dism(it.mode), &system::dism(DismMode::CheckHealth))
            }
            mode => Part::Read(system::dism(mode)),
        },
        Operation::Sfc(Sfc { mode: SfcMode::ScanNow }) => system::repair("sfc.exe /scannow\n", "sfc.exe /verifyonly\n"),
        Operation::Sfc(it) => Part::Read(format!("sfc.exe {}\n", it.mode.option())),
        Operation::Gpupdate {} => system::gpupdate(),
        Operation::ResolveName(names) => Part::Read(
            names.0.iter().map(|name| system::resolve(name)).collect(),
        ),
        Operation::ConnectTest(it) => Part::Read(system::connect(&it.hosts, &it.ports)),
        Operation::Show(it) => Part::Read(system::show(it)),
        Operation::CollectEvidence(it) => Part::Read(
            it.paths
                .iter()
                .map(|path| format!("if not defined WHATIF copy /y {} \"%RECORD%\\\" >nul 2>&1\n", cmd_path(path)))
                .collect(),
        ),
        Operation::Restart {} => Part::Read("if defined CHANGED call :result 3010\n".into()),
        Operation::Manual(_) => Part::Read("echo     This is for a person to do.\n".into()),
        Operation::TriggerScan {} => Part::Read(say("    By hand: search for updates in Settings, Windows Update, and look for an error")),
        Operation::CommentHostsEntries(_) => {
            Part::ByHand("copy %windir%\\System32\\drivers\\etc\\hosts, then put # before each line that names one of these hosts".into())
        }
        Operation::SetRegistry(_)
        | Operation::ClearUpdateBitsJobs {}
        | Operation::RegisterUpdateService(_)
        | Operation::CertificateImport(_)
        | Operation::EnableTask(_)
        | Operation::DisableTask(_)
        | Operation::InstallPackage(_)
        | Operation::Run(_) => Part::ByHand("this needs remediate.ps1, or a person who does it and notes the state before".into()),
    }
}
