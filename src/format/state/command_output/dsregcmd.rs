//! `dsregcmd /status`: how the machine is joined, and to which tenant.
//!
//! `             AzureAdJoined : YES`, `               DomainJoined : NO`, `                    MdmUrl : https://...`
//!
//! One record with a field for each `Key : Value`, named as printed, and the computer's name where it is told. An `MdmUrl`
//! does not say that the machine is managed: it shows what its tenant has set for whoever enrols (Microsoft's page on the
//! command says so), so nothing follows from it. Text is English in every language.

use crate::record::Fact;
use crate::text;

use super::list::value;
use super::{Command, Field, Reading, labels, otherwise, record, whole_section};

const NAME: &str = "dsregcmd";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins: |line| line.starts_with(b"| Device State "),
    read: |body, _| read(body),
    instead: "'dsregcmd /status' again",
    whole: true,
};

fn read(body: &[u8]) -> Reading<'_> {
    let fields: Vec<Field<'_>> = text::lines(body)
        .filter_map(|(_, line)| labels::split(line))
        .filter(|found| found.indented)
        .map(|found| (text::display(found.label), text::display(found.value)))
        .collect();
    if fields.is_empty() {
        return otherwise(NAME, body);
    }
    let name = ["DeviceName", "Device Name"]
        .iter()
        .find_map(|name| value(&fields, name));
    Reading {
        facts: name
            .map(|name| Fact::Computer(name.to_owned()))
            .into_iter()
            .collect(),
        records: whole_section(body, record(NAME, body, fields)),
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    const TEXT: &str = "| Device State                                                         |\r\n+----------------------------------------------------------------------+\r\n\r\n             AzureAdJoined : YES\r\n                DeviceName : PC1\r\n\r\n+----+\r\n| Tenant Details |\r\n+----+\r\n\r\n                       Idp : login.windows.net\r\n                    MdmUrl : https://enrollment.manage.microsoft.com/x\r\n";

    #[test]
    fn every_pair_is_a_field() {
        check(
            TEXT,
            &[
                "dsregcmd: AzureAdJoined=YES DeviceName=PC1 Idp=login.windows.net MdmUrl=https://enrollment.manage.microsoft.com/x",
            ],
        );
    }

    #[test]
    fn an_address_for_enrolment_is_no_management() {
        assert_eq!(facts(TEXT), ["Computer(\"PC1\")"]);
    }
}
