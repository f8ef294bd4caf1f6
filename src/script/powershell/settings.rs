//! Operations on settings: services, registry values, the WinHTTP proxy, scheduled tasks.

use crate::plan::{Data, DataType, Proxy, RegistryValue, ServiceStart, SetRegistry, TaskName};
use crate::script::quote::{powershell as quoted, powershell_list as list};

use super::part::{Part, Pieces};

const NOTHING: &str = "Write-Say '    Nothing to do.'\n    return";

pub(super) fn stop_service(names: &[String]) -> Part {
    Part::Change(Pieces {
        target: names.join(", "),
        check: format!(
            "$names = @(Get-PresentService {})
$script:Holders = $names
if (Test-AllServicesStopped $names) {{
    {NOTHING}
}}
Assert-BitsIdle $names",
            list(names)
        ),
        backup: "$before = @($names | Where-Object { Test-ServiceRunning $_ } | ForEach-Object { Get-ServiceRecord $_ })"
            .into(),
        undo: "Save-ServiceUndo $before".into(),
        apply: "foreach ($name in $names) {\n    Stop-OneService $name\n}".into(),
        verify: "Assert-That (Test-AllServicesStopped $names) 'the services are stopped'".into(),
    })
}

pub(super) fn start_service(names: &[String]) -> Part {
    Part::Change(Pieces {
        target: names.join(", "),
        check: format!(
            "$names = @(Get-PresentService {})
if (Test-ServiceRunning $names) {{
    {NOTHING}
}}
if (-not $script:Declined -and -not (Test-ServiceNotDisabled $names)) {{
    throw 'a service is disabled; its start type has to be changed first'
}}",
            list(names)
        ),
        backup: "$before = @($names | ForEach-Object { Get-ServiceRecord $_ })".into(),
        undo: "Save-ServiceUndo $before".into(),
        apply: "foreach ($name in $names) {\n    Start-OneService $name\n}".into(),
        verify: "Assert-That (Test-ServiceRunning $names) 'the services run'".into(),
    })
}

pub(super) fn restart_service(names: &[String]) -> Part {
    Part::Change(Pieces {
        target: names.join(", "),
        check: format!(
            "$names = @(Get-PresentService {})
if (-not $script:Declined -and -not (Test-ServiceNotDisabled $names)) {{
    throw 'a service is disabled; its start type has to be changed first'
}}
Assert-BitsIdle $names",
            list(names)
        ),
        backup: "$before = @($names | ForEach-Object { Get-ServiceRecord $_ })".into(),
        undo: "Save-ServiceUndo $before".into(),
        apply: "foreach ($name in $names) {
    Stop-OneService $name
}
Restore-StoppedService
foreach ($name in $names) {
    Start-OneService $name
}"
        .into(),
        verify: "Assert-That (Test-ServiceRunning $names) 'the services run'".into(),
    })
}

pub(super) fn set_service_start(it: &ServiceStart) -> Part {
    let name = quoted(&it.service);
    let (start, delayed) = it.start.registry();
    let done = if it.only_if_disabled {
        format!("Test-ServiceNotDisabled @({name})")
    } else {
        format!("Test-ServiceStart {name} {start} {delayed}")
    };
    Part::Change(Pieces {
        target: it.service.clone(),
        check: format!("if ({done}) {{\n    {NOTHING}\n}}"),
        backup: format!(
            "$before = Get-ServiceRecord {name}
Export-Key {}",
            quoted(&format!(
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\{}",
                it.service
            ))
        ),
        undo: "Save-Undo 'service-start' $before".into(),
        apply: format!("Set-ServiceStart {name} {start} {delayed}"),
        verify: format!(
            "Assert-That (Test-ServiceStart {name} {start} {delayed}) {}",
            quoted(&format!("{} starts on {}", it.service, it.start.name()))
        ),
    })
}

