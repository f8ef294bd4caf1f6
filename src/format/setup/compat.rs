//! CompatData and ScanResult of Windows setup: what stands in the way of an upgrade.
//!
//! `<Program Name="Contoso Agent" Id="{...}"><CompatibilityInfo BlockingType="Hard" StatusDetail="UpgradeBlock"/></Program>`
//!
//! A record for each thing that blocks: whose `BlockingType` is not `None`, and each driver with `BlockMigration="True"`. What
//! does not block gives none. Fields: `type` (`HardwareItem`, `Program`, `Device`, `DriverPackage`), `name`, and the
//! attributes of the thing and of its `CompatibilityInfo` as printed (`BlockingType`, `StatusDetail`, `Message`, `SdbId`,
//! `Publisher`, `Inf`). A hard block is an error, any other a warning. Shapes: whole files, and Microsoft's page on the scan.

use memchr::memmem;

use crate::format::parts::xml::{self, Element, Step};
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};

/// What setup's compatibility scan found.
pub(in crate::format) struct Compat;

impl LogFormat for Compat {
    fn id(&self) -> FormatId {
        FormatId("compat")
    }

    fn kind(&self) -> Kind {
        Kind::Compat
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let begin = memmem::find(head.text, b"<CompatReport")?;
        let before = head.text.get(..begin)?.trim_ascii();
        (before.is_empty() || before.starts_with(b"<?xml")).then(|| Sniffed {
            score: 97,
            why: "a compatibility report in XML".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let mut open: Vec<Element> = Vec::new();
        let mut parsed = Parsed::default();
        let whole = xml::walk(text, |step| match step {
            Step::Open(element) => {
                parsed.records.extend(blocker(&mut open, &element));
                open.push(element);
            }
            Step::Close => {
                open.pop();
            }
            Step::Text(_) => {}
        });
        parsed.bad = u64::from(!whole && !text.trim_ascii().is_empty());
        parsed
    }
}

/// Attributes by which a thing is called, the first that it has.
const NAMES: [&str; 6] = ["Name", "HardwareType", "DisplayName", "Inf", "Class", "Id"];

/// The record of a block, which the element tells of itself or of the one around it.
fn blocker<'a>(open: &mut [Element], element: &Element) -> Option<Located<'a>> {
    if element.attribute("BlockMigration").is_some_and(is_true) {
        return Some(record(element, None, element.start, element.end));
    }
    let blocking = element.attribute("BlockingType")?;
    if blocking.eq_ignore_ascii_case("none") {
        return None;
    }
    let Some(thing) = open
        .last_mut()
        .filter(|_| element.name == "CompatibilityInfo")
    else {
        return Some(record(element, None, element.start, element.end));
    };
    let start = thing.start;
    // A second block of the same thing begins behind the first.
    thing.start = element.end;
    Some(record(thing, Some(element), start, element.end))
}

fn record<'a>(thing: &Element, info: Option<&Element>, start: usize, end: usize) -> Located<'a> {
    let name = NAMES.iter().find_map(|name| thing.attribute(name));
    let info_attributes = info.into_iter().flat_map(|info| &info.attributes);
    // The name is told already.
    let told = thing.attributes.iter().chain(info_attributes);
    let told = told.filter(|(name, _)| !name.eq_ignore_ascii_case("name"));
    let fields: Vec<(String, String)> = [
        ("type".to_owned(), thing.name.clone()),
        ("name".to_owned(), name.unwrap_or_default().to_owned()),
    ]
    .into_iter()
    .chain(told.cloned())
    .collect();
    let lines: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let blocking = info.unwrap_or(thing).attribute("BlockingType");
    let hard = blocking.is_some_and(|kind| kind.eq_ignore_ascii_case("hard"));
    let fields = fields
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()));
    Located {
        start,
        end,
        record: Record {
            level: Some(if hard { Level::Error } else { Level::Warning }),
            fields: fields.collect(),
            ..Record::text(Kind::Compat, lines.join("\n").into_bytes())
        },
    }
}

fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str], bad: u64) {
        let parsed = Compat.parse_whole(text.as_bytes());
        let shown: Vec<_> = parsed
            .records
            .iter()
            .map(|found| String::from_utf8_lossy(&found.record.message).replace('\n', " "))
            .collect();
        assert_eq!(
            (shown, parsed.bad),
            (
                expected.iter().map(|text| (*text).to_owned()).collect(),
                bad
            ),
            "{text}"
        );
    }

    #[test]
    fn only_what_blocks_is_a_record() {
        check(
            "<CompatReport><Hardware><HardwareItem HardwareType=\"A\"><CompatibilityInfo BlockingType=\"None\"/></HardwareItem><HardwareItem HardwareType=\"B\"><CompatibilityInfo BlockingType=\"Hard\"/></HardwareItem></Hardware><DriverPackages><DriverPackage Inf=\"oem1.inf\" BlockMigration=\"False\"/><DriverPackage Inf=\"oem2.inf\" BlockMigration=\"True\"/></DriverPackages></CompatReport>",
            &[
                "type=HardwareItem name=B HardwareType=B BlockingType=Hard",
                "type=DriverPackage name=oem2.inf Inf=oem2.inf BlockMigration=True",
            ],
            0,
        );
    }

    #[test]
    fn two_blocks_of_one_thing_do_not_overlap() {
        let text = "<CompatReport><Program Name=\"X\"><CompatibilityInfo BlockingType=\"Hard\"/><CompatibilityInfo BlockingType=\"Soft\"/></Program></CompatReport>";
        let found = Compat.parse_whole(text.as_bytes()).records;
        assert!(found[0].end <= found[1].start && found.len() == 2);
        assert_eq!(
            (found[0].record.level, found[1].record.level),
            (Some(Level::Error), Some(Level::Warning))
        );
    }

    #[test]
    fn a_report_that_is_cut_keeps_what_it_told() {
        check(
            "<CompatReport><Program Name=\"X\"><CompatibilityInfo BlockingType=\"Hard\"/>",
            &["type=Program name=X BlockingType=Hard"],
            1,
        );
    }
}
