//! `w32tm /query /status` and `w32tm /stripchart`: where the clock is set from, and how far it is off.
//!
//! `Source: dc1.contoso.test`; `09:00:00, -00.0123456s`; `09:00:02 d:+00.0312s o:-00.0123s  [  *  ]`
//!
//! `w32tm /tz` prints the zone, `  [Standard Name:"W. Europe Standard Time" Bias:0min Date:(M:10 D:5 DoW:0)]` below
//! `Time zone: Current:TIME_ZONE_ID_DAYLIGHT Bias: -60min (UTC=LocalTime+Bias)`: one record with `zone` and `bias` in minutes,
//! and a fact. The bias alone tells the offset only where the zone has no daylight time.
//!
//! The status is one record with fields named as printed. Each sample of a chart is a record with the field `offset` in
//! seconds; a sample that failed has `error`.

use memchr::memmem;

use super::{Command, Reading, labels, record, whole_section, zone};
use crate::format::Located;
use crate::format::parts::head::fits;
use crate::text;
use crate::time::LocalOffset;

const NAME: &str = "w32tm";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins,
    read,
    instead: "'reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time /s'",
    whole: false,
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
    chart || line.starts_with(ZONE) || FIRST.iter().any(|first| line.starts_with(first))
}

/// The first line of `w32tm /tz`.
const ZONE: &[u8] = b"Time zone: Current:";

fn read<'a>(body: &'a [u8], _: &str) -> Reading<'a> {
    if let Some(reading) = read_zone(body) {
        return reading;
    }
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
        ..Reading::default()
    }
    .or_refusal(body)
}

fn read_zone(body: &[u8]) -> Option<Reading<'_>> {
    let text = std::str::from_utf8(body.get(memmem::find(body, ZONE)?..)?).ok()?;
    let (_, behind) = text.split_once(" Bias: ")?;
    let (bias, _) = behind.split_once("min")?;
    let (_, behind) = behind.split_once("[Standard Name:\"")?;
    let (name, behind) = behind.split_once('"')?;
    let (_, change) = behind.split_once("Date:(M:")?;
    let minutes: i32 = bias.trim().parse().ok()?;
    let fixed = minutes
        .checked_mul(-60)
        .filter(|seconds| change.starts_with("0 ") && seconds.abs() <= 14 * 3600);
    let fields = vec![
        ("zone".into(), name.into()),
        ("bias".into(), minutes.to_string().into()),
    ];
    Some(Reading {
        facts: vec![zone::fact(name, fixed.map(LocalOffset::Fixed))],
        records: whole_section(body, record(NAME, body, fields)),
        ..Reading::default()
    })
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
    use crate::format::state::command_output::tests::{check, facts};

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

    #[test]
    fn the_zone_and_where_its_bias_is_all() {
        let zone = |name: &str, month: u8| {
            format!(
                "Time zone: Current:TIME_ZONE_ID_STANDARD Bias: -540min (UTC=LocalTime+Bias)\r\n  [Standard Name:\"{name}\" Bias:0min Date:(M:{month} D:0 DoW:0)]\r\n  [Daylight Name:\"x\" Bias:-60min Date:(M:{month} D:0 DoW:0)]\r\n"
            )
        };
        check(&zone("Contoso", 0), &["w32tm: zone=Contoso bias=-540"]);
        assert_eq!(
            facts(&zone("Contoso", 0)),
            ["Zone(\"Contoso\", Fixed(32400))"]
        );
        assert_eq!(facts(&zone("Contoso", 10)), ["Zone(\"Contoso\", Unknown)"]);
        assert!(
            facts(&zone("Tokyo Standard Time", 0))[0]
                .contains("Zone(\"Tokyo Standard Time\", Zone(")
        );
    }
}
