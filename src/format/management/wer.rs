//! Report.wer of Windows Error Reporting: what a program or the update agent reported when it failed.
//!
//! `EventType=WindowsUpdateFailure3`, `Sig[1].Value=80072ee7`, `EventTime=133601508000000000`
//!
//! UTF-16, one `name=value` a line; one record for the report. Fields: `EventType`, the signature's values as `P1` to `P10`
//! (`Sig[0]` is `P1`) and again under the names that the report gives them, the application where it is named. Of
//! `WindowsUpdateFailure` reports `P1` is the agent's version, `P2` the error in hex without `0x` (again as `hresult`), `P3`
//! the update, `P4` the phase, `P7` a deeper error (again as `error`), `P8` the caller. The time is a FILETIME, so UTC.
//! Shape: reports quoted in public. Not handled: the list of loaded modules, and the csv and xml files beside a report.

use std::borrow::Cow;

use memchr::memmem;

use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::Stamp;

/// A report on disk.
pub(in crate::format) struct Wer;

impl LogFormat for Wer {
    fn id(&self) -> FormatId {
        FormatId("wer")
    }

    fn kind(&self) -> Kind {
        Kind::Wer
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        memmem::find(head.text, b"EventType")?;
        let has = |name: &str| vote::lines(head).any(|line| value(line, name).is_some());
        let claim = Vote::take(head, |line| line.contains(&b'=') || line.starts_with(b"["));
        (has("EventType") && (has("EventTime") || has("Sig[0].Name")))
            .then(|| claim.claim(96, 2, "are the names and values of an error report"))?
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        match report(text) {
            Some(located) => Parsed {
                records: vec![located],
                ..Parsed::default()
            },
            None => Parsed {
                bad: u64::from(!text.trim_ascii().is_empty()),
                ..Parsed::default()
            },
        }
    }
}

/// Values of a signature that are read; reports have ten.
const SIGNATURE: std::ops::Range<usize> = 0..10;
/// Names of one value besides the signature's, as the report has them.
const ALSO: [&str; 4] = ["NsAppName", "AppName", "AppPath", "ReportIdentifier"];

/// The record, from the type of the event up to the last line of the signature.
fn report(text: &[u8]) -> Option<Located<'_>> {
    let lines: Vec<_> = text::lines(text).collect();
    let find = |name: &str| {
        lines
            .iter()
            .find_map(|(start, line)| Some((*start, value(line, name)?)))
    };
    let (start, event) = find("EventType")?;
    let mut fields = vec![("EventType".into(), text::display(event))];
    for number in SIGNATURE {
        let Some((_, said)) = find(&format!("Sig[{number}].Value")) else {
            continue;
        };
        let said = text::display(said);
        if let Some((_, name)) = find(&format!("Sig[{number}].Name")) {
            fields.push((text::display(name), said.clone()));
        }
        fields.push((format!("P{}", number + 1).into(), said));
    }
    if event.starts_with(b"WindowsUpdateFailure") {
        fields.extend(errors(&fields));
    }
    let also = ALSO
        .iter()
        .filter_map(|name| Some((Cow::Borrowed(*name), find(name)?.1)));
    fields.extend(also.map(|(name, said)| (name, text::display(said))));
    let signed = lines.iter().filter(|(_, line)| line.starts_with(b"Sig["));
    let event_line = lines.iter().find(|(at, _)| *at == start);
    let end = signed
        .chain(event_line)
        .map(|(at, line)| at + line.len())
        .max()?;
    let time = find("EventTime").and_then(|(_, time)| std::str::from_utf8(time).ok()?.parse().ok());
    Some(Located {
        start: start.min(end),
        end,
        record: Record {
            stamp: time.and_then(Stamp::from_filetime),
            level: Some(Level::Error),
            message: message(&fields).into(),
            fields,
            ..Record::text(Kind::Wer, Cow::Borrowed(&b""[..]))
        },
    })
}

type Field<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The two errors of an update's failure under the names of codes; `0` is none.
fn errors<'a>(fields: &[Field<'a>]) -> Vec<Field<'a>> {
    let named = [("P2", "hresult"), ("P7", "error")];
    let code = |(from, to): (&str, &'static str)| {
        let (_, said) = fields.iter().find(|(name, _)| name == from)?;
        (said != "0" && !said.is_empty()).then(|| (Cow::Borrowed(to), said.clone()))
    };
    named.into_iter().filter_map(code).collect()
}

/// The type and the numbered values, each once.
fn message(fields: &[Field<'_>]) -> Vec<u8> {
    let numbered = |name: &str| {
        name.strip_prefix('P')
            .is_some_and(|rest| rest.parse::<u8>().is_ok())
    };
    let lines: Vec<_> = fields
        .iter()
        .filter(|(name, _)| name == "EventType" || numbered(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    lines.join("\n").into_bytes()
}

/// What stands behind `name=`, without blanks around it.
fn value<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let rest = line.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
    Some(rest.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Version=1\r\nEventType=WindowsUpdateFailure3\r\nEventTime=133601508000000000\r\nReportType=1\r\nSig[0].Name=ClientVersion\r\nSig[0].Value=10.0.19041.1\r\nSig[1].Name=Win32HResult\r\nSig[1].Value=80072ee7\r\nSig[6].Value=0\r\nLoadedModule[0]=C:\\x.dll\r\n";

    fn read(text: &str) -> Vec<Record<'_>> {
        let parsed = Wer.parse_whole(text.as_bytes());
        parsed
            .records
            .into_iter()
            .map(|found| found.record)
            .collect()
    }

    #[test]
    fn the_signature_is_numbered_and_named() {
        let found = read(REPORT);
        let record = &found[0];
        assert_eq!(record.field("P2"), Some("80072ee7"));
        assert_eq!(record.field("Win32HResult"), Some("80072ee7"));
        assert_eq!(record.field("P1"), Some("10.0.19041.1"));
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:00Z");
    }

    #[test]
    fn the_errors_of_an_update_are_codes_and_zero_is_none() {
        let found = read(REPORT);
        let codes: Vec<_> = found[0].codes().iter().map(|found| found.code.0).collect();
        assert_eq!(codes, [0x8007_2EE7]);
        assert_eq!(found[0].field("error"), None);
        let other = REPORT.replace("WindowsUpdateFailure3", "APPCRASH");
        assert_eq!(read(&other)[0].field("hresult"), None);
    }

    #[test]
    fn a_text_without_an_event_type_is_bad() {
        assert_eq!(Wer.parse_whole(b"Version=1\r\n").bad, 1);
        assert_eq!(Wer.parse_whole(b" ").bad, 0);
    }
}
