//! What an operation is made of in a batch file, and the lines that its undo file gets.

use crate::script::quote::cmd_echo;

/// What an operation becomes. In its lines `<ID>` stands for the part's label and `<FILE>` for its number in file names.
pub(super) enum Part {
    /// It changes the machine.
    Change(Pieces),
    /// It reads, or speaks to a person.
    Read(String),
    /// A batch file cannot do it safely; a person is told this, and the exit code says that the script did not.
    ByHand(String),
}

/// The pieces of a change. `goto nothing_<ID>` ends the check when there is nothing to do.
pub(super) struct Pieces {
    pub(super) check: String,
    pub(super) backup: String,
    pub(super) undo: String,
    pub(super) apply: String,
    pub(super) verify: String,
}

/// A line of the part's undo file.
pub(super) fn undo_line(line: &str) -> String {
    format!(
        ">>\"%RECORD%\\undo-<FILE>.cmd\" echo {}\n",
        cmd_echo_quotes(line)
    )
}

/// Undoing fails when the line before it in the part's undo file did.
pub(super) fn undo_checked(line: &str) -> String {
    undo_line(line) + &undo_line("if errorlevel 1 set \"UNDO_FAILED=1\"")
}

/// A change that leaves nothing to put back: a note beside the undo files, which `/undo` does not run.
pub(super) fn undo_note(text: &str) -> String {
    format!(">>\"%RECORD%\\undo-<FILE>.txt\" echo {}\n", cmd_echo(text))
}

/// `echo` keeps double quotes as they are; inside them only `%` needs doubling.
fn cmd_echo_quotes(line: &str) -> String {
    line.split('"')
        .enumerate()
        .map(|(index, part)| {
            if index % 2 == 0 {
                cmd_echo(part)
            } else {
                format!("\"{}\"", part.replace('%', "%%"))
            }
        })
        .collect()
}
