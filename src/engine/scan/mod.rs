//! The parallel phase: bytes in, hits out.
//!
//! Work is cut into items: a small source is one item, a large one is many windows. Every item is read, gated, framed,
//! parsed and matched on its own and gives a [`Scanned`]; these are merged in the order of sources and windows, so the
//! result is the same for any number of threads and any window size. Nothing here knows what a rule concludes from its
//! signals.

pub(super) mod blocks;
mod candidates;
pub(super) mod capture;
pub(super) mod codes;
pub(super) mod frame;
pub(super) mod gate;
pub(super) mod hit;
pub(super) mod input;
pub(super) mod matcher;
pub(super) mod read;
pub(super) mod record;
pub(super) mod roles;
pub(super) mod whole;
pub(super) mod window;

use std::borrow::Cow;
use std::iter;

use crate::engine::scan::gate::Gates;
use crate::engine::scan::hit::{Scanned, SourceScan};
use crate::engine::scan::input::{Form, Input};
use crate::engine::scan::read::{Item, Scanner};
use crate::engine::scan::record::{Recorder, Wanted};
use crate::engine::scan::roles::Roles;
use crate::engine::{Options, messages};
use crate::format::{Framing, HEAD_BYTES};
use crate::record::Kind;
use crate::rule::RuleSet;
use crate::source::{Bundle, Encoding, Source};

/// Bytes of one work item of a large source.
pub(in crate::engine) const WINDOW: usize = 4 << 20;
/// No window is smaller, whatever is asked for.
const SMALLEST_WINDOW: usize = 4096;
/// Items scanned before their results are merged, which bounds the memory of a log in which every line matches.
const BATCH: usize = 32;
/// Sources of each kind of which a sample tells what is rare, and how much of each.
const SAMPLED: usize = 2;
const SAMPLE: usize = 64 * 1024;

/// Reads every source of the bundle.
pub(in crate::engine) fn scan(
    bundle: &Bundle,
    rules: &RuleSet,
    options: &Options,
) -> Vec<SourceScan> {
    scan_for(bundle, rules, options, None)
}

/// Reads every source of the bundle; of the records that match, only those that are wanted leave hits and count.
pub(in crate::engine) fn scan_for(
    bundle: &Bundle,
    rules: &RuleSet,
    options: &Options,
    wanted: Option<&Wanted<'_>>,
) -> Vec<SourceScan> {
    let options = messages::with_own(bundle, options);
    let window = window(&options);
    let known: Vec<Option<Input>> = bundle
        .sources
        .iter()
        .map(|source| identify_large(source, window))
        .collect();
    let roles = Roles::new(rules);
    let recorder = Recorder::new(rules, &roles, wanted);
    let gates = Gates::new(rules, &roles, samples(bundle, &known));
    let scanner = Scanner {
        sources: &bundle.sources,
        known: &known,
        recorder: &recorder,
        roles: &roles,
        gates: options.gate.then_some(&gates),
        mmap: options.mmap,
        messages: &options.messages,
    };
    let cut = |(index, (source, known)): (usize, (&Source, &Option<Input>))| {
        items_of(index, source, known.as_ref(), window)
    };
    let items: Vec<Item> = bundle
        .sources
        .iter()
        .zip(&known)
        .enumerate()
        .flat_map(cut)
        .collect();
    let mut scans: Vec<Option<SourceScan>> = bundle.sources.iter().map(|_| None).collect();
    for batch in items.chunks(BATCH) {
        for (item, scan) in batch.iter().zip(run(&scanner, batch)) {
            match scans.get_mut(item.source) {
                Some(Some(known)) => known.scanned.append(scan.scanned),
                Some(empty) => *empty = Some(scan),
                None => {}
            }
        }
    }
    let missing = || SourceScan {
        input: Input::refused("no bytes"),
        scanned: Scanned::default(),
    };
    let mut scans: Vec<SourceScan> = scans
        .into_iter()
        .map(|scan| scan.unwrap_or_else(missing))
        .collect();
    for scan in &mut scans {
        if let Some(kind) = scan.input.kind().filter(|_| scan.input.blocks().is_some()) {
            scan.scanned.settle_blocks(kind);
        }
    }
    scans
}

