//! A timeline for people, and as JSON.
//!
//! Within a width, each record takes a few lines under the heading of its day:
//!
//! ```text
//! 2024-05-14 +02:00
//!   09:04:11  WindowsUpdate.log:12  failed (first of scan-failed/1): scan_failed
//!             Agent  *FAILED* [8024402C] Scan
//! ```
//!
//! Without one, as in a pipe, each record is one row, so that it can be searched and cut line by line.

use std::io;

use super::sanitize::{self, one_line};
use super::wrap::wrap;
use crate::report::timeline::{Entry, MachineTimeline, Outcome, Selection, Stage, Timeline};
use crate::time::{parts, people};

/// Columns before what belongs to a time.
const INDENT: usize = 12;
/// Columns of a record's text in a row.
const ROW_TEXT: usize = 200;
/// The widest columns for the place and for what it is, in rows; what is wider moves the rest of its row.
const WIDEST_PLACE: usize = 64;
const WIDEST_WHAT: usize = 48;
/// Columns of notes and headings where there is no width.
const USUAL: usize = 80;

/// Writes the timeline as JSON, `wutriage/timeline/1`. Fails only when the writer does.
pub fn json(timeline: &Timeline, out: &mut dyn io::Write) -> io::Result<()> {
    super::json::pretty(timeline, out)
}

/// How a timeline is shown as text.
#[derive(Debug, Clone, Copy)]
pub struct View<'v> {
    /// Columns, which paths may exceed; without a width each record is a row.
    pub width: Option<usize>,
    /// Whether notes are shown.
    pub with_notes: bool,
    /// What was asked for.
    pub selection: &'v Selection,
}

/// Writes the timeline as text. Fails only when the writer does.
pub fn text(timeline: &Timeline, view: View<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for (number, machine) in timeline.machines.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        match &machine.name {
            Some(name) => writeln!(out, "Machine  {}\n", one_line(name))?,
            None if timeline.machines.len() > 1 => writeln!(out, "Machine  not named\n")?,
            None => {}
        }
        if machine.entries.is_empty() {
            let selected = view.selection.in_words();
            writeln!(out, "There is no record{selected} that a rule asks about")?;
        } else if let Some(width) = view.width {
            stacked(machine, width, out)?;
        } else {
            rows(machine, out)?;
        }
        if view.with_notes {
            notes(machine, view.width.unwrap_or(USUAL), out)?;
        }
    }
    Ok(())
}

/// Each record in a few lines below its day.
fn stacked(machine: &MachineTimeline, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut day = None;
    for entry in &machine.entries {
        let (today, clock) = day_and_clock(entry);
        if day.as_ref() != Some(&today) {
            let gap = if day.is_some() { "\n" } else { "" };
            writeln!(out, "{gap}{today}")?;
            day = Some(today);
        }
        let (place, what) = (place(entry), what(entry));
        let room = width.saturating_sub(INDENT);
        write!(out, "  {clock:<8}  {place}")?;
        if sanitize::width(&place) + 2 + sanitize::width(&what) <= room {
            writeln!(out, "  {what}")?;
        } else {
            writeln!(out)?;
            for line in wrap(&what, room) {
                writeln!(out, "{:INDENT$}{line}", "")?;
            }
        }
        let text = sanitize::truncate(&one_line(&entry.text), room);
        if !text.is_empty() {
            writeln!(out, "{:INDENT$}{text}", "")?;
        }
    }
    Ok(())
}

/// Each record in one row.
fn rows(machine: &MachineTimeline, out: &mut dyn io::Write) -> io::Result<()> {
    let entries = || machine.entries.iter();
    let widest = |column: fn(&Entry) -> String, most: usize| {
        let widths = entries().map(|entry| sanitize::width(&column(entry)));
        widths.max().unwrap_or_default().min(most)
    };
    let time = widest(time, usize::MAX);
    let (source, said) = (widest(place, WIDEST_PLACE), widest(what, WIDEST_WHAT));
    for entry in entries() {
        let cells = [
            pad(&self::time(entry), time),
            pad(&place(entry), source),
            pad(&what(entry), said),
            sanitize::truncate(&one_line(&entry.text), ROW_TEXT),
        ];
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

fn notes(machine: &MachineTimeline, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    if machine.notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nNotes")?;
    for note in &machine.notes {
        let mut before = "  ";
        for line in wrap(&one_line(note), width.saturating_sub(4)) {
            writeln!(out, "{before}{line}")?;
            before = "    ";
        }
    }
    Ok(())
}

fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(sanitize::width(text));
    format!("{text}{:missing$}", "")
}

/// The heading that a record stands under, and its time of day to the second.
fn day_and_clock(entry: &Entry) -> (String, String) {
    let Some(time) = &entry.time else {
        return ("Without a time".to_owned(), String::new());
    };
    match parts(time) {
        Some((day, clock, "")) => (one_line(&format!("{day}, local time")), one_line(clock)),
        Some((day, clock, zone)) => (one_line(&format!("{day} {zone}")), one_line(clock)),
        None => (one_line(time), String::new()),
    }
}

/// Date, time and zone to the second; a dash for a record without a time.
fn time(entry: &Entry) -> String {
    entry
        .time
        .as_deref()
        .map_or_else(|| "-".to_owned(), |time| one_line(&people(time)))
}

/// `WindowsUpdate.log:12`, `System.xml record 4709`.
fn place(entry: &Entry) -> String {
    one_line(&entry.place())
}

/// What became of an attempt, and the signals that match: `failed (first of scan-failed/1): scan_failed`.
fn what(entry: &Entry) -> String {
    let mut signals: Vec<&str> = Vec::new();
    for name in &entry.signals {
        let short = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(_, short)| short);
        if !signals.contains(&short) {
            signals.push(short);
        }
    }
    let signals = signals.join(", ");
    let said = match outcome(entry) {
        Some(outcome) => format!("{outcome}: {signals}"),
        None => signals,
    };
    one_line(&said)
}

