//! A text that begins with the time stamp of a log's line: `2024/05/14 09:00:00.0000000 1088  5120  Misc`.
//!
//! Looked for only in signals whose logs all have such columns; what a command prints may well begin with a date.

use super::Check;
use super::subject::{Named, Note, Subject};
use crate::record::Kind;
use crate::rule::Predicate;

/// Logs with a time stamp in front of every message.
const WITH_COLUMNS: [Kind; 4] = [Kind::WindowsUpdate, Kind::Cbs, Kind::Dism, Kind::Panther];

pub(super) const CHECK: Check = Check {
    name: "columns",
    why: "texts and regexes are looked for in the message, which has no columns: time stamp, level and component do not stand in it; leave the columns out, or ask for them with 'level' and 'component'",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        let kinds = named.signal.kinds;
        if kinds.is_empty() || kinds.iter().any(|kind| !WITH_COLUMNS.contains(&kind)) {
            continue;
        }
        for (key, asked) in dated(&named) {
            let places = subject.outline.texts(&named.path, key);
            let place = places.into_iter().find(|(text, _)| *text == asked);
            notes.push(Note {
                at: place.map_or_else(|| subject.place(&named.path), |(_, at)| at),
                message: format!("'{asked}' begins with the columns of the log"),
            });
        }
    }
}

/// The texts and regexes for the message that begin with a date, with the keys that they stand under.
fn dated<'s>(named: &Named<'s>) -> Vec<(&'static str, &'s str)> {
    let mut found: Vec<(&'static str, &'s str)> = Vec::new();
    collect(&named.signal.predicate, &mut found);
    found.retain(|(key, asked)| match *key {
        "regex" => begins_with_date(&unescaped(asked)),
        _ => begins_with_date(asked),
    });
    found.dedup();
    found
}

fn collect<'s>(predicate: &'s Predicate, found: &mut Vec<(&'static str, &'s str)>) {
    let mut add =
        |key, texts: &'s [String]| found.extend(texts.iter().map(|it| (key, it.as_str())));
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => {
            for part in parts {
                collect(part, found);
            }
        }
        Predicate::Not(inner) => collect(inner, found),
        Predicate::Text(texts) => add("text", texts),
        Predicate::TextAll(texts) => add("text_all", texts),
        Predicate::Regex(patterns) => {
            found.extend(patterns.iter().map(|it| ("regex", it.source.as_str())));
        }
        _ => {}
    }
}

/// The beginning of a regex with a digit where it asks for any.
fn unescaped(source: &str) -> String {
    let spellings = [
        (r"\d{4}", "0000"),
        (r"\d{2}", "00"),
        ("[0-9]{4}", "0000"),
        ("[0-9]{2}", "00"),
        (r"\d", "0"),
        (r"\/", "/"),
        (r"\-", "-"),
    ];
    let source = source.trim_start_matches(['^', '(']).to_owned();
    let replace = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    spellings.into_iter().fold(source, replace)
}

/// Whether it begins as `2024/05/14` or `2024-05-14` do.
fn begins_with_date(text: &str) -> bool {
    let mut bytes = text.bytes();
    b"0000-00-00".iter().all(|form| match (form, bytes.next()) {
        (b'-', Some(byte)) => matches!(byte, b'-' | b'/'),
        (_, byte) => byte.is_some_and(|byte| byte.is_ascii_digit()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_seen_in_every_spelling() {
        let check = |source: &str, expected: bool| {
            assert_eq!(begins_with_date(&unescaped(source)), expected, "{source}");
        };
        check("2024/05/14", true);
        check("2024-05-14 09:00:00, Error", true);
        check(r"^\d{4}-\d{2}-\d{2} ", true);
        check(r"^(\d\d\d\d/\d\d/\d\d)", true);
        check(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", true);
        check("2024", false);
        check("20240514", false);
        check(r"failed at \d{4}-\d{2}-\d{2}", false);
        check("", false);
    }
}
