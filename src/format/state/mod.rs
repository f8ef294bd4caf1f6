//! The machine's state when the logs were collected: the registry, and what commands print.

pub(super) mod command_output;
pub(super) mod msinfo;
pub(super) mod regf;
pub(super) mod registry;
