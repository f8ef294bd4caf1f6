//! `{"Version":"1.6.0.0","ProfileName":"FindRollbackFailure","SystemInfo":{...},"FailureData":["Error: ...", ...]}`
//!
//! Times are `/Date(1715670000000+0200)/`: milliseconds since 1970 UTC, the offset only for display.

use memchr::memmem;
use serde_json::Value;

use super::verdict::Verdict;

/// Whether the text has the names of the results.
pub(super) fn is_told(text: &[u8]) -> bool {
    [&b"\"ProfileName\""[..], b"\"ProfileGuid\""]
        .iter()
        .all(|name| memmem::find(text, name).is_some())
}

/// Every value, if the text is whole.
pub(super) fn read(text: &[u8]) -> Option<Verdict> {
    let root = serde_json::from_slice(text.trim_ascii()).ok()?;
    let mut verdict = Verdict {
        end: text.len(),
        ..Verdict::default()
    };
    collect("", &root, &mut verdict);
    Some(verdict)
}

/// The parser bounds the depth.
fn collect(name: &str, value: &Value, verdict: &mut Verdict) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| collect(name, value, verdict)),
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, verdict)),
        Value::String(text) => verdict.push(name, text),
        Value::Number(number) => verdict.push(name, &number.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_objects_give_their_values() {
        let verdict = read(br#"{"ProfileName":"A","SystemInfo":{"MachineName":"PC1","X":null},"FailureData":["1",""," 2"]}"#).unwrap();
        let got: Vec<_> = verdict
            .pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            got,
            [
                ("ProfileName", "A"),
                ("MachineName", "PC1"),
                ("FailureData", "1"),
                ("FailureData", "2")
            ]
        );
        assert!(read(b"{\"ProfileName\":").is_none());
    }
}
