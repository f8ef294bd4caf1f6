//! Every key of a hive, each once, however damaged it is.

use std::collections::BTreeSet;

use super::Told;
use super::cell::Hive;
use super::entries::Entries;
use super::key::{self, Key, Lists};
use super::mount::Mount;
use super::value;

/// The registry nests no deeper.
const MAX_DEPTH: usize = 512;
/// Text that is made of a hive, as a multiple of its size. Whole hives stay far below; one in which many values point at the
/// same data would not.
const MOST_TEXT: usize = 24;

/// A key that is still to be read: how deep, below which path.
struct Pending {
    offset: u32,
    depth: usize,
    parent: std::rc::Rc<str>,
}

/// Hands every key and value to the entries.
pub(super) fn walk(
    hive: &Hive<'_>,
    root: Key,
    mount: &Mount,
    entries: &mut Entries<'_>,
    told: &mut Told,
) {
    let limit = hive.len().saturating_mul(MOST_TEXT);
    let mut lists = Lists::default();
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut pending: Vec<Pending> = Vec::new();
    let mut next = Some((root, 0, std::rc::Rc::from(mount.root.as_str())));
    loop {
        if let Some((key, depth, path)) = next.take() {
            entries.key(&path, key.bounds);
            values(hive, &key, &path, &mut lists, entries, told);
            let (subkeys, damaged) = lists.subkeys(hive, &key);
            for damage in &damaged {
                told.damaged(damage);
            }
            pending.extend(subkeys.into_iter().rev().map(|offset| Pending {
                offset,
                depth: depth + 1,
                parent: path.clone(),
            }));
        }
        if entries.text_so_far() > limit {
            told.bad += 1;
            told.notes.push(
                "damaged: its values are far larger than it is; the rest was not read".to_owned(),
            );
            return;
        }
        let Some(Pending {
            offset,
            depth,
            parent,
        }) = pending.pop()
        else {
            return;
        };
        match key::read(hive, offset) {
            Ok(key) if depth > MAX_DEPTH || !seen.insert(offset) => {
                let (at, _) = key.bounds;
                let field = "key that lies in itself or in two keys";
                told.damaged(&super::cell::Damage { field, at });
            }
            Ok(key) => {
                let name = name_below(&key, depth, mount);
                next = name.map(|name| (key.clone(), depth, format!(r"{parent}\{name}").into()));
            }
            Err(damage) => told.damaged(&damage),
        }
    }
}

/// What the key is called; nothing where it is a control set that is not in use.
fn name_below<'k>(key: &'k Key, depth: usize, mount: &'k Mount) -> Option<&'k str> {
    let Some(current) = mount.current_set.as_ref().filter(|_| depth == 1) else {
        return Some(&key.name);
    };
    if key.name == *current {
        return Some("CurrentControlSet");
    }
    let is_set = key.name.to_ascii_lowercase().starts_with("controlset");
    (!is_set).then_some(key.name.as_str())
}

fn values(
    hive: &Hive<'_>,
    key: &Key,
    path: &str,
    lists: &mut Lists,
    entries: &mut Entries<'_>,
    told: &mut Told,
) {
    let offsets = match lists.values(hive, key) {
        Ok(offsets) => offsets,
        Err(damage) => return told.damaged(&damage),
    };
    for offset in offsets {
        match value::read(hive, offset) {
            Ok(Some(value)) => entries.value(path, value),
            Ok(None) => {}
            Err(damage) => told.damaged(&damage),
        }
    }
}
