//! `dism` on the console: packages, features and capabilities of an image, and how a repair ended.
//!
//! `Package Identity : Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4412.1.7` ... `State : Installed`
//!
//! One record for each package (`dism /get-packages`), feature (`dism /get-features`) and capability
//! (`dism /get-capabilities`), as list or as table, with fields as printed. What DISM says of its own work is of component
//! `dism`: a failure has the fields `error` and `message`, an outcome the field `result`. Failures count for whatever reads
//! dism.log, as they do where people paste them. Shapes: excerpts quoted in public.

use crate::format::Located;
use crate::record::{Fact, Kind, Record};
use crate::text;

use super::list::{self, Paragraph, paragraphs};
use super::{Command, Field, Reading, labels, otherwise, record};

const NAME: &str = "dism";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with("dism ") || line.starts_with("dism/"),
    begins: |line| {
        HEADLINES
            .iter()
            .any(|head| line.starts_with(head.as_bytes()))
    },
    read,
    instead: "C:\\Windows\\Logs\\DISM\\dism.log",
    whole: false,
};

/// DISM's own name, in the languages whose headline is known.
const HEADLINES: [&str; 3] = [
    "Deployment Image Servicing and Management tool",
    "Tool zur Imageverwaltung für die Bereitstellung",
    "Outil Gestion et maintenance des images de déploiement",
];

/// What begins one thing of a list, and the component of its record.
const LISTS: [(&str, &str); 3] = [
    ("Package Identity", "dism /get-packages"),
    ("Feature Name", "dism /get-features"),
    ("Capability Identity", "dism /get-capabilities"),
];

/// How a run ends, without a full stop.
const RESULTS: [&str; 7] = [
    "The operation completed successfully",
    "The restore operation completed successfully",
    "No component store corruption detected",
    "The component store is repairable",
    "The component store cannot be repaired",
    "The component store corruption was repaired",
    "The component store has been repaired",
];

fn read<'a>(body: &'a [u8], asked: &str) -> Reading<'a> {
    let mut records = Vec::new();
    let mut paragraphs = paragraphs(body).into_iter().flat_map(from_error).peekable();
    while let Some(paragraph) = paragraphs.next() {
        if let Some(code) = error_code(&paragraph) {
            records.push(failure(body, &paragraph, code, paragraphs.peek()));
        } else if let Some(rows) = table(&paragraph) {
            records.extend(rows);
        } else if let Some(listed) = thing(body, &paragraph) {
            records.push(listed);
        } else {
            records.extend(results(&paragraph));
        }
    }
    if records.is_empty() {
        return otherwise(NAME, body);
    }
    let online = asked.contains("/online");
    Reading {
        records,
        facts: image_build(body).filter(|_| online).into_iter().collect(),
        ..Reading::default()
    }
}

/// The paragraph, without the bar of progress that may stand above an error.
fn from_error(paragraph: Paragraph<'_>) -> Vec<Paragraph<'_>> {
    let is_error = |line: &[u8]| code_in(line).is_some();
    if paragraph.lines.iter().any(|(_, line)| is_error(line)) {
        paragraph.split(is_error)
    } else {
        vec![paragraph]
    }
}

fn error_code<'a>(paragraph: &Paragraph<'a>) -> Option<&'a [u8]> {
    code_in(paragraph.lines.first()?.1)
}

/// `Error: 0x800f081f`, or a Win32 number in decimal.
fn code_in(line: &[u8]) -> Option<&[u8]> {
    let code = line.trim_ascii().strip_prefix(b"Error:")?.trim_ascii();
    let hex = code.strip_prefix(b"0x").unwrap_or(code);
    (!hex.is_empty() && hex.iter().all(u8::is_ascii_hexdigit)).then_some(code)
}

/// The code and the text, which stands below it or in the next paragraph.
fn failure<'a>(
    body: &'a [u8],
    paragraph: &Paragraph<'a>,
    code: &'a [u8],
    next: Option<&Paragraph<'a>>,
) -> Located<'a> {
    let said = next.filter(|next| paragraph.lines.len() == 1 && !points_to_log(next));
    let end = said.map_or(paragraph.end, |next| next.end);
    let whole = body.get(paragraph.start..end).unwrap_or_default();
    let message = whole
        .split(|byte| *byte == b'\n')
        .skip(1)
        .map(|line| text::display(line.trim_ascii()));
    let message: Vec<_> = message.filter(|line| !line.is_empty()).collect();
    let fields = vec![
        ("error".into(), text::display(code)),
        ("message".into(), message.join(" ").into()),
    ];
    Located {
        start: paragraph.start,
        end,
        record: Record {
            kind: Kind::Plain,
            ..record(NAME, whole, fields)
        },
    }
}

fn points_to_log(paragraph: &Paragraph<'_>) -> bool {
    let first = paragraph.lines.first();
    first.is_some_and(|(_, line)| line.starts_with(b"The DISM log file"))
}

/// The rows of `Package Identity | State | Release Type | Install Time`.
fn table<'a>(paragraph: &Paragraph<'a>) -> Option<Vec<Located<'a>>> {
    let is_row = |line: &[u8]| line.contains(&b'|') && !line.starts_with(b"---");
    let (_, header) = paragraph.lines.iter().find(|(_, line)| is_row(line))?;
    let columns = cells(header);
    let (_, component) = LISTS
        .iter()
        .find(|(label, _)| columns.first().is_some_and(|first| first == label))?;
    let rows = paragraph
        .lines
        .iter()
        .filter(|(_, line)| is_row(line) && line != header);
    let located = |(start, line): &(usize, &'a [u8])| {
        let fields = columns.iter().cloned().zip(cells(line)).collect();
        Located {
            start: *start,
            end: start + line.len(),
            record: record(component, line, fields),
        }
    };
    Some(rows.map(located).collect())
}

