//! Events as people export and paste them, beside XML: CSV, JSON and text.
//!
//! ```text
//! "Message","Id","Version",...,"ProviderName","LogName",...      Get-WinEvent | Export-Csv
//! Level,Date and Time,Source,Event ID,Task Category              Event Viewer, saved as CSV
//! [ { "Id": 20, "TimeCreated": "\/Date(1715677200000)\/", ...    Get-WinEvent | ConvertTo-Json
//! Log Name:      System                                          Event Viewer, copied; wevtutil /f:text
//! TimeCreated  : 5/14/2024 9:00:00 AM                            Get-WinEvent | Format-List
//! ```
//!
//! All of them give the same [`Entry`], whose names of columns are those of PowerShell and of Event Viewer in English.
//! Exports in other languages are named as such; their text stays text, so that codes in it are still found. Values of an
//! event are in JSON alone, and in what Get-EventLog prints; they are `param1`, `param2` by position, as unnamed data
//! of XML.

mod csv;
mod entry;
mod json;
mod language;
mod lines;
mod text;
mod when;

pub(in crate::format) use csv::EventCsv;
pub(in crate::format) use json::EventJson;
pub(in crate::format) use text::EventText;

use entry::Entry;
use when::Order;

use crate::format::{Located, Parsed};

/// An entry and where it lies.
type Found = (usize, usize, Entry);

/// The entries as records. The order of day and month is told by all of their dates together.
fn parsed(found: Vec<Found>, bad: u64) -> Parsed<'static> {
    let order = Order::of(found.iter().map(|(_, _, entry)| entry.time()));
    let is_doubtful = found
        .iter()
        .any(|(_, _, entry)| when::is_doubtful(entry.time(), order));
    let mut parsed = Parsed {
        bad,
        ..Parsed::default()
    };
    for (start, end, entry) in found {
        match entry.record(order) {
            Some(record) => parsed.records.push(Located { start, end, record }),
            None => parsed.bad += 1,
        }
    }
    if is_doubtful {
        let note = "day and month of its dates cannot be told apart, so these times are not used; export the events as XML";
        parsed.notes.push(note.to_owned());
    }
    parsed
}
