//! `sc query`, `sc queryex` and `sc qc`: the state and the start type of a service.
//!
//! `SERVICE_NAME: wuauserv`, below it `        STATE              : 1  STOPPED` or `        START_TYPE         : 4   DISABLED`
//!
//! Fields: `service`, then `state` and `exit_code` or `start_type`; a refused query has `service` as asked for and `error`.
//! Order and numbers are the same in every language and decide where labels are translated, which is noted: the first
//! number is the type, the second the state or the start type, told apart by the words beside it.

use std::borrow::Cow;

use super::labels::{self, Labelled};
use super::{Command, Field, Reading, record, whole_section};
use crate::text;

const QUERY: &str = "sc query";
const CONFIG: &str = "sc qc";

pub(super) const COMMAND: Command = Command {
    name: QUERY,
    asked: |line| {
        [QUERY, "sc queryex", CONFIG]
            .iter()
            .any(|command| line.starts_with(command))
    },
    begins: |line| line.starts_with(b"[SC] ") || service_name(line).is_some(),
    read,
    instead: "'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services /s /v Start'",
    whole: false,
};

/// The first label of a service, in English and translated.
const SERVICE_LABELS: [&str; 8] = [
    "SERVICE_NAME",
    "DIENSTNAME",
    "NOM_SERVICE",
    "NOMBRE_SERVICIO",
    "NOME_SERVIZIO",
    "NOME_DO_SERVIÇO",
    "NOME_SERVIÇO",
    "Имя_службы",
];

const STATES: [&str; 8] = [
    "",
    "STOPPED",
    "START_PENDING",
    "STOP_PENDING",
    "RUNNING",
    "CONTINUE_PENDING",
    "PAUSE_PENDING",
    "PAUSED",
];

const START_TYPES: [&str; 5] = [
    "BOOT_START",
    "SYSTEM_START",
    "AUTO_START",
    "DEMAND_START",
    "DISABLED",
];

fn service_name(line: &[u8]) -> Option<(&'static str, &[u8])> {
    let found = labels::split(line).filter(|found| !found.indented)?;
    let label = SERVICE_LABELS
        .iter()
        .find(|label| label.as_bytes() == found.label)?;
    Some((label, found.value))
}

fn read<'a>(body: &'a [u8], asked: &str) -> Reading<'a> {
    let mut lines = text::lines(body).map(|(_, line)| line);
    let Some((label, service)) = lines.by_ref().find_map(service_name) else {
        return refused(body, asked);
    };
    let entries: Vec<_> = lines.filter_map(labels::split).collect();
    let facts = facts(&entries);
    let command = if facts.iter().any(|(name, _)| name == "start_type") {
        CONFIG
    } else {
        QUERY
    };
    let named = (Cow::Borrowed("service"), text::display(service));
    let fields = [named].into_iter().chain(facts).collect();
    let foreign = label != "SERVICE_NAME" || !has_english_labels(&entries);
    Reading {
        records: whole_section(body, record(command, body, fields)),
        foreign: foreign.then_some(command),
        ..Reading::default()
    }
}

/// `[SC] EnumQueryServicesStatus:OpenService FAILED 1060:` and the text behind it.
fn refused<'a>(body: &'a [u8], asked: &str) -> Reading<'a> {
    let Some(number) = text::lines(body).find_map(|(_, line)| refusal(line)) else {
        return Reading::default();
    };
    let mut words = asked.split_whitespace().skip(2);
    let service = words.next().unwrap_or_default().to_owned();
    let fields = vec![
        (Cow::Borrowed("service"), Cow::Owned(service)),
        (Cow::Borrowed("error"), text::display(number)),
    ];
    let command = if asked.starts_with(CONFIG) {
        CONFIG
    } else {
        QUERY
    };
    Reading {
        records: whole_section(body, record(command, body, fields)),
        ..Reading::default()
    }
}

/// The number that ends a refusal; it says `FAILED`, or the same in another language.
fn refusal(line: &[u8]) -> Option<&[u8]> {
    let words = line
        .strip_prefix(b"[SC] ")?
        .trim_ascii()
        .strip_suffix(b":")?;
    let number = words.rsplit(|byte| *byte == b' ').next()?;
    (!number.is_empty() && number.iter().all(u8::is_ascii_digit)).then_some(number)
}

