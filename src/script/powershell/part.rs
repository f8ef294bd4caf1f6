//! What an operation is made of in PowerShell.
//!
//! A change has five pieces, each a region of its own: check, backup, undo, apply, verify. The record for -Undo is written
//! before the change is made, so that a run that dies in between can be undone.

/// What an operation becomes.
pub(super) enum Part {
    /// It changes the machine.
    Change(Pieces),
    /// It reads, or speaks to a person.
    Read(String),
}

/// The pieces of a change, each some lines of PowerShell.
pub(super) struct Pieces {
    /// What is changed, for `-WhatIf`.
    pub(super) target: String,
    /// Returns when there is nothing to do, throws when the change must not be made.
    pub(super) check: String,
    /// Saves what is there.
    pub(super) backup: String,
    /// Records how to put it back.
    pub(super) undo: String,
    /// Makes the change.
    pub(super) apply: String,
    /// Throws when the change is not there.
    pub(super) verify: String,
}
