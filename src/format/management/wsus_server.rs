//! The WSUS server's logs: SoftwareDistribution.log and change.log.
//!
//! `2024-05-14 09:00:00.123 UTC<TAB>Error<TAB>WsusService.13<TAB>SoapUtilities.LogException<TAB>ThrowException: actor = ...`,
//! and in change.log `2024-05-14 09:00:00.123 UTC<TAB>Successfully deployed deployment(Install) of ...`
//!
//! UTC. The third column is a program and its thread; stack traces follow in lines of their own and belong to the record.
//! As people paste it: blanks for tabs, the stamp blanked out (`<Date> <Time> Error WsusService.25 ...`) or everything cut
//! off but the method. Source: server logs and excerpts quoted in public. Messages of publishing tools without any column
//! stay plain text.

use std::borrow::Cow;

use nom::Parser;
use nom::bytes::complete::tag;
use nom::combinator::opt;
use nom::sequence::{preceded, separated_pair, terminated};

use crate::format::parts::head::{self, blanks0, blanks1, fits, is_blank, word};
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// Logs of the update server.
pub(in crate::format) struct WsusServer;

impl LogFormat for WsusServer {
    fn id(&self) -> FormatId {
        FormatId("wsus-server")
    }

    fn kind(&self) -> Kind {
        Kind::WsusServer
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let begun = Vote::take(head, starts_record);
        let one_in = if begun.first { 4 } else { 2 };
        let vote = Vote::take(head, |line| starts_record(line) || is_frame(line));
        let claim = vote.claim(92, one_in, "have the form of a WSUS server log")?;
        (begun.fit > 0).then_some(claim)
    }

    fn framing(&self) -> Framing {
        Framing::Lines(starts_record)
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let text = raw.trim_ascii();
        let (rest, stamp) = stamp(text);
        let (message, columns) = columns(rest).unwrap_or_else(|| (rest, Columns::default()));
        let message = message.trim_ascii();
        if message.is_empty() && columns.method.is_empty() {
            return None;
        }
        Some(Record {
            stamp,
            level: columns.level,
            component: text::display(columns.method),
            thread: columns.thread,
            fields: Some(columns.program)
                .filter(|program| !program.is_empty())
                .map(|program| (Cow::Borrowed("program"), text::display(program)))
                .into_iter()
                .collect(),
            ..Record::text(self.kind(), message)
        })
    }
}

/// Classes that write to the log, as excerpts show them.
const CLASSES: [&[u8]; 21] = [
    b"AdminDataAccess",
    b"AuthorizationManager",
    b"CabUtilities",
    b"CatalogSyncAgent",
    b"CatalogSyncAgentCore",
    b"ChangeNotificationDispatcher",
    b"ClientImplementation",
    b"ContentSyncAgent",
    b"DBConnection",
    b"DatabaseInstaller",
    b"DispatchManagerDatabasePollingThreadProcess",
    b"EventLogEventReporter",
    b"FileLocationChangeListener",
    b"HmtWebServices",
    b"ProxyConfiguration",
    b"SelfUpdateManager",
    b"ServerImplementation",
    b"SoapUtilities",
    b"SusEventDispatcher",
    b"ThreadEntry",
    b"WebServiceCommunicationHelper",
];

/// The columns between stamp and message.
#[derive(Default)]
struct Columns<'a> {
    level: Option<Level>,
    program: &'a [u8],
    thread: Option<u32>,
    method: &'a [u8],
}

fn starts_record(line: &[u8]) -> bool {
    fits(line, b"####-##-## ##:##:##.### UTC")
        || line.starts_with(BLANKED_OUT)
        || method(line.trim_ascii_start()).is_some()
}

/// Whether the line is a step of a stack trace.
fn is_frame(line: &[u8]) -> bool {
    line.trim_ascii_start()
        .strip_prefix(b"at ")
        .is_some_and(|call| call.contains(&b'('))
}

const BLANKED_OUT: &[u8] = b"<Date> <Time> ";

/// The stamp, blanked out or not there, and what follows.
fn stamp(text: &[u8]) -> (&[u8], Option<Stamp>) {
    if let Some(rest) = text.strip_prefix(BLANKED_OUT) {
        return (rest, None);
    }
    let clock = (head::clock, preceded(tag("."), head::fraction));
    let moment = separated_pair(head::date, blanks1, clock);
    let parsed = terminated(moment, (blanks1, tag("UTC"), blanks0)).parse(text);
    match parsed {
        Ok((rest, (date, (clock, nanos)))) => (rest, head::stamp(date, clock, nanos, Zone::Utc)),
        Err(_) => (text, None),
    }
}

