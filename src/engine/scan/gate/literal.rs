//! What a record must contain for a signal to match it.
//!
//! [`required`] walks a predicate and gives a set of literals of which at least one stands in the raw bytes of every record
//! that matches. Raw bytes are not the message: an XML log spells `<` as `&lt;` and a datum `errorCode=0x80240022` as
//! `<Data Name="errorCode">0x80240022</Data>`. So literals are cut at every character that a format may spell in another
//! way, and their longest piece that is spelled the same everywhere is used.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::code::{CodeRange, ErrorCode};
use crate::engine::scan::codes::PERCENTS;
use crate::record::Kind;
use crate::rule::{KeyPattern, Predicate, Scalar, Test, known_issue};

use super::Rarity;
use super::grams::WINDOW;

/// More codes than that in a range are not spelled out.
const WIDEST_RANGE: u32 = 4096;

/// What must be there.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Literals {
    /// Nothing in particular: any record may match.
    Any,
    /// At least one of these, folded. Where there are none, nothing matches.
    OneOf(Vec<Vec<u8>>),
}

/// What any record of the kind that the predicate holds for must contain; nothing at all where no record of the kind can
/// match.
pub(super) fn required(predicate: &Predicate, kind: Kind, rarity: &Rarity) -> Literals {
    match predicate {
        Predicate::In(kinds) if !kinds.admits(kind) => Literals::OneOf(Vec::new()),
        Predicate::Provider(_) | Predicate::Event(_) if kind != Kind::EventLog => {
            Literals::OneOf(Vec::new())
        }
        Predicate::Key(_) | Predicate::Value(..) if kind != Kind::Registry => {
            Literals::OneOf(Vec::new())
        }
        Predicate::All(all) => best(all.iter().map(|one| required(one, kind, rarity)), rarity),
        Predicate::Any(any) => union(any.iter().map(|one| required(one, kind, rarity))),
        Predicate::Code(ranges) => union(ranges.iter().map(|range| of_range(*range))),
        Predicate::ExtendedCode(codes) => union(
            codes
                .iter()
                .map(|(code, _)| Literals::OneOf(vec![fold(format!("{:08x}", code.0).as_bytes())])),
        ),
        Predicate::KnownIssue => required(known_issue::required(), kind, rarity),
        Predicate::Text(any) => union(any.iter().map(|text| plain(text.as_bytes(), rarity))),
        Predicate::TextAll(all) => best(
            all.iter().map(|text| plain(text.as_bytes(), rarity)),
            rarity,
        ),
        Predicate::Regex(any) => union(any.iter().map(|pattern| of_regex(&pattern.source, rarity))),
        Predicate::Component(any) | Predicate::Provider(any) => {
            union(any.iter().map(|text| plain(text.as_bytes(), rarity)))
        }
        Predicate::Field(_, test) => of_test(test, rarity),
        Predicate::Key(KeyPattern::Suffix(_) | KeyPattern::Regex(_))
        | Predicate::Value(..)
        | Predicate::Not(_)
        | Predicate::In(_)
        | Predicate::Level(_)
        | Predicate::Process(_)
        | Predicate::Event(_) => Literals::Any,
    }
}

/// What an event must say of itself for the predicate to hold; its provider and id stand apart from that.
pub(super) fn said(predicate: &Predicate, rarity: &Rarity) -> Literals {
    match predicate {
        Predicate::Provider(_) | Predicate::Event(_) => Literals::Any,
        Predicate::All(all) => best(all.iter().map(|one| said(one, rarity)), rarity),
        Predicate::Any(any) => union(any.iter().map(|one| said(one, rarity))),
        Predicate::Key(_) | Predicate::Value(..) => Literals::OneOf(Vec::new()),
        other => required(other, Kind::EventLog, rarity),
    }
}

/// Every spelling of every code of the range.
fn of_range(range: CodeRange) -> Literals {
    if range.high.0.saturating_sub(range.low.0) > WIDEST_RANGE {
        return Literals::Any;
    }
    let codes = (range.low.0..=range.high.0).map(ErrorCode);
    Literals::OneOf(codes.flat_map(spellings).collect())
}

