//! What the update agent and its helpers write: traces, the logs made of them, outcomes, downloads.

pub(super) mod delivery_optimization;
pub(super) mod etl;
pub(super) mod orchestrator;
pub(super) mod reporting_events;
pub(super) mod windows_update;
pub(super) mod windows_update_classic;
pub(super) mod windows_update_pasted;
