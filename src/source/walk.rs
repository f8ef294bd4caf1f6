//! From the paths a user names to bundles of sources.
//!
//! Files named together are one machine; every folder and every archive named is a machine of its own. Folders are walked to the bottom in
//! the order of names. Links, devices and what the system keeps shut inside a folder are noted and passed over; a *named*
//! path that cannot be opened is an error, because the user meant exactly that one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

use super::archive::{self, memory_source};
use super::{Bundle, Data, Note, Source, SourceId, same};

/// Opens what the paths name. `stdin` is the text of standard input where `-` was named.
pub fn open_paths(paths: &[PathBuf], stdin: Option<Vec<u8>>) -> Result<Vec<Bundle>, Error> {
    let mut bundles = open_unsettled(paths, stdin)?;
    bundles.iter_mut().for_each(settle);
    Ok(bundles)
}

/// The same before files are numbered and copies dropped, for whom to part machines first: a file that two machines have
/// alike is no copy. [`one_machine`] settles each of them.
pub fn open_unsettled(paths: &[PathBuf], stdin: Option<Vec<u8>>) -> Result<Vec<Bundle>, Error> {
    let mut named = Named::default();
    if let Some(bytes) = stdin {
        named.file(memory_source("-", bytes));
    }
    for path in paths {
        let metadata = fs::metadata(path).map_err(Error::io("open", path))?;
        if metadata.is_dir() {
            let mut bundle = Bundle::default();
            fs::read_dir(path).map_err(Error::io("open", path))?;
            walk(path, &mut bundle);
            named.machines.push((display(path), bundle));
        } else if metadata.is_file() {
            fs::File::open(path).map_err(Error::io("open", path))?;
            named.file(file_source(path, metadata.len()));
        } else {
            // A pipe can be read once only.
            let bytes = fs::read(path).map_err(Error::io("read", path))?;
            named.file(memory_source(&display(path), bytes));
        }
    }
    let mut bundles = named.into_bundles();
    bundles.iter_mut().for_each(Bundle::open);
    Ok(bundles)
}

/// What was named: loose files, and folders and archives by their path.
#[derive(Default)]
struct Named {
    loose: Bundle,
    machines: Vec<(String, Bundle)>,
}

impl Named {
    fn file(&mut self, source: Source) {
        if archive::is_archive(&source) {
            let path = source.path.clone();
            let mut bundle = Bundle::default();
            bundle.sources.push(source);
            self.machines.push((path, bundle));
        } else {
            self.loose.sources.push(source);
        }
    }

    /// Loose files first, then the machines by path, each once.
    fn into_bundles(mut self) -> Vec<Bundle> {
        self.machines.sort_by(|a, b| a.0.cmp(&b.0));
        self.machines.dedup_by(|a, b| a.0 == b.0);
        let loose = (!self.loose.sources.is_empty()).then_some(self.loose);
        let machines = self.machines.into_iter().map(|(_, bundle)| bundle);
        loose.into_iter().chain(machines).collect()
    }
}

/// Sorts, lists each path and each content once, and numbers the sources.
fn settle(bundle: &mut Bundle) {
    bundle.sources.sort_by(|a, b| a.path.cmp(&b.path));
    bundle
        .sources
        .dedup_by(|a, b| a.path == b.path && a.data.is_same_file(&b.data));
    same::drop_copies(bundle);
    bundle.notes.sort();
    bundle.renumber();
}

fn file_source(path: &Path, bytes: u64) -> Source {
    Source {
        id: SourceId(0),
        path: display(path),
        bytes,
        data: Data::File(path.to_owned()),
        is_partial: false,
    }
}

/// Adds every file below the folder.
fn walk(folder: &Path, bundle: &mut Bundle) {
    let mut entries: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect(),
        Err(error) => return note(bundle, folder, &format!("not read: {error}")),
    };
    entries.sort();
    for path in entries {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => walk(&path, bundle),
            Ok(metadata) if metadata.is_file() => {
                bundle.sources.push(file_source(&path, metadata.len()));
            }
            Ok(metadata) if metadata.is_symlink() => {
                note(bundle, &path, "a link, not followed; name its target");
            }
            Ok(_) => note(bundle, &path, "neither file nor folder, not read"),
            Err(error) => note(bundle, &path, &format!("not read: {error}")),
        }
    }
}

fn note(bundle: &mut Bundle, path: &Path, text: &str) {
    bundle.notes.push(Note {
        path: display(path),
        text: text.to_owned(),
    });
}

/// The path as given, with `/`.
fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    };
    let trimmed = text.trim_end_matches('/');
    if trimmed.is_empty() {
        text
    } else {
        trimmed.to_owned()
    }
}