/// Every spelling of the code, folded. Of decimals only the first digits, which many codes have in common.
fn spellings(code: ErrorCode) -> Vec<Vec<u8>> {
    let numbered = code.win32().map(|_| PERCENTS.to_vec());
    let spelled = code.spellings().into_iter().map(|text| {
        let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
        let length = if is_decimal {
            text.len().min(WINDOW)
        } else {
            text.len()
        };
        fold(text.as_bytes().get(..length).unwrap_or_default())
    });
    spelled.chain(numbered).collect()
}

fn of_test(test: &Test, rarity: &Rarity) -> Literals {
    let scalar = |scalar: &Scalar| match scalar {
        Scalar::Text(text) => plain(text.as_bytes(), rarity),
        Scalar::Code(code) => Literals::OneOf(spellings(*code)),

        Scalar::Number(_) => Literals::Any,
    };
    match test {
        Test::Equals(value) => scalar(value),
        Test::OneOf(values) => union(values.iter().map(scalar)),
        Test::Regex(pattern) => of_regex(&pattern.source, rarity),
        Test::All(tests) => best(tests.iter().map(|test| of_test(test, rarity)), rarity),
        Test::Not(_) | Test::Gt(_) | Test::Ge(_) | Test::Lt(_) | Test::Le(_) | Test::Exists(_) => {
            Literals::Any
        }
    }
}

/// The cheapest of several sets of which each must be satisfied.
fn best(sets: impl Iterator<Item = Literals>, rarity: &Rarity) -> Literals {
    let cost = |literals: &[Vec<u8>]| {
        literals
            .iter()
            .map(|literal| rarity.cost_of(literal))
            .sum::<u64>()
    };
    let candidates = sets.filter_map(|set| match set {
        Literals::Any => None,
        Literals::OneOf(literals) => Some((cost(&literals), literals)),
    });
    candidates
        .min()
        .map_or(Literals::Any, |(_, literals)| Literals::OneOf(literals))
}

/// Several sets of which one must be satisfied.
fn union(sets: impl Iterator<Item = Literals>) -> Literals {
    let mut all = Vec::new();
    for set in sets {
        match set {
            Literals::Any => return Literals::Any,
            Literals::OneOf(literals) => all.extend(literals),
        }
    }
    all.sort();
    all.dedup();
    Literals::OneOf(all)
}

/// A literal text: its cheapest piece that every format spells the same.
fn plain(text: &[u8], rarity: &Rarity) -> Literals {
    let pieces = text
        .split(|byte| !is_stable(*byte))
        .map(fold)
        .filter(|piece| piece.len() >= SHORTEST);
    pieces
        .min_by_key(|piece| rarity.cost_of(piece))
        .map_or(Literals::Any, |piece| Literals::OneOf(vec![piece]))
}

/// Pieces under this are no better than none.
const SHORTEST: usize = 3;

/// Whether every format spells the byte as itself: printable ASCII without what XML escapes, and without `=`, which stands
/// between the name and the value of a datum in a message but not in XML.
const fn is_stable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | b'=')
}

fn fold(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_lowercase()
}

/// What any match of the regex must contain. Case is folded, so it is parsed as if it minded case.
fn of_regex(source: &str, rarity: &Rarity) -> Literals {
    let mut parser = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build();
    parser
        .parse(source)
        .map_or(Literals::Any, |hir| of_hir(&hir, rarity))
}

fn of_hir(hir: &Hir, rarity: &Rarity) -> Literals {
    match hir.kind() {
        HirKind::Literal(literal) => plain(&literal.0, rarity),
        HirKind::Capture(capture) => of_hir(&capture.sub, rarity),
        HirKind::Repetition(repetition) if repetition.min > 0 => of_hir(&repetition.sub, rarity),
        HirKind::Alternation(any) => union(any.iter().map(|one| of_hir(one, rarity))),
        HirKind::Concat(parts) => of_concat(parts, rarity),
        HirKind::Class(_) => exact(hir).map_or(Literals::Any, |byte| plain(&byte, rarity)),
        HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => Literals::Any,
    }
}

