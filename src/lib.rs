//! Reads what was collected from a Windows machine whose updates fail, names the root cause, proves it with the lines of
//! the logs, and plans a safe fix.
//!
//! # The pipeline
//!
//! ```text
//! paths ──> Bundle ──> Source ──> Hit ──> Finding ──> Report ──> bytes (table, JSON)
//! rules ──> RuleSet ───────────────^                    │
//!              └──────────── actions ──────────────> Plan ──> scripts
//! ```
//!
//! - [`source`] lists the inputs of a machine as a [`Bundle`](source::Bundle) and gives windows of their bytes.
//! - [`format`](mod@format) tells what an input is by its content and cuts it into [`Record`](record::Record)s.
//! - [`rule`] loads and checks the rules: signals, causes, symptoms, noise, actions.
//! - `engine` finds the records in which a signal matches and makes findings of them.
//! - [`report`] is what comes out, plain data to the JSON contract; [`output`] renders it.
//! - `remedy` turns findings into a [`plan`], and `script` renders the plan for PowerShell and cmd.
//! - `author` answers questions about codes and rules.
//!
//! To read the code, begin with [`report`] to see what is wanted, then `engine`, whose first file tells the whole story.
//!
//! # What always holds
//!
//! - **The library does not print, exit, or read the environment or the clock.** The binary's `cli` does.
//! - **Bytes are searched, hits are parsed.** A record is parsed only where a rule could match it, and the cost does not
//!   grow with the number of rules.
//! - **The result depends on the inputs alone**: not on the number of threads, the order of arguments, or the machine.
//! - **A format never fails as a whole.** Damage costs the damaged part and leaves a note.
//! - **Absence must be proven.** Not collected, not readable and clean are three different facts.
//! - **Log text is hostile.** It is capped in size, escaped for whatever it is shown in, and reaches a script only as a
//!   parameter of a checked type.
//! - **Remediation is data**: steps of a closed set, of which scripts are renderings.
//!
//! # Features
//!
//! `native`, on by default, adds files, memory mapping, threads and the command line. Without it the crate works on byte
//! slices alone.

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
