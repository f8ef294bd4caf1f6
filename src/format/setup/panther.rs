//! Windows setup: setupact.log, setuperr.log and their kin in the Panther folders, and BlueBox.log and UpdateAgent.log of
//! the MoSetup folder.
//!
//! `2024-05-14 09:00:00, Error                 MOUPG  CDlpActionFinalize::Execute(1460): Result = 0xC1900101[gle=0x80070490]`
//!
//! The head is that of [`servicing`](crate::format::setup::servicing). Lines of the imaging library (`[5120.1088] [0x80070570] ...`) have
//! no stamp and continue the record before. The other form of setupact.log is read by [`setup_inf`](crate::format::setup::setup_inf), the
//! reports in XML by [`compat`](crate::format::setup::compat), [`appraiser`](crate::format::setup::appraiser) and [`diagerr`](crate::format::setup::diagerr).

use crate::format::setup::servicing::Servicing;
use crate::record::Kind;

/// Logs in which components of setup (MOUPG, SP, MIG, IBS) occur.
pub(in crate::format) const PANTHER: Servicing = Servicing(Kind::Panther);
