//! The folder of a cause is its family, and a slip in it makes a family of one. A family of one's own is fine.

use super::Check;
use super::subject::{Note, Subject};
use crate::rule::{At, distance, unknown};

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
    why: "the folder is the first part of the rule's id, by which people select rules; one rule in a family by a slip is never found with the others",
    run,
};

fn run(subject: &Subject<'_>, notes: &mut Vec<Note>) {
    let family = subject.file.path.split('/').next().unwrap_or_default();
    if let Some(meant) = meant(family).filter(|_| subject.cause().is_some()) {
        notes.push(Note {
            at: At::default(),
            message: unknown("family", family, [meant]),
        });
    }
}

/// The family that a slip made this one of. One slip in four characters at most: companies have short names.
fn meant(family: &str) -> Option<&'static str> {
    let near = |known: &&str| distance(family, known) <= (known.len() / 4).max(1);
    let known = FAMILIES.into_iter().filter(|_| !FAMILIES.contains(&family));
    known
        .filter(near)
        .min_by_key(|known| distance(family, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slip_is_told_of() {
        let check = |family: &str, expected: Option<&str>| {
            assert_eq!(meant(family), expected, "{family}");
        };
        check("tsl", Some("tls"));
        check("netwrok", Some("network"));
        check("servcing", Some("servicing"));
        for own in [
            "tls", "contoso", "site", "acme", "hp", "sap", "wufb", "agents",
        ] {
            check(own, None);
        }
    }
}
