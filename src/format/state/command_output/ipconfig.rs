//! `ipconfig /all`: the machine's names, and for each adapter its addresses and DNS servers.
//!
//! `   DNS Servers . . . . . . . . . . . : 192.0.2.53`
//!
//! One record for the machine, one for each adapter with the field `adapter`; every other field is named as printed, values
//! on further lines are joined by blanks.

use memchr::memmem;

use super::{Command, Field, Reading, labels, list};
use crate::format::Located;
use crate::format::frame::upto_next;
use crate::text;

const NAME: &str = "ipconfig /all";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with("ipconfig"),
    begins,
    read,
    instead: "'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters /s'",
    whole: false,
};

const HEADLINE: &[u8] = b"Windows IP Configuration";

/// The headline, in the languages whose word order is known.
fn begins(line: &[u8]) -> bool {
    const TRANSLATED: [&[u8]; 6] = [
        b"Windows-IP-Konfiguration",
        b"Windows IP-Konfiguration",
        b"Configuration IP de Windows",
        b"Configurazione IP di Windows",
        b"Konfiguracja IP systemu Windows",
        b"Windows IP-configuratie",
    ];
    let line = line.trim_ascii();
    let accented = line.starts_with(b"Configura")
        && (line.ends_with(b" IP de Windows") || line.ends_with(b" de IP do Windows"));
    line == HEADLINE || TRANSLATED.contains(&line) || accented || is_russian(line)
}

fn is_russian(line: &[u8]) -> bool {
    line == "Настройка протокола IP для Windows".as_bytes()
}

fn read<'a>(body: &'a [u8], _: &str) -> Reading<'a> {
    if memmem::find(body, HEADLINE).is_none() {
        return Reading {
            foreign: (!body.trim_ascii().is_empty()).then_some(NAME),
            ..Reading::default()
        };
    }
    let lines: Vec<_> = text::lines(body)
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .collect();
    let titles = lines
        .iter()
        .enumerate()
        .filter(|(_, (_, line))| !labels::is_indented(line));
    let bounds = upto_next(&titles.map(|(at, _)| at).collect::<Vec<_>>(), lines.len());
    Reading {
        records: bounds
            .into_iter()
            .filter_map(|(from, upto)| block(body, lines.get(from..upto)?))
            .collect(),
        ..Reading::default()
    }
}

/// The record of a title and the lines below it.
fn block<'a>(body: &'a [u8], lines: &[(usize, &'a [u8])]) -> Option<Located<'a>> {
    let ((start, title), below) = lines.split_first()?;
    let (last, last_line) = lines.last()?;
    let end = last + last_line.len();
    let title = title.trim_ascii();
    let adapter =
        (title != HEADLINE).then(|| text::display(title.strip_suffix(b":").unwrap_or(title)));
    let fields = adapter
        .map(|name| ("adapter".into(), name))
        .into_iter()
        .chain(labels::collect(below).into_iter().map(owned));
    list::piece(NAME, body, *start..end, fields.collect())
}

fn owned<'a>((label, value): (String, String)) -> Field<'a> {
    (label.into(), value.into())
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    #[test]
    fn machine_and_adapters() {
        check(
            "\r\nWindows IP Configuration\r\n\r\n   Host Name . . . . . . . . . . . . : PC1\r\n   Primary Dns Suffix  . . . . . . . : contoso.test\r\n\r\nEthernet adapter Ethernet:\r\n\r\n   DHCP Enabled. . . . . . . . . . . : Yes\r\n   DNS Servers . . . . . . . . . . . : 192.0.2.1\r\n                                       2001:db8::1\r\n",
            &[
                "ipconfig /all: Host Name=PC1 Primary Dns Suffix=contoso.test",
                "ipconfig /all: adapter=Ethernet adapter Ethernet DHCP Enabled=Yes DNS Servers=192.0.2.1 2001:db8::1",
            ],
        );
    }

    #[test]
    fn another_language_is_noted() {
        check(
            "\r\nWindows-IP-Konfiguration\r\n\r\n   Hostname  . . . . . . . . . . . . : PC1\r\n",
            &[
                "not understood (German): ipconfig /all; run it again under an English display language, or collect 'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters /s'",
            ],
        );
    }
}
