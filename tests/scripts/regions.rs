//! Whether each change in a script has all its pieces, in PowerShell (`#region`) and in batch files (`rem region`).

/// The pieces of a change, in their order.
pub(crate) const PIECES: [&str; 5] = ["check", "backup", "undo", "apply", "verify"];

/// The parts of a script that change something, each the text of one function or subroutine.
fn parts(script: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for line in script.lines() {
        if line.starts_with("# operation ") || line.starts_with(":part_") {
            parts.push(String::new());
            open = true;
        } else if line.starts_with("#endregion step")
            || line.starts_with("rem ---- ")
            || line.starts_with("function Invoke-Step") && !line.contains("Part")
        {
            open = false;
        }
        if open && let Some(part) = parts.last_mut() {
            part.push_str(line.trim());
            part.push('\n');
        }
    }
    parts.retain(|part| part.contains("Approve-Change") || part.contains("call :may_change"));
    parts
}

/// How many changes the script has.
pub(crate) fn changes(script: &str) -> usize {
    parts(script).len()
}

/// What is missing: a piece that is not there or does nothing.
pub(crate) fn incomplete(script: &str) -> Vec<String> {
    let mut missing = Vec::new();
    for part in parts(script) {
        for piece in PIECES {
            if !region(&part, piece).is_some_and(|lines| acts(piece, &lines)) {
                missing.push(format!("no {piece} in\n{part}"));
            }
        }
    }
    missing
}

/// Pieces that are not in their order: the record for undo comes before the change.
pub(crate) fn out_of_order(script: &str) -> Vec<String> {
    parts(script)
        .into_iter()
        .filter(|part| {
            let places: Vec<_> = PIECES
                .iter()
                .map(|piece| part.find(&format!("region {piece}\n")))
                .collect();
            !places.is_sorted()
        })
        .collect()
}

/// The script without what is inside one kind of region.
pub(crate) fn strip(script: &str, piece: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in script.lines() {
        let marker = line.trim();
        inside = inside && !marker.ends_with(&format!("endregion {piece}"));
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
        inside = inside
            || marker == format!("#region {piece}")
            || marker == format!("rem region {piece}");
    }
    kept
}

fn region(part: &str, piece: &str) -> Option<String> {
    let (_, rest) = part.split_once(&format!("region {piece}\n"))?;
    let (lines, _) = rest.split_once(&format!("endregion {piece}\n"))?;
    Some(
        lines
            .trim_end_matches('#')
            .trim_end_matches("rem ")
            .to_owned(),
    )
}

/// Whether a piece does what its name says.
fn acts(piece: &str, lines: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|word| lines.contains(word));
    match piece {
        "check" => any(&["return", "throw", "Assert-", "goto nothing_", "exit /b 1"]),
        "backup" => any(&[
            "Export-Key",
            "Save-Text",
            "Copy-",
            "$before =",
            "$backup =",
            "%RECORD%",
            "Kept as",
        ]),
        "undo" => any(&[
            "Save-Undo ",
            "Save-ServiceUndo ",
            "Save-ProxyUndo",
            "%RECORD%\\undo-",
        ]),
        "verify" => any(&[
            "Assert-That ",
            "Assert-Helped ",
            "Invoke-Native ",
            "exit /b 1",
        ]),
        _ => !lines.trim().is_empty(),
    }
}
