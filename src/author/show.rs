//! A rule as its file has it, so that it can be read, and copied to start one's own from.
//!
//! The pack need not load: somebody who mends a broken rule wants to look at a good one.

use serde_yaml::Value;

use super::SHARED;
use crate::error::Error;
use crate::rule::{Holds, RuleFile, nearest};

/// A rule's file, and where it stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'f> {
    /// What the file holds.
    pub holds: Holds,
    /// The file.
    pub file: &'f RuleFile,
    /// The built-in file that it takes the place of.
    pub replaces: Option<&'f RuleFile>,
}

/// Finds a rule: a cause by `family/name`, another rule by its name, with or without its folder, a shared signal by
/// `shared.name`, which gives the whole file it stands in. Of two files the later one counts, as when rules are loaded.
///
/// The error names an id that comes close, or the ids with their folders where several rules go by one name.
pub fn show<'f>(id: &str, files: &'f [RuleFile]) -> Result<Shown<'f>, Error> {
    let matching: Vec<(Holds, &RuleFile)> = files
        .iter()
        .filter_map(|file| Some((file.rule()?.0, file)))
        .filter(|(_, file)| goes_by(file, id))
        .collect();
    let Some((holds, file)) = matching.last().copied() else {
        return Err(Error::invalid("rule id", id, advice(id, files)));
    };
    let mut others = matching.iter().filter(|(other, _)| *other != holds);
    if let Some((_, other)) = others.next() {
        let expected = format!(
            "several rules go by this name; write '{}' or '{}'",
            full_name(other),
            full_name(file)
        );
        return Err(Error::invalid("rule id", id, expected));
    }
    let earlier = matching.iter().rev().skip(1).map(|(_, file)| *file);
    Ok(Shown {
        holds,
        file,
        replaces: earlier
            .filter(|other| holds == Holds::Cause && other.is_built_in())
            .find(|_| !file.is_built_in()),
    })
}

impl Shown<'_> {
    /// Comment lines that tell where it is from and what to do with a copy, without line ends.
    pub fn header(&self) -> Vec<String> {
        let path = &self.file.path;
        let mut lines = vec![if self.file.is_built_in() {
            format!("# {path}, {}, built into wutriage", described(self.holds))
        } else {
            format!("# {}, {}", self.file.display, described(self.holds))
        }];
        if self.replaces.is_some() {
            lines.push("# It is used in place of the built-in cause of the same id.".to_owned());
        } else if self.file.is_built_in() && self.holds == Holds::Cause {
            lines.push(format!(
                "# To change it, save it as DIR/{path} and run wutriage with --rules DIR: yours is then used instead."
            ));
        }
        lines
    }

    /// The file's own text, without a byte order mark, so that lines can stand before it.
    pub fn text(&self) -> &str {
        let text = self.file.text.as_str();
        text.strip_prefix('\u{feff}').unwrap_or(text)
    }
}

const fn described(holds: Holds) -> &'static str {
    match holds {
        Holds::Cause => "a cause",
        Holds::Symptom => "a symptom",
        Holds::Noise => "a noise rule",
        Holds::Silenced => "causes that a site silences",
        Holds::Action => "an action",
        Holds::Signals => "shared signals",
    }
}

/// Whether the rule in the file goes by that id.
fn goes_by(file: &RuleFile, id: &str) -> bool {
    match file.rule() {
        Some((Holds::Signals, _)) if id.starts_with(SHARED) => defines(file, id),
        Some((_, known)) => known == id || full_name(file) == id,
        None => false,
    }
}

/// Whether the file of shared signals has the one that rules call `shared.name`.
pub(super) fn defines(file: &RuleFile, id: &str) -> bool {
    id.strip_prefix(SHARED)
        .is_some_and(|name| signals(file).iter().any(|known| known == name))
}

/// The names of the signals in a file of shared ones; none where it is no YAML.
fn signals(file: &RuleFile) -> Vec<String> {
    let root: Option<Value> = serde_yaml::from_str(&file.text).ok();
    let map = root.as_ref().and_then(|root| root.get("signals"));
    let names = map.and_then(Value::as_mapping).into_iter().flatten();
    names
        .filter_map(|(name, _)| name.as_str().map(str::to_owned))
        .collect()
}

/// The path of the rule within its pack, without the extension.
fn full_name(file: &RuleFile) -> &str {
    file.path
        .rsplit_once('.')
        .map_or(file.path.as_str(), |(name, _)| name)
}

fn advice(id: &str, files: &[RuleFile]) -> String {
    let rules = files.iter().filter_map(|file| Some((file, file.rule()?)));
    let known: Vec<String> = rules
        .flat_map(|(file, (holds, known))| match holds {
            Holds::Signals => signals(file)
                .iter()
                .map(|name| format!("{SHARED}{name}"))
                .collect(),
            Holds::Cause => vec![known.to_owned()],
            _ => vec![known.to_owned(), full_name(file).to_owned()],
        })
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let of_family = |known: &&&str| known.rsplit_once('/').is_some_and(|(_, name)| name == id);
    match known
        .iter()
        .find(of_family)
        .copied()
        .or_else(|| nearest(id, &known))
    {
        Some(near) => format!("did you mean '{near}'? wutriage rules list --all names every rule"),
        None => "there is none; wutriage rules list --all names every rule".to_owned(),
    }
}

#[cfg(test)]
mod tests;
