//! One line of an installer's log, and what its usual sentences say.
//!
//! `Product: Contoso Viewer -- Error 1714. The older version of Contoso Viewer cannot be removed. System Error 1612.`
//!
//! 1714 is a number of the installer's own tables and no error code of the system; 1612 behind it is one.

use std::borrow::Cow;

use memchr::memmem;
use nom::Parser;
use nom::bytes::complete::{tag, take};
use nom::character::complete::one_of;
use nom::sequence::{delimited, preceded, terminated};

use crate::format::parts::head::{self, Clock, fits};
use crate::format::parts::regional;
use crate::text;

type Fields<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// What a line says.
#[derive(Default)]
pub(super) struct Line<'a> {
    /// `MSI (s)`.
    pub(super) component: &'a [u8],
    pub(super) clock: Option<(Clock, i32)>,
    pub(super) message: &'a [u8],
    /// Whether the installer says that something failed.
    pub(super) failed: bool,
    pub(super) fields: Fields<'a>,
}

/// Whether a line has marks or sentences of the installer.
pub(super) fn is_told(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    marked(line).is_some()
        || line.starts_with(b"=== ") && memmem::find(line, b"ogging st").is_some()
        || action(line).is_some()
        || property(line).is_some()
        || (is_sentence(line) && (status(line).is_some() || error(line).is_some()))
}

/// Whether the line begins with a letter, as those of logs with stamps do not: they need no search.
fn is_sentence(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_alphabetic)
}

/// Reads a line that is not blank.
pub(super) fn read(line: &[u8]) -> Line<'_> {
    let mut read = marked(line).unwrap_or(Line {
        message: line,
        ..Line::default()
    });
    let message = read.message;
    if let Some((name, value)) = property(message) {
        read.fields = vec![named("property", name), named("value", value)];
        return read;
    }
    if let Some(action) = action(message) {
        read.clock = read.clock.or(Some((action.clock, 0)));
        read.fields.push(named("action", action.name));
        read.failed = action.value == Some(&b"3"[..]);
        let value = action.value.map(|value| named("return_value", value));
        read.fields.extend(value);
    }
    read.fields
        .extend(product(message).map(|name| named("product", name)));
    if let Some((number, system)) = error(message) {
        read.failed = true;
        read.fields.push(named("msi_error", number));
        read.fields
            .extend(system.map(|system| named("errorCode", system)));
    }
    if let Some(number) = status(message) {
        read.fields.push(named("status", number));
        if !SUCCESSES.contains(&number) {
            read.failed = true;
            read.fields.push(named("errorCode", number));
        }
    }
    read
}

fn named<'a>(name: &'static str, value: &'a [u8]) -> (Cow<'a, str>, Cow<'a, str>) {
    (Cow::Borrowed(name), text::display(value.trim_ascii()))
}

/// `MSI (s) (50:38) [09:00:00:123]: message`.
fn marked(line: &[u8]) -> Option<Line<'_>> {
    const NAME: usize = 7;
    if !head_fits(line) {
        return None;
    }
    let (component, rest) = line.split_at_checked(NAME)?;
    let clock = (terminated(head::clock, tag(":")), head::fraction);
    let ids = (tag(" ("), take(5_usize), tag(") "));
    let columns = preceded(ids, delimited(tag("["), clock, tag("]")));
    let (message, clock) = terminated(columns, one_of(":")).parse(rest).ok()?;
    Some(Line {
        component,
        clock: Some(clock),
        message: message.trim_ascii_start(),
        ..Line::default()
    })
}

/// The mark's shape; its letters and hex digits are whatever they are.
fn head_fits(line: &[u8]) -> bool {
    line.starts_with(b"MSI (")
        && line.get(6..9) == Some(b") (")
        && line
            .get(14..)
            .is_some_and(|rest| fits(rest, b") [##:##:##:###]"))
}

/// An action that began or ended.
struct Action<'a> {
    clock: Clock,
    name: &'a [u8],
    /// 1 where it succeeded, 3 where it failed.
    value: Option<&'a [u8]>,
}

/// `Action start 9:00:00: INSTALL.`, `Action ended 9:00:05: INSTALL. Return value 3.`
fn action(line: &[u8]) -> Option<Action<'_>> {
    let rest = line.strip_prefix(b"Action ")?;
    let words = [&b"start "[..], b"ended "];
    let rest = words
        .iter()
        .find_map(|word| rest.strip_prefix(*word))
        .unwrap_or(rest);
    let (rest, (clock, _)) = regional::clock(rest).ok()?;
    let rest = rest.strip_prefix(b": ")?;
    let end = memchr::memchr(b'.', rest)?;
    let (name, rest) = rest.split_at_checked(end)?;
    let value = rest
        .strip_prefix(b". Return value ")
        .map(|value| value.strip_suffix(b".").unwrap_or(value));
    Some(Action { clock, name, value })
}

/// `Property(S): ProductName = Contoso Viewer`.
fn property(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = line.strip_prefix(b"Property(")?;
    let (_, rest) = rest.split_at_checked(1)?;
    let rest = rest.strip_prefix(b"): ")?;
    rest.split_at_checked(memmem::find(rest, b" =")?)
        .map(|(name, value)| (name, value.get(2..).unwrap_or_default()))
}