fn cells(line: &[u8]) -> Vec<std::borrow::Cow<'_, str>> {
    line.split(|byte| *byte == b'|')
        .map(|cell| text::display(cell.trim_ascii()))
        .collect()
}

/// A package, feature or capability of a list.
fn thing<'a>(body: &'a [u8], paragraph: &Paragraph<'a>) -> Option<Located<'a>> {
    let first = labels::split(paragraph.lines.first()?.1)?;
    let (_, component) = LISTS
        .iter()
        .find(|(label, _)| label.as_bytes() == first.label)?;
    let fields: Vec<Field<'a>> = paragraph.labelled();
    paragraph.located(component, body, fields)
}

/// Each line that tells an outcome; the bar of a progress may stand before it.
fn results<'a>(paragraph: &Paragraph<'a>) -> Vec<Located<'a>> {
    let outcome = |(start, line): &(usize, &'a [u8])| {
        let said = match memchr::memrchr(b']', line) {
            Some(bar) if line.trim_ascii_start().starts_with(b"[") => line.get(bar + 1..)?,
            _ => line,
        };
        let said = said.trim_ascii();
        let known = RESULTS
            .iter()
            .find(|known| said.starts_with(known.as_bytes()))?;
        Some(Located {
            start: *start,
            end: start + line.len(),
            record: record(NAME, said, vec![("result".into(), (*known).into())]),
        })
    };
    paragraph.lines.iter().filter_map(outcome).collect()
}

/// `Image Version: 10.0.19045.4412`.
fn image_build(body: &[u8]) -> Option<Fact> {
    let first = paragraphs(body);
    let fields = first
        .iter()
        .flat_map(Paragraph::labelled)
        .collect::<Vec<_>>();
    super::version::build(list::value(&fields, "Image Version")?)
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    const HEAD: &str = "\r\nDeployment Image Servicing and Management tool\r\nVersion: 10.0.19041.3636\r\n\r\nImage Version: 10.0.19045.4412\r\n\r\n";

    #[test]
    fn an_error_right_below_the_bar_is_one() {
        check(
            &format!(
                "{HEAD}[==========100.0%==========]\r\nError: 0x800f081f\r\n\r\nThe source files could not be found.\r\n"
            ),
            &["dism: error=0x800f081f message=The source files could not be found."],
        );
    }

    #[test]
    fn packages_as_list_and_as_table() {
        check(
            &format!(
                "{HEAD}Packages listing:\r\n\r\nPackage Identity : Package_for_A~~1.1\r\nState : Install Pending\r\nRelease Type : Security Update\r\nInstall Time : \r\n\r\nThe operation completed successfully.\r\n"
            ),
            &[
                "dism /get-packages: Package Identity=Package_for_A~~1.1 State=Install Pending Release Type=Security Update Install Time=",
                "dism: result=The operation completed successfully",
            ],
        );
        check(
            &format!(
                "{HEAD}Packages listing:\r\n\r\n--- | ---\r\nPackage Identity | State\r\n---------------- | -----\r\nPackage_for_A~~1.1 | Staged\r\n"
            ),
            &["dism /get-packages: Package Identity=Package_for_A~~1.1 State=Staged"],
        );
    }

    #[test]
    fn a_failure_has_its_code_and_its_text() {
        check(
            &format!(
                "{HEAD}[=====62.3%=====           ] \r\n\r\nError: 0x800f081f\r\n\r\nThe source files were\r\nnot there.\r\n\r\nThe DISM log file can be found at C:\\x.log\r\n"
            ),
            &["dism: error=0x800f081f message=The source files were not there."],
        );
        check(
            &format!("{HEAD}Error: 740\r\n\r\nThe DISM log file can be found at C:\\x.log\r\n"),
            &["dism: error=740 message="],
        );
    }

    #[test]
    fn an_outcome_stands_behind_the_bar() {
        check(
            &format!(
                "{HEAD}[=====100.0%=====] The component store is repairable.\r\nThe operation completed successfully.\r\n"
            ),
            &[
                "dism: result=The component store is repairable",
                "dism: result=The operation completed successfully",
            ],
        );
    }

    #[test]
    fn only_the_running_system_tells_the_build() {
        let text = |asked: &str| {
            format!("C:\\>{asked}\r\n{HEAD}The operation completed successfully.\r\n")
        };
        assert_eq!(
            facts(&text("dism /online /get-packages")),
            ["Build(\"19045.4412\")"]
        );
        assert!(facts(&text("dism /image:d:\\ /get-packages")).is_empty());
    }

    #[test]
    fn another_language_is_noted() {
        check(
            "\r\nTool zur Imageverwaltung für die Bereitstellung\r\nVersion: 10.0.1\r\n",
            &[
                ": 'Tool zur Imageverwaltung für die Bereitstellung'",
                ": 'Version: 10.0.1'",
                "not understood (German): dism; run it again under an English display language, or collect C:\\Windows\\Logs\\DISM\\dism.log",
            ],
        );
    }
}
