//! Which helper files a script needs: those that define a function it calls, and what these call in turn.

use std::collections::BTreeSet;

/// The helper files in the order in which a script has them.
const FILES: [&str; 16] = [
    include_str!("helpers/core.ps1"),
    include_str!("helpers/guards.ps1"),
    include_str!("helpers/record.ps1"),
    include_str!("helpers/registry.ps1"),
    include_str!("helpers/service.ps1"),
    include_str!("helpers/rename.ps1"),
    include_str!("helpers/hosts.ps1"),
    include_str!("helpers/proxy.ps1"),
    include_str!("helpers/network.ps1"),
    include_str!("helpers/scan.ps1"),
    include_str!("helpers/bits.ps1"),
    include_str!("helpers/task.ps1"),
    include_str!("helpers/certificate.ps1"),
    include_str!("helpers/package.ps1"),
    include_str!("helpers/system.ps1"),
    include_str!("helpers/show.ps1"),
];

/// What a record for -Undo is called, and the function that puts it back.
const UNDO: [(&str, &str); 9] = [
    ("nothing", "Undo-Nothing"),
    ("registry", "Undo-Registry"),
    ("service-start", "Undo-ServiceStart"),
    ("service-state", "Undo-ServiceState"),
    ("rename", "Undo-Rename"),
    ("hosts", "Undo-Hosts"),
    ("task", "Undo-Task"),
    ("certificate", "Undo-Certificate"),
    ("update-service", "Undo-UpdateService"),
];

/// The helpers for a script's body, with the function that undoes the kinds of change it makes.
pub(super) fn needed(body: &str) -> String {
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    let mut text = body.to_owned() + &dispatch(body);
    loop {
        let called: BTreeSet<&str> = words(&text).collect();
        let more: Vec<usize> = (0..)
            .zip(FILES)
            .filter(|(index, file)| {
                !chosen.contains(index) && defines(file).any(|name| called.contains(name))
            })
            .map(|(index, _)| index)
            .collect();
        if more.is_empty() {
            break;
        }
        chosen.extend(more);
        text = helpers(&chosen) + body;
        text += &dispatch(&text);
    }
    let helpers = helpers(&chosen);
    let dispatch = dispatch(&(helpers.clone() + body));
    helpers + &dispatch
}

fn helpers(chosen: &BTreeSet<usize>) -> String {
    chosen
        .iter()
        .filter_map(|index| FILES.get(*index))
        .flat_map(|file| [*file, "\n"])
        .collect()
}

/// The function that -Undo calls for each line of its record.
fn dispatch(text: &str) -> String {
    let clauses: String = UNDO
        .into_iter()
        .filter(|(kind, _)| text.contains(&format!("Save-Undo '{kind}'")))
        .map(|(kind, function)| {
            format!("        '{kind}' {{\n            {function} $Entry.data\n        }}\n")
        })
        .collect();
    format!(
        "#region undo dispatch
function Invoke-UndoEntry {{
    param($Entry)
    switch ($Entry.kind) {{
{clauses}        default {{
            throw 'this script did not make that change; use the copy of the script in the record folder'
        }}
    }}
}}
#endregion undo dispatch

"
    )
}

/// Names of the functions a helper file defines.
fn defines(file: &str) -> impl Iterator<Item = &str> {
    file.lines()
        .filter_map(|line| line.strip_prefix("function ")?.strip_suffix(" {"))
}

/// Everything that could be the name of a function.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_called_is_there() {
        let text = needed("Write-Say 'hello'\n");
        assert!(text.contains("function Write-Say"));
        assert!(!text.contains("function Rename-Aside"));
    }

    #[test]
    fn what_helpers_call_is_there_too() {
        let text = needed("Rename-Aside 'a' 'b'\nSave-Undo 'rename' @{ path = 'a' }\n");
        for name in [
            "Rename-Aside",
            "Undo-Rename",
            "Stop-OneService",
            "Save-Undo",
            "Undo-ServiceState",
        ] {
            assert!(text.contains(&format!("function {name} {{")), "{name}");
        }
    }

    #[test]
    fn every_kind_of_record_has_a_function_that_puts_it_back() {
        let all: String = FILES.concat();
        for (_, function) in UNDO {
            assert!(
                all.contains(&format!("function {function} {{")),
                "{function}"
            );
        }
    }
}
