//! `bitsadmin /list` and `Get-BitsTransfer`: the jobs of the Background Intelligent Transfer Service.
//!
//! `GUID: {7b0e...} DISPLAY: 'WU Client Download'` ... `ERROR CODE:    0x80190194 - Not found (404).`
//!
//! One record for each job of component `bitsadmin`, from the long and the short list: `job`, `display`, `type`, `state`,
//! `owner`, `files`, `bytes`, `created`, `modified`, `error_count`, `error`, `error_text`, `context`, `proxy`, and a `url`
//! and `file` for each file. Of component `get-bitstransfer` with fields as printed. A list that is refused is a record with
//! `error`. Labels are English in every language. Shapes: excerpts quoted in public.

use memchr::memmem;

use crate::format::Located;
use crate::text;

use super::list::{Paragraph, paragraphs, value};
use super::table::{self, is_header};
use super::{Command, Field, Reading, labels, otherwise, record};

const NAME: &str = "bitsadmin";
const CMDLET: &str = "get-bitstransfer";
const FIRST: &[u8] = b"GUID: {";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME) || line.contains(CMDLET),
    begins: |line| {
        line.starts_with(b"BITSADMIN version")
            || line.starts_with(FIRST)
            || is_header(line, &["JobId", "JobState"])
            || is_cmdlet_job(line)
    },
    read: |body, _| read(body),
    instead: "'bitsadmin /list /allusers /verbose'",
    whole: true,
};

/// Labels of the long list and the fields they become; without a field they only end the one before.
const LABELS: [(&str, &str); 24] = [
    ("GUID:", "job"),
    ("DISPLAY:", "display"),
    ("TYPE:", "type"),
    ("STATE:", "state"),
    ("OWNER:", "owner"),
    ("PRIORITY:", "priority"),
    ("FILES:", "files"),
    ("BYTES:", "bytes"),
    ("CREATION TIME:", "created"),
    ("MODIFICATION TIME:", "modified"),
    ("COMPLETION TIME:", ""),
    ("ACL FLAGS:", ""),
    ("NOTIFY INTERFACE:", ""),
    ("NOTIFICATION FLAGS:", ""),
    ("RETRY DELAY:", ""),
    ("NO PROGRESS TIMEOUT:", ""),
    ("ERROR COUNT:", "error_count"),
    ("PROXY USAGE:", "proxy_usage"),
    ("PROXY LIST:", "proxy"),
    ("PROXY BYPASS LIST:", ""),
    ("ERROR FILE:", "error_file"),
    ("ERROR CODE:", "error"),
    ("ERROR CONTEXT:", "context"),
    ("DESCRIPTION:", "description"),
];

fn is_cmdlet_job(line: &[u8]) -> bool {
    labels::split(line).is_some_and(|found| found.label == b"JobId" && !found.indented)
}

fn read(body: &[u8]) -> Reading<'_> {
    let mut records: Vec<_> = paragraphs(body)
        .into_iter()
        .flat_map(|paragraph| jobs(body, paragraph))
        .collect();
    let rows = table::rows(body, &["JobId", "JobState"]).into_iter();
    records.extend(rows.map(|row| row.located(CMDLET)));
    records.sort_by_key(|found| found.start);
    let empty = memmem::find(body, b"Listed 0 job(s)").is_some();
    if records.is_empty() && !empty {
        return otherwise(NAME, body);
    }
    Reading {
        records,
        ..Reading::default()
    }
}

/// The jobs of a paragraph, in whichever form.
fn jobs<'a>(body: &'a [u8], paragraph: Paragraph<'a>) -> Vec<Located<'a>> {
    if paragraph.lines.iter().any(|(_, line)| is_cmdlet_job(line)) {
        let fields = paragraph.labelled();
        return paragraph
            .located(CMDLET, body, fields)
            .into_iter()
            .collect();
    }
    let single = paragraph.lines.iter().filter_map(short).collect::<Vec<_>>();
    let long = paragraph.split(|line| line.starts_with(FIRST)).into_iter();
    let long = long.filter_map(|job| job.located(NAME, body, long_fields(&job)));
    long.chain(single).collect()
}

fn long_fields<'a>(job: &Paragraph<'a>) -> Vec<Field<'a>> {
    let mut fields: Vec<Field<'a>> = Vec::new();
    for (_, line) in &job.lines {
        let labelled = labelled(line);
        if labelled.is_empty()
            && let Some((url, file)) = transfer(line)
        {
            fields.push(("url".into(), url));
            fields.push(("file".into(), file));
        }
        fields.extend(labelled);
    }
    let parts = value(&fields, "error").and_then(|error| {
        let (code, text) = error.split_once(" - ")?;
        Some((code.trim().to_owned(), text.trim().to_owned()))
    });
    if let Some((code, said)) = parts {
        fields.retain(|(name, _)| name != "error");
        fields.push(("error".into(), code.into()));
        fields.push(("error_text".into(), said.into()));
    }
    fields
}

