//! Texts of messages of the software tracing preprocessor, from trace message format files (TMF).
//!
//! ```text
//! 1f9e54c8-9e31-3e53-867d-d9f39756ad7f Agent // SRC=agent.cpp MJ= MN=
//! #typev agent_cpp40 15 "%0Call to %10!s! failed, hr=%11!08x!" //   LEVEL=ERROR FLAGS=Agent FUNC=Call
//! {
//! url, ItemWString -- 10
//! hr, ItemLong -- 11
//! }
//! ```
//!
//! Windows' own tools make them out of symbol files; Get-WindowsUpdateLog before Windows 10 1709 leaves those of Windows
//! Update in `%TEMP%\WindowsUpdateLog\SymCache`. Lists of enumerations may follow. What stands in a file beside these is
//! passed over. Source: the files that `tracepdb` writes, as documented for `tracefmt`.

use std::collections::BTreeMap;

use super::bytes::{Guid, Reader};
use super::tmf_item::{Item, Names};
use super::tmf_text::{self, Part, Words};

/// Most arguments of a message; files that `tracepdb` writes stay far below.
const MOST_ARGUMENTS: usize = 256;

/// Texts for the messages of older traces, which hold numbers and values alone.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct TraceMessages {
    texts: BTreeMap<(Guid, u16), Text>,
    names: BTreeMap<(Guid, String), Names>,
}

/// The text of a message.
#[derive(Debug, Default, Clone, PartialEq)]
struct Text {
    component: String,
    parts: Vec<Part>,
    arguments: Vec<(u16, Item)>,
}

impl TraceMessages {
    /// Adds what a TMF file says. Text that is none adds nothing, and a message that was there is replaced.
    pub fn add(&mut self, text: &str) {
        let mut lines = text.lines().map(str::trim);
        let mut file: Option<(Guid, &str)> = None;
        while let Some(line) = lines.next() {
            if let Some(header) = header(line) {
                file = Some(header);
                continue;
            }
            let Some((guid, component)) = file else {
                continue;
            };
            if let Some(name) = line.strip_prefix("#enumv ") {
                let names = block(&mut lines).filter_map(name_and_number).collect();
                self.names.insert((guid, name.trim().to_owned()), names);
            } else if let Some((number, mut text)) = message(line, component) {
                let arguments = block(&mut lines).filter_map(argument);
                text.arguments = arguments.take(MOST_ARGUMENTS).collect();
                self.texts.insert((guid, number), text);
            }
        }
    }

    /// Takes what others hold; of messages that both have, theirs counts.
    pub fn extend(&mut self, others: &Self) {
        let texts = others.texts.iter();
        self.texts
            .extend(texts.map(|(key, text)| (*key, text.clone())));
        let names = others.names.iter();
        self.names
            .extend(names.map(|(key, names)| (key.clone(), names.clone())));
    }

    /// Whether no text is known.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Component and text of a message with its values in place; `None` where its text is not known.
    pub(super) fn render(
        &self,
        guid: Guid,
        number: u16,
        data: &[u8],
        pointer: usize,
    ) -> Option<(&str, String)> {
        let text = self.texts.get(&(guid, number))?;
        let names = |name: &str| self.names.get(&(guid, name.to_owned()));
        let mut reader = Reader { rest: data };
        let values: BTreeMap<_, _> = text
            .arguments
            .iter()
            .map_while(|(number, item)| {
                let value = item.read(&mut reader, pointer, &names)?;
                Some((*number, value))
            })
            .collect();
        let message = tmf_text::fill(&text.parts, &values);
        Some((&text.component, message))
    }
}

/// `guid component // SRC=...`.
pub(super) fn header(line: &str) -> Option<(Guid, &str)> {
    let (guid, rest) = line.split_once(' ')?;
    let component = rest.split("//").next().unwrap_or_default().trim();
    Some((Guid::parse(guid)?, component))
}