/// The columns of SoftwareDistribution.log, told by a program and its thread in the second; change.log has none.
fn columns(rest: &[u8]) -> Option<(&[u8], Columns<'_>)> {
    if let Some((name, message)) = method(rest) {
        let columns = Columns {
            method: name,
            ..Columns::default()
        };
        return Some((message, columns));
    }
    let (rest, level) = terminated(word, blanks1).parse(rest).ok()?;
    let (rest, source) = terminated(word, blanks1).parse(rest).ok()?;
    let (program, thread) = split_thread(source)?;
    let (message, (method, _)) = (word, opt(blanks1)).parse(rest).ok()?;
    let columns = Columns {
        // `Change` is none.
        level: Level::from_name(&text::display(level)),
        program,
        thread: Some(thread),
        method,
    };
    Some((message, columns))
}

/// `WsusService.13`.
fn split_thread(source: &[u8]) -> Option<(&[u8], u32)> {
    let dot = memchr::memrchr(b'.', source)?;
    let (program, thread) = source.split_at_checked(dot)?;
    Some((program, head::number(thread.strip_prefix(b".")?, 10)?))
}

/// `SoapUtilities.LogException text` of a known class.
fn method(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = line.iter().position(|byte| is_blank(*byte))?;
    let (name, message) = line.split_at_checked(end)?;
    let dot = memchr::memchr(b'.', name)?;
    let class = name.get(..dot)?;
    (CLASSES.contains(&class)).then(|| (name, message.trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &'static str, component: &str, message: &str) -> Record<'static> {
        let record = WsusServer.parse(raw.as_bytes()).unwrap();
        assert_eq!(record.component, component, "{raw}");
        assert_eq!(text::display(&record.message), message, "{raw}");
        record
    }

    #[test]
    fn every_column_is_read_with_tabs_and_with_blanks() {
        for raw in [
            "2024-05-14 09:00:00.123 UTC\tWarning\tw3wp.425\tDBConnection..ctor\tslow\r\n",
            "2024-05-14 09:00:00.123 UTC  Warning  w3wp.425  DBConnection..ctor  slow",
        ] {
            let record = check(raw, "DBConnection..ctor", "slow");
            assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:00.123Z");
            assert_eq!(
                (record.level, record.thread),
                (Some(Level::Warning), Some(425))
            );
            assert_eq!(record.field("program"), Some("w3wp"));
        }
    }

    #[test]
    fn a_stack_trace_belongs_to_its_record() {
        check(
            "2024-05-14 09:00:00.123 UTC\tError\tWsusService.13\tSoapUtilities.LogException\tThrow\r\n   at Contoso.Sync()\r\n",
            "SoapUtilities.LogException",
            "Throw\r\n   at Contoso.Sync()",
        );
        assert!(!starts_record(
            b"   at Microsoft.UpdateServices.Internal.SoapUtilities.LogException(SoapException e)"
        ));
    }

    #[test]
    fn a_change_has_columns_and_no_level() {
        let record = check(
            "2024-05-14 09:00:00.123 UTC\tChange\tw3wp.54\tAdminDataAccess.StartSubscriptionManually\tSynchronization manually started\r\n",
            "AdminDataAccess.StartSubscriptionManually",
            "Synchronization manually started",
        );
        assert_eq!((record.level, record.thread), (None, Some(54)));
    }

    #[test]
    fn the_change_log_has_a_stamp_and_a_text() {
        let record = check(
            "2024-05-14 09:00:00.123 UTC\tSuccessfully declined update\r\n",
            "",
            "Successfully declined update",
        );
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T09:00:00.123Z");
    }

    #[test]
    fn pasted_pieces_keep_what_is_left() {
        let blanked = check(
            "<Date> <Time> Error WsusService.25 SoapUtilities.LogException Throw",
            "SoapUtilities.LogException",
            "Throw",
        );
        assert_eq!((blanked.stamp, blanked.thread), (None, Some(25)));
        check(
            "ContentSyncAgent.WakeUp Invalid file deleted",
            "ContentSyncAgent.WakeUp",
            "Invalid file deleted",
        );
        assert!(!starts_record(b"Contoso.WakeUp text"));
        assert!(!starts_record(b"SoapUtilities"));
    }
}
