//! The head that CBS.log, dism.log, the setup logs and those of the recovery environment share, and which a text is.
//!
//! `2024-05-14 09:00:00, Error      [0x0b2d3f] MIG    Failed to gather [gle=0x00000570]`
//!
//! Measured on whole files: local time to the second, the level at offset 21, an optional message id, the component at
//! offset 43 (or blanks), the message at offset 50; lines without a head continue the record before. Failures are mostly
//! written at level Info. As people paste it: columns closed up to single blanks, the stamp blanked out
//! (`<DateTime>, Info CSI ...`), cut short or gone (`Error CBS Doqi: ...`), the message wrapped onto the next line.

use std::borrow::Cow;

use memchr::memmem;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::multispace0;
use nom::combinator::{map, map_opt, opt, recognize, verify};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use super::servicing_copied;
use crate::format::parts::head::{self, blanks0, blanks1, fits, is_blank, known_word, word};
use crate::format::parts::vote::{self, Vote};
use crate::format::{Framing, Head, LogFormat, Sniffed, frame};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// A log with this head; its kind tells which.
pub(in crate::format) struct Servicing(pub(in crate::format) Kind);

impl LogFormat for Servicing {
    fn id(&self) -> FormatId {
        FormatId(self.0.name())
    }

    fn kind(&self) -> Kind {
        self.0
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        claim(head, self.0)
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        record(self.0, raw)
    }
}

/// Offset of the component in a line as written.
const COMPONENT_AT: usize = 43;
/// Offset of the message in a line as written.
const MESSAGE_AT: usize = 50;

const CBS: [&[u8]; 5] = [b"CBS", b"CSI", b"DPX", b"DEPLOY", b"SXS"];
const DISM: [&[u8]; 1] = [b"DISM"];
const PANTHER: [&[u8]; 14] = [
    b"MOUPG", b"SP", b"MIG", b"CONX", b"IBS", b"IBSLIB", b"SYSPRP", b"PANTHR", b"UI", b"DIAG",
    b"TOOL", b"SETUP", b"WDSUTIL", b"COMPAT",
];

const LEVELS: [(&[u8], Level); 7] = [
    (b"Info", Level::Info),
    (b"Warning", Level::Warning),
    (b"Error", Level::Error),
    (b"ERROR", Level::Error),
    (b"Fatal", Level::Critical),
    (b"FatalError", Level::Critical),
    (b"Perf", Level::Verbose),
];

/// Whether a line begins a record. The usual form is told by its punctuation at fixed offsets.
pub(in crate::format) fn starts_record(line: &[u8]) -> bool {
    fits(line, b"####-##-## ##:##:##, ") || starts_pasted_record(line.trim_ascii_start())
}

/// The claim of one of the kinds on a source.
pub(in crate::format) fn claim(head: &Head<'_>, kind: Kind) -> Option<Sniffed> {
    let vote = Vote::take(head, starts_record);
    let named = name_hint(head) == Some(kind);
    let one_in = match vote.first {
        _ if named => 10,
        true => 5,
        false => 2,
    };
    let claim = vote.claim(90, one_in, "begin with the columns of a servicing log")?;
    (decide(head) == kind).then(|| Sniffed {
        why: format!("{}; components of {}", claim.why, kind.name()),
        ..claim
    })
}

/// One record. Text without a head, as before the first record of a file, is all message.
pub(in crate::format) fn record(kind: Kind, raw: &[u8]) -> Option<Record<'_>> {
    let text = raw.trim_ascii();
    let (message, columns) = columns(text).unwrap_or_else(|_| (text, Columns::default()));
    let message = message.trim_ascii();
    if message.is_empty() && columns.component.is_empty() {
        return None;
    }
    let ids = (columns.component == b"DISM").then(|| dism_ids(message));
    let (process, thread) = ids.unwrap_or_default();
    Some(Record {
        stamp: columns.stamp,
        level: columns.level,
        component: text::display(columns.component),
        process,
        thread,
        fields: columns
            .id
            .map(|id| (Cow::Borrowed("id"), text::display(id)))
            .into_iter()
            .collect(),
        ..Record::text(kind, message)
    })
}

/// The columns in front of the message.
#[derive(Default)]
struct Columns<'a> {
    stamp: Option<Stamp>,
    level: Option<Level>,
    id: Option<&'a [u8]>,
    component: &'a [u8],
}

