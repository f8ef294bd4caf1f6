//! The command line as a user or a script meets it: what it takes, where it writes, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

#[path = "common/program.rs"]
mod program;

use program::{command, run, text};

/// A log as a healthy machine writes it.
const LOG: &str = "2024/05/14 09:00:00.0000000 1088  5120  Agent           Agent started\n";

/// A folder with one log.
fn bundle() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("WindowsUpdate.log"), LOG).unwrap();
    folder
}

/// The run ends with 2, prints no result, and says `reason`.
fn check_refused(arguments: &[&str], reason: &str) {
    let folder = bundle();
    let output = run(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let stderr = text(&output.stderr);
    assert!(stderr.contains(reason), "{arguments:?}: {stderr}");
}

#[test]
fn wrong_usage_is_2_and_names_what_is_right() {
    check_refused(&["--colour", "never", "WindowsUpdate.log"], "--color");
    check_refused(
        &["-f", "xml", "WindowsUpdate.log"],
        "possible values: table, json",
    );
    check_refused(&["--fail-on", "fatal", "WindowsUpdate.log"], "critical");
    check_refused(&["-j", "0", "WindowsUpdate.log"], "'0'");
    check_refused(
        &["--tz", "Berlin Time", "WindowsUpdate.log"],
        "Europe/Berlin",
    );
    check_refused(&["--no-default-rules", "WindowsUpdate.log"], "--rules");
    check_refused(
        &["-o", "report.pdf", "WindowsUpdate.log"],
        "extension must be .json",
    );
    check_refused(&["fix", "WindowsUpdate.log"], "--dir");
    check_refused(&["explain"], "QUERY");
    check_refused(
        &[
            "fix",
            "WindowsUpdate.log",
            "--dir",
            "fix",
            "--include",
            "reset-proxy",
        ],
        "--include 'reset-proxy' is not valid",
    );
}

#[test]
fn a_path_that_cannot_be_opened_is_2() {
    check_refused(&["missing.log"], "missing.log");
    check_refused(&["WindowsUpdate.log", "missing.log"], "missing.log");
    check_refused(&["--rules", "missing", "WindowsUpdate.log"], "missing");
}

#[test]
fn a_folder_without_a_log_is_2() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["."]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!output.stderr.is_empty());
}

/// The beginning of an event trace as it lies on a disk.
fn write_trace(path: &Path) {
    let mut trace = vec![0; 4096];
    trace[..4].copy_from_slice(&4096_u32.to_le_bytes());
    std::fs::write(path, trace).unwrap();
}

#[test]
fn a_form_that_is_not_read_is_named_and_counts_only_with_strict() {
    let folder = bundle();
    write_trace(&folder.path().join("WindowsUpdate.etl"));
    let output = run(folder.path(), &["."]);
    assert_eq!(output.status.code(), Some(0));
    let screen = text(&output.stdout);
    assert!(
        screen.contains("in the part that could be read")
            && screen.contains("    ./WindowsUpdate.etl\n"),
        "{screen}"
    );
    check_strict(
        folder.path(),
        2,
        "'./WindowsUpdate.etl' was not read in full",
    );
}

#[test]
fn an_empty_log_and_a_copy_of_a_log_are_fine_even_with_strict() {
    let folder = bundle();
    std::fs::write(folder.path().join("setuperr.log"), "").unwrap();
    std::fs::write(folder.path().join("copy.log"), LOG).unwrap();
    check_strict(folder.path(), 0, "");
}

fn check_strict(folder: &Path, code: i32, reason: &str) {
    let output = run(folder, &["--strict", "."]);
    assert_eq!(output.status.code(), Some(code));
    assert!(text(&output.stderr).contains(reason), "{output:?}");
}

#[test]
#[cfg(not(windows))]
fn without_a_path_there_is_help_and_nothing_was_done() {
    let folder = bundle();
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("Usage: wutriage"));
    for arguments in [
        &["why", "tls/tls12-not-enabled"][..],
        &["timeline"],
        &["scan"],
        &["fix", "--dir", "fix"],
    ] {
        let told = "wutriage: nothing to read: name a log, a folder or an archive of logs, or - for standard input\n";
        assert_eq!(text(&run(folder.path(), arguments).stderr), told);
    }
}

