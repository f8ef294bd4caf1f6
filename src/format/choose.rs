//! Which format a source is in: every row of [`FORMATS`] looks at the head, the surest wins, the earlier one on ties.
//!
//! Binary formats are asked first, because their bytes are no text. Of a long head every format sees the beginning only, and
//! the one that is sure of it sees the rest: asking each of them about all of it would cost more than reading the log.

use super::plain::Plain;
use super::{FORMATS, Framing, Head, LogFormat, Sniffed};

/// How much of a long head every format is asked about.
const BEGINNING: usize = 4096;
/// Claims from here on are not contested.
const SURE: u8 = 85;

/// The format of a text and why it was chosen. Text that no format recognises is plain.
pub fn choose(head: &Head<'_>) -> (&'static dyn LogFormat, Sniffed) {
    if let Some(sure) = at_first_sight(head) {
        return sure;
    }
    surest(head, |format| !is_binary(format)).unwrap_or_else(|| (&Plain, nothing()))
}

/// The format that is sure of the beginning and of the whole head.
fn at_first_sight(head: &Head<'_>) -> Option<(&'static dyn LogFormat, Sniffed)> {
    let beginning = Head {
        text: head.text.get(..BEGINNING)?,
        whole: false,
        ..*head
    };
    let (format, first) = surest(&beginning, |format| !is_binary(format))?;
    let all = format.sniff(head)?;
    (first.score.min(all.score) >= SURE).then_some((format, all))
}

/// The binary format of a source, where it is in one; the head has its bytes as they are.
pub fn choose_binary(head: &Head<'_>) -> Option<(&'static dyn LogFormat, Sniffed)> {
    surest(head, is_binary)
}

fn surest(
    head: &Head<'_>,
    among: fn(&dyn LogFormat) -> bool,
) -> Option<(&'static dyn LogFormat, Sniffed)> {
    let formats = FORMATS.iter().filter(|format| among(**format));
    let claims = formats.filter_map(|format| Some((*format, format.sniff(head)?)));
    claims.reduce(|best, next| {
        if next.1.score > best.1.score {
            next
        } else {
            best
        }
    })
}

fn is_binary(format: &dyn LogFormat) -> bool {
    matches!(format.framing(), Framing::Blocks(_))
}

/// The format of that name, such as `cbs` or `windows-update-classic`.
pub fn by_name(id: &str) -> Option<&'static dyn LogFormat> {
    FORMATS.iter().copied().find(|format| format.id().0 == id)
}

fn nothing() -> Sniffed {
    Sniffed {
        score: 0,
        why: "no format recognises it".to_owned(),
        note: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: &str) {
        let head = Head {
            name,
            text: text.as_bytes(),
            whole: true,
        };
        assert_eq!(choose(&head).0.id().0, expected, "{name}: {text:?}");
    }

    #[test]
    fn every_name_finds_its_own_format_and_names_are_unique() {
        for format in FORMATS {
            let found = by_name(format.id().0).unwrap();
            assert!(std::ptr::addr_eq(found, *format), "{}", format.id().0);
        }
        assert!(by_name("no-such-format").is_none());
    }

    #[test]
    fn a_file_name_alone_decides_nothing() {
        for name in [
            "CBS.log",
            "WindowsUpdate.log",
            "events.xml",
            "policy.reg",
            "hosts",
        ] {
            check(name, "Dear support,\nthe update failed again.\n", "plain");
        }
        check("", "", "plain");
    }

    #[test]
    fn a_log_that_goes_on_as_another_is_not_chosen_by_its_beginning() {
        let line = "2024/05/14 09:00:00.1234567 1088  5120  Agent           text\n";
        let (log, prose) = (line.repeat(100), "and then somebody wrote\n".repeat(400));
        check("", &log, "windows-update-text");
        check("", &format!("{log}{prose}"), "plain");
    }

    #[test]
    fn prose_that_quotes_a_log_stays_plain() {
        let quoted = "2024/05/14 09:00:00.1234567 1088  5120  Agent  *FAILED* [80072EE7] x\n";
        check(
            "mail.txt",
            &format!("Hello,\nwe see this:\n{quoted}Any idea?\nThanks\n"),
            "plain",
        );
        check("mail.txt", quoted, "windows-update-text");
    }
}