pub(super) fn set_registry(it: &SetRegistry) -> Part {
    let (key, name) = (quoted(&it.key), quoted(&it.value));
    let data = quoted(&it.data.to_string());
    let typed = match &it.data {
        Data::Number(number) => number.to_string(),
        Data::Text(_) => data.clone(),
    };
    let kind = match it.r#type {
        DataType::String => "String",
        DataType::ExpandString => "ExpandString",
        DataType::Dword => "DWord",
        DataType::Qword => "QWord",
    };
    Part::Change(Pieces {
        target: format!("{}\\{}", it.key, it.value),
        check: format!(
            "if (Test-RegistryValue {key} {name} {data} '{kind}') {{\n    {NOTHING}\n}}"
        ),
        backup: format!("$before = Get-RegistryRecord {key} {name}\nExport-Key {key}"),
        undo: "Save-Undo 'registry' $before".into(),
        apply: format!("Set-RegistryValue {key} {name} '{kind}' {typed}"),
        verify: format!(
            "Assert-That (Test-RegistryValue {key} {name} {data} '{kind}') 'the value is set'"
        ),
    })
}

pub(super) fn delete_registry_value(it: &RegistryValue) -> Part {
    let (key, name) = (quoted(&it.key), quoted(&it.value));
    Part::Change(Pieces {
        target: format!("{}\\{}", it.key, it.value),
        check: format!("if (Test-RegistryAbsent {key} {name}) {{\n    {NOTHING}\n}}"),
        backup: format!("$before = Get-RegistryRecord {key} {name}\nExport-Key {key}"),
        undo: "Save-Undo 'registry' $before".into(),
        apply: format!("Remove-RegistryValue {key} {name}"),
        verify: format!("Assert-That (Test-RegistryAbsent {key} {name}) 'the value is gone'"),
    })
}

pub(super) fn set_proxy(it: &Proxy) -> Part {
    let mut arguments = vec!["winhttp".to_owned(), "set".into(), "proxy".into()];
    arguments.push(format!("proxy-server={}", it.proxy));
    if !it.bypass.is_empty() {
        arguments.push(format!("bypass-list={}", it.bypass.join(";")));
    }
    proxy(&it.proxy, &arguments, "the WinHTTP proxy is set")
}

pub(super) fn reset_proxy() -> Part {
    let arguments = ["winhttp", "reset", "proxy"].map(str::to_owned);
    proxy("", &arguments, "WinHTTP connects directly")
}

fn proxy(wanted: &str, arguments: &[String], outcome: &str) -> Part {
    let wanted = quoted(wanted);
    Part::Change(Pieces {
        target: "WinHTTP proxy".into(),
        check: format!("if ((Get-WinHttpProxy) -eq {wanted}) {{\n    {NOTHING}\n}}"),
        backup: "Save-Text 'winhttp-proxy.txt' (Invoke-Native 'netsh.exe' @('winhttp', 'show', 'proxy') @(0))
Export-Key $script:ProxyKeys[0]"
            .into(),
        undo: "Save-ProxyUndo".into(),
        apply: format!("$null = Invoke-Native 'netsh.exe' {} @(0)", list(arguments)),
        verify: format!("Assert-That ((Get-WinHttpProxy) -eq {wanted}) {}", quoted(outcome)),
    })
}

pub(super) fn task(it: &TaskName, enabled: bool) -> Part {
    let name = quoted(&it.task);
    let wanted = if enabled { "$true" } else { "$false" };
    Part::Change(Pieces {
        target: it.task.clone(),
        check: format!("if ((Get-TaskEnabled {name}) -eq {wanted}) {{\n    {NOTHING}\n}}"),
        backup: format!("$before = @{{ name = {name}; enabled = (Get-TaskEnabled {name}) }}"),
        undo: "Save-Undo 'task' $before".into(),
        apply: format!("Set-TaskEnabled {name} {wanted}"),
        verify: format!(
            "Assert-That ((Get-TaskEnabled {name}) -eq {wanted}) 'the task is as wanted'"
        ),
    })
}
