//! `gpresult /r`, `/v` and `/z`: which policies apply to the machine and to a user, and what they set.
//!
//! `    Applied Group Policy Objects`, below it a ruler and one policy a line
//!
//! One record with `computer`, `user` and the labels of the head; one for each of `COMPUTER SETTINGS` and `USER SETTINGS`
//! with `scope`, the labels as printed, and the fields `applied`, `filtered` and `groups` (names divided by `; `); and for
//! `/v` and `/z` one for each setting with `scope`, `GPO`, `Folder Id` or `KeyName`, `Value` and `State`. The report as a web
//! page (`gpresult /h`) is named and not read. Shapes: excerpts quoted in public.

use memchr::memmem;

use crate::format::Located;
use crate::format::frame::upto_next;
use crate::record::Fact;
use crate::text;

use super::list::{self, is_blank, value};
use super::{Command, Field, Reading, labels, otherwise};

const NAME: &str = "gpresult";
const PAGE: &[u8] = b"gpmc_report";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins: |line| {
        memmem::find(line, b"Group Policy Result tool").is_some()
            || (line.starts_with(b"<html") && memmem::find(line, PAGE).is_some())
    },
    read: |body, _| read(body),
    instead: "'reg query HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate /s'",
    whole: true,
};

/// Titles without a label, and the field that the names below them become; the last line of a title counts.
const LISTS: [(&[u8], &str); 5] = [
    (b"Applied Group Policy Objects", "applied"),
    (b"The following GPOs were not applied", "filtered"),
    (b"The computer is a part of the following", "groups"),
    (b"The user is a part of the following", "groups"),
    (b"Resultant Set Of Policies", ""),
];

type Line<'a> = (usize, &'a [u8]);

fn read(body: &[u8]) -> Reading<'_> {
    if memmem::find(body, PAGE).is_some() {
        return page(body);
    }
    let lines: Vec<_> = text::lines(body)
        .filter(|(_, line)| !is_blank(line))
        .collect();
    let begins: Vec<_> = (0..lines.len())
        .filter(|at| {
            lines
                .get(*at)
                .is_some_and(|(_, line)| scope(line).is_some())
        })
        .collect();
    let head = lines.get(..begins.first().copied().unwrap_or(lines.len()));
    let Some(head) = head.and_then(|head| overview(body, head)) else {
        return otherwise(NAME, body);
    };
    let facts = facts(&head.record.fields);
    let mut records = vec![head];
    for (from, upto) in upto_next(&begins, lines.len()) {
        records.extend(settings_of(body, lines.get(from..upto).unwrap_or_default()));
    }
    Reading {
        records,
        facts,
        ..Reading::default()
    }
}

fn page(body: &[u8]) -> Reading<'_> {
    let told = memmem::find(body, b"Group Policy").is_some();
    Reading {
        note: told.then(|| {
            "a report of Group Policy as a web page is not read; collect the output of 'gpresult /z'".to_owned()
        }),
        ..Reading::default()
    }
}

fn scope(line: &[u8]) -> Option<&'static str> {
    match line.trim_ascii() {
        b"COMPUTER SETTINGS" => Some("computer"),
        b"USER SETTINGS" => Some("user"),
        _ => None,
    }
}

/// The head: for whom, and what the machine is.
fn overview<'a>(body: &'a [u8], lines: &[Line<'a>]) -> Option<Located<'a>> {
    let about = lines.iter().find_map(|(_, line)| about(line))?;
    let labelled = lines.iter().filter_map(|(_, line)| labels::split(line));
    let is_sentence = |label: &[u8]| label.starts_with(b"RSOP") || label.starts_with(b"Created on");
    let labelled = labelled
        .filter(|found| !found.value.is_empty() && !is_sentence(found.label))
        .map(|found| (text::display(found.label), text::display(found.value)));
    let fields = about.into_iter().chain(labelled).collect();
    piece(body, lines, fields)
}

/// `RSOP data for CONTOSO\ann on PC1 : Logging Mode`.
fn about(line: &[u8]) -> Option<Vec<Field<'_>>> {
    let line = std::str::from_utf8(line).ok()?.trim();
    let whom = line.strip_prefix("RSOP data for")?.split(" : ").next()?;
    let (user, computer) = whom.rsplit_once(" on ")?;
    let user = Some(user.trim()).filter(|user| !user.is_empty());
    let user = user.map(|user| ("user".into(), user.into()));
    Some(
        [("computer".into(), computer.trim().into())]
            .into_iter()
            .chain(user)
            .collect(),
    )
}

