//! One record as a rule sees it: every part that a rule can ask for, under the name that rules have for it.

use std::io;

use crate::output::sanitize::one_line;
use crate::output::wrap::wrap;
use crate::report::inspection::{ShownRecord, SourceInspection};

/// Columns before a record, and before what its parts say.
const INDENT: usize = 4;
const LABEL: usize = 17;

/// Writes the record in a few lines, an empty one before it.
pub(super) fn write(
    record: &ShownRecord,
    source: &SourceInspection,
    page: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(out)?;
    for (label, text) in parts(record, source) {
        let mut label = label;
        for line in wrap(&one_line(&text), page.saturating_sub(LABEL)) {
            let room = LABEL - INDENT;
            writeln!(out, "{:INDENT$}{label:<room$}{line}", "")?;
            label = "";
        }
    }
    Ok(())
}

/// The parts that the record has; its kind only where it is not that of the file.
fn parts(record: &ShownRecord, source: &SourceInspection) -> Vec<(&'static str, String)> {
    let mut parts = Vec::new();
    let mut add = |label, text: Option<String>| parts.extend(text.map(|text| (label, text)));
    let kind = Some(&record.kind).filter(|kind| source.kind.as_ref() != Some(kind));
    add("line", record.line.map(|line| line.to_string()));
    add("time", record.time.clone());
    add("kind", kind.cloned());
    add("level", record.level.clone());
    add("component", record.component.clone());
    add("process", record.process.map(|id| id.to_string()));
    add("thread", record.thread.map(|id| id.to_string()));
    if let Some(event) = &record.event {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        add("record", event.record.map(|number| number.to_string()));
        add("provider", Some(event.provider.clone()));
        add("event", Some(event.id.to_string()));
        add("channel", filled(&event.channel));
        add("computer", filled(&event.computer));
    }
    if let Some(registry) = &record.registry {
        add("key", Some(registry.key.clone()));
        add("value", registry.name.clone());
        add("data", registry.data.clone());
    }
    for field in &record.fields {
        add("field", Some(format!("{} = {}", field.name, field.value)));
    }
    let codes = (!record.codes.is_empty()).then(|| record.codes.join(", "));
    add("codes", codes);
    add("message", Some(record.message.clone()));
    parts
}
