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
use crate::source::{Source, computer_in_name};

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

/// Whether the log holds what other computers sent, so that it does not tell whose it is.
pub(in crate::engine) fn is_of_others(source: &Source) -> bool {
    const FORWARDED: &[u8] = b"forwardedevents";
    let letters = source.name().bytes().filter(u8::is_ascii_alphanumeric);
    let letters: Vec<u8> = letters.map(|byte| byte.to_ascii_lowercase()).collect();
    letters
        .windows(FORWARDED.len())
        .any(|window| window == FORWARDED)
}

/// Computers named by paths, with the first source of each.
pub(in crate::engine) fn named_by_path(sources: &[Source]) -> Vec<(SourceId, String)> {
    let ids: BTreeMap<&str, SourceId> = sources
        .iter()
        .rev()
        .map(|source| (source.path.as_str(), source.id))
        .collect();
    let named = computers(sources.iter(), "");
    named
        .filter_map(|(path, name)| Some((*ids.get(path)?, name)))
        .collect()
}

/// Paths that name a computer behind the `common` folder, with its name.
pub(super) fn computers<'s>(
    sources: impl Iterator<Item = &'s Source> + Clone,
    common: &str,
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
        let inner = source.path.strip_prefix(common).unwrap_or(&source.path);
        let name = computer_in_name(inner).or_else(by_prefix)?;
        Some((source.path.as_str(), name))
    })
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
