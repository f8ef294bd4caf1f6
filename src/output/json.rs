//! The report as JSON: the contract `wutriage/report/1`, pretty, with a line end after it.
//!
//! The shape is that of [`Report`] and nothing is added here. Inside strings, characters that a terminal would obey or
//! hide (DEL, C1 controls, bidirectional overrides) are written as `\u` escapes, which JSON permits for any character, so
//! that a report can be looked at where it is printed and still reads back as it was.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::{Output, View, sanitize};
use crate::report::Report;

/// Writes [`Report`] as JSON.
pub struct Json;

impl Output for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn write(&self, report: &Report, _view: &View, out: &mut dyn io::Write) -> io::Result<()> {
        pretty(report, out)
    }
}

/// Any result as JSON in the form of the report's: pretty, safe to look at, with a line end after it.
pub(super) fn pretty(result: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let formatter = Visible(PrettyFormatter::new());
    result
        .serialize(&mut Serializer::with_formatter(&mut *out, formatter))
        .map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// The pretty form, with unsafe characters escaped.
struct Visible(PrettyFormatter<'static>);

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(start) = rest.find(sanitize::is_unsafe) {
            let (plain, tail) = rest.split_at_checked(start).unwrap_or((rest, ""));
            writer.write_all(plain.as_bytes())?;
            let mut characters = tail.chars();
            if let Some(character) = characters.next() {
                write_escape(writer, character)?;
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// One character as JSON escapes it: a surrogate pair above U+FFFF.
fn write_escape<W: ?Sized + io::Write>(writer: &mut W, character: char) -> io::Result<()> {
    let mut units = [0; 2];
    for unit in character.encode_utf16(&mut units) {
        write!(writer, "\\u{unit:04x}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::output::sample;

    fn written(report: &Report) -> String {
        let mut bytes = Vec::new();
        Json.write(report, &View::default(), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_report_is_written_to_the_contract() {
        insta::assert_snapshot!(written(&sample::report()));
    }

    #[test]
    fn a_report_is_read_back_as_it_was() {
        let report = sample::report();
        assert_eq!(
            serde_json::from_str::<Report>(&written(&report)).unwrap(),
            report
        );
    }

    #[test]
    fn characters_above_the_basic_plane_are_escaped_as_pairs() {
        let mut bytes = Vec::new();
        write_escape(&mut bytes, '\u{e0001}').unwrap();
        assert_eq!(bytes, b"\\udb40\\udc01");
    }

    proptest! {
        #[test]
        fn no_text_brings_an_unsafe_character_or_is_changed(text in any::<String>()) {
            let report = sample::with_text(&text);
            let json = written(&report);
            prop_assert!(!json.chars().any(|c| c != '\n' && sanitize::is_unsafe(c)));
            prop_assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
        }
    }
}
