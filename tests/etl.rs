//! Event traces, built from nothing, as the program reads them: what their records say, what is told beside them, and that
//! damage of any kind costs what is damaged and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    unreachable_pub,
    dead_code,
    reason = "helpers of tests fail as tests do, and the builder serves benchmarks as well"
)]

#[path = "common/however_read.rs"]
mod however_read;
#[path = "common/program.rs"]
mod program;

#[path = "etl/damage.rs"]
mod damage;
#[path = "etl/lines.rs"]
mod lines;
#[path = "etl/pack.rs"]
mod pack;
#[path = "etl/reading.rs"]
mod reading;
#[path = "etl/together.rs"]
mod together;
#[path = "etl/told.rs"]
mod told;
#[path = "etl/trace.rs"]
mod trace;
#[path = "etl/values.rs"]
mod values;