fn has_english_labels(entries: &[Labelled<'_>]) -> bool {
    let known = [&b"TYPE"[..], b"STATE", b"START_TYPE"];
    entries.iter().any(|entry| known.contains(&entry.label))
}

/// State and exit code, or the start type.
fn facts<'a>(entries: &[Labelled<'a>]) -> Vec<Field<'a>> {
    let numbered: Vec<_> = entries.iter().filter_map(Numbered::of).collect();
    let by_label = |label: &[u8]| numbered.iter().find(|entry| entry.label == label);
    let second = numbered.get(1);
    let mut facts = Vec::new();
    let start =
        by_label(b"START_TYPE").or(second.filter(|entry| START_TYPES.contains(&entry.word)));
    let state = by_label(b"STATE").or(second);
    if let Some(start_type) = start.and_then(|entry| START_TYPES.get(entry.number)) {
        facts.push((Cow::Borrowed("start_type"), Cow::Borrowed(*start_type)));
    } else if let Some(state) = state.and_then(|entry| STATES.get(entry.number)) {
        facts.push((Cow::Borrowed("state"), Cow::Borrowed(*state)));
        let third = numbered.get(2).filter(|_| by_label(b"STATE").is_none());
        if let Some(exit) = by_label(b"WIN32_EXIT_CODE").or(third) {
            facts.push((
                Cow::Borrowed("exit_code"),
                Cow::Owned(exit.number.to_string()),
            ));
        }
    }
    facts
}

/// `: 1  STOPPED`.
struct Numbered<'a> {
    label: &'a [u8],
    number: usize,
    word: &'a str,
}

impl<'a> Numbered<'a> {
    fn of(entry: &Labelled<'a>) -> Option<Self> {
        let value = std::str::from_utf8(entry.value).ok()?;
        let (number, rest) = value.split_once(' ').unwrap_or((value, ""));
        Some(Self {
            label: entry.label,
            number: number.parse().ok()?,
            word: rest.split_whitespace().next().unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    #[test]
    fn states_of_several_services() {
        check(
            "\r\nSERVICE_NAME: wuauserv\r\nDISPLAY_NAME: Windows Update\r\n        TYPE               : 20  WIN32_SHARE_PROCESS\r\n        STATE              : 1  STOPPED\r\n        WIN32_EXIT_CODE    : 1058  (0x422)\r\n\r\nSERVICE_NAME: BITS\r\n        TYPE               : 20  WIN32\r\n        STATE              : 4  RUNNING\r\n                                (STOPPABLE, NOT_PAUSABLE)\r\n        WIN32_EXIT_CODE    : 0  (0x0)\r\n",
            &[
                "sc query: service=wuauserv state=STOPPED exit_code=1058",
                "sc query: service=BITS state=RUNNING exit_code=0",
            ],
        );
    }

    #[test]
    fn the_start_type() {
        check(
            "[SC] QueryServiceConfig SUCCESS\r\n\r\nSERVICE_NAME: wuauserv\r\n        TYPE               : 20  WIN32_SHARE_PROCESS\r\n        START_TYPE         : 4   DISABLED\r\n        ERROR_CONTROL      : 1   NORMAL\r\n",
            &["sc qc: service=wuauserv start_type=DISABLED"],
        );
    }

    #[test]
    fn numbers_speak_every_language_and_the_rest_is_noted() {
        check(
            "NOMBRE_SERVICIO: wuauserv\r\n        TIPO               : 20  WIN32_SHARE_PROCESS\r\n        ESTADO             : 1  STOPPED\r\n        COD_SALIDA_WIN32   : 0  (0x0)\r\n",
            &[
                "sc query: service=wuauserv state=STOPPED exit_code=0",
                "not understood (Spanish): sc query; run it again under an English display language, or collect 'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services /s /v Start'",
            ],
        );
    }

    #[test]
    fn a_refused_query_keeps_the_number_and_the_service_asked_for() {
        check(
            "C:\\>sc query DoSvc\r\n[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r\n\r\nThe service does not exist.\r\n",
            &["sc query: service=dosvc error=1060"],
        );
    }

    #[test]
    fn a_service_without_numbers_states_nothing() {
        check(
            "SERVICE_NAME: wuauserv\r\n        TYPE : 20\r\n        STATE : ?\r\n",
            &["sc query: service=wuauserv"],
        );
    }
}
