//! What people who write or read rules use: explanations of codes, causes, actions and noise; why a rule did or did not
//! fire; the rules that there are, as a list and one by one; what is wrong with rules; and the language itself as a schema for
//! editors.
//!
//! Nothing here takes part in a triage. It reads the loaded rules and the built-in knowledge and says in words what they
//! say in data, so that `0x80072EE7` on a screen leads to its meaning, to the causes that use it and to what mends them.
//! [`test`](mod@test) holds rules to the examples written in them; [`skeleton`] begins a rule from a line of a log.

mod describe;
mod explain;
pub mod lint;
mod list;
mod query;
mod schema;
mod show;
pub mod skeleton;
pub mod test;
mod why;

pub use explain::{Explanation, Section, Subject, explain};
pub use list::{ListEntry, ListFilter, list};
pub use query::CodeQuery;
pub use schema::schema;
pub use show::{Shown, show};
pub use why::{Line, Why, why};

/// What stands before the name of a shared signal.
const SHARED: &str = "shared.";