/// Neighbouring exact parts form one literal; of those and the other parts' needs the cheapest is taken.
fn of_concat(parts: &[Hir], rarity: &Rarity) -> Literals {
    let mut sets = Vec::new();
    let mut run: Vec<u8> = Vec::new();
    for part in parts {
        if let Some(bytes) = exact(part) {
            run.extend(bytes);
            continue;
        }
        sets.push(plain(&std::mem::take(&mut run), rarity));
        sets.push(of_hir(part, rarity));
    }
    sets.push(plain(&run, rarity));
    best(sets.into_iter(), rarity)
}

/// The bytes that the part always matches, up to case.
fn exact(hir: &Hir) -> Option<Vec<u8>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(literal.0.to_vec()),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .map(exact)
            .collect::<Option<Vec<_>>>()
            .map(|bytes| bytes.concat()),
        HirKind::Class(Class::Bytes(class)) => {
            let mut bytes = class
                .ranges()
                .iter()
                .flat_map(|range| range.start()..=range.end());
            let first = bytes.next()?;
            let second = bytes.next();
            let letter = second.is_none_or(|second| first.eq_ignore_ascii_case(&second))
                && bytes.next().is_none();
            letter.then(|| vec![first])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Pattern;

    fn check(predicate: &Predicate, expected: &[&str]) {
        let rarity = Rarity::of([]);
        let expected = match expected {
            [] => Literals::Any,
            some => Literals::OneOf(some.iter().map(|text| fold(text.as_bytes())).collect()),
        };
        assert_eq!(
            required(predicate, Kind::EventLog, &rarity),
            expected,
            "{predicate:?}"
        );
    }

    fn regex(source: &str) -> Predicate {
        Predicate::Regex(vec![Pattern::new(source)])
    }

    #[test]
    fn a_regex_needs_its_inner_literal() {
        check(
            &regex(r"(?:proxy|dns) (?:lookup|handshake) failed for host-9\.(\w+)"),
            &[" failed for host-9."],
        );
        check(
            &regex(r"Failed for (?P<hr>(?i:8007)2ee7)"),
            &["failed for 80072ee7"],
        );
        check(
            &regex(r"alternative one|another one \d+"),
            &["alternative one", "another one "],
        );
        check(&regex(r"(?i)SendRequest"), &["sendrequest"]);
    }

    #[test]
    fn what_may_be_absent_is_not_needed() {
        check(&regex(r"\w+ ?\d*(optional)?"), &[]);
        check(&regex(r"(optional text)*required text"), &["required text"]);
        check(&Predicate::Not(Box::new(regex("anything"))), &[]);
    }

    #[test]
    fn pieces_that_xml_spells_otherwise_are_left_out() {
        check(
            &Predicate::Text(vec!["a <b> & updateTitle=Cumulative Update".into()]),
            &[" updateTitle"],
        );
        check(&Predicate::Text(vec!["&<>".into()]), &[]);
    }

    #[test]
    fn what_no_record_of_the_kind_can_match_needs_no_search() {
        let never = |predicate: &Predicate| {
            assert_eq!(
                required(predicate, Kind::Cbs, &Rarity::of([])),
                Literals::OneOf(vec![])
            );
        };
        let event = || Predicate::Provider(vec!["Microsoft-Windows-Servicing".into()]);
        never(&Predicate::All(vec![
            Predicate::In([Kind::Dism].into_iter().collect()),
            regex("a long literal"),
        ]));
        never(&event());
        never(&Predicate::Any(vec![event(), Predicate::Event(vec![3])]));
    }

    #[test]
    fn of_several_needs_one_is_enough_and_of_several_choices_all_count() {
        let long = || Predicate::Text(vec!["a long literal".into()]);
        let short = || Predicate::Text(vec!["short".into()]);
        check(&Predicate::All(vec![short(), long()]), &["a long literal"]);
        check(
            &Predicate::Any(vec![short(), long()]),
            &["a long literal", "short"],
        );
        check(
            &Predicate::Any(vec![long(), Predicate::Event(vec![1])]),
            &[],
        );
    }
}
