//! What an incident consists of, as far as it is known what is one thing.
//!
//! `update 7` failed, and an hour later `KB5037768` did, both titled `2024-05 Cumulative Update for Windows 10 Version 22H2`.
//! They are told as one incident, but nothing says that they are one update, so they are two parts of it: a success of update
//! 7 ends the first only. What failed without any key is a part too. The parts share no key but the product line, and those
//! that nothing tells apart are one, so there are never more of them than the symptom has keys, and one.

use crate::engine::fold::Event;
use crate::engine::fold::outcome::{Bond, Outcome, Subject};
use crate::rule::Symptom;

/// How far the failures of a part have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    No,
    /// With a success that may have come before.
    Doubtful,
    Certain,
}

/// Failures that are known to be about one thing, or all those of an incident of which nothing more is known.
#[derive(Debug)]
struct Part<'f> {
    subject: Subject,
    newest: &'f Event,
    end: End,
}

/// All parts of an incident, never empty.
#[derive(Debug)]
pub(super) struct Parts<'f>(Vec<Part<'f>>);

impl<'f> Parts<'f> {
    pub(super) fn new(failure: &Outcome<'f>) -> Self {
        Self(vec![Part::new(failure)])
    }

    /// Class of the update, where a record tells it.
    pub(super) fn class(&self) -> Option<&'static str> {
        self.0.iter().find_map(|part| part.subject.class)
    }

    /// Whether the failure belongs to any of them and none speaks against it.
    pub(super) fn take(&self, failure: &Outcome<'_>, symptom: &Symptom) -> bool {
        let mut belongs = false;
        for part in &self.0 {
            match part.bond(failure, symptom) {
                Bond::Other => return false,
                Bond::Same | Bond::Loose => belongs = true,
                Bond::None => {}
            }
        }
        belongs
    }

    /// One more failure, after which none of them has ended.
    pub(super) fn add(&mut self, failure: &Outcome<'f>, symptom: &Symptom) {
        let mut joined = Part::new(failure);
        self.0.retain(|part| {
            let joins = part.bond(failure, symptom) == Bond::Same
                || part.subject.is_keyed_as(&failure.subject, symptom);
            if joins {
                joined.subject.absorb(&part.subject);
            }
            !joins
        });
        self.0.push(joined);
        self.0.iter_mut().for_each(|part| part.end = End::No);
    }

    /// What the success ends, and how far all of them have ended then; `None` where it ends none.
    pub(super) fn end_with(
        &mut self,
        success: &Outcome<'_>,
        end: End,
        symptom: &Symptom,
    ) -> Option<End> {
        let alone = self.0.len() == 1;
        let mut ended = self
            .0
            .iter_mut()
            .filter(|part| {
                if alone {
                    success.clears(&part.subject, part.newest, symptom)
                } else {
                    success.ends(&part.subject, symptom)
                }
            })
            .peekable();
        ended.peek()?;
        ended.for_each(|part| part.end = part.end.max(end));
        self.0.iter().map(|part| part.end).min()
    }
}

impl<'f> Part<'f> {
    fn new(failure: &Outcome<'f>) -> Self {
        Self {
            subject: failure.subject.clone(),
            newest: failure.event,
            end: End::No,
        }
    }

    fn bond(&self, failure: &Outcome<'_>, symptom: &Symptom) -> Bond {
        failure.bond(&self.subject, self.newest, symptom)
    }
}
