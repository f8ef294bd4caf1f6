//! One `<Event>` element as a record: its System columns, its data by name, its rendered message.
//!
//! `<Data Name="errorCode">0x80248007</Data>` becomes the field `errorCode`; data without a name `param1`, `param2` by
//! position, as in event message templates; elements of `UserData`, and their attributes, are fields by their own name, wherever
//! they are nested.
//! Time is UTC with any number of fraction digits. An element that is cut or not well-formed is no record.

use std::borrow::Cow;

use nom::bytes::complete::tag;
use nom::character::complete::one_of;
use nom::combinator::opt;
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::format::parts::head;
use crate::record::{EventHead, Kind, Level, Record};
use crate::text;
use crate::time::{Stamp, Zone};

/// Elements nest about six deep; what nests deeper is no event.
const MAX_DEPTH: usize = 64;

/// The element as a record, or nothing when it is damaged or names no provider and id.
pub(in crate::format) fn read(raw: &[u8]) -> Option<Record<'_>> {
    match text::display(raw) {
        Cow::Borrowed(xml) => walk(xml)?.record(),
        Cow::Owned(xml) => walk(&xml)?.record(),
    }
}

/// What the walk collects. Everything is owned: names and entities are resolved on the way.
#[derive(Default)]
struct Collected {
    provider: String,
    id: Option<u32>,
    level: Option<Level>,
    stamp: Option<Stamp>,
    record_id: Option<u64>,
    process: Option<u32>,
    thread: Option<u32>,
    channel: String,
    computer: String,
    unnamed: usize,
    fields: Vec<(String, String)>,
    rendered: String,
}

/// An element that is open.
struct Open<'a> {
    start: BytesStart<'a>,
    text: String,
    is_leaf: bool,
}

