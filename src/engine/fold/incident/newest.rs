//! The failures that no other failure is later than: a success has to be later than each of these.

use super::is_later;
use crate::engine::fold::Event;

/// Never empty. Of records of one log and one time that have no order it holds one, so it grows with the logs and not with
/// the failures.
#[derive(Debug)]
pub(super) struct Newest<'f>(Vec<&'f Event>);

impl<'f> Newest<'f> {
    pub(super) fn new(failure: &'f Event) -> Self {
        Self(vec![failure])
    }

    pub(super) fn add(&mut self, failure: &'f Event) {
        let place = |event: &Event| (event.source(), event.moment, event.hit.record.place());
        // Failures come in order, so it is the one before, if any.
        if failure.hit.record.place().is_none()
            && self
                .0
                .iter()
                .rev()
                .any(|known| place(known) == place(failure))
        {
            return;
        }
        self.0
            .retain(|known| is_later(failure, known) != Some(true));
        self.0.push(failure);
    }

    /// Whether the event is later than all of them; `None` when that cannot be told.
    pub(super) fn are_before(&self, event: &Event) -> Option<bool> {
        let mut all = Some(true);
        for known in &self.0 {
            match is_later(event, known) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }
}
