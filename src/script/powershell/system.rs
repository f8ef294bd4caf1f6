//! Operations on files, caches, the update agent and the installation.

use crate::plan::{
    CertificateImport, DismMode, FilePath, Hosts, InstallPackage, RegisterService, Run, SfcMode,
};
use crate::script::quote::{powershell as quoted, powershell_list as list};

use super::part::{Part, Pieces};

const NOTHING: &str = "Write-Say '    Nothing to do.'\n    return";

/// Exit code of wusa for an update that is installed already.
const ALREADY_INSTALLED: u32 = 2_359_302;

pub(super) fn rename(it: &FilePath) -> Part {
    let logs = if it
        .path
        .to_ascii_lowercase()
        .contains("softwaredistribution")
    {
        "Save-UpdateLog\n"
    } else {
        ""
    };
    Part::Change(Pieces {
        target: it.path.clone(),
        check: format!(
            "$path = Get-FullPath {}
if (-not (Test-Path -LiteralPath $path)) {{
    {NOTHING}
}}
if (-not (Test-PlainItem $path)) {{
    throw ($path + ' points elsewhere; it is left alone')
}}
$kept = Get-KeptCopy $path
if ($kept -ne '') {{
    Write-Say ('    Nothing to do: kept in the last 24 hours as ' + $kept)
    return
}}",
            quoted(&it.path)
        ),
        backup: format!(
            "{logs}$backup = Get-FreeName ($path + '.wut-' + $script:Stamp)\nWrite-Say ('    Kept as ' + $backup)"
        ),
        undo:
            "Save-Undo 'rename' @{ path = $path; backup = $backup; services = @($script:Holders) }"
                .into(),
        apply: "Rename-Aside $path $backup".into(),
        verify: "Assert-That (Test-Path -LiteralPath $backup) 'it was renamed'".into(),
    })
}

pub(super) fn comment_hosts(it: &Hosts) -> Part {
    let hosts = list(&it.hosts);
    Part::Change(Pieces {
        target: "hosts file".into(),
        check: format!("if (Test-HostsClean {hosts}) {{\n    {NOTHING}\n}}"),
        backup: "$backup = Get-FreeName ($script:HostsFile + '.wut-' + $script:Stamp)
Copy-Item -LiteralPath $script:HostsFile -Destination $backup
Write-Say ('    Kept as ' + $backup)"
            .into(),
        undo: "Save-Undo 'hosts' @{ backup = $backup }".into(),
        apply: format!(
            "Write-HostsText (Convert-HostsText {hosts})\n$null = Invoke-Native 'ipconfig.exe' @('/flushdns') @(0)"
        ),
        verify: format!("Assert-That (Test-HostsClean {hosts}) 'no line names these hosts'"),
    })
}

pub(super) fn flush_dns() -> Part {
    Part::Change(Pieces {
        target: "DNS client".into(),
        check: format!("if (-not (Test-ServiceRunning @('Dnscache'))) {{\n    {NOTHING}\n}}"),
        backup: "Save-Text 'dns-cache.txt' (Invoke-Native 'ipconfig.exe' @('/displaydns') @(0, 1))"
            .into(),
        undo: note("The cache of the DNS client fills itself again."),
        apply: "$null = Invoke-Native 'ipconfig.exe' @('/flushdns') @(0)".into(),
        verify: "Assert-That (Test-ServiceRunning @('Dnscache')) 'the DNS client runs'".into(),
    })
}

pub(super) fn clear_bits_jobs() -> Part {
    Part::Change(Pieces {
        target: "BITS".into(),
        check: format!("$jobs = @(Get-UpdateJob)\nif ($jobs.Count -eq 0) {{\n    {NOTHING}\n}}"),
        backup: "Save-Text 'bits-jobs.txt' ($jobs | Format-List -Property * | Out-String)".into(),
        undo: note("Cancelled downloads are not brought back; the agent asks for them again."),
        apply: "$jobs | Remove-BitsTransfer".into(),
        verify: "Assert-That (@(Get-UpdateJob).Count -eq 0) 'the agent has no jobs left'".into(),
    })
}

pub(super) fn register_service(it: &RegisterService) -> Part {
    let id = quoted(&it.service_id);
    let only_before = if it.if_registered_before {
        format!("if ($script:ServicesBefore -notcontains {id}) {{\n    {NOTHING}\n}}\n")
    } else {
        String::new()
    };
    Part::Change(Pieces {
        target: it.service_id.clone(),
        check: format!(
            "{only_before}if (@(Get-RegisteredService) -contains {id}) {{\n    {NOTHING}\n}}"
        ),
        backup: "Save-Text 'update-services.txt' (@(Get-RegisteredService) -join ', ')".into(),
        undo: format!("Save-Undo 'update-service' @{{ id = {id} }}"),
        apply: format!("Register-UpdateService {id}"),
        verify: format!(
            "Assert-That (@(Get-RegisteredService) -contains {id}) 'the update service is registered'"
        ),
    })
}

pub(super) fn dism(mode: DismMode) -> Part {
    let command = |mode: DismMode| {
        let arguments = list(["/Online", "/Cleanup-Image", mode.option(), "/NoRestart"]);
        format!("Write-Say (Invoke-Native 'dism.exe' {arguments} @(0, 3010))")
    };
    match mode {
        DismMode::CheckHealth | DismMode::ScanHealth | DismMode::AnalyzeStore => {
            Part::Read(command(mode))
        }
        DismMode::RestoreHealth | DismMode::StartComponentCleanup => repair(
            "component store",
            "What DISM repaired or removed stays so.",
            command(mode),
            command(DismMode::CheckHealth),
        ),
    }
}

