//! `systeminfo`: the machine's name, Windows and its version, hotfixes, time zone.
//!
//! `OS Version:                10.0.19045 N/A Build 19045`
//!
//! One record; fields are named as printed (`Host Name`, `OS Name`, `System Type`, `Time Zone`), values on further lines are
//! joined by blanks.

use super::{Command, Reading, labels, record, whole_section};
use crate::text;

const NAME: &str = "systeminfo";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins,
    read,
    instead: "'reg query \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\"'",
};

/// The first label as printed with its padding, also translated.
fn begins(line: &[u8]) -> bool {
    const FIRST: [&[u8]; 6] = [
        b"Host Name:  ",
        b"Hostname:  ",
        b"Nome host:  ",
        b"Nombre de host:  ",
        b"Nome do host:  ",
        b"Hostnaam:  ",
    ];
    let french = line.starts_with(b"Nom de l") && memchr::memmem::find(line, b"te:  ").is_some();
    FIRST.iter().any(|first| line.starts_with(first)) || french || is_russian(line)
}

fn is_russian(line: &[u8]) -> bool {
    line.starts_with("Имя узла:  ".as_bytes())
}

fn read<'a>(body: &'a [u8], _: &str) -> Reading<'a> {
    let lines: Vec<_> = text::lines(body)
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .collect();
    let found = labels::collect(&lines);
    let english = found
        .iter()
        .any(|(label, _)| label == "OS Name" || label == "OS Version");
    if !english {
        return Reading {
            foreign: (!lines.is_empty()).then_some(NAME),
            ..Reading::default()
        };
    }
    let fields = found
        .into_iter()
        .map(|(label, value)| (label.into(), value.into()));
    Reading {
        records: whole_section(body, record(NAME, body, fields.collect())),
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::command_output::tests::check;

    #[test]
    fn labels_and_lists() {
        check(
            "\r\nHost Name:                 PC1\r\nOS Name:                   Microsoft Windows 10 Pro\r\nHotfix(s):                 2 Hotfix(s) Installed.\r\n                           [01]: KB5000001\r\n                           [02]: KB5000002\r\nTime Zone:                 (UTC+01:00) Berlin\r\n",
            &[
                "systeminfo: Host Name=PC1 OS Name=Microsoft Windows 10 Pro Hotfix(s)=2 Hotfix(s) Installed. [01]: KB5000001 [02]: KB5000002 Time Zone=(UTC+01:00) Berlin",
            ],
        );
    }

    #[test]
    fn another_language_is_noted() {
        check(
            "Hostname:                                      PC1\r\nBetriebssystemname:                            Microsoft Windows 10 Pro\r\n",
            &[
                "not understood (German): systeminfo; run it again under an English display language, or collect 'reg query \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\"'",
            ],
        );
    }
}
