//! Computers' names in the names that collectors give files and folders.
//!
//! ```text
//! DiagLogs-PC1-20240514T090000Z.zip            Intune's "Collect diagnostics"
//! TSS_PC1_240514-090000_WU                     Microsoft support's TSS
//! CMTRACE-20240514-090000-PC1                  cmtrace-open
//! PC1_WindowsUpdate.log, PC1_reg_wu.txt        files in a folder of TSS
//! ```
//!
//! A prefix counts only where several files share it, it could be a computer's name, which Windows hands out in capitals,
//! and what stands behind it is a name that TSS gives.

use std::collections::BTreeMap;

use crate::record::SourceId;
use crate::source::Source;

/// How the names of files begin that TSS puts the computer's name in front of.
const BEHIND_PREFIX: [&str; 14] = [
    "windowsupdate",
    "reportingevents",
    "cbs",
    "dism",
    "reg_",
    "evt_",
    "wuscheduledtasks",
    "systeminfo",
    "msinfo32",
    "hotfix",
    "setupact",
    "setuperr",
    "bitsadmin",
    "windowsupdateconfiguration",
];

/// Computers named by paths, with the first source of each.
pub(in crate::engine) fn named_by_path(sources: &[Source]) -> Vec<(SourceId, String)> {
    let ids: BTreeMap<&str, SourceId> = sources
        .iter()
        .rev()
        .map(|source| (source.path.as_str(), source.id))
        .collect();
    let named = computers(sources.iter());
    named
        .filter_map(|(path, name)| Some((*ids.get(path)?, name)))
        .collect()
}

/// Paths that name a computer, with its name.
pub(super) fn computers<'s>(
    sources: impl Iterator<Item = &'s Source> + Clone,
) -> impl Iterator<Item = (&'s str, String)> {
    let mut shared: BTreeMap<&str, u32> = BTreeMap::new();
    for prefix in sources.clone().filter_map(|source| prefix(source.name())) {
        *shared.entry(prefix).or_default() += 1;
    }
    sources.filter_map(move |source| {
        let by_prefix = || {
            let prefix = prefix(source.name())?;
            (shared.get(prefix) > Some(&1)).then(|| prefix.to_owned())
        };
        let name = computer_in_name(&source.path).or_else(by_prefix)?;
        Some((source.path.as_str(), name))
    })
}

/// The computer that a collector names in the path; the innermost counts.
fn computer_in_name(path: &str) -> Option<String> {
    let mut parts = path.rsplit('/');
    let name = parts.find_map(|part| {
        diag_logs(part)
            .or_else(|| tss(part))
            .or_else(|| cmtrace(part))
    });
    name.filter(|name| is_name(name)).map(str::to_owned)
}

fn diag_logs(part: &str) -> Option<&str> {
    let (name, stamp) = behind(part, "DiagLogs-")?.rsplit_once('-')?;
    fits(stamp, "########T######Z").then_some(name)
}

fn tss(part: &str) -> Option<&str> {
    let rest = behind(part, "TSS_")?;
    let mut underscores = rest.match_indices('_');
    underscores.find_map(|(at, _)| {
        let (name, stamp) = rest.split_at_checked(at)?;
        fits(stamp, "_######-######").then_some(name)
    })
}

fn cmtrace(part: &str) -> Option<&str> {
    const STAMP: &str = "########-######-";
    let rest = behind(part, "CMTRACE-")?;
    let (_, name) = rest.split_at_checked(STAMP.len())?;
    let name = name.strip_suffix(".zip").unwrap_or(name);
    fits(rest, STAMP).then_some(name)
}

/// The prefix that could be a computer's name.
fn prefix(file: &str) -> Option<&str> {
    let (prefix, rest) = file.split_once('_')?;
    let begins = |text: &str, with: &&str| behind(text, with).is_some();
    let expected = BEHIND_PREFIX.iter().any(|with| begins(rest, with));
    let is_log = BEHIND_PREFIX.iter().any(|with| begins(prefix, with));
    let in_capitals = !prefix.bytes().any(|byte| byte.is_ascii_lowercase());
    (expected && !is_log && in_capitals && is_name(prefix)).then_some(prefix)
}

/// What stands behind the beginning, in any case.
fn behind<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(beginning.len())?;
    start.eq_ignore_ascii_case(beginning).then_some(rest)
}

/// Whether the text begins so; `#` is a digit.
fn fits(text: &str, pattern: &str) -> bool {
    text.len() >= pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, wanted)| match wanted {
                b'#' => byte.is_ascii_digit(),
                wanted => byte == wanted,
            })
}

/// Letters, digits, hyphens and underscores, and not digits alone.
fn is_name(name: &str) -> bool {
    const LONGEST: usize = 63;
    name.len() <= LONGEST
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Bundle;

    #[test]
    fn collectors_write_the_computer_into_names() {
        let check = |path: &str, expected: Option<&str>| {
            assert_eq!(computer_in_name(path).as_deref(), expected, "{path}");
        };
        check("in/DiagLogs-PC-1-20240514T090000Z.zip", Some("PC-1"));
        check("DiagLogs-PC1-20240514T090000Z/(1) x/a.log", Some("PC1"));
        check("DiagLogs-PC1-2024.zip", None);
        check("TSS_PC1_240514-090000_WU/a.log", Some("PC1"));
        check("TSS_MY_PC_240514-090000.zip", Some("MY_PC"));
        check("TSS_PC1/a.log", None);
        check("CMTRACE-20240514-090000-PC1/evidence/a.log", Some("PC1"));
        check("cmtrace-20240514-090000-PC1.zip", Some("PC1"));
        check("CMTRACE-20240514-PC1", None);
        check("DiagLogs-\u{1b}[2J-20240514T090000Z", None);
        check("DiagLogs--20240514T090000Z", None);
        check(
            "TSS_OUTER_240514-090000/TSS_INNER_240514-090000/a",
            Some("INNER"),
        );
        check("logs/CBS.log", None);
    }

    #[test]
    fn a_prefix_counts_where_several_logs_share_it() {
        let check = |paths: &[&str], expected: &[&str]| {
            let bundle = Bundle::from_memory(paths.iter().map(|path| (*path, Vec::new())));
            let named = named_by_path(&bundle.sources);
            let names: Vec<_> = named.iter().map(|(_, name)| name.as_str()).collect();
            assert_eq!(names, expected, "{paths:?}");
        };
        check(&["a/PC1_CBS.log", "a/PC1_reg_wu.txt"], &["PC1", "PC1"]);
        check(&["a/PC1_CBS.log", "a/PC2_CBS.log"], &[]);
        check(&["CBS_CBS.log", "CBS_DISM.log"], &[]);
        check(&["old_CBS.log", "old_DISM.log"], &[]);
        check(&["A_1.log", "A_2.log"], &[]);
        check(&["2024_CBS.log", "2024_DISM.log"], &[]);
    }
}
