//! `manage-bde -status`: BitLocker on each volume.
//!
//! `Volume C: [OS]`, below it `    Protection Status:    Protection On`
//!
//! One record for each volume with `volume`, `label`, `kind` (`OS Volume`, `Data Volume`) and fields named as printed. Key
//! protectors are listed by their kinds; recovery passwords, which other forms of the command print, are never read.

use crate::format::Located;
use crate::format::frame::upto_next;
use crate::text;

use super::list::{self, is_blank};
use super::{Command, Field, Reading, labels, otherwise};

const NAME: &str = "manage-bde";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins: |line| {
        line.starts_with(b"BitLocker Drive Encryption: Configuration Tool")
            || volume(line).is_some()
    },
    read: |body, _| read(body),
    instead: "'Get-BitLockerVolume'",
    whole: true,
};

/// Labels that are read; whatever else is printed may hold a secret.
const WANTED: [&str; 10] = [
    "Size",
    "BitLocker Version",
    "Conversion Status",
    "Percentage Encrypted",
    "Encryption Method",
    "Protection Status",
    "Lock Status",
    "Identification Field",
    "Automatic Unlock",
    "Key Protectors",
];

fn read(body: &[u8]) -> Reading<'_> {
    let lines: Vec<_> = text::lines(body)
        .filter(|(_, line)| !is_blank(line))
        .collect();
    let begins: Vec<_> = (0..lines.len())
        .filter(|at| {
            lines
                .get(*at)
                .is_some_and(|(_, line)| volume(line).is_some())
        })
        .collect();
    let records: Vec<_> = upto_next(&begins, lines.len())
        .into_iter()
        .filter_map(|(from, upto)| one(body, lines.get(from..upto)?))
        .collect();
    if records.is_empty() {
        return otherwise(NAME, body);
    }
    Reading {
        records,
        ..Reading::default()
    }
}

/// `Volume C: [OS]` as (`C:`, `OS`).
fn volume(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let [letter, b':', b' ', b'[', label @ .., b']'] =
        line.trim_ascii_end().strip_prefix(b"Volume ")?
    else {
        return None;
    };
    let drive = line.get(b"Volume ".len()..b"Volume C:".len())?;
    letter.is_ascii_alphabetic().then_some((drive, label))
}

/// The volume's lines, up to where a password would follow.
fn one<'a>(body: &'a [u8], lines: &[(usize, &'a [u8])]) -> Option<Located<'a>> {
    let ((start, first), below) = lines.split_first()?;
    let (drive, label) = volume(first)?;
    let is_secret = |line: &[u8]| line.trim_ascii_end().ends_with(b"Password:");
    let below: Vec<_> = below
        .iter()
        .copied()
        .take_while(|(_, line)| !is_secret(line))
        .collect();
    let (last, line) = below.last().copied().unwrap_or((*start, first));
    let end = last + line.len();
    let mut fields: Vec<Field<'a>> = vec![
        ("volume".into(), text::display(drive)),
        ("label".into(), text::display(label)),
    ];
    let kind = below
        .first()
        .and_then(|(_, line)| line.strip_prefix(b"[")?.strip_suffix(b"]"));
    fields.extend(kind.map(|kind| ("kind".into(), text::display(kind))));
    let read = labels::collect(&below).into_iter();
    let read = read.filter(|(label, _)| WANTED.contains(&label.as_str()));
    fields.extend(read.map(|(label, value)| (label.into(), value.into())));
    list::piece(NAME, body, *start..end, fields)
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    const HEAD: &str = "BitLocker Drive Encryption: Configuration Tool version 10.0.19041\r\nCopyright (C) 2013 Microsoft Corporation. All rights reserved.\r\n\r\n";

    #[test]
    fn each_volume_is_a_record() {
        check(
            &format!(
                "{HEAD}Volume C: [OS]\r\n[OS Volume]\r\n\r\n    Size:                 99.00 GB\r\n    Protection Status:    Protection On\r\n    Key Protectors:\r\n        TPM\r\n        Numerical Password\r\n\r\nVolume D: []\r\n[Data Volume]\r\n\r\n    Lock Status:          Locked\r\n"
            ),
            &[
                "manage-bde: volume=C: label=OS kind=OS Volume Size=99.00 GB Protection Status=Protection On Key Protectors=TPM Numerical Password",
                "manage-bde: volume=D: label= kind=Data Volume Lock Status=Locked",
            ],
        );
    }

    #[test]
    fn a_recovery_password_never_leaves_the_text() {
        use crate::format::LogFormat;
        let text = format!(
            "{HEAD}Volume C: [OS]\r\nAll Key Protectors\r\n\r\n    Numerical Password:\r\n      ID: {{1}}\r\n      Password:\r\n        111111-222222-333333\r\n"
        );
        let parsed =
            crate::format::state::command_output::CommandOutput.parse_whole(text.as_bytes());
        let [found] = parsed.records.as_slice() else {
            panic!("one volume");
        };
        let shown = format!("{:?}", found.record);
        let evidence = text.get(found.start..found.end).unwrap();
        assert!(!shown.contains("111111") && !evidence.contains("111111"));
    }
}
