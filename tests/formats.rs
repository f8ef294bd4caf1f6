//! Every fixture under `fixtures/formats/<format>/` is recognised as its format and read as the file beside it says.
//!
//! An `.expected` file has a line for each record, `time|level|component|process|thread|message|fields`, with line ends and
//! bars in texts escaped; events and registry values are shown among the fields. Then follow `bad: N` and `note: ...`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use wutriage::format::{
    FORMATS, Framing, HEAD_BYTES, Head, LogFormat, Parsed, by_name, choose, foreign, records,
};
use wutriage::record::Record;
use wutriage::text::{self, Encoding};

/// A fixture as the program meets it.
struct Fixture {
    path: PathBuf,
    format: String,
    name: String,
    text: Vec<u8>,
}

fn fixtures() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let mut found = Vec::new();
    for folder in sorted(&root).into_iter().filter(|path| path.is_dir()) {
        let format = name_of(&folder);
        for path in sorted(&folder) {
            if path
                .extension()
                .is_some_and(|extension| extension == "expected")
            {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let (encoding, mark) = Encoding::detect(&bytes);
            found.push(Fixture {
                format: format.clone(),
                name: name_of(&path),
                text: encoding.decode(&bytes[mark..]).into_owned(),
                path,
            });
        }
    }
    found
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn head<'a>(name: &'a str, text: &'a [u8]) -> Head<'a> {
    Head {
        name,
        text: &text[..text.len().min(HEAD_BYTES)],
        whole: text.len() <= HEAD_BYTES,
    }
}

fn show(parsed: &Parsed<'_>, note: Option<&String>) -> String {
    let mut shown = String::new();
    for found in &parsed.records {
        writeln!(shown, "{}", line(&found.record)).unwrap();
    }
    writeln!(shown, "bad: {}", parsed.bad).unwrap();
    for note in note.into_iter().chain(&parsed.notes) {
        writeln!(shown, "note: {note}").unwrap();
    }
    shown
}

fn line(record: &Record<'_>) -> String {
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let level = record
        .level
        .map_or_else(String::new, |level| format!("{level:?}").to_lowercase());
    let mut fields: Vec<_> = record
        .fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    if let Some(event) = &record.event {
        let number = event
            .record_id
            .map_or_else(String::new, |id| id.to_string());
        let parts = [&event.provider, &event.channel, &event.computer];
        fields.insert(
            0,
            format!(
                "event {} of {} #{number}",
                event.id,
                parts.map(|part| &**part).join(" ")
            ),
        );
    }
    if let Some(fact) = &record.registry {
        let value = fact
            .value
            .as_ref()
            .map(|(name, data)| format!("{name}={data:?}"));
        fields.push(format!("{} [{}]", fact.key, value.unwrap_or_default()));
    }
    let columns = [
        record
            .stamp
            .map_or_else(String::new, wutriage::time::Stamp::rfc3339),
        level,
        record.component.to_string(),
        number(record.process),
        number(record.thread),
        escape(&text::display(&record.message)),
        fields.join("; "),
    ];
    columns.join("|")
}

fn escape(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('|', "\\|");
    escaped
        .replace('\r', "\\r")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
}

#[test]
fn every_fixture_is_recognised_as_the_format_of_its_folder() {
    for fixture in fixtures() {
        let (format, sniffed) = choose(&head(&fixture.name, &fixture.text));
        assert_eq!(
            format.id().0,
            fixture.format,
            "{}: {}",
            fixture.path.display(),
            sniffed.why
        );
        assert_eq!(
            foreign(&fixture.name, &fixture.text),
            None,
            "{}",
            fixture.path.display()
        );
    }
}

#[test]
fn every_fixture_is_read_as_expected() {
    for fixture in fixtures() {
        let format = by_name(&fixture.format).unwrap();
        let sniffed = format.sniff(&head(&fixture.name, &fixture.text));
        let parsed = records(format, &fixture.text);
        let shown = show(&parsed, sniffed.and_then(|sniffed| sniffed.note).as_ref());
        let path = fixture.path.with_extension("expected");
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(shown, expected, "{}", fixture.path.display());
    }
}

#[test]
fn every_format_has_five_fixtures_or_more() {
    let fixtures = fixtures();
    // Tests build files of blocks from nothing.
    let is_text = |format: &&&dyn LogFormat| !matches!(format.framing(), Framing::Blocks(_));
    for format in FORMATS.iter().filter(is_text) {
        let count = fixtures
            .iter()
            .filter(|fixture| fixture.format == format.id().0)
            .count();
        assert!(count >= 5, "{} has {count}", format.id().0);
    }
}

#[test]
fn records_lie_in_order_within_the_text() {
    for fixture in fixtures() {
        let parsed = records(by_name(&fixture.format).unwrap(), &fixture.text);
        let mut before = 0;
        for found in &parsed.records {
            assert!(
                before <= found.start && found.start <= found.end,
                "{}",
                fixture.path.display()
            );
            assert!(
                found.end <= fixture.text.len(),
                "{}",
                fixture.path.display()
            );
            before = found.end;
        }
    }
}

#[test]
fn truncation_at_every_byte_never_panics() {
    for fixture in fixtures() {
        for end in 0..fixture.text.len() {
            let cut = &fixture.text[..end];
            let (format, _) = choose(&head(&fixture.name, cut));
            records(format, cut);
            records(by_name(&fixture.format).unwrap(), cut);
        }
    }
}

#[test]
fn deep_wide_and_self_referring_texts_never_panic() {
    const MANY: usize = 100_000;
    let laughs: Vec<String> = (1..20)
        .map(|number| {
            let ten = format!("&a{};", number - 1).repeat(10);
            format!("<!ENTITY a{number} '{ten}'>")
        })
        .collect();
    let texts = [
        format!(
            "{{\"ProfileName\":\"a\",\"ProfileGuid\":\"b\",\"c\":{}",
            "[".repeat(MANY)
        ),
        format!(
            "[{{\"Id\":1,\"ProviderName\":\"a\",\"c\":{}",
            "{\"a\":".repeat(MANY)
        ),
        format!("<CompatReport>{}", "<a>".repeat(MANY)),
        format!("<?xml version='1.0'?><MsInfo>{}", "<Category>".repeat(MANY)),
        format!(
            "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]><CompatReport><Program Name='&a19;' BlockingType='Hard'/></CompatReport>",
            laughs.concat()
        ),
        format!("Id,ProviderName,TimeCreated,Message{}\n", ",a".repeat(MANY)),
        format!("*A* -> [hr] : 5;{}\n", "[a] : b;".repeat(MANY)),
        format!("FailureData: {}\n", "a = b, ".repeat(MANY)),
        format!("FileId : a\n{}", "a : b\n".repeat(MANY)),
        format!("2024-05-14 09:00:00 {}\n", "1 ".repeat(MANY)),
        format!(
            "2024-05-14 09:00:00, Info CBS {}\n",
            "\u{202E}\u{1b}[2J\0".repeat(MANY / 10)
        ),
    ];
    for text in &texts {
        read_as_everything(text.as_bytes());
    }
}

proptest! {
    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn damaged_fixtures_never_panic(which: prop::sample::Index, at: prop::sample::Index, byte: u8, cut: prop::sample::Index) {
        let fixtures = fixtures();
        let mut text = which.get(&fixtures).text.clone();
        if !text.is_empty() {
            let place = at.index(text.len());
            text[place] = byte;
            text.drain(..cut.index(text.len()));
        }
        read_as_everything(&text);
    }
}

fn read_as_everything(bytes: &[u8]) {
    foreign("", bytes);
    choose(&head("", bytes));
    for format in FORMATS {
        for found in records(*format, bytes).records {
            found.record.codes();
        }
    }
}
