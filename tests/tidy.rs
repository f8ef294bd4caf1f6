//! Rules about the project's own text that neither the compiler nor clippy holds: who may use whom, what is kept out of
//! the library, and how files look. Each rule is a function over text that gives what is wrong, tried on an example that
//! breaks it before it is tried on the project.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "helpers of tests fail as tests do, and read files whose names are known"
)]

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/tree.rs"]
mod tree;

use code::{code, used_modules, without_tests};
use tree::{Source, files_below, folders_and_files, read, sources};

/// Which modules a module may use, itself aside. No row uses a later one. `cli` is the binary's and may use everything.
const MAY_USE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("code", &["error"]),
    ("time", &["error"]),
    ("text", &["error"]),
    ("record", &["error", "code", "time"]),
    ("report", &["error", "code", "time", "record"]),
    ("plan", &["error", "code"]),
    ("source", &["error", "text", "record"]),
    (
        "format",
        &["error", "code", "time", "text", "record", "source"],
    ),
    (
        "rule",
        &["error", "code", "time", "record", "report", "plan"],
    ),
    (
        "engine",
        &[
            "error", "code", "time", "record", "report", "source", "format", "rule",
        ],
    ),
    ("remedy", &["error", "report", "plan", "rule"]),
    (
        "author",
        &[
            "error", "code", "time", "text", "record", "report", "plan", "source", "format",
            "rule", "engine",
        ],
    ),
    ("output", &["error", "code", "time", "report", "plan"]),
    ("script", &["error", "plan"]),
];

/// Words of code that belong in `cli` and `main.rs` alone: standard streams, the environment, the clock, the end.
const SHELL_ONLY: &[&str] = &[
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "dbg!",
    "stdin()",
    "stdout()",
    "stderr()",
    "env::var",
    "env::var_os",
    "env::vars",
    "env::args",
    "process::exit",
    "process::abort",
    "SystemTime::now",
    "Instant::now",
];

/// Longest file in lines, tests not counted.
const LONGEST_FILE: usize = 400;
/// Longest function in lines.
const LONGEST_FUNCTION: usize = 60;
/// Files that are tables of data and may be longer.
const DATA_TABLES: &[&str] = &[];

#[test]
fn modules_use_only_what_lies_before_them() {
    for (number, (module, uses)) in MAY_USE.iter().enumerate() {
        let earlier: Vec<_> = MAY_USE[..number].iter().map(|(name, _)| *name).collect();
        let wrong: Vec<_> = uses.iter().filter(|used| !earlier.contains(used)).collect();
        assert!(
            wrong.is_empty(),
            "the row of {module} uses later rows: {wrong:?}"
        );
    }
    check_rule(|source| match source.module() {
        "cli" | "main" | "lib" => Vec::new(),
        module => forbidden_uses(module, &source.text),
    });
}

#[test]
fn the_checker_of_modules_sees_every_way_to_name_one() {
    let found = |text| forbidden_uses("output", text);
    assert_eq!(found("use crate::engine::gate;").len(), 1);
    assert_eq!(
        found("use crate::{report::{Report, State}, rule, source::Bundle};").len(),
        2
    );
    assert_eq!(found("use crate::{\n    report,\n    engine,\n};").len(), 1);
    assert_eq!(found("fn f(x: &crate::rule::RuleSet) {}").len(), 1);
    assert_eq!(
        found("#[cfg(test)]\nmod tests {\n    use crate::engine;\n}\n").len(),
        0
    );
    assert_eq!(
        found("/// See [`crate::engine`].\nuse crate::{Error, report};").len(),
        0
    );
    assert_eq!(forbidden_uses("error", "use crate::Error;").len(), 0);
    assert_eq!(forbidden_uses("plan", "use crate::time;").len(), 1);
    assert_eq!(
        forbidden_uses("new_module", "").len(),
        1,
        "a module needs a row"
    );
}

#[test]
fn unsafe_code_is_in_one_file() {
    check_rule(|source| match source.path.as_str() {
        "src/source/map.rs" => Vec::new(),
        _ => words_found(&source.text, &["unsafe"]),
    });
    assert_eq!(words_found("let x = unsafe { y() };", &["unsafe"]).len(), 1);
    let harmless = "// unsafe\nfn is_unsafe() -> &'static str { \"unsafe\" }\n";
    assert_eq!(words_found(harmless, &["unsafe"]).len(), 0);
}

#[test]
fn the_library_does_not_print_exit_or_look_around() {
    check_rule(|source| {
        if source.is_shell() {
            Vec::new()
        } else {
            words_found(&source.text, SHELL_ONLY)
        }
    });
    for word in SHELL_ONLY {
        assert_eq!(
            words_found(&format!("    std::{word};"), SHELL_ONLY).len(),
            1,
            "{word}"
        );
    }
}

#[test]
fn every_file_says_what_it_is_and_is_not_too_long() {
    check_rule(|source| missing_doc(&source.text));
    check_rule(|source| {
        if DATA_TABLES.contains(&source.path.as_str()) {
            Vec::new()
        } else {
            too_long(&source.text)
        }
    });
    assert_eq!(missing_doc("use std::fs;\n").len(), 1);
    assert_eq!(missing_doc("//! Reads.\n").len(), 0);
    assert_eq!(too_long(&"x;\n".repeat(LONGEST_FILE + 1)).len(), 1);
    assert_eq!(too_long(&"x;\n".repeat(LONGEST_FILE)).len(), 0);
}

