//! Equal files: a collector often copies one log twice, and reading it twice would count everything twice.
//!
//! Only files of equal size are looked at. Each of those is read once for a digest, and only files of equal digest are
//! compared, so that a folder of many files of one size costs one more read and not one for every pair.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};

use super::{Bundle, Note, Source};

const PIECE: usize = 1 << 20;

/// Removes every source whose bytes equal those of an earlier one, with a note that names both.
pub(super) fn drop_copies(bundle: &mut Bundle) {
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    for source in &bundle.sources {
        *sizes.entry(source.bytes).or_default() += 1;
    }
    let is_alone = |source: &Source| source.bytes == 0 || sizes.get(&source.bytes) == Some(&1);
    let mut known: BTreeMap<(u64, u64), Vec<Source>> = BTreeMap::new();
    let notes = &mut bundle.notes;
    bundle.sources.retain(|source| {
        let Some(digest) = (!is_alone(source)).then(|| digest(source)).flatten() else {
            return true;
        };
        let alike = known.entry((source.bytes, digest)).or_default();
        if let Some(same) = alike.iter().find(|other| equal(other, source)) {
            let text = format!("the same bytes as '{}', read once", same.path);
            notes.push(Note {
                path: source.path.clone(),
                text,
            });
            return false;
        }
        alike.push(source.clone());
        true
    });
}

/// The pieces of a source; what cannot be read ends them.
fn pieces(source: &Source) -> impl Iterator<Item = Option<Vec<u8>>> {
    let starts = (0..source.bytes).step_by(PIECE);
    starts.map(|start| {
        source
            .read(start, PIECE)
            .ok()
            .map(std::borrow::Cow::into_owned)
    })
}

fn digest(source: &Source) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for piece in pieces(source) {
        hasher.write(&piece?);
    }
    Some(hasher.finish())
}

fn equal(a: &Source, b: &Source) -> bool {
    pieces(a)
        .zip(pieces(b))
        .all(|(left, right)| left.is_some() && left == right)
}
