//! What people who write or read rules use: explanations of codes, causes, actions and noise, and the tests inside rules.
//!
//! Nothing here takes part in a triage. It reads the loaded rules and the built-in knowledge and says in words what they
//! say in data, so that `0x80072EE7` on a screen leads to its meaning, to the causes that use it and to what mends them.
//! [`test`] holds rules to the examples written in them; [`skeleton`] begins a rule from a line of a log.

mod describe;
mod explain;
pub mod skeleton;
pub mod test;

pub use explain::{Explanation, Section, Subject, explain};
