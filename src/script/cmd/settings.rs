//! Services, registry values and the WinHTTP proxy in a batch file.

use crate::plan::{DataType, Proxy, RegistryValue, ServiceStart, SetRegistry};
use crate::script::quote::cmd_argument as quoted;

use super::check::number_equals;
use super::part::{Part, Pieces, undo_checked, undo_line};

const WINHTTP: &str =
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Services {
    Stop,
    Start,
    Restart,
}

pub(super) fn services(names: &[String], what: Services) -> Part {
    let (lost, after) = match what {
        Services::Start => ("if errorlevel 1", "stop"),
        Services::Stop | Services::Restart => ("if not errorlevel 1", "start"),
    };
    let bad = if what == Services::Stop {
        "if not errorlevel 1"
    } else {
        "if errorlevel 1"
    };
    Part::Change(Pieces {
        check: services_check(names, what),
        backup: each(names, |name| {
            format!("sc.exe query {name} >>\"%RECORD%\\services-<FILE>.txt\" 2>&1\n")
        }),
        undo: each(names, |name| {
            let line = undo_line(&format!("sc.exe {after} {name}"));
            format!("call :service_running {name}\n{lost} {line}")
        }),
        apply: services_apply(names, what),
        verify: each(names, |name| {
            format!("call :service_running {name}\n{bad} exit /b 1\n")
        }),
    })
}

/// Goes on when one of the services is not as wanted; a restart needs all of them enabled.
fn services_check(names: &[String], what: Services) -> String {
    let (lines, label) = match what {
        Services::Stop => (
            "call :service_running <NAME>\nif not errorlevel 1 goto needed_<ID>\n",
            "needed",
        ),
        Services::Start => (
            "call :service_running <NAME>\nif errorlevel 1 goto needed_<ID>\n",
            "needed",
        ),
        Services::Restart => (
            "call :service_enabled <NAME>\nif errorlevel 1 exit /b 1\n",
            "ready",
        ),
    };
    let all = each(names, |name| lines.replace("<NAME>", name));
    let bits = names.iter().any(|name| name.eq_ignore_ascii_case("BITS"));
    let idle = if bits && what != Services::Start {
        "call :bits_idle\nif errorlevel 1 exit /b 1\n"
    } else {
        ""
    };
    match what {
        Services::Restart => {
            format!("if defined DECLINED goto ready_<ID>\n{all}:{label}_<ID>\n{idle}")
        }
        Services::Stop | Services::Start => {
            format!("{all}goto nothing_<ID>\n:{label}_<ID>\n{idle}")
        }
    }
}

fn services_apply(names: &[String], what: Services) -> String {
    let stop = each(names, |name| {
        format!("call :stop_service {name}\nif errorlevel 1 exit /b 1\n")
    });
    let start = each(names, |name| format!("call :start_service {name}\n"));
    match what {
        Services::Stop => stop,
        Services::Start => start,
        Services::Restart => stop + "call :restore_services\n" + &start,
    }
}

fn each(names: &[String], line: impl Fn(&str) -> String) -> String {
    names.iter().map(|name| line(&quoted(name))).collect()
}

pub(super) fn set_service_start(it: &ServiceStart) -> Part {
    let name = quoted(&it.service);
    let key = format!("HKLM\\SYSTEM\\CurrentControlSet\\Services\\{}", it.service);
    let word = it.start.name();
    let same = format!("call :start_word {name}\n");
    let done = if it.only_if_disabled {
        "if not \"%WORD%\"==\"disabled\" goto nothing_<ID>\n".to_owned()
    } else {
        format!("if \"%WORD%\"==\"{word}\" goto nothing_<ID>\n")
    };
    Part::Change(Pieces {
        check: format!("{same}if errorlevel 1 exit /b 1\n{done}"),
        backup: format!(
            "reg.exe export {} \"%RECORD%\\service-<FILE>.reg\" /y >nul\nif errorlevel 1 exit /b 1\nsc.exe qtriggerinfo {name} >\"%RECORD%\\triggers-<FILE>.txt\" 2>&1\n",
            quoted(&key)
        ),
        undo: format!(
            ">>\"%RECORD%\\undo-<FILE>.cmd\" echo sc.exe config {name} start= %WORD%\n{}",
            undo_line("if errorlevel 1 set \"UNDO_FAILED=1\"")
        ),
        apply: format!(
            "sc.exe config {name} start= {word} >>\"%LOG%\" 2>&1\nif errorlevel 1 exit /b 1\n"
        ),
        verify: format!("{same}if not \"%WORD%\"==\"{word}\" exit /b 1\n"),
    })
}

