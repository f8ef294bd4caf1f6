//! The words that both forms of the list share.

use crate::error::counted;
use crate::output::sanitize::{self, one_line};
use crate::report::inspection::{Gap, Inspection, MachineInspection, SourceInspection};
use crate::time::parts;

/// Gaps told of one file; the rest is in the JSON.
const GAPS: usize = 3;

/// How the times of a machine are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// Whether each has its zone; where all stand on the machine's clock, its heading tells the zone once.
    zoned: bool,
}

impl Times {
    pub(super) const fn of(machine: &MachineInspection) -> Self {
        Self {
            zoned: machine.time_zone.is_none(),
        }
    }

    /// `2024-05-14 09:00 to 2024-05-15 11:00`, to the minute; the day and the zone are not told twice. Empty where there
    /// is no time.
    pub(super) fn span(self, first: Option<&str>, last: Option<&str>) -> String {
        let Some((first, last)) = first.zip(last) else {
            return String::new();
        };
        let (Some(from), Some(to)) = (self.parts(first), self.parts(last)) else {
            return one_line(&format!("{first} to {last}"));
        };
        let end = |day: bool, clock: bool| {
            let day = if day { to.0 } else { "" };
            let clock = if clock { to.1 } else { "" };
            format!("{day} {clock}")
        };
        let shown = match () {
            () if from == to => format!("{} {} {}", from.0, from.1, from.2),
            () if from.2 != to.2 => {
                format!(
                    "{} {} {} to {} {}",
                    from.0,
                    from.1,
                    from.2,
                    end(true, true),
                    to.2
                )
            }
            () if from.0 == to.0 => {
                format!("{} {} to{} {}", from.0, from.1, end(false, true), to.2)
            }
            () => format!("{} {} to {} {}", from.0, from.1, end(true, true), to.2),
        };
        one_line(shown.trim_end())
    }

    /// Day, time of day to the minute, and zone.
    fn parts(self, time: &str) -> Option<(&str, &str, &str)> {
        let (day, clock, zone) = parts(time)?;
        let (minutes, _) = clock.split_at_checked(5)?;
        Some((day, minutes, if self.zoned { zone } else { "" }))
    }
}

/// Why the file is taken for what it is, with its size and encoding; nothing of an encoding where it is not read, and
/// nothing at all of an empty file.
pub(super) fn reason(source: &SourceInspection) -> String {
    if source.bytes == 0 {
        return String::new();
    }
    let size = size(source.bytes);
    let why = &source.why;
    one_line(&match source.records {
        Some(_) => format!("{size}, {}: {why}", source.encoding),
        None => format!("{size}: {why}"),
    })
}

/// What the file lacks and what the reader should know of it, a line each.
pub(super) fn problems(source: &SourceInspection, times: Times) -> Vec<String> {
    let more = source.gaps.len().saturating_sub(GAPS);
    let more =
        (more > 0).then(|| format!("{more} more {}", if more == 1 { "gap" } else { "gaps" }));
    let gaps = source
        .gaps
        .iter()
        .take(GAPS)
        .map(|gap| in_words(gap, times));
    let problems = source.problems().into_iter().chain(gaps).chain(more);
    problems.map(|problem| one_line(&problem)).collect()
}

fn in_words(gap: &Gap, times: Times) -> String {
    match times.span(gap.from.as_deref(), gap.to.as_deref()) {
        span if span.is_empty() => gap.note.clone(),
        span => format!("{}: {span}", gap.note),
    }
}

/// How many records the file has; a dash where it is not read.
pub(super) fn records(source: &SourceInspection) -> String {
    source.records.map_or_else(|| "-".to_owned(), grouped)
}

/// What the files hold in sum.
pub(super) fn totals(inspection: &Inspection) -> String {
    let machines = inspection.machines.iter();
    let sources: Vec<_> = machines.flat_map(|machine| &machine.sources).collect();
    let sum = |of: fn(&SourceInspection) -> u64| sources.iter().map(|source| of(source)).sum();
    let records: u64 = sum(|source| source.records.unwrap_or_default());
    let bad: u64 = sum(|source| source.bad_records.unwrap_or_default());
    let empty = sources.iter().filter(|source| source.bytes == 0).count();
    let unread = sources.iter().filter(|source| source.records.is_none());
    let unread = unread.count().saturating_sub(empty);
    let machines = match inspection.machines.len() {
        1 => String::new(),
        several => format!(" of {several} machines"),
    };
    let all = many(sources.len() as u64, "file");
    let parts = [
        (empty as u64, format!("{} empty", grouped(empty as u64))),
        (
            unread as u64,
            format!("{} not read", grouped(unread as u64)),
        ),
        (bad, many(bad, "damaged or foreign piece")),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let first = format!("{all}{machines} with {}", many(records, "record"));
    let totals = std::iter::once(first).chain(parts.map(|(_, text)| text));
    totals.collect::<Vec<_>>().join("; ")
}

/// `1,204 records`.
fn many(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(number))
}

/// `1,204,311`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `612 bytes`, `4.2 MiB`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KiB", "MiB", "GiB"];
    if bytes < 1024 {
        return counted(bytes, "byte");
    }
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = "";
    for larger in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths = tenths.div_ceil(1024);
        unit = larger;
    }
    match tenths {
        0..100 => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        _ => format!("{} {unit}", tenths / 10),
    }
}

/// The text with blanks up to that many columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(sanitize::width(text));
    format!("{text}{:missing$}", "")
}
