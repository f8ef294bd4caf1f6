//! What logs tell of, as rules name it, and sets of that.

use serde::{Deserialize, Serialize};

/// What a log tells of, whatever its form on disk; the words of a signal's `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The update agent's own log: text of Get-WindowsUpdateLog, the classic text log, traces.
    WindowsUpdate,
    /// Windows event logs in any export form.
    EventLog,
    /// Registry exports and `reg query` text.
    Registry,
    /// What a command printed, and configuration files such as hosts.
    CommandOutput,
    /// Component Based Servicing (CBS.log, CbsPersist).
    Cbs,
    /// Deployment Image Servicing and Management (dism.log).
    Dism,
    /// Windows setup (setupact.log, setuperr.log).
    Panther,
    /// ReportingEvents.log of the update agent.
    ReportingEvents,
    /// Configuration Manager client and server logs.
    Configmgr,
    /// SetupAPI device and setup logs.
    Setupapi,
    /// Results of SetupDiag.
    Setupdiag,
    /// WSUS server logs.
    WsusServer,
    /// Windows Installer logs.
    Msi,
    /// Update Orchestrator (USOShared) logs.
    Orchestrator,
    /// Delivery Optimization logs and states.
    DeliveryOptimization,
    /// Windows Error Reporting reports.
    Wer,
    /// Defender logs (MPLog).
    Defender,
    /// Web server logs: IIS and HTTP.sys of a WSUS server.
    Web,
    /// What setup and the appraiser found compatible (CompatData, ScanResult).
    Compat,
    /// The recovery environment's logs (ReAgent, WinREAgent).
    Recovery,
    /// Text whose kind cannot be told, as people paste it. Satisfies any textual kind and is coverage for none.
    Plain,
}

impl Kind {
    /// Every kind, in declaration order.
    pub const ALL: [Self; 21] = [
        Self::WindowsUpdate,
        Self::EventLog,
        Self::Registry,
        Self::CommandOutput,
        Self::Cbs,
        Self::Dism,
        Self::Panther,
        Self::ReportingEvents,
        Self::Configmgr,
        Self::Setupapi,
        Self::Setupdiag,
        Self::WsusServer,
        Self::Msi,
        Self::Orchestrator,
        Self::DeliveryOptimization,
        Self::Wer,
        Self::Defender,
        Self::Web,
        Self::Compat,
        Self::Recovery,
        Self::Plain,
    ];

    /// The word rules and reports use, such as `windows-update`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WindowsUpdate => "windows-update",
            Self::EventLog => "event-log",
            Self::Registry => "registry",
            Self::CommandOutput => "command-output",
            Self::Cbs => "cbs",
            Self::Dism => "dism",
            Self::Panther => "panther",
            Self::ReportingEvents => "reporting-events",
            Self::Configmgr => "configmgr",
            Self::Setupapi => "setupapi",
            Self::Setupdiag => "setupdiag",
            Self::WsusServer => "wsus-server",
            Self::Msi => "msi",
            Self::Orchestrator => "orchestrator",
            Self::DeliveryOptimization => "delivery-optimization",
            Self::Wer => "wer",
            Self::Defender => "defender",
            Self::Web => "web",
            Self::Compat => "compat",
            Self::Recovery => "recovery",
            Self::Plain => "plain",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether `%%1058` may stand there for the text of a system message: in events, and in what people paste of them.
    pub const fn refers_to_messages(self) -> bool {
        matches!(self, Self::EventLog | Self::Plain | Self::CommandOutput)
    }

    /// Whether the kind is a log written line after line, so that pasted text could be a piece of it.
    pub const fn is_textual(self) -> bool {
        !matches!(self, Self::Registry)
    }
}

/// A set of kinds, as a signal's `in` gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct KindSet(u32);

impl KindSet {
    /// The set with one more kind.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | 1 << kind as u16)
    }

    /// Whether the kind itself is a member.
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u16 != 0
    }

    /// Whether a record of this kind satisfies the set: a member, or pasted text where any textual kind is wanted.
    pub fn admits(self, kind: Kind) -> bool {
        self.contains(kind) || (kind == Kind::Plain && self.iter().any(Kind::is_textual))
    }

    /// Whether no kind is a member.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in declaration order.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL
            .into_iter()
            .filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<Kind> for KindSet {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_own_name() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
    }

    #[test]
    fn pasted_text_satisfies_textual_kinds_and_never_the_registry() {
        let registry: KindSet = [Kind::Registry].into_iter().collect();
        let servicing: KindSet = [Kind::Cbs, Kind::Dism].into_iter().collect();
        assert!(!registry.admits(Kind::Plain));
        assert!(servicing.admits(Kind::Plain));
        assert!(!servicing.admits(Kind::Panther));
    }
}
