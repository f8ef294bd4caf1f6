//! What is wrong with a batch file, as far as that can be told without running it.

use std::collections::BTreeSet;

/// A variable of Windows, which no script clears.
const SET_BY_WINDOWS: &str = "PROCESSOR_ARCHITEW6432";

/// What a line may begin with, after `if` conditions and redirections.
const COMMANDS: [&str; 35] = [
    "@echo",
    "bitsadmin.exe",
    "call",
    "choice.exe",
    "copy",
    "curl.exe",
    "dir",
    "dism.exe",
    "echo",
    "echo.",
    "exit",
    "find.exe",
    "findstr.exe",
    "fltmc.exe",
    "for",
    "goto",
    "gpupdate.exe",
    "ipconfig.exe",
    "md",
    "net.exe",
    "netsh.exe",
    "ping.exe",
    "rd",
    "reg.exe",
    "rem",
    "ren",
    "sc.exe",
    "set",
    "setlocal",
    "sfc.exe",
    "shift",
    "tasklist.exe",
    "type",
    "if",
    "not",
];

/// Everything that is wrong; empty for a sound script.
pub(crate) fn problems(script: &str) -> Vec<String> {
    let mut found = super::text::problems(script);
    let labels: Vec<&str> = script
        .lines()
        .filter_map(|line| line.strip_prefix(':'))
        .collect();
    let known: BTreeSet<&str> = labels.iter().copied().collect();
    if known.len() != labels.len() {
        found.push("a label is there twice".into());
    }
    found.extend(
        asked_for(script)
            .into_iter()
            .filter(|name| *name != SET_BY_WINDOWS && !script.contains(&format!("set \"{name}=\"")))
            .map(|name| format!("{name} may come from whoever started the script")),
    );
    for (number, line) in (1..).zip(script.lines()) {
        if line.is_empty() || line.starts_with(':') {
            continue;
        }
        found.extend(line_problems(line, &known).map(|it| format!("line {number}: {it}: {line}")));
    }
    found
}

/// Variables that the script asks for: what is in them must be its own.
fn asked_for(script: &str) -> BTreeSet<&str> {
    script
        .split("defined ")
        .skip(1)
        .filter_map(|rest| rest.split_whitespace().next())
        .collect()
}

fn line_problems(line: &str, labels: &BTreeSet<&str>) -> Option<String> {
    if line.matches('"').count() % 2 == 1 {
        return Some("a quote is left open".into());
    }
    let command = command(line);
    if !COMMANDS.contains(&command) {
        return Some(format!("command not on the list '{command}'"));
    }
    if command == "echo" && !plain_text(line) {
        return Some("operator in text".into());
    }
    targets(line)
        .into_iter()
        .find(|target| !labels.contains(target))
        .map(|target| format!("no label '{target}'"))
}

/// The command that a line runs, behind its conditions and redirections.
fn command(line: &str) -> &str {
    let mut words = words(line).into_iter();
    while let Some(word) = words.next() {
        match word {
            "if" | "not" | "/i" => {}
            "defined" | "exist" | "errorlevel" => {
                words.next();
            }
            word if word.contains("==") || word.starts_with('>') || word.starts_with("2>") => {}
            word if word.starts_with('%') => {
                words.nth(1);
            }
            word => return word,
        }
    }
    ""
}

/// Words, with quoted text kept whole.
fn words(line: &str) -> Vec<&str> {
    let mut quoted = false;
    line.split(|c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    })
    .filter(|word| !word.is_empty())
    .collect()
}

/// Whether no operator of the shell stands in the text, except behind a caret or inside quotes.
fn plain_text(line: &str) -> bool {
    let text = line.split_once("echo").map_or("", |(_, text)| text);
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '^' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '&' | '|' | '<' | '>' if !quoted => return false,
            _ => {}
        }
    }
    true
}

/// Labels that the line jumps to or calls.
fn targets(line: &str) -> Vec<&str> {
    let words = words(line);
    words
        .windows(2)
        .filter_map(|pair| match pair {
            ["goto", label] => Some(*label),
            ["call", label] => label.strip_prefix(':'),
            _ => None,
        })
        .collect()
}