/// What the components say, then the file name, then that blank components are setup's.
fn decide(head: &Head<'_>) -> Kind {
    let mut counts = (0_usize, 0_usize, 0_usize);
    let (mut recovery, mut records) = (0_usize, 0_usize);
    for piece in frame::by_lines(head.text, starts_record) {
        let raw = head.text.get(piece.0..piece.1).unwrap_or_default();
        let (message, columns) = columns(raw.trim_ascii()).unwrap_or_default();
        let component = columns.component;
        records += 1;
        recovery += usize::from(is_recovery(message));
        counts.0 += usize::from(CBS.contains(&component));
        counts.1 += usize::from(DISM.contains(&component));
        counts.2 += usize::from(PANTHER.contains(&component));
    }
    match counts {
        (0, 0, 0) if recovery * 2 > records => Kind::Recovery,
        (0, 0, 0) => name_hint(head).unwrap_or(Kind::Panther),
        // Setup runs DISM and the servicing stack and logs what they say; they do not log for setup.
        (cbs, dism, panther) if panther * 4 > cbs + dism => Kind::Panther,
        (cbs, dism, _) if cbs == dism => name_hint(head).unwrap_or(Kind::Cbs),
        (cbs, dism, _) if dism > cbs => Kind::Dism,
        _ => Kind::Cbs,
    }
}

/// What the recovery environment's own programs write.
fn is_recovery(message: &[u8]) -> bool {
    let message = message.trim_ascii_start();
    message.starts_with(b"[ReAgent") || memmem::find(message, b"WinREAgent").is_some()
}

fn name_hint(head: &Head<'_>) -> Option<Kind> {
    let hints: [(&[&str], Kind); 4] = [
        (&["reagent"], Kind::Recovery),
        (
            &["setupact", "setuperr", "panther", "bluebox", "updateagent"],
            Kind::Panther,
        ),
        (&["dism"], Kind::Dism),
        (&["cbs"], Kind::Cbs),
    ];
    hints
        .into_iter()
        .find_map(|(words, kind)| vote::named(head, words).then_some(kind))
}

/// A head that copying has changed: anything short before `, Info`, the level and a component that is known, or what CMTrace
/// makes of it.
fn starts_pasted_record(line: &[u8]) -> bool {
    if let Some((rest, _)) = servicing_copied::stamp(line) {
        return known_component(rest).is_some();
    }
    if let Ok((rest, _)) = level(line) {
        return known_component(rest.trim_ascii_start()).is_some();
    }
    // The column is short, and most lines of other logs have no comma so near.
    let column = line.get(..=LONGEST_COLUMN).unwrap_or(line);
    memchr::memchr(b',', column).is_some()
        && stamp_column(line).is_ok_and(|(rest, _)| level(rest).is_ok())
}

/// Longest text in the place of a stamp that is taken for one.
const LONGEST_COLUMN: usize = 24;

/// Everything up to the message; of a record that is cut behind its stamp, the stamp.
fn columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    alt((copied, all_columns, stamp_alone)).parse(input)
}

/// What CMTrace leaves of the columns.
fn copied(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let read = || {
        let (rest, stamp) = servicing_copied::stamp(input)?;
        let (rest, component) = known_component(rest)?;
        let columns = Columns {
            stamp,
            component,
            ..Columns::default()
        };
        Some((rest, columns))
    };
    read().map_or_else(|| nom::combinator::fail().parse(input), Ok)
}

fn all_columns(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let (rest, (stamp, level, id)) = (opt(stamp_column), level, opt(message_id)).parse(input)?;
    let (rest, component) = component(input, rest.trim_ascii_start());
    Ok((
        rest,
        Columns {
            stamp: stamp.flatten(),
            level: Some(level),
            id,
            component,
        },
    ))
}

fn stamp_alone(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    map(stamp_column, |stamp| Columns {
        stamp,
        ..Columns::default()
    })
    .parse(input)
}

/// Everything before the comma and the blanks behind it: a reading, or what stands in its place.
fn stamp_column(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    terminated(alt((reading, replaced)), (tag(","), blanks0)).parse(input)
}

fn reading(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let (rest, (date, clock)) = (terminated(head::date, blanks1), head::clock).parse(input)?;
    Ok((rest, head::stamp(date, clock, 0, Zone::Local)))
}

/// `<DateTime>`, `20xx-xx-14 09:00:02`, `Date/Time`, `41:07`: short, and with the punctuation of a date or a gap to fill.
fn replaced(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let column = take_while1(|byte: u8| byte != b',' && byte != b'\n');
    let stands_for_time = |column: &[u8]| {
        column.len() <= LONGEST_COLUMN && column.iter().any(|byte| b"<:/-".contains(byte))
    };
    map(verify(column, stands_for_time), |_| None).parse(input)
}

/// The level word, up to white space or the end.
fn level(input: &[u8]) -> IResult<&[u8], Level> {
    map_opt(word, |word: &[u8]| {
        let found = LEVELS.iter().find(|(name, _)| *name == word);
        found.map(|(_, level)| *level)
    })
    .parse(input)
}

/// `[0x0a1c2e]`.
fn message_id(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let digits = take_while(|byte: u8| byte.is_ascii_hexdigit());
    let id = delimited(tag("["), recognize((tag("0x"), digits)), tag("]"));
    preceded(multispace0, id).parse(input)
}