/// `%name%` variables replaced by what `lookup` gives; what it does not know stays as it is.
pub fn expand_variables(text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some((value, tail)) = after
            .split_once('%')
            .and_then(|(name, tail)| Some((lookup(name)?, tail)))
        {
            out.push_str(&value);
            rest = tail;
        } else {
            out.push('%');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Where the running Windows machine keeps the logs that matter here, in terms of its own variables; nothing on other
/// systems. What of it exists is for the caller to find out.
pub fn this_machine() -> Vec<PathBuf> {
    const PLACES: [&str; 9] = [
        r"%windir%\Logs\WindowsUpdate",
        r"%windir%\Logs\CBS",
        r"%windir%\Logs\DISM",
        r"%windir%\Panther",
        r"%windir%\SoftwareDistribution\ReportingEvents.log",
        r"%windir%\System32\winevt\Logs",
        r"%windir%\WindowsUpdate.log",
        r"%windir%\System32\drivers\etc\hosts",
        r"%ProgramData%\USOShared\Logs",
    ];
    if cfg!(windows) {
        PLACES.iter().map(PathBuf::from).collect()
    } else {
        Vec::new()
    }
}

/// One bundle of everything, for inputs that are known to be of one machine.
pub fn one_machine(bundles: Vec<Bundle>) -> Bundle {
    let mut all = Bundle::default();
    for bundle in bundles {
        all.sources.extend(bundle.sources);
        all.notes.extend(bundle.notes);
    }
    settle(&mut all);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    fn names(bundle: &Bundle) -> Vec<&str> {
        bundle.sources.iter().map(Source::name).collect()
    }

    #[test]
    fn a_folder_is_walked_in_the_order_of_paths() {
        let root = tree(&[("b/2.log", "2"), ("a.log", "1"), ("b/1.log", "3")]);
        let bundles = open_paths(&[root.path().to_owned()], None).unwrap();
        assert_eq!(names(&bundles[0]), ["a.log", "1.log", "2.log"]);
    }

    #[test]
    fn files_named_together_are_one_machine_and_each_folder_another() {
        let root = tree(&[
            ("x/1.log", "1"),
            ("y/2.log", "2"),
            ("3.log", "3"),
            ("4.log", "4"),
        ]);
        let paths = ["4.log", "x", "3.log", "y"].map(|name| root.path().join(name));
        let bundles = open_paths(&paths, None).unwrap();
        assert_eq!(
            bundles.iter().map(names).collect::<Vec<_>>(),
            [vec!["3.log", "4.log"], vec!["1.log"], vec!["2.log"]]
        );
    }

    #[test]
    fn the_order_of_arguments_does_not_matter() {
        let root = tree(&[("x/1.log", "1"), ("3.log", "3"), ("4.log", "4")]);
        let mut paths = ["4.log", "x", "3.log"].map(|name| root.path().join(name));
        let one = format!("{:?}", open_paths(&paths, None).unwrap());
        paths.reverse();
        assert_eq!(format!("{:?}", open_paths(&paths, None).unwrap()), one);
    }

    #[test]
    fn equal_files_are_listed_once_and_noted() {
        let root = tree(&[("a.log", "same"), ("b.log", "same"), ("c.log", "diff")]);
        let bundle = open_paths(&[root.path().to_owned()], None)
            .unwrap()
            .remove(0);
        assert_eq!(names(&bundle), ["a.log", "c.log"]);
        assert!(
            bundle.notes[0].path.ends_with("b.log") && bundle.notes[0].text.contains("a.log"),
            "{:?}",
            bundle.notes
        );
    }

    #[test]
    fn a_named_path_that_is_missing_is_an_error() {
        let error = open_paths(&[PathBuf::from("no/such/folder")], None).unwrap_err();
        assert_eq!(error.to_string(), "cannot open 'no/such/folder'");
    }

    #[cfg(unix)]
    #[test]
    fn links_inside_a_folder_are_noted_and_not_followed() {
        let root = tree(&[("a.log", "1")]);
        std::os::unix::fs::symlink("/etc", root.path().join("link")).unwrap();
        let bundle = open_paths(&[root.path().to_owned()], None)
            .unwrap()
            .remove(0);
        assert_eq!(names(&bundle), ["a.log"]);
        assert!(bundle.notes[0].text.contains("a link"));
    }

    #[test]
    fn variables_are_replaced_where_they_are_known() {
        let lookup = |name: &str| {
            name.eq_ignore_ascii_case("windir")
                .then(|| r"C:\Windows".to_owned())
        };
        assert_eq!(
            expand_variables(r"%windir%\Logs\50%", &lookup),
            r"C:\Windows\Logs\50%"
        );
        assert_eq!(expand_variables("%nope%", &lookup), "%nope%");
    }
}
