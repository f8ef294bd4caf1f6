//! Windows event logs, in their own form and in those that people export.

pub(super) mod event_element;
pub(super) mod event_export;
pub(super) mod event_xml;
pub(super) mod evtx;
