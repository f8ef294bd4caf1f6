//! `Get-Service` and `net start`: which services run.
//!
//! `Stopped  wuauserv           Windows Update`
//!
//! Of `Get-Service` one record for each service of component `get-service` with `service`, `state` and, where printed,
//! `start_type` and `display`; PowerShell cuts long names. Of `net start` one record for each running service of component
//! `net start` with `display`: what is missing there does not run. The states are English in every language.

use crate::format::Located;
use crate::text;

use super::list::{paragraphs, value};
use super::table::{self, is_header};
use super::{Command, Field, Reading, labels, otherwise, record};

const NAME: &str = "get-service";
const STARTED: &str = "net start";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.contains(NAME),
    begins: |line| is_header(line, &["Status", "Name"]),
    read: |body, _| read(body),
    instead: "'sc query type= service state= all'",
    whole: true,
};

pub(super) const NET_START: Command = Command {
    name: STARTED,
    asked: |line| line == STARTED,
    begins: |line| line.starts_with(b"These Windows services are started:"),
    read: |body, _| read_started(body),
    instead: "'sc query'",
    whole: true,
};

/// Columns and labels as printed, and the fields they become.
const FIELDS: [(&str, &str); 4] = [
    ("Name", "service"),
    ("Status", "state"),
    ("StartType", "start_type"),
    ("DisplayName", "display"),
];

fn read(body: &[u8]) -> Reading<'_> {
    let rows = table::rows(body, &["Status", "Name"]).into_iter();
    let rows = rows.filter_map(|row| {
        let fields = renamed(&row.fields)?;
        let mut located = row.located(NAME);
        located.record.fields = fields;
        Some(located)
    });
    let lists = paragraphs(body).into_iter().filter_map(|paragraph| {
        let is_list = labels::split(paragraph.lines.first()?.1).is_some();
        let fields = renamed(&paragraph.labelled()).filter(|_| is_list)?;
        paragraph.located(NAME, body, fields)
    });
    let records: Vec<_> = rows.chain(lists).collect();
    if records.is_empty() {
        return otherwise(NAME, body);
    }
    Reading {
        records,
        ..Reading::default()
    }
}

fn renamed<'a>(printed: &[Field<'_>]) -> Option<Vec<Field<'a>>> {
    value(printed, "Status")?;
    value(printed, "Name")?;
    let field = |(from, to): &(&str, &'static str)| {
        Some(((*to).into(), value(printed, from)?.to_owned().into()))
    };
    Some(FIELDS.iter().filter_map(field).collect())
}

fn read_started(body: &[u8]) -> Reading<'_> {
    let named = text::lines(body).filter(|(_, line)| line.starts_with(b"   "));
    let records: Vec<_> = named
        .map(|(start, line)| Located {
            start,
            end: start + line.len(),
            record: record(
                STARTED,
                line,
                vec![("display".into(), text::display(line.trim_ascii()))],
            ),
        })
        .collect();
    if records.is_empty() {
        return otherwise(STARTED, body);
    }
    Reading {
        records,
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    #[test]
    fn as_table_and_as_list() {
        check(
            "\r\nStatus   Name               DisplayName\r\n------   ----               -----------\r\nStopped  wuauserv           Windows Update\r\n\r\n",
            &["get-service: service=wuauserv state=Stopped display=Windows Update"],
        );
        check(
            "PS C:\\> Get-Service wuauserv | Select *\r\n\r\nName      : wuauserv\r\nStatus    : Stopped\r\nStartType : Disabled\r\n",
            &["get-service: service=wuauserv state=Stopped start_type=Disabled"],
        );
    }

    #[test]
    fn what_net_start_names_runs() {
        check(
            "These Windows services are started:\r\n\r\n   Base Filtering Engine\r\n   Windows Update\r\n\r\nThe command completed successfully.\r\n",
            &[
                "net start: display=Base Filtering Engine",
                "net start: display=Windows Update",
            ],
        );
    }
}
