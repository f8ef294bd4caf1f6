//! A regex that no text can match: `$a`, `a^`, an empty class.
//!
//! Decided on the regex's tree, by what must hold for every match; a regex that is told of cannot match, but not every one
//! that cannot match is told of.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use super::Check;
use super::subject::{Named, Note, Subject};
use crate::rule::{KeyPattern, Pattern, Predicate, Test};

pub(super) const CHECK: Check = Check {
    name: "never-matches",
    why: "'^' is the beginning of the record's message and '$' its end, so nothing can stand before the one or behind the other; the signal can never be seen",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    for named in subject.signals() {
        let dead = sources(&named).into_iter().filter(|it| never_matches(it));
        for source in dead {
            let places = subject.outline.texts(&named.path, "regex");
            let place = places.into_iter().find(|(text, _)| *text == source);
            notes.push(Note {
                at: place.map_or_else(|| subject.place(&named.path), |(_, at)| at),
                message: format!("the regex '{source}' can never match"),
            });
        }
    }
}

/// The regexes of a signal.
fn sources<'s>(named: &Named<'s>) -> Vec<&'s str> {
    let mut found = Vec::new();
    collect(&named.signal.predicate, &mut found);
    found.dedup();
    found
}

fn collect<'s>(predicate: &'s Predicate, found: &mut Vec<&'s str>) {
    let source = |pattern: &'s Pattern| pattern.source.as_str();
    match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => {
            for part in parts {
                collect(part, found);
            }
        }
        Predicate::Not(inner) => collect(inner, found),
        Predicate::Regex(patterns) => found.extend(patterns.iter().map(source)),
        Predicate::Key(KeyPattern::Regex(pattern)) => found.push(source(pattern)),
        Predicate::Field(_, test) | Predicate::Value(_, test) => collect_test(test, found),
        _ => {}
    }
}

fn collect_test<'s>(test: &'s Test, found: &mut Vec<&'s str>) {
    match test {
        Test::Regex(pattern) => found.push(&pattern.source),
        Test::All(tests) => tests.iter().for_each(|test| collect_test(test, found)),
        _ => {}
    }
}

/// Whether no text whatever matches.
fn never_matches(source: &str) -> bool {
    let mut parser = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .case_insensitive(true)
        .build();
    parser.parse(source).is_ok_and(|hir| is_dead(&hir))
}

fn is_dead(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Class(Class::Bytes(class)) => class.ranges().is_empty(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().is_empty(),
        HirKind::Capture(capture) => is_dead(&capture.sub),
        HirKind::Repetition(repetition) => {
            let again = repetition.min > 1 && is_sequence_dead(&[&*repetition.sub; 2]);
            repetition.min > 0 && (again || is_dead(&repetition.sub))
        }
        HirKind::Alternation(any) => any.iter().all(is_dead),
        HirKind::Concat(parts) => {
            let parts: Vec<&Hir> = parts.iter().collect();
            parts.iter().any(|part| is_dead(part)) || is_sequence_dead(&parts)
        }
        HirKind::Empty | HirKind::Literal(_) | HirKind::Look(_) => false,
    }
}

/// Whether a part must begin at the beginning with something before it, or end at the end with something behind it.
fn is_sequence_dead(parts: &[&Hir]) -> bool {
    let takes = |parts: &[&Hir]| {
        let least = |part: &&Hir| part.properties().minimum_len().unwrap_or_default();
        parts.iter().map(least).max() > Some(0)
    };
    (0..parts.len()).any(|number| {
        let (before, rest) = parts.split_at_checked(number).unwrap_or_default();
        let Some((part, after)) = rest.split_first() else {
            return false;
        };
        let at_start = part.properties().look_set_prefix().contains(Look::Start);
        let at_end = part.properties().look_set_suffix().contains(Look::End);
        (at_start && takes(before)) || (at_end && takes(after))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: bool) {
        assert_eq!(never_matches(source), expected, "{source}");
    }

    #[test]
    fn what_cannot_match_is_seen() {
        check("$a", true);
        check("a^", true);
        check("a(?:^b|^c)", true);
        check(r"code\z\d+", true);
        check("[a&&b]", true);
        check("x[a&&b]*[a&&b]", true);
        check("(?:^a){2}", true);
        check("(?:$a|b^)", true);
        check("a(?P<x>b$)c?d", true);
    }

    #[test]
    fn what_may_match_is_let_be() {
        check("^a$", false);
        check("^$", false);
        check("a*^b", false);
        check("a$b*", false);
        check("a(?:^b|c)", false);
        check("(?m)a\n^b", false);
        check("(?m)a$\nb", false);
        check("(?:^a)*b", false);
        check("(?:^a){0,2}b", false);
        check("(?:$a)?b", false);
        check("[a&&b]*", false);
        check("^^a$$", false);
        check(r"\ba\b", false);
        check("", false);
    }

    proptest::proptest! {
        #[test]
        fn a_regex_with_a_match_is_never_told_of(
            source in r"[ab^$(|)*?]{1,10}", text in "[ab\n]{0,5}"
        ) {
            let matches = regex::bytes::Regex::new(&source).is_ok_and(|it| it.is_match(text.as_bytes()));
            proptest::prop_assert!(!(matches && never_matches(&source)), "{source} {text}");
        }
    }
}
