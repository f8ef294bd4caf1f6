//! Deployment Image Servicing and Management: dism.log.
//!
//! `2024-05-14 09:00:00, Error                 DISM   DISM Package Manager: PID=1088 TID=5120 Failed ... (hr:0x800f081f)`
//!
//! The head is that of [`servicing`](crate::format::setup::servicing); the ids inside the message become process and thread. CSI lines are
//! mixed in. A file named CBS.log into which DISM wrote is this form too.

use crate::format::setup::servicing::Servicing;
use crate::record::Kind;

/// Logs in which the component DISM prevails.
pub(in crate::format) const DISM: Servicing = Servicing(Kind::Dism);
