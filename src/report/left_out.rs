//! What was seen and is no finding because a rule says so: noise, and causes that a site silences.

use serde::{Deserialize, Serialize};

/// A cause that a site does not want to hear of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilencedRule {
    /// Id of the cause.
    pub rule: String,
    /// Why, in the site's words.
    pub because: String,
}

/// Records that healthy machines write too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noise {
    /// How many were silenced.
    pub records: u64,
    /// By noise rule.
    pub by_rule: Vec<LeftOut>,
}

/// What was seen and left out because a rule says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Id of the rule.
    pub rule: String,
    /// How many records.
    pub count: u64,
    /// Why it is left out.
    #[serde(default)]
    pub because: String,
    /// First time, where it is known.
    #[serde(default)]
    pub first: Option<String>,
    /// Last time, where it is known.
    #[serde(default)]
    pub last: Option<String>,
}
