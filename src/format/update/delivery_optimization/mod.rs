//! What PowerShell shows of Delivery Optimization: Get-DeliveryOptimizationLog, ...Status and ...PerfSnap.
//!
//! `TimeCreated : 5/14/2024 9:00:00 AM`, `ProcessId   : 1088`, `LevelName   : Error`, `Message     : ...`, a blank line between
//! two entries; also as a table whose columns stand below each other. Status and snapshot are lists of the same form
//! (`FileId`, `Status`, `BytesFromPeers`).
//!
//! An entry is a record: of the log with its columns, of the others with all values as fields and the list as message. Times
//! are local, in the form of the machine's region, and one date that tells its order tells it for the file, so a source is
//! read at once; ISO times with `Z` or an offset are instants. Source: the commands' documented properties and PowerShell's
//! way of showing lists. Not handled: tables so narrow that values are cut, whose text is kept as it is, and JSON or CSV
//! made of it.

mod list;
mod table;

use std::borrow::Cow;

use crate::format::parts::head;
use crate::format::parts::regional::{self, Order};
use crate::format::parts::vote;
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// Text of the commands.
pub(in crate::format) struct DeliveryOptimization;

impl LogFormat for DeliveryOptimization {
    fn id(&self) -> FormatId {
        FormatId("delivery-optimization")
    }

    fn kind(&self) -> Kind {
        Kind::DeliveryOptimization
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let mut labels: Vec<_> = vote::lines(head)
            .filter_map(|line| Some(list::label(line)?.0))
            .filter(|label| OWN_LABELS.contains(label))
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let is_table = vote::lines(head).next().is_some_and(table::is_heading);
        (labels.len() > 2 || is_table).then(|| Sniffed {
            score: 94,
            why: "lists or tables of Delivery Optimization".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let entries = match table::entries(text) {
            Some(entries) => entries,
            None => list::entries(text),
        };
        let order = entries
            .iter()
            .find_map(|entry| order(entry.value(b"TimeCreated")?));
        let located = |entry: Entry<'a>| Located {
            start: entry.start,
            end: entry.end,
            record: record(entry, order),
        };
        Parsed {
            records: entries.into_iter().map(located).collect(),
            ..Parsed::default()
        }
    }
}

/// Labels that no other list of PowerShell's has, or not three of them.
const OWN_LABELS: [&[u8]; 22] = [
    b"AverageDownloadSize",
    b"BytesFromCacheServer",
    b"BytesFromGroupPeers",
    b"BytesFromHttp",
    b"BytesFromPeers",
    b"BytesToPeers",
    b"CacheHost",
    b"DownloadBackgroundBwPct",
    b"DownloadMode",
    b"FileId",
    b"FilesDownloaded",
    b"FilesUploaded",
    b"Function",
    b"LevelName",
    b"LineNumber",
    b"NumPeers",
    b"NumberOfPeers",
    b"PercentPeerCaching",
    b"PredefinedCallerApplication",
    b"SourceURL",
    b"ThreadId",
    b"TotalBytesDownloaded",
];

/// One entry of a list or one row of a table.
#[derive(Debug, Default)]
struct Entry<'a> {
    start: usize,
    end: usize,
    /// The lines of it.
    text: &'a [u8],
    pairs: Vec<(&'a [u8], Cow<'a, [u8]>)>,
}

impl Entry<'_> {
    fn value(&self, label: &[u8]) -> Option<&[u8]> {
        let pair = self.pairs.iter().find(|(known, _)| *known == label)?;
        Some(&pair.1)
    }
}

/// Columns that have a place of their own in a record.
const COLUMNS: [&[u8]; 7] = [
    b"TimeCreated",
    b"ProcessId",
    b"ThreadId",
    b"Level",
    b"LevelName",
    b"Message",
    b"Function",
];