#[test]
fn no_function_is_too_long() {
    check_rule(|source| long_functions(&source.text));
    let function = |lines| {
        format!(
            "    pub(super) const fn f() {{\n{}    }}\n",
            "        x;\n".repeat(lines)
        )
    };
    assert_eq!(long_functions(&function(LONGEST_FUNCTION)).len(), 1);
    assert_eq!(long_functions(&function(LONGEST_FUNCTION - 2)).len(), 0);
    let declared = function(LONGEST_FUNCTION).replace("() {\n", "();\n");
    assert_eq!(long_functions(&declared).len(), 0);
}

#[test]
fn text_files_have_plain_line_ends() {
    for path in files_below("") {
        let known = ["rs", "toml", "md", "yaml", "yml", "tsv", "lock", "run"];
        let name = path.rsplit(['.', '/']).next().unwrap_or_default();
        if known.contains(&name) && !path.starts_with("fixtures/") {
            let wrong = untidy_lines(&read(&path));
            assert!(wrong.is_empty(), "{path}: {wrong:?}");
        }
    }
    assert_eq!(untidy_lines("a\r\nb\n").len(), 1);
    assert_eq!(untidy_lines("a \nb\t\n").len(), 2);
    assert_eq!(untidy_lines("a").len(), 1);
    assert_eq!(untidy_lines("a\n\nb\n").len(), 0);
}

#[test]
fn every_rule_folder_has_rules() {
    let (folders, files) = folders_and_files("rules");
    assert_eq!(empty_folders(&folders, &files), Vec::<String>::new());
    let list = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let folders = list(&["rules/tls", "rules/wsus", "rules/tls-old"]);
    let files = list(&["rules/tls/a.yaml", "rules/wsus.yaml"]);
    assert_eq!(
        empty_folders(&folders, &files),
        list(&["rules/wsus", "rules/tls-old"])
    );
}

/// Runs a checker over every source file, tests-only files aside, and fails with all that it finds.
fn check_rule(checker: impl Fn(&Source) -> Vec<String>) {
    let sources = sources();
    assert!(sources.len() > 10, "the project's sources were not found");
    let wrong: Vec<_> = sources
        .iter()
        .flat_map(|source| {
            let found = checker(source);
            found.into_iter().map(|it| format!("{}: {it}", source.path))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Modules that a file of `module` uses and may not.
fn forbidden_uses(module: &str, text: &str) -> Vec<String> {
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
        return vec![format!("{module} has no row in the table of modules")];
    };
    let used = used_modules(&code(text)).into_iter();
    used.filter(|used| used != module && !allowed.contains(&used.as_str()))
        .map(|used| format!("{module} may not use {used}"))
        .collect()
}

/// Lines of code, comments and strings aside, that have one of the words as a word of its own.
fn words_found(text: &str, words: &[&str]) -> Vec<String> {
    let code = code(text);
    let has = |line: &str, word: &str| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !inside(before) && !inside(after)
        })
    };
    let lines = code
        .lines()
        .filter(|line| words.iter().any(|word| has(line, word)));
    lines.map(|line| line.trim().to_owned()).collect()
}

fn missing_doc(text: &str) -> Vec<String> {
    if text.starts_with("//!") {
        Vec::new()
    } else {
        vec!["has no module documentation".into()]
    }
}

fn too_long(text: &str) -> Vec<String> {
    match without_tests(text).lines().count() {
        0..=LONGEST_FILE => Vec::new(),
        lines => vec![format!("has {lines} lines")],
    }
}

/// Functions that take too many lines, from the line of `fn` to the closing brace in the same column.
fn long_functions(text: &str) -> Vec<String> {
    let text = without_tests(text);
    let lines: Vec<_> = text.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_function(line))
    {
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[start..]
            .iter()
            .position(|line| *line == end)
            .unwrap_or(0)
            + 1;
        if length > LONGEST_FUNCTION {
            long.push(format!("{} has {length} lines", line.trim()));
        }
    }
    long
}

fn is_function(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let qualifier = |word: &&str| {
        word.starts_with("pub") || ["const", "unsafe", "async", "extern"].contains(word)
    };
    // What a trait only declares has no body.
    words.find(|word| !qualifier(word)) == Some("fn") && !line.ends_with(';')
}

/// Lines with a carriage return or a space at the end, and a missing end of the last one.
fn untidy_lines(text: &str) -> Vec<String> {
    let lines = text.split('\n').enumerate();
    let mut wrong: Vec<_> = lines
        .filter(|(_, line)| line.ends_with(['\r', ' ', '\t']))
        .map(|(number, _)| format!("line {} ends in a space or carriage return", number + 1))
        .collect();
    if !text.is_empty() && !text.ends_with('\n') {
        wrong.push("the last line has no end".into());
    }
    wrong
}

fn empty_folders(folders: &[String], files: &[String]) -> Vec<String> {
    let is_empty = |folder: &&String| {
        !files
            .iter()
            .any(|file| file.starts_with(&format!("{folder}/")))
    };
    folders.iter().filter(is_empty).cloned().collect()
}
