//! Registry values that tell of the machine. The paths are Microsoft's documented ones.

use std::collections::BTreeMap;

use crate::record::{RegistryData, RegistryFact, SourceId};

pub(super) const POLICY: &str =
    r"hkey_local_machine\software\policies\microsoft\windows\windowsupdate";
pub(super) const VERSION: &str = r"hkey_local_machine\software\microsoft\windows nt\currentversion";
pub(super) const ZONE: &str =
    r"hkey_local_machine\system\currentcontrolset\control\timezoneinformation";
pub(super) const MDM: &str =
    r"hkey_local_machine\software\microsoft\policymanager\current\device\update";
pub(super) const CONFIGMGR: &str = r"hkey_local_machine\software\microsoft\ccm";
pub(super) const PRODUCT: &str =
    r"hkey_local_machine\system\currentcontrolset\control\productoptions";
/// The name in use, and the name as of the next start.
pub(super) const COMPUTER: [&str; 2] = [
    r"hkey_local_machine\system\currentcontrolset\control\computername\activecomputername",
    r"hkey_local_machine\system\currentcontrolset\control\computername\computername",
];
/// Keys that exist only while a restart is pending.
pub(super) const PENDING: [&str; 2] = [
    r"hkey_local_machine\software\microsoft\windows\currentversion\component based servicing\rebootpending",
    r"hkey_local_machine\software\microsoft\windows\currentversion\windowsupdate\auto update\rebootrequired",
];

/// Whether the key, given in lower case, is one of those; an export may lack a key's beginning.
pub(super) fn is_pending(key: &str) -> bool {
    const BEGINNING: usize = r"hkey_local_machine\software\microsoft\windows\currentversion".len();
    let mut ends = PENDING.iter().filter_map(|key| key.get(BEGINNING..));
    ends.any(|end| key.ends_with(end))
}

/// Whether Windows keeps the key, given in lower case, in memory alone, so that it is in no file.
pub(super) fn is_volatile(key: &str) -> bool {
    const NAMES: [&str; 4] = [
        "rebootpending",
        "rebootinprogress",
        "rebootrequired",
        "activecomputername",
    ];
    key.split('\\').any(|part| NAMES.contains(&part))
}

/// Values below the keys of interest, as `key\value` in lower case, and the export they stand in.
#[derive(Debug, Default, Clone)]
pub(super) struct Values(BTreeMap<String, (RegistryData, SourceId)>);

impl Values {
    /// Takes the value, where its key, given in lower case, is of interest.
    pub(super) fn take(&mut self, source: SourceId, key: &str, fact: &RegistryFact) {
        let Some((name, data)) = &fact.value else {
            return;
        };
        if is_of_interest(key) {
            let path = format!(r"{key}\{}", name.to_ascii_lowercase());
            self.0.insert(path, (data.clone(), source));
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn number(&self, key: &str, name: &str) -> Option<u64> {
        match self.0.get(&format!(r"{key}\{name}"))? {
            (RegistryData::Number(number), _) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn text(&self, key: &str, name: &str) -> Option<(&str, SourceId)> {
        match self.0.get(&format!(r"{key}\{name}"))? {
            (RegistryData::Text(text), source) if !text.is_empty() => Some((text, *source)),
            _ => None,
        }
    }

    /// An export that holds a value of the key or of one below it.
    pub(super) fn any_below(&self, key: &str) -> Option<SourceId> {
        let beginning = format!(r"{key}\");
        let (path, (_, source)) = self.0.range(beginning.clone()..).next()?;
        path.starts_with(&beginning).then_some(*source)
    }
}

fn is_of_interest(key: &str) -> bool {
    let below = |known: &str| {
        key.strip_prefix(known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
    };
    // The version's key has half the registry below it.
    let whole = [POLICY, ZONE, MDM, CONFIGMGR, PRODUCT];
    key == VERSION || whole.iter().chain(&COMPUTER).any(|known| below(known))
}
