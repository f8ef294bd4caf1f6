//! From a candidate record to hits: parse, match, silence noise, keep what counts.

use std::sync::Arc;

use crate::code::ErrorCode;
use crate::engine::quote::message_of;
use crate::engine::scan::capture;
use crate::engine::scan::hit::{Hit, Matched, Scanned, Tally};
use crate::engine::scan::matcher;
use crate::engine::scan::matcher::Codes;
use crate::engine::scan::roles::Roles;
use crate::record::{Record, SourceId};
use crate::rule::{RuleSet, SignalId};
use crate::source;
use crate::time::Stamp;

/// Longest text kept of a record that cannot be read again.
const KEPT_TEXT: usize = 2048;

/// Whether a record leaves hits of the signals that match it.
pub(in crate::engine) type Wanted<'w> =
    dyn Fn(&Record<'_>, &Matched, &[SignalId]) -> bool + Sync + 'w;

/// What stays of a record's text.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) enum Keep {
    /// Nothing: it is read again where it is quoted.
    Place,
    /// Its message.
    Message,
    /// Its message with its component, or the event's provider, id and data.
    Shown,
}

/// Matches records against the rules.
pub(in crate::engine) struct Recorder<'r> {
    rules: &'r RuleSet,
    roles: &'r Roles,
    /// Without it every record is wanted.
    wanted: Option<&'r Wanted<'r>>,
}

/// What is asked of a record.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Asked<'a> {
    /// Signals it may match, ascending.
    pub(in crate::engine) candidates: &'a [SignalId],
    /// Whether it stands in a large log.
    pub(in crate::engine) large: bool,
}

/// Where a record lies in its source.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct Position {
    pub(in crate::engine) source: SourceId,
    pub(in crate::engine) window: u32,
    pub(in crate::engine) offset: u64,
    pub(in crate::engine) length: u32,
    pub(in crate::engine) lines_before: u64,
}

impl<'r> Recorder<'r> {
    /// A recorder for the rules.
    pub(in crate::engine) fn new(
        rules: &'r RuleSet,
        roles: &'r Roles,
        wanted: Option<&'r Wanted<'r>>,
    ) -> Self {
        Self {
            rules,
            roles,
            wanted,
        }
    }

    /// A framed record that may match the candidates.
    pub(in crate::engine) fn framed(
        &self,
        record: &Record<'_>,
        asked: Asked<'_>,
        position: impl FnOnce() -> Position,
        scanned: &mut Scanned,
    ) {
        self.record(record, asked, position, Keep::Place, scanned);
    }

    /// Every signal that something asks for, ascending.
    pub(super) fn wanted_signals(&self) -> &[SignalId] {
        self.roles.wanted()
    }

    /// A record that may match the candidates.
    pub(in crate::engine) fn record(
        &self,
        record: &Record<'_>,
        asked: Asked<'_>,
        position: impl FnOnce() -> Position,
        keep: Keep,
        scanned: &mut Scanned,
    ) {
        let codes = Codes::of(record);
        let mut matched = asked.candidates.to_vec();
        matched.retain(|id| self.matches(*id, record, &codes));
        scanned.matched += u64::from(!matched.is_empty());
        let silenced = self.count_noise(&matched, record.stamp, scanned);
        matched.retain(|id| {
            let role = self.roles.of(*id);
            role.noise.is_none() && !(silenced && role.silenced)
        });
        let failures = if silenced {
            Vec::new()
        } else {
            self.known_failures(record, &codes, asked)
        };
        if matched.is_empty() && failures.is_empty() {
            return;
        }
        let success = failures.is_empty() && matched.iter().all(|id| self.roles.of(*id).success);
        let codes = if success {
            Vec::new()
        } else {
            failure_codes(&codes)
        };
        let meta = Arc::new(remember(record, codes, position(), keep));
        if self
            .wanted
            .is_none_or(|wanted| wanted(record, &meta, &matched))
        {
            self.keep(record, &meta, &matched, &failures, scanned);
        }
    }