pub(super) fn set_registry(it: &SetRegistry) -> Part {
    let (key, name) = (quoted(&it.key), quoted(&it.value));
    let number: u64 = it.data.to_string().parse().unwrap_or(0);
    let kind = if it.r#type == DataType::Dword {
        "REG_DWORD"
    } else {
        "REG_QWORD"
    };
    let same = number_equals(&it.key, &it.value, kind, number);
    Part::Change(Pieces {
        check: same.clone() + "if not errorlevel 1 goto nothing_<ID>\n",
        backup: backup_key(&it.key),
        undo: undo_value(&it.key, &it.value),
        apply: format!(
            "reg.exe add {key} /v {name} /t {kind} /d {number} /f >>\"%LOG%\" 2>&1\nif errorlevel 1 exit /b 1\n"
        ),
        verify: same + "if errorlevel 1 exit /b 1\n",
    })
}

pub(super) fn delete_registry_value(it: &RegistryValue) -> Part {
    let (key, name) = (quoted(&it.key), quoted(&it.value));
    let there = format!("reg.exe query {key} /v {name} >nul 2>&1\n");
    Part::Change(Pieces {
        check: there.clone() + "if errorlevel 1 goto nothing_<ID>\n",
        backup: backup_key(&it.key),
        undo: undo_value(&it.key, &it.value),
        apply: format!(
            "reg.exe delete {key} /v {name} /f >>\"%LOG%\" 2>&1\nif errorlevel 1 exit /b 1\n"
        ),
        verify: there + "if not errorlevel 1 exit /b 1\n",
    })
}

/// Exports the key where it is there; without its export nothing is changed.
pub(super) fn backup_key(key: &str) -> String {
    let key = quoted(key);
    format!(
        "reg.exe query {key} >nul 2>&1
if not errorlevel 1 reg.exe export {key} \"%RECORD%\\key-<FILE>.reg\" /y >nul
if exist \"%RECORD%\\key-<FILE>.reg\" goto saved_<ID>
reg.exe query {key} >nul 2>&1
if not errorlevel 1 exit /b 1
:saved_<ID>
"
    )
}

/// Imports the export when the value was there, deletes the value when it was not.
pub(super) fn undo_value(key: &str, value: &str) -> String {
    let (key, name) = (quoted(key), quoted(value));
    format!(
        "reg.exe query {key} /v {name} >nul 2>&1
if errorlevel 1 goto absent_<ID>
>>\"%RECORD%\\undo-<FILE>.cmd\" echo reg.exe import \"%RECORD%\\key-<FILE>.reg\"
{}goto recorded_<ID>
:absent_<ID>
{}:recorded_<ID>
",
        undo_line("if errorlevel 1 set \"UNDO_FAILED=1\""),
        undo_checked(&format!("reg.exe delete {key} /v {name} /f"))
    )
}

pub(super) fn proxy(arguments: &str, check: String, verify: String) -> Part {
    Part::Change(Pieces {
        check,
        backup: format!(
            "netsh.exe winhttp show proxy >\"%RECORD%\\winhttp-<FILE>.txt\"\n{}",
            backup_key(WINHTTP)
        ),
        undo: undo_value(WINHTTP, "WinHttpSettings"),
        apply: format!(
            "netsh.exe winhttp {arguments} >>\"%LOG%\" 2>&1\nset \"CODE=%ERRORLEVEL%\"\n"
        ),
        verify,
    })
}

pub(super) fn set_proxy(it: &Proxy) -> Part {
    let mut arguments = format!("set proxy proxy-server={}", quoted(&it.proxy));
    if !it.bypass.is_empty() {
        arguments += &format!(" bypass-list={}", quoted(&it.bypass.join(";")));
    }
    let shown = format!(
        "reg.exe query \"{WINHTTP}\" /v WinHttpSettings 2>nul | find.exe /i \"{}\" >nul\n",
        stored(&it.proxy)
    );
    proxy(
        &arguments,
        shown.clone() + "if not errorlevel 1 goto nothing_<ID>\n",
        shown + "if errorlevel 1 exit /b 1\n",
    )
}

/// The proxy as `reg query` prints it: its length in four bytes, low byte first, and its letters, all in hex. What netsh prints
/// is in the machine's language, and `proxy:80` is a part of `proxy:8080`.
fn stored(proxy: &str) -> String {
    let length = u32::try_from(proxy.len()).unwrap_or(u32::MAX).to_le_bytes();
    length
        .into_iter()
        .chain(proxy.bytes())
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

pub(super) fn reset_proxy() -> Part {
    let there = format!("reg.exe query \"{WINHTTP}\" /v WinHttpSettings >nul 2>&1\n");
    proxy(
        "reset proxy",
        there + "if errorlevel 1 goto nothing_<ID>\n",
        "if not \"%CODE%\"==\"0\" exit /b 1\n".into(),
    )
}
