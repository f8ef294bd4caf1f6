//! Where signals match in small inputs, asked of every record: what an author sees of a test that fails.
//!
//! A triage looks only where the gate points, leaves silenced records out and keeps a part of many hits. Here each record
//! is parsed and asked, so that the answer says what the signal itself does. It also says in what form each input was
//! read, since a log that was not recognised is the commonest reason why nothing matches.

use crate::engine::scan::input::{Form, Input};
use crate::engine::scan::matcher::{self, Codes};
use crate::engine::scan::read::{WHOLE_LIMIT, reason};
use crate::format::{self, LogFormat};
use crate::record::{Kind, Record};
use crate::rule::{RuleSet, SignalId};
use crate::source::{self, Bundle, Source};

/// How an input was read, and what was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Path of the input.
    pub path: String,
    /// Form on disk and kind; `None` for what is not read as a log.
    pub form: Option<(&'static str, Kind)>,
    /// How many records it has.
    pub records: usize,
    /// How many pieces could not be read.
    pub bad: u64,
    /// What a reader should know of it.
    pub notes: Vec<String>,
    /// Where the signals match, in the order of the records.
    pub places: Vec<Place>,
}

/// A record in which a signal matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The signal.
    pub signal: SignalId,
    /// Line on which the record begins, from 1.
    pub line: usize,
    /// The record's text, raw.
    pub text: String,
}

/// Asks every record of every input for the signals. For inputs of the size of a test: all of their text is held at once.
pub fn probe(rules: &RuleSet, signals: &[SignalId], bundle: &Bundle) -> Vec<Reading> {
    let sources = bundle.sources.iter();
    sources
        .map(|source| reading(rules, signals, source))
        .collect()
}

fn reading(rules: &RuleSet, signals: &[SignalId], source: &Source) -> Reading {
    let mut reading = Reading {
        path: source.path.clone(),
        form: None,
        records: 0,
        bad: 0,
        notes: Vec::new(),
        places: Vec::new(),
    };
    let bytes = match source.read(0, WHOLE_LIMIT) {
        Ok(bytes) => bytes,
        Err(error) => {
            reading.notes.push(reason(&error));
            return reading;
        }
    };
    let input = Input::identify(source, &bytes);
    reading.notes.extend(input.note);
    if let Form::Log(format) = input.form {
        let text = bytes.get(input.mark..).unwrap_or_default();
        let text = input.encoding.decode(text);
        reading.read(rules, signals, format, &text);
    }
    reading
}

impl Reading {
    fn read(
        &mut self,
        rules: &RuleSet,
        signals: &[SignalId],
        format: &'static dyn LogFormat,
        text: &[u8],
    ) {
        let parsed = format::records(format, text);
        self.form = Some((format.id().0, format.kind()));
        self.records = parsed.records.len();
        self.bad = parsed.bad;
        self.notes.extend(parsed.notes);
        for located in &parsed.records {
            let before = text.get(..located.start).unwrap_or_default();
            let raw = text.get(located.start..located.end).unwrap_or_default();
            let matching = matching(rules, signals, &located.record);
            self.places.extend(matching.map(|signal| Place {
                signal,
                line: memchr::memchr_iter(b'\n', before).count() + 1,
                text: source::display(raw).trim().to_owned(),
            }));
        }
    }
}

/// Those of the signals that match the record.
fn matching(
    rules: &RuleSet,
    signals: &[SignalId],
    record: &Record<'_>,
) -> impl Iterator<Item = SignalId> {
    let codes = Codes::of(record);
    signals.iter().copied().filter(move |id| {
        let signal = rules.signal(*id);
        signal.is_some_and(|signal| {
            (signal.kinds.is_empty() || signal.kinds.admits(record.kind))
                && matcher::holds(&signal.predicate, record, &codes)
        })
    })
}