fn outcome(entry: &Entry) -> Option<String> {
    let outcome = match entry.outcome? {
        Outcome::Started => "started",
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
    };
    let part = match entry.stage {
        Some(Stage::First) => "first of ",
        Some(Stage::Last) => "last of ",
        Some(Stage::Recovered) => "ends ",
        Some(Stage::Only) | None => "",
    };
    let incident = entry.incident.as_ref();
    Some(incident.map_or_else(
        || outcome.to_owned(),
        |incident| format!("{outcome} ({part}{incident})"),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::timeline::SCHEMA;

    fn entry(time: Option<&str>, text: &str) -> Entry {
        Entry {
            time: time.map(str::to_owned),
            path: "WindowsUpdate.log".to_owned(),
            line: Some(12),
            record: None,
            signals: vec![
                "tls/tls12.aborted".to_owned(),
                "shared.scan_failed".to_owned(),
            ],
            rules: vec!["tls/tls12".to_owned()],
            outcome: Some(Outcome::Failed),
            incident: Some("scan-failed/1".to_owned()),
            stage: Some(Stage::First),
            codes: vec!["0x80072EFE".to_owned()],
            text: text.to_owned(),
        }
    }

    fn timeline(entries: Vec<Entry>) -> Timeline {
        let machine = MachineTimeline {
            name: None,
            entries,
            notes: vec!["a note".to_owned()],
        };
        Timeline {
            schema: SCHEMA.to_owned(),
            machines: vec![machine],
        }
    }

    fn view(width: Option<usize>, selection: &Selection) -> View<'_> {
        View {
            width,
            with_notes: true,
            selection,
        }
    }

    #[track_caller]
    fn check(entries: Vec<Entry>, width: Option<usize>, expected: &str) {
        let mut bytes = Vec::new();
        let selection = Selection::default();
        text(&timeline(entries), view(width, &selection), &mut bytes).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn a_terminal_shows_records_below_their_day_and_those_without_a_time_last() {
        let entries = vec![
            entry(
                Some("2024-05-14T09:00:00.5+02:00"),
                "Agent  *FAILED* [80072EFE] Scan of everything",
            ),
            entry(Some("2024-05-14T09:00:01"), "local"),
            entry(None, "no time"),
        ];
        let what = "            failed (first of scan-failed/1):
            aborted, scan_failed";
        check(
            entries,
            Some(48),
            &format!(
                "2024-05-14 +02:00
  09:00:00  WindowsUpdate.log:12
{what}
            Agent  *FAILED* [80072EFE] Scan o...

2024-05-14, local time
  09:00:01  WindowsUpdate.log:12
{what}
            local

Without a time
            WindowsUpdate.log:12
{what}
            no time

Notes
  a note
"
            ),
        );
    }

    #[test]
    fn without_a_width_each_record_is_a_row() {
        let entries = vec![
            entry(Some("2024-05-14T09:00:00Z"), "first | second"),
            entry(None, ""),
        ];
        check(
            entries,
            None,
            "2024-05-14 09:00:00 UTC  WindowsUpdate.log:12  failed (first of scan-failed/1): aborted, scan_failed  first | second
-                        WindowsUpdate.log:12  failed (first of scan-failed/1): aborted, scan_failed

Notes
  a note
",
        );
    }

    #[test]
    fn without_a_record_there_is_a_sentence() {
        check(
            Vec::new(),
            Some(80),
            "There is no record that a rule asks about\n\nNotes\n  a note\n",
        );
    }

    #[test]
    fn json_is_read_back_as_it_was() {
        let timeline = timeline(vec![entry(None, "\u{1b}[2J\u{202e}x")]);
        let mut bytes = Vec::new();
        json(&timeline, &mut bytes).unwrap();
        assert!(!bytes.contains(&0x1b));
        assert_eq!(
            serde_json::from_slice::<Timeline>(&bytes).unwrap(),
            timeline
        );
    }

    proptest! {
        #[test]
        fn no_text_of_a_log_steers_the_terminal(hostile in any::<String>(), width in proptest::option::of(40_usize..120)) {
            let mut one = entry(Some("2024-05-14T09:00:00Z"), &hostile);
            one.path.clone_from(&hostile);
            let other = Entry { time: Some(hostile.clone()), ..one.clone() };
            let mut all = timeline(vec![one, other]);
            all.machines[0].name = Some(hostile.clone());
            all.machines[0].notes = vec![hostile];
            let mut bytes = Vec::new();
            text(&all, view(width, &Selection::default()), &mut bytes).unwrap();
            let shown = String::from_utf8(bytes).unwrap();
            prop_assert!(!shown.chars().any(|c| c != '\n' && sanitize::is_unsafe(c)));
        }
    }
}