fn record(entry: Entry<'_>, order: Option<Order>) -> Record<'_> {
    let is_log = entry.value(b"TimeCreated").is_some();
    let number = |label: &[u8]| head::number(entry.value(label)?, 10);
    let (process, thread) = (number(b"ProcessId"), number(b"ThreadId"));
    let stamp = entry
        .value(b"TimeCreated")
        .and_then(|time| stamp(time, order));
    let level = entry
        .value(b"LevelName")
        .and_then(|name| Level::from_name(&text::display(name)));
    let component = match entry.value(b"Function") {
        Some(function) => text::display(function).into_owned(),
        None => command(&entry).to_owned(),
    };
    let mut message = Cow::Borrowed(entry.text.trim_ascii());
    let mut fields = Vec::new();
    for (label, value) in entry.pairs {
        let is_column = is_log && COLUMNS.contains(&label);
        if is_column && label == b"Message" {
            message = value;
        } else if !is_column && !value.is_empty() {
            let value = text::display(&value).into_owned();
            fields.push((text::display(label), Cow::Owned(value)));
        }
    }
    Record {
        stamp,
        level,
        component: Cow::Owned(component),
        process,
        thread,
        fields,
        ..Record::text(Kind::DeliveryOptimization, message)
    }
}

/// The command that shows entries with these labels.
fn command(entry: &Entry<'_>) -> &'static str {
    let has = |labels: &[&[u8]]| labels.iter().any(|label| entry.value(label).is_some());
    match () {
        () if has(&[b"FileId", b"SourceURL"]) => "Get-DeliveryOptimizationStatus",
        () if has(&[b"FilesDownloaded", b"FilesUploaded", b"NumberOfPeers"]) => {
            "Get-DeliveryOptimizationPerfSnap"
        }
        () => "",
    }
}

fn order(time: &[u8]) -> Option<Order> {
    regional::date(time).ok()?.1.order()
}

/// `5/14/2024 9:00:00 AM`, or ISO: `2024-05-14T09:00:00.1234567Z`, `2024-05-14T09:00:00.1234567+02:00`.
fn stamp(time: &[u8], order: Option<Order>) -> Option<Stamp> {
    let (rest, date) = regional::date(time.trim_ascii()).ok()?;
    let rest = rest.strip_prefix(b"T").unwrap_or(rest).trim_ascii_start();
    let (rest, (clock, nanos)) = regional::clock(rest).ok()?;
    let local = head::stamp(date.date(order)?, clock, nanos, Zone::Local)?;
    let east = match rest {
        b"Z" => Some(0),
        _ => head::offset(rest).ok().map(|(_, seconds)| seconds),
    };
    Some(east.map_or(local, |seconds| local.at_offset(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &'static str) -> Vec<Record<'static>> {
        let parsed = DeliveryOptimization.parse_whole(text.as_bytes());
        parsed
            .records
            .into_iter()
            .map(|found| found.record)
            .collect()
    }

    #[test]
    fn one_date_tells_the_order_of_all() {
        let records = check(
            "TimeCreated : 5/4/2024 9:00:00 AM\nMessage     : a\n\nTimeCreated : 5/14/2024 9:00:00 PM\nMessage     : b\n",
        );
        let times: Vec<_> = records
            .iter()
            .map(|record| record.stamp.unwrap().rfc3339())
            .collect();
        assert_eq!(times, ["2024-05-04T09:00:00", "2024-05-14T21:00:00"]);
        assert_eq!(check("TimeCreated : 5/4/2024 9:00:00 AM\n")[0].stamp, None);
    }

    #[test]
    fn iso_times_with_z_or_an_offset_are_instants() {
        for text in [
            "TimeCreated : 2024-05-14T09:00:00.1234567Z\nMessage : a\n",
            "TimeCreated : 2024-05-14T11:00:00.1234567+02:00\nMessage : a\n",
        ] {
            let time = check(text)[0].stamp.unwrap().rfc3339();
            assert_eq!(time, "2024-05-14T09:00:00.1234567Z", "{text}");
        }
    }

    #[test]
    fn a_status_has_its_values_as_fields() {
        let records = check("FileId : 7b\nStatus : Paused\nSourceURL :\n");
        assert_eq!(records[0].field("Status"), Some("Paused"));
        assert_eq!(records[0].field("SourceURL"), None);
        assert_eq!(records[0].component, "Get-DeliveryOptimizationStatus");
    }

    #[test]
    fn lists_of_other_commands_are_not_taken() {
        let text = "TimeCreated  : 5/14/2024 9:00:00 AM\nProviderName : Contoso\nId           : 20\nMessage      : x\n";
        let head = Head {
            name: "",
            text: text.as_bytes(),
            whole: true,
        };
        assert_eq!(DeliveryOptimization.sniff(&head), None);
    }
}
