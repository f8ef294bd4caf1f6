//! What was not collected, and the exact command that collects it.

use crate::engine::conclude::diagnose::Verdict;
use crate::engine::fold::coverage::Coverage;
use crate::record::Kind;
use crate::report::WouldSettle;
use crate::rule::{Cause, Need};

/// Whether what the need names was read.
pub(in crate::engine) fn is_met(need: &Need, coverage: &Coverage<'_>) -> bool {
    match (need.kind, &need.detail) {
        (Kind::Registry, Some(key)) => coverage.observed.covers_key(key),
        (Kind::CommandOutput, Some(command)) => coverage.observed.has_output_of(command),
        (kind, _) => coverage.has(kind),
    }
}

/// What the cause needs and nobody collected.
pub(in crate::engine) fn unmet<'c>(cause: &'c Cause, coverage: &Coverage<'_>) -> Vec<&'c Need> {
    cause
        .needs
        .iter()
        .filter(|need| !is_met(need, coverage))
        .collect()
}

/// What would settle the verdicts, each source once, with the causes it is for.
pub(in crate::engine) fn would_settle(
    verdicts: &[&Verdict<'_>],
    coverage: &Coverage<'_>,
) -> Vec<WouldSettle> {
    let mut all: Vec<WouldSettle> = Vec::new();
    for verdict in verdicts {
        for need in unmet(verdict.cause, coverage) {
            let source = name(need);
            match all.iter_mut().find(|known| known.source == source) {
                Some(known) if known.rules.contains(&verdict.cause.id) => {}
                Some(known) => known.rules.push(verdict.cause.id.clone()),
                None => all.push(WouldSettle {
                    source,
                    collect: command(need),
                    rules: vec![verdict.cause.id.clone()],
                }),
            }
        }
    }
    all.sort_by(|a, b| a.source.cmp(&b.source));
    all
}

/// What the need is called in a report.
pub(in crate::engine) fn name(need: &Need) -> String {
    match &need.detail {
        Some(detail) => format!("{}: {detail}", need.kind.name()),
        None => need.kind.name().to_owned(),
    }
}

/// The command that collects it, to be run in an elevated command prompt on the machine.
pub(in crate::engine) fn command(need: &Need) -> String {
    match (need.kind, need.detail.as_deref()) {
        (Kind::Registry, Some(key)) => registry(key),
        (Kind::Registry, None) => {
            r#"reg export "HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate" wupolicy.reg /y"#
                .to_owned()
        }
        (Kind::CommandOutput, Some("hosts")) => {
            r"copy %windir%\System32\drivers\etc\hosts hosts.txt".to_owned()
        }
        (Kind::CommandOutput, Some("sc query")) => {
            "sc query type= service state= all > services.txt".to_owned()
        }
        (Kind::CommandOutput, Some("sc qc")) => {
            "(for %s in (wuauserv bits dosvc usosvc cryptsvc) do sc qc %s) > sc-qc.txt".to_owned()
        }
        (Kind::CommandOutput, Some("netsh winhttp show proxy")) => {
            "netsh winhttp show proxy > winhttp-proxy.txt".to_owned()
        }
        (Kind::CommandOutput, Some("w32tm")) => "w32tm /query /status > w32tm.txt".to_owned(),
        (Kind::CommandOutput, Some(command)) => {
            let file: String = command
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect();
            format!("{command} > {file}.txt")
        }
        (Kind::CommandOutput, None) => "netsh winhttp show proxy > proxy.txt".to_owned(),
        (Kind::EventLog, _) => "wevtutil epl System System.evtx /ow:true".to_owned(),
        (Kind::WindowsUpdate, _) => {
            r"xcopy %windir%\Logs\WindowsUpdate WindowsUpdate\ /y".to_owned()
        }
        (Kind::Cbs, _) => r"copy %windir%\Logs\CBS\CBS.log .".to_owned(),
        (Kind::Dism, _) => r"copy %windir%\Logs\DISM\dism.log .".to_owned(),
        (Kind::Panther, _) => r"copy %windir%\Panther\setup*.log .".to_owned(),
        (Kind::ReportingEvents, _) => {
            r"copy %windir%\SoftwareDistribution\ReportingEvents.log .".to_owned()
        }
        (Kind::Configmgr, _) => r"xcopy %windir%\CCM\Logs ccmlogs\ /y".to_owned(),
        (Kind::Setupapi, _) => r"copy %windir%\INF\setupapi.dev.log .".to_owned(),
        (Kind::Setupdiag, _) => "SetupDiag.exe /Output:SetupDiagResults.log".to_owned(),
        (Kind::WsusServer, _) => {
            r#"copy "%ProgramFiles%\Update Services\LogFiles\SoftwareDistribution.log" ."#
                .to_owned()
        }
        (Kind::Msi, _) => r"copy %TEMP%\MSI*.log .".to_owned(),
        (Kind::Orchestrator, _) => {
            r"xcopy %ProgramData%\USOShared\Logs usoshared\ /s /y".to_owned()
        }
        (Kind::DeliveryOptimization, _) => {
            "powershell -Command \"Get-DeliveryOptimizationLog | Set-Content dosvc.log\"".to_owned()
        }
        (Kind::Wer, _) => {
            r"xcopy %ProgramData%\Microsoft\Windows\WER\ReportArchive wer\ /s /y".to_owned()
        }
        (Kind::Defender, _) => {
            r#"copy "%ProgramData%\Microsoft\Windows Defender\Support\MPLog*.log" ."#.to_owned()
        }
        (Kind::Web, _) => r"xcopy %SystemDrive%\inetpub\logs\LogFiles iislogs\ /s /y".to_owned(),
        (Kind::Compat, _) => {
            r#"copy "%SystemDrive%\$Windows.~BT\Sources\Panther\*.xml" ."#.to_owned()
        }
        (Kind::Recovery, _) => r"xcopy %windir%\Logs\ReAgent reagent\ /s /y".to_owned(),
        (Kind::Plain, _) => "copy the log file itself instead of a piece of it".to_owned(),
    }
}

/// A query of one key into a file named after it. A key of every user is asked of the signed-in one, whose hive an elevated
/// prompt of somebody else would not show; a key that lacks its beginning is searched for.
fn registry(key: &str) -> String {
    let short =
        key.replacen("HKEY_LOCAL_MACHINE", "HKLM", 1)
            .replacen("HKEY_CURRENT_USER", "HKCU", 1);
    let short = short.replacen(r"HKEY_USERS\*", "HKCU", 1);
    let mut parts: Vec<&str> = short.split('\\').skip(1).collect();
    let named = parts.split_off(parts.len().saturating_sub(4)).join("-");
    let file: String = named
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
        .collect();
    if short.starts_with("HK") && !short.contains('*') {
        format!(r#"reg query "{short}" /s > {file}.txt"#)
    } else {
        let leaf = short
            .rsplit('\\')
            .find(|part| *part != "*")
            .unwrap_or(&short);
        format!(r#"reg query HKLM /s /k /f "{leaf}" > {file}.txt"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, detail: Option<&str>, expected: &str) {
        assert_eq!(
            command(&Need {
                kind,
                detail: detail.map(str::to_owned)
            }),
            expected
        );
    }

    #[test]
    fn a_key_is_queried_with_its_short_hive_and_in_quotes() {
        check(
            Kind::Registry,
            Some(r"HKEY_LOCAL_MACHINE\SYSTEM\SCHANNEL\Protocols\TLS 1.2\Client"),
            r#"reg query "HKLM\SYSTEM\SCHANNEL\Protocols\TLS 1.2\Client" /s > SCHANNEL-Protocols-TLS1.2-Client.txt"#,
        );
        check(
            Kind::Registry,
            Some(r"HKEY_USERS\*\SOFTWARE\Contoso\Internet Settings"),
            r#"reg query "HKCU\SOFTWARE\Contoso\Internet Settings" /s > SOFTWARE-Contoso-InternetSettings.txt"#,
        );
        check(
            Kind::Registry,
            Some(r"Services\wuauserv"),
            r#"reg query HKLM /s /k /f "wuauserv" > wuauserv.txt"#,
        );
    }

    #[test]
    fn a_command_names_its_file() {
        check(
            Kind::CommandOutput,
            Some("netsh winhttp show proxy"),
            "netsh winhttp show proxy > winhttp-proxy.txt",
        );
    }
}
