//! The machine's time zone: `tzutil /g` and `Get-TimeZone`. What `w32tm /tz` says is read by [`w32tm`](super::w32tm).
//!
//! `W. Europe Standard Time`, `Id                         : W. Europe Standard Time`
//!
//! Component `time zone`, field `zone`, and a fact; a zone that is not known by its name is told by its name alone.

use crate::format::Located;
use crate::record::Fact;
use crate::text;
use crate::time::LocalOffset;

use super::list::is_blank;
use super::{Command, Reading, labels, otherwise, record};

const NAME: &str = "time zone";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with("tzutil /g") || line.contains("get-timezone"),
    begins: |line| id(line).is_some_and(is_zone),
    read,
    instead: "'reg query HKLM\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation'",
    whole: true,
};

fn read<'a>(body: &'a [u8], asked: &str) -> Reading<'a> {
    let mut lines = text::lines(body).filter(|(_, line)| !is_blank(line));
    let found = if asked.starts_with("tzutil") {
        lines
            .next()
            .map(|(start, line)| (start, line, line.trim_ascii()))
    } else {
        lines.find_map(|(start, line)| Some((start, line, id(line)?)))
    };
    let Some((start, line, name)) = found else {
        return otherwise(NAME, body);
    };
    let name = text::display(name);
    Reading {
        facts: vec![fact(&name, None)],
        records: vec![Located {
            start,
            end: start + line.len(),
            record: record(NAME, line, vec![("zone".into(), name)]),
        }],
        ..Reading::default()
    }
}

/// The zone by its name; `otherwise` holds where the name is not known.
pub(super) fn fact(name: &str, otherwise: Option<LocalOffset>) -> Fact {
    let offset = LocalOffset::from_windows(name).or(otherwise);
    Fact::Zone(name.to_owned(), offset.unwrap_or(LocalOffset::Unknown))
}

/// `Id                         : W. Europe Standard Time`.
fn id(line: &[u8]) -> Option<&[u8]> {
    let found = labels::split(line).filter(|found| !found.indented && found.label == b"Id")?;
    Some(found.value)
}

fn is_zone(name: &[u8]) -> bool {
    name.ends_with(b" Standard Time") || name.starts_with(b"UTC")
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::{check, facts};

    #[test]
    fn both_commands_name_the_zone() {
        let bare = "C:\\>tzutil /g\r\nTokyo Standard Time\r\nC:\\>";
        check(bare, &["time zone: zone=Tokyo Standard Time"]);
        assert!(facts(bare)[0].starts_with("Zone(\"Tokyo Standard Time\", Zone("));
        check(
            "\r\nId                         : Tokyo Standard Time\r\nDisplayName                : (UTC+09:00) Osaka\r\n",
            &["time zone: zone=Tokyo Standard Time"],
        );
    }

    #[test]
    fn a_name_that_is_not_known_is_kept() {
        let told = facts("C:\\>tzutil /g\r\nContoso Standard Time\r\n");
        assert_eq!(told, ["Zone(\"Contoso Standard Time\", Unknown)"]);
    }
}