    /// Whether a noise rule silences the record by itself; it is counted for the first that does.
    fn count_noise(
        &self,
        matched: &[SignalId],
        stamp: Option<Stamp>,
        scanned: &mut Scanned,
    ) -> bool {
        let rule = matched.iter().find_map(|id| self.roles.of(*id).noise);
        if let Some(rule) = rule {
            *scanned.noise.entry(rule).or_default() += 1;
            if let Some(stamp) = stamp {
                scanned.noise_spans.entry(rule).or_insert((stamp, stamp)).1 = stamp;
            }
        }
        rule.is_some()
    }

    /// Leaves a hit for every signal and a tally for every code.
    fn keep(
        &self,
        record: &Record<'_>,
        meta: &Arc<Matched>,
        matched: &[SignalId],
        failures: &[ErrorCode],
        scanned: &mut Scanned,
    ) {
        if let Some(event) = &record.event {
            scanned.observed.computer(meta.source, &event.computer);
        }
        for code in failures {
            scanned.tally(*code, Tally::one(meta));
        }
        for id in matched {
            let signal = self.rules.signal(*id);
            let captures = signal.map(|signal| capture::take(signal, record));
            let hit = Hit {
                signal: *id,
                record: Arc::clone(meta),
                captures: captures.unwrap_or_default(),
            };
            scanned.hits.entry(*id).or_default().push(hit);
        }
    }

    fn matches(&self, id: SignalId, record: &Record<'_>, codes: &Codes<'_>) -> bool {
        let signal = self.rules.signal(id);
        signal.is_some_and(|signal| {
            (signal.kinds.is_empty() || signal.kinds.admits(record.kind))
                && matcher::holds(&signal.predicate, record, codes)
        })
    }

    /// Codes of the record that count as failures by themselves, where anybody asks for them.
    fn known_failures(
        &self,
        record: &Record<'_>,
        codes: &Codes<'_>,
        asked: Asked<'_>,
    ) -> Vec<ErrorCode> {
        match self.roles.any_code() {
            Some(any) if asked.candidates.last() == Some(&any) => {
                self.roles
                    .codes()
                    .among(codes.get(), &record.message, asked.large)
            }
            _ => Vec::new(),
        }
    }
}

/// The failure codes of a record, each once, ascending.
fn failure_codes(codes: &Codes<'_>) -> Vec<ErrorCode> {
    let mut failures: Vec<ErrorCode> = codes
        .get()
        .iter()
        .map(|found| found.code)
        .filter(|code| code.is_failure())
        .collect();
    failures.sort_unstable();
    failures.dedup();
    failures
}

/// What stays of the record.
fn remember(record: &Record<'_>, codes: Vec<ErrorCode>, position: Position, keep: Keep) -> Matched {
    let text = match keep {
        Keep::Place => None,
        Keep::Message => Some(source::display(&record.message)),
        Keep::Shown => Some(message_of(record).into()),
    };
    let text = text.map(|text| {
        let end = text.floor_char_boundary(KEPT_TEXT);
        text.get(..end).unwrap_or_default().into()
    });
    Matched {
        source: position.source,
        offset: position.offset,
        length: position.length,
        window: position.window,
        lines_before: position.lines_before,
        record_id: record.event.as_ref().and_then(|event| event.record_id),
        channel: record.event.as_ref().map_or(0, |event| {
            digest(event.channel.to_ascii_lowercase().as_bytes())
        }),
        is_event: record.event.is_some(),
        stamp: record.stamp,
        process: record.process,
        thread: record.thread,
        digest: digest(record.message.trim_ascii()),
        codes,
        text,
    }
}

/// A digest of a message without the white space around it, to tell copies of one record: a trace keeps it, a log does not.
/// Equal stamps, processes and threads are asked for beside it, so a fast multiplicative hash is enough.
fn digest(message: &[u8]) -> u64 {
    let (words, rest) = message.as_chunks::<8>();
    let mix =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = words.iter().fold(message.len() as u64, |hash, word| {
        mix(hash, u64::from_le_bytes(*word))
    });
    rest.iter()
        .fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}
