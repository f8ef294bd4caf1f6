//! Reads what was collected from a Windows machine whose updates fail, names the root cause, and plans a safe fix.

pub mod error;
pub mod text;
pub mod time;

pub use error::Error;
