//! Which of the inputs are of which machine.
//!
//! A folder is collected from one machine, or it holds what was collected from many. It is several machines only where
//! its parts name different computers. Its parts are what lies directly in it, files, folders and archives; where all of it
//! lies in one folder further down, the parts of that. A part is never split.
//!
//! Whom a part names is told by the name that a collector gave it, by a registry export or `systeminfo` in it, or by the
//! newest of its events, in this order. A part without a name goes with the part before it in the order of paths, those in
//! front of the first name with the first. Names are compared as NetBIOS has them: without domain, in any case, 15 characters.
//!
//! A machine that was renamed does not fall apart: each part has one name, its newest. A name that setup made up says nothing
//! where it stands in a single file or is known as the former name of another part.

use std::collections::{BTreeMap, BTreeSet};

use super::with_threads;
use crate::source::{Bundle, Note, Source};

mod content;
mod path;
mod votes;

pub(super) use path::{is_of_others, named_by_path};
use votes::Votes;

/// Which inputs are taken for one machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Machines {
    /// What lies in one folder is several machines only where its parts name different computers.
    #[default]
    Auto,
    /// All inputs are of one machine.
    One,
    /// Every part is a machine of its own.
    Each,
}

/// Parts of the bundle by machine, in the order of names. They are neither numbered nor are copies in them told apart:
/// [`one_machine`](crate::source::one_machine) does that.
///
/// `threads` as in [`Options`](super::Options).
pub fn apart(bundle: Bundle, machines: Machines, threads: Option<usize>) -> Vec<Bundle> {
    let parts = match machines {
        Machines::One => return vec![bundle],
        Machines::Auto | Machines::Each => parts(&bundle.sources),
    };
    let owners = match machines {
        Machines::Each => parts
            .keys()
            .map(|name| (name.clone(), name.clone()))
            .collect(),
        _ => with_threads(threads, || owners(&bundle.sources, &parts)),
    };
    let several: BTreeSet<&String> = owners.values().collect();
    if several.len() < 2 {
        return vec![bundle];
    }
    deal(bundle, &owners)
}

/// Sources by the part they lie in.
fn parts(sources: &[Source]) -> BTreeMap<String, Vec<&Source>> {
    let common = common_folder(sources);
    let mut parts: BTreeMap<String, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        let name = part_of(&source.path, common);
        parts.entry(name.to_owned()).or_default().push(source);
    }
    parts
}

/// The deepest folder, with its `/`, in which everything lies.
fn common_folder(sources: &[Source]) -> &str {
    let Some((first, rest)) = sources.split_first() else {
        return "";
    };
    let folder = |path: &str| path.rfind('/').map_or(0, |end| end + 1);
    let mut common = first.path.get(..folder(&first.path)).unwrap_or_default();
    for source in rest {
        while !source.path.starts_with(common) {
            let parent = common.strip_suffix('/').map_or(0, folder);
            common = common.get(..parent).unwrap_or_default();
        }
    }
    common
}

/// The part of the folder that the path leads through.
fn part_of<'p>(path: &'p str, common: &str) -> &'p str {
    let inner = path.strip_prefix(common).unwrap_or(path);
    inner.split('/').next().unwrap_or(inner)
}

/// To which machine each part belongs.
fn owners(sources: &[Source], parts: &BTreeMap<String, Vec<&Source>>) -> BTreeMap<String, String> {
    if parts.len() < 2 {
        return BTreeMap::new();
    }
    let by_path = path::computers(sources.iter(), common_folder(sources));
    let by_path: BTreeMap<_, _> = by_path.collect();
    let all: Vec<_> = parts.values().collect();
    let all = each(&all, |sources| Votes::of(sources, &by_path));
    let named = votes::agree(all.iter());
    let first = named.iter().flatten().next().cloned();
    let mut before = first;
    let mut owners = BTreeMap::new();
    for (part, name) in parts.keys().zip(named) {
        before = name.or(before);
        if let Some(owner) = &before {
            owners.insert(part.clone(), owner.clone());
        }
    }
    owners
}

/// Does the work for each item, in parallel where there are threads; results in the order of the items.
#[cfg(feature = "native")]
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(work).collect()
}

#[cfg(not(feature = "native"))]
fn each<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}

/// The bundle by the owners of its parts. What is of nobody goes to the first.
fn deal(bundle: Bundle, owners: &BTreeMap<String, String>) -> Vec<Bundle> {
    let common = common_folder(&bundle.sources).to_owned();
    let first = owners.values().min().cloned().unwrap_or_default();
    let owner = |path: &str| {
        let owner = owners.get(part_of(path, &common));
        owner.unwrap_or(&first).clone()
    };
    let mut dealt: BTreeMap<String, Bundle> = BTreeMap::new();
    for source in bundle.sources {
        let owner = owner(&source.path);
        dealt.entry(owner).or_default().sources.push(source);
    }
    for note in bundle.notes {
        let Note { path, .. } = &note;
        dealt.entry(owner(path)).or_default().notes.push(note);
    }
    dealt.into_values().collect()
}

#[cfg(test)]
mod tests;
