//! A folder for each machine's scripts. Names of machines come from logs and may be anything: `..`, `CON`, a drive, the
//! same name twice. What becomes a folder's name is letters, digits and hyphens, as computer names are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The longest host name that DNS knows.
const LONGEST: usize = 63;

/// Names that Windows keeps for devices, whatever extension follows; with a digit, `COM1` and `LPT1` as well.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// One folder for each machine: `dir` itself for a single one, else a folder below it.
pub(super) fn for_machines<'a>(
    dir: &Path,
    names: impl ExactSizeIterator<Item = Option<&'a str>>,
) -> Vec<PathBuf> {
    if names.len() == 1 {
        return vec![dir.to_path_buf()];
    }
    let mut taken = BTreeSet::new();
    names
        .enumerate()
        .map(|(index, name)| dir.join(free_name(name, index, &mut taken)))
        .collect()
}

fn free_name(name: Option<&str>, index: usize, taken: &mut BTreeSet<String>) -> String {
    let number = index + 1;
    let mut folder = name
        .and_then(folder_name)
        .unwrap_or_else(|| format!("machine-{number}"));
    // File systems of Windows and macOS take names that differ in case for one.
    while !taken.insert(folder.to_ascii_lowercase()) {
        folder = format!("{folder}-{number}");
    }
    folder
}

/// The name as a folder's, `None` where nothing usable is left of it.
fn folder_name(name: &str) -> Option<String> {
    let kept: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(LONGEST)
        .collect();
    let kept = kept.trim_matches('-');
    let stem = kept.trim_end_matches(|c: char| c.is_ascii_digit());
    let device = DEVICES
        .iter()
        .any(|device| device.eq_ignore_ascii_case(stem));
    (!kept.is_empty() && !device).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[Option<&str>], expected: &[&str]) {
        let folders = for_machines(Path::new("fix"), names.iter().copied());
        let expected: Vec<_> = expected.iter().map(PathBuf::from).collect();
        assert_eq!(folders, expected);
    }

    #[test]
    fn a_single_machine_has_the_folder_to_itself() {
        check(&[Some("PC-0042")], &["fix"]);
        check(&[None], &["fix"]);
    }

    #[test]
    fn several_machines_have_a_folder_each() {
        check(
            &[Some("PC-0042"), Some("pc-0042"), None],
            &["fix/PC-0042", "fix/pc-0042-2", "fix/machine-3"],
        );
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_folder_or_to_a_device() {
        check(
            &[
                Some("../../etc"),
                Some("C:\\Windows"),
                Some("com1"),
                Some(".."),
            ],
            &[
                "fix/etc",
                "fix/C--Windows",
                "fix/machine-3",
                "fix/machine-4",
            ],
        );
    }
}
