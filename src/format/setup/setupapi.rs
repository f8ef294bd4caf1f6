//! SetupAPI's logs: setupapi.dev.log, setupapi.setup.log, setupapi.offline.log and setupapi.app.log.
//!
//! `>>>  [Device Install (Hardware initiated) - PCI\VEN_10EC&DEV_8168]`, `>>>  Section start 2024/05/14 09:00:00.110`, then lines
//! such as `!!!  dvi:      Device install failed. Error = 0x800b0109 09:00:01.250`, and `<<<  [Exit status: FAILURE(0x800b0109)]`
//!
//! A record is a line: a section of thousands of lines holds harmless codes beside the one that matters, so as one record it
//! could be neither silenced nor quoted. But a line alone has neither date nor title. Both stand above it, and how it ended
//! below, so a source is read at once; a line has the time that was given last within its section, and the fields `section`
//! and `exit_status`. A message keeps the category in front (`sig: ...`), as excerpts do; marks and clock are columns.
//! Measured on whole files of Windows 10 and Server 2022, local time; errors (`!!!`) are documented and were not among them.
//! The header's Windows version is that of the day the file was begun, and of another machine in the offline log: no fact.

use std::borrow::Cow;

use memchr::memmem;
use nom::Parser;
use nom::bytes::complete::tag;
use nom::sequence::{preceded, separated_pair};

use crate::format::parts::head::{self, Clock, blanks1, fits};
use crate::format::parts::running_clock::RunningClock;
use crate::format::parts::vote::Vote;
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// The installer's logs.
pub(in crate::format) struct SetupApi;

impl LogFormat for SetupApi {
    fn id(&self) -> FormatId {
        FormatId("setupapi")
    }

    fn kind(&self) -> Kind {
        Kind::Setupapi
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let vote = Vote::take(head, is_told);
        let one_in = if vote.first { 4 } else { 2 };
        vote.claim(95, one_in, "are sections or categories of SetupAPI")
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let mut reading = Reading::default();
        for (start, line) in text::lines(text) {
            if !line.trim_ascii().is_empty() {
                reading.line(start, line);
            }
        }
        reading.parsed
    }
}

/// Categories as files and documentation have them.
const CATEGORIES: [&[u8]; 22] = [
    b"bak", b"cci", b"cmd", b"cmi", b"cpy", b"dvi", b"dvs", b"flq", b"idb", b"inf", b"ndv", b"nls",
    b"os", b"pol", b"prp", b"reg", b"set", b"sig", b"sto", b"ui", b"ump", b"utl",
];

/// A source while its lines are read.
#[derive(Default)]
struct Reading<'a> {
    parsed: Parsed<'a>,
    clock: RunningClock,
    section: Option<Section<'a>>,
}

struct Section<'a> {
    title: &'a str,
    /// Number of its first record.
    first: usize,
}

impl<'a> Reading<'a> {
    fn line(&mut self, start: usize, line: &'a [u8]) {
        let end = start + line.len();
        let first = self.parsed.records.len();
        if let Some(title) = marked(line, b">>>").and_then(title) {
            let title = readable(title);
            self.section = Some(Section { title, first });
            self.clock.set(None);
        }
        if let Some(stamp) = dated(line) {
            self.clock.set(Some(stamp));
            if marked(line, b">>>").is_some() {
                self.date_the_title(stamp);
            }
        }
        let record = self.record(line);
        self.parsed.records.push(Located { start, end, record });
        if let Some(status) = marked(line, b"<<<").and_then(exit_status) {
            self.close(status);
        }
    }

