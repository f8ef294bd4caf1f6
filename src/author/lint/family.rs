//! The folder of a cause is its family, and a slip in it makes a family of one.

use super::Check;
use super::subject::{Note, Subject};
use crate::rule::{At, unknown};

/// The families that are in use.
const FAMILIES: [&str; 18] = [
    "network",
    "proxy",
    "tls",
    "wsus",
    "policy",
    "services",
    "download",
    "store",
    "servicing",
    "driver",
    "disk",
    "permissions",
    "setup",
    "msi",
    "license",
    "time",
    "malware",
    "other",
];

pub(super) const CHECK: Check = Check {
    name: "unknown-family",
    why: "the folder is the first part of the rule's id, by which people select rules; a family of your own is fine if it is meant",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let family = subject.file.path.split('/').next().unwrap_or_default();
    if subject.cause().is_some() && !FAMILIES.contains(&family) {
        notes.push(Note {
            at: At::default(),
            message: unknown("family", family, FAMILIES),
        });
    }
}
