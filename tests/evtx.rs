//! Event logs as Windows keeps them: every log here is built from nothing, and read as a whole and in pieces.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    unreachable_pub,
    dead_code,
    reason = "helpers of tests fail as tests do, and write logs far smaller than 4 GiB"
)]

#[path = "evtx/absence.rs"]
mod absence;
#[path = "evtx/damage.rs"]
mod damage;
#[path = "evtx/forms.rs"]
mod forms;
#[path = "evtx/gate.rs"]
mod gate;
#[path = "common/however_read.rs"]
mod however_read;
#[path = "evtx/pieces.rs"]
mod pieces;
#[path = "evtx/support.rs"]
mod support;
#[path = "evtx/writer.rs"]
mod writer;
