//! Conditions over random hits, held to an evaluator that tries everything.

mod brute;
mod generate;

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Scope, Truth};
use crate::code::ErrorCode;
use crate::engine::facts::Observed;
use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::coverage::Coverage;
use crate::engine::scan::hit::{Hit, Matched};
use crate::record::{Kind, SourceId};
use crate::rule::{Capture, CaptureKind, Condition, Operand, Predicate, RuleSet, Signal, SignalId};
use crate::time::{LocalOffset, Stamp, Zone};
use generate::Line;

/// Signals there are. The last one stands in a kind of log that was not read.
const SIGNALS: u32 = 4;

fn is_covered(signal: SignalId) -> bool {
    signal.0 + 1 < SIGNALS
}

fn rules() -> RuleSet {
    let signal = |id| Signal {
        name: format!("s{id}"),
        kinds: [if is_covered(SignalId(id)) {
            Kind::Cbs
        } else {
            Kind::Dism
        }]
        .into_iter()
        .collect(),
        predicate: Predicate::All(Vec::new()),
        captures: vec![Capture {
            name: "host".to_owned(),
            kind: CaptureKind::Host,
        }],
        bare_code: false,
    };
    RuleSet {
        signals: (0..SIGNALS).map(signal).collect(),
        ..RuleSet::default()
    }
}

/// The hits of one record: one for each signal that it matches.
fn events(line: &Line) -> Vec<Event> {
    let stamp = line.time.map(|(zone, nanos)| Stamp { nanos, zone });
    let record = Arc::new(Matched {
        source: SourceId(line.source),
        offset: line.offset,
        length: 1,
        window: 0,
        lines_before: 0,
        record_id: None,
        channel: 0,
        is_event: line.place().is_none(),
        stamp,
        process: None,
        thread: line.thread,
        digest: 0,
        codes: line.codes.iter().map(|code| ErrorCode(*code)).collect(),
        text: None,
    });
    let hit = |signal| Event {
        moment: stamp.map(|stamp| Moment::new(stamp, &LocalOffset::Unknown)),
        timeless: false,
        copies: Vec::new(),
        hit: Hit {
            signal,
            record: Arc::clone(&record),
            captures: vec![line.host.map(Into::into)],
        },
    };
    line.signals().map(hit).collect()
}

/// A log on each clock that reaches over everything.
fn logs_of_all_time() -> Vec<(Kind, Option<(Moment, Moment)>)> {
    let at = |nanos| {
        let zone = Zone::Utc;
        Moment::new(Stamp { nanos, zone }, &LocalOffset::Unknown)
    };
    vec![(Kind::Cbs, Some((at(i64::MIN / 2), at(i64::MAX / 2))))]
}

/// What the engine says of the condition over the lines.
fn asked(condition: &Condition, lines: &[Line], dropped: BTreeMap<SignalId, u64>) -> Truth {
    let rules = rules();
    let observed = Observed::default();
    let coverage = Coverage {
        rules: &rules,
        logs: logs_of_all_time(),
        channels: Vec::new(),
        observed: &observed,
        dropped: BTreeMap::new(),
    };
    let events: Vec<Event> = lines.iter().flat_map(events).collect();
    Scope::new(&events, dropped).holds(condition, &coverage)
}

/// Yes, no, or neither.
fn decided(truth: Truth) -> Option<bool> {
    match truth {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Unknown(_) => None,
    }
}

/// The lines with the first and the last `kept` hits of each signal in each log, and how many hits are not among them.
fn capped(lines: &[Line], kept: usize) -> (Vec<Line>, BTreeMap<SignalId, u64>) {
    let mut left = lines.to_vec();
    let mut dropped = BTreeMap::new();
    for signal in (0..SIGNALS).map(SignalId) {
        for source in 0..generate::SOURCES {
            let mut hits: Vec<&mut Line> = left
                .iter_mut()
                .filter(|line| line.source == source && line.signals().any(|own| own == signal))
                .collect();
            hits.sort_by_key(|line| line.offset);
            let most = hits.len().saturating_sub(kept);
            for line in hits.iter_mut().take(most).skip(kept) {
                line.mask &= !(1 << signal.0);
                *dropped.entry(signal).or_default() += 1;
            }
        }
    }
    (left, dropped)
}

