//! The project's files.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// A source file of the crate.
pub(crate) struct Source {
    /// Path from the crate's root with `/`.
    pub(crate) path: String,
    /// Everything in it.
    pub(crate) text: String,
}

impl Source {
    /// The module below the crate's root to which it belongs: `engine` for `src/engine/gate.rs`.
    pub(crate) fn module(&self) -> &str {
        let path = self.path.trim_start_matches("src/");
        let first = path.split('/').next().unwrap_or(path);
        first.trim_end_matches(".rs")
    }

    pub(crate) fn is_shell(&self) -> bool {
        self.module() == "cli" || self.module() == "main"
    }
}

/// The crate's source files but those that are compiled for tests alone.
pub(crate) fn sources() -> Vec<Source> {
    let paths = files_below("src").into_iter();
    let all: Vec<_> = paths
        .filter(|path| path.ends_with(".rs"))
        .map(|path| Source {
            text: read(&path),
            path,
        })
        .collect();
    let test_files: BTreeSet<_> = all.iter().flat_map(test_files).collect();
    let is_test = |path: &str| {
        test_files
            .iter()
            .any(|test| path == format!("{test}.rs") || path.starts_with(&format!("{test}/")))
    };
    all.into_iter()
        .filter(|source| !is_test(&source.path))
        .collect()
}

/// Paths, without extension, of modules that a file declares for tests alone.
fn test_files(source: &Source) -> Vec<String> {
    let own = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let folder = if source.module() == "lib" { "src" } else { own };
    let lines: Vec<_> = source.text.lines().collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    declared
        .filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';'))
        .map(|name| format!("{folder}/{name}"))
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder (empty for all), as a path from the crate's root with `/`, sorted; built and hidden folders of tools aside.
pub(crate) fn files_below(folder: &str) -> Vec<String> {
    folders_and_files(folder).1
}

pub(crate) fn folders_and_files(folder: &str) -> (Vec<String>, Vec<String>) {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let shown = path
                .strip_prefix(root())
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            if !path.is_dir() {
                files.push(shown);
            } else if !["target", ".git"].contains(&shown.as_str()) {
                folders.push(shown);
                waiting.push(path);
            }
        }
    }
    folders.sort();
    files.sort();
    (folders, files)
}
