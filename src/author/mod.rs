//! What people who write or read rules use: explanations of codes, causes, actions and noise, and what is wrong with rules.
//!
//! Nothing here takes part in a triage. It reads the loaded rules and the built-in knowledge and says in words what they
//! say in data, so that `0x80072EE7` on a screen leads to its meaning, to the causes that use it and to what mends them.

mod describe;
mod explain;
pub mod lint;

pub use explain::{Explanation, Section, Subject, explain};
