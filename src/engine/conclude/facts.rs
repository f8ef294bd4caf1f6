//! What is known of the machine: what the inputs tell plainly, and the last time that a scan and an update went well.

use crate::engine::builds;
use crate::engine::conclude::Parts;
use crate::engine::fold::Event;
use crate::engine::fold::clock::Moment;
use crate::engine::fold::outcome::Outcome;
use crate::record::SourceId;
use crate::report::{Facts, Release, ToldBy};
use crate::time::{LocalOffset, Stamp};

/// Length of `2025-08`, with which every written time begins.
const MONTH: usize = "2025-08".len();
/// The class of cumulative updates.
const CUMULATIVE: &str = "lcu";

impl Parts<'_> {
    /// The machine's facts.
    pub(super) fn facts(&self) -> Facts {
        let path = |source: SourceId| self.path_of(source);
        let mut facts = self.coverage.observed.facts(self.offset, &path);
        if let Some((event, stamp)) = self.newest_success("scan-failed", |_| true) {
            let time = self.offset.show(stamp);
            self.tell(&mut facts, "last_good_scan", event, &time);
            facts.last_good_scan = Some(time);
        }
        let cumulative = |event: &Event| {
            Outcome::new(self.rules, event, false).subject.class == Some(CUMULATIVE)
        };
        if let Some((event, stamp)) = self.newest_success("install-failed", cumulative) {
            let time = self.offset.show(stamp);
            self.tell(&mut facts, "last_good_lcu", event, &time);
            facts.last_good_lcu = Some(time);
            facts.last_good_update = self.update(&[event]);
        }
        facts.release = facts.build.as_deref().and_then(|build| self.release(build));
        if facts.time_zone.is_none() {
            facts.time_zone = offset_in_words(self.offset);
        }
        facts
    }

    /// The update that brought Windows to the build, and how old it was when the logs end.
    fn release(&self, build: &str) -> Option<Release> {
        let release = builds::of_build(build)?;
        let ends = self.scans.iter().filter_map(|scan| scan.scanned.last);
        let end = ends.max_by_key(|stamp| Moment::new(*stamp, self.offset).nanos);
        let end = end.map(|stamp| self.offset.show(stamp));
        let end = end.as_deref().and_then(|time| time.get(..MONTH));
        Some(Release {
            kb: release.kb.map(str::to_owned),
            month: release.month.to_owned(),
            kind: release.kind.to_owned(),
            months_behind: end.and_then(|end| builds::months_between(release.month, end)),
        })
    }

    /// The newest record that one of the symptom's attempts went well.
    fn newest_success(
        &self,
        symptom: &str,
        wanted: impl Fn(&Event) -> bool,
    ) -> Option<(&Event, Stamp)> {
        let mut symptoms = self.rules.symptoms.iter();
        let symptom = symptoms.find(|known| known.id == symptom)?;
        let events = symptom
            .succeeded
            .iter()
            .filter_map(|signal| self.fold.events.get(signal))
            .flatten()
            .filter(|event| wanted(event));
        events
            .filter_map(|event| Some((event, event.hit.record.stamp?)))
            .max_by_key(|(_, stamp)| Moment::new(*stamp, self.offset).nanos)
    }

    fn tell(&self, facts: &mut Facts, name: &str, event: &Event, value: &str) {
        let told = ToldBy {
            value: value.to_owned(),
            path: self.path_of(event.source()),
        };
        facts.told_by.insert(name.to_owned(), vec![told]);
    }

    fn path_of(&self, source: SourceId) -> String {
        let source = self.bundle.sources.get(source.0 as usize);
        source.map_or_else(String::new, |source| source.path.clone())
    }
}

/// `UTC+02:00`.
fn offset_in_words(offset: &LocalOffset) -> Option<String> {
    let LocalOffset::Fixed(seconds) = offset else {
        return None;
    };
    let minutes = seconds.abs() / 60;
    let sign = if *seconds < 0 { '-' } else { '+' };
    Some(format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}
