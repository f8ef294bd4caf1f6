//! `robocopy.log`, which TSS leaves beside what it copied:
//! `2024/05/14 09:00:00 ERROR 2 (0x00000002) Accessing Source Directory C:\Windows\Logs\DISM\`.
//!
//! Only such lines are read. `Errorout.txt`, which stands beside it, has the errors of commands without what they were
//! about, so nothing certain can be told of it.

use super::{Inventory, Missing};

/// What stands between the code and the path.
const DOINGS: [&str; 4] = [
    "Accessing Source Directory ",
    "Scanning Source Directory ",
    "Copying File ",
    "Opening Source File ",
];

/// What the log says was not copied.
pub(super) fn log(text: &str) -> Inventory {
    Inventory {
        missing: text.lines().filter_map(line).collect(),
    }
}

fn line(line: &str) -> Option<Missing> {
    let (_, after) = line.split_once(" ERROR ")?;
    let (_, after) = after.split_once("(0x")?;
    let (code, doing) = after.split_once(") ")?;
    let win32 = u32::from_str_radix(code, 16)
        .ok()
        .filter(|code| *code <= 0xFFFF)?;
    let path = DOINGS.iter().find_map(|it| doing.strip_prefix(it))?;
    Some(Missing::failed(path.trim(), 0x8007_0000 | win32))
}

#[cfg(test)]
mod tests {
    fn check(line: &str, expected: Option<&str>) {
        let text = super::line(line).map(|missing| missing.text);
        assert_eq!(text.as_deref(), expected, "{line}");
    }

    #[test]
    fn an_error_names_what_was_not_copied() {
        check(
            r"2024/05/14 09:00:00 ERROR 2 (0x00000002) Accessing Source Directory C:\Windows\Logs\DISM\",
            Some("DISM logs were not collected: 0x80070002 (file not found)"),
        );
        check(
            r"2024/05/14 09:00:00 ERROR 32 (0x00000020) Copying File C:\Contoso\a.log",
            Some(r"'C:\Contoso\a.log' was not collected: 0x80070020 (in use by another program)"),
        );
        check("2024/05/14 09:00:00 ERROR: RETRY LIMIT EXCEEDED.", None);
        check("  New File  1024  a.log", None);
    }
}
