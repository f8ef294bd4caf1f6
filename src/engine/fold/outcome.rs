//! What a symptom's records say of one attempt, and which success ends which failure.
//!
//! A success ends a failure about the same thing: the first of the symptom's keys that both carry is equal. A cumulative
//! update also ends what an earlier one of its product line failed with, and definitions each other. Where nothing but one
//! of two records without keys is left, updates belong together within one file and thread, at most a gap apart. That, and a
//! product line of which month and build do not differ, connects failures without making them one thing. Searches, and
//! whatever else is no update, are one thing for the machine unless a key that both carry differs, or both carry keys and
//! none in common.

use std::collections::BTreeSet;

pub(in crate::engine) mod subject;
mod update;

use crate::engine::fold::Event;
use crate::rule::{RuleSet, Symptom};
use crate::time::SECOND;
use subject::Relation;
pub(in crate::engine) use subject::Subject;

/// Records of one attempt that name different things of it stand this close to each other.
const ONE_ATTEMPT: i64 = 5 * SECOND;

/// How a failure stands to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Bond {
    Same,
    /// They belong together, and nothing tells whether they are about one thing.
    Loose,
    /// They are known to be about different things.
    Other,
    /// Nothing connects them.
    None,
}

/// One attempt that ended, or one that began.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Outcome<'f> {
    pub(in crate::engine) event: &'f Event,
    pub(in crate::engine) failed: bool,
    pub(in crate::engine) subject: Subject,
}

impl<'f> Outcome<'f> {
    /// The outcome that the event of one of the symptom's signals records.
    pub(in crate::engine) fn new(rules: &RuleSet, event: &'f Event, failed: bool) -> Self {
        Self {
            event,
            failed,
            subject: Subject::new(captures(rules, event)),
        }
    }

    /// How this failure stands to those about the subject, of which `newest` is the newest, time aside.
    pub(in crate::engine) fn bond(
        &self,
        subject: &Subject,
        newest: &Event,
        symptom: &Symptom,
    ) -> Bond {
        match self.subject.relation(subject, symptom) {
            Relation::Same => Bond::Same,
            Relation::Line => Bond::Loose,
            Relation::Other => Bond::Other,
            Relation::Unknown => {
                let bare = self.one_is_bare(subject, symptom);
                let here = bare && place(self.event) == place(newest);
                let once = || is_one_attempt(self.event, newest);
                match symptom.update_class {
                    true if here && once() => Bond::Same,
                    true if here => Bond::Loose,
                    false if bare || once() => Bond::Same,
                    _ => Bond::None,
                }
            }
        }
    }

    /// Whether this success ends the failures about the subject, of which `newest` is the newest, apart from what came first.
    pub(in crate::engine) fn clears(
        &self,
        subject: &Subject,
        newest: &Event,
        symptom: &Symptom,
    ) -> bool {
        let unknown = || self.subject.relation(subject, symptom) == Relation::Unknown;
        let here = || is_one_run(self.event, newest, symptom.gap);
        let fits = || self.one_is_bare(subject, symptom) && (!symptom.update_class || here());
        self.ends(subject, symptom) || unknown() && fits()
    }

    /// Whether this success ends the failures about the subject by what both tell of themselves, wherever they stand.
    pub(in crate::engine) fn ends(&self, subject: &Subject, symptom: &Symptom) -> bool {
        self.subject.relation(subject, symptom) == Relation::Same || self.subject.replaces(subject)
    }

    /// Whether this outcome is how the attempt ended, or leaves no need for it, apart from what came first.
    pub(in crate::engine) fn settles(&self, started: &Outcome<'_>, symptom: &Symptom) -> bool {
        let here = || place(self.event) == place(started.event);
        let same = || self.subject.relation(&started.subject, symptom) == Relation::Same;
        same()
            || !started.subject.is_keyed(symptom) && here()
            || !self.failed && self.clears(&started.subject, started.event, symptom)
    }

    fn one_is_bare(&self, subject: &Subject, symptom: &Symptom) -> bool {
        !(self.subject.is_keyed(symptom) && subject.is_keyed(symptom))
    }

    /// The symptom's keys that the record carries.
    pub(in crate::engine) fn keys<'s>(
        &'s self,
        symptom: &'s Symptom,
    ) -> impl Iterator<Item = (&'s str, &'s str)> {
        let keys = symptom.same.iter();
        keys.filter_map(|name| Some((name.as_str(), self.subject.keys.get(name)?.as_str())))
    }
}

fn place(event: &Event) -> impl PartialEq + use<> {
    (event.source(), event.hit.record.thread)
}

/// Whether both were written by one thread, which is known, and one run of it.
fn is_one_run(one: &Event, other: &Event, gap: i64) -> bool {
    let near = match (one.moment, other.moment) {
        (Some(one), Some(other)) => one.within(other, gap) == Some(true),
        _ => true,
    };
    one.hit.record.thread.is_some() && place(one) == place(other) && near
}

/// Whether both are records of one attempt that failed: the same code at the same time.
fn is_one_attempt(one: &Event, other: &Event) -> bool {
    let codes: BTreeSet<_> = one.hit.record.codes.iter().collect();
    let near = one.moment.zip(other.moment);
    near.and_then(|(one, other)| one.within(other, ONE_ATTEMPT)) == Some(true)
        && other
            .hit
            .record
            .codes
            .iter()
            .any(|code| codes.contains(code))
}

/// The event's captures that have a value.
pub(in crate::engine) fn captures<'e>(
    rules: &'e RuleSet,
    event: &'e Event,
) -> impl Iterator<Item = (&'e str, &'e str)> {
    let names = rules
        .signals
        .get(event.hit.signal.0 as usize)
        .map_or(&[][..], |signal| &signal.captures);
    names
        .iter()
        .zip(&event.hit.captures)
        .filter_map(|(capture, value)| Some((capture.name.as_str(), value.as_deref()?)))
}
