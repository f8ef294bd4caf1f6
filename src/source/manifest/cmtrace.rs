//! `manifest.json` of a cmtrace-open bundle:
//! `{"collection":{"results":{"gaps":[{"artifactId":"configmgr-ccm-logs","category":"logs","status":"Missing"}]}}}`.

use serde::Deserialize;

use super::{Inventory, Missing};

/// The part of a manifest that is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Manifest {
    collection: Collection,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Collection {
    results: Results,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Results {
    gaps: Vec<Gap>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Gap {
    artifact_id: String,
    status: String,
}

/// Whether text that begins so is such a manifest.
pub(super) fn is_manifest(head: &str) -> bool {
    head.trim_start().starts_with('{')
        && ["collectorProfile", "cmtrace-", "\"collection\""]
            .iter()
            .any(|mark| head.contains(mark))
}

/// What the manifest says was not collected; nothing where it is cut off.
pub(super) fn manifest(text: &str) -> Inventory {
    let manifest: Manifest = serde_json::from_str(text).unwrap_or_default();
    let gaps = manifest.collection.results.gaps.into_iter();
    let missing = gaps.map(|gap| {
        let is_absent = gap.status.eq_ignore_ascii_case("missing");
        let reason = if is_absent {
            ": not on the machine"
        } else {
            ""
        };
        Missing::of(&gap.artifact_id, reason)
    });
    Inventory {
        missing: missing.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_missing() {
        let text = r#"{"collection":{"collectorProfile":"cmtrace-x","results":{"gaps":[
            {"artifactId":"configmgr-ccm-logs","category":"logs","status":"Missing"},
            {"artifactId":"proxy-settings","status":"Failed"}]}}}"#;
        assert!(is_manifest(text));
        let missing = manifest(text).missing.into_iter();
        assert_eq!(
            missing.map(|missing| missing.text).collect::<Vec<_>>(),
            [
                "CCM logs were not collected: not on the machine",
                "'proxy-settings' was not collected",
            ]
        );
        for end in 0..text.len() {
            manifest(text.get(..end).unwrap_or_default());
        }
    }
}