/// The values of a line with several labels, each up to the next label; quotes around names are dropped.
fn labelled(line: &[u8]) -> Vec<Field<'_>> {
    let found = |(label, field): &(&'static str, &'static str)| {
        let at = memmem::find_iter(line, label).find(|at| {
            line.get(..*at)
                .is_some_and(|before| matches!(before.last(), None | Some(b' ' | b'\t')))
        })?;
        Some((at, at + label.len(), *field))
    };
    let mut places: Vec<_> = LABELS.iter().filter_map(found).collect();
    places.sort_unstable();
    if places.first().is_none_or(|(at, ..)| *at > 0) {
        return Vec::new();
    }
    let ends = places
        .iter()
        .skip(1)
        .map(|(at, ..)| *at)
        .chain([line.len()]);
    let field = |((_, start, name), end): (&(usize, usize, &'static str), usize)| {
        let value = text::display(line.get(*start..end)?.trim_ascii());
        let value = match value {
            std::borrow::Cow::Borrowed(text) => text.trim_matches('\'').into(),
            owned @ std::borrow::Cow::Owned(_) => owned,
        };
        (!name.is_empty() && !value.is_empty()).then(|| ((*name).into(), value))
    };
    places.iter().zip(ends).filter_map(field).collect()
}

/// `0 / 1024 WORKING http://a.test/x -> C:\x`.
fn transfer(line: &[u8]) -> Option<(std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)> {
    let arrow = memmem::find(line, b" -> ")?;
    let (before, behind) = line.split_at_checked(arrow)?;
    let url = before.rsplit(|byte| *byte == b' ').next()?;
    let file = behind.get(4..)?.trim_ascii();
    (!url.is_empty()).then(|| (text::display(url), text::display(file)))
}

/// `{7b0e...} 'WU Client Download' TRANSFERRED 1 / 1 1024 / 1024` of the short list, and the refusal of a list.
fn short<'a>((start, line): &(usize, &'a [u8])) -> Option<Located<'a>> {
    let refused = line.strip_prefix(b"Unable to enum jobs - ");
    let refused = refused.map(|code| vec![("error".into(), text::display(code.trim_ascii()))]);
    let fields = refused.or_else(|| short_fields(line))?;
    Some(Located {
        start: *start,
        end: start + line.len(),
        record: record(NAME, line, fields),
    })
}

fn short_fields(line: &[u8]) -> Option<Vec<Field<'_>>> {
    let line = std::str::from_utf8(line).ok()?;
    let (job, rest) = line.split_once(" '").filter(|_| line.starts_with('{'))?;
    let (display, rest) = rest.rsplit_once("' ")?;
    let state = rest.split_whitespace().next()?;
    Some(vec![
        ("job".into(), job.into()),
        ("display".into(), display.into()),
        ("state".into(), state.into()),
    ])
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    const HEAD: &str = "\r\nBITSADMIN version 3.0\r\nBITS administration utility.\r\n(C) Copyright Microsoft Corp.\r\n\r\n";

    #[test]
    fn jobs_of_the_long_list() {
        check(
            &format!(
                "{HEAD}GUID: {{7B0E}} DISPLAY: 'WU Client Download'\r\nTYPE: DOWNLOAD STATE: ERROR OWNER: NT AUTHORITY\\SYSTEM\r\nRETRY DELAY: 600 NO PROGRESS TIMEOUT: 9 ERROR COUNT: 1\r\nERROR FILE:    http://a.test/x -> C:\\x\r\nERROR CODE:    0x80190194 - Not found (404).\r\nJOB FILES: \r\n\t0 / UNKNOWN WORKING http://a.test/x -> C:\\x\r\n\r\nListed 1 job(s).\r\n"
            ),
            &[
                "bitsadmin: job={7B0E} display=WU Client Download type=DOWNLOAD state=ERROR owner=NT AUTHORITY\\SYSTEM error_count=1 error_file=http://a.test/x -> C:\\x url=http://a.test/x file=C:\\x error=0x80190194 error_text=Not found (404).",
            ],
        );
    }

    #[test]
    fn the_short_list_an_empty_one_and_a_refusal() {
        check(
            &format!(
                "{HEAD}{{7B0E}} 'It's one' SUSPENDED 0 / 1 0 / UNKNOWN\r\nListed 1 job(s).\r\n"
            ),
            &["bitsadmin: job={7B0E} display=It's one state=SUSPENDED"],
        );
        check(&format!("{HEAD}Listed 0 job(s).\r\n"), &[]);
        check(
            &format!("{HEAD}Unable to enum jobs - 0x80070005\r\nAccess is denied.\r\n"),
            &["bitsadmin: error=0x80070005"],
        );
    }

    #[test]
    fn jobs_of_the_cmdlet() {
        check(
            "\r\nJobId           : 7b0e\r\nDisplayName     : WU\r\nJobState        : TransientError\r\n",
            &["get-bitstransfer: JobId=7b0e DisplayName=WU JobState=TransientError"],
        );
        check(
            "JobId DisplayName JobState\r\n----- ----------- --------\r\n7b0e  WU          Error\r\n",
            &["get-bitstransfer: JobId=7b0e DisplayName=WU JobState=Error"],
        );
    }
}
