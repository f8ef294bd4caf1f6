//! The record at a line of a log, and the smallest piece of the log in which it is still read as that record.
//!
//! A line of CBS.log stands for itself. A value in a registry export needs the export's first line and its key, a line of
//! `sc query` the whole of that service. So lines are left out of the log one by one as long as the record comes out the
//! same; the rest is what a test needs.

use super::Log;
use crate::error::Error;
use crate::format::{self, Framing, HEAD_BYTES, Head, LogFormat, choose, records};
use crate::record::{Kind, Record};
use crate::text::{self, Encoding};

/// Lines before and after the record that may be needed to understand it.
const BEFORE: usize = 200;
const AFTER: usize = 60;
/// Lines at the beginning of a log that may be needed, such as an export's first.
const FIRST: usize = 3;
/// How far around the line a long log is framed, in bytes; the longest real records are below 100 KB.
const AROUND: usize = 256 * 1024;

/// A piece of a log with one record of interest.
#[derive(Clone)]
pub(super) struct Excerpt {
    /// The piece, its lines ended by `\n`.
    pub(super) text: String,
    /// The form of the log.
    pub(super) format: &'static dyn LogFormat,
    /// Number of the record in the piece.
    index: usize,
    /// Number of the line that was named within the piece, from 0.
    line: usize,
}

impl Excerpt {
    /// The record; `None` only where the text was changed into something else.
    pub(super) fn record(&self) -> Option<Record<'_>> {
        let parsed = records(self.format, self.text.as_bytes());
        let located = parsed.records.into_iter().nth(self.index)?;
        Some(located.record)
    }

    /// The excerpt with another text, where that is still of this form and has a record there.
    pub(super) fn with_text(&self, text: String) -> Option<Self> {
        let changed = Self {
            text,
            ..self.clone()
        };
        let format = chosen(&changed.text, self.file_name());
        (format.id() == self.format.id() && changed.record().is_some()).then_some(changed)
    }

    /// The line that was named, as it is in the text now.
    pub(super) fn named_line(&self) -> &str {
        self.text.lines().nth(self.line).unwrap_or_default()
    }

    /// A file name that such a log has.
    pub(super) fn file_name(&self) -> &'static str {
        file_name(self.format)
    }
}

fn file_name(format: &dyn LogFormat) -> &'static str {
    match (format.id().0, format.kind()) {
        ("checksur", _) => "CheckSUR.log",
        ("hosts", _) => "hosts",
        ("reg-file", _) => "export.reg",
        (_, Kind::WindowsUpdate) => "WindowsUpdate.log",
        (_, Kind::Cbs) => "CBS.log",
        (_, Kind::Dism) => "dism.log",
        (_, Kind::Panther) => "setupact.log",
        (_, Kind::ReportingEvents) => "ReportingEvents.log",
        (_, Kind::EventLog) => "events.xml",
        (_, Kind::Registry) => "reg-query.txt",
        (_, Kind::CommandOutput) => "output.txt",
        _ => "paste.txt",
    }
}

/// Takes the record at the line out of the log.
pub(super) fn take(log: &Log<'_>) -> Result<Excerpt, Error> {
    let whole = decoded(log)?;
    let (from, to) = line_bounds(&whole, log)?;
    let format = chosen(&whole, log.name);
    let (start, end) = surroundings(&whole, format, from, to);
    let near = whole.get(start..end).unwrap_or_default();
    let parsed = records(format, near.as_bytes());
    let found = parsed
        .records
        .iter()
        .find(|found| start + found.start < to && start + found.end > from);
    let Some(found) = found else {
        return Err(no_record(log, format));
    };
    let raw = near.get(found.start..found.end).unwrap_or_default();
    let inside = near.get(found.start..from.saturating_sub(start));
    let line = inside.map_or(0, |before| before.matches('\n').count());
    reads_as(raw, line, format, &found.record)
        .or_else(|| smallest(&whole, log.line, format, &found.record))
        .ok_or_else(|| {
            let reason = "its record is only understood with too much of the log around it";
            Error::invalid("line", place(log), reason)
        })
}

/// The text of the log, with plain line ends.
fn decoded(log: &Log<'_>) -> Result<String, Error> {
    let head = log.bytes.get(..HEAD_BYTES).unwrap_or(log.bytes);
    let raw = Head {
        name: log.name,
        text: head,
        whole: head.len() == log.bytes.len(),
    };
    if let Some((format, _)) = format::choose_binary(&raw) {
        let reason = format!(
            "it is a binary log ({}) and has no lines; export the record as text or XML and name a line of that",
            format.id().0
        );
        return Err(Error::invalid("log", log.name, reason));
    }
    if let Some(foreign) = format::foreign(log.name, head) {
        let reason = format!("it is {}: {}", foreign.what, foreign.advice);
        return Err(Error::invalid("log", log.name, reason));
    }
    let (encoding, mark) = Encoding::detect(head);
    let bytes = encoding.decode(log.bytes.get(mark..).unwrap_or_default());
    Ok(text::display(&bytes).replace("\r\n", "\n"))
}

