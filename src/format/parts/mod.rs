//! Pieces that several formats are made of: heads of records, dates, votes of lines, a walk over XML.

pub(super) mod head;
pub(super) mod json_date;
pub(super) mod regional;
pub(super) mod running_clock;
pub(super) mod vote;
pub(super) mod xml;
