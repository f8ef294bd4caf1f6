//! Random records and conditions, small and crowded, so that ties, ends of windows and shared values are common.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::SIGNALS;
use crate::rule::{Compare, Condition, Counted, Join, Operand, Sequence, SignalId};
use crate::time::{MINUTE, Zone};

/// Logs there are. Records of the last one have no place, as events without a number.
pub(super) const SOURCES: u32 = 3;
/// What times and spans are multiples of.
const UNIT: i64 = 15 * MINUTE;

/// One record of a log.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) source: u32,
    pub(super) offset: u64,
    pub(super) time: Option<(Zone, i64)>,
    /// A bit for each signal that it matches.
    pub(super) mask: u32,
    pub(super) host: Option<&'static str>,
    pub(super) thread: Option<u32>,
    pub(super) codes: Vec<u32>,
}

impl Line {
    pub(super) fn signals(&self) -> impl Iterator<Item = SignalId> {
        let mask = self.mask;
        (0..SIGNALS)
            .filter(move |signal| mask & (1 << signal) != 0)
            .map(SignalId)
    }

    pub(super) fn place(&self) -> Option<u64> {
        (self.source + 1 < SOURCES).then_some(self.offset)
    }
}

/// Records on the given clock, or each on one of both.
pub(super) fn lines(zone: Option<Zone>) -> impl Strategy<Value = Vec<Line>> {
    // Between clocks the range is that of offsets, so that some pairs are decided and some are not.
    let times = if zone.is_some() { 0..6 } else { 0..130_i64 };
    let zones = zone.map_or(vec![Zone::Local, Zone::Utc], |zone| vec![zone]);
    let time = (select(zones), times).prop_map(|(zone, units)| (zone, units * UNIT));
    let line = (
        0..SOURCES,
        proptest::option::weighted(0.85, time),
        1..(1_u32 << SIGNALS),
        proptest::option::of(select(vec!["a.contoso.com", "b.contoso.com"])),
        proptest::option::of(1..3_u32),
        subsequence(vec![0x8007_0005, 0x8007_0002], 0..=2),
    );
    vec(line, 0..8).prop_map(|lines| {
        let numbered = lines.into_iter().zip(0..);
        let line = |((source, time, mask, host, thread, codes), offset)| Line {
            source,
            offset,
            time,
            mask,
            host,
            thread,
            codes,
        };
        numbered.map(line).collect()
    })
}

fn operand() -> impl Strategy<Value = Operand> {
    let signals = (0..SIGNALS).map(SignalId).collect::<Vec<_>>();
    prop_oneof![
        3 => subsequence(signals.clone(), 1),
        1 => subsequence(signals, 2),
    ]
    .prop_map(Operand)
}

fn join() -> impl Strategy<Value = Join> {
    select(vec![
        Join::Code,
        Join::Thread,
        Join::Source,
        Join::Capture("host".to_owned()),
    ])
}

fn joins() -> impl Strategy<Value = Vec<Join>> {
    prop_oneof![2 => Just(Vec::new()), 2 => vec(join(), 1), 1 => vec(join(), 2)]
}

fn span() -> impl Strategy<Value = i64> {
    (0..4_i64).prop_map(|units| units * UNIT)
}

fn sequence() -> impl Strategy<Value = Condition> {
    let parts = (
        vec(operand(), 2..4),
        proptest::option::of(span()),
        joins(),
        proptest::option::of(operand()),
    );
    parts.prop_map(|(steps, within, same, without)| {
        Condition::Then(Sequence {
            steps,
            within,
            same,
            without,
        })
    })
}

fn near() -> impl Strategy<Value = Condition> {
    (operand(), operand(), span(), joins()).prop_map(|(left, right, within, same)| {
        Condition::Near {
            left,
            right,
            within,
            same,
        }
    })
}

fn count() -> impl Strategy<Value = Condition> {
    let what = prop_oneof![
        Just(Counted::Hits),
        join().prop_map(Counted::HitsBy),
        join().prop_map(Counted::Distinct),
    ];
    let compare = select(vec![
        Compare::Equal,
        Compare::AtLeast,
        Compare::MoreThan,
        Compare::AtMost,
        Compare::LessThan,
    ]);
    (
        operand(),
        what,
        compare,
        0..4_u64,
        proptest::option::of(span()),
    )
        .prop_map(|(of, what, compare, number, within)| Condition::Count {
            of,
            what,
            compare,
            number,
            within,
        })
}

fn of() -> impl Strategy<Value = Condition> {
    vec(operand(), 1..4)
        .prop_flat_map(|of| (1..=of.len(), Just(of)))
        .prop_map(|(least, of)| Condition::Of { least, of })
}

/// A condition in which `and`, `or` and `not` nest so deep.
pub(super) fn condition(depth: u32) -> BoxedStrategy<Condition> {
    let atom = prop_oneof![
        1 => (0..SIGNALS).prop_map(|id| Condition::Signal(SignalId(id))),
        4 => sequence(),
        2 => near(),
        2 => count(),
        1 => of(),
    ];
    if depth == 0 {
        return atom.boxed();
    }
    let inner = || condition(depth - 1);
    prop_oneof![
        3 => atom,
        1 => vec(inner(), 2).prop_map(Condition::And),
        1 => vec(inner(), 2).prop_map(Condition::Or),
        1 => inner().prop_map(|inner| Condition::Not(Box::new(inner))),
    ]
    .boxed()
}
