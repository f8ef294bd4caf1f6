//! Checks in a batch file: a command that leaves `errorlevel` 1 when the check does not hold.
//!
//! What a batch file cannot find out without reading translated text is asked of a person.

use crate::plan::{Check, Data, Step};
use crate::script::quote;

use super::say;

/// The guards of a step, and the lines they jump to.
pub(super) fn guards(step: &Step) -> (String, String) {
    let id = step.id;
    let mut text = "rem region guard\n".to_owned();
    let mut refusals = String::new();
    for after in &step.after {
        text += &format!("if defined FAILED_{after} goto blocked_{id}\n");
    }
    if !step.after.is_empty() {
        refusals += &format!(
            ":blocked_{id}\n{}goto refused_{id}\n",
            say("  Not run: a step it builds on failed or was not run.")
        );
    }
    text += &unless(step);
    for (number, check) in (1..).zip(&step.checks) {
        text += &question(check);
        text += &format!("if errorlevel 1 goto refused_{id}_{number}\n");
        refusals += &format!(
            ":refused_{id}_{number}\n{}goto refused_{id}\n",
            say(&format!("  Not run: it needs that {}.", check.describe()))
        );
    }
    (text + "rem endregion guard\n", refusals)
}

/// A step that has nothing to do when all its conditions hold.
fn unless(step: &Step) -> String {
    if step.unless.is_empty() {
        return String::new();
    }
    let id = step.id;
    let mut text = String::new();
    for check in &step.unless {
        text += &command(check).unwrap_or_else(|| {
            say(&format!(
                "  There is nothing to do when {}.",
                check.describe()
            )) + "call :ask_done\n"
        });
        text += &format!("if errorlevel 1 goto needed_{id}\n");
    }
    text + &say("  Nothing to do.") + &format!("exit /b 0\n:needed_{id}\n")
}

/// What must hold after the step. A batch file says what does not; the step has done its work.
pub(super) fn outcome(step: &Step) -> String {
    if step.verify.is_empty() {
        return String::new();
    }
    let id = step.id;
    let mut text = format!("rem region outcome\nif defined DECLINED goto verified_{id}\n");
    for check in &step.verify {
        text += &match command(check) {
            Some(command) => command + &format!("if errorlevel 1 goto failed_{id}\n"),
            None => say(&format!("  Verify by hand: {}.", check.describe())),
        };
    }
    text + &format!(":verified_{id}\nrem endregion outcome\n")
}

fn question(check: &Check) -> String {
    command(check)
        .unwrap_or_else(|| say(&format!("  It needs that {}.", check.describe())) + "call :ask\n")
}

fn command(check: &Check) -> Option<String> {
    Some(match check {
        Check::ServiceRunning(names) => all(&names.0, "service_running"),
        Check::ServiceNotDisabled(names) => all(&names.0, "service_enabled"),
        Check::NoRestartPending {} => "call :no_restart_pending\n".into(),
        Check::NoServicingRunning {} => "call :no_servicing_running\n".into(),
        Check::NotWinpe {} => "call :not_winpe\n".into(),
        Check::RoleIsNot(_) => "call :plain_role\n".into(),
        Check::FileExists(path) => {
            let path = quote::cmd_path(path);
            format!("dir /b /a {path} >nul 2>&1\n")
        }
        Check::RegistryEquals(it) => match it.data {
            Data::Number(number) => number_equals(&it.key, &it.value, "", number),
            Data::Text(_) => return None,
        },
        _ => return None,
    })
}

/// True when the value is that number and, where one is given, of that type. `findstr /e` binds it to the end of the line.
pub(super) fn number_equals(key: &str, value: &str, kind: &str, number: u64) -> String {
    let typed = if kind.is_empty() {
        String::new()
    } else {
        format!("{kind}   ")
    };
    format!(
        "reg.exe query {} /v {} 2>nul | findstr.exe /i /e /c:\"{typed} 0x{number:x}\" >nul\n",
        quote::cmd_argument(key),
        quote::cmd_argument(value)
    )
}

/// Runs the question for each service and keeps the first no.
fn all(names: &[String], label: &str) -> String {
    match names {
        [one] => format!("call :{label} {}\n", quote::cmd_argument(one)),
        many => many
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let first = if index == 0 {
                    ""
                } else {
                    "if not errorlevel 1 "
                };
                format!("{first}call :{label} {}\n", quote::cmd_argument(name))
            })
            .collect(),
    }
}
