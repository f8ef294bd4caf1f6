//! Results of SetupDiag, as text, XML and JSON.
//!
//! `Matching Profile found: FindRollbackFailure - 3A43C9B5-05B3-4F7C-A955-88F991BB5A48`, then system facts and what it found;
//! or `<SetupDiag ...><ProfileName>FindRollbackFailure</ProfileName>...<FailureDetails>RollbackErrorCode = 0xC1900101, ...`.
//!
//! Each profile that matched is one record: a verdict of another tool, which is evidence and not gospel. Its message is the
//! text form whatever the form on disk; fields are `ProfileName`, `ProfileGuid`, `FailureData`, `FailureDetails` and what these
//! list (`RollbackErrorCode`, `ExtendedCode`, `LastOperation`, `LastPhase`), `LogErrorLine`, `Remediation`. The time is that of
//! the upgrade's end, local. Text and XML are read line by line and tag by tag, so that a piece of either is enough. Source:
//! Microsoft's page on the tool and results quoted in public. Registry exports of the results are read as registry.

mod json;
mod plain;
mod verdict;
mod xml;

use crate::format::parts::vote;
use crate::format::{Framing, Head, Located, LogFormat, Parsed, Sniffed};
use crate::record::{FormatId, Kind};
use verdict::Verdict;

/// Results of the tool.
pub(in crate::format) struct SetupDiag;

impl LogFormat for SetupDiag {
    fn id(&self) -> FormatId {
        FormatId("setupdiag")
    }

    fn kind(&self) -> Kind {
        Kind::Setupdiag
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let form = Form::of(head)?;
        Some(Sniffed {
            score: 97,
            why: format!("results of SetupDiag as {}", form.name()),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Whole
    }

    fn parse_whole<'a>(&self, text: &'a [u8]) -> Parsed<'a> {
        let head = Head {
            name: "",
            text,
            whole: true,
        };
        match Form::of(&head) {
            Some(Form::Xml) => parsed(vec![xml::read(text)]),
            Some(Form::Json) => {
                json::read(text).map_or_else(unreadable, |verdict| parsed(vec![verdict]))
            }
            Some(Form::Text) | None => parsed(plain::read(text)),
        }
    }
}

/// The form of the results on disk.
enum Form {
    Xml,
    Json,
    Text,
}

impl Form {
    fn of(head: &Head<'_>) -> Option<Self> {
        let first = vote::lines(head).next()?.trim_ascii_start();
        if first.starts_with(b"<") && xml::is_told(head.text) {
            Some(Self::Xml)
        } else if first.starts_with(b"{") && json::is_told(head.text) {
            Some(Self::Json)
        } else {
            plain::is_told(first).then_some(Self::Text)
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::Text => "text",
        }
    }
}

fn parsed(verdicts: Vec<Verdict>) -> Parsed<'static> {
    let mut parsed = Parsed {
        facts: verdicts.iter().flat_map(Verdict::facts).collect(),
        ..Parsed::default()
    };
    for verdict in verdicts {
        let record = verdict.record();
        parsed.records.push(Located {
            start: verdict.start,
            end: verdict.end,
            record,
        });
    }
    parsed
}

fn unreadable() -> Parsed<'static> {
    Parsed {
        bad: 1,
        notes: vec!["cut off or damaged: it is not valid JSON".to_owned()],
        ..Parsed::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_json_is_counted_and_noted() {
        let parsed = SetupDiag.parse_whole(b"{\"ProfileName\":\"A\",\"ProfileGuid\":\"B");
        assert_eq!(
            (parsed.bad, parsed.notes.len(), parsed.records.len()),
            (1, 1, 0)
        );
    }
}
