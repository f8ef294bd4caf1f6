//! Named values taken from a record that matched: the KB, the host, the service.
//!
//! A capture is the group of that name in one of the signal's regexes; else, for events and tables, the datum of that name;
//! else the first thing in the message that looks like its type. Values are raw log text, capped in length.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::matcher::{Codes, issue};
use crate::record::Record;
use crate::rule::{Capture, CaptureKind, Pattern, Predicate, Signal, Test};
use crate::source;

/// Longest value that is kept, in bytes.
const MAX_VALUE: usize = 512;

/// The values of the signal's captures, in their order.
pub(in crate::engine) fn take(signal: &Signal, record: &Record<'_>) -> Vec<Option<Box<str>>> {
    let mut searches = Vec::new();
    if !signal.captures.is_empty() {
        collect(&signal.predicate, record, &mut searches);
    }
    signal
        .captures
        .iter()
        .map(|capture| value(capture, &searches, record))
        .collect()
}

/// A regex and the text it is about.
type Search<'p> = (&'p Pattern, Cow<'p, [u8]>);

/// Every regex that can be the one that matched, over the message, a datum or a registry value.
fn collect<'p>(predicate: &'p Predicate, record: &'p Record<'_>, searches: &mut Vec<Search<'p>>) {
    match predicate {
        Predicate::All(some) | Predicate::Any(some) => {
            for one in some {
                collect(one, record, searches);
            }
        }
        Predicate::Regex(some) => {
            searches.extend(
                some.iter()
                    .map(|pattern| (pattern, Cow::Borrowed(record.message.trim_ascii()))),
            );
        }
        Predicate::Field(name, Test::Regex(pattern)) => {
            searches.extend(
                record
                    .field(name)
                    .map(|value| (pattern, Cow::Borrowed(value.as_bytes()))),
            );
        }
        Predicate::Value(_, Test::Regex(pattern)) => {
            let data = record
                .registry
                .as_ref()
                .and_then(|fact| fact.value.as_ref());
            searches
                .extend(data.map(|(_, data)| (pattern, Cow::Owned(data.display().into_bytes()))));
        }
        _ => {}
    }
}

fn value(capture: &Capture, searches: &[Search<'_>], record: &Record<'_>) -> Option<Box<str>> {
    if capture.kind == CaptureKind::KnownIssue {
        let cell = issue(record, &Codes::of(record))?.cell(&capture.name)?;
        return Some(cell.into());
    }
    let grouped = searches.iter().find_map(|(pattern, haystack)| {
        let regex = pattern.regex()?;
        regex
            .capture_names()
            .flatten()
            .find(|name| *name == capture.name)?;
        let groups = regex.captures(haystack)?;
        Some(source::display(groups.name(&capture.name)?.as_bytes()).into_owned())
    });
    let named = || {
        record
            .field(&capture.name)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    };
    let found = grouped
        .or_else(named)
        .or_else(|| by_kind(capture.kind, record))?;
    let end = found.floor_char_boundary(MAX_VALUE);
    found.get(..end).map(|value| value.trim().into())
}

/// The first thing in the message that looks like the type.
fn by_kind(kind: CaptureKind, record: &Record<'_>) -> Option<String> {
    let pattern = match kind {
        CaptureKind::Text | CaptureKind::KnownIssue => return None,
        CaptureKind::Component => {
            return Some(record.component.to_string()).filter(|name| !name.is_empty());
        }
        CaptureKind::Hresult => return record.codes().first().map(|found| found.code.to_string()),
        CaptureKind::UpdateGuid => {
            r"(?-u)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
        }
        CaptureKind::Kb => r"\bKB\d{6,8}\b",
        CaptureKind::Build => r"\b(?:10\.0\.)?(?:1\d|2\d)\d{3}\.\d{1,5}\b",
        CaptureKind::CbsPackage => r"\b[\w.-]+~31bf3856ad364e35~\w+~[\w-]*~[\d.]+",
        CaptureKind::Host => {
            r"(?:https?://)?\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+\b"
        }
        CaptureKind::Url => r#"https?://[^\s<>"']+"#,
        CaptureKind::ServiceName => {
            r"\b(?:wuauserv|bits|dosvc|usosvc|cryptsvc|trustedinstaller|wlidsvc|msiserver|appidsvc|dnscache|mpssvc|bfe)\b"
        }
        CaptureKind::Path => r#"(?:[a-z]:|\\\\\?|%\w+%)\\[^\s<>"|?*]+"#,
        CaptureKind::Driver => r"\b[\w-]+\.(?:sys|inf)\b",
    };
    let regex = compiled(kind, pattern)?;
    let found = source::display(regex.find(&record.message)?.as_bytes()).into_owned();
    match kind {
        CaptureKind::Host => Some(found.rsplit('/').next().unwrap_or_default().to_owned()),
        _ => Some(found),
    }
}

/// The type's regex, compiled once.
fn compiled(kind: CaptureKind, pattern: &str) -> Option<&'static regex::bytes::Regex> {
    static ALL: [OnceLock<Option<regex::bytes::Regex>>; 16] = [const { OnceLock::new() }; 16];
    let build = || {
        regex::bytes::RegexBuilder::new(pattern)
            .unicode(false)
            .case_insensitive(true)
            .build()
            .ok()
    };
    ALL.get(kind as usize)?.get_or_init(build).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Kind, KindSet};

    fn check(kind: CaptureKind, message: &str, expected: Option<&str>) {
        let record = Record::text(Kind::Plain, message.as_bytes());
        let capture = Capture {
            name: "it".into(),
            kind,
        };
        let signal = Signal {
            name: "test".into(),
            kinds: KindSet::default(),
            predicate: Predicate::All(vec![]),
            captures: vec![capture],
            bare_code: false,
        };
        assert_eq!(
            take(&signal, &record),
            [expected.map(Into::into)],
            "{kind:?} in {message}"
        );
    }

    #[test]
    fn a_type_finds_the_first_thing_that_looks_like_it() {
        check(
            CaptureKind::Kb,
            "2024-05 Cumulative Update (KB5036893) failed",
            Some("KB5036893"),
        );
        check(
            CaptureKind::Host,
            "to <https://sls.update.microsoft.com/SLS>",
            Some("sls.update.microsoft.com"),
        );
        check(CaptureKind::Host, "10.0.19041.1 only", None);
        check(
            CaptureKind::Url,
            "get http://wsus.contoso.com:8530/x now",
            Some("http://wsus.contoso.com:8530/x"),
        );
        check(
            CaptureKind::Build,
            "version 10.0.19041.2913",
            Some("10.0.19041.2913"),
        );
        check(
            CaptureKind::ServiceName,
            "The wuauserv service",
            Some("wuauserv"),
        );
        check(CaptureKind::Text, "anything", None);
    }

    #[test]
    fn a_group_of_the_name_comes_first() {
        let record = Record::text(Kind::Plain, &b"proxy a.contoso.com is b.contoso.com"[..]);
        let signal = Signal {
            name: "test".into(),
            kinds: KindSet::default(),
            predicate: Predicate::Regex(vec![Pattern::new(r"is (?P<host>\S+)")]),
            captures: vec![Capture {
                name: "host".into(),
                kind: CaptureKind::Host,
            }],
            bare_code: false,
        };
        assert_eq!(take(&signal, &record), [Some("b.contoso.com".into())]);
    }
}
