//! Reads what was collected from a Windows machine whose updates fail, names the root cause, and plans a safe fix.

pub mod author;
pub mod code;
pub mod engine;
pub mod error;
pub mod format;
pub mod output;
pub mod plan;
pub mod record;
pub mod remedy;
pub mod report;
pub mod rule;
pub mod script;
pub mod source;
pub mod text;
pub mod time;

pub use error::Error;
