//! How dangerous an action is, and what it needs to run.

use serde::{Deserialize, Serialize};

/// What may go wrong. Ordered, so that plans can run the harmless first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Risk {
    /// It only reads.
    ReadOnly,
    /// It changes something harmless, or something that is put back without loss.
    Safe,
    /// It changes something that users or other software may notice.
    Caution,
    /// It loses something that cannot be brought back. Runs only when asked for by name.
    Destructive,
}

impl Risk {
    /// Every risk, lowest first.
    pub const ALL: [Self; 4] = [Self::ReadOnly, Self::Safe, Self::Caution, Self::Destructive];

    /// The word that rules, plans and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::Safe => "safe",
            Self::Caution => "caution",
            Self::Destructive => "destructive",
        }
    }
}

impl std::fmt::Display for Risk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// What an action needs to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// An elevated prompt.
    Elevation,
    /// A restart before it takes effect.
    Restart,
    /// A way to the network.
    Network,
}

impl Requirement {
    /// Every requirement.
    pub const ALL: [Self; 3] = [Self::Elevation, Self::Restart, Self::Network];

    /// The word that rules and plans use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Elevation => "elevation",
            Self::Restart => "restart",
            Self::Network => "network",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risk_rises_in_the_order_of_its_words() {
        assert!(Risk::ALL.is_sorted());
        assert_eq!(
            Risk::ALL.map(Risk::name),
            ["read-only", "safe", "caution", "destructive"]
        );
    }
}
