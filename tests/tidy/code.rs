//! Rust source as far as tidiness needs it: code without comments, strings and tests, and the modules it names.

use std::collections::BTreeSet;

/// The text without test modules, comments, and the insides of strings.
pub(crate) fn code(text: &str) -> String {
    let text = without_tests(text);
    text.lines().map(|line| bare(line) + "\n").collect()
}

/// A line without its comment and without what is between quotes.
fn bare(line: &str) -> String {
    let mut kept = String::new();
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted => {
                characters.next();
            }
            '"' if kept.ends_with('\'') && characters.peek() == Some(&'\'') => {}
            '"' => quoted = !quoted,
            '/' if !quoted && characters.peek() == Some(&'/') => break,
            other if !quoted => kept.push(other),
            _ => {}
        }
    }
    kept
}

/// The text without its inline test modules.
pub(crate) fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let opens = |next: &&str| next.starts_with("mod ") && next.ends_with('{');
        if line == "#[cfg(test)]" && lines.peek().is_some_and(opens) {
            lines.by_ref().find(|line| *line == "}");
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The modules named after `crate::`, in groups too; a name that begins with a capital is the crate's error.
pub(crate) fn used_modules(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (_, rest) in code
        .match_indices("crate::")
        .map(|(at, found)| code.split_at(at + found.len()))
    {
        match rest.strip_prefix('{') {
            Some(group) => used.extend(group_heads(group)),
            None => used.extend(identifier(rest)),
        }
    }
    used.into_iter()
        .map(|name| {
            if name.starts_with(char::is_uppercase) {
                "error".into()
            } else {
                name
            }
        })
        .collect()
}

/// The first identifier of each item in a group whose opening brace is already read.
fn group_heads(group: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut expects_head = true;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_head = true,
            other if expects_head && !other.is_whitespace() => {
                heads.extend(identifier(&group[at..]));
                expects_head = false;
            }
            _ => {}
        }
    }
    heads
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}
