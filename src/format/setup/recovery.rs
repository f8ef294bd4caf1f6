//! The recovery environment: ReAgent.log and the logs of the agent that updates it (WinREAgent).
//!
//! `2024-05-14 09:00:00, Info                         [ReAgentc.exe] Enter WinReGetConfig`
//!
//! The head is that of [`servicing`](crate::format::setup::servicing) without a component; the program that wrote it stands in brackets
//! before the message. A log is one of these when most of its records come from `ReAgentc.exe` or name the agent, or when
//! its own name says so and no component of setup occurs. Shape: logs quoted in public. WinREAgent writes its logs under the
//! names of setup's (setupact.log); one that names neither program is taken for setup's.

use crate::format::setup::servicing::Servicing;
use crate::record::Kind;

/// Logs of the recovery environment's configuration.
pub(in crate::format) const RECOVERY: Servicing = Servicing(Kind::Recovery);
