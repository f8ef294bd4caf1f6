//! Names of entries, as text to show. Nothing is ever written to disk under them, so a name cannot lead anywhere; but it
//! is read by people, so it is brought into one form, and a name that tries to lead out of the archive is told.
//!
//! Windows tools write `\` into zips, backup tools `C:\` and `\\?\C:\`. Two entries of one name are both kept: the second
//! `CBS.log` becomes `CBS (2).log`.

use std::collections::BTreeMap;

use super::caps::MAX_NAME;

/// The names given so far in one archive.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeMap<String, usize>,
}

/// A name to show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Folders and file with `/`, neither empty nor `..`.
    pub(super) shown: String,
    /// What was wrong with it.
    pub(super) odd: Option<&'static str>,
}

impl Names {
    /// The name of the next entry. No two of an archive are equal.
    pub(super) fn give(&mut self, raw: &str) -> Name {
        let mut name = Name::of(raw);
        let again = self.taken.entry(name.shown.clone()).or_default();
        *again += 1;
        if *again > 1 {
            let number = *again;
            name.shown = numbered(&name.shown, number);
            name.odd = Some("another entry has the same name; both were read");
            return self.settled(name);
        }
        name
    }

    /// The numbered name, with more numbers where an entry was really called that.
    fn settled(&mut self, mut name: Name) -> Name {
        while self.taken.contains_key(&name.shown) {
            name.shown = numbered(&name.shown, 2);
        }
        self.taken.insert(name.shown.clone(), 1);
        name
    }
}

impl Name {
    fn of(raw: &str) -> Self {
        let text: String = raw
            .chars()
            .take(MAX_NAME)
            .map(|c| match c {
                '\\' => '/',
                c if c.is_control() => '_',
                c => c,
            })
            .collect();
        let (text, absolute) = without_root(&text);
        let parts = || {
            text.split('/')
                .filter(|part| !part.is_empty() && *part != ".")
        };
        let leads_out = absolute || parts().any(|part| part == "..");
        let shown = parts()
            .filter(|part| *part != "..")
            .collect::<Vec<_>>()
            .join("/");
        let odd = match () {
            () if leads_out => {
                Some("its name leads out of the archive; only the rest of it is shown")
            }
            () if shown.is_empty() => Some("it has no name"),
            () if raw.chars().nth(MAX_NAME).is_some() => Some("its name is too long and was cut"),
            () if raw.chars().any(char::is_control) => {
                Some("its name has control characters in it")
            }
            () => None,
        };
        let shown = if shown.is_empty() {
            "unnamed".to_owned()
        } else {
            shown
        };
        Self { shown, odd }
    }
}

/// The name without `//?/`, a drive or a leading slash, and whether it had one.
fn without_root(text: &str) -> (&str, bool) {
    let rest = text.strip_prefix("//?/").unwrap_or(text);
    let rest = match rest.split_once(':') {
        Some((drive, rest)) if drive.len() == 1 => rest,
        _ => rest,
    };
    let rest = rest.trim_start_matches('/');
    (rest, rest.len() != text.len())
}

/// `logs/CBS.log` as `logs/CBS (2).log`.
fn numbered(name: &str, number: usize) -> String {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => {
            format!("{folder}{slash}{stem} ({number}).{ending}")
        }
        _ => format!("{folder}{slash}{file} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, shown: &str, odd: bool) {
        let name = Names::default().give(raw);
        assert_eq!(
            (name.shown.as_str(), name.odd.is_some()),
            (shown, odd),
            "{raw:?}"
        );
    }

    #[test]
    fn names_come_in_one_form() {
        check(r"logs\CBS\CBS.log", "logs/CBS/CBS.log", false);
        check("./a//b.log", "a/b.log", false);
        check("NUL.log", "NUL.log", false);
        check("für.log", "für.log", false);
    }

    #[test]
    fn a_name_that_leads_out_is_told() {
        check("../../etc/passwd", "etc/passwd", true);
        check(r"C:\Windows\CBS.log", "Windows/CBS.log", true);
        check(r"\\?\C:\x.log", "x.log", true);
        check("/etc/x.log", "etc/x.log", true);
        check(r"\\server\share\x.log", "server/share/x.log", true);
    }

    #[test]
    fn what_cannot_be_shown_is_replaced() {
        check("a\0b.log", "a_b.log", true);
        check("a\x1b[31m.log", "a_[31m.log", true);
        check("", "unnamed", true);
        check("..", "unnamed", true);
        check(&"x".repeat(MAX_NAME + 1), &"x".repeat(MAX_NAME), true);
    }

    #[test]
    fn equal_names_are_told_apart() {
        let mut names = Names::default();
        let given = ["a/x.log", r"a\x.log", "a/x (2).log", "a/x.log", "y", "y"]
            .map(|raw| names.give(raw).shown);
        let expected = [
            "a/x.log",
            "a/x (2).log",
            "a/x (2) (2).log",
            "a/x (3).log",
            "y",
            "y (2)",
        ];
        assert_eq!(given, expected);
    }
}
