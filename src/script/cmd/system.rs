//! Files, caches, repairs and tests in a batch file.

use crate::plan::{DismMode, Show};
use crate::script::quote::{cmd_argument as quoted, cmd_echo, cmd_path, cmd_quoted};

use super::part::{Part, Pieces, undo_line, undo_note};
use super::settings::backup_key;

/// The host without a port.
pub(super) fn bare(host: &str) -> &str {
    host.split(':').next().unwrap_or(host)
}

/// A folder of the agent is free only while its services are stopped, also when it is put back.
pub(super) fn rename(path: &str) -> Part {
    let (folder, leaf) = path.rsplit_once('\\').unwrap_or(("", path));
    let place = cmd_path(folder)
        .strip_suffix('"')
        .unwrap_or("\"")
        .to_owned();
    let leaf = cmd_quoted(leaf);
    let original = format!("{place}\\{leaf}\"");
    let kept_name = format!("{leaf}.wut-%RUN%-<FILE>");
    let kept = format!("{place}\\{kept_name}\"");
    let agent = path.to_ascii_lowercase().contains("softwaredistribution");
    let (logs, stop, start) = if agent {
        agent_files()
    } else {
        Default::default()
    };
    let file = ">>\"%RECORD%\\undo-<FILE>.cmd\" echo";
    Part::Change(Pieces {
        check: format!("if not exist {original} goto nothing_<ID>\nif exist {kept} exit /b 1\n"),
        backup: format!("{logs}echo     Kept as \"{kept_name}\"\n"),
        undo: format!(
            "{stop}{file} if exist {kept} if exist {original} ren {original} \"{leaf}.wut-undo-%RUN%-<FILE>\"
{file} if exist {kept} ren {kept} \"{leaf}\"
{file} if exist {kept} set \"UNDO_FAILED=1\"
{start}"
        ),
        apply: format!("ren {original} \"{kept_name}\" >>\"%LOG%\" 2>&1\nif errorlevel 1 exit /b 1\n"),
        verify: format!("if not exist {kept} exit /b 1\n"),
    })
}

/// Copies of the agent's logs, and the lines of the undo file that stop and start its services.
pub(super) fn agent_files() -> (String, String, String) {
    (
        "copy /y \"%windir%\\SoftwareDistribution\\ReportingEvents.log\" \"%RECORD%\\\" >nul 2>&1
copy /y \"%windir%\\Logs\\WindowsUpdate\\*.etl\" \"%RECORD%\\\" >nul 2>&1
"
        .to_owned(),
        undo_line("net.exe stop UsoSvc /y") + &undo_line("net.exe stop wuauserv /y"),
        undo_line("net.exe start wuauserv") + &undo_line("net.exe start UsoSvc"),
    )
}

pub(super) fn flush_dns() -> Part {
    Part::Change(Pieces {
        check: "call :service_running \"Dnscache\"\nif errorlevel 1 goto nothing_<ID>\n".into(),
        backup: "ipconfig.exe /displaydns >\"%RECORD%\\dns-<FILE>.txt\" 2>&1\n".into(),
        undo: undo_note("The cache of the DNS client fills itself again."),
        apply: "ipconfig.exe /flushdns >>\"%LOG%\" 2>&1\nset \"CODE=%ERRORLEVEL%\"\n".into(),
        verify: "if not \"%CODE%\"==\"0\" exit /b 1\n".into(),
    })
}

pub(super) fn gpupdate() -> Part {
    Part::Change(Pieces {
        check: "call :service_enabled \"gpsvc\"\nif errorlevel 1 exit /b 1\n".into(),
        backup: backup_key("HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate"),
        undo: undo_note("Policies belong to their owner; applying them again is not undone."),
        apply: "gpupdate.exe /target:computer\nset \"CODE=%ERRORLEVEL%\"\n".into(),
        verify: "if not \"%CODE%\"==\"0\" exit /b 1\n".into(),
    })
}

pub(super) fn dism(mode: DismMode) -> String {
    format!(
        "dism.exe /Online /Cleanup-Image {} /NoRestart\n",
        mode.option()
    )
}

pub(super) fn repair(apply: &str, verify: &str) -> Part {
    Part::Change(Pieces {
        check: "call :no_servicing_running\nif errorlevel 1 exit /b 1\n".into(),
        backup: "copy /y \"%windir%\\Logs\\CBS\\CBS.log\" \"%RECORD%\\\" >nul 2>&1\n".into(),
        undo: undo_note("What was repaired stays so."),
        apply: format!(
            "{apply}set \"CODE=%ERRORLEVEL%\"
if \"%CODE%\"==\"3010\" call :result 3010
if not \"%CODE%\"==\"0\" if not \"%CODE%\"==\"3010\" exit /b 1
"
        ),
        // An HRESULT is negative here, which `if errorlevel 1` takes for success.
        verify: format!("{verify}if not \"%ERRORLEVEL%\"==\"0\" exit /b 1\n"),
    })
}

/// `nslookup` asks the name server alone; `ping` resolves as the update agent does, the hosts file included, and prints the
/// address in brackets in any language. Whether it gets an answer does not matter.
pub(super) fn resolve(host: &str) -> String {
    format!(
        "ping.exe -n 1 -w 500 {} | find.exe \"[\"\nif errorlevel 1 echo     {} does not resolve.\n",
        quoted(bare(host)),
        cmd_echo(bare(host))
    )
}

pub(super) fn connect(hosts: &[String], ports: &[u16]) -> String {
    let mut text = "if not exist \"%SystemRoot%\\System32\\curl.exe\" echo     This Windows has no curl.exe: test by hand.\n\
        if not exist \"%SystemRoot%\\System32\\curl.exe\" exit /b 0\n\
        echo     curl ends with 6: the name does not resolve, 7: refused, 28: no answer, 35: TLS failed.\n"
        .to_owned();
    for host in hosts {
        for port in ports {
            let scheme = if *port == 443 { "https" } else { "http" };
            let url = quoted(&format!("{scheme}://{}:{port}/", bare(host)));
            text += &format!(
                "curl.exe --silent --noproxy \"*\" --output NUL --connect-timeout 5 --max-time 15 {url}\necho     {} port {port}: curl %ERRORLEVEL%\n",
                cmd_echo(bare(host))
            );
        }
    }
    text
}

pub(super) fn show(it: &Show) -> String {
    match it {
        Show::WinhttpProxy {} => "netsh.exe winhttp show proxy\n".into(),
        Show::HostsFile {} => {
            "findstr.exe /v /r /c:\"^ *#\" /c:\"^ *$\" \"%SystemRoot%\\System32\\drivers\\etc\\hosts\"\n".into()
        }
        Show::Service(name) => format!("sc.exe qc {0}\nsc.exe query {0}\n", quoted(name)),
        Show::Registry(it) => format!("reg.exe query {} /v {}\n", quoted(&it.key), quoted(&it.value)),
    }
}
