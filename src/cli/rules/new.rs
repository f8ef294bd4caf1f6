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
    let bytes = read(Path::new(&args.from.path))?;
    let log = Log {
        name: &args.from.path,
        bytes: &bytes,
        line: args.from.line,
    };
    let files = triage::rule_files(&args.rules)?;
    let rule = skeleton::skeleton(&files, &args.id, &log).map_err(|error| shown(error, &files))?;
    match &args.dir {
        Some(dir) => write(&dir.join(&rule.path), &rule.text)?,
        None => io::stdout().lock().write_all(rule.text.as_bytes())?,
    }
    Ok(Exit::Clean)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    File::open(path)
        .map_err(Error::io("open", path))?
        .take(MOST_READ)
        .read_to_end(&mut bytes)
        .map_err(Error::io("read", path))?;
    Ok(bytes)
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
    }
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(Error::io("write", path))?;
    complain(&format!("wrote {}", path.display()));
    Ok(())
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
}
