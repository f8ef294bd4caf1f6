//! Values as YAML that reads back as the same text, however hostile.

use std::fmt::Write as _;

/// A scalar in single quotes, in which everything stands for itself; in double quotes where that cannot be.
pub(super) fn scalar(text: &str) -> String {
    if text.chars().all(is_plain) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        escaped(text)
    }
}

/// The text as the value of a key that is moved in by `indent` columns, its own line ends kept: a block where it can be.
pub(super) fn block(text: &str, indent: usize) -> String {
    let blank_first = text
        .lines()
        .next()
        .is_none_or(|line| line.trim().is_empty());
    let plain = text
        .chars()
        .all(|it| is_plain(it) || matches!(it, '\n' | '\t'));
    if blank_first || !plain || !text.ends_with('\n') || text.ends_with("\n\n") {
        return escaped(text);
    }
    // A first line that begins with blanks would be taken for the block's indentation.
    let indicator = if text.starts_with([' ', '\t']) {
        "2"
    } else {
        ""
    };
    let before = " ".repeat(indent + 2);
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("\n{before}{line}"),
    });
    format!("|{indicator}{}", lines.collect::<String>())
}

/// What is visible and means nothing else in YAML or on a terminal.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~') || (!character.is_ascii() && character.is_alphanumeric())
}

fn escaped(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        let _ = match character {
            '\n' => write!(quoted, "\\n"),
            '\t' => write!(quoted, "\\t"),
            '"' | '\\' => write!(quoted, "\\{character}"),
            plain if is_plain(plain) => write!(quoted, "{plain}"),
            other => write!(quoted, "\\U{:08X}", u32::from(other)),
        };
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let written = format!("a:\n  b: {}\n", block(text, 2));
        let read: serde_yaml::Value = serde_yaml::from_str(&written).unwrap();
        assert_eq!(read["a"]["b"].as_str(), Some(text), "{written}");
        let written = format!("a: {}\n", scalar(text));
        let read: serde_yaml::Value = serde_yaml::from_str(&written).unwrap();
        assert_eq!(read["a"].as_str(), Some(text), "{written}");
    }

    #[test]
    fn whatever_is_written_reads_back() {
        for text in [
            "one\n",
            "one\n  two\n\nthree\n",
            "  moved in\nleft\n",
            "\ttab\n",
            "\n\n",
            "no end",
            "two ends\n\n",
            "it's \"quoted\" \\ # not: a comment\n",
            "- item\n? key\n--- \n...\n",
            "bell \u{7} and \u{202e} and \u{feff}\r\n",
            "trailing blanks  \n\u{e4}\u{4e00}\n",
            "'",
            "",
        ] {
            check(text);
        }
    }
}
