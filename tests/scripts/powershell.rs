//! What is wrong with a PowerShell script, as far as that can be told without running it.

use std::collections::BTreeSet;

use tree_sitter::{Node, Parser};

/// Commands a script may use beside its own functions.
const COMMANDS: [&str; 36] = [
    "Add-Content",
    "ConvertFrom-Json",
    "ConvertTo-Json",
    "Copy-Item",
    "ForEach-Object",
    "Format-List",
    "Format-Table",
    "Get-Acl",
    "Get-AuthenticodeSignature",
    "Get-BitsTransfer",
    "Get-ChildItem",
    "Get-CimInstance",
    "Get-Content",
    "Get-Date",
    "Get-HotFix",
    "Get-Item",
    "Get-ItemProperty",
    "Get-Process",
    "Get-ScheduledTask",
    "Get-Service",
    "Import-Certificate",
    "Join-Path",
    "New-Item",
    "New-Object",
    "Out-String",
    "Remove-BitsTransfer",
    "Remove-Item",
    "Rename-Item",
    "Select-Object",
    "Set-Content",
    "Sort-Object",
    "Split-Path",
    "Start-Sleep",
    "Start-Transcript",
    "Stop-Transcript",
    "Test-Path",
];

const SPEECH: [&str; 3] = ["Where-Object", "Write-Host", "Write-Warning"];

/// Scopes that may stand before a colon in an expandable string.
const SCOPES: [&str; 4] = ["env:", "script:", "global:", "using:"];

/// Everything that is wrong; empty for a sound script.
pub(crate) fn problems(script: &str) -> Vec<String> {
    let mut found = super::text::problems(script);
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .expect("the grammar loads");
    let tree = parser.parse(script, None).expect("a tree");
    let own: BTreeSet<&str> = script
        .lines()
        .filter_map(|line| line.strip_prefix("function ")?.strip_suffix(" {"))
        .collect();
    let mut invoked = 0;
    walk(tree.root_node(), &mut |node| {
        let text = script.get(node.byte_range()).unwrap_or_default();
        let line = node.start_position().row + 1;
        if node.is_error() || node.is_missing() {
            found.push(format!("line {line} does not parse: {text:.60}"));
        }
        match node.kind() {
            "try_statement" if !has_child(node, &["catch_clauses", "finally_clause"]) => {
                found.push(format!("line {line}: try without catch or finally"));
            }
            "expandable_string_literal" | "expandable_here_string_literal" => {
                found.extend(
                    colon_after_name(text).map(|name| format!("line {line}: {name} in a string")),
                );
            }
            "&&" | "||" | "??" | "??=" | "pipeline_chain_tail" | "ternary_expression" => {
                found.push(format!(
                    "line {line}: {text} is not in Windows PowerShell 5.1"
                ));
            }
            "command_name" if !known(text, &own) => {
                found.push(format!("line {line}: command not on the list: {text}"));
            }
            "command_invokation_operator" => {
                invoked += usize::from(
                    !script
                        .lines()
                        .nth(line - 1)
                        .is_some_and(|it| it.contains("& $path $Arguments")),
                );
            }
            _ => {}
        }
    });
    if invoked > 0 {
        found.push("something is invoked by a value".into());
    }
    found
}

fn known(command: &str, own: &BTreeSet<&str>) -> bool {
    COMMANDS.contains(&command) || SPEECH.contains(&command) || own.contains(command)
}

fn walk<'tree>(node: Node<'tree>, visit: &mut impl FnMut(Node<'tree>)) {
    visit(node);
    for index in 0..node.child_count() {
        if let Some(child) = node.child(index) {
            walk(child, visit);
        }
    }
}

fn has_child(node: Node<'_>, kinds: &[&str]) -> bool {
    (0..node.child_count())
        .filter_map(|index| node.child(index))
        .any(|child| kinds.contains(&child.kind()))
}

/// `$name:` in an expandable string, where PowerShell sees a drive or scope.
fn colon_after_name(text: &str) -> Option<String> {
    text.split('$').skip(1).find_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let (name, tail) = rest.split_at(end);
        let with_colon = format!("{name}:");
        let bad =
            !name.is_empty() && tail.starts_with(':') && !SCOPES.contains(&with_colon.as_str());
        bad.then(|| format!("${with_colon}"))
    })
}
