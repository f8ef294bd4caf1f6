//! What is wrong with the text of a script, whichever shell it is for.

/// Everything that is wrong; empty for sound text.
pub(crate) fn problems(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(bad) = script.chars().find(|c| !c.is_ascii()) {
        found.push(format!("{bad:?} is not ASCII"));
    }
    if script.replace("\r\n", "").contains(['\r', '\n']) {
        found.push("a line end is not CRLF".into());
    }
    found
}