    fn record(&mut self, line: &'a [u8]) -> Record<'a> {
        let (level, message) = level(line);
        let (message, clock) = without_clock(message);
        if let Some((clock, nanos)) = clock {
            self.clock.advance(clock, nanos);
        }
        let section = self.section.as_ref();
        Record {
            stamp: self.clock.last(),
            level,
            component: text::display(category(message).unwrap_or_default()),
            fields: section
                .map(|section| (Cow::Borrowed("section"), Cow::Borrowed(section.title)))
                .into_iter()
                .collect(),
            ..Record::text(Kind::Setupapi, message)
        }
    }

    /// The start stands in the line below the title.
    fn date_the_title(&mut self, stamp: Stamp) {
        let first = self.section.as_ref().map(|section| section.first);
        if let Some(title) = first.and_then(|first| self.parsed.records.get_mut(first)) {
            title.record.stamp = Some(stamp);
        }
    }

    fn close(&mut self, status: &'a [u8]) {
        let Some(section) = self.section.take() else {
            return;
        };
        for found in self.parsed.records.iter_mut().skip(section.first) {
            let field = (
                Cow::Borrowed("exit_status"),
                Cow::Borrowed(readable(status)),
            );
            found.record.fields.push(field);
        }
    }
}

/// The text up to a byte that is no UTF-8. Every line of a section has it, so it must not be copied.
fn readable(text: &[u8]) -> &str {
    text.utf8_chunks().next().map_or("", |chunk| chunk.valid())
}

/// Whether a line is told to be SetupAPI's, as written or with its indentation lost.
fn is_told(line: &[u8]) -> bool {
    const HEADERS: [&[u8]; 4] = [
        b"[Device Install Log]",
        b"[BeginLog]",
        b"[Boot Session: ",
        b"[SetupAPI Log]",
    ];
    marked(line, b">>>")
        .or_else(|| marked(line, b"<<<"))
        .is_some()
        || category(level(line).1).is_some()
        || HEADERS.iter().any(|header| line.starts_with(header))
}

/// What follows the mark of a section's line.
fn marked<'a>(line: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let rest = line.trim_ascii_start().strip_prefix(mark)?.trim_ascii();
    (rest.starts_with(b"[") || rest.starts_with(b"Section ")).then_some(rest)
}

fn title(rest: &[u8]) -> Option<&[u8]> {
    rest.strip_prefix(b"[")?.strip_suffix(b"]")
}

fn exit_status(rest: &[u8]) -> Option<&[u8]> {
    title(rest)?.strip_prefix(b"Exit status: ")
}

/// The level that the mark in front gives, and the line without it.
fn level(line: &[u8]) -> (Option<Level>, &[u8]) {
    let line = line.trim_ascii();
    if let Some(rest) = line.strip_prefix(b"!!!") {
        return (Some(Level::Error), rest.trim_ascii_start());
    }
    if let Some(rest) = line.strip_prefix(b"!") {
        return (Some(Level::Warning), rest.trim_ascii_start());
    }
    if let Some(rest) = marked(line, b">>>").or_else(|| marked(line, b"<<<")) {
        let failed = exit_status(rest).is_some_and(|status| status.starts_with(b"FAILURE"));
        return (failed.then_some(Level::Error), rest);
    }
    (None, line)
}

/// `dvi` of `dvi: text`.
fn category(message: &[u8]) -> Option<&[u8]> {
    let end = memchr::memchr(b':', message.get(..4).unwrap_or(message))?;
    let (name, rest) = message.split_at_checked(end)?;
    let ends = rest.len() == 1 || rest.get(1).is_some_and(|byte| head::is_blank(*byte));
    (ends && CATEGORIES.contains(&name)).then_some(name)
}

/// The time of `Section start 2024/05/14 09:00:00.110` and `[Boot Session: 2024/05/14 09:00:00.110]`.
fn dated(line: &[u8]) -> Option<Stamp> {
    const NAMES: [&[u8]; 3] = [b"Section start ", b"Section end ", b"[Boot Session: "];
    let time = NAMES.iter().find_map(|name| {
        let at = memmem::find(line.get(..line.len().min(24))?, name)?;
        line.get(at + name.len()..)
    })?;
    let clock = (head::clock, preceded(tag("."), head::fraction));
    let mut moment = separated_pair(head::date, blanks1, clock);
    let (_, (date, (clock, nanos))) = moment.parse(time).ok()?;
    head::stamp(date, clock, nanos, Zone::Local)
}

