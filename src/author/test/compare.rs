//! What a rule said of a test's logs, against what the test expects.

use std::fmt::Display;

use crate::report::Machine;
use crate::rule::Expect;

/// What is wrong with the run of a cause's test; empty when nothing is.
pub(super) fn cause(rule: &str, expect: &Expect, machine: &Machine) -> Vec<String> {
    let finding = machine.findings.iter().find(|found| found.rule == rule);
    let Expect::Found(expected) = expect else {
        return finding
            .map(|_| "expected no finding, got one".to_owned())
            .into_iter()
            .collect();
    };
    let Some(found) = finding else {
        return vec!["expected a finding, got none".to_owned()];
    };
    let of_finding = [
        differs("state", expected.state.as_ref(), &found.state),
        differs(
            "confidence",
            expected.confidence.as_ref(),
            &found.confidence,
        ),
        differs("count", expected.count.as_ref(), &found.count),
        differs("rank", expected.rank.as_ref(), &found.rank),
    ];
    let of_captures = expected.captures.iter().map(|(name, value)| {
        let none = "nothing".to_owned();
        let got = found.captures.get(name).unwrap_or(&none);
        differs(&format!("capture {name}"), Some(value), got)
    });
    let of_unexplained = expected.unexplained.iter().map(|code| {
        let open = machine.unexplained.iter().any(|open| open.code == *code);
        (!open).then(|| format!("expected {code} to be unexplained, and it is not"))
    });
    of_finding
        .into_iter()
        .chain(of_captures)
        .chain(of_unexplained)
        .flatten()
        .collect()
}

/// What is wrong with the run of a noise rule's test; empty when nothing is.
pub(super) fn noise(rule: &str, expect: &Expect, machine: &Machine) -> Vec<String> {
    let mut counts = machine.noise.by_rule.iter();
    let silenced = counts
        .find(|count| count.rule == rule)
        .map_or(0, |count| count.count);
    let heard = !machine.findings.is_empty() || !machine.unexplained.is_empty();
    let wrong = match expect {
        Expect::None if silenced > 0 => Some(format!(
            "expected nothing to be silenced, got {silenced} {}",
            records(silenced)
        )),
        Expect::None if !heard => Some(
            "expected a failure to be heard, and the report has neither a finding nor an unexplained code"
                .to_owned(),
        ),
        Expect::Found(_) if silenced == 0 => {
            Some("expected records to be silenced, got none".to_owned())
        }
        Expect::Found(expected) => differs("silenced records", expected.count.as_ref(), &silenced),
        Expect::None => None,
    };
    wrong.into_iter().collect()
}

/// What differs, where something is expected at all.
fn differs<T: PartialEq + Display>(what: &str, expected: Option<&T>, got: &T) -> Option<String> {
    let expected = expected.filter(|expected| *expected != got)?;
    Some(format!("{what}: expected {expected}, got {got}"))
}

/// The word after a number of records.
pub(super) const fn records(count: u64) -> &'static str {
    if count == 1 { "record" } else { "records" }
}
