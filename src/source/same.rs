//! Equal files: a collector often copies one log twice, and reading it twice would count everything twice.
//!
//! Files are told apart by what costs little first: their size, then a digest of their beginning, then one of all their
//! bytes. Only those that agree in all three are compared, so that a folder of many files of one size costs a short read of
//! each and not one for every pair.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

use super::archive::each;
use super::{Bundle, Note, Source};

/// As much of a log tells it from others of its size: it has their first times in it.
const BEGINNING: u64 = 4096;
/// Read at once.
const PIECE: usize = 1 << 20;

/// Removes every source whose bytes equal those of an earlier one, with a note that names both.
pub(super) fn drop_copies(bundle: &mut Bundle) {
    let originals = originals(&bundle.sources);
    let notes = originals.iter().filter_map(|(copy, original)| {
        let (copy, original) = (bundle.sources.get(*copy)?, bundle.sources.get(*original)?);
        Some(Note {
            path: copy.path.clone(),
            text: format!("the same bytes as '{}', read once", original.path),
        })
    });
    bundle.notes.extend(notes);
    let mut index = 0..;
    bundle.sources.retain(|_| {
        index
            .next()
            .is_none_or(|index| !originals.contains_key(&index))
    });
}

/// The index of every copy, with that of the first source that has the same bytes.
fn originals(sources: &[Source]) -> BTreeMap<usize, usize> {
    let all = sources.iter().enumerate();
    let all = all.filter(|(_, source)| source.bytes > 0).collect();
    let groups = apart(vec![all], |source| Some(source.bytes));
    let groups = apart(groups, |source| digest(source, BEGINNING));
    let groups = apart(groups, |source| digest(source, source.bytes));
    let mut originals = BTreeMap::new();
    for group in groups {
        let mut firsts: Vec<(usize, &Source)> = Vec::new();
        for (index, source) in group {
            match firsts.iter().find(|(_, first)| equal(first, source)) {
                Some((first, _)) => _ = originals.insert(index, *first),
                None => firsts.push((index, source)),
            }
        }
    }
    originals
}

/// Sources that may be equal, with their indexes.
type Group<'s> = Vec<(usize, &'s Source)>;

/// The groups split by a mark that equal sources share. Whatever is alone, or has no mark, has no copy.
fn apart<'s, M: Ord + Send>(
    groups: Vec<Group<'s>>,
    mark: impl Fn(&Source) -> Option<M> + Sync + Send,
) -> Vec<Group<'s>> {
    let split = groups.into_iter().flat_map(|group| {
        let marks = each(&group, |(_, source)| mark(source));
        let mut alike: BTreeMap<M, Group<'s>> = BTreeMap::new();
        for (member, mark) in group.into_iter().zip(marks) {
            if let Some(mark) = mark {
                alike.entry(mark).or_default().push(member);
            }
        }
        alike.into_values().filter(|group| group.len() > 1)
    });
    split.collect()
}

/// A digest of the first bytes; none of what cannot be read.
fn digest(source: &Source, length: u64) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for piece in pieces(source, length) {
        hasher.write(&piece?);
    }
    Some(hasher.finish())
}

fn equal(a: &Source, b: &Source) -> bool {
    pieces(a, a.bytes)
        .zip(pieces(b, b.bytes))
        .all(|(left, right)| left.is_some() && left == right)
}

/// The first bytes of a source in pieces; `None` where one cannot be read.
fn pieces(source: &Source, length: u64) -> impl Iterator<Item = Option<Cow<'_, [u8]>>> {
    let starts = (0..length.min(source.bytes)).step_by(PIECE);
    starts.map(move |start| {
        let rest = usize::try_from(length - start).unwrap_or(PIECE);
        source.read(start, rest.min(PIECE)).ok()
    })
}
