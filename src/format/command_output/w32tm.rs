//! `w32tm /query /status` and `w32tm /stripchart`: where the clock is set from, and how far it is off.
//!
//! `Source: dc1.contoso.test`; `09:00:00, -00.0123456s`; `09:00:02 d:+00.0312s o:-00.0123s  [  *  ]`
//!
//! The status is one record with fields named as printed. Each sample of a chart is a record with the field `offset` in
//! seconds; a sample that failed has `error`.

use memchr::memmem;

use super::{Command, Reading, labels, record, whole_section};
use crate::format::Located;
use crate::format::head::fits;
use crate::text;

const NAME: &str = "w32tm";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins,
    read,
    instead: "'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time /s'",
};

/// The first line of a status or a chart; the former also translated.
fn begins(line: &[u8]) -> bool {
    const FIRST: [&[u8]; 6] = [
        b"Leap Indicator:",
        b"Sprungindikator:",
        b"Indicateur de",
        b"Indicador de salto:",
        b"Indicatore di",
        b"Indicador de Bissexto:",
    ];
    let chart = line.starts_with(b"Tracking ") && line.trim_ascii_end().ends_with(b"].");
    chart || FIRST.iter().any(|first| line.starts_with(first))
}

fn read<'a>(body: &'a [u8], _: &str) -> Reading<'a> {
    let lines: Vec<_> = text::lines(body)
        .filter(|(_, line)| !line.trim_ascii().is_empty())
        .collect();
    let samples: Vec<_> = lines.iter().filter_map(|line| sample(*line)).collect();
    let is_status = lines
        .iter()
        .any(|(_, line)| line.starts_with(b"Leap Indicator:"));
    let records = if is_status {
        let fields = labels::collect(&lines).into_iter();
        let fields = fields.map(|(label, value)| (label.into(), value.into()));
        whole_section(body, record(NAME, body, fields.collect()))
    } else {
        samples
    };
    let chart = lines.iter().any(|(_, line)| line.starts_with(b"Tracking "));
    let foreign = records.is_empty() && !chart && !lines.is_empty() && !is_refusal(body);
    Reading {
        foreign: foreign.then_some(NAME),
        records,
        bad: 0,
    }
    .or_refusal(body)
}

impl<'a> Reading<'a> {
    /// `The following error occurred: The service has not been started. (0x80070426)` is a record of its own.
    fn or_refusal(mut self, body: &'a [u8]) -> Self {
        if self.records.is_empty() && is_refusal(body) {
            self.records = whole_section(body, record(NAME, body, Vec::new()));
        }
        self
    }
}

/// A code in parentheses means the same in every language.
fn is_refusal(body: &[u8]) -> bool {
    memmem::find(body, b"(0x8").is_some()
}

fn sample((start, line): (usize, &[u8])) -> Option<Located<'_>> {
    let behind = line.get(8..).filter(|_| fits(line, b"##:##:##"))?;
    let behind = behind.strip_prefix(b",").unwrap_or(behind).trim_ascii();
    let field = match behind.strip_prefix(b"error: ") {
        Some(code) => ("error", code),
        None => ("offset", offset(behind)?),
    };
    Some(Located {
        start,
        end: start + line.len(),
        record: record(NAME, line, vec![(field.0.into(), text::display(field.1))]),
    })
}

/// `-00.0123456s`, alone or behind `o:`.
fn offset(text: &[u8]) -> Option<&[u8]> {
    let text = match memmem::find(text, b"o:") {
        Some(at) => text.get(at + 2..)?,
        None => text,
    };
    let end = text.iter().position(|byte| *byte == b's')?;
    let seconds = text.get(..end)?;
    let written = |byte: &u8| byte.is_ascii_digit() || b"+-.".contains(byte);
    (!seconds.is_empty() && seconds.iter().all(written)).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use crate::format::command_output::tests::check;

    #[test]
    fn a_status_is_one_record() {
        check(
            "Leap Indicator: 3(not synchronized)\r\nStratum: 0 (unspecified)\r\nSource: Local CMOS Clock\r\n",
            &[
                "w32tm: Leap Indicator=3(not synchronized) Stratum=0 (unspecified) Source=Local CMOS Clock",
            ],
        );
    }

    #[test]
    fn samples_have_an_offset() {
        check(
            "Tracking time.contoso.test [192.0.2.9:123].\r\nThe current time is 5/14/2024 9:00:00 AM.\r\n09:00:00, -00.0123456s\r\n09:00:02 d:+00.0312s o:+75.5s  [  *  ]\r\n09:00:04, error: 0x800705B4\r\n",
            &[
                "w32tm: offset=-00.0123456",
                "w32tm: offset=+75.5",
                "w32tm: error=0x800705B4",
            ],
        );
    }

    #[test]
    fn refusals_and_other_languages() {
        check(
            "C:\\>w32tm /query /status\r\nDer Dienst wurde nicht gestartet. (0x80070426)\r\n",
            &["w32tm: 'Der Dienst wurde nicht gestartet. (0x80070426)'"],
        );
        check(
            "Sprungindikator: 0(keine Warnung)\r\nStratum: 1\r\n",
            &[
                "not understood (German): w32tm; run it again under an English display language, or collect 'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time /s'",
            ],
        );
    }
}
