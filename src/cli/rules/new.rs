//! `wutriage rules new FAMILY/ID --from LOG:LINE`: begins a cause from a line of a log.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use wutriage::Error;
use wutriage::author::skeleton::{self, Log};

use super::broken::shown;
use crate::cli::args::RuleArgs;
use crate::cli::{Exit, complain, triage};

/// How much of a log is read to find the line.
const MOST_READ: u64 = 256 << 20;

pub(super) const EXAMPLES: &str = "Examples:
  wutriage rules new servicing/payload-missing --from CBS.log:1042
  wutriage rules new servicing/payload-missing --from CBS.log:1042 --dir my-rules
  wutriage rules test --rules my-rules servicing/payload-missing

Exit codes:
  0  the rule was written
  2  it was not: the id is taken or is none, the line is not there or tells
     nothing, or the file exists";

#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    /// Id of the new cause; it names the cause, not the code and not the fix
    #[arg(value_name = "FAMILY/ID")]
    id: String,
    /// The line that tells of the failure, counted from 1
    #[arg(long, value_name = "LOG:LINE", value_parser = Place::parse)]
    from: Place,
    /// Write the rule into this folder of rules instead of to standard output
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: String,
    line: usize,
}

impl Place {
    /// The last colon is before the line; a path on Windows has one of its own.
    fn parse(text: &str) -> Result<Self, String> {
        let parts = text.rsplit_once(':').filter(|(path, _)| !path.is_empty());
        let line = parts
            .and_then(|(_, line)| line.parse().ok())
            .filter(|line| *line > 0);
        match (parts, line) {
            (Some((path, _)), Some(line)) => Ok(Self {
                path: path.to_owned(),
                line,
            }),
            _ => Err("name a log and a line counted from 1, as in CBS.log:1042".to_owned()),
        }
    }
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<Exit> {
    let (bytes, is_whole) = read(Path::new(&args.from.path), MOST_READ)?;
    let log = Log {
        name: &args.from.path,
        bytes: &bytes,
        line: args.from.line,
        is_whole,
    };
    let files = triage::rule_files(&args.rules)?;
    let rule = skeleton::skeleton(&files, &args.id, &log).map_err(|error| shown(error, &files))?;
    match &args.dir {
        Some(dir) => write(&dir.join(&rule.path), &rule.text)?,
        None => io::stdout().lock().write_all(rule.text.as_bytes())?,
    }
    Ok(Exit::Clean)
}

/// At most that many bytes of a file, and whether these are all.
fn read(path: &Path, most: u64) -> Result<(Vec<u8>, bool), Error> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Error::io("open", path))?;
    let mut part = file.take(most);
    part.read_to_end(&mut bytes)
        .and_then(|_| part.into_inner().read(&mut [0]))
        .map(|more| (bytes, more == 0))
        .map_err(Error::io("read", path))
}

/// Writes a file that is not there yet, whole or not at all: under another name first, because a disk may be full.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
    }
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    let written = free(path)
        .and_then(|()| File::create_new(&unfinished))
        .and_then(|mut file| {
            let filled = file
                .write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
                .and_then(|()| free(path))
                .and_then(|()| fs::rename(&unfinished, path));
            filled.inspect_err(|_| drop(fs::remove_file(&unfinished)))
        });
    written.map_err(Error::io("write", path))?;
    complain(&format!("wrote {}", path.display()));
    Ok(())
}

/// That nothing has the name; a rename would put the file in its place.
fn free(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stands_behind_the_last_colon() {
        let check = |text: &str, expected: Option<(&str, usize)>| {
            let place = Place::parse(text).ok();
            let place = place
                .as_ref()
                .map(|place| (place.path.as_str(), place.line));
            assert_eq!(place, expected, "{text}");
        };
        check("CBS.log:17", Some(("CBS.log", 17)));
        check(r"C:\Logs\CBS.log:17", Some((r"C:\Logs\CBS.log", 17)));
        check(r"C:\Logs\CBS.log", None);
        for text in [
            "",
            "CBS.log",
            "CBS.log:",
            ":17",
            "CBS.log:0",
            "CBS.log:x",
            "CBS.log:-1",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_part_of_a_log_is_known_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("CBS.log");
        std::fs::write(&path, "12345").unwrap();
        let check = |most: u64, expected: (&[u8], bool)| {
            let (bytes, is_whole) = read(&path, most).unwrap();
            assert_eq!((bytes.as_slice(), is_whole), expected);
        };
        check(4, (b"1234", false));
        check(5, (b"12345", true));
        check(6, (b"12345", true));
    }
}