/// Bytes of a window, whatever was asked for: whole units of every encoding, and not too few.
pub(in crate::engine) fn window(options: &Options) -> usize {
    (options.window & !1).max(SMALLEST_WINDOW)
}

/// Large sources are identified before they are cut; small ones when they are read.
fn identify_large(source: &Source, window: usize) -> Option<Input> {
    if source.bytes < window as u64 {
        return None;
    }
    Some(match source.read(0, HEAD_BYTES) {
        Ok(head) => Input::identify(source, &head),
        Err(error) => Input::refused(&crate::engine::scan::read::reason(&error)),
    })
}

/// The items of one source: one for each window of framed text and for each stretch of a binary log's blocks, else one.
pub(in crate::engine) fn items_of(
    index: usize,
    source: &Source,
    known: Option<&Input>,
    window: usize,
) -> Vec<Item> {
    let step = window as u64;
    let starts: Vec<u64> = match known.and_then(Input::framing) {
        Some(Framing::Lines(_) | Framing::Elements { .. }) => {
            let mark = known.map_or(0, |input| input.mark as u64);
            (mark..source.bytes).step_by(window).collect()
        }
        Some(Framing::Blocks(blocks)) => {
            let mut read = |start, length| {
                let bytes = source.read(start, length).map(Cow::into_owned);
                bytes.unwrap_or_default()
            };
            let cuts = blocks.cuts(source.bytes, step, &mut read);
            iter::once(0).chain(cuts).collect()
        }
        Some(Framing::Whole) => return vec![Item::whole(index, read::WHOLE_LIMIT)],
        None if known.is_some() => return vec![Item::whole(index, 0)],
        None => return vec![Item::whole(index, window)],
    };
    let is_text = known.is_some_and(|input| input.blocks().is_none());
    let ends = starts.iter().skip(1).copied().chain([source.bytes]);
    (0..)
        .zip(starts.iter().zip(ends))
        .map(|(number, (start, end))| Item {
            source: index,
            number,
            start: *start,
            // The last window of text may be longer than what is left of the source.
            length: if is_text {
                window
            } else {
                usize::try_from(end.saturating_sub(*start)).unwrap_or(usize::MAX)
            },
        })
        .collect()
}

/// Text from the middle of the largest sources of each kind.
fn samples(bundle: &Bundle, known: &[Option<Input>]) -> Vec<(Option<Kind>, Vec<u8>)> {
    let kind = |input: Option<&Input>| match input?.form {
        Form::Log(format) => Some(format.kind()),
        _ => None,
    };
    let mut sources: Vec<(Option<&Input>, &Source)> = known
        .iter()
        .map(Option::as_ref)
        .zip(&bundle.sources)
        .collect();
    sources
        .sort_by_key(|(input, source)| (kind(*input), std::cmp::Reverse(source.bytes), source.id));
    let groups = sources.chunk_by(|(one, _), (other, _)| kind(*one) == kind(*other));
    let largest = groups.flat_map(|group| group.iter().take(SAMPLED));
    let texts = largest.filter_map(|(input, source)| {
        let encoding = input.map_or(Encoding::Utf8, |input| input.encoding);
        if encoding == Encoding::Binary {
            return None;
        }
        let bytes = source.read(source.bytes / 4 * 2, SAMPLE).ok()?;
        Some((kind(*input), encoding.decode(&bytes).into_owned()))
    });
    texts.collect()
}

#[cfg(feature = "native")]
fn run(scanner: &Scanner<'_>, items: &[Item]) -> Vec<SourceScan> {
    use rayon::prelude::*;
    let reader = crate::source::Reader::default;
    items
        .par_iter()
        .map_init(reader, |reader, item| scanner.item(*item, reader))
        .collect()
}

#[cfg(not(feature = "native"))]
fn run(scanner: &Scanner<'_>, items: &[Item]) -> Vec<SourceScan> {
    items
        .iter()
        .map(|item| scanner.item(*item, &mut ()))
        .collect()
}
