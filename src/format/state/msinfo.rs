//! msinfo32: the .nfo file (XML) and the text that `msinfo32 /report` writes.
//!
//! `<Data><Item><![CDATA[OS Name]]></Item><Value><![CDATA[Microsoft Windows 11 Pro]]></Value></Data>`
//! `OS Name<TAB>Microsoft Windows 11 Pro<TAB>` below `[System Summary]`
//!
//! One record of component `msinfo32` for the System Summary, fields named as printed (`OS Name`, `Version`, `System Name`,
//! `BIOS Version/Date`, `Secure Boot State`, `Time Zone`); hardware, components and programs are not read. Facts: name,
//! product, build and zone. A summary in another language has its own names and is noted. Shapes: reports quoted in public.

use std::borrow::Cow;

use memchr::memmem;

use crate::format::parts::xml::{self, Step};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{Fact, FormatId, Kind, Record};
use crate::text;
use crate::time::LocalOffset;

/// A report of msinfo32 in either form.
pub(in crate::format) struct MsInfo;

const NAME: &str = "msinfo32";
const WRITTEN: &[u8] = b"System Information report written at:";
const SUMMARY: &[u8] = b"[System Summary]";
const ROOT: &[u8] = b"<MsInfo>";

impl LogFormat for MsInfo {
    fn id(&self) -> FormatId {
        FormatId("msinfo")
    }

    fn kind(&self) -> Kind {
        Kind::CommandOutput
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let text = head.text.trim_ascii_start();
        let is_xml = text.starts_with(b"<") && memmem::find(text, ROOT).is_some_and(|at| at < 256);
        (is_xml || text.starts_with(WRITTEN)).then(|| Sniffed {
            score: 97,
            why: "a report of msinfo32".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let summary = if memmem::find(text, ROOT).is_some() {
            from_xml(text)
        } else {
            from_text(text)
        };
        let Some(summary) = summary.filter(|summary| !summary.fields.is_empty()) else {
            return Parsed {
                bad: u64::from(!text.trim_ascii().is_empty()),
                ..Parsed::default()
            };
        };
        let facts = facts(&summary.fields);
        Parsed {
            notes: note(&summary.fields).into_iter().collect(),
            records: located(text, summary).into_iter().collect(),
            facts,
            ..Parsed::default()
        }
    }
}

type Pair = (String, String);

/// The System Summary and where it stands.
struct Summary {
    start: usize,
    end: usize,
    fields: Vec<Pair>,
}

fn located(text: &[u8], summary: Summary) -> Option<Located<'_>> {
    let lines: Vec<_> = summary
        .fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let fields = summary
        .fields
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()));
    (summary.end <= text.len()).then(|| Located {
        start: summary.start,
        end: summary.end,
        record: Record {
            component: Cow::Borrowed(NAME),
            fields: fields.collect(),
            ..Record::text(Kind::CommandOutput, lines.join("\n").into_bytes())
        },
    })
}

/// The data of the first category; those inside it belong to others.
fn from_xml(text: &[u8]) -> Option<Summary> {
    let mut summary: Option<Summary> = None;
    let mut categories = 0;
    let mut leaf = String::new();
    let mut pair = Pair::default();
    xml::walk(text, |step| match step {
        Step::Open(element) => {
            if element.name == "Category" {
                categories += 1;
            }
            if categories == 1 {
                summary.get_or_insert(Summary {
                    start: element.start,
                    end: element.end,
                    fields: Vec::new(),
                });
            }
            if element.name == "Data" {
                pair = Pair::default();
            }
            if let Some(summary) = summary.as_mut().filter(|_| categories == 1) {
                summary.end = element.end;
            }
            leaf = element.name;
        }
        Step::Text(said) if categories == 1 && leaf == "Item" => pair.0.push_str(&said),
        Step::Text(said) if categories == 1 && leaf == "Value" => pair.1.push_str(&said),
        Step::Text(_) => {}
        Step::Close => {
            if leaf == "Value" && categories == 1 {
                let (name, value) = std::mem::take(&mut pair);
                let told = Some((name.trim().to_owned(), value.trim().to_owned()));
                let told = told.filter(|(name, _)| !name.is_empty());
                if let Some(summary) = &mut summary {
                    summary.fields.extend(told);
                }
            }
            leaf.clear();
        }
    });
    summary
}