/// `Product: Contoso Viewer -- Installation failed.`, `Product Name: Contoso Viewer. Product Version: ...`.
fn product(message: &[u8]) -> Option<&[u8]> {
    let between = |before: &[u8], after: &[u8]| {
        let rest = message.get(memmem::find(message, before)? + before.len()..)?;
        rest.get(..memmem::find(rest, after)?)
    };
    between(b"Product: ", b" -- ").or_else(|| between(b"Product Name: ", b". Product Version"))
}

/// The installer's own number of `Error 1714. ...`, and the system's of `System Error 1612.` at its end.
fn error(message: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let at = memmem::find_iter(message, b"Error ").find(|at| {
        let before = message.get(..*at).unwrap_or_default().trim_ascii_end();
        before.is_empty() || before.ends_with(b"--")
    })?;
    let number = message.get(at + 6..at + 10)?;
    let rest = message.get(at + 10..)?;
    let is_number = number.iter().all(u8::is_ascii_digit);
    (is_number && matches!(rest.first(), Some(b'.' | b':'))).then(|| {
        let system =
            number_behind(rest, b"System Error ").or_else(|| number_behind(rest, b"System error "));
        (number, system)
    })
}

/// What stands in front of a program's exit code.
const SENTENCES: [&[u8]; 3] = [
    b"MainEngineThread is returning ",
    b"uccess or error status: ",
    b"returned actual error code ",
];

/// Exit codes that say success, some with a restart to come.
const SUCCESSES: [&[u8]; 4] = [b"0", b"1641", b"3010", b"3011"];

fn status(message: &[u8]) -> Option<&[u8]> {
    SENTENCES
        .iter()
        .find_map(|before| number_behind(message, before))
}

fn number_behind<'a>(message: &'a [u8], before: &[u8]) -> Option<&'a [u8]> {
    let rest = message.get(memmem::find(message, before)? + before.len()..)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    rest.get(..digits).filter(|number| !number.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &'static str, message: &str, expected: &[(&str, &str)]) -> Line<'static> {
        assert!(is_told(text.as_bytes()), "{text}");
        let read = read(text.as_bytes());
        assert_eq!(text::display(read.message), message);
        let fields: Vec<_> = read
            .fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(fields, expected, "{text}");
        read
    }

    #[test]
    fn marks_are_columns() {
        let read = check(
            "MSI (s) (50:3C) [09:00:00:123]: Grabbed mutex.",
            "Grabbed mutex.",
            &[],
        );
        assert_eq!(read.component, b"MSI (s)");
        assert_eq!(read.clock, Some(((9, 0, 0), 123_000_000)));
    }

    #[test]
    fn exit_codes_are_error_codes_unless_they_say_success() {
        let failed = check(
            "MSI (s) (50:38) [09:00:05:001]: MainEngineThread is returning 1603",
            "MainEngineThread is returning 1603",
            &[("status", "1603"), ("errorCode", "1603")],
        );
        assert!(failed.failed);
        let restart = check(
            "Installation success or error status: 3010.",
            "Installation success or error status: 3010.",
            &[("status", "3010")],
        );
        assert!(!restart.failed);
        check(
            "CustomAction ContosoStop returned actual error code 1603 (note this may not be accurate)",
            "CustomAction ContosoStop returned actual error code 1603 (note this may not be accurate)",
            &[("status", "1603"), ("errorCode", "1603")],
        );
    }

    #[test]
    fn errors_have_the_installers_number_and_the_systems() {
        check(
            "Product: Contoso Viewer -- Error 1714. The older version cannot be removed. System Error 1612.",
            "Product: Contoso Viewer -- Error 1714. The older version cannot be removed. System Error 1612.",
            &[
                ("product", "Contoso Viewer"),
                ("msi_error", "1714"),
                ("errorCode", "1612"),
            ],
        );
        check(
            "Error 1714.The older",
            "Error 1714.The older",
            &[("msi_error", "1714")],
        );
    }

    #[test]
    fn actions_and_properties_are_named() {
        let ended = check(
            "Action ended 9:00:05: InstallFinalize. Return value 3.",
            "Action ended 9:00:05: InstallFinalize. Return value 3.",
            &[("action", "InstallFinalize"), ("return_value", "3")],
        );
        assert!(ended.failed && ended.clock == Some(((9, 0, 5), 0)));
        check(
            "Action start 9:00:00: INSTALL.",
            "Action start 9:00:00: INSTALL.",
            &[("action", "INSTALL")],
        );
        check(
            "Property(S): ProductName = Contoso Viewer",
            "Property(S): ProductName = Contoso Viewer",
            &[("property", "ProductName"), ("value", "Contoso Viewer")],
        );
        check(
            "Property(C): Privileged =",
            "Property(C): Privileged =",
            &[("property", "Privileged"), ("value", "")],
        );
    }

    #[test]
    fn other_sentences_are_not_the_installers() {
        for text in [
            "Error 5 occurred",
            "an Error 1714. in prose",
            "Action taken",
            "MSI (s)",
            "",
            "Property(",
            "Error 17",
        ] {
            assert!(!is_told(text.as_bytes()), "{text}");
        }
    }
}
