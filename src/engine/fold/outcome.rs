//! What a symptom's records say of one attempt: which update, of which class.

use std::collections::BTreeMap;

use crate::engine::fold::Event;
use crate::rule::{RuleSet, Symptom};

/// One attempt that ended.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Outcome<'f> {
    pub(in crate::engine) event: &'f Event,
    pub(in crate::engine) failed: bool,
    /// Captures by name, in comparable form.
    pub(in crate::engine) keys: BTreeMap<String, String>,
    /// Class of the update, where the record tells its title or package.
    pub(in crate::engine) class: Option<&'static str>,
}

impl<'f> Outcome<'f> {
    /// The outcome that the event of one of the symptom's signals records.
    pub(in crate::engine) fn new(rules: &RuleSet, event: &'f Event, failed: bool) -> Self {
        let keys: BTreeMap<String, String> = captures(rules, event)
            .map(|(name, value)| (name.to_owned(), comparable(value)))
            .collect();
        let mut outcome = Self {
            event,
            failed,
            keys,
            class: None,
        };
        let class = outcome.titles().map(class_of).next();
        outcome.class = class;
        outcome
    }

    /// Whether both are attempts at the same thing. Updates that carry no key in common belong together only within one file
    /// and thread; scans, and whatever has no keys, are one thing for the machine.
    pub(in crate::engine) fn joins(&self, other: &Self, symptom: &Symptom) -> bool {
        if symptom.same.is_empty() {
            return true;
        }
        let both = |name: &String| Some((self.keys.get(name)?, other.keys.get(name)?));
        if let Some((one, two)) = symptom.same.iter().find_map(both) {
            return one == two;
        }
        let place = |outcome: &Self| (outcome.event.source(), outcome.event.hit.record.thread);
        !symptom.update_class || place(self) == place(other)
    }

    /// The first of the symptom's keys that the record carries.
    pub(in crate::engine) fn key<'s>(&self, symptom: &'s Symptom) -> Option<(&'s String, String)> {
        symptom
            .same
            .iter()
            .find_map(|name| Some((name, self.keys.get(name)?.clone())))
    }

    /// Whether this success ends the failures that the other is the last of, apart from time. Definitions replace each
    /// other whatever their number; a cumulative update replaces the earlier ones.
    pub(in crate::engine) fn clears(&self, failure: &Self, symptom: &Symptom) -> bool {
        let replaced = match (self.class, failure.class) {
            (Some("definition"), Some("definition")) => true,
            (Some("lcu"), Some("lcu")) => self.is_newer_than(failure),
            _ => false,
        };
        replaced || self.joins(failure, symptom)
    }

    /// Whether the update is of a later build or month, as far as both tell.
    fn is_newer_than(&self, other: &Self) -> bool {
        let builds = (self.build(), other.build());
        match builds {
            (Some(one), Some(two)) => one > two,
            _ => match (self.month(), other.month()) {
                (Some(one), Some(two)) => one > two,
                _ => false,
            },
        }
    }

    /// Build and revision as numbers.
    fn build(&self) -> Option<Vec<u32>> {
        let parts = self.keys.get("build")?.split('.').map(str::parse);
        parts.collect::<Result<_, _>>().ok()
    }

    /// `2024-05`, with which titles of cumulative updates begin.
    fn month(&self) -> Option<&str> {
        let title = self.titles().find_map(|title| title.get(..7))?;
        let is_month = title.bytes().enumerate().all(|(at, byte)| {
            if at == 4 {
                byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
        is_month.then_some(title)
    }

    fn titles(&self) -> impl Iterator<Item = &str> {
        ["title", "package"]
            .into_iter()
            .filter_map(|name| self.keys.get(name))
            .map(String::as_str)
    }
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

/// A key without what differs between logs: braces of GUIDs, case, a leading `10.0.` of builds.
pub(in crate::engine) fn comparable(value: &str) -> String {
    let bare = value.trim_matches(['{', '}', ' ']).to_ascii_lowercase();
    bare.strip_prefix("10.0.")
        .map_or(bare.clone(), str::to_owned)
}

/// The class of an update, from its title or package. Definitions get a new id every day and cumulative updates replace
/// each other every month, so recovery goes by class for both.
fn class_of(title: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    match () {
        () if has(&[
            "security intelligence update",
            "definition update",
            "kb2267602",
            "kb4052623",
            "antimalware platform",
        ]) =>
        {
            "definition"
        }
        () if has(&[".net framework", ".net core", "ndp4", "dotnet"]) => "net",
        () if has(&[
            "cumulative update",
            "rollupfix",
            "security monthly quality rollup",
        ]) =>
        {
            "lcu"
        }
        () if has(&["feature update", "upgrade to windows"]) => "feature",
        () if has(&["driver", "firmware"]) => "driver",
        () if title.starts_with("9n") && title.contains('-') => "app",
        () => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_the_class() {
        let check = |title: &str, class| {
            assert_eq!(class_of(&title.to_ascii_lowercase()), class, "{title}");
        };
        check(
            "2024-05 Cumulative Update for Windows 10 Version 22H2 (KB5037768)",
            "lcu",
        );
        check(
            "2024-05 Cumulative Update for .NET Framework 3.5 and 4.8",
            "net",
        );
        check(
            "Security Intelligence Update for Microsoft Defender Antivirus - KB2267602",
            "definition",
        );
        check("Contoso - Firmware - 1.2.3", "driver");
        check(
            "Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.1288.1.7",
            "lcu",
        );
        check("9NBLGGH4-Contoso.Notes", "app");
        check("Update for Removal of Something", "other");
    }

    #[test]
    fn keys_compare_without_braces_and_case() {
        assert_eq!(comparable("{8EE3D0EF-5511}"), comparable("8ee3d0ef-5511"));
        assert_eq!(comparable("10.0.19041.2913"), "19041.2913");
    }
}
