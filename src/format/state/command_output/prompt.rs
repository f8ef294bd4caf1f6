//! Prompts of cmd and PowerShell, and the command line behind them.

use crate::text;

/// The command line behind a prompt such as `C:\Windows\system32>` or `PS C:\>`, in lower case and without `.exe`.
/// A bare prompt has an empty one.
pub(super) fn command(line: &[u8]) -> Option<String> {
    let line = line.trim_ascii();
    let path = line.strip_prefix(b"PS ").unwrap_or(line);
    let [drive, b':', b'\\', ..] = path else {
        return None;
    };
    let end = path.iter().position(|byte| *byte == b'>')?;
    drive.is_ascii_alphabetic().then(|| {
        let typed = path.get(end + 1..).unwrap_or_default();
        let typed = text::display(typed.trim_ascii()).to_ascii_lowercase();
        typed.replacen(".exe", "", 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_both_shells() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(command(line.as_bytes()).as_deref(), expected, "{line}");
        };
        check(
            "C:\\Windows\\system32>sc.exe query wuauserv",
            Some("sc query wuauserv"),
        );
        check(
            "PS C:\\Users\\Contoso Admin> W32TM /query /status",
            Some("w32tm /query /status"),
        );
        check("C:\\>", Some(""));
        check("C:\\Windows\\notes.txt", None);
        check("text > file", None);
    }
}
