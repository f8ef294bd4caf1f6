//! `netsh winhttp show proxy`: the proxy that services use.
//!
//! `    Direct access (no proxy server).` or `    Proxy Server(s) :  proxy.contoso.test:8080`
//!
//! Fields: `direct` (`true` or `false`), `proxy` and `bypass` as printed; `(none)` is empty. In another language nothing is
//! concluded, least of all that there is no proxy.

use memchr::memmem;

use super::labels;
use super::{Command, Field, Reading, record, whole_section};
use crate::text;

const NAME: &str = "netsh winhttp show proxy";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins,
    read,
    instead: "the value WinHttpSettings of HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections",
    whole: false,
};

/// The headline has the product's name in every language.
fn begins(line: &[u8]) -> bool {
    const LONGEST: usize = 100;
    let line = line.trim_ascii();
    line.len() <= LONGEST
        && line.ends_with(b":")
        && !line.starts_with(b"WinHTTP:")
        && memmem::find(line, b"WinHTTP").is_some()
}

fn read<'a>(body: &'a [u8], _: &str) -> Reading<'a> {
    let mut fields: Vec<Field<'a>> = Vec::new();
    for (_, line) in text::lines(body) {
        if line
            .trim_ascii()
            .starts_with(b"Direct access (no proxy server)")
        {
            fields.push(("direct".into(), "true".into()));
        }
        let Some(found) = labels::split(line) else {
            continue;
        };
        let value = text::display(if found.value == b"(none)" {
            b""
        } else {
            found.value
        });
        match found.label {
            b"Proxy Server(s)" => {
                fields.push(("direct".into(), "false".into()));
                fields.push(("proxy".into(), value));
            }
            b"Bypass List" => fields.push(("bypass".into(), value)),
            _ => {}
        }
    }
    if fields.is_empty() {
        return Reading {
            foreign: (!body.trim_ascii().is_empty()).then_some(NAME),
            ..Reading::default()
        };
    }
    Reading {
        records: whole_section(body, record(NAME, body, fields)),
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    #[test]
    fn direct_access_and_a_proxy() {
        check(
            "\r\nCurrent WinHTTP proxy settings:\r\n\r\n    Direct access (no proxy server).\r\n",
            &["netsh winhttp show proxy: direct=true"],
        );
        check(
            "\r\nCurrent WinHTTP proxy settings:\r\n\r\n    Proxy Server(s) :  proxy.contoso.test:8080\r\n    Bypass List     :  (none)\r\n",
            &["netsh winhttp show proxy: direct=false proxy=proxy.contoso.test:8080 bypass="],
        );
    }

    #[test]
    fn another_language_is_never_no_proxy() {
        let advice = "netsh winhttp show proxy; run it again under an English display language, or collect the value \
            WinHttpSettings of HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections";
        check(
            "\r\nAktuelle WinHTTP-Proxyeinstellungen:\r\n\r\n    Direktzugriff (kein Proxyserver).\r\n",
            &[&format!("not understood (German): {advice}")],
        );
        check(
            "C:\\>netsh winhttp show proxy\r\n\r\n???\r\n",
            &[&format!("not understood (another language): {advice}")],
        );
    }
}