/// `#typev tag number "format" // LEVEL=.. FLAGS=.. FUNC=..`. The flags are named after components; the file's own name is
/// that of the program.
fn message(line: &str, component: &str) -> Option<(u16, Text)> {
    let rest = line.strip_prefix("#type")?;
    let (front, rest) = rest.split_once('"')?;
    let (format, comment) = rest.rsplit_once('"')?;
    let number = front.split_whitespace().last()?.parse().ok()?;
    let words = Words::of(comment, component);
    let text = Text {
        component: words.component().to_owned(),
        parts: tmf_text::parts(format, &words),
        arguments: Vec::new(),
    };
    Some((number, text))
}

/// The lines between braces. A block that does not open has none.
fn block<'a>(lines: &mut (impl Iterator<Item = &'a str> + Clone)) -> impl Iterator<Item = &'a str> {
    let mut ahead = lines.clone();
    let opens = ahead.next() == Some("{");
    let inside: Vec<_> = ahead
        .by_ref()
        .take_while(|line| opens && *line != "}")
        .collect();
    if opens {
        *lines = ahead;
    }
    inside.into_iter()
}

/// `expression, ItemLong -- 10`.
fn argument(line: &str) -> Option<(u16, Item)> {
    let (front, number) = line.rsplit_once("--")?;
    let at = front.rfind(", Item")?;
    let item = front.get(at..)?.trim_start_matches(", ").trim();
    Some((number.trim().parse().ok()?, Item::parse(item)))
}

/// `StateIdle,0x0`.
fn name_and_number(line: &str) -> Option<(u64, String)> {
    let (name, number) = line.rsplit_once(',')?;
    let number = number.trim();
    let value = match number.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    Some((value, name.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "// PDB: agent.pdb\n\
        1f9e54c8-9e31-3e53-867d-d9f39756ad7f wuaueng // SRC=agent.cpp MJ= MN=\n\
        #typev agent_cpp40 15 \"%0Call \"%10!s!\" failed, hr=%11!08x! (%12!s!)\" //   LEVEL=E FLAGS=Agent FUNC=Call\n\
        {\n\
        f(url, 1), ItemWString -- 10\n\
        hr, ItemLong -- 11\n\
        state, ItemEnum(_STATE) -- 12\n\
        }\n\
        #typev agent_cpp41 16 \"%0done\" //   LEVEL=E FUNC=Call\n\
        {\n\
        }\n\
        #enumv _STATE\n\
        {\n\
        Idle,0x0\n\
        Busy,1\n\
        }\n";

    fn check(number: u16, data: &[u8], expected: Option<(&str, &str)>) {
        let mut messages = TraceMessages::default();
        messages.add(FILE);
        let guid = Guid::parse("1f9e54c8-9e31-3e53-867d-d9f39756ad7f").unwrap();
        let rendered = messages.render(guid, number, data, 8);
        let rendered = rendered
            .as_ref()
            .map(|(component, text)| (*component, text.as_str()));
        assert_eq!(rendered, expected);
        assert_eq!(messages.render(Guid(0), number, data, 8), None);
    }

    #[test]
    fn values_stand_where_the_text_names_them() {
        let data = b"h\0i\0\0\0\x2C\x40\x24\x80\x01\0\0\0";
        check(
            15,
            data,
            Some(("Agent", "Call \"hi\" failed, hr=8024402c (Busy)")),
        );
        check(16, b"", Some(("wuaueng", "done")));
        check(17, b"", None);
    }

    #[test]
    fn values_that_are_missing_leave_a_mark() {
        check(
            15,
            b"h\0i\0\0\0",
            Some(("Agent", "Call \"hi\" failed, hr=? (?)")),
        );
    }

    #[test]
    fn text_that_is_no_such_file_adds_nothing() {
        let mut messages = TraceMessages::default();
        for text in ["", "{\n}\n", "#typev a 1 \"x\"\n{\n}", "hello\nworld"] {
            messages.add(text);
            assert!(messages.is_empty(), "{text:?}");
        }
        for cut in 0..FILE.len() {
            messages.add(FILE.get(..cut).unwrap());
        }
        messages.add(FILE);
        assert!(!messages.is_empty());
    }
}