/// The same cases on every run, so that nobody's change fails by another's luck.
fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x5EED),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(fixed(3000))]

    #[test]
    fn on_one_clock_the_search_finds_what_trying_everything_finds(
        lines in generate::lines(Some(Zone::Local)),
        condition in generate::condition(1),
    ) {
        let expected = brute::truth(&condition, &lines);
        prop_assert_eq!(decided(asked(&condition, &lines, BTreeMap::new())), expected);
    }

    #[test]
    fn on_two_clocks_only_what_every_offset_agrees_on_is_decided(
        lines in generate::lines(None),
        condition in generate::condition(1),
    ) {
        let expected = brute::truth(&condition, &lines);
        prop_assert_eq!(decided(asked(&condition, &lines, BTreeMap::new())), expected);
    }

    #[test]
    fn the_order_of_hits_does_not_matter(
        (lines, shuffled) in generate::lines(None).prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        condition in generate::condition(2),
    ) {
        let none = BTreeMap::new();
        prop_assert_eq!(asked(&condition, &lines, none.clone()), asked(&condition, &shuffled, none));
    }

    #[test]
    fn with_hits_left_out_the_answer_is_the_same_or_unknown(
        lines in generate::lines(Some(Zone::Utc)),
        condition in generate::condition(1),
        kept in 1..3_usize,
    ) {
        let (left, dropped) = capped(&lines, kept);
        let got = decided(asked(&condition, &left, dropped));
        prop_assert!(got.is_none() || got == brute::truth(&condition, &lines), "{:?}", got);
    }
}

/// The properties above would hold of an evaluator that decides nothing, and of one that is never asked anything hard.
#[test]
fn the_random_conditions_are_decided_both_ways_and_left_open() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<(&str, Option<bool>), u32> = BTreeMap::new();
    for _ in 0..4000 {
        let lines = generate::lines(None)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let condition = generate::condition(0)
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let kind = match &condition {
            Condition::Then(sequence) if sequence.without.is_some() => "without",
            Condition::Then(_) => "then",
            Condition::Near { .. } => "near",
            Condition::Count { .. } => "count",
            _ => "other",
        };
        *seen
            .entry((kind, brute::truth(&condition, &lines)))
            .or_default() += 1;
    }
    for kind in ["without", "then", "near", "count"] {
        for truth in [Some(true), Some(false), None] {
            let times = seen.get(&(kind, truth)).copied().unwrap_or_default();
            assert!(times > 10, "{kind} is {truth:?} only {times} times");
        }
    }
}

fn step(signal: u32) -> Operand {
    Operand(vec![SignalId(signal)])
}

/// Many logs in which every line is everything, all at one instant: the search ends, and says that it gave up or found it.
#[test]
fn a_search_among_equals_is_bounded() {
    let line = |offset: u64| Line {
        source: u32::try_from(offset % 50).unwrap(),
        offset,
        time: Some((Zone::Utc, 0)),
        mask: 0b111,
        host: None,
        thread: None,
        codes: Vec::new(),
    };
    let mut lines: Vec<Line> = (0..20_000).map(line).collect();
    let mut sequence = crate::rule::Sequence {
        steps: vec![
            step(0),
            step(1),
            step(0),
            step(1),
            step(0),
            step(1),
            step(0),
            step(1),
        ],
        within: None,
        same: Vec::new(),
        without: None,
    };
    let found = asked(&Condition::Then(sequence.clone()), &lines, BTreeMap::new());
    assert_eq!(found, Truth::Yes);
    // Every way is closed by a record at the same place in the story.
    lines.push(Line {
        time: None,
        mask: 0b100,
        ..line(20_000)
    });
    sequence.without = Some(step(2));
    let started = std::time::Instant::now();
    let given_up = asked(&Condition::Then(sequence), &lines, BTreeMap::new());
    assert!(matches!(given_up, Truth::Unknown(_)), "{given_up:?}");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