fn facts(fields: &[Field<'_>]) -> Vec<Fact> {
    let computer = value(fields, "computer").map(|name| Fact::Computer(name.to_owned()));
    let build = value(fields, "OS Version").and_then(super::version::build);
    let role = value(fields, "OS Configuration").map(super::systeminfo::role);
    computer.into_iter().chain(build).chain(role).collect()
}

/// The record of a scope and one for each setting below it.
fn settings_of<'a>(body: &'a [u8], lines: &[Line<'a>]) -> Vec<Located<'a>> {
    let Some(scope) = lines.first().and_then(|(_, line)| scope(line)) else {
        return Vec::new();
    };
    let begins: Vec<_> = (0..lines.len())
        .filter(|at| lines.get(*at).is_some_and(|(_, line)| is_setting(line)))
        .collect();
    let upto = begins.first().copied().unwrap_or(lines.len());
    let named = || ("scope".into(), scope.into());
    let about = lines.get(..upto).unwrap_or_default();
    let fields = [named()].into_iter().chain(scope_fields(about)).collect();
    let settings = upto_next(&begins, lines.len())
        .into_iter()
        .filter_map(|(from, upto)| {
            let lines: Vec<_> = lines
                .get(from..upto)?
                .iter()
                .copied()
                .take_while(is_labelled)
                .collect();
            let read = lines.iter().filter_map(|(_, line)| labels::split(line));
            let read = read.map(|found| (text::display(found.label), text::display(found.value)));
            piece(body, &lines, [named()].into_iter().chain(read).collect())
        });
    piece(body, about, fields)
        .into_iter()
        .chain(settings)
        .collect()
}

/// A setting begins with the policy that makes it.
fn is_setting(line: &[u8]) -> bool {
    labels::split(line).is_some_and(|found| found.label == b"GPO" && found.indented)
}

fn is_labelled(line: &Line<'_>) -> bool {
    labels::split(line.1).is_some()
}

/// Labels, and the names below the titles of lists.
fn scope_fields<'a>(lines: &[Line<'a>]) -> Vec<Field<'a>> {
    let mut fields: Vec<Field<'a>> = Vec::new();
    let mut list: Option<(&'static str, Vec<String>)> = None;
    for (_, line) in lines.iter().skip(1) {
        let trimmed = line.trim_ascii();
        let is_ruler = trimmed.iter().all(|byte| *byte == b'-');
        if let Some((_, name)) = LISTS.iter().find(|(title, _)| trimmed.starts_with(title)) {
            fields.extend(list.replace((name, Vec::new())).and_then(joined));
        } else if let Some((name, names)) = &mut list {
            // Below a filtered policy stands why, deeper than its name.
            let is_reason = *name == "filtered" && labels::split(line).is_some();
            if !is_ruler && !is_reason {
                names.push(text::display(trimmed).into_owned());
            }
        } else if let Some(found) = labels::split(line) {
            fields.push((text::display(found.label), text::display(found.value)));
        }
    }
    fields.extend(list.and_then(joined));
    fields
}

fn joined<'a>((name, names): (&'static str, Vec<String>)) -> Option<Field<'a>> {
    (!name.is_empty()).then(|| (name.into(), names.join("; ").into()))
}

fn piece<'a>(body: &'a [u8], lines: &[Line<'a>], fields: Vec<Field<'a>>) -> Option<Located<'a>> {
    let ((start, _), (last, line)) = (lines.first()?, lines.last()?);
    let end = last + line.len();
    list::piece(NAME, body, *start..end, fields)
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    const TEXT: &str = "\r\nMicrosoft (R) Windows (R) Operating System Group Policy Result tool v2.0\r\n\r\nRSOP data for CONTOSO\\ann on PC1 : Logging Mode\r\n------\r\n\r\nOS Configuration:            Member Workstation\r\nOS Version:                  10.0.19045\r\nRoaming Profile:\r\n\r\nCOMPUTER SETTINGS\r\n------------------\r\n    CN=PC1,DC=contoso,DC=test\r\n    Domain Name:                        CONTOSO\r\n\r\n    Applied Group Policy Objects\r\n    -----------------------------\r\n        WSUS Pilot\r\n        Default Domain Policy\r\n\r\n    The following GPOs were not applied because they were filtered out\r\n    -------------------------------------------------------------------\r\n        Local Group Policy\r\n            Filtering:  Not Applied (Empty)\r\n";

    #[test]
    fn the_head_and_the_lists_of_a_scope() {
        check(
            TEXT,
            &[
                "gpresult: computer=PC1 user=CONTOSO\\ann OS Configuration=Member Workstation OS Version=10.0.19045",
                "gpresult: scope=computer Domain Name=CONTOSO applied=WSUS Pilot; Default Domain Policy filtered=Local Group Policy",
            ],
        );
        assert_eq!(
            facts(TEXT),
            ["Computer(\"PC1\")", "Build(\"19045\")", "Role(\"client\")"]
        );
    }

    #[test]
    fn settings_of_the_long_form() {
        let long = "\r\n    Resultant Set Of Policies for Computer\r\n    ---\r\n\r\n        Administrative Templates\r\n        ---\r\n            GPO: WSUS Pilot\r\n                Folder Id: Software\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU\\UseWUServer\r\n                Value:       1, 0, 0, 0\r\n                State:       Enabled\r\n";
        check(
            &format!("{TEXT}{long}"),
            &[
                "gpresult: computer=PC1 user=CONTOSO\\ann OS Configuration=Member Workstation OS Version=10.0.19045",
                "gpresult: scope=computer Domain Name=CONTOSO applied=WSUS Pilot; Default Domain Policy filtered=Local Group Policy",
                "gpresult: scope=computer GPO=WSUS Pilot Folder Id=Software\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU\\UseWUServer Value=1, 0, 0, 0 State=Enabled",
            ],
        );
    }

    #[test]
    fn a_web_page_is_named() {
        check(
            "<html dir=\"ltr\" gpmc_reportInitialized=\"false\">\r\n<title>Group Policy Results</title>\r\n",
            &[
                "a report of Group Policy as a web page is not read; collect the output of 'gpresult /z'",
            ],
        );
    }
}
