//! Packs of rules on disk: the folder that a user names, and the one that a single file lies in.
//!
//! `site/contoso/agent-blocked.yaml` lies in the pack `site`, whose signals, symptoms and actions it may name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use wutriage::Error;
use wutriage::rule::{self, Holds, Outline, RuleFile};

/// The rules in a folder that is laid out as the built-in rules are.
///
/// A folder without rules is an error: who names one expects that something in it counts.
pub(in crate::cli) fn rules_in(folder: &Path) -> Result<Vec<RuleFile>, Error> {
    let files = rule::files_in(folder)?;
    if files.is_empty() {
        return Err(Error::NoInput(format!(
            "there is no rule in '{}'; a rule is <family>/<name>.yaml",
            folder.display()
        )));
    }
    if files.iter().all(|file| !file.path.contains('/')) {
        return Err(Error::NoInput(format!(
            "'{}' holds the rules of one family; name the folder above it, in which each family has a folder",
            folder.display()
        )));
    }
    Ok(files)
}

/// The rules that lie in the same pack as a file, without it. What cannot be read is passed over: nobody named it.
pub(super) fn beside(file: &Path) -> Vec<RuleFile> {
    let own = canonical(file);
    let Some(pack) = pack_of(file) else {
        return Vec::new();
    };
    let folders = children(&pack).into_iter().filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| children(&folder));
    files
        .filter(|path| canonical(path) != own)
        .filter_map(|path| rule::file_at(&path).ok())
        .filter(|file| file.rule().is_some())
        .collect()
}

/// The folder above the file's family, as the user would write it where that is known.
fn pack_of(file: &Path) -> Option<PathBuf> {
    let whole = fs::canonicalize(file).ok()?;
    let pack = whole.parent()?.parent()?;
    let written = file.parent().and_then(Path::parent);
    let written = written.filter(|it| fs::canonicalize(it).is_ok_and(|it| it == pack));
    Some(written.unwrap_or(pack).to_path_buf())
}

/// What lies in a folder and is not hidden, sorted.
fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
}

/// Whether the file is another version of one of the built-in rules: it has the same path, and shared signals one in common.
pub(super) fn is_version_of(file: &RuleFile, known: &RuleFile) -> bool {
    if known.path != file.path {
        return false;
    }
    let names = |file| {
        let outline = Outline::of(file);
        let keys = outline.keys(&["signals"]).into_iter();
        keys.map(|(name, _)| name.to_owned())
            .collect::<BTreeSet<_>>()
    };
    let shared = matches!(file.rule(), Some((Holds::Signals, _)));
    !shared || !names(file).is_disjoint(&names(known))
}

/// The files, each once whatever ways lead to it; the first one stays.
pub(super) fn each_once(files: Vec<RuleFile>) -> Vec<RuleFile> {
    let mut seen = BTreeSet::new();
    let new = |file: &RuleFile| file.is_built_in() || seen.insert(canonical(&file.display));
    let mut files = files;
    files.retain(new);
    files
}

fn canonical(path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