/// Where the wanted line begins and ends.
fn line_bounds(whole: &str, log: &Log<'_>) -> Result<(usize, usize), Error> {
    let index = log.line.saturating_sub(1);
    let mut lines = text::lines(whole.as_bytes());
    let found = lines.nth(index);
    // The last line of a part of a log may go on behind it.
    let found = found.filter(|_| log.is_whole || lines.next().is_some());
    let Some((start, line)) = found else {
        let count = text::lines(whole.as_bytes()).count();
        return Err(Error::invalid("line", place(log), too_far(log, count)));
    };
    if line.trim_ascii().is_empty() {
        let reason = "it is blank; name the line that tells of the failure";
        return Err(Error::invalid("line", place(log), reason));
    }
    Ok((start, start + line.len()))
}

/// Why there is no such line among that many.
fn too_far(log: &Log<'_>, count: usize) -> String {
    let lines = if count == 1 { "line" } else { "lines" };
    if log.is_whole {
        return format!("the log has {count} {lines}");
    }
    let read = match (log.bytes.len() >> 20, log.bytes.len()) {
        (0, bytes) => format!("{bytes} bytes"),
        (mebibytes, _) => format!("{mebibytes} MiB"),
    };
    format!(
        "only the first {read} of the log are read, and they have {count} {lines}; copy the entry into a file of its own"
    )
}

/// The part of a long log in which the record lies; all of a log that is read as a whole.
fn surroundings(whole: &str, format: &dyn LogFormat, from: usize, to: usize) -> (usize, usize) {
    if matches!(format.framing(), Framing::Whole) {
        return (0, whole.len());
    }
    let first = whole.floor_char_boundary(from.saturating_sub(AROUND));
    let before = whole.get(first..from).unwrap_or_default();
    let start = match before.find('\n').filter(|_| first > 0) {
        Some(end) => first + end + 1,
        None => first,
    };
    (start, whole.ceil_char_boundary(to.saturating_add(AROUND)))
}

fn chosen(text: &str, name: &str) -> &'static dyn LogFormat {
    let bytes = text.as_bytes();
    let head = Head {
        name,
        text: bytes.get(..HEAD_BYTES).unwrap_or(bytes),
        whole: bytes.len() <= HEAD_BYTES,
    };
    choose(&head).0
}

/// The excerpt, where the text is of the form and has the record in it.
fn reads_as(
    text: &str,
    line: usize,
    format: &'static dyn LogFormat,
    record: &Record<'_>,
) -> Option<Excerpt> {
    let text = text.trim_end_matches('\n').to_owned() + "\n";
    let same_form = chosen(&text, file_name(format)).id() == format.id();
    let parsed = records(format, text.as_bytes());
    let mut found = parsed.records.iter();
    let index = found.position(|found| is_same(&found.record, record))?;
    same_form.then_some(Excerpt {
        text,
        format,
        index,
        line,
    })
}

/// Whether both are the same record, wherever it stands.
fn is_same(one: &Record<'_>, other: &Record<'_>) -> bool {
    one.component == other.component
        && one.message.trim_ascii() == other.message.trim_ascii()
        && one.fields == other.fields
        && one.event == other.event
        && one.registry == other.registry
}

/// The fewest lines around the record in which it is still read as itself; the line that was named is one of them.
fn smallest(
    whole: &str,
    line: usize,
    format: &'static dyn LogFormat,
    record: &Record<'_>,
) -> Option<Excerpt> {
    let named = line.saturating_sub(1);
    let near = named.saturating_sub(BEFORE)..named.saturating_add(AFTER);
    let lines = whole.lines().enumerate();
    let mut kept: Vec<(usize, &str)> = lines
        .filter(|(index, _)| *index < FIRST || near.contains(index))
        .collect();
    let read = |kept: &[(usize, &str)]| {
        let text: Vec<&str> = kept.iter().map(|(_, line)| *line).collect();
        let line = kept.iter().position(|(index, _)| *index == named)?;
        reads_as(&text.join("\n"), line, format, record)
    };
    let mut best = read(&kept)?;
    for index in (0..kept.len()).rev() {
        let dropped = kept.remove(index);
        match read(&kept) {
            Some(smaller) => best = smaller,
            None => kept.insert(index, dropped),
        }
    }
    Some(best)
}

fn no_record(log: &Log<'_>, format: &dyn LogFormat) -> Error {
    let reason = format!(
        "it belongs to no entry of the log, which was read as {}; name a line of the entry that tells of the failure",
        format.id().0
    );
    Error::invalid("line", place(log), reason)
}

/// `CBS.log:17`, as the user wrote it.
pub(super) fn place(log: &Log<'_>) -> String {
    format!("{}:{}", log.name, log.line)
}
