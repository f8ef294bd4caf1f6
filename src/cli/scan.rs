//! `wutriage [scan] PATH...`: the report on standard output and in files.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use wutriage::Error;
use wutriage::output::{self, OUTPUTS, Output, RulesNamed, View};
use wutriage::report::Report;

use super::args::ScanArgs;
use super::terminal::Terminal;
use super::{Exit, complain, exit, triage};

pub(super) fn run(args: &ScanArgs) -> anyhow::Result<Exit> {
    let files = args
        .output
        .iter()
        .map(|path| Ok((path.as_path(), output_for(path)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    let evidence = args.evidence.map(usize::from);
    let triage = triage::run(&args.rules, &args.input, evidence)?;
    let report = &triage.report;
    let terminal = Terminal::of_stdout(args.color);
    let view = view(args, &terminal);
    for (path, output) in files {
        write_file(path, output, report, &view)?;
        if !args.input.quiet {
            complain(&format!("wrote {}", path.display()));
        }
    }
    print(args, report, &view, &terminal)?;
    Ok(judged(args, report))
}

/// The output that a file's extension names.
fn output_for(path: &Path) -> Result<&'static dyn Output, Error> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.and_then(output::by_extension).ok_or_else(|| {
        let extensions = OUTPUTS.iter().flat_map(|output| output.extensions());
        let known: Vec<_> = extensions.map(|known| format!(".{known}")).collect();
        let expected = format!("its extension must be {}", known.join(" or "));
        Error::invalid("output file", path.display().to_string(), expected)
    })
}

fn view(args: &ScanArgs, terminal: &Terminal) -> View {
    let named = |paths: &[PathBuf]| paths.iter().map(|it| it.display().to_string()).collect();
    View {
        width: terminal.width,
        color: terminal.color,
        evidence: args.evidence.map_or(1, usize::from),
        answer_only: args.input.quiet,
        show_noise: args.show_noise,
        paths: named(&args.input.paths),
        rules: RulesNamed {
            folders: named(&args.rules.folders),
            no_default: args.rules.no_default_rules,
        },
    }
}

fn write_file(path: &Path, output: &dyn Output, report: &Report, view: &View) -> Result<(), Error> {
    let view = View {
        color: false,
        ..view.clone()
    };
    let write = || {
        let mut file = BufWriter::new(File::create(path)?);
        output.write(report, &view, &mut file)?;
        file.flush()
    };
    write().map_err(Error::io("write", path))
}

fn print(args: &ScanArgs, report: &Report, view: &View, terminal: &Terminal) -> anyhow::Result<()> {
    let output = output::by_name(&args.format)
        .ok_or_else(|| Error::invalid("format", &args.format, "one that --help lists"))?;
    let mut stdout = terminal.writer();
    output.write(report, view, &mut stdout)?;
    stdout.flush()?;
    Ok(())
}

/// The exit code: with `--strict`, what was not read weighs more than what was found.
fn judged(args: &ScanArgs, report: &Report) -> Exit {
    let unread = args.input.strict.then(|| exit::unread(report)).flatten();
    match unread {
        Some(reason) => {
            complain(&reason);
            Exit::Failed
        }
        None => exit::for_findings(report, args.fail_on.severity()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_file_of_an_unknown_kind_is_refused_with_what_is_possible() {
        let error = |path: &str| output_for(Path::new(path)).err().map(|it| it.to_string());
        assert_eq!(error("report.JSON"), None);
        for path in ["report.pdf", "report", ".json"] {
            let expected =
                format!("output file '{path}' is not valid: its extension must be .json");
            assert_eq!(error(path), Some(expected));
        }
    }
}