#[test]
fn a_mistyped_subcommand_is_told_of_as_such() {
    check_refused(&["timelin", "x"], "; did you mean 'wutriage timeline'?");
    check_refused(&["rule", "lint"], "; did you mean 'wutriage rules'?");
    check_refused(&["WindowsUpdate.log", "timelin"], "cannot open 'timelin'");
    let output = run(bundle().path(), &["WindowsUpdate.log", "timelin"]);
    assert!(!text(&output.stderr).contains("did you mean"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_of_with_what_was_written() {
    let folder = bundle();
    for arguments in [
        &["WindowsUpdate.log"][..],
        &["-f", "json", "WindowsUpdate.log"],
        &["rules", "list", "-f", "json"],
        &["rules", "schema"],
        &["rules", "new", "contoso/a", "--from", "WindowsUpdate.log:1"],
        &["--help"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = command(folder.path())
            .args(arguments)
            .stdout(full)
            .output()
            .unwrap();
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(
            told.starts_with("wutriage: cannot write to standard output: "),
            "{arguments:?}: {told}"
        );
    }
}

/// Every command with those below it, as words: `["rules", "lint"]`.
const COMMANDS: [&[&str]; 14] = [
    &[],
    &["scan"],
    &["fix"],
    &["explain"],
    &["rules"],
    &["rules", "new"],
    &["rules", "lint"],
    &["rules", "test"],
    &["rules", "list"],
    &["rules", "show"],
    &["rules", "schema"],
    &["timeline"],
    &["inspect"],
    &["why"],
];

/// The subcommands that a help lists.
fn listed(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    // What goes on of a description stands further in.
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names
        .filter(|name| !name.is_empty() && *name != "help")
        .collect()
}

#[test]
fn the_help_of_every_command_has_examples_and_exit_codes() {
    let folder = bundle();
    for words in COMMANDS {
        let output = run(folder.path(), &[words, &["--help"]].concat());
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        let help = text(&output.stdout);
        for part in ["Examples:\n  wutriage ", "\nExit codes:\n  0  ", "\n  2  "] {
            assert!(help.contains(part), "{words:?} has no {part:?}\n{help}");
        }
        for name in listed(help) {
            let below = [words, &[name]].concat();
            assert!(COMMANDS.contains(&below.as_slice()), "{below:?}");
        }
    }
}

/// The arguments of the examples in a help that need no file: quotes gone, without what a shell or a reader is told.
fn examples(help: &str) -> Vec<Vec<&str>> {
    let lines = help
        .lines()
        .filter_map(|line| line.strip_prefix("  wutriage "));
    let alone = lines.filter(|line| {
        let files = [
            "collected/",
            ".log",
            ".zip",
            "my-rules",
            "site-rules",
            ".yaml",
        ];
        !files.iter().any(|file| line.contains(file))
    });
    alone
        .map(|line| {
            let command = line
                .split("  ")
                .next()
                .unwrap()
                .split(" > ")
                .next()
                .unwrap();
            let parts = command.split('\'').enumerate();
            parts
                .flat_map(|(number, part)| match number % 2 {
                    0 => part.split_whitespace().collect(),
                    _ => vec![part],
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_examples_of_every_command_do_what_they_say() {
    let folder = bundle();
    let mut tried = 0;
    for words in COMMANDS {
        let output = run(folder.path(), &[words, &["--help"]].concat());
        for arguments in examples(text(&output.stdout)) {
            let output = run(folder.path(), &arguments);
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
            assert!(!output.stdout.is_empty(), "{arguments:?}");
            tried += 1;
        }
    }
    assert!(tried >= 15, "only {tried} examples were tried");
}

#[test]
fn help_lists_every_flag_and_gives_examples() {
    let folder = bundle();
    let check = |arguments: &[&str], flags: &[&str]| {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0));
        let help = text(&output.stdout);
        for flag in flags {
            assert!(help.contains(flag), "{arguments:?} does not show {flag}");
        }
        assert!(help.contains("Examples:") && help.contains("Exit codes:"));
    };
    let input = [
        "--rules",
        "--no-default-rules",
        "-j, --threads",
        "--no-mmap",
        "--strict",
        "--tz",
        "-q, --quiet",
    ];
    let scan = [
        "-f, --format",
        "-o, --output",
        "--fail-on",
        "--evidence",
        "--color",
    ];
    check(
        &["--help"],
        &[
            &input[..],
            &scan[..],
            &["scan", "fix", "explain", "--version"],
        ]
        .concat(),
    );
    check(&["scan", "--help"], &[&input[..], &scan[..]].concat());
    check(
        &["fix", "--help"],
        &[&input[..], &["--dir", "--force", "--include"]].concat(),
    );
    check(&["explain", "--help"], &["--rules", "--no-default-rules"]);
}

#[test]
fn the_version_is_the_package_version() {
    let output = run(bundle().path(), &["--version"]);
    assert_eq!(
        text(&output.stdout),
        concat!("wutriage ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn a_log_without_a_problem_is_0() {
    let folder = bundle();
    for arguments in [&["WindowsUpdate.log"][..], &["scan", "WindowsUpdate.log"]] {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("No known problem was found in what was read"));
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn json_is_the_report_whatever_the_terminal() {
    let folder = bundle();
    let output = run(
        folder.path(),
        &["-f", "json", "--color", "always", "WindowsUpdate.log"],
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["schema"], "wutriage/report/1");
    assert_eq!(
        report["machines"][0]["inputs"][0]["path"],
        "WindowsUpdate.log"
    );
}

#[test]
fn one_run_writes_to_the_screen_and_to_files() {
    let folder = bundle();
    let output = run(
        folder.path(),
        &["WindowsUpdate.log", "-o", "a.json", "-o", "b.JSON"],
    );
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("Machine"));
    assert!(text(&output.stderr).contains("wrote a.json"));
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("a.json").starts_with(b"{"));
    assert_eq!(read("a.json"), read("b.JSON"));
}

#[test]
fn a_file_that_cannot_be_written_is_2() {
    check_refused(
        &["WindowsUpdate.log", "-o", "no/such/folder.json"],
        "folder.json",
    );
}

#[test]
fn quiet_leaves_only_the_answer() {
    let folder = bundle();
    let output = run(folder.path(), &["-q", "WindowsUpdate.log", "-o", "a.json"]);
    assert!(output.stderr.is_empty());
    let screen = text(&output.stdout);
    assert!(screen.contains("No known problem was found") && !screen.contains("knowledge as of"));
}

#[test]
fn standard_input_is_a_log() {
    let folder = bundle();
    let mut child = command(folder.path())
        .args(["-f", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(LOG.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["machines"][0]["inputs"][0]["bytes"], LOG.len());
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let folder = bundle();
    let coloured = |arguments: &[&str], no_color: bool| {
        let mut command = command(folder.path());
        if no_color {
            command.env("NO_COLOR", "1");
        }
        let output = command
            .args(arguments)
            .arg("WindowsUpdate.log")
            .output()
            .unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured(&[], false), "a pipe is no terminal");
    assert!(!coloured(&["--color", "never"], false));
    assert!(!coloured(&[], true));
    assert!(coloured(&["--color", "always"], false));
    assert!(
        coloured(&["--color", "always"], true),
        "what is asked for by name wins"
    );
}

#[test]
fn a_pipe_is_80_columns_wide_unless_the_environment_says_otherwise() {
    let folder = bundle();
    let widest = |columns: Option<&str>| {
        let mut command = command(folder.path());
        if let Some(columns) = columns {
            command.env("COLUMNS", columns);
        }
        let output = command.args(["explain", "12007"]).output().unwrap();
        let lines = text(&output.stdout).lines();
        lines.map(|line| line.chars().count()).max().unwrap()
    };
    // Text that is long enough nearly fills the lines.
    for (columns, width) in [(None, 80), (Some("40"), 40), (Some("100"), 100)] {
        let widest = widest(columns);
        assert!(
            (width - 10..=width).contains(&widest),
            "{widest} of {width}"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = bundle();
    for format in ["json", "table"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let status = command(folder.path())
            .args(["-f", format, "WindowsUpdate.log"])
            .stdout(writer)
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(0), "{format}");
    }
}

#[test]
fn explain_takes_any_spelling_and_is_1_for_what_it_does_not_know() {
    let folder = bundle();
    for query in ["80072EE7", "0x80072ee7", "-2147012889", "12007"] {
        let output = run(folder.path(), &["explain", query]);
        assert_eq!(output.status.code(), Some(0), "{query}");
        assert!(!output.stdout.is_empty(), "{query}");
    }
    let output = run(folder.path(), &["explain", "unknown/thing"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).contains("'unknown/thing'"));
}

#[test]
fn a_name_cannot_steer_the_terminal_through_a_message() {
    let folder = bundle();
    let output = run(folder.path(), &["explain", "unknown\u{1b}[2J"]);
    assert!(text(&output.stderr).contains("\\x1b[2J"));
    assert!(!output.stderr.contains(&0x1b));
}

#[test]
fn a_healthy_machine_gets_no_script() {
    let folder = bundle();
    let output = run(folder.path(), &["fix", "WindowsUpdate.log", "--dir", "fix"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("nothing to mend"));
    assert!(!folder.path().join("fix").exists());
}

#[test]
fn asking_for_a_fix_that_nothing_here_needs_is_told() {
    let folder = bundle();
    let stderr = |more: &[&str]| {
        let fix = ["fix", "WindowsUpdate.log", "--dir", "fix", "--include"];
        let output = run(folder.path(), &[&fix[..], more].concat());
        assert_eq!(output.status.code(), Some(0));
        text(&output.stderr).to_owned()
    };
    for id in ["flush-dns", "network/dns-name-not-resolved"] {
        let told = format!("wutriage: '{id}' is not part of any fix here\n");
        assert_eq!(stderr(&[id]), told);
        assert_eq!(stderr(&[id, "--quiet"]), "");
    }
}

#[test]
fn a_line_that_is_too_wide_for_the_terminal_is_a_path_or_a_command() {
    let folder = bundle();
    let name = "a-long-name-of-a-log-that-has-no-room-on-a-page-of-forty-columns.etl";
    write_trace(&folder.path().join(name));
    let mut command = command(folder.path());
    let output = command.env("COLUMNS", "40").arg(".").output().unwrap();
    let lines = text(&output.stdout).lines();
    let wide: Vec<_> = lines.filter(|line| line.chars().count() > 40).collect();
    assert_eq!(wide, [format!("    ./{name}")]);
}
