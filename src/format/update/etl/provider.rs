//! Providers that tell of Windows Update, and how their events are turned into lines of its log.
//!
//! The update agent, its self-healing helper and the medic service write one text for each event, in a field of its own; the
//! agent's component is the name of the event. Everything else named `Microsoft.Windows.Update.` has fields of data.

use super::bytes::Guid;

/// How an event of a provider that writes lines is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lines {
    /// The one field with the text.
    pub(super) field: &'static [u8],
    /// The component; `None` takes the name of the event.
    pub(super) component: Option<&'static str>,
    /// Whether the event's level is the severity. The agent marks failures in the text and warns of trifles.
    pub(super) leveled: bool,
}

/// The update agent, which gave older messages without text the same identifier.
const AGENT: Guid = Guid(0x0b7a6f19_47c4_454e_8c5c_e868d637e4d8);
/// Its self-healing helper.
const SELF_HEALING: Guid = Guid(0x9906081d_e45a_4f41_a53f_2ac2e0225de1);
/// The service that repairs the agent.
const MEDIC: Guid = Guid(0x30d25124_a468_505c_de82_8411646eb8b5);

const AGENT_LINES: Lines = Lines {
    field: b"Info",
    component: None,
    leveled: false,
};
const MEDIC_LINES: Lines = Lines {
    field: b"m",
    component: Some("WaaSMedic"),
    leveled: true,
};

/// How the provider writes lines; `None` where its events are data.
pub(super) fn lines(provider: Guid, name: &[u8]) -> Option<Lines> {
    match name {
        b"WUTraceLogging" | b"SIHTraceLogging" => Some(AGENT_LINES),
        b"Microsoft.Windows.WaaSMedic.Local" => Some(MEDIC_LINES),
        _ if provider == AGENT || provider == SELF_HEALING => Some(AGENT_LINES),
        _ if provider == MEDIC => Some(MEDIC_LINES),
        _ => None,
    }
}

/// Whether the provider tells of Windows Update.
pub(super) fn is_update(provider: Guid, name: &[u8]) -> bool {
    name.starts_with(b"Microsoft.Windows.Update.") || lines(provider, name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_by_name_or_identifier() {
        let other = Guid(5);
        assert_eq!(lines(other, b"WUTraceLogging"), Some(AGENT_LINES));
        assert_eq!(lines(SELF_HEALING, b""), Some(AGENT_LINES));
        assert_eq!(lines(MEDIC, b""), Some(MEDIC_LINES));
        assert_eq!(lines(other, b"Microsoft.Windows.Update.Orchestrator"), None);
        assert!(is_update(other, b"Microsoft.Windows.Update.Orchestrator"));
        assert!(!is_update(other, b"Microsoft.Windows.Lxcore"));
    }
}
