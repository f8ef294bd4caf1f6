//! `Get-HotFix` and `wmic qfe`: the updates that are installed, as table or as list.
//!
//! `PC1           Security Update  KB5037768     NT AUTHORITY\SYSTEM  5/15/2024 12:00:00 AM`
//!
//! One record for each, component `get-hotfix` for both, fields named as printed (`HotFixID`, `Description`, `InstalledOn`,
//! `InstalledBy`). Dates are in the machine's own form and stay text. Both tools list only what the servicing stack calls an
//! update, so that one is missing here does not prove that it is not installed.

use crate::format::Located;
use crate::record::Fact;

use super::list::{paragraphs, value};
use super::table::{self, is_header};
use super::{Command, Reading, labels, otherwise};

const NAME: &str = "get-hotfix";
const ID: &str = "HotFixID";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.contains(NAME) || line.starts_with("wmic qfe"),
    begins: |line| is_header(line, &[ID, "InstalledOn"]) || is_listed(line),
    read: |body, _| read(body),
    instead: "'dism /online /get-packages'",
    whole: true,
};

/// `HotFixID            : KB5037768`, `HotFixID=KB5037768`, or the address with which a full list begins.
fn is_listed(line: &[u8]) -> bool {
    let update = |value: &[u8]| value.trim_ascii().starts_with(b"KB");
    line.starts_with(b"Caption=http")
        || line.strip_prefix(b"HotFixID=").is_some_and(update)
        || labels::split(line).is_some_and(|found| {
            found.label == ID.as_bytes() && !found.indented && update(found.value)
        })
}

fn read(body: &[u8]) -> Reading<'_> {
    let rows = table::rows(body, &[ID]).into_iter();
    let rows = rows.filter(|row| value(&row.fields, ID).is_some());
    let tabled = rows.map(|row| row.located(NAME));
    let records: Vec<_> = tabled.chain(listed(body)).collect();
    if records.is_empty() {
        return otherwise(NAME, body);
    }
    let computer = records.iter().find_map(|found| {
        let named = ["Source", "CSName", "PSComputerName"];
        named.iter().find_map(|name| found.record.field(name))
    });
    Reading {
        facts: computer
            .map(|name| Fact::Computer(name.to_owned()))
            .into_iter()
            .collect(),
        records,
        ..Reading::default()
    }
}

fn listed(body: &[u8]) -> impl Iterator<Item = Located<'_>> {
    paragraphs(body).into_iter().filter_map(move |paragraph| {
        let fields = [paragraph.assigned(), paragraph.labelled()]
            .into_iter()
            .find(|fields| value(fields, ID).is_some())?;
        paragraph.located(NAME, body, fields)
    })
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    #[test]
    fn the_tables_of_both_tools() {
        let table = "\r\nSource  Description      HotFixID   InstalledBy          InstalledOn\r\n------  -----------      --------   -----------          -----------\r\nPC1     Security Update  KB5000001  NT AUTHORITY\\SYSTEM  5/15/2024 12:00:00 AM\r\nPC1     Update           KB5000002\r\n\r\n";
        check(
            table,
            &[
                "get-hotfix: Source=PC1 Description=Security Update HotFixID=KB5000001 InstalledBy=NT AUTHORITY\\SYSTEM InstalledOn=5/15/2024 12:00:00 AM",
                "get-hotfix: Source=PC1 Description=Update HotFixID=KB5000002",
            ],
        );
        assert_eq!(facts(table), ["Computer(\"PC1\")"]);
        check(
            "HotFixID   InstalledOn  \r\r\nKB5000001  5/15/2024    \r\r\n\r\r\n",
            &["get-hotfix: HotFixID=KB5000001 InstalledOn=5/15/2024"],
        );
    }

    #[test]
    fn the_lists_of_both_tools() {
        check(
            "HotFixID=KB5000001\r\r\nInstallDate=\r\r\nInstalledOn=5/15/2024\r\r\n\r\r\n",
            &["get-hotfix: HotFixID=KB5000001 InstalledOn=5/15/2024"],
        );
        check(
            "C:\\>powershell get-hotfix | fl\r\n\r\nDescription : Update\r\nHotFixID    : KB5000001\r\nInstalledOn : 5/15/2024\r\n",
            &["get-hotfix: Description=Update HotFixID=KB5000001 InstalledOn=5/15/2024"],
        );
    }
}