/// The component and what follows. At its column any short word is one; elsewhere only a known one.
fn component<'a>(line: &'a [u8], rest: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let at_column = line.len() - rest.len() == COMPONENT_AT;
    let padded = line
        .get(COMPONENT_AT..MESSAGE_AT)
        .filter(|field| at_column && field.last().is_some_and(|byte| is_blank(*byte)))
        .map(<[u8]>::trim_ascii_end)
        .filter(|field| !field.iter().any(|byte| is_blank(*byte)));
    match padded {
        Some(name) => (rest.get(name.len()..).unwrap_or_default(), name),
        None => known_component(rest).unwrap_or((rest, b"")),
    }
}

/// A known component in front of a blank or the end, as (rest, component).
fn known_component(text: &[u8]) -> Option<(&[u8], &[u8])> {
    [&CBS[..], &DISM[..], &PANTHER[..]]
        .into_iter()
        .find_map(|known| known_word(known, text))
        .map(|(component, rest)| (rest, component))
}

/// `PID=5120 TID=10880`; Windows 7 wrote no `TID`.
fn dism_ids(message: &[u8]) -> (Option<u32>, Option<u32>) {
    let after = |name: &[u8]| {
        let at = memmem::find(message, name)? + name.len();
        Some(head::decimal(message.get(at..)?).ok()?.1)
    };
    (after(b"PID="), after(b"TID="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &'static str, level: Level, component: &str, message: &str) -> Record<'static> {
        let record = record(Kind::Cbs, raw.as_bytes()).unwrap();
        assert!(starts_record(raw.as_bytes()), "{raw}");
        assert_eq!(record.level, Some(level), "{raw}");
        assert_eq!(record.component, component, "{raw}");
        assert_eq!(text::display(&record.message), message, "{raw}");
        record
    }

    #[test]
    fn columns_as_written() {
        let record = check(
            "2024-05-14 09:00:00, Info                  CBS    Failed [HRESULT = 0x800f0831]\r\n",
            Level::Info,
            "CBS",
            "Failed [HRESULT = 0x800f0831]",
        );
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:00");
        let with_id = check(
            "2024-05-14 09:00:00, Error      [0x0a1c2e] IBS    No hive",
            Level::Error,
            "IBS",
            "No hive",
        );
        assert_eq!(with_id.field("id"), Some("0x0a1c2e"));
        check(
            "2024-05-14 09:00:00, Error                        WinReGetConfigEx failed",
            Level::Error,
            "",
            "WinReGetConfigEx failed",
        );
        check(
            "2024-05-14 09:00:00, Warning               NEWONE Text",
            Level::Warning,
            "NEWONE",
            "Text",
        );
    }

    #[test]
    fn columns_as_pasted() {
        check(
            "2024-05-14 09:00:00, Info CBS Failed to pin",
            Level::Info,
            "CBS",
            "Failed to pin",
        );
        check(
            "<DateTime>, Info CSI 0000003b Begin",
            Level::Info,
            "CSI",
            "0000003b Begin",
        );
        check(
            "20xx-xx-14 09:00:02, Info CBS Text",
            Level::Info,
            "CBS",
            "Text",
        );
        check(
            "41:07, Error           SP     Text",
            Level::Error,
            "SP",
            "Text",
        );
        check(
            "Error                 CBS    Text",
            Level::Error,
            "CBS",
            "Text",
        );
        check(
            "2024-05-14 09:00:00, Info          \n       DPX    Text",
            Level::Info,
            "DPX",
            "Text",
        );
    }

    #[test]
    fn dism_ids_become_process_and_thread() {
        let record = check(
            "2024-05-14 09:00:00, Info                  DISM   API: PID=5120 TID=10880 DismApi.dll: x",
            Level::Info,
            "DISM",
            "API: PID=5120 TID=10880 DismApi.dll: x",
        );
        assert_eq!((record.process, record.thread), (Some(5120), Some(10880)));
    }

    #[test]
    fn continuation_lines_do_not_start_a_record() {
        for line in [
            " Expected: {l:32 b:00}",
            "    Old component: [l:0]\"\"",
            "[5120.1088] [0x80070570] ResExtract:(230): text",
            "Information 05/14 /2024 User32 1074 None",
            "Error 1392 while reading Contoso",
            "file, Error in it",
            "",
        ] {
            assert!(!starts_record(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn text_before_the_first_record_is_all_message() {
        let note = record(Kind::Cbs, "*** before the restart\r\n\r\n".as_bytes()).unwrap();
        assert_eq!(
            (note.level, note.message.as_ref()),
            (None, &b"*** before the restart"[..])
        );
        assert!(record(Kind::Cbs, b"2024-05-14 09:00:00, ").is_none());
        assert!(record(Kind::Cbs, b"2024-05-14 09:00:00, Info").is_none());
    }
}
