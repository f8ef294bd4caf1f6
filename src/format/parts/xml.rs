//! What the small XML readers share: elements with their attributes, in the order of the text, and where they stand.
//!
//! Nothing is built into a tree. Text that is no UTF-8 is read up to where it ceases to be; what is not well-formed ends the
//! walk, and the caller is told.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::format::events::event_element::resolve;

/// An element's start.
#[derive(Debug, Clone, Default)]
pub(in crate::format) struct Element {
    /// Name without a prefix.
    pub(in crate::format) name: String,
    /// Attributes without prefixes in order, entities resolved.
    pub(in crate::format) attributes: Vec<(String, String)>,
    /// Offset of its `<`.
    pub(in crate::format) start: usize,
    /// Offset just past the `>` of its start.
    pub(in crate::format) end: usize,
}

/// One step through the text.
pub(in crate::format) enum Step {
    /// An element begins; an empty one ends at once, with a step of its own.
    Open(Element),
    /// Text inside the element that was opened last.
    Text(String),
    /// The innermost element ends.
    Close,
}

/// Elements nest about ten deep in what is read.
const MAX_DEPTH: usize = 64;

impl Element {
    /// The value of an attribute by its name.
    pub(in crate::format) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Calls `each` for every step; false when the text is damaged or nests too deeply.
pub(in crate::format) fn walk(text: &[u8], mut each: impl FnMut(Step)) -> bool {
    let (text, whole) = match std::str::from_utf8(text) {
        Ok(text) => (text, true),
        Err(error) => {
            let valid = text.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(valid).unwrap_or_default(), false)
        }
    };
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0_usize;
    loop {
        let start = place(&reader);
        let Ok(event) = reader.read_event() else {
            return false;
        };
        let end = place(&reader);
        match event {
            Event::Start(tag) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return false;
                }
                each(Step::Open(element(&tag, start, end)));
            }
            Event::Empty(tag) => {
                each(Step::Open(element(&tag, start, end)));
                each(Step::Close);
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                each(Step::Close);
            }
            Event::Text(text) => each(Step::Text(text.xml10_content().into_owned())),
            Event::CData(text) => each(Step::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(name) => each(Step::Text(resolve(&name))),
            Event::Eof => return whole && depth == 0,
            _ => {}
        }
    }
}

/// The first element of a text.
pub(in crate::format) fn first_element(text: &[u8]) -> Option<Element> {
    let mut first = None;
    let well_formed = walk(text, |step| {
        if let (Step::Open(element), None) = (step, &first) {
            first = Some(element);
        }
    });
    first.filter(|_| well_formed)
}

fn place(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn element(tag: &BytesStart<'_>, start: usize, end: usize) -> Element {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let value = attribute.value.as_ref();
        let value =
            quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), String::from);
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Element {
        name: tag.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
        start,
        end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[u8]) -> (String, bool) {
        let mut shown = String::new();
        let whole = walk(text, |step| match step {
            Step::Open(element) => {
                let attributes: Vec<_> = element
                    .attributes
                    .iter()
                    .map(|(name, value)| format!(" {name}={value}"))
                    .collect();
                let Element {
                    name, start, end, ..
                } = element;
                shown.push('<');
                shown.push_str(&name);
                shown.push_str(&attributes.concat());
                shown.push_str(&["@", &start.to_string(), "..", &end.to_string(), ">"].concat());
            }
            Step::Text(text) => shown.push_str(text.trim()),
            Step::Close => shown.push_str("</>"),
        });
        (shown, whole)
    }

    #[test]
    fn elements_with_their_attributes_and_places() {
        let (steps, whole) = shown(b"<a><n:b x=\"1 &amp; 2\"/>t&lt;<![CDATA[&]]></a>");
        assert_eq!(steps, "<a@0..3><b x=1 & 2@3..23></>t<&</>");
        assert!(whole);
    }

    #[test]
    fn damage_ends_the_walk_and_is_told() {
        assert_eq!(shown(b"<a><b></c>"), ("<a@0..3><b@3..6>".to_owned(), false));
        assert!(!shown(b"<a>").1);
        assert!(!shown(b"<a>\xFF</a>").1);
        assert!(!shown("<a>".repeat(100).as_bytes()).1);
        assert!(first_element(b"<a x='1'").is_none());
    }
}
