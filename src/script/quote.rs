//! Quoting: the one place where text becomes part of a script.
//!
//! Actions hold printable ASCII and parameters are whitelisted, so nothing hostile should arrive here. These functions hold
//! all the same: whatever they are given, the result is one literal (or one line of `echo`) and nothing else.

/// A single-quoted PowerShell literal. PowerShell takes U+2018 to U+201B for quotes too; only printable ASCII is let through.
pub(super) fn powershell(text: &str) -> String {
    format!("'{}'", printable(text).replace('\'', "''"))
}

/// A PowerShell array of literals.
pub(super) fn powershell_list<I>(items: I) -> String
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let items: Vec<_> = items
        .into_iter()
        .map(|item| powershell(item.as_ref()))
        .collect();
    format!("@({})", items.join(", "))
}

/// Text for inside double quotes in a batch file.
pub(super) fn cmd_quoted(text: &str) -> String {
    printable(text).replace('"', "'").replace('%', "%%")
}

/// A double-quoted argument in a batch file; variables of Windows in it stay as they are written.
pub(super) fn cmd_argument(text: &str) -> String {
    let text = cmd_quoted(text);
    let slashes = text.len() - text.trim_end_matches('\\').len();
    format!("\"{text}{}\"", "\\".repeat(slashes))
}

/// A path in a batch file whose leading `%variable%` is expanded. Guards have seen the path; `%` elsewhere is doubled.
pub(super) fn cmd_path(path: &str) -> String {
    let known = [
        "%windir%",
        "%systemroot%",
        "%programdata%",
        "%allusersprofile%",
        "%systemdrive%",
    ];
    let lower = path.to_ascii_lowercase();
    let root = known
        .into_iter()
        .find(|root| lower.starts_with(root))
        .unwrap_or_default();
    let rest = path.get(root.len()..).unwrap_or_default();
    format!(
        "\"{root}{}",
        cmd_argument(rest)
            .split_at_checked(1)
            .map_or("\"", |(_, rest)| rest)
    )
}

/// Text for `echo`: nothing in it ends the line, opens a block or expands.
pub(super) fn cmd_echo(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in printable(text).chars() {
        match c {
            '%' => escaped.push_str("%%"),
            '"' => escaped.push('\''),
            '&' | '|' | '<' | '>' | '^' | '(' | ')' | '!' => escaped.extend(['^', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Text in a block comment of PowerShell or a README, in which `#>` must not end the comment.
pub(super) fn comment(text: &str) -> String {
    printable(text).replace("#>", "# >").replace("<#", "< #")
}

/// The text with everything but printable ASCII replaced by `?`.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, ' '..='~') { c } else { '?' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(got: &str, expected: &str) {
        assert_eq!(got, expected);
    }

    #[test]
    fn a_powershell_literal_cannot_be_left() {
        check(&powershell("a'; Remove-Item x"), "'a''; Remove-Item x'");
        check(&powershell("$(calc) `n"), "'$(calc) `n'");
        check(&powershell("a\u{2019}; calc\r\nb"), "'a?; calc??b'");
        check(&powershell_list(["a", "b'"]), "@('a', 'b''')");
    }

    #[test]
    fn a_cmd_argument_stays_one_argument() {
        check(&cmd_argument("a\" & del x"), "\"a' & del x\"");
        check(&cmd_argument("%PATH%"), "\"%%PATH%%\"");
        check(&cmd_argument("C:\\x\\"), "\"C:\\x\\\\\"");
    }

    #[test]
    fn a_cmd_path_expands_its_root_alone() {
        check(&cmd_path("%windir%\\a%b"), "\"%windir%\\a%%b\"");
        check(&cmd_path("%PATH%\\a"), "\"%%PATH%%\\a\"");
    }

    #[test]
    fn echo_ends_where_its_line_ends() {
        check(
            &cmd_echo("a & del (b) > c | %PATH% ^ \"x\"\n"),
            "a ^& del ^(b^) ^> c ^| %%PATH%% ^^ 'x'?",
        );
    }

    #[test]
    fn a_comment_is_not_closed_from_inside() {
        check(&comment("a #> b"), "a # > b");
    }
}