fn walk(xml: &str) -> Option<Collected> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut collected = Collected::default();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if let Some(parent) = open.last_mut() {
                    parent.is_leaf = false;
                }
                open.push(Open {
                    start,
                    text: String::new(),
                    is_leaf: true,
                });
                if open.len() > MAX_DEPTH {
                    return None;
                }
            }
            Event::End(_) => {
                let closed = open.pop()?;
                if open.is_empty() {
                    return Some(collected);
                }
                collected.take(&open, &closed);
            }
            Event::Text(text) => append(&mut open, &text.xml10_content()),
            Event::CData(text) => append(&mut open, &text.xml10_content()),
            Event::GeneralRef(entity) => append(&mut open, &resolve(&entity)),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn append(open: &mut [Open<'_>], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The character of an entity; one that XML does not define stays as written.
pub(in crate::format) fn resolve(entity: &BytesRef<'_>) -> String {
    match entity.resolve_char_ref() {
        Ok(Some(character)) => character.to_string(),
        _ => quick_xml::escape::resolve_predefined_entity(entity)
            .map_or_else(|| format!("&{};", &**entity), str::to_owned),
    }
}

impl Collected {
    /// Takes what a closed element says; `open` are the elements around it, the event first.
    fn take(&mut self, open: &[Open<'_>], closed: &Open<'_>) {
        let Some(section) = open.get(1) else { return };
        let name = closed.start.local_name();
        match section.start.local_name().as_ref() {
            "System" => self.take_system(name.as_ref(), closed),
            "EventData" => self.take_data(name.as_ref(), closed),
            "UserData" => self.take_user_data(name.as_ref(), closed),
            "RenderingInfo" if name.as_ref() == "Message" => {
                closed.text.trim().clone_into(&mut self.rendered);
            }
            _ => {}
        }
    }

    fn take_system(&mut self, name: &str, element: &Open<'_>) {
        let text = element.text.trim();
        match name {
            "Provider" => self.provider = attribute(element, "Name").unwrap_or_default(),
            "EventID" => self.id = text.parse().ok(),
            "Level" => self.level = level(text),
            "TimeCreated" => {
                let time = attribute(element, "SystemTime");
                self.stamp = time.and_then(|time| instant(time.as_bytes()).ok()?.1);
            }
            "EventRecordID" => self.record_id = text.parse().ok(),
            "Execution" => {
                let number = |name| attribute(element, name)?.parse().ok();
                self.process = number("ProcessID");
                self.thread = number("ThreadID");
            }
            "Channel" => text.clone_into(&mut self.channel),
            "Computer" => text.clone_into(&mut self.computer),
            _ => {}
        }
    }

    fn take_data(&mut self, name: &str, element: &Open<'_>) {
        if name != "Data" {
            return self.push(name, &element.text);
        }
        self.unnamed += 1;
        let name = attribute(element, "Name").filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| format!("param{}", self.unnamed));
        self.push(&name, &element.text);
    }

    /// An element of a provider's own: its attributes by their names, and its text by its own where it has any or nothing else.
    fn take_user_data(&mut self, name: &str, element: &Open<'_>) {
        let attributes = attributes(element);
        if element.is_leaf && (attributes.is_empty() || !element.text.trim().is_empty()) {
            self.push(name, &element.text);
        }
        self.fields.extend(attributes);
    }

    fn push(&mut self, name: &str, value: &str) {
        self.fields.push((name.to_owned(), value.trim().to_owned()));
    }

    fn record(self) -> Option<Record<'static>> {
        let message = message(&self.fields, &self.rendered);
        let head = EventHead {
            provider: Cow::Owned(self.provider),
            id: self.id?,
            channel: Cow::Owned(self.channel),
            computer: Cow::Owned(self.computer),
            record_id: self.record_id,
        };
        let owned = |(name, value)| (Cow::Owned(name), Cow::Owned(value));
        (!head.provider.is_empty()).then(|| Record {
            stamp: self.stamp,
            level: self.level,
            process: self.process,
            thread: self.thread,
            event: Some(head),
            fields: self.fields.into_iter().map(owned).collect(),
            ..Record::text(Kind::EventLog, message.into_bytes())
        })
    }
}

/// What an event says: its data as `name=value` lines, then its rendered text.
pub(in crate::format) fn message(fields: &[(String, String)], rendered: &str) -> String {
    let mut message = String::new();
    for (name, value) in fields {
        message.extend([name, "=", value, "\n"]);
    }
    message.push_str(rendered);
    message.truncate(message.trim_end().len());
    message
}

fn attribute(element: &Open<'_>, name: &str) -> Option<String> {
    let found = element.start.try_get_attribute(name).ok()??;
    let value = found
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()?;
    Some(value.into_owned())
}

/// The attributes of an element but for what names namespaces.
fn attributes(element: &Open<'_>) -> Vec<(String, String)> {
    let all = element.start.attributes().flatten();
    let told = all.filter(|one| one.key.as_namespace_binding().is_none());
    told.filter_map(|one| {
        let name = one.key.local_name().as_ref().to_owned();
        let value = one.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        Some((name, value.ok()?.trim().to_owned()))
    })
    .collect()
}

/// The level of a number; Event Viewer shows level 0 as Information.
pub(in crate::format) fn level(number: &str) -> Option<Level> {
    Some(match number {
        "1" => Level::Critical,
        "2" => Level::Error,
        "3" => Level::Warning,
        "0" | "4" => Level::Info,
        "5" => Level::Verbose,
        _ => return None,
    })
}

/// `2024-05-14T09:00:00.1234567Z`; parsers of saved logs write a blank for `T`, an offset or nothing for `Z`.
fn instant(input: &[u8]) -> IResult<&[u8], Option<Stamp>> {
    let (rest, (date, clock, nanos, offset)) = (
        terminated(head::date, one_of("T ")),
        head::clock,
        opt(preceded(tag("."), head::fraction)),
        opt(head::offset),
    )
        .parse(input)?;
    let reading = head::stamp(date, clock, nanos.unwrap_or(0), Zone::Utc);
    Ok((
        rest,
        reading.map(|stamp| stamp.at_offset(offset.unwrap_or(0))),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: &str = "<System><Provider Name='Contoso-Updates' Guid='{0}'/><EventID Qualifiers='0'>20</EventID>\
        <Level>2</Level><TimeCreated SystemTime='2024-05-14T06:00:00.5Z'/><EventRecordID>204</EventRecordID>\
        <Execution ProcessID='1088' ThreadID='5120'/><Channel>System</Channel><Computer>pc.contoso.test</Computer></System>";

    fn record(rest: &str) -> Option<Record<'static>> {
        let xml = format!("<Event xmlns='urn:x'>{SYSTEM}{rest}</Event>");
        read(xml.leak().as_bytes())
    }

    #[test]
    fn system_columns() {
        let record = record("").unwrap();
        let head = record.event.unwrap();
        assert_eq!((head.provider.as_ref(), head.id), ("Contoso-Updates", 20));
        assert_eq!(
            (head.channel.as_ref(), head.computer.as_ref()),
            ("System", "pc.contoso.test")
        );
        assert_eq!(
            (head.record_id, record.level),
            (Some(204), Some(Level::Error))
        );
        assert_eq!((record.process, record.thread), (Some(1088), Some(5120)));
        assert_eq!(record.stamp.unwrap().rfc3339(), "2024-05-14T06:00:00.5Z");
    }

    #[test]
    fn data_by_name_and_by_position() {
        let record = record(
            "<EventData><Data Name='errorCode'>0x80248007</Data><Data>b &amp; c&#x21;</Data><Binary>00FF</Binary></EventData>",
        )
        .unwrap();
        assert_eq!(record.field("errorCode"), Some("0x80248007"));
        assert_eq!(record.field("param2"), Some("b & c!"));
        assert_eq!(
            text::display(&record.message),
            "errorCode=0x80248007\nparam2=b & c!\nBinary=00FF"
        );
    }

    #[test]
    fn user_data_by_element_name_with_any_prefix() {
        let record = record(
            "<UserData>\n- <s:CbsPackageInitiateChanges xmlns:s='urn:s'><s:Client>UpdateAgent</s:Client><s:Empty/></s:CbsPackageInitiateChanges></UserData>",
        )
        .unwrap();
        assert_eq!(record.field("Client"), Some("UpdateAgent"));
        assert_eq!(record.field("Empty"), Some(""));
        assert_eq!(record.field("CbsPackageInitiateChanges"), None);
    }

    #[test]
    fn user_data_in_attributes() {
        let record = record(
            "<UserData><CertGetCertificateChain xmlns='urn:s'><Certificate fileRef='0F.cer' subjectName='WSUS &amp; co'/><Result value='800B0109'>Not trusted.</Result></CertGetCertificateChain></UserData>",
        )
        .unwrap();
        assert_eq!(
            text::display(&record.message),
            "fileRef=0F.cer\nsubjectName=WSUS & co\nResult=Not trusted.\nvalue=800B0109"
        );
        assert_eq!(record.codes().len(), 1);
    }

    #[test]
    fn the_rendered_message_follows_the_data() {
        let record = record(
            "<EventData><Data Name='a'><![CDATA[1 < 2]]></Data></EventData><RenderingInfo Culture='en-US'><Message>Failed.\nTry again.</Message><Level>Error</Level></RenderingInfo>",
        )
        .unwrap();
        assert_eq!(
            text::display(&record.message),
            "a=1 < 2\nFailed.\nTry again."
        );
    }

    #[test]
    fn damaged_elements_are_no_record() {
        for rest in ["<EventData><Data>", "</Wrong>", "<a b='1' b=2"] {
            assert!(record(rest).is_none(), "{rest}");
        }
        assert!(read(b"<Event><System><EventID>1</EventID></System></Event>").is_none());
        assert!(read(b"<Event>").is_none());
        assert!(read(b"").is_none());
        let deep = format!("<Event>{}", "<a>".repeat(100_000));
        assert!(read(deep.as_bytes()).is_none());
    }

    #[test]
    fn bytes_that_are_no_utf8_are_read_in_the_western_code_page() {
        let xml = [
            b"<Event>".as_slice(),
            SYSTEM.as_bytes(),
            b"<EventData><Data>f\xFCr</Data></EventData></Event>",
        ]
        .concat();
        assert_eq!(read(xml.leak()).unwrap().field("param1"), Some("f\u{fc}r"));
    }
}
