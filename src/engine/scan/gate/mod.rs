//! The gate: which records are worth parsing, found in the raw bytes.
//!
//! From every signal a set of literals is computed of which any matching record must contain one ([`literal`]); each literal
//! is represented by the eight bytes of it that are rarest in a sample of the very logs to be read, and all of these are
//! searched for in one pass ([`grams`]). The gate lets through too much, never too little: what it finds is parsed and
//! matched in full. A test runs whole bundles with and without it and compares the reports byte for byte.
//!
//! Literals under eight bytes go through a slower search of their own; in large logs the rules that ship have none but the
//! two signs before a Win32 number. A signal without any literal makes every record a candidate.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::record::Kind;
use crate::rule::{RuleSet, Signal, SignalId};

mod events;
mod grams;
mod literal;
mod rarity;

pub(in crate::engine) use events::Events;
use grams::{Grams, Window};
use literal::Literals;
use rarity::Rarity;

use crate::engine::scan::codes::PERCENTS;
use crate::engine::scan::roles::Roles;

/// Bytes that are searched at a time: well below a second-level cache.
const PIECE: usize = 128 * 1024;
/// Kinds of which single logs grow to gigabytes.
const LARGE: [Kind; 5] = [
    Kind::WindowsUpdate,
    Kind::Cbs,
    Kind::Dism,
    Kind::Panther,
    Kind::Configmgr,
];
/// Bytes of the longest thing searched for.
const LONGEST: usize = grams::WINDOW;

/// A gate for each kind of log, made when the first log of the kind is met.
#[derive(Debug)]
pub(in crate::engine) struct Gates<'r> {
    rules: &'r RuleSet,
    roles: &'r Roles,
    samples: Vec<(Option<Kind>, Vec<u8>)>,
    /// By kind, for small logs and then for large ones.
    by_kind: [[OnceLock<Gate>; 2]; Kind::ALL.len()],
    /// For binary event logs, small ones and then large ones.
    of_events: [OnceLock<Events>; 2],
}

impl<'r> Gates<'r> {
    /// Gates for the signals that something asks for. The samples are text of the logs to be read, with their kind where
    /// it is known.
    pub(in crate::engine) fn new(
        rules: &'r RuleSet,
        roles: &'r Roles,
        samples: Vec<(Option<Kind>, Vec<u8>)>,
    ) -> Self {
        let by_kind = [const { [const { OnceLock::new() }; 2] }; Kind::ALL.len()];
        Self {
            rules,
            roles,
            samples,
            by_kind,
            of_events: [const { OnceLock::new() }; 2],
        }
    }

    /// The gate for logs of the kind.
    pub(in crate::engine) fn of(&self, kind: Kind, large: bool) -> Option<&Gate> {
        let make = || {
            let rarity = self.rarity(kind);
            let wanted = self.roles.wanted_in(kind, large).iter().copied();
            let literals = wanted.map(|id| (id, self.literals(id, kind, large, &rarity)));
            Gate::new(literals, kind, &rarity)
        };
        Some(
            self.by_kind
                .get(kind as usize)?
                .get(usize::from(large))?
                .get_or_init(make),
        )
    }

    /// The gate for event logs in binary form.
    pub(in crate::engine) fn of_events(&self, large: bool) -> Option<&Events> {
        let wanted = self.roles.wanted_in(Kind::EventLog, large);
        let any_code = |id| {
            self.is_any_code(id)
                .then(|| self.roles.codes().literals(large))
        };
        let make = || Events::new(self.rules, wanted, any_code);
        Some(self.of_events.get(usize::from(large))?.get_or_init(make))
    }

    fn is_any_code(&self, id: SignalId) -> bool {
        self.roles.any_code() == Some(id)
    }

    /// What a record of the kind must contain to match the signal.
    fn literals(&self, id: SignalId, kind: Kind, large: bool, rarity: &Rarity) -> Literals {
        if self.is_any_code(id) {
            return Literals::OneOf(self.roles.codes().literals(large));
        }
        let signal = self.rules.signal(id);
        match signal.filter(|signal| signal.kinds.is_empty() || signal.kinds.admits(kind)) {
            Some(signal) => literal::required(&signal.predicate, kind, rarity),
            None => Literals::OneOf(Vec::new()),
        }
    }

    /// What is rare in logs of the kind; where there is no sample of it, what is rare in the others.
    fn rarity(&self, kind: Kind) -> Rarity {
        let of_kind = |(known, _): &&(Option<Kind>, Vec<u8>)| *known == Some(kind);
        let any = self.samples.iter().any(|sample| of_kind(&sample));
        Rarity::of(
            self.samples
                .iter()
                .filter(|sample| !any || of_kind(sample))
                .map(|(_, text)| text.as_slice()),
        )
    }
}

/// Which signals a place in the bytes may belong to.
#[derive(Debug)]
pub(in crate::engine) struct Gate {
    grams: Grams,
    /// For each window, the signals it stands for, ascending.
    owners: Vec<Vec<SignalId>>,
    short: Option<Short>,
    /// Signals that may match where a Win32 number stands behind percent signs.
    numbered: Vec<SignalId>,
    /// Signals that any record may match.
    always: Vec<SignalId>,
}

/// Literals too short for [`Grams`].
#[derive(Debug)]
struct Short {
    search: AhoCorasick,
    owners: Vec<Vec<SignalId>>,
}

