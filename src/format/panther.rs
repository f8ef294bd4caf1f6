//! Windows setup: setupact.log, setuperr.log and their kin in the Panther folders.
//!
//! `2024-05-14 09:00:00, Error                 MOUPG  CDlpActionFinalize::Execute(1460): Result = 0xC1900101[gle=0x80070490]`
//!
//! The head is that of [`servicing`](super::servicing). Lines of the imaging library (`[5120.1088] [0x80070570] ...`) have
//! no stamp and continue the record before. Not handled: the other form of C:\Windows\INF\setupact.log
//! (`[05/14/2024 09:00.05.125] ...`) and compatibility reports in XML, which are plain text.

use super::servicing::Servicing;
use crate::record::Kind;

/// Logs in which components of setup (MOUPG, SP, MIG, IBS) occur.
pub(super) const PANTHER: Servicing = Servicing(Kind::Panther);