/// The message, and the clock behind it.
fn without_clock(message: &[u8]) -> (&[u8], Option<(Clock, i32)>) {
    const SHAPE: &[u8] = b" ##:##:##.###";
    let split = message
        .len()
        .checked_sub(SHAPE.len())
        .and_then(|at| message.split_at_checked(at))
        .filter(|(_, clock)| fits(clock, SHAPE));
    let Some((front, clock)) = split else {
        return (message, None);
    };
    let fraction = preceded(tag("."), head::fraction);
    match preceded(blanks1, (head::clock, fraction)).parse(clock) {
        Ok((_, read)) if dated(message).is_none() => (front.trim_ascii_end(), Some(read)),
        _ => (message, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each record as `stamp|level|component|message|fields`.
    fn check(text: &str, expected: &[&str]) {
        let parsed = SetupApi.parse_whole(text.as_bytes());
        let shown: Vec<_> = parsed
            .records
            .iter()
            .map(|found| {
                let record = &found.record;
                let fields: Vec<_> = record.fields.iter().map(|(_, value)| &**value).collect();
                format!(
                    "{}|{:?}|{}|{}|{}",
                    record.stamp.map(Stamp::rfc3339).unwrap_or_default(),
                    record.level,
                    record.component,
                    text::display(&record.message),
                    fields.join(";")
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn lines_have_title_date_and_end_of_their_section() {
        check(
            ">>>  [Install - PCI]\n>>>  Section start 2024/05/14 23:59:59.110\n     dvi: {Build} 00:00:00.176\n!    sig:      bad\n<<<  Section end 2024/05/15 00:00:01.000\n<<<  [Exit status: FAILURE(0x800b0109)]\n",
            &[
                "2024-05-14T23:59:59.11|None||[Install - PCI]|Install - PCI;FAILURE(0x800b0109)",
                "2024-05-14T23:59:59.11|None||Section start 2024/05/14 23:59:59.110|Install - PCI;FAILURE(0x800b0109)",
                "2024-05-15T00:00:00.176|None|dvi|dvi: {Build}|Install - PCI;FAILURE(0x800b0109)",
                "2024-05-15T00:00:00.176|Some(Warning)|sig|sig:      bad|Install - PCI;FAILURE(0x800b0109)",
                "2024-05-15T00:00:01|None||Section end 2024/05/15 00:00:01.000|Install - PCI;FAILURE(0x800b0109)",
                "2024-05-15T00:00:01|Some(Error)||[Exit status: FAILURE(0x800b0109)]|Install - PCI;FAILURE(0x800b0109)",
            ],
        );
    }

    #[test]
    fn a_section_without_a_start_has_no_time() {
        check(
            "[Boot Session: 2024/05/14 08:00:00.498]\n>>>  [Cut]\n!!!  ndv: failed 09:00:00.000\n",
            &[
                "2024-05-14T08:00:00.498|None||[Boot Session: 2024/05/14 08:00:00.498]|",
                "|None||[Cut]|Cut",
                "|Some(Error)|ndv|ndv: failed|Cut",
            ],
        );
    }

    #[test]
    fn categories_are_known_words() {
        let told = |line: &str| is_told(line.as_bytes());
        for line in [
            "     dvi: x",
            "      os: x",
            "sto: {x}",
            "!    inf: x",
            "<<<  [Exit status: SUCCESS]",
            "     set:",
        ] {
            assert!(told(line), "{line}");
        }
        for line in ["Error: x", "http://x", "abc: x", ">>> quoted", "", "sto:x"] {
            assert!(!told(line), "{line}");
        }
    }
}
