//! Whitelists for the single values of operations and checks, each with a message for the rule's author.

use crate::plan::argument::{Data, DataType, SetRegistry};
use crate::plan::param::ParamKind;

use super::never::{NEVER_RENAME, NEVER_RUN, NEVER_TOUCHED, NEVER_WRITTEN, START_TYPE_IS_FIXED};

/// Variables a path may begin with.
const PATH_ROOTS: [&str; 5] = [
    "%windir%",
    "%systemroot%",
    "%programdata%",
    "%allusersprofile%",
    "%systemdrive%",
];

pub(super) fn must(good: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if good { Ok(()) } else { Err(message()) }
}

pub(super) fn each(
    items: &[String],
    one: impl Fn(&str) -> Result<(), String>,
) -> Result<(), String> {
    must(!items.is_empty(), || "the list is empty".into())?;
    items.iter().try_for_each(|item| one(item))
}

fn only(text: &str, others: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

pub(super) fn service(name: &str) -> Result<(), String> {
    must(ParamKind::ServiceName.accept(name).is_some(), || {
        format!("'{name}' is no service name: give the short name, such as 'wuauserv'")
    })
}

/// A service that a script may start and stop.
pub(super) fn handled_service(name: &str) -> Result<(), String> {
    service(name)?;
    let never = NEVER_TOUCHED
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    must(!never, || {
        format!("'{name}' must not be started or stopped by a script: use 'manual'")
    })
}

pub(super) fn start_type(name: &str) -> Result<(), String> {
    let fixed = START_TYPE_IS_FIXED
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    must(!fixed, || {
        format!(
            "the start type of '{name}' must not be changed: use 'manual' and say what to look at"
        )
    })
}

pub(super) fn host(name: &str) -> Result<(), String> {
    must(ParamKind::Host.accept(name).is_some(), || {
        format!("'{name}' is no host: give a name such as 'sls.update.microsoft.com'")
    })
}

/// `*.` before a name stands for every name below it.
pub(super) fn host_pattern(name: &str) -> Result<(), String> {
    host(name.strip_prefix("*.").unwrap_or(name))
}

pub(super) fn guid(id: &str) -> Result<(), String> {
    must(ParamKind::Guid.accept(id).as_deref() == Some(id), || {
        format!("'{id}' is no GUID in lower case without braces")
    })
}

pub(super) fn thumbprint(digits: &str) -> Result<(), String> {
    let good = digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    must(good, || {
        format!("thumbprint '{digits}' is not 40 hex digits")
    })
}

pub(super) fn drive(name: &str) -> Result<(), String> {
    let good = name == "system" || ParamKind::Drive.accept(name).as_deref() == Some(name);
    must(good, || {
        format!("drive '{name}' is neither 'system' nor a letter such as 'C:'")
    })
}

pub(super) fn bypass(entry: &str) -> Result<(), String> {
    let good = entry == "<local>" || (!entry.is_empty() && only(entry, ".*-_:"));
    must(good, || {
        format!("'{entry}' is no bypass entry: give '<local>' or '*.contoso.com'")
    })
}

pub(super) fn key(key: &str) -> Result<(), String> {
    let hive = key.split('\\').next().unwrap_or_default();
    let good = matches!(hive, "HKLM" | "HKU")
        && key.contains('\\')
        && key
            .split('\\')
            .all(|part| !part.is_empty() && part.trim() == part)
        && only(key, " ._\\(){}/-");
    must(good, || {
        format!(
            "'{key}' is no key: write it in full, such as 'HKLM\\SYSTEM\\CurrentControlSet\\Services'"
        )
    })
}

pub(super) fn writable_key(path: &str) -> Result<(), String> {
    key(path)?;
    let owned = path.split('\\').any(|part| {
        part.eq_ignore_ascii_case("Policies") || part.eq_ignore_ascii_case("PolicyManager")
    });
    must(!owned, || {
        format!(
            "'{path}' belongs to a policy and must not be written: print it with 'show: {{ registry: ... }}' and tell its owner with 'manual'"
        )
    })?;
    let never = path.split('\\').find(|part| {
        NEVER_WRITTEN
            .iter()
            .any(|known| known.eq_ignore_ascii_case(part))
    });
    if let Some(part) = never {
        return Err(format!(
            "'{part}' must not be written by a script: use 'manual'"
        ));
    }
    let service_start = path.to_ascii_lowercase().contains("\\services\\");
    must(!service_start, || {
        format!(
            "'{path}' is a service's own key: use 'set-service-start' for its start type, else 'manual'"
        )
    })
}

pub(super) fn value_name(name: &str) -> Result<(), String> {
    must(!name.is_empty() && only(name, " ._-(){}/"), || {
        format!("'{name}' is no name of a registry value")
    })
}

pub(super) fn data(it: &SetRegistry) -> Result<(), String> {
    match (it.r#type, &it.data) {
        (DataType::Dword, Data::Number(number)) => must(u32::try_from(*number).is_ok(), || {
            format!("{number} does not fit a dword")
        }),
        (DataType::Qword, Data::Number(_)) => Ok(()),
        (DataType::String | DataType::ExpandString, Data::Text(_)) => text_data(&it.data),
        (DataType::Dword | DataType::Qword, Data::Text(text)) => Err(format!(
            "data '{text}' is text: a dword or qword takes a number"
        )),
        (_, Data::Number(number)) => Err(format!(
            "data {number} is a number: put it in single quotes"
        )),
    }
}

pub(super) fn text_data(data: &Data) -> Result<(), String> {
    match data {
        Data::Number(_) => Ok(()),
        Data::Text(text) => must(!text.contains(['"', '\'', '%', '!', '^']), || {
            format!(
                "data '{text}' holds one of \" ' % ! ^, which not every script can write: use 'manual'"
            )
        }),
    }
}

pub(super) fn path(path: &str, others: &str) -> Result<(), String> {
    let lower = path.to_ascii_lowercase();
    let rest = PATH_ROOTS
        .iter()
        .find_map(|root| lower.strip_prefix(root))
        .and_then(|rest| rest.strip_prefix('\\'));
    let good = rest.is_some_and(|rest| {
        rest.split('\\').all(|part| {
            !part.is_empty()
                && only(part, &format!(" ._$~-{others}"))
                && !part.ends_with(['.', ' '])
        })
    });
    must(good, || {
        format!(
            "'{path}' is no path: begin with %windir%, %programdata% or %systemdrive%, without '..'"
        )
    })
}

pub(super) fn renamable(path: &str) -> Result<(), String> {
    let parts: Vec<_> = path.split('\\').skip(1).collect();
    let forbidden = parts.iter().find(|part| {
        NEVER_RENAME
            .iter()
            .any(|known| known.eq_ignore_ascii_case(part))
    });
    if let Some(part) = forbidden {
        return Err(format!(
            "'{part}' must not be renamed by a script: use 'manual'"
        ));
    }
    let root =
        matches!(parts.as_slice(), [one] if !one.eq_ignore_ascii_case("SoftwareDistribution"));
    must(!root, || {
        format!("'{path}' is a folder of Windows itself: name what is inside it")
    })
}

pub(super) fn file_name(name: &str, extensions: &[&str]) -> Result<(), String> {
    let good = only(name, "._-")
        && !name.starts_with(['.', '-'])
        && name
            .rsplit_once('.')
            .is_some_and(|(stem, end)| !stem.is_empty() && extensions.contains(&end));
    must(good, || {
        format!(
            "'{name}' is no file name ending in .{}",
            extensions.join(" or .")
        )
    })
}

pub(super) fn task(name: &str) -> Result<(), String> {
    must(name.starts_with('\\') && only(name, " ._\\-"), || {
        format!("'{name}' is no task: give its full name, such as '\\Microsoft\\Windows\\...'")
    })
}

pub(super) fn run(program: &str, arguments: &[String]) -> Result<(), String> {
    file_name(program, &["exe"])?;
    let stem = program.trim_end_matches(".exe");
    must(
        !NEVER_RUN
            .iter()
            .any(|known| known.eq_ignore_ascii_case(stem)),
        || format!("'run' must not start '{program}': use the operation for it, or 'manual'"),
    )?;
    arguments.iter().try_for_each(|argument| {
        must(
            !argument.is_empty() && only(argument, " ._\\/:=,*+@#~-"),
            || format!("argument '{argument}' holds a character that not every script can pass on"),
        )
    })
}
