//! The engine from the outside: rules and logs in, a report out.
//!
//! `same` shows that how a run is done does not change what it finds, `bytes` that records and lines are right whatever
//! the encoding and the line ends, `robust` that no input stops it, `many` that none makes it slow,
//! `conditions`, `absence`, `incidents`, `joins`, `started`, `attempts`, `chain`, `recovery`, `reach`, `evidence`, `counting` and `unexplained` what the parts of the rule
//! language mean.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::similar_names,
    unreachable_pub,
    reason = "helpers of tests fail as tests do"
)]

#[path = "engine/absence.rs"]
mod absence;
#[path = "engine/attempts.rs"]
mod attempts;
#[path = "engine/bounded.rs"]
mod bounded;
#[path = "engine/bytes.rs"]
mod bytes;
#[path = "engine/chain.rs"]
mod chain;
#[path = "engine/conditions.rs"]
mod conditions;
#[path = "engine/counting.rs"]
mod counting;
#[path = "engine/evidence.rs"]
mod evidence;
#[path = "engine/gate.rs"]
mod gate;
#[path = "engine/generate.rs"]
mod generate;
#[path = "engine/incidents.rs"]
mod incidents;
#[path = "engine/joins.rs"]
mod joins;
#[path = "engine/many.rs"]
mod many;
#[path = "engine/names.rs"]
mod names;
#[path = "engine/reach.rs"]
mod reach;
#[path = "engine/recovery.rs"]
mod recovery;
#[path = "engine/robust.rs"]
mod robust;
#[path = "engine/same.rs"]
mod same;
#[path = "engine/started.rs"]
mod started;
#[path = "engine/support.rs"]
mod support;
#[path = "engine/unexplained.rs"]
mod unexplained;
#[path = "engine/windows.rs"]
mod windows;
#[path = "engine/zones.rs"]
mod zones;
