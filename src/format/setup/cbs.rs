//! Component Based Servicing: CBS.log and the `CbsPersist` logs it is rotated into.
//!
//! `2024-05-14 09:00:00, Info                  CBS    Failed to ... [HRESULT = 0x80070bc9 - ERROR_FAIL_REBOOT_REQUIRED]`
//!
//! The head is that of [`servicing`](crate::format::setup::servicing). CSI records run over several lines. Not handled: the UTC stamps
//! (`@2024/5/14:07:00:02.125`) inside CSI messages stay text.

use crate::format::setup::servicing::Servicing;
use crate::record::Kind;

/// Logs in which the servicing stack's components (CBS, CSI, DPX) prevail.
pub(in crate::format) const CBS: Servicing = Servicing(Kind::Cbs);
