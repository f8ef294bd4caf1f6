//! What an attempt was about, and whether two attempts were about the same thing.
//!
//! What is not known is never taken as equal: keys that only one of two has say nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::update::{Release, class_of};
use crate::engine::builds::{self, family};
use crate::rule::Symptom;

/// The key that names a product line. Equal lines are not the same update.
const SERIES: &str = "series";
/// Sessions of the servicing stack for optional features all name this KB.
const KB_OF_FEATURES: &str = "kb777778";

/// What an attempt, or an incident, was about.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Subject {
    /// Captures by name, in comparable form.
    pub(in crate::engine) keys: BTreeMap<String, String>,
    /// Class of the update, where a record tells its title or package.
    pub(in crate::engine) class: Option<&'static str>,
    release: Release,
}

/// How two subjects stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// Updates of one product line, and nothing tells whether they are the same.
    Line,
    Other,
    /// They have no key in common.
    Unknown,
}

impl Subject {
    /// The subject that these captures describe.
    pub(super) fn new<'c>(captures: impl Iterator<Item = (&'c str, &'c str)>) -> Self {
        let mut keys: BTreeMap<String, String> = captures
            .filter_map(|(name, value)| Some((name.to_owned(), key(name, value)?)))
            .collect();
        let get = |name: &str| keys.get(name).map(String::as_str);
        let (title, package) = (get("title"), get("package"));
        let class = title.or(package).and_then(class_of);
        let release = class.map_or_else(Release::default, |class| {
            Release::of(class, title, package, get("build"))
        });
        // The stack is serviced under the KB of the update it comes with, and parts of Windows under their first build.
        if package.is_some_and(|package| package.contains("servicingstack")) {
            keys.remove("kb");
        }
        match class {
            Some("lcu") => name_by_both(&mut keys),
            Some(_) => drop(keys.remove("build")),
            None => {}
        }
        if let Some(series) = &release.series {
            keys.entry(SERIES.to_owned())
                .or_insert_with(|| series.clone());
        }
        Self {
            keys,
            class,
            release,
        }
    }

    /// What the keys of the symptom say. Of updates the first key that both carry decides; of other attempts no key that
    /// both carry may differ.
    pub(super) fn relation(&self, other: &Self, symptom: &Symptom) -> Relation {
        if symptom.same.is_empty() {
            return Relation::Same;
        }
        let names = symptom.same.iter().map(String::as_str);
        let mut common = names.filter_map(|name| {
            let (one, other) = (self.keys.get(name)?, other.keys.get(name)?);
            Some((name, one == other))
        });
        let first = common.next();
        if !symptom.update_class && common.any(|(_, equal)| !equal) {
            return Relation::Other;
        }
        match first {
            None => Relation::Unknown,
            Some((_, false)) => Relation::Other,
            Some((name, true)) if symptom.update_class && name == SERIES => {
                if self.release.differs_from(&other.release) {
                    Relation::Other
                } else {
                    Relation::Line
                }
            }
            Some((_, true)) => Relation::Same,
        }
    }

    /// Whether any of the symptom's keys is known.
    pub(in crate::engine::fold) fn is_keyed(&self, symptom: &Symptom) -> bool {
        symptom.same.iter().any(|name| self.keys.contains_key(name))
    }

    /// Whether both carry the same ones of the symptom's keys, whatever their values.
    pub(in crate::engine::fold) fn is_keyed_as(&self, other: &Self, symptom: &Symptom) -> bool {
        let mut names = symptom.same.iter();
        names.all(|name| self.keys.contains_key(name) == other.keys.contains_key(name))
    }

    /// Whether this update, once it is there, leaves no need for the other: a definition of the same line whatever its
    /// number, a cumulative update of the same line and a later release.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        if self.class.is_none() || self.class != other.class {
            return false;
        }
        match self.class {
            Some("definition") => {
                let lines = self.keys.get(SERIES).zip(other.keys.get(SERIES));
                lines.is_some_and(|(one, other)| one == other)
            }
            _ => self.release.is_newer_than(&other.release),
        }
    }

    /// Takes what another record of the same thing adds.
    pub(in crate::engine) fn absorb(&mut self, other: &Self) {
        for (name, value) in &other.keys {
            self.keys
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
        self.class = self.class.or(other.class);
        self.release.absorb(&other.release);
    }
}

