//! `reagentc /info`: whether the recovery environment is switched on, and where it lies.
//!
//! `    Windows RE status:         Enabled`
//!
//! One record, fields named as printed, with `disk` and `partition` where the location names them. `REAGENTC.EXE:` and what
//! follows is `result`. In another language the location still tells the partition, and a number of nothing but zeros that
//! the environment is off. Shape: Microsoft's page on the command.

use memchr::memmem;

use crate::text;

use super::{Command, Field, Reading, labels, otherwise, record, whole_section};

const NAME: &str = "reagentc";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.starts_with(NAME),
    begins: |line| {
        line.starts_with(b"Windows Recovery Environment (Windows RE) and") || result(line).is_some()
    },
    read: |body, _| read(body),
    instead: "C:\\Windows\\System32\\Recovery\\ReAgent.xml",
    whole: true,
};

fn read(body: &[u8]) -> Reading<'_> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    for (_, line) in text::lines(body) {
        if let Some(result) = result(line) {
            fields.push(("result".into(), text::display(result)));
        } else if let Some(found) = labels::split(line).filter(|found| found.indented) {
            fields.push((text::display(found.label), text::display(found.value)));
            fields.extend(place(found.value));
        }
    }
    if fields.is_empty() {
        return otherwise(NAME, body);
    }
    let english = fields
        .iter()
        .any(|(name, _)| name == "Windows RE status" || name == "result");
    Reading {
        records: whole_section(body, record(NAME, body, fields)),
        foreign: (!english).then_some(NAME),
        ..Reading::default()
    }
}

/// Behind `REAGENTC.EXE: `.
fn result(line: &[u8]) -> Option<&[u8]> {
    let said = line.trim_ascii().strip_prefix(b"REAGENTC.EXE: ")?;
    Some(said.strip_suffix(b".").unwrap_or(said))
}

/// The numbers in `\\?\GLOBALROOT\device\harddisk0\partition4\Recovery\WindowsRE`.
fn place(value: &[u8]) -> Vec<Field<'_>> {
    let number = |word: &[u8]| {
        let rest = value.get(memmem::find(value, word)? + word.len()..)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest.get(..digits).filter(|digits| !digits.is_empty())
    };
    let named = [("disk", &b"\\harddisk"[..]), ("partition", b"\\partition")];
    named
        .into_iter()
        .filter_map(|(name, word)| Some((name.into(), text::display(number(word)?))))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::format::state::command_output::tests::check;

    #[test]
    fn switched_on_and_off() {
        check(
            "Windows Recovery Environment (Windows RE) and system reset configuration\r\nInformation:\r\n\r\n    Windows RE status:         Enabled\r\n    Windows RE location:       \\\\?\\GLOBALROOT\\device\\harddisk0\\partition4\\Recovery\\WindowsRE\r\n    Boot Configuration Data (BCD) identifier: 7d2c\r\n\r\nREAGENTC.EXE: Operation Successful.\r\n",
            &[
                "reagentc: Windows RE status=Enabled Windows RE location=\\\\?\\GLOBALROOT\\device\\harddisk0\\partition4\\Recovery\\WindowsRE disk=0 partition=4 Boot Configuration Data (BCD) identifier=7d2c result=Operation Successful",
            ],
        );
        check(
            "C:\\>reagentc /enable\r\nREAGENTC.EXE: The Windows RE image was not found.\r\n",
            &["reagentc: result=The Windows RE image was not found"],
        );
    }

    #[test]
    fn another_language_keeps_the_place() {
        check(
            "C:\\>reagentc /info\r\nInformationen:\r\n\r\n    Windows RE-Status:          Aktiviert\r\n    Windows RE-Speicherort:     \\\\?\\GLOBALROOT\\device\\harddisk0\\partition4\\Recovery\r\n",
            &[
                "reagentc: Windows RE-Status=Aktiviert Windows RE-Speicherort=\\\\?\\GLOBALROOT\\device\\harddisk0\\partition4\\Recovery disk=0 partition=4",
                "not understood (German): reagentc; run it again under an English display language, or collect C:\\Windows\\System32\\Recovery\\ReAgent.xml",
            ],
        );
    }
}
