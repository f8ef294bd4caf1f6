//! Where in the registry a hive belongs.
//!
//! The name of its root key is no help (`CMI-CreateHive{...}`), and files are renamed. What lies directly in it tells most
//! hives apart; of the others the file name that the hive itself has, then that of the file.

use super::base::Base;
use super::cell::Hive;
use super::key::{self, Key, Lists};
use super::value;
use crate::record::RegistryData;

/// A hive's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    /// Path of its root key.
    pub(super) root: String,
    /// Of the control sets the one in use, by its name in the hive.
    pub(super) current_set: Option<String>,
    /// What the reader of a report should know.
    pub(super) note: Option<String>,
}

impl Mount {
    /// Whether what is not below the root is not there, where all of the hive was read.
    pub(super) const fn is_complete(&self) -> bool {
        self.note.is_none()
    }
}

/// Keys directly in a hive, all of which are there, and its place.
const BY_KEYS: [(&[&str], &str); 6] = [
    (&["microsoft", "policies"], r"HKEY_LOCAL_MACHINE\SOFTWARE"),
    (&["microsoft", "classes"], r"HKEY_LOCAL_MACHINE\SOFTWARE"),
    (&["select", "mounteddevices"], r"HKEY_LOCAL_MACHINE\SYSTEM"),
    (&["select", "controlset001"], r"HKEY_LOCAL_MACHINE\SYSTEM"),
    (&["deriveddata"], r"HKEY_LOCAL_MACHINE\COMPONENTS"),
    (&["control panel", "software"], r"HKEY_USERS\offline"),
];

/// File names without extension, and the hive's place.
const BY_NAME: [(&str, &str); 8] = [
    ("software", r"HKEY_LOCAL_MACHINE\SOFTWARE"),
    ("system", r"HKEY_LOCAL_MACHINE\SYSTEM"),
    ("components", r"HKEY_LOCAL_MACHINE\COMPONENTS"),
    ("drivers", r"HKEY_LOCAL_MACHINE\DRIVERS"),
    ("ntuser", r"HKEY_USERS\offline"),
    ("default", r"HKEY_USERS\.DEFAULT"),
    ("sam", SECRETS[0]),
    ("security", SECRETS[1]),
];

/// Hives with secrets in them.
const SECRETS: [&str; 2] = [r"HKEY_LOCAL_MACHINE\SAM", r"HKEY_LOCAL_MACHINE\SECURITY"];

/// Where the hive belongs; nothing for one that holds secrets.
pub(super) fn find(hive: &Hive<'_>, root: &Key, base: &Base, file: &str) -> Option<Mount> {
    let (offsets, _) = Lists::default().subkeys(hive, root);
    let keys: Vec<Key> = offsets
        .iter()
        .filter_map(|at| key::read(hive, *at).ok())
        .collect();
    let has = |name: &str| keys.iter().any(|key| key.name.eq_ignore_ascii_case(name));
    let by_keys = BY_KEYS
        .iter()
        .find(|(names, _)| names.iter().all(|name| has(name)));
    let by_name = || {
        [base.file_name.as_str(), file]
            .into_iter()
            .find_map(by_name)
    };
    let place = by_keys.map(|(_, place)| *place).or_else(by_name);
    if place.is_some_and(|place| SECRETS.contains(&place)) || place.is_none() && has("sam") {
        return None;
    }
    let is_system = place.is_some_and(|place| place.ends_with("SYSTEM"));
    let current_set = is_system.then(|| current_set(hive, &keys)).flatten();
    let note = match place {
        None => {
            Some("nothing tells where in the registry it belongs, so its keys lack their beginning")
        }
        Some(_) if is_system && current_set.is_none() => {
            Some("it has no control set, so nothing of services and settings")
        }
        Some(_) => None,
    };
    Some(Mount {
        root: place.map_or_else(|| root.name.clone(), str::to_owned),
        current_set,
        note: note.map(str::to_owned),
    })
}

fn by_name(path: &str) -> Option<&'static str> {
    let file = path.rsplit(['\\', '/']).next()?;
    let stem = file.split('.').next()?;
    let known = BY_NAME
        .iter()
        .find(|(name, _)| stem.eq_ignore_ascii_case(name));
    known.map(|(_, place)| *place)
}

/// `ControlSet001`, by the value `Current` of the key `Select`; else the first there is.
fn current_set(hive: &Hive<'_>, keys: &[Key]) -> Option<String> {
    let select = keys
        .iter()
        .find(|key| key.name.eq_ignore_ascii_case("select"));
    let number = select.and_then(|select| number(hive, select, "current"));
    let named = number.map(|number| format!("ControlSet{number:03}"));
    let is_set = |key: &&Key| {
        let name = key.name.to_ascii_lowercase();
        named.as_ref().map_or_else(
            || name.starts_with("controlset"),
            |named| name == named.to_ascii_lowercase(),
        )
    };
    keys.iter().find(is_set).map(|key| key.name.clone())
}

fn number(hive: &Hive<'_>, key: &Key, name: &str) -> Option<u64> {
    let offsets = Lists::default().values(hive, key).ok()?;
    let mut values = offsets.iter().filter_map(|at| value::read(hive, *at).ok()?);
    let value = values.find(|value| value.name.eq_ignore_ascii_case(name))?;
    match value.data {
        RegistryData::Number(number) => Some(number),
        _ => None,
    }
}