/// Adds the KB of a cumulative update that is named by its build, or the build of one that is named by its KB, where the
/// table tells. A KB whose builds are serviced apart names none.
fn name_by_both(keys: &mut BTreeMap<String, String>) {
    let added = match (keys.get("kb"), keys.get("build")) {
        (None, Some(build)) => {
            let release = builds::of_build(build);
            release.and_then(|release| Some(("kb", key("kb", release.kb?)?)))
        }
        (Some(kb), None) => {
            let named = builds::of_kb(kb).filter_map(|release| key("build", &release.build()));
            let named: BTreeSet<String> = named.collect();
            named
                .first()
                .filter(|_| named.len() == 1)
                .map(|build| ("build", build.clone()))
        }
        _ => None,
    };
    keys.extend(added.map(|(name, value)| (name.to_owned(), value)));
}

/// What records are joined by, of a capture of that name; none where its value tells nothing apart.
pub(in crate::engine) fn key(name: &str, value: &str) -> Option<String> {
    Some(comparable(name, value)).filter(|value| tells_something(value))
}

/// A key without what differs between logs: braces of GUIDs, case, a leading `10.0.` of builds, and the version of Windows
/// where several share a build's updates.
fn comparable(name: &str, value: &str) -> String {
    let bare = value.trim_matches(['{', '}', ' ']).to_ascii_lowercase();
    let bare = bare.strip_prefix("10.0.").unwrap_or(&bare);
    let serviced = || {
        let (build, revision) = bare.split_once('.')?;
        Some(format!("{}.{revision}", family(build.parse().ok()?)))
    };
    let build = (name == "build").then(serviced).flatten();
    build.unwrap_or_else(|| bare.to_owned())
}

/// Whether the key tells one thing from another: an id of zeros stands for none.
fn tells_something(value: &str) -> bool {
    value != KB_OF_FEATURES && !value.bytes().all(|byte| matches!(byte, b'0' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_compare_without_what_differs_between_logs() {
        let check = |name: &str, value: &str, expected: &str| {
            assert_eq!(comparable(name, value), expected);
        };
        check("update", "{8EE3D0EF-5511}", "8ee3d0ef-5511");
        check("build", "10.0.19045.4412", "19041.4412");
        check("build", "19041.4412", "19041.4412");
        check("title", "10.0.19045.4412", "19045.4412");
    }

    #[test]
    fn a_cumulative_update_is_one_by_its_kb_and_by_its_build() {
        let keys = |captures: &[(&str, &str)]| {
            let subject = Subject::new(captures.iter().copied());
            let of = |name: &str| subject.keys.get(name).cloned().unwrap_or_default();
            (of("kb"), of("build"))
        };
        let title = "2024-05 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5037768)";
        let both = ("kb5037768".to_owned(), "19041.4412".to_owned());
        assert_eq!(keys(&[("title", title), ("kb", "KB5037768")]), both);
        let package = "Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4412.1.7";
        assert_eq!(keys(&[("package", package), ("build", "19041.4412")]), both);
        let fonts = "Contoso-Fonts-Package~31bf3856ad364e35~amd64~~10.0.19041.4412";
        let neither = (String::new(), String::new());
        assert_eq!(
            keys(&[("package", fonts), ("build", "19041.4412")]),
            neither
        );
    }

    #[test]
    fn ids_that_stand_for_nothing_are_no_keys() {
        let subject = Subject::new(
            [
                ("update", "{00000000-0000-0000-0000-000000000000}"),
                ("kb", "KB777778"),
            ]
            .into_iter(),
        );
        assert!(subject.keys.is_empty(), "{subject:?}");
    }

    #[test]
    fn parts_of_windows_do_not_share_the_build_of_windows() {
        let keys = |package: &str| {
            let captures = [
                ("package", package),
                ("kb", "KB5037768"),
                ("build", "19041.4412"),
            ];
            let subject = Subject::new(captures.into_iter());
            let names = ["kb", "build"].map(|name| subject.keys.contains_key(name));
            (names[0], names[1])
        };
        let check = |name: &str, expected| {
            let package = format!("{name}~31bf3856ad364e35~amd64~~19041.4412.1.7");
            assert_eq!(keys(&package), expected, "{name}");
        };
        check("Package_for_RollupFix", (true, true));
        check("Package_for_ServicingStack_4412", (false, false));
        check("Contoso-Fonts-Package", (true, false));
    }
}
