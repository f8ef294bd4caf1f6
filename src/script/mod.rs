//! Scripts: renderings of one [`Plan`], and nothing but the plan.
//!
//! Adding a script kind is a file and a row in [`SCRIPTS`]. Every change in a script is made of the same pieces, marked as
//! regions: check (is there anything to do), backup, undo (a record written before the change), apply, verify. What may
//! not be changed without a person is printed. Nothing here reads a log: values come as checked parameters in the plan,
//! and `quote` makes each of them one literal.
//!
//! Scripts are proven by parsing and by tests of their pieces; they are not run here.

#![expect(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "a script is small; templates that read in one piece are worth an allocation"
)]

use crate::plan::Plan;

mod cmd;
mod powershell;
mod quote;
mod readme;

pub use cmd::Cmd;
pub use powershell::PowerShell;
pub use readme::Readme;

/// A file that a plan is written to.
pub trait Script: Sync {
    /// Name of the file.
    fn file_name(&self) -> &'static str;

    /// Its text, with the line ends it has on disk.
    fn render(&self, plan: &Plan) -> String;
}

/// Every script kind.
pub const SCRIPTS: &[&dyn Script] = &[&PowerShell, &Cmd, &Readme, &Json];

/// The plan as `plan.json`, for other programs.
struct Json;

impl Script for Json {
    fn file_name(&self) -> &'static str {
        "plan.json"
    }

    fn render(&self, plan: &Plan) -> String {
        // A plan is made of strings, numbers and lists, which always serialise.
        let mut text = serde_json::to_string_pretty(plan).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Every file of the plan, name and content.
pub fn files(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    SCRIPTS
        .iter()
        .map(|script| {
            (
                script.file_name().to_owned(),
                script.render(plan).into_bytes(),
            )
        })
        .collect()
}

/// The text with the line ends of Windows.
fn crlf(text: &str) -> String {
    text.lines().flat_map(|line| [line, "\r\n"]).collect()
}
