//! Registry keys in rules: `key: 'SCHANNEL\Protocols\TLS 1.2\Client'`.
//!
//! A key is compared by whole components from its end. Exports and `reg query` spell the same key in several ways, so
//! both sides use the long hive name and `CurrentControlSet`.

use super::super::fields::Fields;
use super::super::node::{Node, Value};
use super::super::problems::Problems;
use super::super::{KeyPattern, keys};
use super::pattern;

/// Short and long names of the registry's hives.
const HIVES: [(&str, &str); 5] = [
    ("HKLM", "HKEY_LOCAL_MACHINE"),
    ("HKCU", "HKEY_CURRENT_USER"),
    ("HKU", "HKEY_USERS"),
    ("HKCR", "HKEY_CLASSES_ROOT"),
    ("HKCC", "HKEY_CURRENT_CONFIG"),
];

/// Reads the value of a `key`.
pub(super) fn read(node: &Node<'_>, problems: &mut Problems<'_>) -> Option<KeyPattern> {
    if let Value::Map(_) = node.value {
        let fields = Fields::of(node, "'key'", &keys::KEY, problems)?;
        let regex = fields.required("regex", problems)?;
        return pattern::regex(regex, problems).map(KeyPattern::Regex);
    }
    let written = pattern::quoted(node, "key", problems)?;
    let path = written.trim_matches('\\');
    if path
        .split('\\')
        .any(|component| component.trim().is_empty())
    {
        problems.add(
            node.start,
            "the key has an empty component; in single quotes a backslash is written once",
        );
        return None;
    }
    if path.split('\\').all(|component| component == "*") {
        problems.add(
            node.start,
            "the key needs at least one component that is not '*'",
        );
        return None;
    }
    Some(KeyPattern::Suffix(components(path)))
}

/// The components of a path, in the spelling that facts use.
fn components(path: &str) -> Vec<String> {
    path.split('\\')
        .enumerate()
        .map(|(position, component)| {
            let hive = HIVES
                .iter()
                .find(|(short, _)| position == 0 && component.eq_ignore_ascii_case(short));
            match hive {
                Some((_, long)) => (*long).to_owned(),
                None if is_control_set(component) => "CurrentControlSet".to_owned(),
                None => component.to_owned(),
            }
        })
        .collect()
}

/// Whether it is one of the numbered sets that `CurrentControlSet` points to: `ControlSet001`.
fn is_control_set(component: &str) -> bool {
    component
        .split_at_checked(10)
        .is_some_and(|(name, number)| {
            name.eq_ignore_ascii_case("ControlSet")
                && number.len() == 3
                && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &[&str]) {
        assert_eq!(components(path), expected);
    }

    #[test]
    fn hives_get_their_long_names_at_the_front_only() {
        check(r"hklm\SYSTEM", &["HKEY_LOCAL_MACHINE", "SYSTEM"]);
        check(r"HKU\.DEFAULT", &["HKEY_USERS", ".DEFAULT"]);
        check(r"Software\HKLM", &["Software", "HKLM"]);
    }

    #[test]
    fn numbered_control_sets_are_the_current_one() {
        check(
            r"ControlSet001\Services",
            &["CurrentControlSet", "Services"],
        );
        check(
            r"controlset002\Services",
            &["CurrentControlSet", "Services"],
        );
        check(r"ControlSet01\Services", &["ControlSet01", "Services"]);
    }
}