/// The lines with a tab below the headline, up to the next one.
fn from_text(text: &[u8]) -> Option<Summary> {
    let start = memmem::find(text, SUMMARY)?;
    let below = text.get(start..)?;
    let section = text::lines(below)
        .skip(1)
        .take_while(|(_, line)| !line.starts_with(b"["));
    let mut summary = Summary {
        start,
        end: start + SUMMARY.len(),
        fields: Vec::new(),
    };
    for (offset, line) in section {
        let mut cells = line.split(|byte| *byte == b'\t').map(<[u8]>::trim_ascii);
        let (Some(name), Some(value)) = (cells.next(), cells.next()) else {
            continue;
        };
        if !name.is_empty() && name != b"Item" {
            summary.end = start + offset + line.len();
            summary.fields.push((
                text::display(name).into_owned(),
                text::display(value).into_owned(),
            ));
        }
    }
    Some(summary)
}

fn value<'f>(fields: &'f [Pair], name: &str) -> Option<&'f str> {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

fn facts(fields: &[Pair]) -> Vec<Fact> {
    let told = [
        value(fields, "System Name").map(|name| Fact::Computer(name.to_owned())),
        value(fields, "OS Name").map(|name| Fact::Windows(name.to_owned())),
        value(fields, "Version").and_then(build),
        value(fields, "Time Zone").map(|zone| {
            let offset = LocalOffset::from_windows(zone).unwrap_or(LocalOffset::Unknown);
            Fact::Zone(zone.to_owned(), offset)
        }),
    ];
    told.into_iter().flatten().collect()
}

/// `10.0.22631 Build 22631`.
fn build(version: &str) -> Option<Fact> {
    let (_, build) = version.rsplit_once("Build ")?;
    let numeric = !build.is_empty() && build.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| Fact::Build(build.to_owned()))
}

fn note(fields: &[Pair]) -> Option<String> {
    value(fields, "OS Name").is_none().then(|| {
        "not understood (another language): msinfo32; run it again under an English display language, or collect 'systeminfo'"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let parsed = MsInfo.parse_whole(text.as_bytes());
        let fields = parsed.records.iter().flat_map(|found| &found.record.fields);
        let shown: Vec<_> = fields
            .map(|(name, value)| format!("{name}={value}"))
            .chain(parsed.facts.iter().map(|fact| format!("{fact:?}")))
            .chain(parsed.notes)
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn the_summary_of_a_text_report() {
        check(
            "System Information report written at: 05/14/24 09:00:00\r\nSystem Name: PC1\r\n[System Summary]\r\n\r\nItem\tValue\t\r\nOS Name\tMicrosoft Windows 11 Pro\t\r\nVersion\t10.0.22631 Build 22631\t\r\nSystem Name\tPC1\t\r\n\r\n[Hardware Resources]\r\n\r\nx\ty\t\r\n",
            &[
                "OS Name=Microsoft Windows 11 Pro",
                "Version=10.0.22631 Build 22631",
                "System Name=PC1",
                "Computer(\"PC1\")",
                "Windows(\"Microsoft Windows 11 Pro\")",
                "Build(\"22631\")",
            ],
        );
    }

    #[test]
    fn the_first_category_of_an_nfo() {
        check(
            "<?xml version=\"1.0\"?><MsInfo><Category name=\"System Summary\"><Data><Item><![CDATA[OS Name]]></Item><Value><![CDATA[Windows]]></Value></Data><Category name=\"Components\"><Data><Item>x</Item><Value>y</Value></Data></Category></Category></MsInfo>",
            &["OS Name=Windows", "Windows(\"Windows\")"],
        );
    }

    #[test]
    fn another_language_is_noted() {
        check(
            "<MsInfo><Category name=\"x\"><Data><Item>Betriebssystemname</Item><Value>Windows</Value></Data></Category></MsInfo>",
            &[
                "Betriebssystemname=Windows",
                "not understood (another language): msinfo32; run it again under an English display language, or collect 'systeminfo'",
            ],
        );
    }
}
