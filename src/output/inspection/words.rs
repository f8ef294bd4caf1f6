//! The words that both forms of the list share.

use super::kinds;
use crate::error::counted;
use crate::output::sanitize::{self, one_line};
use crate::report::inspection::{Gap, Inspection, MachineInspection, SourceInspection};
use crate::time::parts;

/// The kind of what is no log of any known kind.
const PLAIN: &str = "plain";
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

/// What the file is in people's words.
pub(super) fn what(source: &SourceInspection) -> &str {
    match source.kind.as_deref() {
        // Formats that are no log of any kind have a name of their own, but for text that is not known.
        Some(PLAIN) if source.format == "trace" => "other trace",
        Some(PLAIN) => "other text",
        Some(kind) => kinds::name(kind),
        None => &source.format,
    }
}

/// Why the file is taken for what it is, with its size and its encoding, and with its format, or where that stands beside it
/// already, its kind; nothing of an empty file.
pub(super) fn reason(source: &SourceInspection, with_format: bool) -> String {
    if source.bytes == 0 {
        return String::new();
    }
    let size = size(source.bytes);
    let why = &source.why;
    let named = if with_format {
        Some(&source.format)
    } else {
        source.kind.as_ref().filter(|kind| **kind != source.format)
    };
    let named = named.filter(|name| *name != PLAIN);
    let named = named.map_or_else(String::new, |name| format!(", {name}"));
    one_line(&match source.records {
        Some(_) => format!("{size}, {}{named}: {why}", source.encoding),
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
pub(super) fn grouped(number: u64) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_span(first: &str, last: &str, zoned: bool, expected: &str) {
        let times = Times { zoned };
        assert_eq!(times.span(Some(first), Some(last)), expected);
    }

    #[test]
    fn neither_the_day_nor_the_zone_is_told_twice() {
        let (morning, noon) = ("2024-05-14T09:00:59.5Z", "2024-05-14T12:30:00Z");
        check_span(morning, noon, true, "2024-05-14 09:00 to 12:30 UTC");
        check_span(morning, noon, false, "2024-05-14 09:00 to 12:30");
        check_span(morning, morning, true, "2024-05-14 09:00 UTC");
        let next = "2024-05-15T12:30:00Z";
        check_span(
            morning,
            next,
            true,
            "2024-05-14 09:00 to 2024-05-15 12:30 UTC",
        );
        let winter = "2024-01-14T09:00:00+01:00";
        let summer = "2024-06-14T09:00:00+02:00";
        let both = "2024-01-14 09:00 +01:00 to 2024-06-14 09:00 +02:00";
        check_span(winter, summer, true, both);
        check_span(
            winter,
            summer,
            false,
            "2024-01-14 09:00 to 2024-06-14 09:00",
        );
        check_span("once", "twice\u{1b}", true, "once to twice\\x1b");
    }

    #[test]
    fn sizes_have_two_digits_or_more() {
        let check = |bytes, expected: &str| assert_eq!(size(bytes), expected, "{bytes}");
        check(0, "0 bytes");
        check(1, "1 byte");
        check(1023, "1023 bytes");
        check(1024, "1.0 KiB");
        check(10_239, "10 KiB");
        check(154_337_740, "147 MiB");
        check(1 << 20, "1.0 MiB");
        check(4 << 30, "4.0 GiB");
        check(u64::MAX, "17179869184 GiB");
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let all = [0, 999, 1000, 1_204_311].map(grouped);
        assert_eq!(all, ["0", "999", "1,000", "1,204,311"]);
    }
}
