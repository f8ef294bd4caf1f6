//! diagerr.xml and diagwrn.xml of Windows setup: its errors and warnings as rows of a data set.
//!
//! `<z:row Cls="D" Sev="33554432" Fun="UnattendLogWV" Msg="[windeploy.exe] ..." PID="760" TID="764" Err="0" DT="2024-05-14T09:00:00"/>`
//!
//! Each row is a record of setup: local time, level by the top byte of `Sev` (2 error, 3 warning), process and thread, the
//! program (`Mod`) as component, `Msg` as message. Other columns that are not empty are fields by their names; `Err`, where it
//! is not zero, is also `error`. It may be a bare number, which no search of the bytes can tell from others, so the rows of a
//! file are read at once. Measured on one whole file; that 3 is a warning follows from the name of the second file.

use std::borrow::Cow;

use memchr::memmem;
use nom::character::complete::char;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use crate::format::parts::head;
use crate::format::parts::xml;
use crate::format::{Framing, Head, LogFormat, Parsed, Sniffed, frame};
use crate::record::{FormatId, Kind, Level, Record};
use crate::time::{Stamp, Zone};

/// Rows of setup's errors.
pub(in crate::format) struct Diagerr;

impl LogFormat for Diagerr {
    fn id(&self) -> FormatId {
        FormatId("diagerr")
    }

    fn kind(&self) -> Kind {
        Kind::Panther
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let has = |mark: &[u8]| memmem::find(head.text, mark).is_some();
        (has(b"#RowsetSchema") && has(b"name=\"Msg\"") && has(b"name=\"Sev\"")).then(|| Sniffed {
            score: 95,
            why: "rows of setup's errors in XML".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        frame::each(text, frame::by_elements(text, b"<z:row", b"/>"), record)
    }
}

fn record(raw: &[u8]) -> Option<Record<'_>> {
    let row = xml::first_element(raw)?;
    let number = |name: &str| row.attribute(name)?.parse().ok();
    let message = row.attribute("Msg")?.to_owned().into_bytes();
    let shown = [
        "Cls", "Maj", "Min", "LN", "Fil", "Fun", "Uid", "Con", "Exe", "Err",
    ];
    let columns = shown
        .iter()
        .filter_map(|name| Some((*name, row.attribute(name)?)));
    let error = row.attribute("Err").filter(|error| *error != "0");
    let fields = columns.chain(error.map(|error| ("error", error)));
    Some(Record {
        stamp: row
            .attribute("DT")
            .and_then(|time| moment(time.as_bytes()).ok()?.1),
        level: number("Sev").and_then(level),
        component: row.attribute("Mod").unwrap_or_default().to_owned().into(),
        process: number("PID"),
        thread: number("TID"),
        fields: fields
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (Cow::Borrowed(name), value.to_owned().into()))
            .collect(),
        ..Record::text(Kind::Panther, message)
    })
}

fn level(severity: u32) -> Option<Level> {
    match severity >> 24 {
        2 => Some(Level::Error),
        3 => Some(Level::Warning),
        _ => None,
    }
}

/// `2024-05-14T09:00:00`.
fn moment(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let clock = preceded(char('T'), head::clock);
    terminated((head::date, clock), nom::combinator::rest)
        .map(|(date, clock)| head::stamp(date, clock, 0, Zone::Local))
        .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_a_row() {
        let raw = br#"<z:row Sev="33554432" Fun="F" Msg="a &lt;b&gt; failed" PID="760" TID="764" Exe="" Mod="w.exe" Err="5" DT="2024-05-14T09:00:00"/>"#;
        let record = Diagerr.parse(raw).unwrap();
        assert_eq!(record.message.as_ref(), b"a <b> failed");
        assert_eq!(record.level, Some(Level::Error));
        assert_eq!((record.process, record.thread), (Some(760), Some(764)));
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:00");
        assert_eq!(
            (record.field("error"), record.field("Exe")),
            (Some("5"), None)
        );
        assert_eq!(record.component, "w.exe");
    }

    #[test]
    fn a_row_that_is_cut_is_no_record() {
        assert!(Diagerr.parse(b"<z:row Msg=\"x").is_none());
        assert!(Diagerr.parse(b"<z:row Sev=\"1\"/>").is_none());
    }
}
