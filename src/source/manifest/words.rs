//! What a directive of a collector asked for, and why it failed, in words.
//!
//! Collectors write one and the same path in several ways: `%windir%\ccmsetup\logs\*.log` in Intune's `results.xml`,
//! `windir_ccmsetup_logs_log` in the names of its newer bundles. Compared are letters and digits alone. Meanings of the
//! codes: Microsoft's lists of Win32 errors.

/// Parts of a directive, letters and digits with `_` between them, and what they stand for.
const THINGS: [(&str, &str); 14] = [
    ("ccmsetup", "CCM setup logs"),
    ("ccm_logs", "CCM logs"),
    ("configmgr_ccm", "CCM logs"),
    ("logs_cbs", "CBS logs"),
    ("logs_dism", "DISM logs"),
    ("logs_windowsupdate", "Windows Update traces"),
    ("reportingevents", "ReportingEvents.log"),
    ("panther", "Panther logs"),
    ("usoshared", "Update Orchestrator logs"),
    ("mdmdiagnostics", "MDM diagnostics"),
    ("updatehealthtools", "Update Health Tools traces"),
    (
        "intunemanagementextension",
        "Intune Management Extension logs",
    ),
    ("winhttp_show_proxy", "WinHTTP proxy settings"),
    ("system32_winevt", "event logs"),
];

/// The codes that collectors really report.
const REASONS: [(u32, &str); 14] = [
    (0x8007_0002, "file not found"),
    (0x8007_0003, "folder not found"),
    (0x8007_0005, "access denied"),
    (0x8007_000D, "invalid data"),
    (0x8007_0020, "in use by another program"),
    (0x8007_0057, "invalid parameter"),
    (0x8007_0070, "disk full"),
    (0x8007_0102, "timed out"),
    (0x8007_05B4, "timed out"),
    (0x8007_0490, "not found"),
    (0x8007_10DD, "not valid in this state"),
    (0x8007_3A9F, "no such event channel"),
    (0x8000_4005, "unspecified error"),
    (0x8000_FFFF, "unexpected error"),
];

/// Characters of a directive that are repeated.
const LONGEST: usize = 120;

/// What was not collected. Things that have a name come first: those are the logs that matter here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    /// Whether it has no name and is quoted as the collector has it.
    pub(super) is_quoted: bool,
    /// `CCM logs were not collected: 0x80070002 (file not found)`.
    pub(super) text: String,
}

impl Missing {
    /// With the code that the collector gives.
    pub(super) fn failed(directive: &str, code: u32) -> Self {
        Self::of(directive, &format!(": {}", reason(code)))
    }

    /// With a reason in words, or none.
    pub(super) fn of(directive: &str, reason: &str) -> Self {
        let name = name(directive);
        let thing = name.map_or_else(|| quoted(directive), str::to_owned);
        let verb = if thing.ends_with('s') { "were" } else { "was" };
        Self {
            is_quoted: name.is_none(),
            text: format!("{thing} {verb} not collected{reason}"),
        }
    }
}

fn reason(code: u32) -> String {
    let known = REASONS.iter().find(|(known, _)| *known == code);
    let meaning = known.map(|(_, meaning)| format!(" ({meaning})"));
    format!("0x{code:08X}{}", meaning.unwrap_or_default())
}

fn name(directive: &str) -> Option<&'static str> {
    let flat = flat(directive);
    let known = THINGS.iter().find(|(part, _)| flat.contains(part));
    known.map(|(_, name)| *name)
}

/// Letters and digits in lower case, `_` for everything between them.
fn flat(directive: &str) -> String {
    let words = directive.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_ascii_lowercase()
}

/// The directive itself. Of an address nothing behind the host is repeated, because its query may be a key.
fn quoted(directive: &str) -> String {
    let text: String = directive
        .split_whitespace()
        .map(without_query)
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    if text.is_empty() {
        "some things".to_owned()
    } else {
        format!("'{text}'")
    }
}

fn without_query(word: &str) -> &str {
    let is_address = word.contains("://");
    let is_key = ["sig=", "?", "&"].iter().any(|mark| word.contains(mark));
    match word.split_once(['?', '&']) {
        Some((before, _)) if is_address || is_key => before,
        _ if is_key => "",
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(directive: &str, expected: &str) {
        assert_eq!(
            Missing::failed(directive, 0x8007_0002).text,
            expected,
            "{directive}"
        );
    }

    #[test]
    fn one_thing_has_one_name_however_it_is_written() {
        let expected = "CCM setup logs were not collected: 0x80070002 (file not found)";
        check(r"%windir%\ccmsetup\logs\*.log", expected);
        check("windir_ccmsetup_logs_log", expected);
    }

    #[test]
    fn what_has_no_name_is_quoted_without_a_query() {
        check(
            r"HKLM\SOFTWARE\Contoso",
            r"'HKLM\SOFTWARE\Contoso' was not collected: 0x80070002 (file not found)",
        );
        check(
            "get https://x.example/c?sv=1&sig=abc now",
            "'get https://x.example/c now' was not collected: 0x80070002 (file not found)",
        );
        check(
            "sig=abc",
            "some things were not collected: 0x80070002 (file not found)",
        );
        check(
            "a\u{7}",
            "'a' was not collected: 0x80070002 (file not found)",
        );
    }

    #[test]
    fn an_unknown_code_stands_alone() {
        assert_eq!(
            Missing::failed("panther", 0x8765_4321).text,
            "Panther logs were not collected: 0x87654321"
        );
    }
}