pub(super) fn sfc(mode: SfcMode) -> Part {
    let command = |mode: SfcMode| {
        format!(
            "Write-Say (Invoke-Native 'sfc.exe' {} @(0))",
            list([mode.option()])
        )
    };
    match mode {
        SfcMode::VerifyOnly => Part::Read(command(mode)),
        SfcMode::ScanNow => repair(
            "system files",
            "System files that were repaired stay so.",
            command(mode),
            command(SfcMode::VerifyOnly),
        ),
    }
}

fn repair(target: &str, remark: &str, apply: String, verify: String) -> Part {
    Part::Change(Pieces {
        target: target.into(),
        check: "if (-not (Test-NoServicingRunning)) {\n    throw 'an installation is going on'\n}"
            .into(),
        backup: "Copy-Aside (Join-Path $env:windir 'Logs\\CBS\\CBS.log')
Copy-Aside (Join-Path $env:windir 'Logs\\DISM\\dism.log')"
            .into(),
        undo: note(remark),
        apply,
        verify,
    })
}

pub(super) fn import_certificate(it: &CertificateImport) -> Part {
    let (store, thumbprint) = (quoted(it.store.name()), quoted(&it.thumbprint));
    let folder = quoted(&format!("Cert:\\LocalMachine\\{}", it.store.name()));
    Part::Change(Pieces {
        target: format!("certificate store {}", it.store.name()),
        check: format!(
            "if (Test-CertificateThere {store} {thumbprint}) {{
    {NOTHING}
}}
$file = Join-Path $PSScriptRoot {}
Assert-Certificate $file {thumbprint}",
            quoted(&it.file)
        ),
        backup: format!(
            "Save-Text 'certificates.txt' (Get-ChildItem -Path {folder} | Format-Table -Property Thumbprint, Subject | Out-String)"
        ),
        undo: format!("Save-Undo 'certificate' @{{ store = {store}; thumbprint = {thumbprint} }}"),
        apply: format!("$null = Import-Certificate -FilePath $file -CertStoreLocation {folder}"),
        verify: format!(
            "Assert-That (Test-CertificateThere {store} {thumbprint}) 'the certificate is there'"
        ),
    })
}

pub(super) fn gpupdate() -> Part {
    Part::Change(Pieces {
        target: "group policy".into(),
        check: "if (-not (Test-ServiceNotDisabled @('gpsvc'))) {\n    throw 'the group policy client is disabled'\n}".into(),
        backup: "Export-Key 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate'".into(),
        undo: note("Policies belong to their owner; applying them again is not undone."),
        apply: "Write-Say (Invoke-Native 'gpupdate.exe' @('/target:computer') @(0))".into(),
        verify: "Assert-That (Test-ServiceRunning @('gpsvc')) 'the group policy client runs'".into(),
    })
}

pub(super) fn trigger_scan() -> Part {
    Part::Change(Pieces {
        target: "update agent".into(),
        check: "if (-not $script:Declined -and -not (Test-ServiceNotDisabled @('wuauserv'))) {\n    throw 'the Windows Update service is disabled'\n}".into(),
        backup: "Save-Text 'last-search.txt' (Get-LastSearch)".into(),
        undo: note("A search leaves nothing to undo."),
        apply: "Restore-StoppedService\n$outcome = Invoke-UpdateSearch".into(),
        verify: "Assert-Helped $outcome.ok ('a search for updates works: ' + $outcome.code)".into(),
    })
}

pub(super) fn install_package(it: &InstallPackage) -> Part {
    let install = if it.file.rsplit('.').next() == Some("msu") {
        format!(
            "$null = Invoke-Native 'wusa.exe' @($file, '/quiet', '/norestart') @(0, 3010, {ALREADY_INSTALLED})"
        )
    } else {
        "$null = Invoke-Native 'dism.exe' @('/Online', '/Add-Package', ('/PackagePath:' + $file), '/Quiet', '/NoRestart') @(0, 3010)".into()
    };
    Part::Change(Pieces {
        target: it.file.clone(),
        check: format!("$file = Get-PackagePath {}\nAssert-Signed $file", quoted(&it.file)),
        backup: "$before = Get-UpdateList\nSave-Text 'updates-before.txt' $before".into(),
        undo: note("An installed update is removed by hand, where Windows allows it."),
        apply: install,
        verify: format!(
            "$same = ((Get-UpdateList) -eq $before)
Assert-That ($script:LastCode -ne 0 -or -not $same) 'the update is there, or comes with the restart ({ALREADY_INSTALLED} is: there already)'"
        ),
    })
}

pub(super) fn run(it: &Run) -> Part {
    let accept: Vec<_> = it.accept.iter().map(i32::to_string).collect();
    let accept = format!("@({})", accept.join(", "));
    let (program, arguments) = (quoted(&it.program), list(&it.arguments));
    Part::Change(Pieces {
        target: it.program.clone(),
        check: format!(
            "if (-not (Test-Path -LiteralPath (Join-Path $script:System32 {program}))) {{\n    throw 'this Windows has no such program'\n}}"
        ),
        backup: format!("Save-Text 'run.txt' ({program} + ' ' + ({arguments} -join ' '))"),
        undo: note("What a program did is not undone by this script."),
        apply: format!("Write-Say (Invoke-Native {program} {arguments} {accept})"),
        verify: format!(
            "Assert-That ({accept} -contains $script:LastCode) 'the program ended as expected'"
        ),
    })
}

/// A record that only says why there is nothing to put back.
fn note(text: &str) -> String {
    format!("Save-Undo 'nothing' @{{ note = {} }}", quoted(text))
}
