//! Where rule files come from: the pack inside the program, and a folder of the user's.

use include_dir::{Dir, include_dir};

use super::RuleFile;
use super::pack::BUILT_IN;

static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The built-in rules, sorted by path.
pub fn default_files() -> Vec<RuleFile> {
    let mut files = Vec::new();
    collect(&RULES, &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(folder: &Dir<'_>, files: &mut Vec<RuleFile>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let Some(text) = file.contents_utf8().filter(|_| is_rule(&path)) {
            files.push(RuleFile {
                display: format!("{BUILT_IN}{path}"),
                text: text.to_owned(),
                path,
            });
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

/// Whether the path within a pack is that of a rule, in some folder that holds rules.
fn is_rule(path: &str) -> bool {
    let yaml = std::path::Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml");
    yaml && !path.starts_with("knowledge/")
}

#[cfg(feature = "native")]
pub use folder::{file_at, files_in};

#[cfg(feature = "native")]
mod folder {
    use std::fs;
    use std::path::Path;

    use super::super::load::UNREADABLE;
    use super::{RuleFile, is_rule};
    use crate::error::Error;

    /// How deep folders of a pack may nest; a pack has one level. Links in a circle end here.
    const MAX_DEPTH: usize = 4;

    /// The rule files of a folder laid out as `rules/` is, sorted by path. Hidden files and folders are left out.
    ///
    /// The error names the folder or file that could not be read.
    pub fn files_in(folder: &Path) -> Result<Vec<RuleFile>, Error> {
        let mut files = Vec::new();
        walk(folder, "", MAX_DEPTH, &mut files)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// One rule file, with the folder it lies in as that of its pack: `site/tls/old.yaml` is `tls/old.yaml`.
    ///
    /// The error names the file that could not be read, or that is none of a rule.
    pub fn file_at(file: &Path) -> Result<RuleFile, Error> {
        let whole = fs::canonicalize(file).map_err(Error::io("read", file))?;
        let mut parts: Vec<_> = whole
            .iter()
            .rev()
            .take(2)
            .map(|part| part.to_string_lossy())
            .collect();
        parts.reverse();
        let path = parts.join("/");
        if !is_rule(&path) {
            let expected = "a rule is a YAML file such as tls/old.yaml, outside of knowledge/";
            return Err(Error::invalid(
                "rule file",
                file.to_string_lossy(),
                expected,
            ));
        }
        Ok(read(file, path))
    }

    fn walk(
        folder: &Path,
        within: &str,
        depth: usize,
        files: &mut Vec<RuleFile>,
    ) -> Result<(), Error> {
        for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
            let entry = entry.map_err(Error::io("read", folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let (path, within) = (entry.path(), format!("{within}{name}"));
            if name.starts_with('.') {
                continue;
            }
            let kind = entry.file_type().map_err(Error::io("read", &path))?;
            if kind.is_dir() || (kind.is_symlink() && path.is_dir()) {
                if depth > 0 {
                    walk(&path, &format!("{within}/"), depth - 1, files)?;
                }
            } else if is_rule(&within) {
                files.push(read(&path, within));
            }
        }
        Ok(())
    }

    /// The file with its text. What cannot be read, or is no text, is a problem of this file when it is loaded, so that the
    /// others are checked all the same.
    fn read(file: &Path, path: String) -> RuleFile {
        let text = match fs::read(file) {
            Ok(bytes) => text_of(&bytes),
            Err(error) => format!("{UNREADABLE}{error}"),
        };
        RuleFile {
            path,
            display: file.to_string_lossy().replace('\\', "/"),
            text,
        }
    }

    /// UTF-8, or UTF-16 with its mark, as Windows PowerShell writes files; characters of anything else are replaced.
    fn text_of(bytes: &[u8]) -> String {
        let (text, ..) = encoding_rs::UTF_8.decode(bytes);
        text.trim_start_matches(UNREADABLE).to_owned()
    }
}
