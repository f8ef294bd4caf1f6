//! What the logs tell of a machine, and who tells it.
//!
//! Sources contradict each other: an old log has the build of before the upgrade, a name that setup made up stands in old
//! events. So each fact has beside it what was said, the one that is believed first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Update;

/// What the logs tell of a machine. `null` or empty is unknown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Windows edition and version, `Windows 11 Pro 24H2`.
    pub windows: Option<String>,
    /// Build and revision, `19045.4412`.
    pub build: Option<String>,
    /// The update that brought Windows to that build, where it is one that is known.
    #[serde(default)]
    pub release: Option<Release>,
    /// `client`, `server`, `domain controller`.
    pub role: Option<String>,
    /// Who manages updates: `wsus`, `intune`, `configmgr`, `group policy`.
    pub managed_by: Vec<String>,
    /// Where updates come from, such as a WSUS address.
    pub update_source: Option<String>,
    /// The machine's time zone or offset.
    pub time_zone: Option<String>,
    /// Last start of the machine.
    pub boot: Option<String>,
    /// Whether a restart is pending.
    pub restart_pending: Option<bool>,
    /// Free bytes by drive letter.
    pub free_space: BTreeMap<String, u64>,
    /// Last successful scan.
    pub last_good_scan: Option<String>,
    /// When the last successful cumulative update was installed.
    pub last_good_lcu: Option<String>,
    /// Which one that was, as far as it is told.
    #[serde(default)]
    pub last_good_update: Option<Update>,
    /// By name of a fact, who tells it; `name` is the machine's. The first is believed; where others contradict it, they
    /// follow.
    #[serde(default)]
    pub told_by: BTreeMap<String, Vec<ToldBy>>,
}

/// An update that brought Windows to a build.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// `KB5063878`; `null` for what a version of Windows comes with.
    pub kb: Option<String>,
    /// The month it is of, `2025-08`.
    pub month: String,
    /// `update`, `preview` or `out-of-band`.
    pub kind: String,
    /// Months from that one to the one in which the logs end.
    pub months_behind: Option<u32>,
}

/// What an input tells of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldBy {
    /// What it says.
    pub value: String,
    /// Path of the input.
    pub path: String,
}
