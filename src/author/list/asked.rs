//! What signals ask for: the kinds of log they read and the codes they look for.

use std::collections::BTreeSet;

use crate::author::describe;
use crate::code::{CodeRange, ErrorCode};
use crate::record::{Kind, KindSet};
use crate::rule::{Predicate, RuleSet, Signal, SignalId};

/// The kinds of log a signal can match; empty means any. Events and registry values are in logs of one kind alone,
/// whether the signal says so or not.
pub(super) fn read_by(signal: &Signal) -> KindSet {
    if !signal.kinds.is_empty() {
        return signal.kinds;
    }
    let mut kinds = KindSet::default();
    signal.predicate.visit(&mut |one| match one {
        Predicate::Provider(_) | Predicate::Event(_) => kinds = kinds.with(Kind::EventLog),
        Predicate::Key(_) | Predicate::Value(..) => kinds = kinds.with(Kind::Registry),
        _ => {}
    });
    kinds
}

/// The kinds of all signals together; empty when one of them reads any.
pub(super) fn kinds(ids: &[SignalId], rules: &RuleSet) -> KindSet {
    let mut together = KindSet::default();
    for signal in ids.iter().filter_map(|id| rules.signal(*id)) {
        let kinds = read_by(signal);
        if kinds.is_empty() {
            return kinds;
        }
        together = kinds.iter().fold(together, KindSet::with);
    }
    together
}

pub(super) fn codes(ids: &[SignalId], rules: &RuleSet) -> Vec<String> {
    let mut codes = BTreeSet::new();
    for signal in ids.iter().filter_map(|id| rules.signal(*id)) {
        signal.predicate.visit(&mut |one| match one {
            Predicate::Code(ranges) => codes.extend(ranges.iter().copied().map(spelled)),
            Predicate::ExtendedCode(pairs) => {
                codes.extend(pairs.iter().copied().map(describe::extended));
            }
            _ => {}
        });
    }
    codes.into_iter().collect()
}

/// The range as rules write it: `0x800F08*`.
fn spelled(range: CodeRange) -> String {
    let ErrorCode(low) = range.low;
    if range.low == range.high {
        return range.low.to_string();
    }
    // The digits that differ are those the star stands for.
    let differing = (low ^ range.high.0).checked_ilog2().unwrap_or(0) / 4 + 1;
    let digits = 8_u32.saturating_sub(differing);
    let kept = low.checked_shr(4 * differing).unwrap_or(0);
    let width = usize::try_from(digits).unwrap_or(8);
    format!("0x{kept:0width$X}*")
}
