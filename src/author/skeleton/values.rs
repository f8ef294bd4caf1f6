//! What changes from machine to machine in a log's text, and what stays: `Send request to <http://...> failed, 3 tries`
//! has the stable words `Send request to` and `failed`, and a URL that a rule can capture.

use std::ops::Range;
use std::sync::OnceLock;

use super::names;
use crate::rule::Pattern;

/// A value in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The captures that fit it; `None` for values that are left out.
    pub(super) capture: Option<&'static Shape>,
}

/// A form of values.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// The captures it gives, name and type.
    pub(super) captures: &'static [(&'static str, &'static str)],
    /// A regex for it, with a group of each capture's name.
    pub(super) pattern: &'static str,
}

const fn shape(pattern: &'static str, captures: &'static [(&'static str, &'static str)]) -> Shape {
    Shape { captures, pattern }
}

/// Addresses that hosts entries block names with.
const NOWHERE: [&str; 3] = ["0.0.0.0", "127.0.0.1", "::1"];

/// The captures of a lone host name, which files look like.
const HOST: &[(&str, &str)] = &[("host", "host")];

/// Forms of values, the more specific ones first. Those without a capture are only left out.
static SHAPES: [Shape; 14] = [
    shape(
        r#"(?P<url>https?://(?P<host>[a-z0-9.-]+)(?:[^\s"'<>]*\w)?)"#,
        &[("host", "host"), ("url", "url")],
    ),
    shape(
        r"(?P<package>[\w.-]+~31bf3856ad364e35~\w+~[\w-]*~\d+(?:\.\d+)+)",
        &[("package", "cbs-package")],
    ),
    shape(
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        &[],
    ),
    shape(
        r#"(?P<path>(?:\b[a-z]:|\\\\\?|%\w+%)\\[^\s"<>]*\w)"#,
        &[("path", "path")],
    ),
    shape(r#"\\\\[\w.-]+\\[^\s"<>]*\w"#, &[]),
    shape(r"(?P<kb>\bKB\d{6,8})\b", &[("kb", "kb")]),
    shape(r"\b[\w.-]+@[\w.-]+\b", &[]),
    shape(
        r"(?P<driver>\b[\w-]+\.(?:sys|inf))\b",
        &[("driver", "driver")],
    ),
    shape(r"(?P<host>\b[a-z0-9-]+(?:\.[a-z0-9-]+)+)", HOST),
    shape(
        r"(?P<service>\b(?:wuauserv|bits|dosvc|usosvc|cryptsvc|trustedinstaller|wlidsvc|msiserver|appidsvc|dnscache|mpssvc|bfe))\b",
        &[("service", "service-name")],
    ),
    shape(
        r"(?P<build>\b(?:10\.0\.)?[12]\d{4}\.\d{1,5})\b",
        &[("build", "build")],
    ),
    shape(r"\b(?:CONTOSO|PC\d+)\\\w+", &[]),
    shape(
        r"\b(?:0x[0-9a-f]+|[0-9a-f]*\d[0-9a-f]{7,}|[0-9a-f]{7,}\d[0-9a-f]*)\b",
        &[],
    ),
    shape(r"\d[\d.,:/-]*", &[]),
];

/// Whether the whole text is a value of one machine or one hour: a number, an address, a name. `4` and `STOPPED` are not,
/// nor is an address that means no machine.
/// `invented` are the names in it that stand for others.
pub(super) fn is_particular(text: &str, invented: &[String]) -> bool {
    let text = text.trim().trim_start_matches(['+', '-']);
    let all = |value: &Value| value.start == 0 && value.end == text.len();
    text.len() > 2 && !NOWHERE.contains(&text) && values(text, &[], invented).iter().any(all)
}

/// Whether an invented name stands somewhere in the text.
pub(super) fn has_invented(text: &str, invented: &[String]) -> bool {
    let mut names = invented.iter();
    names.any(|name| !names::places(text, name).is_empty())
}

/// The values in a text, in order, none within another. `codes` are the bounds of error codes, which are values too, and
/// so are the `invented` names, because the log has others in their place.
pub(super) fn values(text: &str, codes: &[(usize, usize)], invented: &[String]) -> Vec<Value> {
    let mut found: Vec<Value> = codes
        .iter()
        .map(|(start, end)| Value {
            start: *start,
            end: *end,
            capture: None,
        })
        .collect();
    for (shape, pattern) in SHAPES.iter().zip(patterns()) {
        for place in pattern
            .regex()
            .into_iter()
            .flat_map(|it| it.find_iter(text.as_bytes()))
        {
            let (start, end) = (place.start(), place.end());
            let word = text.get(start..end).unwrap_or_default();
            let is_free = found.iter().all(|it| end <= it.start || it.end <= start);
            if is_free && (shape.captures != HOST || names::is_host(word)) {
                found.push(Value {
                    start,
                    end,
                    capture: (!shape.captures.is_empty()).then_some(shape),
                });
            }
        }
    }
    for name in invented {
        for place in names::places(text, name) {
            cover(&mut found, place);
        }
    }
    found.sort_by_key(|value| value.start);
    found
}

/// Sees to it that a place lies in a value; values that it only overlaps become one that is left out.
fn cover(found: &mut Vec<Value>, place: Range<usize>) {
    if found
        .iter()
        .any(|it| it.start <= place.start && place.end <= it.end)
    {
        return;
    }
    let (overlapped, mut apart): (Vec<_>, Vec<_>) = found
        .drain(..)
        .partition(|it| it.start < place.end && place.start < it.end);
    let starts = overlapped.iter().map(|it| it.start);
    let ends = overlapped.iter().map(|it| it.end);
    apart.push(Value {
        start: starts.fold(place.start, usize::min),
        end: ends.fold(place.end, usize::max),
        capture: None,
    });
    *found = apart;
}

fn patterns() -> &'static [Pattern] {
    static ALL: OnceLock<Vec<Pattern>> = OnceLock::new();
    ALL.get_or_init(|| {
        let patterns = SHAPES.iter().map(|shape| Pattern::new(shape.pattern));
        patterns.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = values(text, &[], &[]);
        let got: Vec<&str> = found
            .iter()
            .map(|value| text.get(value.start..value.end).unwrap())
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn what_means_one_machine_is_told_from_what_means_a_state() {
        for text in ["+3600.0125", "192.0.2.7", "wsus.contoso.com", "C:\\a\\b"] {
            assert!(is_particular(text, &[]), "{text}");
        }
        for text in ["4", "STOPPED", "0.0.0.0", "0 (unspecified)", ""] {
            assert!(!is_particular(text, &[]), "{text}");
        }
    }

    #[test]
    fn invented_names_are_values_with_all_that_they_are_a_part_of() {
        let invented = ["user1".to_owned(), "secret2 7".to_owned()];
        let text = "as User1 of user12 in C:\\Users\\user1\\a by secret2 7.5";
        let found = values(text, &[], &invented);
        let got: Vec<&str> = found
            .iter()
            .map(|value| text.get(value.start..value.end).unwrap())
            .collect();
        assert_eq!(got, ["User1", "12", "C:\\Users\\user1\\a", "secret2 7.5"]);
    }

    #[test]
    fn values_are_told_from_words() {
        check(
            "Send request to <http://wsus.contoso.com:8530/a.cab>",
            &["http://wsus.contoso.com:8530/a.cab"],
        );
        check(
            "Loaded KB5037768 from C:\\a\\b.cab, 3 of 12",
            &["KB5037768", "C:\\a\\b.cab", "3", "12"],
        );
        check(
            "got http://wsus.contoso.com/a.cab: error",
            &["http://wsus.contoso.com/a.cab"],
        );
        check(
            "<Url>http://wsus.contoso.com/01012009\"><System a='http://wsus.contoso.com/b'/>",
            &[
                "http://wsus.contoso.com/01012009",
                "http://wsus.contoso.com/b",
            ],
        );
        check("wuident.cab of svchost.exe", &[]);
        check(
            "host wsus.contoso.com, build 19045.4291",
            &["wsus.contoso.com", "19045.4291"],
        );
        check(
            "{9482F4B4-E343-43B6-B170-9A65BC822C77} failed",
            &["9482F4B4-E343-43B6-B170-9A65BC822C77"],
        );
        check("at 09:00:21 deadbeef01", &["09:00:21", "deadbeef01"]);
        check("The wuauserv service", &["wuauserv"]);
    }
}
