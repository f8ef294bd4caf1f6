//! `Sync failed: WSUS server not configured~  $$<SMS_WSUS_SYNC_MANAGER><05-14-2024 09:00:00.125+240><thread=1088 (0x440)>`
//!
//! A tilde at either end of the text is a line end of the program's; inside it may belong to a package's name and stays.

use std::borrow::Cow;

use memchr::memmem;
use nom::bytes::complete::{tag, take_till};
use nom::sequence::delimited;
use nom::{IResult, Parser};

use crate::format::parts::head;
use crate::record::{Kind, Record};
use crate::text;

const OPEN: &[u8] = b"$$<";

/// Whether the line has the columns behind its text.
pub(super) fn has_columns(line: &[u8]) -> bool {
    // Dollars are rare, so this is cheaper than a search for all three bytes.
    memchr::memchr_iter(b'$', line)
        .any(|at| line.get(at..).is_some_and(|rest| rest.starts_with(OPEN)))
}

/// A record with columns. Lines below them are kept at the end of its message.
pub(super) fn record(text: &[u8]) -> Option<Record<'_>> {
    let (message, columns) = text.split_at_checked(memmem::find(text, OPEN)?)?;
    let (rest, (component, time, thread)) = columns_of(columns).ok()?;
    let at = time.iter().position(|byte| *byte == b' ')?;
    let (date, clock) = time.split_at_checked(at)?;
    let (message, rest) = (bare(message), rest.trim_ascii());
    let message = match rest {
        b"" => Cow::Borrowed(message),
        more => Cow::Owned([message, b"\n", more].concat()),
    };
    Some(Record {
        stamp: super::stamp(date, clock.trim_ascii()),
        component: text::display(component),
        thread: head::decimal(thread).ok().map(|(_, number)| number),
        ..Record::text(Kind::Configmgr, message)
    })
}

/// Component, date and time, and thread.
type Columns<'a> = (&'a [u8], &'a [u8], &'a [u8]);

fn columns_of(input: &[u8]) -> IResult<&[u8], Columns<'_>> {
    let inside = || take_till(|byte| byte == b'>' || byte == b'\n');
    (
        delimited(tag(OPEN), inside(), tag(">")),
        delimited(tag("<"), inside(), tag(">")),
        delimited(tag("<thread="), inside(), tag(">")),
    )
        .parse(input)
}

/// The text without the line ends that tildes stand for.
fn bare(mut message: &[u8]) -> &[u8] {
    loop {
        let trimmed = message.trim_ascii();
        let front = trimmed.strip_prefix(b"~").unwrap_or(trimmed);
        let both = front.strip_suffix(b"~").unwrap_or(front);
        if both.len() == message.len() {
            return both;
        }
        message = both;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &'static str, message: &str, component: &str) -> Record<'static> {
        let record = record(text.as_bytes()).unwrap();
        assert_eq!(text::display(&record.message), message);
        assert_eq!(record.component, component);
        record
    }

    #[test]
    fn every_column_is_read() {
        let record = check(
            "~Sync failed~~  $$<SMS_WSUS_SYNC_MANAGER><05-14-2024 09:00:00.125+240><thread=1088 (0x440)>",
            "Sync failed",
            "SMS_WSUS_SYNC_MANAGER",
        );
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T13:00:00.125Z");
        assert_eq!(record.thread, Some(1088));
    }

    #[test]
    fn tildes_inside_stay() {
        check(
            "Package Contoso~31bf~amd64~~10.0 failed $$<CONTOSO><05-14-2024 09:00:00.125+240><thread=1 (0x1)>",
            "Package Contoso~31bf~amd64~~10.0 failed",
            "CONTOSO",
        );
    }

    #[test]
    fn lines_below_are_kept() {
        check(
            "first $$<CONTOSO><05-14-2024 09:00:00.125+240><thread=1 (0x1)>\r\nSystem.Net.WebException: 503\r\n",
            "first\nSystem.Net.WebException: 503",
            "CONTOSO",
        );
    }

    #[test]
    fn cut_columns_are_none() {
        for text in ["a $$<B", "a $$<B><05-14-2024", "a", "$$<B><0><thread=1>"] {
            assert!(record(text.as_bytes()).is_none(), "{text}");
        }
    }
}
