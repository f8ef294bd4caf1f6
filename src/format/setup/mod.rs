//! The component store, its tools, Windows setup and the recovery environment.

pub(super) mod appraiser;
pub(super) mod cbs;
pub(super) mod checksur;
pub(super) mod compat;
pub(super) mod diagerr;
pub(super) mod dism;
pub(super) mod panther;
pub(super) mod recovery;
pub(super) mod servicing;
mod servicing_copied;
pub(super) mod servicing_state;
pub(super) mod setup_inf;
pub(super) mod setupapi;
pub(super) mod setupdiag;
