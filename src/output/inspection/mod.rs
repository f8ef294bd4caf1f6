//! What is in a bundle, for people and as JSON.
//!
//! Within a width, it is told first what kinds of logs are there, what each covers and which are missing. Then the files
//! stand below their folders, each with what it is and what time it covers, and below it its format, why it is taken for
//! that, and what it lacks:
//!
//! ```text
//! collected/Logs/
//!   CBS.log  servicing log (CBS)  1,204  2024-05-14 09:00 to 2024-05-16 17:31
//!     212 KiB, utf-8, cbs: 12 of 12 lines begin with a CBS time stamp
//!     ! no record for 1 day 3 hours: 2024-05-14 11:02 to 2024-05-15 14:40
//! ```
//!
//! Without a width, as in a
//! pipe, each file is one row, so that it can be searched and cut line by line.

use std::io;

use super::sanitize::one_line;
use crate::report::inspection::{Inspection, MachineInspection};

mod kinds;
mod page;
mod rows;
mod shown;
mod words;

/// Columns of what is no row where there is no width.
const USUAL: usize = 80;

/// Writes the inspection as JSON, `wutriage/inspect/1`. Fails only when the writer does.
pub fn json(inspection: &Inspection, out: &mut dyn io::Write) -> io::Result<()> {
    super::json::pretty(inspection, out)
}

/// How an inspection is shown as text.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Columns, which paths may exceed; without a width each file is a row.
    pub width: Option<usize>,
    /// Whether each file has its line alone, without what it is taken for and what it lacks.
    pub brief: bool,
}

/// Writes the inspection as text. Fails only when the writer does.
pub fn text(inspection: &Inspection, view: View, out: &mut dyn io::Write) -> io::Result<()> {
    let several = inspection.machines.len() > 1;
    for (number, machine) in inspection.machines.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        heading(machine, several, out)?;
        match view.width {
            None if !lists_records(machine) => rows::write(machine, view.brief, out)?,
            width => {
                let width = width.unwrap_or(USUAL);
                if !view.brief {
                    kinds::write(machine, width, out)?;
                }
                page::write(machine, width, view.brief, out)?;
            }
        }
    }
    if view.brief {
        return Ok(());
    }
    writeln!(out)?;
    let totals = words::totals(inspection);
    for line in super::wrap::wrap(&totals, view.width.unwrap_or(usize::MAX)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn lists_records(machine: &MachineInspection) -> bool {
    let mut sources = machine.sources.iter();
    sources.any(|source| source.shown.is_some())
}

fn heading(machine: &MachineInspection, several: bool, out: &mut dyn io::Write) -> io::Result<()> {
    match &machine.name {
        Some(name) => writeln!(out, "Machine    {}", one_line(name))?,
        None if several => writeln!(out, "Machine    not named")?,
        None => {}
    }
    if let Some(zone) = &machine.time_zone {
        writeln!(out, "Time zone  {}", one_line(zone))?;
    }
    if several || machine.name.is_some() || machine.time_zone.is_some() {
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::sanitize;
    use crate::report::inspection::{
        Gap, KindInspection, SCHEMA, ShownEvent, ShownField, ShownRecord, ShownValue,
        SourceInspection,
    };

    /// A record with the text in every place.
    fn record(text: &str) -> ShownRecord {
        let text = text.to_owned();
        ShownRecord {
            line: Some(12),
            time: Some(text.clone()),
            kind: text.clone(),
            level: Some(text.clone()),
            component: Some(text.clone()),
            process: Some(1088),
            thread: Some(5120),
            event: Some(ShownEvent {
                provider: text.clone(),
                id: 20,
                channel: text.clone(),
                computer: text.clone(),
                record: Some(41),
            }),
            fields: vec![ShownField {
                name: text.clone(),
                value: text.clone(),
            }],
            registry: Some(ShownValue {
                key: text.clone(),
                name: Some(text.clone()),
                data: Some(text.clone()),
            }),
            codes: vec!["0x80072EE7".to_owned()],
            message: text,
        }
    }

    /// A source with the text in every place, its path aside.
    fn source(path: &str, text: &str) -> SourceInspection {
        let time = Some("2024-05-14T09:00:00+02:00".to_owned());
        let text = text.to_owned();
        let gap = Gap {
            from: time.clone(),
            to: Some(text.clone()),
            note: text.clone(),
        };
        SourceInspection {
            path: path.to_owned(),
            format: text.clone(),
            why: text.clone(),
            encoding: text.clone(),
            bytes: 1_204_311,
            records: Some(1204),
            bad_records: Some(3),
            first: time.clone(),
            last: time,
            notes: vec![text.clone()],
            kind: Some(text.clone()),
            gaps: vec![gap; 5],
            shown: Some(vec![record(&text); 2]),
        }
    }

    fn inspection(path: &str, text: &str) -> Inspection {
        let kind = KindInspection {
            kind: text.to_owned(),
            sources: 2,
            records: 1204,
            first: Some(text.to_owned()),
            last: Some(text.to_owned()),
        };
        let bare = SourceInspection {
            shown: None,
            ..source(path, text)
        };
        let machine = |sources| MachineInspection {
            name: Some(text.to_owned()),
            sources,
            time_zone: Some(text.to_owned()),
            kinds: vec![kind.clone()],
            notes: vec![text.to_owned()],
        };
        Inspection {
            schema: SCHEMA.to_owned(),
            machines: vec![machine(vec![source(path, text)]), machine(vec![bare])],
        }
    }

    fn page(inspection: &Inspection, width: Option<usize>, brief: bool) -> String {
        let mut bytes = Vec::new();
        text(inspection, View { width, brief }, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_width_holds_its_lines() {
        let inspection = inspection("logs/a-log-with-a-name.log", "some words");
        for width in 40..=130 {
            for line in page(&inspection, Some(width), false).lines() {
                assert!(sanitize::width(line) <= width, "{width}: {line:?}");
                assert_eq!(line, line.trim_end(), "{width}");
            }
        }
    }

    #[test]
    fn json_is_read_back_as_it_was() {
        let inspection = inspection("a\u{1b}.log", "\u{1b}[2J\u{202e}x");
        let mut bytes = Vec::new();
        json(&inspection, &mut bytes).unwrap();
        assert!(!bytes.contains(&0x1b));
        let read: Inspection = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read, inspection);
    }

    proptest! {
        #[test]
        fn no_text_of_a_log_steers_the_terminal(
            hostile in any::<String>(),
            width in proptest::option::of(40_usize..120),
            brief: bool,
        ) {
            let page = page(&inspection(&hostile, &hostile), width, brief);
            prop_assert!(!page.chars().any(|c| c != '\n' && sanitize::is_unsafe(c)));
        }
    }
}
