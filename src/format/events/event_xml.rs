//! Windows event logs as XML: one `<Event>` element after the other, with or without a root.
//!
//! `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="..." />...</Event>`
//!
//! wevtutil writes a bare sequence, Event Viewer saves an `<Events>` root with `RenderingInfo`, its details view copies text
//! around the element, its XML view puts `- ` marks and blanks before the tags. All of that lies between or around
//! elements, so each element is framed and pulled apart alone; there is never a tree of the file. Structure: the event
//! schema at the namespace above. Not handled: event text without XML, and `ProcessingErrorData`.

use memchr::memmem;

use crate::format::events::event_element;
use crate::format::{Framing, Head, LogFormat, Sniffed};
use crate::record::{FormatId, Kind, Record};

/// Any XML export of events.
pub(in crate::format) struct EventXml;

impl LogFormat for EventXml {
    fn id(&self) -> FormatId {
        FormatId("event-xml")
    }

    fn kind(&self) -> Kind {
        Kind::EventLog
    }

    fn sniff(&self, head: &Head<'_>) -> Option<Sniffed> {
        let first = first_event(head.text)?;
        let body = head.text.get(first..)?;
        let known = [
            &b"schemas.microsoft.com/win/2004/08/events/event"[..],
            b"<System>",
        ]
        .iter()
        .any(|mark| memmem::find(body, mark).is_some());
        let announced = memmem::find(head.text, b"Event Xml:").is_some();
        (known && (announced || first <= body.len())).then(|| Sniffed {
            score: 95,
            why: "event elements in XML".to_owned(),
            note: None,
        })
    }

    fn framing(&self) -> Framing {
        Framing::Elements {
            open: OPEN,
            close: b"</Event>",
        }
    }

    fn parse<'a>(&self, raw: &'a [u8]) -> Option<Record<'a>> {
        event_element::read(raw)
    }
}

const OPEN: &[u8] = b"<Event";

/// Offset of the first `<Event` that is no longer name such as `<Events>`.
fn first_event(text: &[u8]) -> Option<usize> {
    memmem::find_iter(text, OPEN).find(|start| {
        let next = text.get(start + OPEN.len());
        next.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str =
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System/></Event>";

    fn check(text: &str, expected: bool) {
        let head = Head {
            name: "",
            text: text.as_bytes(),
            whole: true,
        };
        assert_eq!(EventXml.sniff(&head).is_some(), expected, "{text}");
    }

    #[test]
    fn with_and_without_a_root_and_around_other_text() {
        check(EVENT, true);
        check(
            &format!("<?xml version='1.0'?>\n<Events>{EVENT}</Events>"),
            true,
        );
        check(
            &format!(
                "Log Name: System\n{}\nEvent Xml:\n{EVENT}",
                "text ".repeat(100)
            ),
            true,
        );
    }

    #[test]
    fn a_quotation_in_a_long_mail_is_not_an_event_log() {
        check(&format!("{} {EVENT}", "words ".repeat(100)), false);
        check("<EventLog><System>", false);
        check("<Event>party</Event>", false);
    }
}
