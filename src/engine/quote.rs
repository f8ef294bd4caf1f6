//! A record in the words that a person would quote of it.

use crate::record::Record;
use crate::source;

/// A record's component and message, for a reader who has its time and place; an event as its provider, id and data.
pub(super) fn message_of(record: &Record<'_>) -> String {
    if record.event.is_some() {
        return of_event(record);
    }
    let text = source::display(&record.message);
    format!("{}  {}", record.component, text.trim())
        .trim()
        .replace("\r\n", "\n")
}

/// An event as its provider, id and data, or its message where it has no data.
pub(super) fn of_event(record: &Record<'_>) -> String {
    let Some(event) = &record.event else {
        return String::new();
    };
    let data = record
        .fields
        .iter()
        .filter(|(_, value)| !value.trim().is_empty());
    let data: Vec<String> = data
        .map(|(name, value)| format!("{name}={}", value.trim()))
        .collect();
    let said = if data.is_empty() {
        source::display(&record.message).trim().to_owned()
    } else {
        data.join(", ")
    };
    format!("{} {}: {said}", event.provider, event.id)
}
