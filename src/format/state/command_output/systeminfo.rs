//! `systeminfo`: the machine's name, Windows and its version, hotfixes, time zone.
//!
//! `OS Version:                10.0.19045 N/A Build 19045`
//!
//! One record; fields are named as printed (`Host Name`, `OS Name`, `System Type`, `Time Zone`), values on further lines are
//! joined by blanks. Facts: name, product, build, role, zone, and the last start where its form cannot be mistaken.

use crate::record::Fact;
use crate::time::{Stamp, Zone};

use super::list::value;
use super::{Command, Field, Reading, labels, record, whole_section, zone};
use crate::text;

const NAME: &str = "systeminfo";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins,
    read,
    instead: "'reg query \"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\"'",
    whole: false,
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
    let fields: Vec<Field<'a>> = found
        .into_iter()
        .map(|(label, value)| (label.into(), value.into()))
        .collect();
    Reading {
        facts: facts(&fields),
        records: whole_section(body, record(NAME, body, fields)),
        ..Reading::default()
    }
}

fn facts(fields: &[Field<'_>]) -> Vec<Fact> {
    let version = value(fields, "OS Version").and_then(|version| version.split(' ').next());
    let told = [
        value(fields, "Host Name").map(|name| Fact::Computer(name.to_owned())),
        value(fields, "OS Name").map(|name| Fact::Windows(name.to_owned())),
        version.and_then(super::version::build),
        value(fields, "OS Configuration").map(role),
        value(fields, "Time Zone").map(|name| zone::fact(name, None)),
        value(fields, "System Boot Time").and_then(boot),
    ];
    told.into_iter().flatten().collect()
}

/// `Member Workstation`, `Standalone Server`, `Primary Domain Controller`.
pub(super) fn role(configuration: &str) -> Fact {
    let configuration = configuration.to_ascii_lowercase();
    let is = |word: &str| configuration.contains(word);
    Fact::Role(match () {
        () if is("domain controller") => "domain controller".to_owned(),
        () if is("server") => "server".to_owned(),
        () => "client".to_owned(),
    })
}

/// Times are in the machine's own form; only the two that cannot be mistaken are taken: with AM or PM, and with dots.
fn boot(text: &str) -> Option<Fact> {
    let forms = ["%m/%d/%Y, %I:%M:%S %p", "%d.%m.%Y, %H:%M:%S"];
    let time = forms
        .iter()
        .find_map(|form| jiff::civil::DateTime::strptime(form, text).ok())?;
    let date = (time.year(), time.month(), time.day());
    let clock = (time.hour(), time.minute(), time.second());
    Stamp::from_civil(date, clock, 0, Zone::Local).map(Fact::Boot)
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

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

    #[test]
    fn the_machine_is_told() {
        let text = "Host Name:                 PC1\r\nOS Name:                   Microsoft Windows 10 Pro\r\nOS Version:                10.0.19045 N/A Build 19045\r\nOS Configuration:          Member Workstation\r\nSystem Boot Time:          5/14/2024, 9:00:00 AM\r\n";
        assert_eq!(
            facts(text),
            [
                "Computer(\"PC1\")",
                "Windows(\"Microsoft Windows 10 Pro\")",
                "Build(\"19045\")",
                "Role(\"client\")",
                "Boot(Stamp { nanos: 1715677200000000000, zone: Local })",
            ]
        );
    }
}