impl Gate {
    fn new(
        signals: impl Iterator<Item = (SignalId, Literals)>,
        kind: Kind,
        rarity: &Rarity,
    ) -> Self {
        let mut windows: BTreeMap<Window, Vec<SignalId>> = BTreeMap::new();
        let mut short: BTreeMap<Vec<u8>, Vec<SignalId>> = BTreeMap::new();
        let (mut always, mut numbered) = (Vec::new(), Vec::new());
        for (id, literals) in signals {
            let Literals::OneOf(literals) = literals else {
                always.push(id);
                continue;
            };
            for literal in literals {
                match rarity.rarest_window(&literal) {
                    Some(window) => windows.entry(window).or_default().push(id),
                    None if literal == PERCENTS && !kind.refers_to_messages() => {}
                    None if literal == PERCENTS => numbered.push(id),
                    None => short.entry(literal).or_default().push(id),
                }
            }
        }
        let (windows, mut owners): (Vec<Window>, Vec<Vec<SignalId>>) = windows.into_iter().unzip();
        owners.iter_mut().for_each(Vec::dedup);
        numbered.dedup();
        let mut gate = Self {
            grams: Grams::new(&windows),
            owners,
            short: None,
            numbered,
            always,
        };
        gate.look_for(short);
        gate
    }

    /// Adds the short literals. Should they be too many for a search, every record is a candidate for their signals.
    fn look_for(&mut self, literals: BTreeMap<Vec<u8>, Vec<SignalId>>) {
        if literals.is_empty() {
            return;
        }
        let (literals, owners): (Vec<Vec<u8>>, Vec<Vec<SignalId>>) = literals.into_iter().unzip();
        match AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&literals)
        {
            Ok(search) => self.short = Some(Short { search, owners }),
            Err(_) => self.always.extend(owners.into_iter().flatten()),
        }
    }

    /// Signals that any record may match; where there are some, every record has to be parsed.
    pub(in crate::engine) fn always(&self) -> &[SignalId] {
        &self.always
    }

    /// Calls `found` with every offset at which one of the signals may have a match, in ascending order.
    ///
    /// The text is searched piece by piece, so that all searches find a piece in the cache that the first one brought.
    pub(in crate::engine) fn find(&self, text: &[u8], mut found: impl FnMut(usize, &[SignalId])) {
        for start in (0..text.len()).step_by(PIECE) {
            let end = (start + PIECE).min(text.len());
            let reach = (end + LONGEST).min(text.len());
            let piece = text.get(start..reach).unwrap_or_default();
            self.find_in(piece, end - start, |at, signals| found(start + at, signals));
        }
    }

    /// What begins in the first `own` bytes of the piece.
    fn find_in(&self, piece: &[u8], own: usize, mut found: impl FnMut(usize, &[SignalId])) {
        let mut more = self
            .short_places(piece)
            .into_iter()
            .filter(|(at, _)| *at < own)
            .peekable();
        if !self.grams.is_empty() {
            self.grams.find(piece, |at, number| {
                while let Some((place, owners)) = more.next_if(|(place, _)| *place <= at) {
                    found(place, owners);
                }
                if at < own {
                    found(
                        at,
                        self.owners.get(number as usize).map_or(&[], Vec::as_slice),
                    );
                }
            });
        }
        for (place, owners) in more {
            found(place, owners);
        }
    }

    /// Where short literals stand, in order.
    fn short_places(&self, text: &[u8]) -> Vec<(usize, &[SignalId])> {
        let mut places: Vec<(usize, &[SignalId])> = Vec::new();
        if !self.numbered.is_empty() {
            let percents = memchr::memmem::find_iter(text, PERCENTS);
            places.extend(percents.map(|at| (at, self.numbered.as_slice())));
        }
        if let Some(short) = &self.short {
            let owners = |found: aho_corasick::Match| short.owners.get(found.pattern().as_usize());
            let found = short.search.find_overlapping_iter(text);
            places
                .extend(found.filter_map(|found| Some((found.start(), owners(found)?.as_slice()))));
            places.sort_by_key(|(at, _)| *at);
        }
        places
    }
}

/// The literals of the signal that are too short for the one pass over a log that finds all others, in kinds of which logs
/// grow large. Sorted, each once.
pub(in crate::engine) fn short_literals(signal: &Signal) -> Vec<String> {
    let rarity = Rarity::of([]);
    let asked = |kind: &Kind| signal.kinds.is_empty() || signal.kinds.admits(*kind);
    let mut short = BTreeSet::new();
    for kind in LARGE.into_iter().filter(asked) {
        if let Literals::OneOf(literals) = literal::required(&signal.predicate, kind, &rarity) {
            let unfit = literals.into_iter();
            let unfit = unfit.filter(|it| it.len() < grams::WINDOW && it.as_slice() != PERCENTS);
            short.extend(unfit.map(|it| String::from_utf8_lossy(&it).into_owned()));
        }
    }
    short.into_iter().collect()
}

/// Whether every record that the signal can match has to hold one of its codes or literals, so that reading the rest can be
/// spared. Registry exports are read in full, so what a signal asks of them needs none.
pub(in crate::engine) fn is_gated(signal: &Signal) -> bool {
    let rarity = Rarity::of([]);
    let asked = |kind: &Kind| signal.kinds.is_empty() || signal.kinds.admits(*kind);
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Registry);
    kinds
        .filter(asked)
        .all(|kind| literal::required(&signal.predicate, kind, &rarity) != Literals::Any)
}
