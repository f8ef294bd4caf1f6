//! Commands that print the properties of one thing after the other and need no more than that: `schtasks /query /v /fo list`
//! and `Get-MpComputerStatus`.
//!
//! `TaskName:                             \Microsoft\Windows\UpdateOrchestrator\Schedule Scan`
//!
//! One record for each thing, fields named as printed. A task names the computer; Defender's state names none.

use crate::record::Fact;

use super::list::{paragraphs, value};
use super::{Command, Reading, otherwise};

pub(super) const TASKS: Command = Command {
    name: "schtasks",
    asked: |line| line.starts_with("schtasks"),
    begins: |line| line.starts_with(b"Folder: \\") || line.starts_with(b"HostName:      "),
    read: |body, _| read("schtasks", "TaskName", body),
    instead: "'schtasks /query /xml'",
    whole: true,
};

pub(super) const DEFENDER: Command = Command {
    name: "get-mpcomputerstatus",
    asked: |line| line.contains("get-mpcomputerstatus"),
    begins: |line| line.starts_with(b"AMEngineVersion "),
    read: |body, _| read("get-mpcomputerstatus", "AMServiceEnabled", body),
    instead: "'Get-MpComputerStatus' again",
    whole: true,
};

/// Every paragraph that has the label `wanted`.
fn read<'a>(command: &'static str, wanted: &str, body: &'a [u8]) -> Reading<'a> {
    let things = paragraphs(body).into_iter().filter_map(|paragraph| {
        let fields = paragraph.labelled();
        value(&fields, wanted)?;
        paragraph.located(command, body, fields)
    });
    let records: Vec<_> = things.collect();
    if records.is_empty() {
        return otherwise(command, body);
    }
    let computer = records
        .iter()
        .find_map(|found| found.record.field("HostName"));
    Reading {
        facts: computer
            .map(|name| Fact::Computer(name.to_owned()))
            .into_iter()
            .collect(),
        records,
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    #[test]
    fn each_task_is_a_record() {
        let text = "\r\nFolder: \\\r\nHostName:                             PC1\r\nTaskName:                             \\Scan\r\nLast Result:                          -2145124329\r\n\r\nHostName:                             PC1\r\nTaskName:                             \\Other\r\n";
        check(
            text,
            &[
                "schtasks: Folder=\\ HostName=PC1 TaskName=\\Scan Last Result=-2145124329",
                "schtasks: HostName=PC1 TaskName=\\Other",
            ],
        );
        assert_eq!(facts(text), ["Computer(\"PC1\")"]);
    }

    #[test]
    fn the_state_of_defender() {
        check(
            "\r\nAMEngineVersion                 : 1.1.24040.1\r\nAMServiceEnabled                : True\r\nAntivirusSignatureLastUpdated   : 5/14/2024 9:00:00 AM\r\n",
            &[
                "get-mpcomputerstatus: AMEngineVersion=1.1.24040.1 AMServiceEnabled=True AntivirusSignatureLastUpdated=5/14/2024 9:00:00 AM",
            ],
        );
    }
}
