//! `*_APPRAISER_HumanReadable.xml`: every program, file and device that the appraiser looked at, with what it decided.
//!
//! `<Property Name="DT_ANY_FMC_BlockingApplication" Value="True"/>` inside `<Asset>`, below the root `WicaRun`
//!
//! Each `Asset` is a record, its properties are fields by their names. One of whose decisions (`DT_...Block...`) is true is an
//! error and has the field `blocking` with their names; `name` is the path of the file where it is told
//! (`LowerCaseLongPathUnexpanded`). Files are large and framed element by element. Shape: Microsoft's page on the scan, and readers of such files.

use memchr::memmem;

use crate::format::parts::xml::{self, Step};
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Level, Record};

/// What the appraiser decided about each asset.
pub(in crate::format) struct Appraiser;

impl LogFormat for Appraiser {
    fn id(&self) -> FormatId {
        FormatId("appraiser")
    }

    fn kind(&self) -> Kind {
        Kind::Compat
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let has = |mark: &[u8]| memmem::find(head.text, mark).is_some();
        (has(b"<WicaRun") || (has(b"<Asset>") && has(b"<PropertyList "))).then(|| Sniffed {
            score: 96,
            why: "assets of the compatibility appraiser in XML".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Elements {
            open: b"<Asset",
            close: b"</Asset>",
        }
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        let mut properties: Vec<(String, String)> = Vec::new();
        let whole = xml::walk(raw, |step| {
            if let Step::Open(element) = step
                && let Some((name, value)) =
                    element.attribute("Name").zip(element.attribute("Value"))
            {
                properties.push((name.to_owned(), value.to_owned()));
            }
        });
        let lines: Vec<_> = properties
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let blocking: Vec<_> = properties
            .iter()
            .filter(|(name, value)| is_block(name, value))
            .map(|(name, _)| name.clone())
            .collect();
        let path = properties.iter().find(|(name, _)| name == PATH);
        let named = [
            path.map(|(_, path)| ("name".to_owned(), path.clone())),
            (!blocking.is_empty()).then(|| ("blocking".to_owned(), blocking.join(" "))),
        ];
        let fields = named.into_iter().flatten().chain(properties);
        whole.then(|| Record {
            level: (!blocking.is_empty()).then_some(Level::Error),
            fields: fields
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
            ..Record::text(Kind::Compat, lines.join("\n").into_bytes())
        })
    }
}

const PATH: &str = "LowerCaseLongPathUnexpanded";

/// A decision to block, `DT_ANY_FMC_BlockingApplication`.
fn is_block(name: &str, value: &str) -> bool {
    name.starts_with("DT_") && name.contains("Block") && value.eq_ignore_ascii_case("true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_to_block_is_an_error() {
        let asset = |value: &str| {
            format!(
                "<Asset><PropertyList Type=\"Inventory\"><Property Name=\"LowerCaseLongPathUnexpanded\" Value=\"c:\\a.exe\"/></PropertyList><PropertyList Type=\"DecisionMaker\"><Property Name=\"DT_ANY_FMC_BlockingApplication\" Value=\"{value}\"/></PropertyList></Asset>"
            )
        };
        let (yes, no) = (asset("TRUE"), asset("False"));
        let record = Appraiser.parse(yes.as_bytes()).unwrap();
        assert_eq!(record.level, Some(Level::Error));
        assert_eq!(
            record.field("blocking"),
            Some("DT_ANY_FMC_BlockingApplication")
        );
        assert_eq!(record.field("name"), Some("c:\\a.exe"));
        let record = Appraiser.parse(no.as_bytes()).unwrap();
        assert_eq!((record.level, record.field("blocking")), (None, None));
    }

    #[test]
    fn an_asset_that_is_cut_is_no_record() {
        assert!(Appraiser.parse(b"<Asset><PropertyList>").is_none());
    }
}
