//! What manages updates or installs beside them: Configuration Manager, WSUS and its web server, installers, Defender.

pub(super) mod cmtrace;
pub(super) mod defender;
pub(super) mod iis;
pub(super) mod msi;
pub(super) mod wer;
pub(super) mod wsus_server;
